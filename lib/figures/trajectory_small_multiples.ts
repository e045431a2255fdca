import * as Plot from "@observablehq/plot";
import type { Figure, Projection, Trajectory } from "../shapes.ts";
import { checkOneOf } from "../foundation/mod.ts";
import { checkRows } from "./check.ts";
import { count, shorten } from "./label.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { busiest, checkPositions, checkTrajectories, fitToFrame, positionsOf, type ToSpot } from "./map_frame.ts";
import { drawPage, type Panel } from "./page.ts";
import { pathMarks } from "./path_marks.ts";
import { ink, planeColour, textSize } from "./theme.ts";
import { type TimeColours, timeColoursOf, timeKeyPanel } from "./time_colours.ts";

export interface TrajectorySmallMultiplesOptions extends FigureOptions {
  /** Panels a row, 1 to 6. Default 3. */
  columns?: number;
  /** Faint dots behind. Default: the posts of all trajectories. */
  background?: Projection;
  /** "agent" (default): each path light to dark from its own start to its end. "time": one calendar for all, with its key. */
  colour?: "agent" | "time";
}

const gap = 12;

/**
 * Where does each agent's writing go, one panel an agent on the same map?
 *
 * All panels share one frame, so that a place in one is the same place in the next.
 *
 * @param trajectories 1 to 36, drawn by falling number of posts.
 * @param options Layout and background.
 * @returns A figure with one small map an agent.
 * @throws {RangeError} If there are no trajectories, too many, or a coordinate is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { trajectorySmallMultiples } from "twoplane/figures";
 * const times = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"];
 * const ada = { agentId: "ada", postIds: ["1", "2"], times, positions: [[0, 0], [1, 1]] as const, stepLengths: [0.4] };
 * assert.ok(trajectorySmallMultiples([ada]).svg.includes("ada"));
 * ```
 */
export function trajectorySmallMultiples(
  trajectories: readonly Trajectory[],
  options: TrajectorySmallMultiplesOptions = {},
): Figure {
  const width = widthOf("trajectorySmallMultiples", options, ["columns", "background", "colour"]);
  checkRows("trajectorySmallMultiples", trajectories, { max: 36 });
  checkTrajectories("trajectorySmallMultiples", trajectories);
  const dots = options.background === undefined
    ? trajectories.flatMap((trajectory) => trajectory.positions)
    : positionsOf(options.background);
  checkPositions("trajectorySmallMultiples(): the background", dots);
  const columns = columnsOf(options.columns, trajectories.length);
  const colour = checkOneOf(
    "trajectorySmallMultiples",
    "colour",
    options.colour ?? "agent",
    ["agent", "time"] as const,
  );
  const times = colour === "time" ? timeColoursOf("trajectorySmallMultiples", trajectories) : null;
  const defaults = {
    name: "trajectory-small-multiples",
    title: `Path of each of ${count(trajectories.length, "agent")} on the same map`,
    caption:
      `Grey: all ${count(dots.length, "post")}. Each path runs in time order from its ring (first post) ${
        times === null ? "over light to dark " : ""
      }to its arrow head (last post)${
        times === null ? "" : "; its colour is the day it was written, as in the key"
      }. ` +
      "Map coordinates have no unit.",
  };
  return toFigure(
    "trajectorySmallMultiples",
    options,
    defaults,
    (label) => drawPage(panels(trajectories, dots, { width, columns, times }), { label }),
  );
}

function columnsOf(columns: number | undefined, agents: number): number {
  if (columns !== undefined && (!Number.isInteger(columns) || columns < 1 || columns > 6)) {
    throw new RangeError(
      `Cannot draw trajectorySmallMultiples(): columns needs a whole number from 1 to 6, got ${columns}`,
    );
  }
  return Math.min(columns ?? 3, agents);
}

function panels(
  trajectories: readonly Trajectory[],
  dots: readonly (readonly [number, number])[],
  { width, columns, times }: { width: number; columns: number; times: TimeColours | null },
): Panel[] {
  const key = times === null ? [] : [timeKeyPanel(times, width)];
  const top = key.reduce((sum, panel) => sum + panel.options.height, 0);
  const cell = Math.floor((width - gap * (Math.max(columns, 2) - 1)) / Math.max(columns, 2));
  const all = [...dots, ...trajectories.flatMap((trajectory) => trajectory.positions)];
  const cellHeight = Math.round(cell * 0.85);
  const toSpot = fitToFrame(all, { width: cell, height: cellHeight, padding: 14 });
  const maps = busiest(trajectories, trajectories.length).map((trajectory, index) => ({
    ...smallMap(trajectory, dots, { toSpot, cell, bottom: 24 + cellHeight, times }),
    x: (index % columns) * (cell + gap),
    y: top + Math.floor(index / columns) * (cellHeight + 24 + gap),
  }));
  return [...key, ...maps];
}

function smallMap(
  trajectory: Trajectory,
  dots: readonly (readonly [number, number])[],
  { toSpot, cell, bottom, times }: { toSpot: ToSpot; cell: number; bottom: number; times: TimeColours | null },
): Panel {
  const n = `n = ${trajectory.positions.length}`;
  const shift = (position: readonly [number, number]) => {
    const { x, y } = toSpot(position);
    return { x, y: y + 24 };
  };
  return {
    options: {
      width: cell,
      height: bottom,
      margin: 0,
      x: { type: "identity" },
      y: { type: "identity" },
      marks: [
        Plot.rect([0], { x1: 0.5, y1: 24.5, x2: cell - 0.5, y2: bottom - 0.5, stroke: ink.grid }),
        Plot.dot(dots.map(shift), { x: "x", y: "y", r: 1.3, fill: ink.faint }),
        ...pathMarks(trajectory.positions.map(shift), {
          colour: times === null ? planeColour.content : trajectory.times.map(times.colourOf),
          weight: 1.5,
        }),
        Plot.text([trajectory.agentId], {
          x: 1,
          y: 13,
          text: (id: string) => shorten(id, textSize.small * 1.05, cell - 58),
          textAnchor: "start",
          fontSize: textSize.small,
          fontWeight: 600,
        }),
        Plot.text([n], { x: cell - 1, y: 13, textAnchor: "end", fontSize: textSize.small, fill: ink.muted }),
      ],
    },
  };
}
