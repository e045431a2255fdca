import { canonicalJson, groupBy, quote } from "../foundation/mod.ts";
import type { Dropped, Pair, TestResult, TrialRecord, ValueRange } from "../shapes.ts";
import { interactionPairs } from "../statistics/mod.ts";
import { adjusted, type Adjustment } from "./adjusted.ts";
import { type AnalysisOptions, checkAnalysis } from "./analysis_options.ts";
import { atCrossed } from "./crossed_levels.ts";
import { clusteringOf, testPairs } from "./pair_test.ts";
import { droppedWarning, rangeOfDifference } from "./pair_warnings.ts";
import { completePairs } from "./pairs.ts";
import { understood } from "./understood.ts";

/** Options of `interactions()`. */
export interface InteractionsOptions extends AnalysisOptions {
  control: string;
  treatments: readonly string[];
  /** The second factor: the effect at each of its `with` levels is compared with that at `without`. */
  by: { factor: string; without: string; with: readonly string[] };
  /** Correction for the number of tests. Default "holm". */
  adjust?: Adjustment;
}

/** Whether the effect of a treatment depends on another factor. */
export interface Interaction {
  model: string;
  treatment: string;
  /** Level of the other factor. */
  level: string;
  /** Mean effect at `without` and at this level, over the cases that have both. */
  effectWithout: number | null;
  effectWith: number | null;
  /** Difference of the effects, its interval and test. */
  estimate: number | null;
  low: number | null;
  high: number | null;
  pValue: number | null;
  pAdjusted: number | null;
  /** Cases with all four cells. */
  n: number;
  dropped: readonly Dropped[];
  /** Where the difference of the mean effects lies, whatever dropped and bounded values were. */
  worst: ValueRange;
  cluster: string;
  /** The effects as pairs, for tests of your own. */
  pairs: readonly Pair[];
  result: TestResult | null;
  warnings: readonly string[];
}

/**
 * Does the effect of one factor depend on another? Difference of differences, case by case.
 *
 * In each case (scenario, wording, world values, levels of all further factors) the effect of the treated factor is taken at
 * both levels of the other; their difference is the interaction on the raw scale. It tells, for a note about a peer and a
 * threat to it, whether the note works through the threat. Cases without all four cells are dropped and named.
 *
 * @param records Records of a design that crossed both factors, of any number of models.
 * @param options Factors, levels, folding.
 * @returns One row a model, treatment and level.
 * @throws {TypeError} If records do not tell the levels of their factors, as those of other tools may.
 * @throws {RangeError} If a level has no record.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { interactions } from "twoplane/action";
 * const by = { factor: "threat", without: "absent", with: ["present"] };
 * const options = { factor: "history", control: "none", treatments: ["cooperative"], by, fold: "mean" as const, seed: 1 };
 * assert(interactions([], options).length === 0);
 * ```
 */
export function interactions(records: readonly TrialRecord[], options: InteractionsOptions): Interaction[] {
  const caller = "interactions";
  const checked = checkAnalysis(caller, options, ["control", "treatments", "by", "adjust"]);
  const inside = atCrossed(caller, records, options);
  const rows = [...groupBy(inside, ({ model }) => model)].flatMap(([model, own]) => {
    const passing = understood(own, options.gates, model);
    const chosen = own.filter(({ trial }) => passing.includes(trial.scenarioId));
    return options.treatments.flatMap((treatment) =>
      options.by.with.map((level) => oneInteraction(chosen, { ...options, ...checked, model, treatment, level }))
    );
  });
  return adjusted(rows, {
    method: options.adjust ?? "holm",
    family: () => "all",
    pOf: ({ pValue }) => pValue,
  });
}

type One = InteractionsOptions & ReturnType<typeof checkAnalysis> & {
  model: string;
  treatment: string;
  level: string;
};

function oneInteraction(records: readonly TrialRecord[], options: One): Omit<Interaction, "pAdjusted"> {
  const { by, level, model, treatment, clusters, test, seed } = options;
  const [without, present] = [effectsAt(records, by.without, options), effectsAt(records, level, options)];
  const { pairs, dropped: unmatched } = interactionPairs({ without: without.pairs, with: present.pairs });
  const dropped = [...without.dropped, ...present.dropped, ...unmatched];
  const worst = rangeOfDifference(present.worst, without.worst);
  const clustering = clusteringOf(pairs, clusters);
  const result = testPairs(pairs, { ...clustering, test, seed });
  const mean = (arm: "control" | "treatment") =>
    pairs.length === 0 ? null : pairs.reduce((sum, pair) => sum + pair[arm], 0) / pairs.length;
  return {
    model,
    treatment,
    level,
    effectWithout: mean("control"),
    effectWith: mean("treatment"),
    estimate: result?.estimate ?? null,
    low: result?.interval?.low ?? null,
    high: result?.interval?.high ?? null,
    pValue: result?.pValue ?? null,
    n: pairs.length,
    dropped,
    worst,
    cluster: clustering.name,
    pairs,
    result,
    warnings: [...result?.warnings ?? [], ...droppedWarning({ pairs, dropped, worst })],
  };
}

/** Pairs of the treated factor where the other stands at a level, named by what both levels share. */
function effectsAt(records: readonly TrialRecord[], level: string, options: One) {
  const { factor, control, treatment, fold, measure, rules, bounds, by } = options;
  const rows = records.filter(({ trial }) => levelOf(trial, by.factor) === level);
  if (rows.length === 0) {
    const known = [...new Set(records.map(({ trial }) => levelOf(trial, by.factor)))].map(quote).join(", ");
    throw new RangeError(
      `Cannot compare effects: need records with ${by.factor} = ${level}, got ${known || "no records"}`,
    );
  }
  const { pairs, dropped, worst } = completePairs(rows, {
    factor,
    control,
    treatment,
    fold,
    bounds,
    ...(measure && { measure }),
    ...(rules && { rules }),
  });
  const named = pairs.map((pair): Pair => {
    const { [by.factor]: _, ...context } = pair.context ?? {};
    return { ...pair, pairId: canonicalJson([pair.caseId ?? "", context]), context };
  });
  return { pairs: named, dropped, worst };
}

function levelOf({ levels, caseId, trialId }: TrialRecord["trial"], factor: string): string | undefined {
  if (levels !== undefined && caseId !== undefined) return levels[factor];
  throw new TypeError(
    `Cannot compare effects: trial ${trialId} needs levels and a caseId, got a record without them. Lay the design out with matchPairs()`,
  );
}
