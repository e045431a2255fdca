import { checkOneOf, checkOptions, quote } from "../foundation/mod.ts";
import type { AgentEvent, Embeddings, MeasureResult, MetricRow, Post } from "../shapes.ts";
import {
  type AgentIntervalOptions,
  bootstrapAgents,
  checkIntervalOptions,
  intervalSettings,
} from "./agent_bootstrap.ts";
import { checkDay, checkWindows, dayNumbered, fewPlacebos, placeboBand, separateDates } from "./event_windows.ts";
import { leastDaysFor, type SeriesSettings, type SeriesUnit, type SeriesUnits, seriesUnits } from "./series_units.ts";
import type { UnitBand } from "./null_band.ts";
import { ascending, count, placePosts } from "./placed.ts";
import { poolPlacebos } from "./placebo_pool.ts";

/** Options of `interruptedSeries()`. */
export interface InterruptedSeriesOptions {
  /** What is tested; events of one day and agent count once. `loadEvents()` reads them from a table. */
  events: readonly AgentEvent[];
  /** Other known changes, not tested: placebo dates keep clear of them as well. Default: none. */
  avoid?: readonly AgentEvent[];
  /** Days before and days after that are compared: at least 2, with a linear trend at least 3. */
  windowDays: number;
  /** Days right before the event that belong to neither side, such as days of trial runs. Default 0. */
  gapDays?: number;
  /** "none": the means of both sides. "linear": a line through each, for agents that were moving anyway. */
  trend: "none" | "linear";
  /** Default "level". "slope", how fast the agent moves, needs a linear trend. */
  change?: "level" | "slope";
  /** Posts a side needs, on at least 2 days (linear: 3); default 10. */
  minPosts?: number;
  /** Interval of the mean, whole agents resampled. Default: none. */
  interval?: AgentIntervalOptions;
}

/** What `interruptedSeries()` returns. */
export interface InterruptedSeriesResult {
  /** Mean over agents and events, against the same agents with all dates shifted alike. */
  result: MeasureResult;
  /** One row an agent and event, by agentId and day; `window` is the day. */
  rows: readonly MetricRow[];
  /** The same, each against its own placebo dates; p is not corrected for how many there are. */
  bands: readonly UnitBand[];
  /** One row an agent, event and placebo date: `window` is that date. */
  placebos: readonly MetricRow[];
}

/**
 * Did what agents write change at known events: at once, or in where it was heading?
 *
 * An interrupted time series of each agent's daily mean vectors, weighted by posts, in windows around each of its
 * events. Without a trend the value is that of `eventStudy()`; with one a line is fitted to each side, and `change` says
 * whether the jump between them at the event is measured or the difference of their slopes, a day. What scatter of
 * days adds to a squared length is taken off, so that values lie around 0, also below, where nothing changed. A jump
 * read off two lines is far noisier than one of means: give it windows of two weeks or more.
 *
 * Inference needs no model of the days: the same measure is taken at placebo dates of the same agent, away from every
 * known change, so that momentum, moods of days and weekly rhythms are in the comparison as well. p cannot be below
 * 1 / (dates + 1); it takes the series to be as lively at the event as elsewhere. Over several agents p comes from mean
 * ranks with all dates shifted alike (what agents share is kept); no draws are made, all shifts are used. Windows of
 * neighbouring dates overlap: `settings.separatePlacebos` counts those that do not. One event of one agent is a case
 * study; one date for all agents cannot be told from whatever else happened that day.
 *
 * @param posts Posts with a row each in the embeddings; those without author are left out and counted.
 * @param embeddings n × d, unit rows.
 * @param options See `InterruptedSeriesOptions`.
 * @returns Squared length of the change; rows, bands and placebos of each agent and event.
 * @throws {RangeError} If no event has enough posts on both sides and a placebo date, or an option is out of bounds.
 * @throws {TypeError} If an option is misspelt, or an event is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { interruptedSeries } from "twoplane/content";
 * const days = Array.from({ length: 20 }, (_, i) => new Date(Date.UTC(2026, 1, 1 + i)).toISOString());
 * const posts = days.flatMap((createdAt, day) => ["x", "y"].map((name) => ({
 *   postId: `${name}${day}`, authorId: "ada", createdAt, kind: "post" as const, text: "…", title: null,
 *   communityId: null, parentId: null, threadId: null, score: null, modelId: null, source: "made up",
 * })));
 * const vectors = Float32Array.from(posts.flatMap(({ createdAt }) => createdAt < "2026-02-18" ? [1, 0] : [0, 1]));
 * const embeddings = { ids: posts.map(({ postId }) => postId), dims: 2, model: "hand", vectors };
 * const events = [{ day: "2026-02-18", label: "another model", agentId: "ada", kind: "model swap" }];
 * const { result } = interruptedSeries(posts, embeddings, { events, windowDays: 3, trend: "none", minPosts: 6 });
 * assert(Math.abs(result.estimate - 2) < 1e-12 && result.warnings[0] === "case study: one event, one agent");
 * ```
 */
