import { checkInteger, checkOptions, daysBetween, everyDay, groupBy, quote, shiftDay } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, Post } from "../shapes.ts";
import { dot } from "../vectors/mod.ts";
import { count, placePosts } from "./placed.ts";
import { addOne, sumOf } from "./sums.ts";

/** Options of `eventStudy()`. */
export interface EventStudyOptions {
  /** First UTC day after the change, `YYYY-MM-DD`, such as the first day of another model. */
  event: string;
  /** Days before and days after that are compared, each at least 2. */
  windowDays: number;
  /** Days right before the event that belong to neither side, such as days of trial runs. Default 0. */
  gapDays?: number;
  /** Other known changes, first days: a placebo whose days hold one is left out. Default: none. */
  avoid?: readonly string[];
  /** Posts a side needs, on at least 2 days; default 10. */
  minPosts?: number;
}

/** What `eventStudy()` returns. */
export interface EventStudyResult {
  /** Distance of the two sides, against the same distance at placebo dates. */
  result: MeasureResult;
  /** One row a date: `unitId` is the date, `window` "event" or "placebo", n the posts of both sides. */
  rows: readonly MetricRow[];
}

/**
 * Did what one agent writes change at a known event, more than at other dates?
 *
 * The squared distance between the means before and after, by an estimate that is free of the number of posts and
 * leaves out pairs of posts of one day, is compared with the same distance around every other date of the series whose
 * windows do not touch the event's own days. Windows of placebo dates overlap, so that they are fewer than they seem:
 * `settings.separatePlacebos` counts those that do not. p cannot be below 1 / (placebos + 1). One event of one agent is
 * a case study: it shows that something changed then, not what caused it, and nothing of other agents.
 *
 * @param posts Posts of one agent with a row each in the embeddings.
 * @param embeddings n × d, unit rows.
 * @param options See `EventStudyOptions`.
 * @returns Squared distance of means of unit vectors, in [−2, 4]; around 0 where nothing changed.
 * @throws {RangeError} If posts are of several agents, a side of the event has too few, or no placebo date is left.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { eventStudy } from "twoplane/content";
 * const days = Array.from({ length: 20 }, (_, i) => new Date(Date.UTC(2026, 1, 1 + i)).toISOString());
 * const posts = days.flatMap((createdAt, day) => ["x", "y"].map((name) => ({
 *   postId: `${name}${day}`, authorId: "ada", createdAt, kind: "post" as const, text: "…", title: null,
 *   communityId: null, parentId: null, threadId: null, score: null, modelId: null, source: "made up",
 * })));
 * const vectors = Float32Array.from(posts.flatMap(({ createdAt }) => createdAt < "2026-02-18" ? [1, 0] : [0, 1]));
 * const embeddings = { ids: posts.map(({ postId }) => postId), dims: 2, model: "hand", vectors };
 * const { result } = eventStudy(posts, embeddings, { event: "2026-02-18", windowDays: 3, minPosts: 6 });
 * assert(Math.abs(result.estimate - 2) < 1e-12 && result.null!.pValue <= 0.1);
 * ```
 */
export function eventStudy(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: EventStudyOptions,
): EventStudyResult {
  checkEvent(options);
  const { event, windowDays, gapDays = 0, avoid = [], minPosts = 10 } = options;
  const days = daysOf(posts, embeddings);
  const distanceAt = (date: string) => distance(days, date, { windowDays, gapDays, minPosts });
  const found = distanceAt(event);
  if ("lacks" in found) throw new RangeError(`Cannot run eventStudy() at ${event}: ${found.lacks}`);
  const dates = [...days.keys()].sort();
  const span = windowDays + gapDays;
  const candidates = everyDay(dates[0] as string, dates.at(-1) as string).filter((date) =>
    Math.abs(daysBetween(event, date)) >= span + windowDays && !avoid.some((other) => touches(date, other, options))
  );
  const placebos = candidates.flatMap((date) => {
    const at = distanceAt(date);
    return "lacks" in at ? [] : [{ date, ...at }];
  });
  if (placebos.length === 0) {
    throw new RangeError(`Cannot run eventStudy() at ${event}: needs placebo dates away from it, got none`);
  }
  const row = (date: string, window: string, value: number, n: number): MetricRow => (
    { metric: "event study", variant: "squared distance", unitId: date, window, value, n }
  );
  return {
    result: resultOf(found.value, placebos, options, days),
    rows: [
      row(event, "event", found.value, found.n),
      ...placebos.map(({ date, value, n }) => row(date, "placebo", value, n)),
    ],
  };
}

interface DaySum {
  n: number;
  sum: Float64Array;
}

type Distance = { value: number; n: number } | { lacks: string };

