import { checkInteger, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Random, TestResult } from "../shapes.ts";
import { type Arms, checkArms } from "./arms.ts";
import { checkConfidence } from "./checks.ts";
import { concatenate, mean } from "./moments.ts";
import { meanDifference } from "./welch.ts";

/** Options of `permutationTest()`. */
export interface PermutationOptions {
  /** Seed of the shuffles; unused where all can be enumerated. */
  seed: number;
  /** Shuffles where there are too many to enumerate. Default 9,999. */
  draws?: number;
  /** Share of such intervals that hold the true difference, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** Up to this many splits all are enumerated. */
const enumerableSplits = 20_000;

/**
 * Do the means of two unpaired groups differ? Permutation test with a studentized statistic.
 *
 * Shuffles the group labels and compares Welch's t each time. If the groups have one distribution the
 * level is exact; if only the means are equal, with unequal sizes and spreads, it still holds in large samples
 * because the statistic is studentized (Janssen 1997, Statistics & Probability Letters 36:9–21), where the
 * plain difference of means can reject a third of true nulls. Values are independent of each other.
 *
 * @param arms Numbers of each group, at least two each.
 * @returns `statistic` is Welch's t; the interval is estimate ± permutation quantile of |t| × standard error.
 * @throws {RangeError} If a group has fewer than two values, or nothing varies.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { permutationTest } from "twoplane/statistics";
 * const { pValue } = permutationTest({ control: [1, 2, 3, 4], treatment: [5, 6, 7, 8] }, { seed: 1 });
 * assert.ok(Math.abs((pValue ?? 0) - 2 / 70) < 1e-12);
 * ```
 */
export function permutationTest(arms: Arms, options: PermutationOptions): TestResult {
  const caller = "permutationTest";
  checkOptions(caller, options, ["seed", "draws", "confidence"]);
  const { seed, draws = 9_999, confidence = 0.95 } = options;
  checkConfidence(caller, confidence);
  checkInteger(caller, "draws", draws, { min: 99 });
  const checked = checkArms(caller, arms, 2);
  // Sorted, so that seeded shuffles do not depend on the order of the rows.
  const [control, treatment] = [checked.control.sort(), checked.treatment.sort()];
  const { estimate, standardError } = meanDifference(caller, control, treatment);
  const joined = concatenate(treatment, control);
  const centre = mean(joined);
  const values = joined.map((value) => value - centre);
  const observed = Math.abs(estimate / standardError);
  const splits = choose(values.length, treatment.length);
  const exact = splits <= enumerableSplits;
  const statistics = exact
    ? everySplit(values, treatment.length)
    : randomSplits(values, treatment.length, draws, seededRandom(seed, caller));
  const reached = statistics.reduce((count, t) => count + (t >= observed * (1 - 1e-10) ? 1 : 0), exact ? 0 : 1);
  const total = statistics.length + (exact ? 0 : 1);
  const quantile = upperQuantile(statistics, confidence);
  return {
    method: exact ? "studentized permutation, exact" : "studentized permutation",
    estimate,
    interval: Number.isFinite(quantile)
      ? { low: estimate - quantile * standardError, high: estimate + quantile * standardError }
      : null,
    confidence: Number.isFinite(quantile) ? confidence : null,
    statistic: estimate / standardError,
    df: null,
    pValue: reached / total,
    alternative: "two-sided",
    n: values.length,
    details: {
      effect: "difference of means",
      nControl: control.length,
      nTreatment: treatment.length,
      exact,
      permutations: total,
      seed: exact ? null : seed,
    },
  };
}

/** |t| of every choice of the first group. */
function everySplit(values: Float64Array, size: number): Float64Array {
  const chosen = Array.from({ length: size }, (_, i) => i);
  const statistics: number[] = [];
  const sums = totals(values);
  for (;;) {
    let [sum, squares] = [0, 0];
    for (const i of chosen) {
      sum += values[i] as number;
      squares += (values[i] as number) ** 2;
    }
    statistics.push(studentized(sum, squares, size, values.length, sums));
    let last = size - 1;
    while (last >= 0 && chosen[last] === values.length - size + last) last--;
    if (last < 0) return Float64Array.from(statistics);
    chosen[last] = (chosen[last] as number) + 1;
    for (let i = last + 1; i < size; i++) chosen[i] = (chosen[i - 1] as number) + 1;
  }
}

/** |t| of random splits: a partial Fisher–Yates shuffle each time, on one array. */
function randomSplits(values: Float64Array, size: number, draws: number, random: Random): Float64Array {
  const shuffled = values.slice();
  const sums = totals(values);
  const statistics = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < size; i++) {
      const j = i + ((random() * (shuffled.length - i)) | 0);
      const value = shuffled[j] as number;
      shuffled[j] = shuffled[i] as number;
      shuffled[i] = value;
      sum += value;
      squares += value * value;
    }
    statistics[draw] = studentized(sum, squares, size, values.length, sums);
  }
  return statistics;
}

function totals(values: Float64Array): { sum: number; squares: number } {
  return {
    sum: values.reduce((total, value) => total + value, 0),
    squares: values.reduce((total, value) => total + value * value, 0),
  };
}

/** |Welch's t| of a split, from the sum and the sum of squares of its first group. */
function studentized(
  sum: number,
  squares: number,
  size: number,
  n: number,
  all: { sum: number; squares: number },
): number {
  const rest = n - size;
  const [other, otherSquares] = [all.sum - sum, all.squares - squares];
  const spread = Math.max(0, squares - sum * sum / size) / (size * (size - 1)) +
    Math.max(0, otherSquares - other * other / rest) / (rest * (rest - 1));
  const distance = Math.abs(sum / size - other / rest);
  if (spread > 1e-14 * all.squares) return distance / Math.sqrt(spread);
  return distance <= 1e-12 * Math.sqrt(all.squares) ? 0 : Infinity;
}

/** The value that a share `p` of the statistics, the observed one included, do not pass. */
function upperQuantile(statistics: Float64Array, p: number): number {
  const sorted = statistics.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * (sorted.length + 1)) - 1)] as number;
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= Math.min(k, n - k) && product <= 1e12; i++) product *= (n - Math.min(k, n - k) + i) / i;
  return product;
}
