import type { Post } from "../../shapes.ts";
import { checkNumber, checkOptions, quote } from "../../foundation/mod.ts";
import { checkPosts, type Cleaned, cleanedBy } from "./cleaned.ts";

/** A stretch of time; an `Outage` of a profile is one. */
export interface TimeWindow {
  /** UTC, ISO 8601 with zone. */
  start: string;
  end: string;
}

export interface DropOutageWindowsOptions {
  /** The outages of a profile, or windows known from elsewhere. None drops nothing. */
  windows: readonly TimeWindow[];
  /** Minutes before and after each window that count to it, at least 0: what is posted while a platform fails or
   * recovers is not what it is otherwise. */
  marginMinutes: number;
}

/**
 * Which posts were written in normal running? Leaves out those inside outage windows, widened by a margin.
 *
 * The outages of a profile are silences: nothing stands inside them, so with a margin of 0 only windows known from
 * elsewhere drop posts. A post at the very edge of a window is kept.
 *
 * @param posts Any order; not changed.
 * @param options Both are required.
 * @throws {TypeError} If a time is no ISO 8601 with zone.
 * @throws {RangeError} If a window ends before it starts, or the margin is below 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dropOutageWindows } from "twoplane/corpus";
 * const windows = [{ start: "2026-02-01T00:00:00.000Z", end: "2026-02-01T06:00:00.000Z" }];
 * assert.equal(dropOutageWindows([], { windows, marginMinutes: 30 }).kept.length, 0);
 * ```
 */
export function dropOutageWindows(posts: readonly Post[], options: DropOutageWindowsOptions): Cleaned {
  checkPosts("dropOutageWindows", posts);
  checkOptions("dropOutageWindows", options, ["windows", "marginMinutes"]);
  const marginMinutes = checkNumber("dropOutageWindows", "marginMinutes", options.marginMinutes, { min: 0 });
  const windows = windowsOf(options.windows);
  const margin = marginMinutes * 60_000;
  const settings = { windows: windows.map(({ start, end }) => ({ start, end })), marginMinutes };
  return cleanedBy("dropOutageWindows", posts, settings, ({ createdAt }) => {
    const time = Date.parse(createdAt);
    const inside = windows.find(({ fromMs, toMs }) => time > fromMs - margin && time < toMs + margin);
    return inside === undefined ? null : `written in the outage from ${inside.start}`;
  });
}

function windowsOf(windows: readonly TimeWindow[]): (TimeWindow & { fromMs: number; toMs: number })[] {
  if (!Array.isArray(windows)) {
    throw new TypeError(`Cannot run dropOutageWindows(): windows needs an array, got ${quote(windows)}`);
  }
  return windows.map(({ start, end }: TimeWindow, index) => {
    const [fromMs, toMs] = [timeOf(start, `windows[${index}].start`), timeOf(end, `windows[${index}].end`)];
    if (fromMs <= toMs) return { start, end, fromMs, toMs };
    throw new RangeError(
      `Cannot run dropOutageWindows(): windows[${index}] needs start before end, got ${start}, ${end}`,
    );
  });
}

function timeOf(text: string, name: string): number {
  const time = /T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isFinite(time)) return time;
  throw new TypeError(
    `Cannot run dropOutageWindows(): ${name} needs a time with zone such as 2026-02-01T06:00:00Z, got ${quote(text)}`,
  );
}
