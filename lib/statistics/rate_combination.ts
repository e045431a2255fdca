import { checkNumber, checkOptions, quote } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkConfidence } from "./checks.ts";
import { normalLogTail, normalUpperQuantile } from "./distributions/normal.ts";
import { findRoot } from "./distributions/roots.ts";
import { fromLog } from "./probability.ts";

/** A rate that is known as a figure, without the counts behind it. */
export interface ReportedRate {
  /** In [0, 1]. */
  rate: number;
  /** How many independent trials it is worth, above 0; need not be whole. */
  n: number;
  /** Factor of the rate in the sum: 1 for the treatment, −1 for the control. */
  weight: number;
}

/** Options of `rateCombination()`. */
export interface RateCombinationOptions {
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** Beyond so many standard errors a tail has no number. */
const farthest = 37;

/**
 * How large is a weighted sum of independent rates, such as a difference or a difference of differences?
 *
 * For published tables, which give rates and not what lies behind them: `n` may be the trials, or the fewer units that
 * trials share (scenarios, configurations), since trials of one unit are no news of each other. Each rate has its Wilson
 * interval, and the distances to its ends add in squares (MOVER; Zou, Huang & Zhang 2009, Computational Statistics and
 * Data Analysis 53:1080–1085): one rate is Wilson's interval, a difference Newcombe's. The p-value is that of the
 * interval that just reaches 0, told no smaller than at 37 standard errors.
 *
 * @param rates One or more, each independent of the others.
 * @returns `estimate` is Σ weight · rate; `n` the sum of the trials, rounded.
 * @throws {RangeError} If a rate is outside [0, 1], or n is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rateCombination } from "twoplane/statistics";
 * const rates = [{ rate: 0.8, n: 70, weight: 1 }, { rate: 0.6, n: 80, weight: -1 }];
 * const { interval } = rateCombination(rates);
 * assert.ok(interval !== null && Math.abs(interval.low - 0.0524) < 1e-3);
 * ```
 */
export function rateCombination(rates: readonly ReportedRate[], options: RateCombinationOptions = {}): TestResult {
  const caller = "rateCombination";
  checkOptions(caller, options, ["confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  checkRates(caller, rates);
  const estimate = rates.reduce((sum, { rate, weight }) => sum + weight * rate, 0);
  const interval = endsAt(rates, estimate, normalUpperQuantile((1 - confidence) / 2));
  const distance = errorsToZero(rates, estimate);
  return {
    method: "weighted sum of rates, MOVER of Wilson intervals",
    estimate,
    interval,
    confidence,
    statistic: distance,
    df: null,
    pValue: fromLog(Math.min(0, Math.LN2 + normalLogTail(Math.abs(distance)))),
    alternative: "two-sided",
    n: Math.round(rates.reduce((sum, { n }) => sum + n, 0)),
    details: { effect: "weighted sum of rates", rates: rates.map(({ rate, n, weight }) => ({ rate, n, weight })) },
  };
}

/** Wilson's interval for a rate that n trials are worth, n whole or not. */
export function reportedRateInterval(
  { rate, n }: { rate: number; n: number },
  z: number,
): { low: number; high: number } {
  const centre = (rate * n + z * z / 2) / (n + z * z);
  const half = z * Math.sqrt(n * rate * (1 - rate) + z * z / 4) / (n + z * z);
  return { low: rate === 0 ? 0 : Math.max(0, centre - half), high: rate === 1 ? 1 : Math.min(1, centre + half) };
}

function endsAt(rates: readonly ReportedRate[], estimate: number, z: number): { low: number; high: number } {
  let [below, above] = [0, 0];
  for (const each of rates) {
    const { low, high } = reportedRateInterval(each, z);
    const [down, up] = [each.weight * (each.rate - low), each.weight * (high - each.rate)];
    below += (each.weight > 0 ? down : up) ** 2;
    above += (each.weight > 0 ? up : down) ** 2;
  }
  return { low: estimate - Math.sqrt(below), high: estimate + Math.sqrt(above) };
}

/** How many standard errors wide the interval is that just reaches 0, with the sign of the estimate. */
function errorsToZero(rates: readonly ReportedRate[], estimate: number): number {
  if (Math.abs(estimate) < 1e-14) return 0;
  const gap = (z: number) => {
    const { low, high } = endsAt(rates, estimate, z);
    return estimate > 0 ? low : -high;
  };
  const distance = gap(farthest) > 0 ? farthest : findRoot(gap, 0, farthest);
  return Math.sign(estimate) * distance;
}

function checkRates(caller: string, rates: readonly ReportedRate[]): void {
  if (!Array.isArray(rates) || rates.length === 0) {
    throw new RangeError(`Cannot run ${caller}(): need at least 1 rate, got ${quote(rates)}`);
  }
  rates.forEach(({ rate, n, weight }, i) => {
    checkNumber(caller, `rates[${i}].rate`, rate, { min: 0, max: 1 });
    checkNumber(caller, `rates[${i}].n`, n, { min: Number.MIN_VALUE });
    checkNumber(caller, `rates[${i}].weight`, weight);
  });
}
