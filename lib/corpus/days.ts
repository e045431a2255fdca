import { everyDay } from "../foundation/mod.ts";
import type { MetricRow, Post } from "../shapes.ts";

/**
 * The UTC day of a post, such as `2026-02-03`. The day boundary is a choice; this kit counts in UTC throughout.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dayOf } from "twoplane/corpus";
 * assert(dayOf({ createdAt: "2026-02-03T23:59:59.999Z" }) === "2026-02-03");
 * ```
 */
export function dayOf(post: Pick<Post, "createdAt">): string {
  return post.createdAt.slice(0, 10);
}

/**
 * How busy was each day? Counts of posts, comments, replies, active authors and authors never seen before.
 *
 * Every day from the first to the last has its rows, so that a day on which nothing was collected shows as 0 and
 * not as a gap. Posts without an author count as posts, but not as authors.
 *
 * @param posts Any order; none gives no rows.
 * @returns Five rows a day in order of time: `variant` names the count, `unitId` and `window` the day; `n` is the number
 *   of texts of that day.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dailyCounts } from "twoplane/corpus";
 * assert(dailyCounts([]).length === 0);
 * ```
 */
export function dailyCounts(posts: readonly Post[]): MetricRow[] {
  const days = Map.groupBy(posts, dayOf);
  const seen = new Set<string>();
  const counts = [...days].sort(([a], [b]) => a < b ? -1 : 1).map(([day, texts]): [string, TextsOfDay] => {
    const authors = new Set(texts.map(({ authorId }) => authorId).filter((author) => author !== null));
    const fresh = [...authors].filter((author) => !seen.has(author));
    for (const author of fresh) seen.add(author);
    const ofKind = (kind: Post["kind"]) => texts.filter((text) => text.kind === kind).length;
    return [day, {
      texts: texts.length,
      posts: ofKind("post"),
      comments: ofKind("comment"),
      replies: ofKind("reply"),
      authors: authors.size,
      newAuthors: fresh.length,
    }];
  });
  return dailyCountRows(new Map(counts));
}

/** What was written on one day, and by how many. */
export interface TextsOfDay {
  texts: number;
  posts: number;
  comments: number;
  replies: number;
  authors: number;
  newAuthors: number;
}

/** Five rows for every day from the first to the last, days without texts included. */
export function dailyCountRows(days: ReadonlyMap<string, TextsOfDay>): MetricRow[] {
  const none = { texts: 0, posts: 0, comments: 0, replies: 0, authors: 0, newAuthors: 0 };
  return span([...days.keys()]).flatMap((day) => {
    const { texts, posts, comments, replies, authors, newAuthors } = days.get(day) ?? none;
    const counts = { posts, comments, replies, "active authors": authors, "new authors": newAuthors };
    return Object.entries(counts).map(([variant, value]) => ({
      metric: "daily count",
      variant,
      unitId: day,
      window: day,
      value,
      n: texts,
    }));
  });
}

/** Every day from the first to the last. */
function span(days: readonly string[]): string[] {
  const sorted = days.toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first === undefined || last === undefined ? [] : everyDay(first, last);
}
