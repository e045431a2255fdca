/**
 * A stand-in for Moltbook on loopback. Its answers are made up by us after the documented shapes: field names, paging
 * marks and the limit of 100 comments are those of public descriptions of the API, the texts are ours.
 */
import type { MoltbookOptions } from "twoplane/corpus";

/** What a request gets instead of its usual answer; `null` for the usual one. */
export type Fault = (request: Request, number: number) => Response | Promise<Response> | null;

export interface FakePlatform {
  posts: Record<string, unknown>[];
  /** Trees of comments by the id of their post. */
  comments: Record<string, unknown[]>;
  /** How the feed says where it goes on. */
  paging: "cursor" | "offset" | "count";
}

export interface FakeServer {
  baseURL: string;
  /** Path and query of each request, in order. */
  requests: string[];
  /** Headers of each request. */
  headers: Headers[];
  close: () => Promise<void>;
}

export function startServer(platform: FakePlatform, fault: Fault = () => null): FakeServer {
  const requests: string[] = [];
  const headers: Headers[] = [];
  const stop = new AbortController();
  const options = { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    const url = new URL(request.url);
    requests.push(`${url.pathname.replace("/api/v1", "")}${url.search}`);
    headers.push(request.headers);
    return await fault(request, requests.length) ?? usual(platform, url);
  });
  const baseURL = `http://127.0.0.1:${server.addr.port}/api/v1`;
  const close = async () => {
    stop.abort(); // an orderly end would wait for the answers that never come
    await server.finished;
  };
  return { baseURL, requests, headers, close };
}

function usual({ posts, comments, paging }: FakePlatform, url: URL): Response {
  const thread = /^\/api\/v1\/posts\/([^/]+)\/comments$/.exec(url.pathname)?.[1];
  if (thread !== undefined) {
    const tree = comments[decodeURIComponent(thread)];
    return tree === undefined
      ? Response.json({ success: false, error: "Post not found" }, { status: 404 })
      : Response.json({ success: true, comments: tree });
  }
  if (url.pathname !== "/api/v1/posts") return Response.json({ error: "Not found" }, { status: 404 });
  const start = Number(url.searchParams.get("cursor")?.replace("c", "") ?? url.searchParams.get("offset") ?? 0);
  const limit = Number(url.searchParams.get("limit"));
  const end = start + limit;
  const page = { success: true, posts: posts.slice(start, end) };
  const more = end < posts.length;
  if (paging === "count") return Response.json(page);
  if (paging === "offset") {
    return Response.json({ ...page, count: String(posts.length), has_more: more, next_offset: end });
  }
  return Response.json({ ...page, has_more: more, next_cursor: more ? `c${end}` : null });
}

export function post(id: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    title: `Title of ${id}`,
    content: `Text of ${id}`,
    url: null,
    type: "text",
    author: { id: `a-${id}`, name: `Agent ${id}`, karma: 3, follower_count: 1 },
    submolt: { id: "s1", name: "general", display_name: "General" },
    upvotes: 3,
    downvotes: 1,
    comment_count: 0,
    created_at: "2026-02-03T10:00:00.123456+00:00",
    ...changes,
  };
}

export function comment(id: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    content: `Comment ${id}`,
    parent_id: null,
    author: { id: `a-${id}`, name: `Agent ${id}` },
    upvotes: 1,
    downvotes: 0,
    created_at: "2026-02-03T11:00:00Z",
    replies: [],
    ...changes,
  };
}

/** Twelve posts, the third with a thread of four. */
export function smallPlatform(paging: FakePlatform["paging"]): FakePlatform {
  const posts = Array.from({ length: 12 }, (_, i) => post(`p${i + 1}`, i === 2 ? { comment_count: 4 } : {}));
  const deep = comment("k3", { parent_id: "k2", replies: [] });
  const tree = [comment("k1", { replies: [comment("k2", { replies: [deep] })] }), comment("k4")];
  return { posts, comments: { p3: tree }, paging };
}

/** A clock that only sleeping moves, and the options every test shares. */
export function patience(baseURL: string): MoltbookOptions & { slept: number[] } {
  let time = Date.parse("2026-02-10T00:00:00Z");
  const slept: number[] = [];
  return {
    userAgent: "twoplane-tests/1.0 (tests@example.invalid)",
    requestsPerMinute: 60,
    baseURL,
    timeoutMs: 2000,
    now: () => time,
    sleep: (ms) => {
      slept.push(ms);
      time += ms;
      return Promise.resolve();
    },
    slept,
  };
}

/** Options without what the tests look at. */
export function optionsOf({ slept: _, ...options }: ReturnType<typeof patience>): MoltbookOptions {
  return options;
}

export async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
