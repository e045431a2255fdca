import { canonicalJson, sha256 } from "../../foundation/mod.ts";
import { recordsOf } from "./checkpoint.ts";
import { countDrift, type SchemaDrift } from "./drift.ts";
import { fieldsOf, idOf } from "./pages.ts";
import { commentRow, type MoltbookRow, postRow } from "./rows.ts";
import { isBefore } from "./state.ts";

/** What stands in a checkpoint, counted. */
export interface CrawlCounts {
  feedPages: number;
  threadPages: number;
  posts: number;
  comments: number;
  replies: number;
  /** Rows that came again, on a later page or in another order. */
  duplicates: number;
  /** Posts before `since`, left out. */
  tooOld: number;
  /** Rows that are no object. */
  odd: number;
  /** Rows without an id. */
  withoutId: number;
  /** Threads that were gone when they were asked for. */
  threadsGone: number;
  /** Threads that came back with about 100 comments and fewer than their post counts. */
  threadsCut: number;
  /** Comments that the posts of those threads count and that did not come back. */
  commentsCut: number;
  /** Failed tries by kind. */
  faults: Readonly<Record<string, number>>;
  /** Other hosts that redirects led to, and how often. */
  redirectedTo: Readonly<Record<string, number>>;
  drift: SchemaDrift;
  /** ISO 8601, UTC; `null` where nothing came. */
  firstFetchedAt: string | null;
  lastFetchedAt: string | null;
}

/** The number of comments at which the platform stops. */
const CUT_AT = 100;

/**
 * Turns the pages of a checkpoint into rows, each id once, the first time it came.
 *
 * @param onRow Called with each row; posts before comments of the same crawl, in the order they came.
 */
export function summarizeCrawl(
  path: string,
  { since, onRow }: { since: string | null; onRow: (row: MoltbookRow) => void },
): CrawlCounts {
  const drift = countDrift();
  const counts = { feedPages: 0, threadPages: 0, posts: 0, comments: 0, replies: 0, duplicates: 0 };
  const odds = { tooOld: 0, odd: 0, withoutId: 0, threadsGone: 0 };
  const faults = new Map<string, number>();
  const hosts = new Map<string, number>();
  const seen = new Set<string>();
  const threads = threadCounts();
  let firstFetchedAt: string | null = null;
  let lastFetchedAt: string | null = null;
  const names = namesById(path);
  const emit = (row: MoltbookRow): boolean => {
    if (row.id === null) odds.withoutId++;
    const key = row.id === null ? `content ${sha256(canonicalJson({ ...row, fetched_at: "" }))}` : `id ${row.id}`;
    if (seen.has(key)) counts.duplicates++;
    else onRow({ ...row, author: row.author_name ?? names.get(row.author_id ?? "") ?? row.author_id });
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  };
  for (const record of recordsOf(path)) {
    record.faults.forEach((fault) => add(faults, fault));
    record.redirectedTo.forEach((host) => add(hosts, host));
    firstFetchedAt ??= record.at;
    lastFetchedAt = record.at;
    if (record.type === "gone") {
      odds.threadsGone++;
    } else if (record.type === "feed") {
      counts.feedPages++;
      for (const value of record.rows) {
        if (typeof value !== "object" || value === null || Array.isArray(value)) odds.odd++;
        else if (isBefore(fieldsOf(value), since)) odds.tooOld++;
        else {
          const row = postRow(fieldsOf(value), { fetchedAt: record.at, drift });
          if (emit(row)) counts.posts++;
          threads.expect(row.id, row.comment_count);
        }
      }
    } else {
      counts.threadPages++;
      odds.odd += record.odd;
      for (const comment of record.comments) {
        const row = commentRow(comment, { postId: record.postId, fetchedAt: record.at, drift });
        if (!emit(row)) continue;
        counts[row.kind === "reply" ? "replies" : "comments"]++;
        threads.found(record.postId);
      }
    }
  }
  return {
    ...counts,
    ...odds,
    ...threads.cut(),
    faults: Object.fromEntries(faults),
    redirectedTo: Object.fromEntries(hosts),
    drift: drift.result(),
    firstFetchedAt,
    lastFetchedAt,
  };
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Some rows name their author by id only; another row of the same author may give the name. */
function namesById(path: string): Map<string, string> {
  const names = new Map<string, string>();
  const note = (row: Readonly<Record<string, unknown>>) => {
    const author = fieldsOf(row.author);
    const id = idOf(author.id) ?? idOf(row.author_id) ?? idOf(row.authorId);
    const name = author.name ?? row.author_name ?? row.authorName;
    if (id !== null && typeof name === "string" && name.trim() !== "") names.set(id, name);
  };
  for (const record of recordsOf(path)) {
    if (record.type === "feed") record.rows.map(fieldsOf).forEach(note);
    if (record.type === "thread") record.comments.forEach(({ fields }) => note(fields));
  }
  return names;
}

function threadCounts(): {
  expect: (postId: string | null, count: number | null) => void;
  found: (postId: string) => void;
  cut: () => { threadsCut: number; commentsCut: number };
} {
  const expected = new Map<string, number>();
  const found = new Map<string, number>();
  return {
    expect: (postId, count) => {
      if (postId !== null && count !== null && !expected.has(postId)) expected.set(postId, count);
    },
    found: (postId) => add(found, postId),
    cut: () => {
      const lacks = [...found].map(([postId, count]) => ({ count, lack: (expected.get(postId) ?? 0) - count }))
        .filter(({ count, lack }) => count >= CUT_AT && lack > 0);
      return { threadsCut: lacks.length, commentsCut: lacks.reduce((sum, { lack }) => sum + lack, 0) };
    },
  };
}
