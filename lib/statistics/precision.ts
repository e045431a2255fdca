import { checkInteger, checkNumber, checkOptions } from "../foundation/mod.ts";
import { checkProbability } from "./arms.ts";
import { checkConfidence } from "./checks.ts";
import { studentUpperQuantile } from "./distributions/student.ts";
import { normalUpperQuantile } from "./distributions/normal.ts";
import { tangoInterval } from "./paired_risk_difference.ts";

/** Options of `pairsForMean()`. */
export interface PairsForMeanOptions {
  /** Widest interval accepted, end to end, in the outcome's unit. */
  width: number;
  /** Standard deviation of the paired differences supposed. */
  spread: number;
  /** Confidence of the interval, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** Options of `pairsForRate()`. */
export interface PairsForRateOptions {
  /** Widest interval accepted, end to end, in (0, 2). */
  width: number;
  /** Chances supposed of the two kinds of discordant pair. */
  gained: number;
  lost: number;
  /** Confidence of the interval, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * How many pairs make the t interval this narrow? Precision planning for a mean difference.
 *
 * The smallest n with 2 t(n − 1) · spread / √n at most the width. A study planned for width says something whatever it
 * finds. The real width varies with the real spread: about half the studies come out wider.
 *
 * @returns Number of independent pairs.
 * @throws {RangeError} If more than 10 million pairs would be needed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairsForMean } from "twoplane/statistics";
 * assert.equal(pairsForMean({ width: 0.2, spread: 0.4 }), 64);
 * ```
 */
export function pairsForMean(options: PairsForMeanOptions): number {
  checkOptions("pairsForMean", options, ["width", "spread", "confidence"]);
  const { width, spread, confidence = 0.95 } = options;
  checkNumber("pairsForMean", "width", width, { min: Number.MIN_VALUE });
  checkNumber("pairsForMean", "spread", spread, { min: Number.MIN_VALUE });
  checkConfidence("pairsForMean", confidence);
  const widthAt = (n: number) => 2 * studentUpperQuantile((1 - confidence) / 2, n - 1) * spread / Math.sqrt(n);
  return smallest("pairsForMean", width, widthAt);
}

/**
 * How many pairs make Tango's interval this narrow? Precision planning for a paired risk difference.
 *
 * Takes the interval at the expected counts. Most discordant pairs give the widest intervals, so suppose many
 * when in doubt.
 *
 * @returns Number of independent pairs.
 * @throws {RangeError} If the two chances are impossible together, or more than 10 million pairs would be needed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairsForRate } from "twoplane/statistics";
 * const pairs = pairsForRate({ width: 0.2, gained: 0.3, lost: 0.1 });
 * assert.ok(pairs > 120 && pairs < 160);
 * ```
 */
export function pairsForRate(options: PairsForRateOptions): number {
  const caller = "pairsForRate";
  checkOptions(caller, options, ["width", "gained", "lost", "confidence"]);
  const { width, gained, lost, confidence = 0.95 } = options;
  checkNumber(caller, "width", width, { min: Number.MIN_VALUE, max: 2 });
  checkProbability(caller, "gained", gained);
  checkProbability(caller, "lost", lost);
  checkProbability(caller, "gained + lost", gained + lost);
  checkConfidence(caller, confidence);
  const z = normalUpperQuantile((1 - confidence) / 2);
  const widthAt = (n: number) => {
    const { low, high } = tangoInterval({ gained: n * gained, lost: n * lost, n }, z);
    return high - low;
  };
  return smallest(caller, width, widthAt);
}

function smallest(caller: string, width: number, widthAt: (n: number) => number): number {
  let high = 2;
  while (widthAt(high) > width) {
    high *= 2;
    checkInteger(caller, "number of pairs (widen the interval)", high, { min: 2, max: 10_000_000 });
  }
  let low = Math.max(2, high / 2);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (widthAt(middle) <= width) high = middle;
    else low = middle + 1;
  }
  return high;
}
