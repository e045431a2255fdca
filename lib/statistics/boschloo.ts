import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkCountArms, type CountArms } from "./arms.ts";
import { logBinomialKernel } from "./distributions/beta.ts";

/** Options of `boschloo()`. */
export interface BoschlooOptions {
  /** `greater`: the treatment rate is larger. Default `two-sided`, twice the smaller one-sided p. */
  alternative?: "two-sided" | "greater" | "less";
}

/** Tables beyond this many cells take minutes. */
const mostCells = 4_000_000;

/**
 * Do two unpaired rates differ? Boschloo's exact unconditional test.
 *
 * Uses Fisher's p-value as the statistic and the worst common rate for its distribution (Boschloo 1970,
 * Statistica Neerlandica 24:1–9): never above its level, and never less powerful than Fisher's own test.
 * Both arms' sizes are fixed by design and trials independent. The two-sided p is twice the smaller one-sided one.
 *
 * @param arms `events` of `n` in each arm.
 * @returns `statistic` is Fisher's one-sided p of the side reported; `estimate` the risk difference.
 * @throws {RangeError} If a count is impossible or the arms together allow more than 4 million tables.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { boschloo } from "twoplane/statistics";
 * const { pValue } = boschloo({ control: { events: 7, n: 12 }, treatment: { events: 8, n: 8 } });
 * assert.ok(pValue !== null && pValue < 0.06);
 * ```
 */
export function boschloo(arms: CountArms, options: BoschlooOptions = {}): TestResult {
  checkOptions("boschloo", options, ["alternative"]);
  const { alternative = "two-sided" } = options;
  checkOneOf("boschloo", "alternative", alternative, ["two-sided", "greater", "less"]);
  const { control, treatment } = checkCountArms("boschloo", arms);
  const cells = (control.n + 1) * (treatment.n + 1);
  if (cells > mostCells) {
    throw new RangeError(
      `Cannot run boschloo(): arms need at most ${mostCells} possible tables, got ${cells}. Use twoProportions()`,
    );
  }
  const flipped = { control: complement(control), treatment: complement(treatment) };
  const greater = alternative === "less" ? null : oneSided({ control, treatment });
  const less = alternative === "greater" ? null : oneSided(flipped);
  const side = greater === null || (less !== null && less.pValue < greater.pValue) ? less : greater;
  const { pValue, fisher } = side as { pValue: number; fisher: number };
  return {
    method: "Boschloo exact unconditional",
    estimate: treatment.events / treatment.n - control.events / control.n,
    interval: null,
    confidence: null,
    statistic: fisher,
    df: null,
    pValue: Math.min(1, alternative === "two-sided" ? 2 * pValue : pValue),
    alternative,
    n: control.n + treatment.n,
    details: { effect: "risk difference", control: { ...control }, treatment: { ...treatment } },
  };
}

function complement({ events, n }: { events: number; n: number }): { events: number; n: number } {
  return { events: n - events, n };
}

/** p-value for a larger treatment rate. */
function oneSided({ control, treatment }: CountArms): { pValue: number; fisher: number } {
  const least = leastTreated(control.n, treatment.n, control.events, treatment.events);
  const chance = rejectionChance(least.from, control.n, treatment.n);
  const grid = Math.max(200, 2 * (control.n + treatment.n));
  const chances = Array.from({ length: grid + 1 }, (_, i) => chance(i / grid));
  const best = chances.map((value, i) => ({ value, i })).sort((a, b) => b.value - a.value).slice(0, 6);
  const refined = best.map(({ i }) => climb(chance, Math.max(0, (i - 1) / grid), Math.min(1, (i + 1) / grid)));
  return { pValue: Math.min(1, Math.max(...refined, ...best.map(({ value }) => value))), fisher: least.fisher };
}

/** For each count of control events, from which treatment count on Fisher's p is at most the observed one. */
function leastTreated(n0: number, n1: number, x0: number, x1: number): { from: Int32Array; fisher: number } {
  const fisher = fisherUpper(n0, n1, x0, x1);
  const limit = fisher * (1 + 1e-7);
  const from = new Int32Array(n0 + 1);
  let treated = 0;
  // More events under control need more under treatment, so one pass over the staircase suffices.
  for (let events = 0; events <= n0; events++) {
    while (treated <= n1 && fisherUpper(n0, n1, events, treated) > limit) treated++;
    from[events] = treated;
  }
  return { from, fisher };
}

/** P(treatment count ≥ x1 | all events), hypergeometric. */
function fisherUpper(n0: number, n1: number, x0: number, x1: number): number {
  const events = x0 + x1;
  const last = Math.min(n1, events);
  let term = Math.exp(
    logChoose(n1, x1) + logChoose(n0, x0) - logChoose(n0 + n1, events),
  );
  let sum = term;
  for (let k = x1; k < last && term > sum * 1e-17; k++) {
    term *= (n1 - k) / (k + 1) * (events - k) / (n0 - events + k + 1);
    sum += term;
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logBinomialKernel(k, n - k, 0.5, 0.5) + n * Math.LN2;
}

/** P(the table lies in the rejection region) if both arms share a rate, as a function of that rate. */
function rejectionChance(from: Int32Array, n0: number, n1: number): (rate: number) => number {
  const [choose0, choose1] = [logChooseAll(n0), logChooseAll(n1)];
  const density = (choose: Float64Array, n: number, k: number, rate: number) => {
    if (rate === 0 || rate === 1) return k === n * rate ? 1 : 0;
    return Math.exp((choose[k] as number) + k * Math.log(rate) + (n - k) * Math.log1p(-rate));
  };
  return (rate) => {
    const upper = new Float64Array(n1 + 2);
    for (let k = n1; k >= 0; k--) upper[k] = (upper[k + 1] as number) + density(choose1, n1, k, rate);
    let chance = 0;
    for (let k = 0; k <= n0; k++) chance += density(choose0, n0, k, rate) * (upper[from[k] as number] as number);
    return chance;
  };
}

function logChooseAll(n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, k) => logChoose(n, k));
}

/** Largest value between two points, by golden section. */
function climb(f: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [left, right] = [b - golden * (b - a), a + golden * (b - a)];
  let [fLeft, fRight] = [f(left), f(right)];
  for (let i = 0; i < 45; i++) {
    if (fLeft > fRight) {
      [b, right, fRight] = [right, left, fLeft];
      fLeft = f(left = b - golden * (b - a));
    } else {
      [a, left, fLeft] = [left, right, fRight];
      fRight = f(right = a + golden * (b - a));
    }
  }
  return Math.max(fLeft, fRight);
}
