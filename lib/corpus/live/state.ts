import type { CrawlRecord } from "./checkpoint.ts";
import { fieldsOf, idOf, type NextPage, pageKey } from "./pages.ts";

/** Full pages in a row that bring nothing new before the feed counts as going in circles. */
const MOST_REPEATS = 3;

/** What is to be read of a crawl, as its options say. */
export interface CrawlPlan {
  /** Number of orders in which each thread is asked for; 0 leaves threads out. */
  orders: number;
  /** Posts before this moment are left out; `null` for none. ISO 8601, UTC. */
  since: string | null;
}

/** One thread: which order and page comes next. */
export interface ThreadState {
  order: number;
  next: NextPage | null;
  keys: Set<string>;
  ids: Set<string>;
  isDone: boolean;
}

/** How far a crawl is. Made from its checkpoint alone, so that going on and having gone on are the same. */
export interface CrawlState {
  pages: number;
  next: NextPage | null;
  /** Why the feed ended; `null` while it goes on. */
  ended: string | null;
  keys: Set<string>;
  postIds: Set<string>;
  /** Posts whose comments are wanted, in the order of the feed. */
  threads: Map<string, ThreadState>;
  threadsDone: number;
  repeatedPages: number;
  repeatsInARow: number;
  /** Threads whose cursors went in circles. */
  circles: number;
}

export function newState(): CrawlState {
  return {
    pages: 0,
    next: null,
    ended: null,
    keys: new Set(["start"]),
    postIds: new Set(),
    threads: new Map(),
    threadsDone: 0,
    repeatedPages: 0,
    repeatsInARow: 0,
    circles: 0,
  };
}

/** Takes one finished page in; the only way a state changes. */
export function advance(state: CrawlState, record: CrawlRecord, plan: CrawlPlan): void {
  if (record.type === "feed") advanceFeed(state, record, plan);
  else if (record.type === "gone") endThread(state, threadOf(state, record.postId));
  else advanceThread(state, record, plan);
}

function advanceFeed(state: CrawlState, record: CrawlRecord & { type: "feed" }, { orders, since }: CrawlPlan): void {
  const rows = record.rows.map(fieldsOf);
  const known = state.postIds.size;
  let nameless = 0;
  for (const row of rows) {
    const id = idOf(row.id);
    if (id === null) nameless++;
    if (id === null || state.postIds.has(id)) continue;
    state.postIds.add(id);
    const isWanted = orders > 0 && !isBefore(row, since) && Number(row.comment_count ?? row.commentCount ?? 1) !== 0;
    if (isWanted) state.threads.set(id, newThread());
  }
  state.pages++;
  const isRepeat = rows.length > 0 && nameless === 0 && state.postIds.size === known;
  if (isRepeat) state.repeatedPages++;
  state.repeatsInARow = isRepeat || rows.length === 0 ? state.repeatsInARow + 1 : 0;
  state.next = record.next;
  state.ended = endOf(state, rows, since);
  state.keys.add(pageKey(record.next));
}

function endOf(
  state: CrawlState,
  rows: readonly Readonly<Record<string, unknown>>[],
  since: string | null,
): string | null {
  if (state.next === null) return "the end of the feed";
  if (state.keys.has(pageKey(state.next))) return `a loop: the feed leads back to ${pageKey(state.next)}`;
  if (state.repeatsInARow >= MOST_REPEATS) return `a loop: ${MOST_REPEATS} pages in a row brought nothing new`;
  return rows.length > 0 && rows.every((row) => isBefore(row, since)) ? `posts before ${since}` : null;
}

function advanceThread(state: CrawlState, record: CrawlRecord & { type: "thread" }, { orders }: CrawlPlan): void {
  const thread = threadOf(state, record.postId);
  for (const { fields } of record.comments) {
    const id = idOf(fields.id);
    if (id !== null) thread.ids.add(id);
  }
  const key = pageKey(record.next);
  const isCircle = record.next !== null && thread.keys.has(key);
  if (isCircle) state.circles++;
  thread.keys.add(key);
  if (record.next !== null && !isCircle) {
    thread.next = record.next;
    return;
  }
  thread.order++;
  thread.next = null;
  thread.keys = new Set(["start"]);
  if (thread.order >= orders) endThread(state, thread);
}

function threadOf(state: CrawlState, postId: string): ThreadState {
  const thread = state.threads.get(postId) ?? newThread();
  state.threads.set(postId, thread);
  return thread;
}

function endThread(state: CrawlState, thread: ThreadState): void {
  if (!thread.isDone) state.threadsDone++;
  thread.isDone = true;
}

function newThread(): ThreadState {
  return { order: 0, next: null, keys: new Set(["start"]), ids: new Set(), isDone: false };
}

/** Whether a post is older than the crawl reaches; one without a readable time counts as new, one without a zone as UTC. */
export function isBefore(row: Readonly<Record<string, unknown>>, since: string | null): boolean {
  const text = String(row.created_at ?? row.createdAt ?? "");
  const hasZone = /(Z|[+-]\d{2}(:?\d{2})?)$/i.test(text);
  return since !== null && Date.parse(hasZone ? text : `${text}Z`) < Date.parse(since);
}
