import { checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkCount, type Count } from "./arms.ts";
import { checkConfidence } from "./checks.ts";
import { normalUpperQuantile } from "./distributions/normal.ts";

/** What a judge said, and how it did on items whose truth is known. */
export interface JudgedCounts {
  /** Judged positive, of all judged items of unknown truth. */
  judged: Count;
  /** Judged positive, of the items that truly are: sensitivity. */
  truePositive: Count;
  /** Judged negative, of the items that truly are not: specificity. */
  trueNegative: Count;
}

/** Options of `roganGladen()`. */
export interface RoganGladenOptions {
  /** Share of such intervals that hold the true rate, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * How often is it truly so, where a judge errs at known rates? Rogan and Gladen's corrected rate.
 *
 * (rate + specificity − 1) / (sensitivity + specificity − 1) (Rogan & Gladen 1978, American Journal of Epidemiology
 * 107:71–76), cut to [0, 1], with the interval of Lang & Reiczigel (2014, Preventive Veterinary Medicine 113:13–22), which
 * carries the doubt about both error rates. It supposes that the judge errs here as often as on the items of known truth, in
 * every arm alike; where arms can be labelled themselves `predictionPowered()` supposes less.
 *
 * @param counts Three counts, each `events` of `n`.
 * @returns `estimate` in [0, 1], `details.raw` before the cut, `details.judged` the rate as judged.
 * @throws {RangeError} If a count is empty, or the judge does no better than chance: its labels then say nothing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { roganGladen } from "twoplane/statistics";
 * const { estimate } = roganGladen({
 *   judged: { events: 30, n: 100 }, truePositive: { events: 45, n: 50 }, trueNegative: { events: 45, n: 50 },
 * });
 * assert.ok(Math.abs(estimate - 0.25) < 1e-12);
 * ```
 */
export function roganGladen(counts: JudgedCounts, options: RoganGladenOptions = {}): TestResult {
  checkOptions("roganGladen", options, ["confidence"]);
  const confidence = checkConfidence("roganGladen", options.confidence ?? 0.95);
  for (const name of ["judged", "truePositive", "trueNegative"] as const) checkCount("roganGladen", name, counts[name]);
  const [rate, sensitivity, specificity] = [counts.judged, counts.truePositive, counts.trueNegative]
    .map(({ events, n }) => events / n) as [number, number, number];
  if (sensitivity + specificity <= 1) {
    throw new RangeError(
      `Cannot run roganGladen(): needs a judge better than chance, got sensitivity ${sensitivity} and specificity ${specificity}`,
    );
  }
  const raw = (rate + specificity - 1) / (sensitivity + specificity - 1);
  return {
    method: "rate corrected for judge error, Rogan-Gladen",
    estimate: Math.min(1, Math.max(0, raw)),
    interval: langReiczigel(counts, confidence),
    confidence,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n: counts.judged.n,
    details: { effect: "rate", judged: rate, sensitivity, specificity, raw },
  };
}

/** One event and one other added to each error rate, z² to the judged items, and the shift that skewed estimates need. */
function langReiczigel({ judged, truePositive, trueNegative }: JudgedCounts, confidence: number) {
  const z = normalUpperQuantile((1 - confidence) / 2);
  const n = judged.n + z * z;
  const rate = (judged.events + z * z / 2) / n;
  const [positives, negatives] = [truePositive.n + 2, trueNegative.n + 2];
  const sensitivity = (truePositive.events + 1) / positives;
  const specificity = (trueNegative.events + 1) / negatives;
  const slope = sensitivity + specificity - 1;
  if (slope <= 0) return { low: 0, high: 1 };
  const centre = (rate + specificity - 1) / slope;
  const [missed, invented] = [
    sensitivity * (1 - sensitivity) / positives,
    specificity * (1 - specificity) / negatives,
  ];
  const shift = 2 * z * z * (centre * missed - (1 - centre) * invented);
  const variance = rate * (1 - rate) / n + centre * centre * missed + (1 - centre) ** 2 * invented;
  const half = z * Math.sqrt(variance) / slope;
  return { low: clip(centre + shift - half), high: clip(centre + shift + half) };
}

function clip(rate: number): number {
  return Math.min(1, Math.max(0, rate));
}
