import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import { checkProbability } from "./arms.ts";
import { checkNumbers } from "./checks.ts";

/** Options of `adjustPValues()`. */
export interface AdjustOptions {
  /**
   * `holm` controls the chance of any false finding, `bh` the expected share of false ones among the findings
   * where tests are independent or positively dependent, `by` that share whatever the dependence.
   */
  method: "holm" | "bh" | "by";
}

/**
 * Which of many p-values still count? Adjusted p-values.
 *
 * Compare each with the level directly. Holm (1979, Scandinavian Journal of Statistics 6:65–70) needs no
 * assumption; Benjamini and Hochberg (1995, JRSS B 57:289–300) and Benjamini and Yekutieli (2001, Annals of
 * Statistics 29:1165–1188) control the false discovery rate. The family of tests is to be fixed before the
 * data. Where tests share data `maxT()` loses less.
 *
 * @param pValues m p-values in [0, 1], in any order.
 * @returns m adjusted p-values in the same order.
 * @throws {RangeError} If there are none or one is outside [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adjustPValues } from "twoplane/statistics";
 * assert.deepEqual(adjustPValues([0.01, 0.04], { method: "holm" }), [0.02, 0.04]);
 * ```
 */
export function adjustPValues(pValues: readonly number[], options: AdjustOptions): number[] {
  checkOptions("adjustPValues", options, ["method"]);
  const method = checkOneOf("adjustPValues", "method", options.method, ["holm", "bh", "by"]);
  checkNumbers("adjustPValues", "pValues", pValues).forEach((p, i) =>
    checkProbability("adjustPValues", `pValues[${i}]`, p)
  );
  const m = pValues.length;
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const harmonic = order.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  const scaled = order.map((index, rank) => {
    const p = pValues[index] as number;
    if (method === "holm") return (m - rank) * p;
    return (method === "by" ? harmonic : 1) * m / (rank + 1) * p;
  });
  // Holm: never below a smaller p's value. The others: never above a larger p's value.
  const monotone = method === "holm"
    ? runningExtreme(scaled, Math.max)
    : runningExtreme(scaled.toReversed(), Math.min).reverse();
  const adjusted = new Array<number>(m).fill(1);
  order.forEach((index, rank) => adjusted[index] = Math.min(1, monotone[rank] as number));
  return adjusted;
}

function runningExtreme(values: readonly number[], pick: (a: number, b: number) => number): number[] {
  const result: number[] = [];
  for (const value of values) result.push(result.length === 0 ? value : pick(result.at(-1) as number, value));
  return result;
}
