import type { Series } from "../statistics/mod.ts";
import { dot } from "../vectors/mod.ts";
import type { PlacedPost } from "./placed.ts";
import { addOne } from "./sums.ts";

/** An agent's posts as a series for `changePoints()`, whose units are blocks of days or posts. */
export interface TimeUnits extends Series {
  values: Float64Array;
  units: readonly string[];
  /** Days with posts, or posts. */
  count: number;
  blocks: number;
}

/**
 * So many neighbouring days with posts, or posts, to a block; the last one may be shorter.
 *
 * A search reads nothing but the sums of blocks. Where these are fewer than dimensions, posts are given as the mean of
 * their block in axes of the space that the sums span: the same distances in fewer numbers.
 */
export function timeUnits(
  posts: readonly PlacedPost[],
  { unit, block }: { unit: "day" | "post"; block: number },
): TimeUnits {
  let [count, last] = [0, ""];
  const blockOf = posts.map(({ day }) => {
    if (unit === "post" || day !== last) count++;
    last = day;
    return Math.floor((count - 1) / block);
  });
  const blocks = Math.ceil(count / block);
  const all = posts[0]?.vector.length ?? 0;
  const rows = blocks < all ? spanned(posts, blockOf, blocks) : posts.map(({ vector }) => vector);
  const dims = rows[0]?.length ?? 0;
  const values = new Float64Array(posts.length * dims);
  rows.forEach((row, place) => values.set(row, place * dims));
  return { values, dims, units: blockOf.map(String), count, blocks };
}

function spanned(posts: readonly PlacedPost[], blockOf: readonly number[], blocks: number): Float64Array[] {
  const means = Array.from({ length: blocks }, () => new Float64Array(posts[0]?.vector.length ?? 0));
  const sizes = new Float64Array(blocks);
  posts.forEach(({ vector }, place) => {
    const own = blockOf[place] as number;
    addOne(means[own] as Float64Array, vector);
    sizes[own] = (sizes[own] as number) + 1;
  });
  means.forEach((mean, own) => mean.forEach((sum, i) => mean[i] = sum / (sizes[own] as number)));
  const axes = axesOf(means);
  const shorter = means.map((mean) => Float64Array.from(axes, (axis) => dot(axis, mean)));
  return blockOf.map((own) => shorter[own] as Float64Array);
}

/** Below this share of its length a vector is rounding. */
const NOTHING = 1e-10;

/** Orthonormal axes of the space that the vectors span (Gram–Schmidt, each vector twice). */
function axesOf(vectors: readonly Float64Array[]): Float64Array[] {
  const axes: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    for (const axis of [...axes, ...axes]) {
      const along = dot(axis, rest);
      for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - along * (axis[i] as number);
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > NOTHING * Math.sqrt(dot(vector, vector))) axes.push(rest.map((value) => value / length));
  }
  return axes;
}
