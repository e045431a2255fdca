import { checkInteger, checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkConfidence } from "./checks.ts";
import { studentUpperQuantile } from "./distributions/student.ts";

/** Options of `jackknife()`. */
export interface JackknifeOptions {
  /** Units that are independent of each other, such as agents, at least 4. */
  units: number;
  /**
   * The number wanted, from the units kept, given as places from 0 to `units` − 1, ascending. It has to change smoothly
   * with single units: a mean, a share of variance, a ratio; not a median or a maximum.
   */
  statistic: (kept: readonly number[]) => number;
  /** Units are left out in this many equal groups, dealt in turn, at least 4. Default: each alone, at most 60 groups. */
  groups?: number;
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * Between which values does a smooth statistic lie? Jackknife standard error with a t interval.
 *
 * Each unit (or group of units) is left out once, and the spread of what remains gives the standard error (Tukey 1958;
 * Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 11). It is the choice for shares of variance over few
 * units, where resampling with replacement draws the same unit twice, makes groups look tighter than they are and so
 * moves the whole interval up. It needs no seed.
 *
 * @param options See `JackknifeOptions`.
 * @returns `estimate` is the statistic of all units; degrees of freedom are the groups less one; no p-value.
 * @throws {RangeError} If there are fewer than 4 units or groups, or the statistic is not finite somewhere.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { jackknife } from "twoplane/statistics";
 * const values = [1, 2, 3, 4, 5, 6];
 * const { interval } = jackknife({
 *   units: 6,
 *   statistic: (kept) => kept.reduce((sum, i) => sum + values[i]!, 0) / kept.length,
 * });
 * assert(Math.abs(interval!.high - (3.5 + 2.5706 * 0.7638)) < 1e-3); // of a mean: the t interval
 * ```
 */
export function jackknife(options: JackknifeOptions): TestResult {
  const caller = "jackknife";
  checkOptions(caller, options, ["units", "statistic", "groups", "confidence"]);
  const { units, statistic, confidence = 0.95 } = options;
  checkInteger(caller, "units", units, { min: 4 });
  const groups = checkInteger(caller, "groups", options.groups ?? Math.min(units, 60), { min: 4, max: units });
  checkConfidence(caller, confidence);
  const all = Array.from({ length: units }, (_, unit) => unit);
  const estimate = finite(statistic(all), "all units");
  const without = Array.from(
    { length: groups },
    (_, group) => finite(statistic(all.filter((unit) => unit % groups !== group)), `group ${group} left out`),
  );
  const mean = without.reduce((sum, value) => sum + value, 0) / groups;
  const squares = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt((groups - 1) / groups * squares);
  const half = studentUpperQuantile((1 - confidence) / 2, groups - 1) * standardError;
  return {
    method: groups === units ? "jackknife" : `jackknife, ${groups} groups`,
    estimate,
    interval: { low: estimate - half, high: estimate + half },
    confidence,
    statistic: null,
    df: groups - 1,
    pValue: null,
    alternative: "two-sided",
    n: units,
    details: { standardError, groups },
  };
}

function finite(value: number, where: string): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError(`Cannot run jackknife() with ${where}: needs a finite statistic, got ${value}`);
}
