/** Simulated data with a known truth, for the calibration cases. @module */
import { normalFrom } from "../../foundation/mod.ts";
import type { Pair, Random, TestResult } from "../../shapes.ts";

/** Rejected at 5%; a result without a p-value rejects nothing. */
export function rejects({ pValue }: TestResult): boolean {
  return pValue !== null && pValue <= 0.05;
}

/** Whether the interval holds the truth; a missing interval holds everything. */
export function covers({ interval }: TestResult, truth: number): boolean {
  return interval === null || (interval.low <= truth + 1e-12 && truth <= interval.high + 1e-12);
}

/** One pair in the named scenario. */
export function pairOf<Value>(control: Value, treatment: Value, index: number, scenarioId = `s${index}`): Pair<Value> {
  return { pairId: `p${index}`, scenarioId, wordingId: "w", control, treatment, n: { control: 1, treatment: 1 } };
}

/** Independent yes/no pairs by the chances of the four kinds; the rest act in neither arm. */
export function ratePairs(
  n: number,
  { gained, lost, both = 0 }: { gained: number; lost: number; both?: number },
  random: Random,
) {
  return Array.from({ length: n }, (_, i) => {
    const u = random();
    if (u < gained) return pairOf(false, true, i);
    if (u < gained + lost) return pairOf(true, false, i);
    return pairOf(u < gained + lost + both, u < gained + lost + both, i);
  });
}

/** Pairs with these differences, each in a scenario of its own or in those given. */
export function differencePairs(differences: readonly number[], scenarios?: readonly string[]): Pair<number>[] {
  return differences.map((difference, i) => pairOf(0, difference, i, scenarios?.[i]));
}

/** Normal numbers. */
export function normals(n: number, random: Random, { mean = 0, spread = 1 } = {}): number[] {
  const normal = normalFrom(random);
  return Array.from({ length: n }, () => mean + spread * normal());
}

/** Differences in clusters of the given sizes: cluster effect and noise, both normal around the mean. */
export function clusteredDifferences(
  sizes: readonly number[],
  { clusterSpread, mean = 0 }: { clusterSpread: number; mean?: number },
  random: Random,
): Pair<number>[] {
  const normal = normalFrom(random);
  const rows = sizes.flatMap((size, c) => {
    const effect = mean + clusterSpread * normal();
    return Array.from({ length: size }, () => ({ difference: effect + normal(), scenario: `s${c}` }));
  });
  return differencePairs(rows.map((row) => row.difference), rows.map((row) => row.scenario));
}

/** Yes/no pairs in scenarios whose effects vary around zero: chances of a gain 0.25 + shift, of a loss 0.25 − shift. */
export function varyingRatePairs(sizes: readonly number[], spread: number, random: Random): Pair<boolean>[] {
  const normal = normalFrom(random);
  let index = 0;
  return sizes.flatMap((size, s) => {
    const shift = 0.25 * Math.tanh(spread * normal());
    return Array.from({ length: size }, () => {
      const u = random();
      return pairOf(u >= 0.25 + shift && u < 0.5, u < 0.25 + shift, index++, `s${s}`);
    });
  });
}

/** The same as numbers. */
export function asNumbers(pairs: readonly Pair<boolean>[]): Pair<number>[] {
  return pairs.map((pair) => ({ ...pair, control: Number(pair.control), treatment: Number(pair.treatment) }));
}

/** How many of n trials happen. */
export function binomialDraw(n: number, rate: number, random: Random): { events: number; n: number } {
  let events = 0;
  for (let i = 0; i < n; i++) if (random() < rate) events++;
  return { events, n };
}

/** Names the scenario of a pair. */
export const scenarioOf = (pair: { scenarioId: string }): string => pair.scenarioId;
