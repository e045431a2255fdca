import type { Random } from "../shapes.ts";

/** How a failed call is asked again. */
export interface RetryOptions {
  /** Further tries of a call, beyond those of the client. Default 3. */
  most?: number;
  /** The wait before the first of them is drawn up to this, before each next up to twice as much. Default 2,000. */
  firstWaitMs?: number;
  /** No wait is longer, also where the endpoint asks for more: the call is then given up. Default 300,000. */
  longestWaitMs?: number;
}

/** What a failure means for the run. */
export type Failure =
  | { kind: "again"; retryAfterMs: number | null }
  | { kind: "final" }
  | { kind: "account"; message: string };

/** Statuses that another try may mend; 529 is "overloaded" at some providers. */
const PASSING = new Set([408, 409, 425, 429]);

/** Name of the error of a call that took longer than the run allows. */
export const TIME_LIMIT = "TimeLimitError";

interface CallError {
  status?: unknown;
  code?: unknown;
  name?: unknown;
  constructor?: { name?: string };
  headers?: { get?: (name: string) => string | null };
}

/**
 * Reads what the client threw. The client has tried twice more by then (408, 409, 429, 5xx, lost connections, time
 * limits), with waits of at most 8 seconds and a Retry-After of at most a minute; longer ones are kept to here.
 */
export function failureOf(error: unknown, model: string): Failure {
  if (typeof error !== "object" || error === null) return { kind: "final" };
  const { status, code, headers, constructor, name } = error as CallError;
  if (name === TIME_LIMIT) return { kind: "again", retryAfterMs: null };
  if (status === 401 || status === 403) {
    return {
      kind: "account",
      message: `Cannot ask ${model}: the endpoint needs a key it accepts, got status ${status}. Set OPENAI_API_KEY`,
    };
  }
  if (status === 402 || code === "insufficient_quota") {
    return {
      kind: "account",
      message: `Cannot ask ${model}: the endpoint needs an account with credit, got status ${status}. Pay, then go on`,
    };
  }
  const isPassing = typeof status === "number"
    ? PASSING.has(status) || status >= 500
    : /^APIConnection(?:Timeout)?Error$/.test(constructor?.name ?? "");
  return isPassing ? { kind: "again", retryAfterMs: retryAfterOf(headers) } : { kind: "final" };
}

/** Seconds, or milliseconds in the header some providers add; a date needs a clock and is left to the client. */
function retryAfterOf(headers: CallError["headers"]): number | null {
  const read = (name: string, unit: number) => {
    const text = headers?.get?.(name) ?? null;
    const value = text === null || text.trim() === "" ? NaN : Number(text);
    return Number.isFinite(value) && value >= 0 ? value * unit : null;
  };
  return read("retry-after-ms", 1) ?? read("retry-after", 1000);
}

/**
 * Milliseconds until the next try, or `null` to give the call up. What the endpoint asks for is kept to, with up to a tenth
 * more, so that calls which were turned away together do not come back together; else the wait is drawn from zero up to a
 * bound that doubles.
 */
export function waitBefore(
  attempt: number,
  { retryAfterMs, options, random }: { retryAfterMs: number | null; options: RetryOptions; random: Random },
): number | null {
  const { most = 3, firstWaitMs = 2_000, longestWaitMs = 300_000 } = options;
  if (attempt > most) return null;
  if (retryAfterMs === null) return random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return retryAfterMs > longestWaitMs ? null : Math.min(longestWaitMs, retryAfterMs * (1 + random() / 10));
}
