import type { MetricRow, Post } from "../shapes.ts";

const DAY_MS = 86_400_000;

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
  return span([...days.keys()]).flatMap((day) => {
    const texts = days.get(day) ?? [];
    const authors = new Set(texts.map(({ authorId }) => authorId).filter((author) => author !== null));
    const fresh = [...authors].filter((author) => !seen.has(author));
    for (const author of fresh) seen.add(author);
    const ofKind = (kind: Post["kind"]) => texts.filter((text) => text.kind === kind).length;
    const counts = {
      posts: ofKind("post"),
      comments: ofKind("comment"),
      replies: ofKind("reply"),
      "active authors": authors.size,
      "new authors": fresh.length,
    };
    return Object.entries(counts).map(([variant, value]) => ({
      metric: "daily count",
      variant,
      unitId: day,
      window: day,
      value,
      n: texts.length,
    }));
  });
}

/** Every day from the first to the last. */
function span(days: readonly string[]): string[] {
  const times = days.map((day) => Date.parse(`${day}T00:00:00.000Z`)).sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return [];
  const length = Math.round((last - first) / DAY_MS) + 1;
  return Array.from({ length }, (_, index) => dayOf({ createdAt: new Date(first + index * DAY_MS).toISOString() }));
}