export function interruptedSeries(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: InterruptedSeriesOptions,
): InterruptedSeriesResult {
  const settings = checkSeries(options);
  const { events, avoid = [], interval } = options;
  const found = seriesUnits(placePosts(CALLER, posts, embeddings), {
    ...settings,
    events,
    avoid,
    dims: embeddings.dims,
  });
  const units = found.units.toSorted((a, b) => ascending(a.agentId, b.agentId) || a.day - b.day);
  const variant = `${settings.change}, trend ${settings.trend}`;
  const row = (unitId: string, window: string, value: number, n: number): MetricRow => (
    { metric: METRIC, variant, unitId, window, value, n }
  );
  return {
    result: resultOf(found, variant, settings, interval),
    rows: units.map(({ agentId, day, value, n }) => row(agentId, dayNumbered(day), value, n)),
    bands: units.map(({ agentId, day, value, n, placebos }) => ({
      unitId: agentId,
      window: dayNumbered(day),
      estimate: value,
      n,
      ...placeboBand("placebo dates", value, placebos.map((placebo) => placebo.value)),
    })),
    placebos: units.flatMap(({ agentId, placebos }) =>
      placebos.map(({ date, value, n }) => row(agentId, dayNumbered(date), value, n))
    ),
  };
}

const CALLER = "interruptedSeries";
const METRIC = "interrupted series";
/** Agents below which a mean over agents is shown as an illustration. */
const FEW_AGENTS = 20;

function resultOf(
  found: SeriesUnits,
  variant: string,
  settings: SeriesSettings,
  interval: AgentIntervalOptions | undefined,
): MeasureResult {
  const { units } = found;
  const { windowDays, gapDays, minPosts, trend, change } = settings;
  const pooled = poolPlacebos(units.map(({ day, value, placebos }) => ({
    value,
    placebos: placebos.map((placebo) => ({ shift: placebo.date - day, value: placebo.value })),
  })));
  const values = units.map(({ value }) => value);
  const agents = units.map(({ agentId }) => agentId);
  const made = interval === undefined ? null : bootstrapAgents(CALLER, values, interval, agents);
  const separate = separateDates(pooled.shifts, settings);
  return {
    metric: METRIC,
    variant,
    estimate: values.reduce((sum, value) => sum + value, 0) / values.length,
    interval: made?.interval ?? null,
    null: pooled.band,
    sensitivity: null,
    n: units.length,
    settings: {
      events: [...new Set(units.map(({ day }) => dayNumbered(day)))].sort(),
      agents: new Set(agents).size,
      windowDays,
      gapDays,
      trend,
      change,
      minPosts,
      avoid: found.avoided,
      separatePlacebos: separate,
      tooFewPosts: found.tooFewPosts,
      withoutPlacebo: found.withoutPlacebo,
      eventsOfOthers: found.eventsOfOthers,
      postsWithoutAuthor: found.withoutAuthor,
      ...intervalSettings(interval),
    },
    warnings: [...warningsOf(units, found), ...fewPlacebos(separate), ...(made?.warnings ?? [])],
  };
}

function warningsOf(units: readonly SeriesUnit[], found: SeriesUnits): string[] {
  const agents = new Set(units.map(({ agentId }) => agentId)).size;
  const days = new Set(units.map(({ day }) => day)).size;
  const all = units.length + found.tooFewPosts + found.withoutPlacebo;
  const mixed = units.filter(({ otherChange }) => otherChange).length;
  const ofAll = (n: number, what: string) => n === 0 ? [] : [`${n} of ${all} agents × events ${what}`];
  return [
    ...(units.length === 1 ? ["case study: one event, one agent"] : []),
    ...(units.length > 1 && agents === 1 ? ["case study: one agent"] : []),
    ...(agents > 1 && days === 1 ? ["one date for all agents: whatever else happened then counts as the event"] : []),
    ...(agents > 1 && agents < FEW_AGENTS ? [`illustrative: ${count(agents, "agent")}`] : []),
    ...ofAll(mixed, "have another known change among the days compared"),
    ...ofAll(found.tooFewPosts, "left out: too few posts on a side"),
    ...ofAll(found.withoutPlacebo, "left out: no placebo date"),
    ...(found.eventsOfOthers > 0 ? [`${count(found.eventsOfOthers, "event")} of agents without posts left out`] : []),
    ...(found.withoutAuthor > 0 ? [`${count(found.withoutAuthor, "post")} without author left out`] : []),
  ];
}

function checkSeries(options: InterruptedSeriesOptions): SeriesSettings {
  const known = ["events", "avoid", "windowDays", "gapDays", "trend", "change", "minPosts", "interval"];
  checkOptions(CALLER, options, known);
  const { windowDays, gapDays = 0, minPosts = 10, change = "level" } = options;
  const trend = checkOneOf(CALLER, "trend", options.trend, ["none", "linear"]);
  checkOneOf(CALLER, "change", change, ["level", "slope"]);
  if (change === "slope" && trend === "none") {
    throw new RangeError(`Cannot run ${CALLER}(): change "slope" needs trend "linear", got "none"`);
  }
  checkWindows(CALLER, { windowDays, gapDays, minPosts }, leastDaysFor(trend));
  checkEvents("events", options.events);
  checkEvents("avoid", options.avoid ?? []);
  if (options.events.length === 0) throw new RangeError(`Cannot run ${CALLER}(): needs at least 1 event, got 0`);
  if (options.interval !== undefined) checkIntervalOptions(CALLER, options.interval);
  return { windowDays, gapDays, minPosts, trend, change };
}

function checkEvents(name: string, events: readonly AgentEvent[]): void {
  if (!Array.isArray(events)) {
    throw new TypeError(`Cannot run ${CALLER}(): ${name} needs an array of events, got ${quote(events)}`);
  }
  for (const event of events) {
    const isEvent = typeof event === "object" && event !== null &&
      (event.agentId === null || typeof event.agentId === "string");
    if (!isEvent) {
      throw new TypeError(
        `Cannot run ${CALLER}(): ${name} needs events with day, label, agentId and kind, got ${quote(event)}`,
      );
    }
    checkDay(CALLER, event.day);
  }
}
