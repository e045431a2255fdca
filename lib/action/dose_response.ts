import { checkNumber } from "../foundation/mod.ts";
import type { Dropped, Pair, TestResult, TrialRecord, ValueRange } from "../shapes.ts";
import { clusteredProportion, clusterRobust, pageTrend } from "../statistics/mod.ts";
import { type AnalysisOptions, checkAnalysis } from "./analysis_options.ts";
import { type ArmValues, isShare, type Measure } from "./arm_values.ts";
import { type Block, contextOf, readBlocks } from "./blocks.ts";
import { atCrossed } from "./crossed_levels.ts";
import { clusteringOf, testPairs } from "./pair_test.ts";
import { understood } from "./understood.ts";

/** Options of `doseResponse()`. */
export interface DoseResponseOptions extends AnalysisOptions {
  /** Where each level stands, such as `{ none: 0, one: 1, three: 3 }`; at least three levels. */
  doses: Readonly<Record<string, number>>;
}

/** One dose, over the blocks that have all of them. */
export interface DoseRow {
  level: string;
  dose: number;
  /** Mean of the measure; of values known by bounds only it takes the nearest reading, the interval all of them. */
  mean: number;
  low: number | null;
  high: number | null;
  /** Blocks. */
  n: number;
  /** Blocks whose value here is known by bounds only. */
  bounded: number;
}

/** How a measure goes with the dose. */
export interface DoseResponse {
  model: string;
  rows: readonly DoseRow[];
  /** Mean slope of the blocks: change of the measure by unit of dose, tested over clusters. */
  slope: TestResult | null;
  /**
   * Do clusters rise with the dose? Page's test on cluster means, one-sided; `null` where values are known by bounds only, since
   * ranks have no worst case.
   */
  page: TestResult | null;
  cluster: string;
  /** Each block's slope as a pair, control 0. */
  pairs: readonly Pair[];
  dropped: readonly Dropped[];
}

/**
 * Does more of it do more? Trend over the ordered levels of a factor, block by block.
 *
 * In each block, which holds every level, a straight line through its doses gives a slope; slopes are tested over clusters as
 * paired differences are, so blocks of one scenario are never taken for independent. A slope sees a steady rise; where a step
 * is expected (one dissenter is enough), read the rows. Blocks that lack a level are dropped and named.
 *
 * @param records Records of one model.
 * @param options Levels with their doses, folding, clusters.
 * @returns A row a dose in rising order, the slope and Page's trend.
 * @throws {RangeError} If there are fewer than three doses, a level has no record, or no block is complete.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { doseResponse } from "twoplane/action";
 * assert.throws(() => doseResponse([], { factor: "peers", doses: { none: 0, one: 1 }, fold: "mean", seed: 1 }), /three doses/);
 * ```
 */
export function doseResponse(records: readonly TrialRecord[], options: DoseResponseOptions): DoseResponse {
  const caller = "doseResponse";
  const { bounds, test } = checkAnalysis(caller, options, ["doses"]);
  const { factor, fold, measure: wanted, rules, gates, clusters, seed } = options;
  const doses = checkDoses(caller, options.doses);
  const chosen = atCrossed(caller, records, options);
  const model = chosen[0]?.model ?? "";
  const passing = understood(chosen, gates, model);
  const { blocks, measure } = readBlocks(
    caller,
    chosen.filter(({ trial }) => passing.includes(trial.scenarioId)),
    { factor, levels: doses.map(({ level }) => level), fold, measure: wanted, rules, bounds },
  );
  const isComplete = ({ arms }: Block) => arms.every(({ value }) => value !== null);
  const complete = blocks.filter(isComplete);
  if (complete.length === 0) {
    throw new RangeError(`Cannot run ${caller}(): need a block with every dose, got none of ${blocks.length}`);
  }
  const pairs = complete.map((block) => slopePair(block, doses, factor));
  const clustering = clusteringOf(pairs, clusters);
  const unitOf = complete.map((_, i) => clustering.unit(pairs[i] as Pair));
  return {
    model,
    rows: doses.map(({ level, dose }, i) => ({ level, dose, ...meanAt(complete, i, unitOf, measure) })),
    slope: testPairs(pairs, { ...clustering, test, seed }),
    page: pageOf(complete, unitOf),
    cluster: clustering.name,
    pairs,
    dropped: blocks.filter((block) => !isComplete(block)).map(({ pairId, arms }) => ({
      pairId,
      reason: doses.flatMap(({ level }, i) =>
        arms[i]?.value === null ? [`${level}: ${[...new Set(arms[i].reasons)].join(", ") || "no trial"}`] : []
      ).join("; "),
    })),
  };
}

