import { checkAborted, cut, messageOf, parseJson, seededRandom } from "../../foundation/mod.ts";
import type { Random } from "../../shapes.ts";
import { readBody, TooLarge } from "./body.ts";
import { type MoltbookOptions, type MoltbookSettings, moltbookSettings } from "./options.ts";
import { backoffMs, type Pace, retryAfterMs, startPace } from "./pace.ts";
import { BadRedirect, getFollowing } from "./redirects.ts";

/** Values of a query; `undefined` leaves the name out. */
export type MoltbookQuery = Readonly<Record<string, string | number | undefined>>;

/** What came back, and what it took. */
export interface MoltbookAnswer {
  /** The JSON as it came; whole numbers beyond 2⁵³ are text. */
  value: unknown;
  /** What went wrong before it came, one entry a failed try: `status 429`, `time-out`, `truncated JSON` … */
  faults: string[];
  /** Other hosts that a redirect led to; they were not shown the key. */
  redirectedTo: string[];
}

/** Reads of Moltbook's API. There is no method that writes. */
export interface Moltbook {
  /** Any address below the base, such as `/posts`. */
  get: (path: string, query?: MoltbookQuery) => Promise<MoltbookAnswer>;
  /** A page of the feed; `sort`, `limit`, `offset` or `cursor`, `submolt`. */
  posts: (query?: MoltbookQuery) => Promise<MoltbookAnswer>;
  post: (postId: string) => Promise<MoltbookAnswer>;
  /** The tree of comments; at most about 100 of them come back. */
  comments: (postId: string, query?: MoltbookQuery) => Promise<MoltbookAnswer>;
  agent: (name: string) => Promise<MoltbookAnswer>;
  submolts: (query?: MoltbookQuery) => Promise<MoltbookAnswer>;
}

/** A read that failed for good. `status` is that of the last answer, `null` where there was none. */
export class MoltbookError extends Error {
  constructor(message: string, readonly status: number | null) {
    super(message);
  }
}

/**
 * Opens a read-only client of Moltbook, a platform where agents write.
 *
 * Requests are spaced evenly below the agreed rate, repeats included. A refusal for haste (429) is answered by the
 * wait it asks for; 5xx, time-outs, cut connections and truncated JSON are tried again with doubling, jittered waits.
 * The key is optional, goes to the base address's own host only, and never stands in a result or an error.
 *
 * @param options User agent, rate and clock are required; see `MoltbookOptions`.
 * @returns One method for each kind of read; each rejects with a `MoltbookError`.
 * @throws {TypeError} If an option is missing or wrong.
 * @throws {RangeError} If a number is out of bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openMoltbook } from "twoplane/corpus";
 * const moltbook = openMoltbook({
 *   userAgent: "my-study/1.0 (name@university.example)",
 *   requestsPerMinute: 30,
 *   now: () => Date.now(),
 *   sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
 *   fetch: () => Promise.resolve(Response.json({ posts: [], has_more: false })), // stands in for the network
 * });
 * const { value } = await moltbook.posts({ sort: "new", limit: 25 });
 * assert.deepEqual(value, { posts: [], has_more: false });
 * ```
 */
export function openMoltbook(options: MoltbookOptions): Moltbook {
  return openWith(moltbookSettings("openMoltbook", options));
}

/** `openMoltbook()` with options that are checked already. */
export function openWith(settings: MoltbookSettings): Moltbook {
  const context = { settings, pace: startPace(settings), random: seededRandom(settings.seed, "moltbook") };
  const get = (path: string, query: MoltbookQuery = {}) => read(addressOf(settings.base, path, query), context);
  const part = encodeURIComponent;
  return {
    get,
    posts: (query) => get("/posts", query),
    post: (postId) => get(`/posts/${part(postId)}`),
    comments: (postId, query) => get(`/posts/${part(postId)}/comments`, query),
    agent: (name) => get("/agents/profile", { name }),
    submolts: (query) => get("/submolts", query),
  };
}

