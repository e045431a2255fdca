import type { Random } from "../../shapes.ts";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** When the next request may start, so that no minute holds more than the agreed number. */
export interface Pace {
  /** Waits for the next free place and takes it. */
  next: (signal: AbortSignal | undefined) => Promise<void>;
  /** Lets nothing start for so long, since the server asked for it. */
  hold: (ms: number) => void;
}

/** Spaces requests evenly: bursts are what a server sees as an attack. */
export function startPace(
  { requestsPerMinute, now, sleep }: {
    requestsPerMinute: number;
    now: () => number;
    sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  },
): Pace {
  const gap = 60_000 / requestsPerMinute;
  let freeAt = -Infinity;
  return {
    next: async (signal) => {
      const time = now();
      const start = Math.max(time, freeAt);
      freeAt = start + gap;
      if (start > time) await sleep(start - time, signal);
    },
    hold: (ms) => {
      freeAt = Math.max(freeAt, now() + ms);
    },
  };
}

/** How long `Retry-After` asks to wait, in milliseconds; seconds or an HTTP date. `null` where it says nothing. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = /^[A-Za-z]{3},? /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/** Doubling waits with jitter: many clients that failed together must not come back together. */
export function backoffMs(attempt: number, random: Random): number {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return Math.round(most * (0.5 + random() / 2));
}
