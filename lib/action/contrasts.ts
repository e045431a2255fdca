import { checkOneOf, checkOptions, groupBy } from "../foundation/mod.ts";
import type { Dropped, Pair, TestResult, TrialRecord, ValueRange } from "../shapes.ts";
import type { FoldRule } from "../statistics/mod.ts";
import { adjusted, type Adjustment } from "./adjusted.ts";
import { defaultMeasure, isShare, type Measure } from "./arm_values.ts";
import { pairsOf } from "./block_pairs.ts";
import { readBlocks } from "./blocks.ts";
import type { OutcomeRules } from "./outcome_rules.ts";
import { caseClustering, type ClusterChoice, clusteringOf, type PairTest, testPairs } from "./pair_test.ts";
import { type GateVerdict, notInterpretable, understood } from "./understood.ts";

/** Options of `contrasts()`. */
export interface ContrastsOptions {
  factor: string;
  control: string;
  /** Levels compared with the control, one contrast each. */
  treatments: readonly string[];
  fold: FoldRule;
  measure?: Measure;
  /** How outcomes are read. Default `DEFAULT_RULES`. */
  rules?: Partial<OutcomeRules>;
  /** Leanings known by bounds only: kept, with an interval that holds whatever they are (default), or dropped. */
  bounds?: "drop" | "keep";
  /** Which scenarios each model understood; a scenario that is not listed counts as not understood. */
  gates: readonly GateVerdict[];
  /** What is independent over all scenarios. Default: the scenario where there are six or more, else scenario × wording. */
  clusters?: ClusterChoice;
  /** Sign-flip permutation (default), or the mean with CR2 errors. */
  test?: PairTest;
  /** Correction for the number of tests, over all scenarios and within them apart. Default "holm". */
  adjust?: Adjustment;
  /** Draws the flips where they are too many to enumerate. */
  seed: number;
}

/** One contrast: all scenarios together, or one. */
export interface Contrast {
  model: string;
  treatment: string;
  /** `null` for all interpretable scenarios together. */
  scenarioId: string | null;
  pairs: readonly Pair[];
  dropped: readonly Dropped[];
  /** Where the mean difference lies, whatever the dropped and bounded values were. */
  worst: ValueRange;
  /** What was flipped or clustered. */
  cluster: string;
  /** `null` where the control items failed: there is then no contrast to show. */
  result: TestResult | null;
  /** Corrected for the number of tests of the family. */
  pAdjusted: number | null;
  note: string;
  warnings: readonly string[];
}

/**
 * Does each treatment move the model away from the control, over all scenarios and in each?
 *
 * Over all scenarios, pairs of one cluster are flipped together, since they share whatever that cluster does: with six or
 * more scenarios the scenario, and the result speaks for scenarios like these; with fewer the wording of a scenario, and it
 * speaks for wordings like these in these very scenarios. Within one scenario its few wordings are too few for that; there
 * each case is flipped by itself, and the result speaks for these very wordings. Scenarios whose control items failed are
 * left out of the first and shown without a result in the second. Models are never pooled.
 *
 * @param records Records of one design, of any number of models.
 * @param options Arms, folding, gates, clusters.
 * @returns For each model and treatment one contrast over all scenarios, then one for each scenario.
 * @throws {RangeError} If a level has no record.
 */
export function contrasts(records: readonly TrialRecord[], options: ContrastsOptions): Contrast[] {
  checkOptions("contrasts", options, OPTION_NAMES);
  const test = checkOneOf("contrasts", "test", options.test ?? "signFlip", ["signFlip", "clusterRobust"]);
  const found = [...groupBy(records, ({ model }) => model)].flatMap(([model, rows]) =>
    options.treatments.flatMap((treatment) =>
      ofTreatment(rows, { ...options, test, measure: options.measure ?? defaultMeasure(rows), model, treatment })
    )
  );
  const families = ({ scenarioId }: Omit<Contrast, "pAdjusted">) => scenarioId === null ? "together" : "each";
  return adjusted(found, {
    method: options.adjust ?? "holm",
    family: families,
    pOf: ({ result }) => result?.pValue ?? null,
  });
}

