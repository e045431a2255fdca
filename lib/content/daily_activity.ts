/** What one day is counted by; the names of `dailyCounts()` of the corpus room. */
export const COUNTS = ["posts", "comments", "replies", "active authors", "new authors"] as const;

export type ActivityCount = typeof COUNTS[number];

/** Counts of each day. */
export type DailyActivity = Record<ActivityCount, Float64Array>;

/** The texts of one author on one day. */
export interface AuthorDay {
  /** Place of the author in order of first text; −1: not known who wrote. */
  author: number;
  day: number;
  posts: number;
  comments: number;
  replies: number;
}

/** Adds up what was written, each author-day on the day that `dayOf` gives it. */
export function dailyActivity(authorDays: readonly AuthorDay[], dayOf: Int32Array, days: number): DailyActivity {
  const counts = Object.fromEntries(COUNTS.map((count) => [count, new Float64Array(days)])) as DailyActivity;
  const firstDays = new Map<number, number>();
  authorDays.forEach(({ author, posts, comments, replies }, i) => {
    const day = dayOf[i] as number;
    add(counts.posts, day, posts);
    add(counts.comments, day, comments);
    add(counts.replies, day, replies);
    if (author < 0) return;
    add(counts["active authors"], day, 1); // an author's days are distinct
    const first = firstDays.get(author);
    if (first === undefined || day < first) firstDays.set(author, day);
  });
  for (const day of firstDays.values()) add(counts["new authors"], day, 1);
  return counts;
}

function add(values: Float64Array, day: number, n: number): void {
  values[day] = (values[day] as number) + n;
}

/** Variance of daily counts over their mean: 1 where texts fall on days independently at a constant rate. */
export function dispersion(values: Float64Array): number | null {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2 || mean === 0) return null;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / mean;
}
