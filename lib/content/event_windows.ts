import { checkInteger, daysBetween, groupBy, quote, shiftDay } from "../foundation/mod.ts";
import type { NullBand } from "../shapes.ts";
import { count, type PlacedPost } from "./placed.ts";
import { addOne, sumOf } from "./sums.ts";

/** Posts of one day: how many, and the sum of their vectors. */
export interface DaySum {
  n: number;
  sum: Float64Array;
}

/** Days around a date that are compared. */
export interface EventWindows {
  windowDays: number;
  gapDays: number;
  minPosts: number;
}

/** A day of a side, with its place in days from the date: 0 is the date itself. */
export interface SideDay extends DaySum {
  place: number;
}

/** The days with posts on either side of a date, or what is missing there. */
export type Sides = { before: readonly SideDay[]; after: readonly SideDay[]; n: number } | { lacks: string };

/** A date at which nothing is known to have happened, and what was measured around it. */
export interface Placebo {
  date: number;
  value: number;
  /** Posts of both sides. */
  n: number;
}

const EPOCH = "1970-01-01";

/** A UTC day as a number, which counts days. */
export function dayNumber(day: string): number {
  return daysBetween(EPOCH, day);
}

/** The day of that number, `2026-06-29`. */
export function dayNumbered(number: number): string {
  return shiftDay(EPOCH, number);
}

/** Sums of each UTC day with posts, by its number. */
export function daySums(posts: readonly PlacedPost[], dims: number): Map<number, DaySum> {
  return new Map(
    [...groupBy(posts, ({ day }) => day)].map(([day, own]) => [
      dayNumber(day),
      { n: own.length, sum: sumOf(own.map(({ vector }) => vector), dims) },
    ]),
  );
}

/** Both sides of a date, each with at least `minPosts` posts on `leastDays` days. */
export function sidesOf(
  days: ReadonlyMap<number, DaySum>,
  date: number,
  { windowDays, gapDays, minPosts, leastDays }: EventWindows & { leastDays: number },
): Sides {
  const side = (from: number) =>
    Array.from({ length: windowDays }, (_, i) => from + i).flatMap((place): SideDay[] => {
      const day = days.get(date + place);
      return day === undefined ? [] : [{ ...day, place }];
    });
  const [before, after] = [side(-gapDays - windowDays), side(0)];
  for (const [own, name] of [[before, "before"], [after, "after"]] as const) {
    const n = postsOf(own);
    if (n >= minPosts && own.length >= leastDays) continue;
    return { lacks: `needs ${minPosts} posts on ${leastDays} days ${name} it, got ${n} on ${own.length}` };
  }
  return { before, after, n: postsOf(before) + postsOf(after) };
}

/** Number of posts of these days. */
export function postsOf(days: readonly DaySum[]): number {
  return days.reduce((sum, { n }) => sum + n, 0);
}

/** All posts of these days as one. */
export function totalOf(days: readonly DaySum[]): DaySum {
  const sum = new Float64Array(days[0]?.sum.length ?? 0);
  for (const day of days) addOne(sum, day.sum);
  return { n: postsOf(days), sum };
}

/**
 * Dates of a series that an event can be compared with: none shares a day with the event's own windows, and none has
 * another change among its days.
 */
export function placeboDates(
  days: ReadonlyMap<number, DaySum>,
  event: number,
  { windowDays, gapDays, avoid }: Omit<EventWindows, "minPosts"> & { avoid: readonly number[] },
): number[] {
  const dates = [...days.keys()].sort((a, b) => a - b);
  const [first, last] = [dates[0] as number, dates.at(-1) as number];
  const span = 2 * windowDays + gapDays;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((date) =>
    Math.abs(date - event) >= span && !avoid.some((other) => touches(date, other, { windowDays, gapDays }))
  );
}

/** Whether the days compared around `date` have a change at `other` in their midst. */
export function touches(
  date: number,
  other: number,
  { windowDays, gapDays }: { windowDays: number; gapDays: number },
): boolean {
  return other - date > -gapDays - windowDays && other - date < windowDays;
}

/** Where the value at an event stands among those at placebo dates; p counts the event itself among them. */
export function placeboBand(kind: string, estimate: number, placebos: readonly number[]): NullBand {
  const values = placebos.toSorted((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (values.length - 1))] as number;
  return {
    kind,
    draws: values.length,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: at(0.025),
    high: at(0.975),
    pValue: (1 + values.filter((value) => value >= estimate).length) / (values.length + 1),
  };
}

/** How many of these dates, ascending, have no day in common. */
export function separateDates(
  dates: readonly number[],
  { windowDays, gapDays }: Omit<EventWindows, "minPosts">,
): number {
  let [last, separate] = [-Infinity, 0];
  for (const date of dates) {
    if (date - last < 2 * windowDays + gapDays) continue;
    last = date;
    separate++;
  }
  return separate;
}

/** What a reader must know of few placebo dates. */
export function fewPlacebos(separate: number): string[] {
  return separate < 20 ? [`only ${count(separate, "placebo date")} without common days`] : [];
}

/** Refuses impossible windows. */
export function checkWindows(
  caller: string,
  { windowDays, gapDays, minPosts }: EventWindows,
  leastDays: number,
): void {
  checkInteger(caller, "windowDays", windowDays, { min: leastDays });
  checkInteger(caller, "gapDays", gapDays, { min: 0 });
  checkInteger(caller, "minPosts", minPosts, { min: leastDays });
}

/** Refuses what is no day that exists. */
export function checkDay(caller: string, day: unknown): void {
  if (typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day) && isDay(day)) return;
  throw new RangeError(`Cannot run ${caller}(): dates need the form YYYY-MM-DD, got ${quote(day)}`);
}

function isDay(day: string): boolean {
  return Number.isFinite(Date.parse(day)) && shiftDay(day, 0) === day; // else 2026-02-30 would count as March 2
}
