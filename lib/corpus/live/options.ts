import { checkInteger, checkNumber, checkOptions, quote } from "../../foundation/mod.ts";

/** How to speak to Moltbook: politely, read-only, and with a clock that is passed in. */
export interface MoltbookOptions {
  /** Who reads, with a way to reach you, such as `my-study/1.0 (name@university.example)`. Required. */
  userAgent: string;
  /** Most requests a minute, repeats included; above 0, at most 100, which is the limit of the platform. Required. */
  requestsPerMinute: number;
  /** Milliseconds since 1970, such as `() => Date.now()`. */
  now: () => number;
  /** Resolves after so many milliseconds, or rejects when the signal is aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Stands in for the network in tests. Default: the global `fetch`. */
  fetch?: typeof fetch;
  /** Base address with version. Default `https://www.moltbook.com/api/v1`; without `www` the site drops the key. */
  baseURL?: string;
  /** Default: `MOLTBOOK_API_KEY` of the environment; reading works without. Sent to the base address's own host only. */
  apiKey?: string;
  /** Tries after a failed request (429, 5xx, time-out, cut connection, truncated JSON), at least 0. Default 6. */
  maxRetries?: number;
  /** Longest wait for one answer, headers and body, in milliseconds. Default 30,000. */
  timeoutMs?: number;
  /** Longest wait that `Retry-After` may ask for, in milliseconds. Default 900,000. */
  maxWaitMs?: number;
  /** Largest answer in bytes, unpacked. Default 33,554,432. */
  maxBodyBytes?: number;
  /** Seed of the jitter in the waits between tries. Default 1. */
  seed?: number;
  signal?: AbortSignal;
}

/** Options with every default filled in, checked. */
export interface MoltbookSettings {
  userAgent: string;
  requestsPerMinute: number;
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  fetch: typeof fetch;
  base: URL;
  /** `null` for none. */
  apiKey: string | null;
  maxRetries: number;
  timeoutMs: number;
  maxWaitMs: number;
  maxBodyBytes: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/** Names of `MoltbookOptions`, for callers that take more than these. */
export const MOLTBOOK_OPTION_NAMES = [
  "userAgent",
  "requestsPerMinute",
  "now",
  "sleep",
  "fetch",
  "baseURL",
  "apiKey",
  "maxRetries",
  "timeoutMs",
  "maxWaitMs",
  "maxBodyBytes",
  "seed",
  "signal",
] as const;

const BASE_URL = "https://www.moltbook.com/api/v1";
const MOST_REQUESTS_PER_MINUTE = 100;

/**
 * Fills in the defaults and refuses what could not be polite or safe.
 *
 * @throws {TypeError} If an option is unknown, the user agent is missing, the address is no http(s) address, or the
 *   key would travel without encryption.
 * @throws {RangeError} If a number is out of bounds.
 */
export function moltbookSettings(caller: string, options: MoltbookOptions): MoltbookSettings {
  checkOptions(caller, options, MOLTBOOK_OPTION_NAMES);
  const base = baseOf(caller, options.baseURL ?? BASE_URL);
  const whole = (name: "maxRetries" | "timeoutMs" | "maxWaitMs" | "maxBodyBytes", standard: number, min: number) =>
    checkInteger(caller, name, options[name] ?? standard, { min });
  return {
    userAgent: checkUserAgent(caller, options.userAgent),
    requestsPerMinute: checkRate(caller, options.requestsPerMinute),
    now: checkFunction(caller, "now", options.now, "() => Date.now()"),
    sleep: checkFunction(caller, "sleep", options.sleep, "(ms) => new Promise((done) => setTimeout(done, ms))"),
    fetch: options.fetch ?? fetch,
    base,
    apiKey: keyOf(caller, options.apiKey ?? Deno.env.get("MOLTBOOK_API_KEY") ?? "", base),
    maxRetries: whole("maxRetries", 6, 0),
    timeoutMs: whole("timeoutMs", 30_000, 1),
    maxWaitMs: whole("maxWaitMs", 900_000, 0),
    maxBodyBytes: whole("maxBodyBytes", 2 ** 25, 1),
    seed: checkInteger(caller, "seed", options.seed ?? 1),
    signal: options.signal,
  };
}

function checkUserAgent(caller: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "" && /^[\x20-\x7e]+$/.test(value)) return value;
  throw new TypeError(
    `Cannot run ${caller}(): userAgent needs plain text that says who reads and how to reach you, got ${
      quote(value)
    }. Such as "my-study/1.0 (name@university.example)"`,
  );
}

function checkRate(caller: string, value: unknown): number {
  const rate = checkNumber(caller, "requestsPerMinute", value, { min: 0, max: MOST_REQUESTS_PER_MINUTE });
  if (rate > 0) return rate;
  throw new RangeError(`Cannot run ${caller}(): requestsPerMinute needs a number above 0, got 0`);
}

function checkFunction<Type>(caller: string, name: string, value: Type, example: string): Type {
  if (typeof value === "function") return value;
  throw new TypeError(`Cannot run ${caller}(): ${name} needs a function such as ${example}, got ${quote(value)}`);
}

function baseOf(caller: string, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`Cannot run ${caller}(): baseURL needs an http or https address, got ${quote(address)}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError(
      `Cannot run ${caller}(): baseURL needs an address without credentials. Set MOLTBOOK_API_KEY for a key`,
    );
  }
  return new URL(`${url.origin}${url.pathname.replace(/\/+$/, "")}`);
}

/** The key itself never stands in a message. */
function keyOf(caller: string, key: string, base: URL): string | null {
  if (key === "") return null;
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(key)) {
    throw new TypeError(`Cannot run ${caller}(): MOLTBOOK_API_KEY needs printable characters without spaces or quotes`);
  }
  if (base.protocol === "https:" || isLoopback(base)) return key;
  throw new TypeError(`Cannot run ${caller}(): baseURL needs https where a key is sent, got ${quote(base.href)}`);
}

/** Whether an address leads to this machine only. */
export function isLoopback(url: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}
