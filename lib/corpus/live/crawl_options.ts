import { checkInteger, checkOneOf, checkOptions, quote } from "../../foundation/mod.ts";
import type { OnProgress } from "../../shapes.ts";
import type { CrawlSettings } from "./checkpoint.ts";
import { MOLTBOOK_OPTION_NAMES, type MoltbookOptions, type MoltbookSettings, moltbookSettings } from "./options.ts";

/** What to read of Moltbook, and how politely. */
export interface CrawlMoltbookOptions extends MoltbookOptions {
  /** Order of the feed. Default `new`. */
  sort?: string;
  /** One community. Default: all. */
  submolt?: string;
  /** Posts a page, 1 to 100. Default 50. */
  pageSize?: number;
  /** Whether to ask for the comments of posts that have any: one request a post. Default `fetch`. */
  comments?: "fetch" | "skip";
  /**
   * Orders in which each thread is asked for, such as `["new", "top"]`. Only about 100 comments come back of each, so
   * that a second order finds more of a long thread. Default: once, in the platform's own order.
   */
  commentOrders?: readonly string[];
  /** Leaves out posts before this moment, and stops at a page that has none after it. ISO 8601 with zone. */
  since?: string;
  /** Most pages of the feed, at least 1; threads of these pages are still read. Default: all. */
  maxPages?: number;
  /** Pages and threads done, and known so far. */
  onProgress?: OnProgress;
}

/** A crawl as its options say, checked. */
export interface CrawlWanted {
  client: MoltbookSettings;
  /** What must be the same to go on with a crawl. */
  settings: CrawlSettings;
  sort: string;
  submolt: string | undefined;
  pageSize: number;
  /** The orders to ask for, `undefined` for the platform's own; empty leaves comments out. */
  orders: (string | undefined)[];
  since: string | null;
  maxPages: number;
  onProgress: OnProgress | undefined;
}

const OWN_NAMES = [
  "sort",
  "submolt",
  "pageSize",
  "comments",
  "commentOrders",
  "since",
  "maxPages",
  "onProgress",
] as const;

/**
 * Fills in the defaults of a crawl.
 *
 * @throws {TypeError} If an option is unknown, missing or wrong.
 * @throws {RangeError} If a number or time is out of bounds.
 */
export function crawlWanted(caller: string, options: CrawlMoltbookOptions): CrawlWanted {
  checkOptions(caller, options, [...MOLTBOOK_OPTION_NAMES, ...OWN_NAMES]);
  const { sort = "new", submolt, comments = "fetch", commentOrders = [], since, onProgress } = options;
  checkOneOf(caller, "comments", comments, ["fetch", "skip"]);
  const client = moltbookSettings(caller, only(options, MOLTBOOK_OPTION_NAMES));
  const pageSize = checkInteger(caller, "pageSize", options.pageSize ?? 50, { min: 1, max: 100 });
  const own = commentOrders.length === 0 ? [undefined] : [...commentOrders];
  const orders = comments === "skip" ? [] : own;
  const from = since === undefined ? null : checkMoment(caller, since);
  return {
    client,
    settings: {
      baseURL: client.base.href,
      sort: checkName(caller, "sort", sort),
      submolt: submolt === undefined ? null : checkName(caller, "submolt", submolt),
      pageSize,
      commentOrders: orders.map((order) => order === undefined ? null : checkName(caller, "commentOrders", order)),
      since: from,
    },
    sort,
    submolt,
    pageSize,
    orders,
    since: from,
    maxPages: options.maxPages === undefined
      ? Infinity
      : checkInteger(caller, "maxPages", options.maxPages, { min: 1 }),
    onProgress,
  };
}

function only(options: CrawlMoltbookOptions, names: readonly string[]): MoltbookOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => names.includes(name)),
  ) as unknown as MoltbookOptions;
}

function checkName(caller: string, name: string, value: unknown): string {
  if (typeof value === "string" && /^[\w-]{1,64}$/.test(value)) return value;
  throw new TypeError(`Cannot run ${caller}(): ${name} needs a name of letters and digits, got ${quote(value)}`);
}

function checkMoment(caller: string, value: string): string {
  const time = /\d(Z|[+-]\d{2}:?\d{2})$/.test(value) ? Date.parse(value) : NaN;
  if (Number.isFinite(time)) return new Date(time).toISOString();
  throw new RangeError(
    `Cannot run ${caller}(): since needs a moment with its zone, such as "2026-02-03T00:00:00Z", got ${quote(value)}`,
  );
}