interface Dose {
  level: string;
  dose: number;
}

function checkDoses(caller: string, doses: DoseResponseOptions["doses"]): Dose[] {
  const found = Object.entries(doses).map(([level, dose]) => ({
    level,
    dose: checkNumber(caller, `dose of "${level}"`, dose),
  }));
  const different = new Set(found.map(({ dose }) => dose)).size;
  if (different >= 3) return found.sort((a, b) => a.dose - b.dose);
  throw new RangeError(
    `Cannot run ${caller}(): need at least three doses, got ${different}. Compare two by contrasts()`,
  );
}

function valuesOf({ arms }: Block): number[] {
  return arms.map(({ value }) => value as number);
}

/** Least squares within the block. */
function slopePair(block: Block, doses: readonly Dose[], factor: string): Pair {
  const { trial, pairId, arms } = block;
  const centre = doses.reduce((sum, { dose }) => sum + dose, 0) / doses.length;
  const spread = doses.reduce((sum, { dose }) => sum + (dose - centre) ** 2, 0);
  const slopeOf = (values: readonly number[]) =>
    values.reduce((sum, value, i) => sum + ((doses[i] as Dose).dose - centre) * value, 0) / spread;
  /** Values that make the slope least or largest: one end of the range below the centre, the other above it. */
  const slopeAt = (end: "low" | "high") => {
    const other = end === "low" ? "high" : "low";
    const values = arms.map(({ isBounded, range, value }, i) =>
      isBounded ? range[(doses[i] as Dose).dose < centre ? other : end] : value
    );
    return values.some((value) => value === null) ? null : slopeOf(values as number[]);
  };
  const context = contextOf(trial, factor);
  const n = Math.min(...arms.map((arm) => arm.n));
  return {
    pairId,
    scenarioId: trial.scenarioId,
    wordingId: trial.wordingId,
    control: 0,
    treatment: slopeOf(valuesOf(block)),
    n: { control: n, treatment: n },
    ...(trial.caseId !== undefined && { caseId: trial.caseId }),
    ...(context !== undefined && { context }),
    ...(arms.some(({ isBounded }) => isBounded) &&
      { ranges: { control: { low: 0, high: 0 }, treatment: { low: slopeAt("low"), high: slopeAt("high") } } }),
  };
}

function meanAt(blocks: readonly Block[], level: number, unitOf: readonly string[], measure: Measure) {
  const arms = blocks.map((block) => block.arms[level] as ArmValues);
  const n = arms.length;
  const common = {
    mean: arms.reduce((sum, { value }) => sum + (value as number), 0) / n,
    n,
    bounded: arms.filter(({ isBounded }) => isBounded).length,
  };
  const end = (side: "low" | "high") => {
    const values = arms.map(({ isBounded, range, value }) => isBounded ? range[side] : value);
    if (values.some((value) => value === null)) return null;
    return intervalOf(values as number[], unitOf, measure)?.[side] ?? null;
  };
  return { ...common, low: end("low"), high: end("high") };
}

function intervalOf(values: readonly number[], unitOf: readonly string[], measure: Measure): ValueRange | null {
  if (new Set(unitOf).size < 2) return null;
  if (!isShare(measure)) {
    return clusterRobust({ outcome: values, predictors: {}, clusters: unitOf }, { coefficient: "(intercept)" })
      .interval;
  }
  const rows = values.map((value, i) => ({ value, unit: unitOf[i] as string }));
  return clusteredProportion(rows, { value: ({ value }) => value, unit: ({ unit }) => unit }).interval;
}

/** Each cluster's mean at each dose as one block, since blocks of a cluster are not independent. */
function pageOf(blocks: readonly Block[], unitOf: readonly string[]): TestResult | null {
  const groups = Map.groupBy(blocks.keys(), (i) => unitOf[i] as string);
  if (groups.size < 2 || blocks.some(({ arms }) => arms.some(({ isBounded }) => isBounded))) return null;
  const means = [...groups.values()].map((members) =>
    valuesOf(blocks[0] as Block).map((_, level) =>
      members.reduce((sum, i) => sum + (valuesOf(blocks[i] as Block)[level] as number), 0) / members.length
    )
  );
  return pageTrend(means);
}
