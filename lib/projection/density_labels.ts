import { groupBy, shuffled } from "../foundation/mod.ts";
import type { Post, Random } from "../shapes.ts";

/** What keeps together when the periods are dealt anew. */
export type DensityShuffle = "post" | "post within agent" | "day";

/** Deals periods: 0 is the first, 1 the second. */
export type DealPeriods = (random: Random) => Uint8Array;

/**
 * How periods are dealt anew under each null.
 *
 * @param posts In the order of the labels.
 * @param periods 0 or 1 of each post, as the data have it.
 */
export function dealerOf(
  posts: readonly Pick<Post, "authorId" | "createdAt">[],
  periods: Uint8Array,
  shuffle: DensityShuffle,
): DealPeriods {
  if (shuffle === "post") return (random) => Uint8Array.from(shuffled([...periods], random));
  const keyOf = shuffle === "day"
    ? (row: number) => posts[row]?.createdAt.slice(0, 10)
    : (row: number) => posts[row]?.authorId;
  const groups = [...groupBy(posts.keys(), keyOf).values()];
  return shuffle === "day" ? dealDays(groups, periods) : dealWithin(groups, periods);
}

/** Whole days take the period of another day; on the day of the split itself posts of both go with the larger part. */
function dealDays(days: readonly number[][], periods: Uint8Array): DealPeriods {
  const labels = days.map((rows) =>
    Number(rows.reduce((sum, row) => sum + (periods[row] as number), 0) * 2 > rows.length)
  );
  return (random) => {
    const dealt = shuffled(labels, random);
    const all = new Uint8Array(periods.length);
    days.forEach((rows, day) => rows.forEach((row) => all[row] = dealt[day] as number));
    return all;
  };
}

/** Each agent keeps its number of posts in both periods. */
function dealWithin(agents: readonly number[][], periods: Uint8Array): DealPeriods {
  return (random) => {
    const all = new Uint8Array(periods.length);
    for (const rows of agents) {
      const dealt = shuffled(rows.map((row) => periods[row] as number), random);
      rows.forEach((row, i) => all[row] = dealt[i] as number);
    }
    return all;
  };
}
