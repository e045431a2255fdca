import { type LoadedPosts, loadPosts } from "../load.ts";
import { presets } from "../presets.ts";
import type { LoadReport } from "../../shapes.ts";
import { crawlAs } from "./crawl.ts";
import type { CrawlMoltbookOptions } from "./crawl_options.ts";
import type { CrawlReport } from "./report.ts";

/** Posts and comments of a crawl, what the load dropped, and what the crawl saw. */
export interface FetchedPosts extends LoadedPosts {
  crawl: CrawlReport;
}

/**
 * What do agents write on Moltbook now, as posts? `crawlMoltbook()` and `loadPosts()` in one.
 *
 * The folder keeps what came, so that the same call later costs no request. Rows whose time cannot be read are
 * dropped and counted in `report`, since one odd row of a live platform must not lose the others.
 *
 * @param folder Where the crawl is kept; the same folder to go on.
 * @param options User agent, rate and clock are required; see `CrawlMoltbookOptions`.
 * @returns `posts` with comments and replies; `report` of the load; `crawl`, the report of the crawl.
 * @throws {TypeError} If an option is missing or wrong.
 * @throws {Error} If the platform refuses for good, or the folder is of another crawl; what came is kept.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fetchMoltbook } from "twoplane/corpus";
 * const page = { posts: [{ id: "p1", content: "Hello", author: { name: "Ada" }, created_at: "2026-02-03T10:00:00Z",
 *   comment_count: 0 }], has_more: false };
 * const folder = await Deno.makeTempDir();
 * const { posts, crawl } = await fetchMoltbook(folder, {
 *   userAgent: "my-study/1.0 (name@university.example)",
 *   requestsPerMinute: 30,
 *   now: () => Date.now(),
 *   sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
 *   fetch: () => Promise.resolve(Response.json(page)), // stands in for the network
 * });
 * assert(posts.length === 1 && crawl.stoppedBy === "the end of the feed");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function fetchMoltbook(folder: string, options: CrawlMoltbookOptions): Promise<FetchedPosts> {
  const { rowsPath, report: crawl } = await crawlAs("fetchMoltbook", folder, options);
  if (crawl.posts + crawl.comments + crawl.replies === 0) {
    return { posts: [], report: emptyReport(crawl.source), crawl };
  }
  const most = Number.MAX_SAFE_INTEGER;
  const loaded = await loadPosts(rowsPath, { ...presets.moltbookLive, maxBadRows: most, source: crawl.source });
  return { ...loaded, crawl };
}

/** A load cannot tell an empty file from a broken one; a crawl can. */
function emptyReport(source: string): LoadReport {
  return {
    source,
    format: "JSON Lines",
    rowsRead: 0,
    rowsKept: 0,
    files: [],
    dropped: [],
    columns: {},
    guessed: [],
    unusedColumns: [],
    warnings: ["No row was kept"],
  };
}
