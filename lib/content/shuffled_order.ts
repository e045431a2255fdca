import { shuffled } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import { sumOf } from "./sums.ts";

/** The null of `drift()`: are an agent's posts, or its days, exchangeable in time? */
export interface TemporalStructureNull {
  kind: "temporal structure";
  /** What is shuffled within each agent: single posts, or whole days where sessions cluster. */
  unit: "post" | "day";
  /** Shuffled orders, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/** Posts that stay together, in order, and their sum. */
export interface Block {
  vectors: readonly Float64Array[];
  sum: Float64Array;
}

/** One block a post, or one block a day. */
export function blocksOf(
  posts: readonly { day: string; vector: Float64Array }[],
  unit: TemporalStructureNull["unit"],
): Block[] {
  const dims = posts[0]?.vector.length ?? 0;
  const starts = posts.map((_, i) => i).filter((i) =>
    unit === "post" || i === 0 || posts[i]?.day !== posts[i - 1]?.day
  );
  return starts.map((start, i) => {
    const vectors = posts.slice(start, starts[i + 1]).map(({ vector }) => vector);
    return { vectors, sum: vectors.length === 1 ? vectors[0] as Float64Array : sumOf(vectors, dims) };
  });
}

/**
 * Sum of the vectors that come first when the blocks are shuffled: as many as the early half
 * holds, the last block cut where that half ends.
 *
 * This null asks for temporal structure of any kind. It is no null of influence: posts that
 * resemble the one before, or news that everyone writes about, reject it too.
 */
export function shuffledEarlySum(blocks: readonly Block[], early: number, random: Random): Float64Array {
  const parts: Float64Array[] = [];
  let left = early;
  for (const { vectors, sum } of shuffled(blocks, random)) {
    if (vectors.length <= left) parts.push(sum);
    else parts.push(...vectors.slice(0, left));
    left = Math.max(0, left - vectors.length);
    if (left === 0) break;
  }
  return sumOf(parts, blocks[0]?.sum.length ?? 0);
}
