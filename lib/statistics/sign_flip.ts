import { checkInteger, checkNumber, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Pair, Random, TestResult } from "../shapes.ts";
import { checkConfidence, checkDifferences } from "./checks.ts";
import { clusterSums, groupBy, total, type UnitOf } from "./clusters.ts";

/** Options of `signFlip()`. */
export interface SignFlipOptions<Row> {
  /** Names the cluster of a pair, such as `(pair) => pair.scenarioId`; clusters are flipped whole. */
  unit: UnitOf<Row>;
  /** How much a pair weighs in the mean, above 0. Default: all alike. */
  weight?: (pair: Row) => number;
  /** Seed of the random flips; unused where all can be enumerated. */
  seed: number;
  /** Random flips where there are too many to enumerate. Default 9,999. */
  draws?: number;
  /** Share of such intervals that hold the true mean, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** Clusters up to which all 2^(clusters − 1) distinct flips are enumerated. */
const enumerableClusters = 14;

/** Where each flip puts the borders of the values it does not reject. */
export interface FlipBorders {
  low: Float64Array;
  high: Float64Array;
  exact: boolean;
}

/**
 * Is the mean paired difference zero? Sign-flip permutation test over clusters.
 *
 * If the treatment did nothing, the differences of a cluster (a scenario, say) are as likely to
 * have come out with all signs reversed (Fisher 1935). Flipping whole clusters keeps whatever
 * pairs of one cluster share, so the test holds with a few clusters whose effects vary around zero, where the
 * pooled McNemar test fails. It asks that each cluster's sum is symmetric under the null;
 * no other shape is assumed. The interval holds every mean that the same flips do not reject
 * (Hartigan 1969, JASA 64:1303–1317). With C clusters no p-value is below 2^(1 − C): six are needed for 5%.
 *
 * @param pairs Numbers per arm, replicates folded (mean shares, log-odds, 0 and 1), one a pairId.
 * @returns `estimate` is the (weighted) mean of treatment − control over pairs; `details.exact` says whether all
 *   flips were enumerated. The interval is `null` where the flips are too few for the confidence.
 * @throws {RangeError} If there are fewer than two clusters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { signFlip } from "twoplane/statistics";
 * const pairs = [0.4, 0.2, 0.6, 0.4, 0.2, 0.8].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: 0, treatment, n: { control: 5, treatment: 5 },
 * }));
 * const result = signFlip(pairs, { unit: (pair) => pair.scenarioId, seed: 1 });
 * assert(result.pValue === 2 / 64);
 * ```
 */
export function signFlip<Row extends Pair<number>>(pairs: readonly Row[], options: SignFlipOptions<Row>): TestResult {
  checkOptions("signFlip", options, ["unit", "weight", "seed", "draws", "confidence"]);
  const { unit, seed, draws = 9_999, confidence = 0.95 } = options;
  checkConfidence("signFlip", confidence);
  checkInteger("signFlip", "draws", draws, { min: 99 });
  const differences = checkDifferences("signFlip", pairs, 2);
  const grouping = groupBy("signFlip", pairs, unit);
  const weights = checkWeights(pairs, options.weight);
  const weighted = weights === null ? differences : differences.map((value, i) => value * (weights[i] as number));
  const sums = clusterSums(weighted, grouping);
  const sizes = weights === null ? grouping.sizes : clusterSums(weights, grouping);
  const borders = flipBorders(sums, sizes, draws, seededRandom(seed, "signFlip"));
  const clusters = grouping.names.length;
  const pValue = shareHolding(borders, 0, tolerance(sums, total(sizes)));
  const interval = invert(borders, 1 - confidence);
  return {
    method: borders.exact ? "sign-flip permutation over clusters, exact" : "sign-flip permutation over clusters",
    estimate: total(weighted) / total(sizes),
    interval,
    confidence: interval === null ? null : confidence,
    statistic: null,
    df: null,
    pValue,
    alternative: "two-sided",
    n: pairs.length,
    details: {
      effect: "mean difference",
      units: "pairs",
      clusters,
      exact: borders.exact,
      flips: borders.low.length + 1,
      seed: borders.exact ? null : seed,
      ...(clusters <= 24
        ? {
          perCluster: grouping.names.map((unit, i) => ({
            unit,
            n: grouping.sizes[i] as number,
            mean: (sums[i] as number) / (sizes[i] as number),
          })),
        }
        : {}),
    },
    warnings: 2 ** (1 - clusters) > 0.05
      ? [`with ${clusters} clusters no p-value can be below ${2 ** (1 - clusters)}: show the estimate of each cluster`]
      : [],
  };
}

/**
 * Every flip but the identity, as the range of true means it does not count against: a flip's
 * statistic reaches the observed one exactly where the mean lies between the mean of the flipped
 * clusters and the mean of the others.
 */
export function flipBorders(sums: Float64Array, sizes: Float64Array, draws: number, random: Random): FlipBorders {
  const clusters = sums.length;
  const exact = clusters <= enumerableClusters;
  const flips = exact ? 2 ** (clusters - 1) - 1 : draws;
  const [sumOf, sizeOf] = [subsetSums(sums), subsetSums(sizes)];
  const bytes = sumOf.length / 256;
  const [allSum, allSize] = [total(sums), total(sizes)];
  const [low, high] = [new Float64Array(flips), new Float64Array(flips)];
  for (let flip = 0; flip < flips; flip++) {
    let [flippedSum, flippedSize, bits] = [0, 0, exact ? flip + 1 : 0];
    for (let byte = 0; byte < bytes; byte++) {
      if (!exact && byte % 4 === 0) bits = random() * 4294967296;
      const entry = byte * 256 + (bits & 255);
      bits >>>= 8;
      flippedSum += sumOf[entry] as number;
      flippedSize += sizeOf[entry] as number;
    }
    const whole = flippedSize === 0 || flippedSize === allSize;
    const a = whole ? -Infinity : flippedSum / flippedSize;
    const b = whole ? Infinity : (allSum - flippedSum) / (allSize - flippedSize);
    low[flip] = Math.min(a, b);
    high[flip] = Math.max(a, b);
  }
  return { low, high, exact };
}

/** p-value of the hypothesis that the mean is `mean`: the share of flips, the identity included, that reach it. */
export function shareHolding({ low, high }: FlipBorders, mean: number, slack: number): number {
  let holding = 1;
  for (let i = 0; i < low.length; i++) {
    if ((low[i] as number) <= mean + slack && (high[i] as number) >= mean - slack) holding++;
  }
  return holding / (low.length + 1);
}

/** All means whose p-value is above `level`; `null` where that is every number. */
export function invert({ low, high }: FlipBorders, level: number): { low: number; high: number } | null {
  const needed = Math.floor(level * (low.length + 1) + 1e-9);
  if (needed < 1) return null;
  const ends = {
    low: low.slice().sort()[needed - 1] as number,
    high: high.slice().sort()[high.length - needed] as number,
  };
  return Number.isFinite(ends.low) && Number.isFinite(ends.high) ? ends : null;
}

/** Sums of all subsets of each eight consecutive values: one look-up then stands for eight flips. */
function subsetSums(values: Float64Array): Float64Array {
  const bytes = Math.ceil(values.length / 8);
  const sums = new Float64Array(bytes * 256);
  for (let byte = 0; byte < bytes; byte++) {
    for (let subset = 1; subset < 256; subset++) {
      const top = 31 - Math.clz32(subset);
      sums[byte * 256 + subset] = (sums[byte * 256 + (subset ^ (1 << top))] as number) + (values[byte * 8 + top] ?? 0);
    }
  }
  return sums;
}

/** What rounding may move a border by. */
function tolerance(sums: Float64Array, n: number): number {
  return 1e-12 * sums.reduce((size, sum) => size + Math.abs(sum), 0) / n;
}

function checkWeights<Row>(
  pairs: readonly Row[],
  weight: ((pair: Row) => number) | undefined,
): Float64Array<ArrayBuffer> | null {
  if (weight === undefined) return null;
  return Float64Array.from(
    pairs,
    (pair, i) => checkNumber("signFlip", `weight of pair ${i}`, weight(pair), { min: Number.MIN_VALUE }),
  );
}
