import * as Plot from "@observablehq/plot";
import type { Trajectory } from "../shapes.ts";
import { quote } from "../foundation/mod.ts";
import { planDays } from "./moments.ts";
import type { Panel } from "./page.ts";
import { ink, textSize, timeColours } from "./theme.ts";

const DAY_MS = 86_400_000;

/** Colours for moments of one shared calendar. */
export interface TimeColours {
  /** First and last moment, in days since 1970. */
  domain: readonly [number, number];
  colourOf: (time: string) => string;
}

/** Early is light, late is dark, the same for all agents. */
export function timeColoursOf(caller: string, trajectories: readonly Trajectory[]): TimeColours {
  let [first, last] = [Infinity, -Infinity];
  for (const { agentId, times, positions } of trajectories) {
    if (times.length !== positions.length) {
      throw new RangeError(
        `Cannot draw ${caller}(): the trajectory of ${
          quote(agentId)
        } needs a time a post, got ${times.length} for ${positions.length}`,
      );
    }
    for (const time of times) {
      const day = Date.parse(time) / DAY_MS;
      if (!Number.isFinite(day)) {
        throw new SyntaxError(
          `Cannot draw ${caller}(): the trajectory of ${quote(agentId)} needs ISO 8601 times, got ${quote(time)}`,
        );
      }
      [first, last] = [Math.min(first, day), Math.max(last, day)];
    }
  }
  return { domain: [first, last], colourOf: (time) => colourAt((Date.parse(time) / DAY_MS - first) / (last - first)) };
}

function colourAt(share: number): string {
  const step = Number.isFinite(share) ? Math.min(timeColours.length - 1, Math.floor(share * timeColours.length)) : 0;
  return timeColours[step] ?? ink.text;
}

/** A bar of all the colours over the days they stand for. */
export function timeKeyPanel({ domain: [first, last] }: TimeColours, width: number): Panel {
  const [left, right] = [34, width - 34];
  const isOneMoment = last === first;
  const plan = planDays(isOneMoment ? [first - 0.5, first + 0.5] : [first, last], right - left, 1 / 24);
  const span = isOneMoment ? 1 : last - first;
  const spotOf = (day: number) => left + ((day - (isOneMoment ? first - 0.5 : first)) / span) * (right - left);
  const ticks = plan.ticks.map((day) => ({ x: spotOf(day), text: plan.format(day) }));
  const colours = isOneMoment ? timeColours.slice(0, 1) : timeColours;
  return {
    options: {
      width,
      height: 46,
      margin: 0,
      x: { type: "identity" },
      y: { type: "identity" },
      marks: [
        ...colours.map((colour, index) =>
          Plot.rect([0], {
            x1: left + (index / colours.length) * (right - left),
            x2: left + ((index + 1) / colours.length) * (right - left),
            y1: 4,
            y2: 16,
            fill: colour,
          })
        ),
        Plot.link(ticks, { x1: "x", x2: "x", y1: 16, y2: 21, stroke: ink.muted }),
        Plot.text(ticks, { x: "x", y: 31, text: "text", fontSize: textSize.small, fill: ink.text }),
      ],
    },
  };
}
