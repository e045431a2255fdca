import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkCountArms, type CountArms } from "./arms.ts";
import { checkConfidence } from "./checks.ts";
import { normalLogTail, normalUpperQuantile } from "./distributions/normal.ts";
import { findRoot } from "./distributions/roots.ts";
import { fromLog } from "./probability.ts";
import { wilsonInterval } from "./proportion.ts";

/** Options of `twoProportions()`. */
export interface TwoProportionsOptions {
  /** Share of such intervals that hold the true difference, in (0, 1). Default 0.95. */
  confidence?: number;
  /** `newcombe` (default) joins two Wilson intervals; `miettinen-nurminen` inverts the score test. */
  method?: "newcombe" | "miettinen-nurminen";
}

/**
 * By how much do two unpaired rates differ? Risk difference with interval.
 *
 * For published tables and corpora whose trials have no partners. Newcombe's interval (1998, Statistics in
 * Medicine 17:873–890, method 10) joins the arms' Wilson intervals; Miettinen and Nurminen's (1985,
 * Statistics in Medicine 4:213–226) holds every difference their score test does not reject. Both stay
 * inside [-1, 1] and have width also at 0 of n. Trials must be independent within and between arms.
 *
 * @param arms `events` of `n` in each arm.
 * @returns `estimate` is treatment − control; statistic and p-value are those of the score test at 0.
 * @throws {RangeError} If a count is impossible.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { twoProportions } from "twoplane/statistics";
 * const { interval } = twoProportions({ control: { events: 48, n: 80 }, treatment: { events: 56, n: 70 } });
 * assert.ok(interval !== null && Math.abs(interval.low - 0.0524) < 1e-3);
 * ```
 */
export function twoProportions(arms: CountArms, options: TwoProportionsOptions = {}): TestResult {
  const caller = "twoProportions";
  checkOptions(caller, options, ["confidence", "method"]);
  const { confidence = 0.95, method = "newcombe" } = options;
  checkConfidence(caller, confidence);
  checkOneOf(caller, "method", method, ["newcombe", "miettinen-nurminen"]);
  const { control, treatment } = checkCountArms(caller, arms);
  const score = differenceScore(arms, 0);
  return {
    method: method === "newcombe" ? "risk difference, Newcombe" : "risk difference, Miettinen-Nurminen",
    estimate: treatment.events / treatment.n - control.events / control.n,
    interval: method === "newcombe" ? newcombeInterval(arms, confidence) : scoreInterval(arms, confidence),
    confidence,
    statistic: score,
    df: null,
    pValue: fromLog(Math.min(0, Math.LN2 + normalLogTail(Math.abs(score)))),
    alternative: "two-sided",
    n: control.n + treatment.n,
    details: { effect: "risk difference", control: { ...control }, treatment: { ...treatment } },
  };
}

/**
 * Miettinen and Nurminen's score for a true difference, positive where the observed one is above it:
 * the rates' variance at their maximum-likelihood values under that difference, times N/(N − 1).
 */
export function differenceScore({ control, treatment }: CountArms, difference: number): number {
  const distance = treatment.events / treatment.n - control.events / control.n - difference;
  const base = restrictedRate({ control, treatment }, difference);
  const raised = Math.min(1, Math.max(0, base + difference));
  const n = control.n + treatment.n;
  const variance = (raised * (1 - raised) / treatment.n + base * (1 - base) / control.n) * n / (n - 1);
  if (variance > 1e-300) return distance / Math.sqrt(variance);
  return Math.abs(distance) < 1e-14 ? 0 : Math.sign(distance) * Infinity;
}

/** The control rate that makes the data likeliest if the treatment rate is larger by `difference`. */
function restrictedRate({ control, treatment }: CountArms, difference: number): number {
  const [low, high] = [Math.max(0, -difference), Math.min(1, 1 - difference)];
  // The slope of the log-likelihood falls throughout, so the maximum is its one root or an end.
  const slope = (rate: number) =>
    part(control.events, rate) - part(control.n - control.events, 1 - rate) +
    part(treatment.events, rate + difference) - part(treatment.n - treatment.events, 1 - rate - difference);
  if (slope(low) <= 0) return low;
  if (slope(high) >= 0) return high;
  return findRoot(slope, low, high);
}

function part(events: number, rate: number): number {
  return events === 0 ? 0 : events / Math.max(rate, 1e-300);
}

function newcombeInterval({ control, treatment }: CountArms, confidence: number): { low: number; high: number } {
  const [p0, p1] = [control.events / control.n, treatment.events / treatment.n];
  const base = wilsonInterval(control.events, control.n, confidence);
  const raised = wilsonInterval(treatment.events, treatment.n, confidence);
  return {
    low: p1 - p0 - Math.hypot(p1 - raised.low, base.high - p0),
    high: p1 - p0 + Math.hypot(raised.high - p1, p0 - base.low),
  };
}

function scoreInterval(arms: CountArms, confidence: number): { low: number; high: number } {
  const z = normalUpperQuantile((1 - confidence) / 2);
  const estimate = arms.treatment.events / arms.treatment.n - arms.control.events / arms.control.n;
  const end = (sign: 1 | -1) => {
    const bound = -sign;
    if (estimate === bound) return bound;
    const gap = (difference: number) => Math.max(-1e9, Math.min(1e9, differenceScore(arms, difference))) - sign * z;
    return findRoot(gap, Math.min(estimate, bound), Math.max(estimate, bound));
  };
  return { low: end(1), high: end(-1) };
}
