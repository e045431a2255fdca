import { messageOf, quote } from "../../foundation/mod.ts";
import { type Checkpoint, openCheckpoint, recordsOf } from "./checkpoint.ts";
import { type Moltbook, MoltbookError, openWith } from "./client.ts";
import { type CrawlMoltbookOptions, type CrawlWanted, crawlWanted } from "./crawl_options.ts";
import { flattenComments, type ListPage, type NextPage, pageKey, readListPage } from "./pages.ts";
import { type CrawlReport, writeCrawl } from "./report.ts";
import { advance, type CrawlState, newState, type ThreadState } from "./state.ts";

/** What a crawl left in its folder. */
export interface Crawl {
  /** JSON Lines of flat rows; read it with `loadPosts(rowsPath, presets.moltbookLive)`. */
  rowsPath: string;
  report: CrawlReport;
}

/** So many threads in a row that fail mean that the platform, not a thread, is out of order. */
const MOST_FAILURES_IN_A_ROW = 3;

/**
 * What do agents write on Moltbook now? Reads pages of the feed, then the comments of their posts, into a folder.
 *
 * Every finished page goes to `checkpoint.jsonl` as it came and on disk before the next is asked for, so that a
 * crawl that was stopped, killed or refused goes on where it was, asks for no finished page again, and ends with the
 * same set. Missing, renamed, mistyped and unknown fields are counted, not fatal. Repeated pages and cursors that lead
 * back end the feed and are reported. At most about 100 comments of a thread come back: what is missing is reported.
 *
 * @param folder Where `checkpoint.jsonl`, `rows.jsonl` and `report.json` go; the same folder to go on.
 * @param options User agent, rate and clock are required; see `CrawlMoltbookOptions`.
 * @returns The file of rows, and a report as plain data.
 * @throws {TypeError} If an option is missing or wrong.
 * @throws {Error} If the platform refuses for good, or the folder is of another crawl; what came is kept.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { crawlMoltbook, loadPosts, presets } from "twoplane/corpus";
 * const page = { posts: [{ id: "p1", content: "Hello", author: { name: "Ada" }, created_at: "2026-02-03T10:00:00Z",
 *   comment_count: 0 }], has_more: false };
 * const folder = await Deno.makeTempDir();
 * const { rowsPath, report } = await crawlMoltbook(folder, {
 *   userAgent: "my-study/1.0 (name@university.example)",
 *   requestsPerMinute: 30,
 *   now: () => Date.now(),
 *   sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
 *   fetch: () => Promise.resolve(Response.json(page)), // stands in for the network
 * });
 * const { posts } = await loadPosts(rowsPath, presets.moltbookLive);
 * assert(report.status === "finished" && posts[0]?.authorId === "Ada");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function crawlMoltbook(folder: string, options: CrawlMoltbookOptions): Promise<Crawl> {
  return await crawlAs("crawlMoltbook", folder, options);
}

/** `crawlMoltbook()` under the name of another function, for its errors. */
export async function crawlAs(caller: string, folder: string, options: CrawlMoltbookOptions): Promise<Crawl> {
  const wanted = crawlWanted(caller, options);
  const plan = { orders: wanted.orders.length, since: wanted.since };
  const checkpoint = openCheckpoint(folder, wanted.settings);
  const crawling: Crawling = { wanted, checkpoint, state: newState(), moltbook: openWith(wanted.client), plan };
  try {
    for (const record of recordsOf(checkpoint.path)) advance(crawling.state, record, plan);
    const stop = await readAll(crawling);
    const crawl = writeCrawl(folder, { checkpoint: checkpoint.path, wanted, state: crawling.state, ...stop });
    if (stop.error === null) return crawl;
    wanted.client.signal?.throwIfAborted();
    const { posts, comments, replies } = crawl.report;
    throw new Error(
      `Cannot finish the crawl in ${folder}: ${messageOf(stop.error)}. ${posts} posts and ${comments + replies} ` +
        "comments are kept; run the same again to go on",
      { cause: stop.error },
    );
  } finally {
    checkpoint.close();
  }
}

interface Crawling {
  wanted: CrawlWanted;
  checkpoint: Checkpoint;
  state: CrawlState;
  moltbook: Moltbook;
  plan: { orders: number; since: string | null };
}

/** Reads until the end; an error is returned, since what came before it must still be written. */
async function readAll(crawling: Crawling): Promise<{ error: unknown; failed: string[] }> {
  const failed: string[] = [];
  try {
    await readFeed(crawling);
    await readThreads(crawling, failed);
    return { error: null, failed };
  } catch (error) {
    return { error, failed };
  }
}

async function readFeed(crawling: Crawling): Promise<void> {
  const { state, wanted, moltbook } = crawling;
  const { sort, submolt, pageSize: limit } = wanted;
  while (state.ended === null && state.pages < wanted.maxPages) {
    const { value, faults, redirectedTo } = await moltbook.posts({ sort, limit, submolt, ...queryOf(state.next) });
    const { rows, next } = pageOf(value, { list: "posts", asked: state.next, countsRows: true });
    keep(crawling, { type: "feed", key: pageKey(state.next), at: time(wanted), rows, next, faults, redirectedTo });
  }
}

async function readThreads(crawling: Crawling, failed: string[]): Promise<void> {
  let inARow = 0;
  for (const [postId, thread] of crawling.state.threads) {
    try {
      await readThread(crawling, postId, thread);
      inARow = 0;
    } catch (error) {
      if (!(error instanceof MoltbookError)) throw error;
      if (error.status === 401 || ++inARow >= MOST_FAILURES_IN_A_ROW) throw error;
      failed.push(error.message);
    }
  }
}

async function readThread(crawling: Crawling, postId: string, thread: ThreadState): Promise<void> {
  const { wanted, moltbook } = crawling;
  while (!thread.isDone) {
    const asked = thread.next;
    const query = { sort: wanted.orders[thread.order], ...queryOf(asked) };
    const answer = await moltbook.comments(postId, query).catch((error) => {
      if (error instanceof MoltbookError && (error.status === 404 || error.status === 410)) return error.status;
      throw error;
    });
    if (typeof answer === "number") {
      keep(crawling, { type: "gone", postId, at: time(wanted), status: answer, faults: [], redirectedTo: [] });
      return;
    }
    const { value, faults, redirectedTo } = answer;
    const { rows, next } = pageOf(value, { list: "comments", asked, countsRows: false });
    const place = { postId, order: thread.order, key: pageKey(asked), at: time(wanted) };
    const { flat: comments, odd } = flattenComments(rows);
    keep(crawling, { type: "thread", ...place, comments, odd, next, faults, redirectedTo });
  }
}

function keep({ checkpoint, state, plan, wanted }: Crawling, record: Parameters<Checkpoint["append"]>[0]): void {
  checkpoint.append(record);
  advance(state, record, plan);
  const [known, done] = [state.threads.size, state.threadsDone];
  wanted.onProgress?.(state.pages + done, state.pages + known + (state.ended === null ? 1 : 0));
}

function queryOf(page: NextPage | null): Record<string, string | number> {
  return page === null ? {} : { ...page };
}

function pageOf(value: unknown, shape: Parameters<typeof readListPage>[1]): ListPage {
  const page = readListPage(value, shape);
  if (page !== null) return page;
  throw new TypeError(`Cannot read a page of Moltbook: need a list "${shape.list}", got ${quote(value)}`);
}

function time({ client }: CrawlWanted): string {
  return new Date(client.now()).toISOString();
}
