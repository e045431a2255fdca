import * as Plot from "@observablehq/plot";
import type { Figure, Projection, Trajectory } from "../shapes.ts";
import { checkOneOf, quote } from "../foundation/mod.ts";
import { checkRows } from "./check.ts";
import { haloText } from "./halo.ts";
import { count, shorten } from "./label.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { busiest, checkPositions, checkTrajectories, fitToFrame, positionsOf, type ToSpot } from "./map_frame.ts";
import { drawPage, type Panel } from "./page.ts";
import { alongPath, type PathArrows, pathMarks } from "./path_marks.ts";
import { placeLabels } from "./place_labels.ts";
import { agentColours, ink, textSize, tint } from "./theme.ts";
import { type TimeColours, timeColoursOf, timeKeyPanel } from "./time_colours.ts";

export interface TrajectoryMapOptions extends FigureOptions {
  /** Agents whose paths are drawn, at most 6. Default: the three with most posts. */
  highlight?: readonly string[];
  /** Faint dots behind. Default: the posts of all trajectories. */
  background?: Projection;
  /**
   * "agent" (default): a hue an agent, light to dark along its own path. "time": one calendar for all, with its key, so
   * that the same colour is the same day on every path and, without a background, on every dot.
   */
  colour?: "agent" | "time";
  /** Arrow heads at the end of each path ("last", default), or on every step long enough as well ("steps"). */
  arrows?: PathArrows;
}

/**
 * Where on the map does each agent's writing go over time?
 *
 * Each path runs from a ring (first post) over light to dark to an arrow head (last post).
 * A map shows which posts are neighbours; its axes have no unit and distances across it are
 * not to be measured: step lengths belong to the d-dimensional space.
 *
 * @param trajectories One an agent, in time order.
 * @param options Which paths to draw over which dots.
 * @returns A figure with a dot a post and a path a highlighted agent.
 * @throws {RangeError} If there is nothing to draw, a coordinate is not finite, or an agent is unknown.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { trajectoryMap } from "twoplane/figures";
 * const figure = trajectoryMap([{
 *   agentId: "ada",
 *   postIds: ["1", "2"],
 *   times: ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"],
 *   positions: [[0, 0], [1, 1]],
 *   stepLengths: [0.4],
 * }]);
 * assert.ok(figure.svg.includes("ada"));
 * ```
 */
export function trajectoryMap(trajectories: readonly Trajectory[], options: TrajectoryMapOptions = {}): Figure {
  const width = widthOf("trajectoryMap", options, ["highlight", "background", "colour", "arrows"]);
  checkRows("trajectoryMap", trajectories, { max: 100_000 });
  checkTrajectories("trajectoryMap", trajectories);
  const paths = highlighted(trajectories, options.highlight);
  const dots = options.background === undefined
    ? trajectories.flatMap((trajectory) => trajectory.positions)
    : positionsOf(options.background);
  checkPositions("trajectoryMap(): the background", dots);
  const colour = checkOneOf("trajectoryMap", "colour", options.colour ?? "agent", ["agent", "time"] as const);
  const arrows = checkOneOf("trajectoryMap", "arrows", options.arrows ?? "last", ["last", "steps"] as const);
  const times = colour === "time" ? timeColoursOf("trajectoryMap", trajectories) : null;
  const defaults = {
    name: "trajectory-map",
    title: `Paths of ${count(paths.length, "agent")} on the map of ${count(dots.length, "post")}`,
    caption:
      `Each dot is a post. A path runs in time order from its ring (first post) ${
        times === null ? "over light to dark " : ""
      }to its arrow head ` +
      `(last post)${times === null ? "" : "; its colour is the day it was written, as in the key"}: ${
        paths.map((path) => `${shorten(path.agentId, textSize.small, 220)}, ${count(path.positions.length, "post")}`)
          .join("; ")
      }. ` +
      "Map coordinates have no unit; neighbourhoods can be read, distances across the map cannot.",
  };
  const look: MapLook = { width, arrows, times, dotColours: dotColours(trajectories, times, options.background) };
  const panels = [...(times === null ? [] : [timeKeyPanel(times, width)]), mapPanel(paths, dots, look)];
  return toFigure("trajectoryMap", options, defaults, (label) => drawPage(panels, { label }));
}

