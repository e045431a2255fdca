import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkCount, type Count } from "./arms.ts";
import { checkConfidence } from "./checks.ts";
import { betaQuantile } from "./distributions/beta.ts";
import { exactBinomialInterval } from "./distributions/binomial.ts";
import { normalUpperQuantile } from "./distributions/normal.ts";

/** Options of `proportion()`. */
export interface ProportionOptions {
  /** Share of such intervals that hold the true rate, in (0, 1). Default 0.95. */
  confidence?: number;
  /** `wilson` (default), `jeffreys`, or `exact` (Clopper–Pearson: never below the confidence, wider). */
  method?: "wilson" | "jeffreys" | "exact";
}

/**
 * How often does it happen? A rate with its interval.
 *
 * Wilson's (1927, JASA 22:209–212) and Jeffreys' intervals cover the true rate at about the nominal
 * confidence on average, also at small n and near 0 and 1, where the usual ± interval collapses (Brown,
 * Cai & DasGupta 2001, Statistical Science 16:101–133). Trials must be independent: replicates of one
 * scenario are not, so count pairs or scenarios.
 *
 * @param count `events` of `n`.
 * @returns `estimate` is events / n. Jeffreys' ends are 0 or 1 where nothing or everything happened.
 * @throws {RangeError} If events are more than n, or n is 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { proportion } from "twoplane/statistics";
 * const { interval } = proportion({ events: 0, n: 10 });
 * assert.ok(interval !== null && interval.low === 0 && interval.high > 0.27);
 * ```
 */
export function proportion(count: Count, options: ProportionOptions = {}): TestResult {
  checkOptions("proportion", options, ["confidence", "method"]);
  const { confidence = 0.95, method = "wilson" } = options;
  checkConfidence("proportion", confidence);
  checkOneOf("proportion", "method", method, ["wilson", "jeffreys", "exact"]);
  const { events, n } = checkCount("proportion", "count", count);
  const interval = method === "wilson"
    ? wilsonInterval(events, n, confidence)
    : method === "jeffreys"
    ? jeffreysInterval(events, n, confidence)
    : exactBinomialInterval(events, n, confidence);
  return {
    method: { wilson: "rate, Wilson", jeffreys: "rate, Jeffreys", exact: "rate, Clopper-Pearson" }[method],
    estimate: events / n,
    interval,
    confidence,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n,
    details: { effect: "rate", events },
  };
}

/** All rates whose score test does not reject events of n. */
export function wilsonInterval(events: number, n: number, confidence: number): { low: number; high: number } {
  const z = normalUpperQuantile((1 - confidence) / 2);
  const centre = (events + z * z / 2) / (n + z * z);
  const half = z * Math.sqrt(events * (n - events) / n + z * z / 4) / (n + z * z);
  return { low: events === 0 ? 0 : centre - half, high: events === n ? 1 : centre + half };
}

function jeffreysInterval(events: number, n: number, confidence: number): { low: number; high: number } {
  const tail = (1 - confidence) / 2;
  return {
    low: events === 0 ? 0 : betaQuantile(tail, events + 0.5, n - events + 0.5),
    high: events === n ? 1 : betaQuantile(1 - tail, events + 0.5, n - events + 0.5),
  };
}
