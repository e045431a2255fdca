import { cut, messageOf, parseJson, quote } from "../../foundation/mod.ts";
import { readBody } from "../live/body.ts";
import { backoffMs } from "../live/pace.ts";
import { isSafePath } from "./manifest.ts";
import type { LockedFile } from "./lock.ts";
import { getOpenly } from "./transfer.ts";

/** How to ask the hub. */
export interface HubOptions {
  /** Such as `https://huggingface.co`. */
  hubURL: string;
  fetch: typeof fetch;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  maxRetries: number;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

/** Files of a set at one commit. */
export interface HubListing {
  revision: string;
  files: LockedFile[];
}

const MOST_PAGES = 200;
const MOST_BYTES = 2 ** 26;

/**
 * Which files does a set of the Hugging Face hub hold now? Asks for the commit first and lists the tree of that
 * commit, so that listing and files belong together. Sizes come with it, and hashes for files the hub keeps apart.
 *
 * The tree is listed instead of the hub's own conversion to Parquet, which puts tables of different columns together
 * and may stop short of large sets.
 *
 * @throws {Error} If the hub cannot be reached or answers otherwise than documented.
 */
export async function listHub(
  { repository, revision }: { repository: string; revision: string },
  options: HubOptions,
): Promise<HubListing> {
  const base = `${options.hubURL}/api/datasets/${repository}`;
  const about = await getJson(`${base}/revision/${encodeURIComponent(revision)}`, options);
  const commit = (about.value as { sha?: unknown } | null)?.sha;
  if (typeof commit !== "string" || !/^[0-9a-f]{40}$/.test(commit)) {
    throw new Error(`Cannot list ${repository}: need the commit of ${revision} in "sha", got ${quote(commit)}`);
  }
  const files: LockedFile[] = [];
  let next: string | null = `${base}/tree/${commit}?recursive=true`;
  for (let pages = 0; next !== null; pages++) {
    if (pages === MOST_PAGES) throw new Error(`Cannot list ${repository}: need at most ${MOST_PAGES} pages, got more`);
    const page: { value: unknown; next: string | null } = await getJson(next, options);
    if (!Array.isArray(page.value)) {
      throw new Error(`Cannot list ${repository}: need a list of files, got ${quote(page.value)}`);
    }
    files.push(...page.value.flatMap(fileOf));
    next = page.next;
  }
  return { revision: commit, files };
}

/** Where a file of a commit is fetched. */
export function hubAddress(hubURL: string, repository: string, revision: string, path: string): string {
  return `${hubURL}/datasets/${repository}/resolve/${revision}/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** An entry of the tree as a file; folders, and names that could leave their folder here, are left out. */
function fileOf(entry: unknown): LockedFile[] {
  const { type, path, size, lfs } = entry as {
    type?: unknown;
    path?: unknown;
    size?: unknown;
    lfs?: { oid?: unknown };
  };
  if (type !== "file" || typeof path !== "string" || !isSafePath(path) || !Number.isSafeInteger(size)) return [];
  const oid = lfs?.oid;
  const isHash = typeof oid === "string" && /^[0-9a-f]{64}$/.test(oid);
  return [{ path, bytes: size as number, sha256: isHash ? oid : null }];
}

async function getJson(url: string, options: HubOptions): Promise<{ value: unknown; next: string | null }> {
  for (let attempt = 0;; attempt++) {
    options.signal?.throwIfAborted();
    const limit = AbortSignal.timeout(options.timeoutMs);
    const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
    let detail = "";
    try {
      const response = await getOpenly(url, { fetch: options.fetch, headers: { accept: "application/json" }, signal });
      const body = await readBody(response, MOST_BYTES);
      if (response.ok) return { value: parseJson(body, { source: url }), next: nextOf(response, url) };
      detail = `status ${response.status} with "${cut(body, 120)}"`;
      if (response.status !== 429 && response.status < 500) attempt = options.maxRetries;
    } catch (error) {
      options.signal?.throwIfAborted();
      detail = messageOf(error);
    }
    if (attempt >= options.maxRetries) {
      throw new Error(
        `Cannot list ${url}: need an answer, got ${detail}. Where the hub cannot be reached, put its files into a ` +
          "folder with the name of the set, and name the folder above that with TWOPLANE_DATA",
      );
    }
    await options.sleep(backoffMs(attempt, () => 0.5), options.signal);
  }
}

/** `Link: <address>; rel="next"` (RFC 8288). */
function nextOf({ headers }: Response, url: string): string | null {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get("link") ?? "")?.[1];
  return target === undefined ? null : new URL(target, url).href;
}
