import { type MeasuredAgent, timesBefore, timesUpTo } from "./interactions.ts";
import type { PlacedPost } from "./placed.ts";
import { sumOf } from "./sums.ts";

/**
 * Which of an agent's texts count as before and after a comment. "posts": the next and the last `size`. "days": those
 * within `size` × 24 hours. "all": all there are.
 */
export type InfluenceWindow = { by: "posts"; size: number } | { by: "days"; size: number } | { by: "all" };

/** An agent's texts around a moment. */
export interface Around {
  earlier: readonly PlacedPost[];
  later: readonly PlacedPost[];
}

/**
 * The texts before and after a comment, the texts under the same post left out.
 *
 * @param lead True moves the whole comparison back by one window, to where the comment had not yet been written: what is
 *   found there is no influence of it.
 * @returns `null` where one side is empty.
 */
export function textsAround(
  { texts, times }: MeasuredAgent,
  { at, window, lead, isUnderTarget }: {
    at: string;
    window: InfluenceWindow;
    lead: boolean;
    isUnderTarget: (text: PlacedPost) => boolean;
  },
): Around | null {
  const range = window.by === "days"
    ? byDays(times, { at, days: window.size, lead })
    : byPlace(times, { at, window, lead });
  if (range === null) return null;
  const [start, middle, next, end] = range;
  const earlier = texts.slice(start, middle).filter((text) => !isUnderTarget(text));
  const later = texts.slice(next, end).filter((text) => !isUnderTarget(text));
  return earlier.length === 0 || later.length === 0 ? null : { earlier, later };
}

type Range = readonly [number, number, number, number];

function byPlace(
  times: readonly string[],
  { at, window, lead }: { at: string; window: Exclude<InfluenceWindow, { by: "days" }>; lead: boolean },
): Range | null {
  const [before, after] = [timesBefore(times, at), timesUpTo(times, at)];
  if (window.by === "all") return lead ? null : [0, before, after, times.length];
  const { size } = window;
  if (lead) {
    return before < 2
      ? null
      : [Math.max(0, before - 2 * size), Math.max(0, before - size), Math.max(0, before - size), before];
  }
  return [Math.max(0, before - size), before, after, Math.min(times.length, after + size)];
}

function byDays(times: readonly string[], { at, days, lead }: { at: string; days: number; lead: boolean }): Range {
  const moment = (shift: number) => new Date(Date.parse(at) + shift * days * 86_400_000).toISOString();
  const place = (time: string) => timesBefore(times, time);
  if (lead) return [place(moment(-2)), place(moment(-1)), place(moment(-1)), place(at)];
  return [place(moment(-1)), place(at), timesUpTo(times, at), timesUpTo(times, moment(1))];
}

/** Mean vector of some texts. */
export function meanVector(texts: readonly PlacedPost[]): Float64Array {
  const vectors = texts.map(({ vector }) => vector);
  return sumOf(vectors, vectors[0]?.length ?? 0).map((value) => value / vectors.length);
}