const OPTION_NAMES = [
  "factor",
  "control",
  "treatments",
  "fold",
  "measure",
  "rules",
  "bounds",
  "gates",
  "clusters",
  "test",
  "adjust",
  "seed",
];

type OneTreatment = ContrastsOptions & { test: PairTest; measure: Measure; model: string; treatment: string };

function ofTreatment(records: readonly TrialRecord[], options: OneTreatment): Omit<Contrast, "pAdjusted">[] {
  const { gates, model, treatment, clusters, test, seed } = options;
  const scenarios = understood(records, undefined, model);
  const passing = understood(records, gates, model);
  const { factor, control, fold, measure, rules, bounds = "keep" } = options;
  const levels = [control, treatment];
  const { blocks } = readBlocks("contrasts", records, { factor, levels, fold, measure, rules, bounds });
  const of = (wanted: readonly string[]) =>
    pairsOf(blocks.filter(({ trial }) => wanted.includes(trial.scenarioId)), { factor, control, treatment });
  const none = { pairs: [], dropped: [], worst: { low: null, high: null } };
  const all = passing.length === 0 ? none : of(passing);
  const clustering = clusteringOf(all.pairs, clusters);
  const result = testPairs(all.pairs, { ...clustering, test, seed });
  const together = {
    model,
    treatment,
    scenarioId: null,
    ...all,
    cluster: clustering.name,
    result,
    note: passing.length === scenarios.length ? "" : `${passing.length} of ${scenarios.length} scenarios`,
    warnings: warningsOf(all, result, options),
  };
  const each = scenarios.map((scenarioId) => {
    const own = of([scenarioId]);
    const unit = caseClustering(own.pairs);
    const passes = passing.includes(scenarioId);
    const found = passes ? testPairs(own.pairs, { ...unit, test, seed }) : null;
    return {
      model,
      treatment,
      scenarioId,
      ...own,
      cluster: unit.name,
      result: found,
      note: passes ? "" : notInterpretable(scenarioId, gates, model),
      warnings: passes ? warningsOf(own, found, options) : [],
    };
  });
  return [together, ...each];
}

/** Shares this near to 0 or 1 leave little room for an effect. */
const BOUND = 0.05;
/** From this share of dropped pairs on the reader should look at the worst case. */
const MANY_DROPPED = 0.1;

function warningsOf(
  { pairs, dropped, worst }: { pairs: readonly Pair[]; dropped: readonly Dropped[]; worst: ValueRange },
  result: TestResult | null,
  { measure, control, treatment }: OneTreatment,
): string[] {
  const found = [...result?.warnings ?? []];
  const means = armMeans(pairs);
  if (means !== null && isShare(measure)) {
    const places = `${control} ${means.control.toFixed(2)}, ${treatment} ${means.treatment.toFixed(2)}`;
    const both = (isAt: (value: number) => boolean) => isAt(means.control) && isAt(means.treatment);
    const end = both((value) => value <= BOUND) ? "floor" : both((value) => value >= 1 - BOUND) ? "ceiling" : null;
    if (end !== null) found.push(`both arms sit at the ${end} (${places}): an effect can hide there`);
  }
  const share = dropped.length / (pairs.length + dropped.length || 1);
  if (share > MANY_DROPPED) {
    found.push(
      `${dropped.length} of ${
        pairs.length + dropped.length
      } pairs dropped: whatever they were, the effect lies between ` +
        `${worst.low?.toFixed(2) ?? "no limit"} and ${worst.high?.toFixed(2) ?? "no limit"}`,
    );
  }
  return found;
}

/** Mean of each arm over complete pairs. */
export function armMeans(pairs: readonly Pair[]): { control: number; treatment: number } | null {
  if (pairs.length === 0) return null;
  const mean = (arm: "control" | "treatment") => pairs.reduce((sum, pair) => sum + pair[arm], 0) / pairs.length;
  return { control: mean("control"), treatment: mean("treatment") };
}
