import { checkNumber, checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkConfidence } from "./checks.ts";
import { normalUpperQuantile } from "./distributions/normal.ts";
import { reportedRateInterval } from "./rate_combination.ts";

/** Two independent rates that are known as figures; `n` is how many trials each is worth, whole or not. */
export interface ReportedArms {
  control: { rate: number; n: number };
  treatment: { rate: number; n: number };
}

/** Options of `rateRatio()`. */
export interface RateRatioOptions {
  /** Share of such intervals that hold the true ratio, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * How many times as frequent is it? Ratio of two independent rates with an interval.
 *
 * Joins the arms' Wilson intervals (MOVER-R; Donner & Zou 2012, Statistical Methods in Medical Research 21:347–359). A
 * ratio over a rare control is known badly even where the difference is known well, and it has no upper end where the
 * control may be 0.
 *
 * @param arms Rates in [0, 1] with their effective sizes; the control's above 0.
 * @returns `estimate` is treatment / control; the interval's high end is Infinity where the control's low end is 0.
 * @throws {RangeError} If the control is 0: the ratio then has no estimate. Use `rateCombination()` for the difference.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rateRatio } from "twoplane/statistics";
 * const { estimate } = rateRatio({ control: { rate: 0.02, n: 300 }, treatment: { rate: 0.3, n: 300 } });
 * assert.equal(Math.round(estimate), 15);
 * ```
 */
export function rateRatio({ control, treatment }: ReportedArms, options: RateRatioOptions = {}): TestResult {
  const caller = "rateRatio";
  checkOptions(caller, options, ["confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  for (const [name, arm] of [["control", control], ["treatment", treatment]] as const) {
    checkNumber(caller, `${name}.rate`, arm.rate, { min: name === "control" ? Number.MIN_VALUE : 0, max: 1 });
    checkNumber(caller, `${name}.n`, arm.n, { min: Number.MIN_VALUE });
  }
  const z = normalUpperQuantile((1 - confidence) / 2);
  const [base, raised] = [reportedRateInterval(control, z), reportedRateInterval(treatment, z)];
  const product = control.rate * treatment.rate;
  const part = (end: number, rate: number) => end * (2 * rate - end);
  const [upperBase, lowerBase] = [part(base.high, control.rate), part(base.low, control.rate)];
  const root = (raisedPart: number, basePart: number) => Math.sqrt(Math.max(0, product ** 2 - raisedPart * basePart));
  const [lowRaised, highRaised] = [part(raised.low, treatment.rate), part(raised.high, treatment.rate)];
  // (product − root) / upperBase, written so that no small difference of large numbers is taken.
  const low = treatment.rate === 0 ? 0 : lowRaised / (product + root(lowRaised, upperBase));
  return {
    method: "ratio of rates, MOVER-R of Wilson intervals",
    estimate: treatment.rate / control.rate,
    interval: { low, high: lowerBase > 0 ? (product + root(highRaised, lowerBase)) / lowerBase : Infinity },
    confidence,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n: Math.round(control.n + treatment.n),
    details: { effect: "rate ratio", control: { ...control }, treatment: { ...treatment } },
  };
}
