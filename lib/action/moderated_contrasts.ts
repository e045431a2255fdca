import { groupBy } from "../foundation/mod.ts";
import type { Dropped, Pair, TestResult, TrialRecord, ValueRange } from "../shapes.ts";
import { clusterRobust } from "../statistics/mod.ts";
import { adjusted, type Adjustment } from "./adjusted.ts";
import { type AnalysisOptions, checkAnalysis } from "./analysis_options.ts";
import { type CompletePairs, pairsOf } from "./block_pairs.ts";
import { type Block, readBlocks } from "./blocks.ts";
import { atCrossed } from "./crossed_levels.ts";
import { atEnd, type Clustering, clusteringOf, speakingFor, testPairs, withBounds } from "./pair_test.ts";
import { droppedWarning, rangeOfDifference } from "./pair_warnings.ts";
import { understood } from "./understood.ts";

/** Options of `moderatedContrasts()`. */
export interface ModeratedContrastsOptions extends AnalysisOptions {
  control: string;
  treatments: readonly string[];
  /** A label of a record, such as whether it speaks of a test: `(record) => mentionsTest(record) ? "mentions a test" : "does not"`. */
  moderator: (record: TrialRecord) => string;
  /** Correction for the number of tests. Default "holm". */
  adjust?: Adjustment;
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
  /** Complete pairs. */
  n: number;
  dropped: readonly Dropped[];
  /** Where the mean effect (or the difference) lies, whatever dropped and bounded values were. */
  worst: ValueRange;
  estimate: number | null;
  low: number | null;
  high: number | null;
  pValue: number | null;
  pAdjusted: number | null;
  cluster: string;
  result: TestResult | null;
  warnings: readonly string[];
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
  const caller = "moderatedContrasts";
  const checked = checkAnalysis(caller, options, ["control", "treatments", "moderator", "adjust"]);
  const inside = atCrossed(caller, records, options);
  const rows = [...groupBy(inside, ({ model }) => model)].flatMap(([model, own]) => {
    const passing = understood(own, options.gates, model);
    const chosen = own.filter(({ trial }) => passing.includes(trial.scenarioId) && trial.controlItem === null);
    return options.treatments.flatMap((treatment) => ofTreatment(chosen, { ...options, ...checked, model, treatment }));
  });
  return adjusted(rows, { method: options.adjust ?? "holm", family: () => "all", pOf: ({ pValue }) => pValue });
}

type Row = Omit<ModeratedContrast, "pAdjusted">;

function ofTreatment(
  records: readonly TrialRecord[],
  options: ModeratedContrastsOptions & ReturnType<typeof checkAnalysis> & { model: string; treatment: string },
): Row[] {
  const { factor, control, model, treatment, moderator, fold, measure, rules, bounds, clusters, test, seed } = options;
  const levels = [control, treatment];
  const { blocks } = readBlocks("moderatedContrasts", records, { factor, levels, fold, measure, rules, bounds });
  const arms = records.filter(({ trial }) => trial.factor === factor && levels.includes(trial.condition));
  const labelled = arms.map((record) => ({ trial: record.trial, label: moderator(record) }));
  const byPair = groupBy(labelled, ({ trial }) => trial.pairId);
  const labelOf = ({ pairId }: { pairId: string }) => {
    const labels = new Set((byPair.get(pairId) ?? []).map(({ label }) => label));
    return labels.size === 1 ? [...labels][0] as string : "mixed";
  };
  const shareIn = (condition: string, label: string) => {
    const own = labelled.filter(({ trial }) => trial.condition === condition);
    return own.filter((row) => row.label === label).length / own.length;
  };
  const paired = (some: readonly Block[]) => pairsOf(some, { factor, control, treatment });
  const clustering = clusteringOf(paired(blocks).pairs, clusters);
  const groups = new Map([...groupBy(blocks, labelOf)].map(([label, some]) => [label, paired(some)]));
  const rowOf = (label: string, result: TestResult | null, found: CompletePairs, share: boolean): Row => ({
    model,
    treatment,
    label,
    controlShare: share ? shareIn(control, label) : null,
    treatmentShare: share ? shareIn(treatment, label) : null,
    n: found.pairs.length,
    dropped: found.dropped,
    worst: found.worst,
    estimate: result?.estimate ?? null,
    low: result?.interval?.low ?? null,
    high: result?.interval?.high ?? null,
    pValue: result?.pValue ?? null,
    cluster: clustering.name,
    result,
    warnings: [...result?.warnings ?? [], ...droppedWarning(found)],
  });
  const labels = [...groups.keys()].sort();
  const rows = labels.map((label) => {
    const own = groups.get(label) as CompletePairs;
    return rowOf(label, testPairs(own.pairs, { ...clustering, test, seed }), own, label !== "mixed");
  });
  const [first, second, ...more] = labels.filter((label) =>
    label !== "mixed" && (groups.get(label) as CompletePairs).pairs.length > 0
  );
  if (first === undefined || second === undefined || more.length > 0) return rows;
  const [base, raised] = [groups.get(first) as CompletePairs, groups.get(second) as CompletePairs];
  const result = difference(base.pairs, raised.pairs, clustering);
  return [...rows, rowOf(`${second} − ${first}`, result, minus(raised, base), false)];
}

/** All pairs of two labels; where the difference of their mean effects lies. */
function minus(raised: CompletePairs, base: CompletePairs): CompletePairs {
  return {
    pairs: [...base.pairs, ...raised.pairs],
    dropped: [...base.dropped, ...raised.dropped],
    worst: rangeOfDifference(raised.worst, base.worst),
  };
}

/** Difference of the mean effects, with CR2 errors over clusters. */
function difference(
  base: readonly Pair[],
  raised: readonly Pair[],
  { unit, speaksFor }: Clustering,
): TestResult | null {
  const pairs = [...base, ...raised];
  const clusters = pairs.map(unit);
  if (new Set(clusters).size < 2) return null;
  const label = pairs.map((_, i) => i < base.length ? 0 : 1);
  const run = (rows: readonly Pair[]) =>
    clusterRobust({ outcome: rows.map((row) => row.treatment - row.control), predictors: { label }, clusters }, {
      coefficient: "label",
    });
  const apart = (one: Pair[] | null, other: Pair[] | null) =>
    one === null || other === null ? null : [...one, ...other];
  const ends = {
    low: apart(atEnd(base, "high"), atEnd(raised, "low")),
    high: apart(atEnd(base, "low"), atEnd(raised, "high")),
  };
  return speakingFor(speaksFor, withBounds(pairs, ends, run));
}
