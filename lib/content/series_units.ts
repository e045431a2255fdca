import { groupBy } from "../foundation/mod.ts";
import type { AgentEvent } from "../shapes.ts";
import {
  dayNumber,
  dayNumbered,
  type DaySum,
  daySums,
  type EventWindows,
  type Placebo,
  placeboDates,
  sidesOf,
  touches,
} from "./event_windows.ts";
import { lineChange, meanChange } from "./level_change.ts";
import type { PlacedPost } from "./placed.ts";

/** What is measured around a date. */
export interface SeriesSettings extends EventWindows {
  trend: "none" | "linear";
  change: "level" | "slope";
}

/** One agent's event. */
export interface SeriesUnit {
  agentId: string;
  day: number;
  value: number;
  /** Posts of both sides. */
  n: number;
  /** At least 1, ascending. */
  placebos: readonly Placebo[];
  /** Another known change lies among the days compared. */
  otherChange: boolean;
}

/** Agents × events that can be measured, agents in order of first post, and what was left out. */
export interface SeriesUnits {
  units: readonly SeriesUnit[];
  tooFewPosts: number;
  withoutPlacebo: number;
  /** Events of agents that wrote nothing. */
  eventsOfOthers: number;
  withoutAuthor: number;
  /** Distinct days of known changes that are not tested. */
  avoided: number;
}

/** Days with posts that a side needs: one more than its line has coefficients. */
export function leastDaysFor(trend: SeriesSettings["trend"]): number {
  return trend === "none" ? 2 : 3;
}

/**
 * Measures every event of every agent, and each agent's placebo dates.
 *
 * @throws {RangeError} If there is none that can be measured.
 */
export function seriesUnits(
  placed: readonly PlacedPost[],
  { events, avoid, dims, ...settings }: SeriesSettings & {
    events: readonly AgentEvent[];
    avoid: readonly AgentEvent[];
    dims: number;
  },
): SeriesUnits {
  const authored = placed.filter(({ authorId }) => authorId !== null);
  const agents = groupBy(authored, ({ authorId }) => authorId as string);
  const units: SeriesUnit[] = [];
  const lacking: string[] = [];
  let withoutPlacebo = 0;
  for (const [agentId, posts] of agents) {
    const [tested, known] = [daysFor(events, agentId), daysFor([...events, ...avoid], agentId)];
    if (tested.length === 0) continue;
    const days = daySums(posts, dims);
    for (const day of tested) {
      const found = changeAt(days, day, settings);
      if ("lacks" in found) {
        lacking.push(`${dayNumbered(day)} ${found.lacks}`);
        continue;
      }
      const others = known.filter((other) => other !== day);
      const placebos = placeboDates(days, day, { ...settings, avoid: others }).flatMap((date) => {
        const at = changeAt(days, date, settings);
        return "lacks" in at ? [] : [{ date, ...at }];
      });
      const otherChange = others.some((other) => touches(day, other, settings));
      if (placebos.length === 0) withoutPlacebo++;
      else units.push({ agentId, day, ...found, placebos, otherChange });
    }
  }
  const eventsOfOthers = events.filter(({ agentId }) => agentId !== null && !agents.has(agentId)).length;
  if (units.length === 0) throw nothingLeft(lacking, withoutPlacebo, eventsOfOthers);
  const tested = new Set(events.map(({ day }) => day));
  return {
    units,
    tooFewPosts: lacking.length,
    withoutPlacebo,
    eventsOfOthers,
    withoutAuthor: placed.length - authored.length,
    avoided: new Set(avoid.map(({ day }) => day).filter((day) => !tested.has(day))).size,
  };
}

function changeAt(
  days: ReadonlyMap<number, DaySum>,
  date: number,
  { trend, change, ...windows }: SeriesSettings,
): { value: number; n: number } | { lacks: string } {
  const sides = sidesOf(days, date, { ...windows, leastDays: leastDaysFor(trend) });
  if ("lacks" in sides) return sides;
  const { before, after, n } = sides;
  return { value: trend === "none" ? meanChange(before, after) : lineChange(before, after)[change], n };
}

/** Days of the events that concern an agent, ascending, each once. */
function daysFor(events: readonly AgentEvent[], agentId: string): number[] {
  const own = events.filter((event) => event.agentId === null || event.agentId === agentId);
  return [...new Set(own.map(({ day }) => dayNumber(day)))].sort((a, b) => a - b);
}

function nothingLeft(lacking: readonly string[], withoutPlacebo: number, eventsOfOthers: number): RangeError {
  const [first] = lacking;
  const came = first !== undefined
    ? `${lacking.length} without: ${first}`
    : withoutPlacebo > 0
    ? `${withoutPlacebo} without a placebo date away from every change`
    : `${eventsOfOthers} of agents without posts`;
  return new RangeError(
    `Cannot run interruptedSeries(): needs an event with posts on both sides and a placebo date, got ${came}`,
  );
}
