import { quote } from "../../foundation/mod.ts";

const MOST_REDIRECTS = 8;

/** An answer that no further try would change. */
export class Refused extends Error {}

/**
 * Gets an address, following redirects to https only (from this machine to itself also http, for mirrors and tests).
 * Nothing secret is ever sent.
 */
export async function getOpenly(
  address: string,
  { fetch, headers, signal }: { fetch: typeof globalThis.fetch; headers: Record<string, string>; signal: AbortSignal },
): Promise<Response> {
  let url = checkAddress(address, null);
  for (let hops = 0;; hops++) {
    const response = await fetch(url, { headers, redirect: "manual", signal });
    const target = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || target === null) return response;
    await response.body?.cancel();
    if (hops === MOST_REDIRECTS) {
      throw new Refused(`need at most ${MOST_REDIRECTS} redirects, got another to ${quote(target)}`);
    }
    url = checkAddress(target, url);
  }
}

function checkAddress(address: string, from: URL | null): URL {
  const url = URL.canParse(address, from?.href) ? new URL(address, from?.href) : null;
  const stays = url !== null && isLocal(url) === isLocal(from ?? url);
  if (stays && (url.protocol === "https:" || (url.protocol === "http:" && isLocal(url)))) return url;
  throw new Refused(`need an https address${from === null ? "" : " to be led to"}, got ${quote(address)}`);
}

function isLocal({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** What an answer says about the file it is of. */
export interface FileMark {
  url: string;
  /** A strong ETag, else the time of the last change; `null` where a part could not be told from another version. */
  validator: string | null;
  /** Bytes of the whole file; `null` where the server does not say. */
  total: number | null;
}

/** Reads the mark of an answer; a weak ETag may stand for different bytes and does not count (RFC 9110, 13.1.5). */
export function markOf(url: string, { status, headers }: Response): FileMark {
  const etag = headers.get("etag");
  const strong = etag !== null && !etag.startsWith("W/") ? etag : null;
  const range = rangeOf(headers.get("content-range"));
  const isPacked = (headers.get("content-encoding") ?? "identity") !== "identity";
  const length = isPacked ? null : numberOf(headers.get("content-length"));
  return { url, validator: strong ?? headers.get("last-modified"), total: status === 206 ? range.total : length };
}

/** `bytes 5-9/10` → start 5, total 10; `bytes *\/10` → total 10. */
export function rangeOf(header: string | null): { start: number | null; total: number | null } {
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header ?? "") ?? [];
  return { start: numberOf(start ?? null), total: numberOf(total ?? null) };
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
