import { checkInteger, checkOneOf, checkOptions, randomIndex, seededRandom, shuffled } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import type { AgentHalves } from "./halves.ts";
import { sumOf } from "./sums.ts";

/** A null of measures on an agent's halves: are its posts, or its days, exchangeable in time? */
export interface TemporalStructureNull {
  kind: "temporal structure";
  /** What is shuffled within each agent: single posts, or whole days where sessions cluster. */
  unit: "post" | "day";
  /** Shuffled orders, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/** Refuses a misspelt or impossible null. */
export function checkTemporalStructure(caller: string, given: TemporalStructureNull): void {
  checkOptions(caller, given, ["kind", "unit", "draws", "seed"]);
  checkOneOf(caller, "null.kind", given.kind, ["temporal structure"]);
  checkOneOf(caller, "null.unit", given.unit, ["post", "day"]);
  checkInteger(caller, "null.draws", given.draws, { min: 19 });
}

/** Posts that stay together, in order, and their sum. */
export interface Block {
  vectors: readonly Float64Array[];
  sum: Float64Array;
}

/** The agent's own stream: its first post names it, so that neither its name nor the other agents move its draws. */
export function orderStream({ posts }: AgentHalves, seed: number): Random {
  return seededRandom(seed, `shuffled order\0${posts[0]?.postId}`);
}

/** One block a post, or one block a day. */
export function blocksOf(
  posts: readonly { day: string; vector: Float64Array }[],
  unit: TemporalStructureNull["unit"],
): Block[] {
  const dims = posts[0]?.vector.length ?? 0;
  const starts = blockStarts(posts, unit);
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

/**
 * The same shuffles as places instead of sums: which of the agent's posts come first in each draw.
 *
 * @returns draws × early places, row-major, each row in the order dealt.
 */
export function shuffledEarlyPlaces(agent: AgentHalves, { unit, draws, seed }: TemporalStructureNull): Int32Array {
  const { posts, early } = agent;
  const starts = blockStarts(posts, unit);
  const random = orderStream(agent, seed);
  const places = new Int32Array(draws * early);
  const order = new Int32Array(starts.length);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < order.length; i++) order[i] = i;
    shuffleInPlace(order, random);
    let at = draw * early;
    const end = at + early;
    for (let i = 0; at < end; i++) {
      const block = order[i] as number;
      const stop = starts[block + 1] ?? posts.length;
      for (let place = starts[block] as number; place < stop && at < end; place++) places[at++] = place;
    }
  }
  return places;
}

function blockStarts(posts: readonly { day: string }[], unit: TemporalStructureNull["unit"]): number[] {
  return posts.map((_, i) => i).filter((i) => unit === "post" || i === 0 || posts[i]?.day !== posts[i - 1]?.day);
}

/** `shuffled()` without a copy: the same numbers drawn give the same order. */
function shuffleInPlace(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = randomIndex(random, i + 1);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
}
