import type { Outage } from "../../shapes.ts";
import type { OutageOptions } from "./options.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NEARBY_DAYS = 7;
const LEAST_DAYS = 3;

/** Silence between two posts, by their positions in the sorted times. */
interface Gap {
  startMs: number;
  endMs: number;
}

/**
 * When was the corpus silent although its own pace says otherwise?
 *
 * A gap between two consecutive posts is an outage if three things hold: it is at least `minOutageHours` long; at the
 * pace of the posts within 24 hours on either side, a Poisson process would leave it so empty with a probability below
 * `outageProbability`; and it is at least `outageRatio` times the usual longest silence of a day, which is the median
 * over the days within 7 days on either side that have another gap. The last one is what keeps nights, sessions and
 * fixed schedules from passing for outages; with fewer than 3 such days it cannot be told, and nothing is flagged.
 *
 * @param times Milliseconds since 1970, ascending.
 * @returns `outages` in order of time; `undecided` counts long and improbable gaps with too few days around them.
 */
export function findOutages(
  times: Float64Array,
  { minOutageHours, outageProbability, outageRatio }: Required<OutageOptions>,
): { outages: Outage[]; undecided: number } {
  const days = longestByDay(times);
  const outages: Outage[] = [];
  let undecided = 0;
  for (let at = 1; at < times.length; at++) {
    const gap = { startMs: times[at - 1] as number, endMs: times[at] as number };
    const lengthMs = gap.endMs - gap.startMs;
    if (lengthMs < minOutageHours * HOUR_MS) continue;
    const probability = Math.exp(-lengthMs * paceAround(times, at, gap));
    if (!(probability < outageProbability)) continue;
    const usual = usualSilence(days, gap);
    if (usual === null) undecided++;
    else if (lengthMs >= outageRatio * usual) outages.push(toOutage(gap, probability, lengthMs / usual));
  }
  return { outages, undecided };
}

function toOutage({ startMs, endMs }: Gap, probability: number, ratio: number): Outage {
  return {
    start: new Date(startMs).toISOString(),
    end: new Date(endMs).toISOString(),
    hours: (endMs - startMs) / HOUR_MS,
    probability,
    ratio,
  };
}

/** Posts a millisecond within 24 hours before and after the gap, as far as the corpus reaches. */
function paceAround(times: Float64Array, at: number, { startMs, endMs }: Gap): number {
  const first = lowerBound(times, startMs - DAY_MS);
  const end = lowerBound(times, endMs + DAY_MS + 1);
  const before = Math.min(DAY_MS, startMs - (times[0] as number));
  const after = Math.min(DAY_MS, (times.at(-1) as number) - endMs);
  // The two posts that bound the gap do not count towards the pace beside it.
  const posts = Math.max(0, at - 1 - first) + Math.max(0, end - at - 1);
  return before + after > 0 ? posts / (before + after) : 0;
}

/** The two longest gaps that begin on each UTC day: the second stands in where the first is under test. */
function longestByDay(times: Float64Array): Map<number, Gap[]> {
  const days = new Map<number, Gap[]>();
  for (let at = 1; at < times.length; at++) {
    const gap = { startMs: times[at - 1] as number, endMs: times[at] as number };
    const day = Math.floor(gap.startMs / DAY_MS);
    const known = days.get(day) ?? [];
    const isLonger = known.length < 2 || length(gap) > length(known[1] as Gap);
    if (isLonger) days.set(day, [...known, gap].sort((a, b) => length(b) - length(a)).slice(0, 2));
  }
  return days;
}

function length({ startMs, endMs }: Gap): number {
  return endMs - startMs;
}

/** Median of the longest silences of the days nearby, the gap itself left out; `null` where they are too few. */
function usualSilence(days: ReadonlyMap<number, readonly Gap[]>, gap: Gap): number | null {
  const [first, last] = [gap.startMs, gap.endMs].map((time) => Math.floor(time / DAY_MS)) as [number, number];
  const nearby = Array.from({ length: NEARBY_DAYS + 1 }, (_, away) => [first - away, last + away]).flat();
  const longest = [...new Set(nearby)].flatMap((day) => {
    const other = days.get(day)?.find(({ startMs }) => startMs !== gap.startMs);
    return other === undefined ? [] : [length(other)];
  }).sort((a, b) => a - b);
  if (longest.length < LEAST_DAYS) return null;
  const middle = (longest.length - 1) / 2;
  return ((longest[Math.floor(middle)] as number) + (longest[Math.ceil(middle)] as number)) / 2;
}

/** Position of the first time of at least `from`. */
function lowerBound(times: Float64Array, from: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