interface MapLook {
  width: number;
  arrows: PathArrows;
  times: TimeColours | null;
  /** A colour a dot, `null` where all are faint. */
  dotColours: string[] | null;
}

/** Dots of a background have no time of their own. */
function dotColours(
  trajectories: readonly Trajectory[],
  times: TimeColours | null,
  background: Projection | undefined,
): string[] | null {
  if (times === null || background !== undefined) return null;
  return trajectories.flatMap((trajectory) => trajectory.times.map((time) => tint(times.colourOf(time), 0.45)));
}

function highlighted(trajectories: readonly Trajectory[], ids: readonly string[] | undefined): Trajectory[] {
  if (ids === undefined) return busiest(trajectories, 3);
  if (ids.length === 0 || ids.length > agentColours.length || new Set(ids).size !== ids.length) {
    throw new RangeError(
      `Cannot draw trajectoryMap(): highlight needs 1 to ${agentColours.length} different agents, got ${ids.length}. ` +
        "trajectorySmallMultiples() takes more",
    );
  }
  return ids.map((id) => {
    const found = trajectories.find((trajectory) => trajectory.agentId === id);
    if (found !== undefined) return found;
    const names = trajectories.slice(0, 8).map((trajectory) => quote(trajectory.agentId)).join(", ");
    throw new RangeError(`Cannot draw trajectoryMap(): highlight takes agents such as ${names}, got ${quote(id)}`);
  });
}

function mapPanel(
  paths: readonly Trajectory[],
  dots: readonly (readonly [number, number])[],
  { width, arrows, times, dotColours }: MapLook,
): Panel {
  const height = Math.round(width * 0.78);
  const frame = { width, height: height - 26 };
  const all = [...dots, ...paths.flatMap((path) => path.positions)];
  const toSpot = fitToFrame(all, { ...frame, padding: 26 });
  return {
    options: {
      width,
      height,
      margin: 0,
      x: { type: "identity" },
      y: { type: "identity" },
      marks: [
        Plot.rect([0], { x1: 0.5, y1: 0.5, x2: frame.width - 0.5, y2: frame.height - 0.5, stroke: ink.grid }),
        Plot.dot(dots.map(toSpot), {
          x: "x",
          y: "y",
          r: dots.length > 2000 ? 1.4 : 2.4,
          fill: dotColours === null ? ink.faint : { value: dotColours, scale: null },
        }),
        ...paths.flatMap((path, index) =>
          pathMarks(path.positions.map(toSpot), {
            colour: times === null ? colourOf(index) : path.times.map(times.colourOf),
            weight: 2,
            arrows,
          })
        ),
        ...labelMarks(paths, { toSpot, frame, isColoured: times === null }),
        Plot.text(["map coordinates have no unit"], {
          frameAnchor: "bottom-left",
          dx: 2,
          dy: -3,
          fontSize: textSize.small,
          fill: ink.muted,
        }),
        Plot.text(["ring: first post, arrow: last"], {
          frameAnchor: "bottom-right",
          dx: -2,
          dy: -3,
          fontSize: textSize.small,
          fill: ink.muted,
        }),
      ],
    },
  };
}

function colourOf(index: number): string {
  return agentColours[index] ?? ink.text;
}

function labelMarks(
  paths: readonly Trajectory[],
  { toSpot, frame, isColoured }: { toSpot: ToSpot; frame: { width: number; height: number }; isColoured: boolean },
): Plot.Markish[] {
  const wanted = paths.map((path) => ({
    ...toSpot(path.positions.at(-1) ?? [0, 0]),
    text: shorten(path.agentId, textSize.label, frame.width * 0.36),
  }));
  const avoid = paths.flatMap((path) => alongPath(path.positions.map(toSpot)));
  return placeLabels(wanted, { ...frame, size: textSize.label, avoid }).flatMap((label, index) =>
    haloText([label], {
      x: label.x,
      y: label.y,
      text: () => label.text,
      textAnchor: "start",
      fontSize: textSize.label,
      fontWeight: 600,
      fill: isColoured ? colourOf(index) : ink.text,
    })
  );
}