function resultOf(
  estimate: number,
  placebos: readonly { date: string; value: number }[],
  { event, windowDays, gapDays = 0, avoid = [], minPosts = 10 }: EventStudyOptions,
  days: ReadonlyMap<string, DaySum>,
): MeasureResult {
  const values = placebos.map(({ value }) => value).sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (values.length - 1))] as number;
  const asFar = values.filter((value) => value >= estimate).length;
  const separate = separateDates(placebos.map(({ date }) => date), 2 * windowDays + gapDays);
  return {
    metric: "event study",
    variant: "squared distance of means, pairs of one day left out",
    estimate,
    interval: null,
    null: {
      kind: "placebo dates",
      draws: placebos.length,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      low: at(0.025),
      high: at(0.975),
      pValue: (1 + asFar) / (placebos.length + 1),
    },
    sensitivity: null,
    n: [...days.values()].reduce((sum, { n }) => sum + n, 0),
    settings: { event, windowDays, gapDays, avoid: [...avoid], minPosts, separatePlacebos: separate },
    warnings: [
      "case study: one event, one agent",
      ...(separate < 20 ? [`only ${count(separate, "placebo date")} without common days`] : []),
    ],
  };
}

function daysOf(posts: readonly Post[], embeddings: Embeddings): Map<string, DaySum> {
  const placed = placePosts("eventStudy", posts, embeddings);
  const agents = new Set(placed.map(({ authorId }) => authorId));
  if (agents.size > 1) {
    throw new RangeError(`Cannot run eventStudy(): needs posts of one agent, got ${count(agents.size, "agent")}`);
  }
  return new Map(
    [...groupBy(placed, ({ day }) => day)].map(([day, own]) => [
      day,
      { n: own.length, sum: sumOf(own.map(({ vector }) => vector), embeddings.dims) },
    ]),
  );
}

function distance(
  days: ReadonlyMap<string, DaySum>,
  date: string,
  { windowDays, gapDays, minPosts }: { windowDays: number; gapDays: number; minPosts: number },
): Distance {
  const side = (from: number) =>
    Array.from({ length: windowDays }, (_, i) => days.get(shiftDay(date, from + i))).filter((day) => day !== undefined);
  const [before, after] = [side(-gapDays - windowDays), side(0)];
  for (const [own, name] of [[before, "before"], [after, "after"]] as const) {
    const n = own.reduce((sum, day) => sum + day.n, 0);
    if (n >= minPosts && own.length >= 2) continue;
    return { lacks: `needs ${minPosts} posts on 2 days ${name} it, got ${n} on ${own.length}` };
  }
  const [one, two] = [totalOf(before), totalOf(after)];
  const value = withinSides(before, one) + withinSides(after, two) - 2 * dot(one.sum, two.sum) / (one.n * two.n);
  return { value, n: one.n + two.n };
}

function totalOf(days: readonly DaySum[]): DaySum {
  const sum = new Float64Array(days[0]?.sum.length ?? 0);
  for (const day of days) addOne(sum, day.sum);
  return { n: days.reduce((all, { n }) => all + n, 0), sum };
}

/** Mean cosine of pairs of posts of different days. */
function withinSides(days: readonly DaySum[], { n, sum }: DaySum): number {
  const sameDay = days.reduce((all, day) => all + dot(day.sum, day.sum), 0);
  const samePairs = days.reduce((all, day) => all + day.n ** 2, 0);
  return (dot(sum, sum) - sameDay) / (n ** 2 - samePairs);
}

/** Whether the days compared around `date` have a change at `other` in their midst. */
function touches(date: string, other: string, { windowDays, gapDays = 0 }: EventStudyOptions): boolean {
  const place = daysBetween(date, other);
  return place > -gapDays - windowDays && place < windowDays;
}

function separateDates(dates: readonly string[], span: number): number {
  let [last, separate] = ["", 0];
  for (const date of dates) {
    if (last !== "" && daysBetween(last, date) < span) continue;
    last = date;
    separate++;
  }
  return separate;
}

function checkEvent(options: EventStudyOptions): void {
  const caller = "eventStudy";
  checkOptions(caller, options, ["event", "windowDays", "gapDays", "avoid", "minPosts"]);
  checkInteger(caller, "windowDays", options.windowDays, { min: 2 });
  checkInteger(caller, "gapDays", options.gapDays ?? 0, { min: 0 });
  checkInteger(caller, "minPosts", options.minPosts ?? 10, { min: 2 });
  for (const day of [options.event, ...(options.avoid ?? [])]) {
    if (/^\d{4}-\d\d-\d\d$/.test(day) && Number.isFinite(Date.parse(day))) continue;
    throw new RangeError(`Cannot run ${caller}(): dates need the form YYYY-MM-DD, got ${quote(day)}`);
  }
}
