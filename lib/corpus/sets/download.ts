import { existsSync, mkdirSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { checkAborted, messageOf, seededRandom, sha256File } from "../../foundation/mod.ts";
import type { OnProgress } from "../../shapes.ts";
import { backoffMs, retryAfterMs } from "../live/pace.ts";
import { forgetMark, markOfPart, writeMark, writePart } from "./part.ts";
import { type FileMark, getOpenly, markOf, rangeOf, Refused } from "./transfer.ts";

/** How to fetch one file. */
export interface DownloadOptions {
  /** What it must be, where known; checked before it gets its name. */
  expected: { sha256: string | null; bytes: number | null };
  fetch: typeof fetch;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Tries in a row that bring nothing, at least 0. */
  maxRetries: number;
  /** Longest silence of a connection, in milliseconds. */
  timeoutMs: number;
  /** Bytes done and in all; 0 in all where nobody says. */
  onProgress: OnProgress | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Fetches a file so that nothing is fetched twice and nothing half stands under its name.
 *
 * Bytes go to a neighbour named `.part`, with the version they are of beside it: after a cut or a kill only the rest
 * is asked for, and only of the same version (Range with If-Range). The whole is hashed, then renamed.
 *
 * @returns Size and hash of what was written.
 * @throws {Error} If the server refuses for good or sends another file than expected; what came of the right one stays.
 */
export async function download(
  url: string,
  path: string,
  options: DownloadOptions,
): Promise<{ bytes: number; sha256: string }> {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const guard = await Deno.open(`${part}.lock`, { create: true, read: true, write: true });
  try {
    await guard.lock(true); // another process may be fetching the same
    if (!existsSync(path)) {
      await fetchPart(url, part, options);
      await settle(url, part, path, options.expected);
    }
  } finally {
    guard.close();
    if (existsSync(path)) rmSync(`${part}.lock`, { force: true });
  }
  return { bytes: statSync(path).size, sha256: await sha256File(path) };
}

async function fetchPart(url: string, part: string, options: DownloadOptions): Promise<void> {
  const random = seededRandom(1, `download ${url}`);
  for (let failures = 0;;) {
    checkAborted(options.signal);
    const before = sizeOf(part);
    const result = await tryOnce(url, part, options);
    if (result === "whole") return;
    failures = sizeOf(part) > before ? 1 : failures + 1;
    if (!result.mayPass || failures > options.maxRetries) throw new Error(`Cannot fetch ${url}: ${result.detail}`);
    await options.sleep(result.waitMs ?? backoffMs(failures - 1, random), options.signal);
  }
}

interface Failure {
  detail: string;
  mayPass: boolean;
  waitMs: number | null;
}

async function tryOnce(url: string, part: string, options: DownloadOptions): Promise<"whole" | Failure> {
  const quiet = quietLimit(options);
  try {
    const mark = markOfPart(part, url);
    const have = mark === null ? 0 : sizeOf(part);
    const range = { range: `bytes=${have}-`, "if-range": mark?.validator ?? "" };
    const headers = { "accept-encoding": "identity", ...(have > 0 ? range : {}) };
    const response = await getOpenly(url, { fetch: options.fetch, headers, signal: quiet.signal });
    if (response.status === 416) return afterRefusedRange(response, part, have);
    if (response.status !== 200 && response.status !== 206) return await refusal(response);
    const place = startOf(response, mark, have);
    if (place === null) return startAgain(part, response);
    const found = markOf(url, response);
    checkSize(url, found, options.expected);
    writeMark(part, place === 0 ? found : { ...found, validator: mark?.validator ?? null });
    await writePart(response, part, place, (done) => {
      quiet.heard();
      options.onProgress?.(done, found.total ?? options.expected.bytes ?? 0);
    });
    const size = sizeOf(part);
    if (found.total === null || size === found.total) return "whole";
    return { detail: `need ${found.total} bytes, got ${size}`, mayPass: true, waitMs: null };
  } catch (error) {
    checkAborted(options.signal);
    if (error instanceof Refused) return { detail: error.message, mayPass: false, waitMs: null };
    const detail = quiet.signal.aborted
      ? `need bytes within ${options.timeoutMs} ms, got none`
      : `need the whole file, got "${messageOf(error)}"`;
    return { detail: `${detail}. Run it again to go on`, mayPass: true, waitMs: null };
  } finally {
    quiet.end();
  }
}

/** Aborts a connection on which nothing is heard. */
function quietLimit(
  { timeoutMs, signal }: DownloadOptions,
): { signal: AbortSignal; heard: () => void; end: () => void } {
  const stop = new AbortController();
  const start = () => setTimeout(() => stop.abort(new DOMException("silence", "TimeoutError")), timeoutMs);
  let timer = start();
  return {
    signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
    heard: () => {
      clearTimeout(timer);
      timer = start();
    },
    end: () => clearTimeout(timer),
  };
}

/** Where the bytes of an answer belong; `null` where they do not fit what is there. */
function startOf(response: Response, mark: FileMark | null, have: number): number | null {
  if (response.status === 200) return 0;
  const { start, total } = rangeOf(response.headers.get("content-range"));
  const etag = response.headers.get("etag");
  const isSame = etag === null || !mark?.validator?.startsWith('"') || etag === mark.validator;
  return have > 0 && start === have && isSame && (mark?.total ?? total) === total ? have : null;
}

async function startAgain(part: string, response: Response): Promise<Failure> {
  await response.body?.cancel();
  forgetMark(part);
  return { detail: "need the rest of the file, got a range of another one", mayPass: true, waitMs: 0 };
}

/** The rest that was asked for does not exist: either there is no rest, or the part is of another file. */
async function afterRefusedRange(response: Response, part: string, have: number): Promise<"whole" | Failure> {
  const { total } = rangeOf(response.headers.get("content-range"));
  if (total === have && have > 0) {
    await response.body?.cancel();
    return "whole";
  }
  return await startAgain(part, response);
}

async function refusal(response: Response): Promise<Failure> {
  const { status, headers } = response;
  await response.body?.cancel();
  const mayPass = status === 408 || status === 429 || status >= 500;
  const seconds = /^\d+$/.test(headers.get("retry-after") ?? "") ? retryAfterMs(headers.get("retry-after"), 0) : null;
  const next = status === 404
    ? ". It is no longer there: use a mirror (TWOPLANE_DATA)"
    : status === 401 || status === 403
    ? ". It is not open to all: use a mirror (TWOPLANE_DATA)"
    : "";
  return {
    detail: `need the file, got status ${status}${next}`,
    mayPass,
    waitMs: mayPass && seconds !== null ? Math.min(seconds, 300_000) : null,
  };
}

function checkSize(url: string, { total }: FileMark, { bytes }: DownloadOptions["expected"]): void {
  if (total === null || bytes === null || total === bytes) return;
  throw new Refused(`${changed(url)}: need ${bytes} bytes, got ${total}`);
}

async function settle(
  url: string,
  part: string,
  path: string,
  { sha256, bytes }: DownloadOptions["expected"],
): Promise<void> {
  const found = await sha256File(part);
  const size = statSync(part).size;
  forgetMark(part);
  if ((sha256 === null || found === sha256) && (bytes === null || size === bytes)) return renameSync(part, path);
  truncateSync(part, 0);
  throw new Error(
    `Cannot keep ${url}: ${changed(url)}: need SHA-256 ${sha256 ?? "of any kind"} (${
      bytes ?? "any number of"
    } bytes), got ${found} (${size} bytes)`,
  );
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

const changed = (url: string): string => `${new URL(url).pathname.split("/").at(-1)} has changed where it comes from`;