function addressOf(base: URL, path: string, query: MoltbookQuery): URL {
  if (!/^\/[^/?#\\][^?#\\]*$/.test(path) || /(^|\/)\.\.?(\/|$)/.test(path)) {
    throw new TypeError(`Cannot read Moltbook: need a path such as "/posts", got "${cut(path)}"`);
  }
  const url = new URL(base.href.replace(/\/$/, "") + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

interface Context {
  settings: MoltbookSettings;
  pace: Pace;
  random: Random;
}

async function read(url: URL, context: Context): Promise<MoltbookAnswer> {
  const { settings, pace, random } = context;
  const answer: MoltbookAnswer = { value: null, faults: [], redirectedTo: [] };
  for (let attempt = 0;; attempt++) {
    checkAborted(settings.signal);
    await pace.next(settings.signal);
    const result = await tryOnce(url, settings, (host) => answer.redirectedTo.push(host));
    if ("value" in result) return { ...answer, value: result.value };
    const { fault, detail, status, waitMs } = result;
    const isLast = attempt >= settings.maxRetries || !result.mayPass;
    if (isLast || (waitMs ?? 0) > settings.maxWaitMs) {
      throw failure(url, { tries: attempt + 1, detail, status, waitMs, settings });
    }
    answer.faults.push(fault);
    const wait = waitMs ?? backoffMs(attempt, random);
    pace.hold(wait);
  }
}

type Try = { value: unknown } | Failure;

interface Failure {
  /** A short kind, for counting. */
  fault: string;
  detail: string;
  status: number | null;
  /** What `Retry-After` asks for. */
  waitMs: number | null;
  /** Whether another try may succeed. */
  mayPass: boolean;
}

async function tryOnce(url: URL, settings: MoltbookSettings, onForeign: (host: string) => void): Promise<Try> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException("time is up", "TimeoutError")), settings.timeoutMs);
  const signal = settings.signal === undefined ? limit.signal : AbortSignal.any([settings.signal, limit.signal]);
  try {
    const response = await getFollowing(url, { settings, signal, onForeign });
    const body = withoutKey(await readBody(response, settings.maxBodyBytes), settings.apiKey);
    return response.ok ? { value: parseJson(body, { source: "the answer" }) } : refusal(response, body, settings.now());
  } catch (error) {
    checkAborted(settings.signal);
    return { ...faultOf(error, limit.signal.aborted, settings), status: null, waitMs: null };
  } finally {
    clearTimeout(timer);
  }
}

function refusal({ status, headers }: Response, body: string, nowMs: number): Failure {
  const mayPass = status === 408 || status === 425 || status === 429 || status >= 500;
  const said = cut(body, 120);
  return {
    fault: `status ${status}`,
    detail: said === "" ? `status ${status}` : `status ${status} with "${said}"`,
    status,
    waitMs: mayPass ? retryAfterMs(headers.get("retry-after"), nowMs) : null,
    mayPass,
  };
}

function faultOf(
  error: unknown,
  isTimeOut: boolean,
  { timeoutMs, apiKey }: MoltbookSettings,
): { fault: string; detail: string; mayPass: boolean } {
  const said = withoutKey(messageOf(error), apiKey);
  if (isTimeOut) return { fault: "time-out", detail: `no whole answer within ${timeoutMs} ms`, mayPass: true };
  if (error instanceof TooLarge) {
    return { fault: "too large", detail: `an answer that is too large (${said})`, mayPass: false };
  }
  if (error instanceof BadRedirect) return { fault: "redirect", detail: `a bad redirect (${said})`, mayPass: false };
  if (error instanceof SyntaxError) {
    const fault = said.endsWith("got the end") ? "truncated JSON" : "no JSON";
    return { fault, detail: `${fault} (${cut(said, 120)})`, mayPass: true };
  }
  return { fault: "no connection", detail: `no connection (${cut(said, 120)})`, mayPass: true };
}

/** Some servers echo the key; it must not reach a file or an error. */
function withoutKey(text: string, key: string | null): string {
  return key === null ? text : text.replaceAll(key, "[key]");
}

function failure(
  url: URL,
  { tries, detail, status, waitMs, settings }: {
    tries: number;
    detail: string;
    status: number | null;
    waitMs: number | null;
    settings: MoltbookSettings;
  },
): MoltbookError {
  const times = `${tries} ${tries === 1 ? "try" : "tries"}`;
  const wait = waitMs === null || waitMs <= settings.maxWaitMs
    ? ""
    : `. It asks to wait ${Math.round(waitMs / 1000)} s, maxWaitMs is ${settings.maxWaitMs}`;
  const key = status === 401 || status === 403 ? ". Set MOLTBOOK_API_KEY to a key that may read" : "";
  const where = withoutKey(`${url.host}${url.pathname}${url.search}`, settings.apiKey);
  return new MoltbookError(`Cannot read ${where}: need an answer, got ${detail} after ${times}${wait}${key}`, status);
}
