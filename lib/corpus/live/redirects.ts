import { quote } from "../../foundation/mod.ts";
import { isLoopback, type MoltbookSettings } from "./options.ts";

const MOST_REDIRECTS = 5;

/** Where a redirect must not lead; asking again would lead there again. */
export class BadRedirect extends Error {}

/**
 * Follows redirects by hand, since `fetch` alone would decide who sees the key: it goes to the base address's own
 * host (scheme, name and port) and nowhere else.
 *
 * @param onForeign Called with the host of each redirect that leads away.
 */
export async function getFollowing(
  start: URL,
  { settings, signal, onForeign }: {
    settings: MoltbookSettings;
    signal: AbortSignal;
    onForeign: (host: string) => void;
  },
): Promise<Response> {
  let url = start;
  for (let hops = 0;; hops++) {
    const headers = headersFor(url, settings);
    const response = await settings.fetch(url, { method: "GET", headers, redirect: "manual", signal });
    const target = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || target === null) return response;
    await response.body?.cancel();
    if (hops === MOST_REDIRECTS) {
      throw new BadRedirect(`need at most ${MOST_REDIRECTS} redirects, got another to ${quote(target)}`);
    }
    url = checkTarget(target, url);
    if (url.origin !== settings.base.origin) onForeign(url.host);
  }
}

function headersFor(url: URL, { base, apiKey, userAgent }: MoltbookSettings): Record<string, string> {
  const headers = { accept: "application/json", "user-agent": userAgent };
  return apiKey !== null && url.origin === base.origin ? { ...headers, authorization: `Bearer ${apiKey}` } : headers;
}

function checkTarget(target: string, from: URL): URL {
  const url = URL.canParse(target, from) ? new URL(target, from) : null;
  const isKept = url !== null &&
    (url.protocol === "https:" || (url.protocol === "http:" && from.protocol === "http:" && isLoopback(from)));
  if (isKept && (isLoopback(from) || !isLoopback(url))) return url;
  throw new BadRedirect(`need redirects to https addresses of other machines, got one to ${quote(target)}`);
}
