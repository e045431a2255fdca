import { checkNumber, checkOptions } from "../foundation/mod.ts";

/** Waits for so many milliseconds, or throws the signal's reason as soon as it is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** What a provider lets pass, and a clock to keep to it. */
export interface RateLimitOptions {
  /** Calls a minute, more than 0. Default: no limit. */
  requestsPerMinute?: number;
  /** Tokens a minute, prompt and answer together, more than 0. Default: no limit. */
  tokensPerMinute?: number;
  /** Milliseconds since any start, such as `() => performance.now()`. */
  now: () => number;
  /** Default: a timer. */
  sleep?: Sleep;
}

/** The allowance of one provider, shared by every run that is given it. */
export interface RateLimit {
  /** Waits for its turn; calls pass in the order in which they came. */
  take: (tokens: number, signal?: AbortSignal) => Promise<void>;
  /** What a call took in the end, where that differs from what was taken for it. */
  settle: (taken: number, used: number) => void;
  /** Lets nothing pass for so long: a provider that asks one call to wait means them all. */
  pause: (ms: number) => void;
}

const MINUTE_MS = 60_000;

/**
 * How fast may a provider be asked? Spaces calls evenly, so that no minute holds more than the allowance.
 *
 * Providers count requests and tokens a minute, often in parts of a second: evenly spaced calls keep to both. Give the same
 * object to every run against one provider. Tokens of a call are taken by estimate and put right when the call ends, so
 * that a minute may hold somewhat more tokens where estimates are too low.
 *
 * @param options Allowance and clock.
 * @returns The shared allowance.
 * @throws {RangeError} If an allowance is not more than 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openRateLimit } from "twoplane/action";
 * let time = 0;
 * const sleep = (ms: number) => Promise.resolve(void (time += ms));
 * const rate = openRateLimit({ requestsPerMinute: 60, now: () => time, sleep });
 * for (let call = 0; call < 61; call++) await rate.take(0);
 * assert.equal(time, 60_000);
 * ```
 */
export function openRateLimit(options: RateLimitOptions): RateLimit {
  checkOptions("openRateLimit", options, ["requestsPerMinute", "tokensPerMinute", "now", "sleep"]);
  const { now, sleep = sleepFor } = options;
  const requests = spacing("requestsPerMinute", options.requestsPerMinute);
  const tokens = spacing("tokensPerMinute", options.tokensPerMinute);
  let pausedUntil = -Infinity;
  let turn: Promise<void> = Promise.resolve();

  const pass = async (wanted: number, signal: AbortSignal | undefined): Promise<void> => {
    let slot = now(); // where a timer rings late, the next call counts from when it should have rung
    for (;;) {
      signal?.throwIfAborted();
      const due = Math.max(requests.freeAt(), tokens.freeAt(), pausedUntil);
      const wait = due - now();
      if (wait <= 0) break;
      slot = due;
      await sleep(wait, signal);
    }
    requests.use(1, slot);
    tokens.use(wanted, slot);
  };
  return {
    take: (wanted, signal) => {
      const passed = turn.then(() => pass(wanted, signal));
      turn = passed.catch(() => {}); // one that was called off leaves its turn to the next
      return passed;
    },
    settle: (taken, used) => tokens.put(used - taken),
    pause: (ms) => {
      pausedUntil = Math.max(pausedUntil, now() + ms);
    },
  };
}

interface Spacing {
  freeAt: () => number;
  use: (amount: number, slot: number) => void;
  /** Moves the next turn by so much more or less. */
  put: (amount: number) => void;
}

function spacing(name: string, perMinute: number | undefined): Spacing {
  if (perMinute === undefined) return { freeAt: () => -Infinity, use: () => {}, put: () => {} };
  const each = MINUTE_MS / checkNumber("openRateLimit", name, perMinute, { min: Number.MIN_VALUE });
  let free = -Infinity;
  return {
    freeAt: () => free,
    use: (amount, slot) => {
      free = Math.max(free, slot) + amount * each;
    },
    put: (amount) => {
      free += amount * each;
    },
  };
}

/** A timer that a signal ends at once. */
export function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
