import { checkOptions } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, Post } from "../shapes.ts";
import {
  checkDay,
  checkWindows,
  dayNumber,
  dayNumbered,
  type DaySum,
  daySums,
  fewPlacebos,
  type Placebo,
  placeboBand,
  placeboDates,
  postsOf,
  separateDates,
  sidesOf,
} from "./event_windows.ts";
import { meanChange } from "./level_change.ts";
import { count, placePosts } from "./placed.ts";

/** Options of `eventStudy()`. */
export interface EventStudyOptions {
  /** First UTC day after the change, `YYYY-MM-DD`, such as the first day of another model. */
  event: string;
  /** Days before and days after that are compared, each at least 2. */
  windowDays: number;
  /** Days right before the event that belong to neither side, such as days of trial runs. Default 0. */
  gapDays?: number;
  /** Other known changes, such as `events.map(({ day }) => day)`: a placebo whose days hold one is left out. Default: none. */
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
  const windows = { windowDays, gapDays, minPosts };
  const days = daysOf(posts, embeddings);
  const distanceAt = (date: number) => {
    const sides = sidesOf(days, date, { ...windows, leastDays: LEAST_DAYS });
    return "lacks" in sides ? sides : { value: meanChange(sides.before, sides.after), n: sides.n };
  };
  const found = distanceAt(dayNumber(event));
  if ("lacks" in found) throw new RangeError(`Cannot run eventStudy() at ${event}: ${found.lacks}`);
  const known = { windowDays, gapDays, avoid: avoid.map(dayNumber) };
  const placebos = placeboDates(days, dayNumber(event), known).flatMap((date) => {
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
      ...placebos.map(({ date, value, n }) => row(dayNumbered(date), "placebo", value, n)),
    ],
  };
}

/** Of a side: a day alone says nothing of how days differ. */
const LEAST_DAYS = 2;

function resultOf(
  estimate: number,
  placebos: readonly Placebo[],
  { event, windowDays, gapDays = 0, avoid = [], minPosts = 10 }: EventStudyOptions,
  days: ReadonlyMap<number, DaySum>,
): MeasureResult {
  const separate = separateDates(placebos.map(({ date }) => date), { windowDays, gapDays });
  return {
    metric: "event study",
    variant: "squared distance of means, pairs of one day left out",
    estimate,
    interval: null,
    null: placeboBand("placebo dates", estimate, placebos.map(({ value }) => value)),
    sensitivity: null,
    n: postsOf([...days.values()]),
    settings: { event, windowDays, gapDays, avoid: [...avoid], minPosts, separatePlacebos: separate },
    warnings: ["case study: one event, one agent", ...fewPlacebos(separate)],
  };
}

function daysOf(posts: readonly Post[], embeddings: Embeddings): Map<number, DaySum> {
  const placed = placePosts("eventStudy", posts, embeddings);
  const agents = new Set(placed.map(({ authorId }) => authorId));
  if (agents.size > 1) {
    throw new RangeError(`Cannot run eventStudy(): needs posts of one agent, got ${count(agents.size, "agent")}`);
  }
  return daySums(placed, embeddings.dims);
}

function checkEvent(options: EventStudyOptions): void {
  const caller = "eventStudy";
  checkOptions(caller, options, ["event", "windowDays", "gapDays", "avoid", "minPosts"]);
  const { windowDays, gapDays = 0, minPosts = 10 } = options;
  checkWindows(caller, { windowDays, gapDays, minPosts }, LEAST_DAYS);
  for (const day of [options.event, ...(options.avoid ?? [])]) checkDay(caller, day);
}
