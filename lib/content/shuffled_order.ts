import { shuffled } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import { addTo } from "../vectors/mod.ts";

/** The null of `drift()`: are an agent's posts, or its days, exchangeable in time? */
export interface TemporalStructureNull {
  kind: "temporal structure";
  /** What is shuffled within each agent: single posts, or whole days where sessions cluster. */
  unit: "post" | "day";
  /** Shuffled orders, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/** A run of posts that stay together: [start, end) in the order of time. */
export interface Block {
  start: number;
  end: number;
}

/** One block a post, or one block a day. */
export function blocksOf(days: readonly string[], unit: TemporalStructureNull["unit"]): Block[] {
  const starts = days.map((_, i) => i).filter((i) => unit === "post" || i === 0 || days[i] !== days[i - 1]);
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? days.length }));
}

/** Sums of the first 0, 1, … n vectors, so that the sum of any run is one difference. */
export function runningSums(vectors: readonly Float64Array[], dims: number): Float64Array[] {
  const sums = [new Float64Array(dims)];
  for (const vector of vectors) {
    const sum = Float64Array.from(sums.at(-1) as Float64Array);
    addTo(sum, vector);
    sums.push(sum);
  }
  return sums;
}

/**
 * Sum of the vectors that come first when the blocks are shuffled: as many as the early half
 * holds, the last block cut where that half ends.
 *
 * This null asks for temporal structure of any kind. It is no null of influence: posts that
 * resemble the one before, or news that everyone writes about, reject it too.
 */
export function shuffledEarlySum(
  sums: readonly Float64Array[],
  blocks: readonly Block[],
  early: number,
  random: Random,
): Float64Array {
  const sum = new Float64Array((sums[0] as Float64Array).length);
  let left = early;
  for (const { start, end } of shuffled(blocks, random)) {
    const taken = Math.min(left, end - start);
    addRun(sum, sums[start + taken] as Float64Array, sums[start] as Float64Array);
    left -= taken;
    if (left === 0) break;
  }
  return sum;
}

function addRun(sum: Float64Array, upTo: Float64Array, before: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + ((upTo[i] as number) - (before[i] as number));
}
