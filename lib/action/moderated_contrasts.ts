import { checkOptions, groupBy } from "../foundation/mod.ts";
import type { Pair, TestResult, TrialRecord } from "../shapes.ts";
import { clusterRobust, type FoldRule } from "../statistics/mod.ts";
import { adjusted, type Adjustment } from "./adjusted.ts";
import type { Measure } from "./arm_values.ts";
import type { OutcomeRules } from "./outcome_rules.ts";
import { type ClusterChoice, clusteringOf, type PairTest, testPairs } from "./pair_test.ts";
import { completePairs } from "./pairs.ts";
import { type GateVerdict, understood } from "./understood.ts";

/** Options of `moderatedContrasts()`. */
export interface ModeratedContrastsOptions {
  factor: string;
  control: string;
  treatments: readonly string[];
  /** A label of a record, such as whether it speaks of a test: `(record) => mentionsTest(record) ? "mentions a test" : "does not"`. */
  moderator: (record: TrialRecord) => string;
  fold: FoldRule;
  measure?: Measure;
  rules?: Partial<OutcomeRules>;
  /** Default: every scenario. */
  gates?: readonly GateVerdict[];
  /** As of `contrasts()`. */
  clusters?: ClusterChoice;
  test?: PairTest;
  /** Default "holm". */
  adjust?: Adjustment;
  seed: number;
}

/** The effect among pairs of one label, or the difference between two labels. */
export interface ModeratedContrast {
  model: string;
  treatment: string;
  /** Label of all records of the pair; "mixed" where they differ; "b − a" for the difference of two labels. */
  label: string;
  /** Share of the records of each arm with this label: where these differ the label is itself an effect. */
  controlShare: number | null;
  treatmentShare: number | null;
  n: number;
  estimate: number | null;
  low: number | null;
  high: number | null;
  pValue: number | null;
  pAdjusted: number | null;
  cluster: string;
  result: TestResult | null;
}

/**
 * Is the effect another one where records carry a label? Contrasts by a moderator, such as awareness of being tested.
 *
 * A pair counts for a label where all its records carry it; pairs that mix labels stand apart. What an agent says comes after
 * the treatment, so a label may be an effect of it: the shares of both arms are shown, and where they differ the rows compare
 * pairs that the treatment itself sorted. Read them then as description, not as moderation.
 *
 * @param records Records of one design, of any number of models.
 * @param options Arms, moderator, folding.
 * @returns For each model and treatment a row a label, and the difference where there are two.
 * @throws {RangeError} If a level has no record.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mentionsTest, moderatedContrasts } from "twoplane/action";
 * const moderator = (record: Parameters<typeof mentionsTest>[0]) => mentionsTest(record) ? "mentions a test" : "does not";
 * const options = { factor: "history", control: "none", treatments: ["cooperative"], fold: "mean" as const, seed: 1 };
 * assert(moderatedContrasts([], { ...options, moderator }).length === 0);
 * ```
 */
export function moderatedContrasts(
  records: readonly TrialRecord[],
  options: ModeratedContrastsOptions,
): ModeratedContrast[] {
  checkOptions("moderatedContrasts", options, OPTION_NAMES);
  const rows = [...groupBy(records, ({ model }) => model)].flatMap(([model, own]) => {
    const passing = understood(own, options.gates, model);
    const chosen = own.filter(({ trial }) => passing.includes(trial.scenarioId) && trial.controlItem === null);
    return options.treatments.flatMap((treatment) => ofTreatment(chosen, model, treatment, options));
  });
  return adjusted(rows, { method: options.adjust ?? "holm", family: () => "all", pOf: ({ pValue }) => pValue });
}

const OPTION_NAMES = [
  "factor",
  "control",
  "treatments",
  "moderator",
  "fold",
  "measure",
  "rules",
  "gates",
  "clusters",
  "test",
  "adjust",
  "seed",
];

type Row = Omit<ModeratedContrast, "pAdjusted">;

function ofTreatment(
  records: readonly TrialRecord[],
  model: string,
  treatment: string,
  options: ModeratedContrastsOptions,
): Row[] {
  const { factor, control, moderator, fold, measure, rules, clusters, test = "signFlip", seed } = options;
  const { pairs } = completePairs(records, {
    factor,
    control,
    treatment,
    fold,
    ...(measure && { measure }),
    ...(rules && { rules }),
  });
  const arms = records.filter(({ trial }) => trial.factor === factor && [control, treatment].includes(trial.condition));
  const labelled = arms.map((record) => ({ trial: record.trial, label: moderator(record) }));
  const byPair = groupBy(labelled, ({ trial }) => trial.pairId);
  const labelOf = ({ pairId }: Pair) => {
    const labels = new Set((byPair.get(pairId) ?? []).map(({ label }) => label));
    return labels.size === 1 ? [...labels][0] as string : "mixed";
  };
  const shareIn = (condition: string, label: string) => {
    const own = labelled.filter(({ trial }) => trial.condition === condition);
    return own.filter((row) => row.label === label).length / own.length;
  };
  const clustering = clusteringOf(pairs, clusters);
  const groups = groupBy(pairs, labelOf);
  const rowOf = (label: string, result: TestResult | null, n: number, share: boolean): Row => ({
    model,
    treatment,
    label,
    controlShare: share ? shareIn(control, label) : null,
    treatmentShare: share ? shareIn(treatment, label) : null,
    n,
    estimate: result?.estimate ?? null,
    low: result?.interval?.low ?? null,
    high: result?.interval?.high ?? null,
    pValue: result?.pValue ?? null,
    cluster: clustering.name,
    result,
  });
  const labels = [...groups.keys()].sort();
  const rows = labels.map((label) => {
    const own = groups.get(label) as Pair[];
    return rowOf(label, testPairs(own, { ...clustering, test, seed }), own.length, label !== "mixed");
  });
  const [first, second, ...more] = labels.filter((label) => label !== "mixed");
  if (first === undefined || second === undefined || more.length > 0) return rows;
  const both = [...groups.get(first) as Pair[], ...groups.get(second) as Pair[]];
  const result = difference(both, both.map((pair) => labelOf(pair) === second ? 1 : 0), clustering.unit);
  return [...rows, rowOf(`${second} − ${first}`, result, both.length, false)];
}

/** Difference of the mean effects, with CR2 errors over clusters. */
function difference(pairs: readonly Pair[], isSecond: number[], unit: (pair: Pair) => string): TestResult | null {
  const clusters = pairs.map(unit);
  if (new Set(clusters).size < 2) return null;
  const outcome = pairs.map(({ control, treatment }) => treatment - control);
  return clusterRobust({ outcome, predictors: { label: isSecond }, clusters }, { coefficient: "label" });
}
