import type { Series } from "../statistics/mod.ts";
import type { PlacedPost } from "./placed.ts";

/** An agent's posts as a series for `changePoints()`, whose units are blocks of days or posts. */
export interface TimeUnits extends Series {
  values: Float64Array;
  units: readonly string[];
  /** Days with posts, or posts. */
  count: number;
  blocks: number;
}

/** So many neighbouring days with posts, or posts, to a block; the last one may be shorter. */
export function timeUnits(
  posts: readonly PlacedPost[],
  { unit, block }: { unit: "day" | "post"; block: number },
): TimeUnits {
  const dims = posts[0]?.vector.length ?? 0;
  const values = new Float64Array(posts.length * dims);
  let [count, last] = [0, ""];
  const units = posts.map(({ day, vector }, place) => {
    values.set(vector, place * dims);
    if (unit === "post" || day !== last) count++;
    last = day;
    return String(Math.floor((count - 1) / block));
  });
  return { values, dims, units, count, blocks: Math.ceil(count / block) };
}
