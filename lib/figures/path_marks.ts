import * as Plot from "@observablehq/plot";
import type { Spot } from "./map_frame.ts";
import { ink, tint } from "./theme.ts";

/** Share of the full colour at a moment from 0 (first post) to 1 (last post). */
function shade(moment: number): number {
  return 0.3 + 0.7 * moment;
}

/** How a path is drawn. */
export interface PathLook {
  /** One colour, drawn light to dark; or a colour a post, drawn as they are. */
  colour: string | readonly string[];
  /** Px. */
  weight: number;
  /** "steps" puts a small head on every step long enough to carry it as well. */
  arrows?: PathArrows;
}

/** Where a path has arrow heads. */
export type PathArrows = "last" | "steps";

/** Px of a step below which its head would hide it. */
const STEP_WITH_HEAD = 22;

/**
 * An agent's path: a ring at the first post, segments in time order, dots at posts, an arrow
 * head at the last.
 */
export function pathMarks(spots: readonly Spot[], { colour, weight, arrows = "last" }: PathLook): Plot.Markish[] {
  const last = spots.length - 1;
  const colourAt = (index: number): string =>
    typeof colour === "string" ? tint(colour, shade(last === 0 ? 1 : index / last)) : colour[index] ?? ink.text;
  const steps = spots.slice(1).map((to, index) => ({ from: spots[index] as Spot, to, colour: colourAt(index + 1) }));
  const stops = spots.map((spot, index) => ({ ...spot, colour: colourAt(index) }));
  return [
    Plot.link(steps, {
      x1: (d) => d.from.x,
      y1: (d) => d.from.y,
      x2: (d) => d.to.x,
      y2: (d) => d.to.y,
      stroke: (d) => d.colour,
      strokeWidth: weight,
      strokeLinecap: "round",
    }),
    Plot.dot(stops.slice(1), { x: "x", y: "y", r: weight + 0.5, fill: (d) => d.colour }),
    Plot.dot(stops.slice(0, 1), {
      x: "x",
      y: "y",
      r: weight + 2,
      fill: "white",
      stroke: typeof colour === "string" ? tint(colour, shade(last === 0 ? 1 : 0.3)) : colourAt(0),
      strokeWidth: weight,
    }),
    ...(arrows === "steps" ? steps.slice(0, -1).flatMap((step) => stepHead(step, weight)) : []),
    ...arrowHead(spots, typeof colour === "string" ? colour : colourAt(last), weight),
  ];
}

/** A small head past the middle of a step. */
function stepHead({ from, to, colour }: { from: Spot; to: Spot; colour: string }, weight: number): Plot.Markish[] {
  if (Math.hypot(to.x - from.x, to.y - from.y) < STEP_WITH_HEAD) return [];
  const spot = { x: from.x + (to.x - from.x) * 0.58, y: from.y + (to.y - from.y) * 0.58 };
  return [
    Plot.dot([spot], { x: "x", y: "y", symbol: "triangle", rotate: degrees(from, to), r: weight + 1.6, fill: colour }),
  ];
}

/** A filled head at the last post, turned the way the last real step went. */
function arrowHead(spots: readonly Spot[], colour: string, weight: number): Plot.Markish[] {
  const end = spots.at(-1);
  const before = spots.findLast((spot) => end !== undefined && Math.hypot(spot.x - end.x, spot.y - end.y) > 0.5);
  if (end === undefined || before === undefined) return [];
  return [
    Plot.dot([end], {
      x: "x",
      y: "y",
      symbol: "triangle",
      rotate: degrees(before, end),
      r: weight * 1.75 + 2,
      fill: colour,
      stroke: "white",
    }),
  ];
}

/** How far a triangle that points up is turned to point from one spot to another. */
function degrees(from: Spot, to: Spot): number {
  return (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI + 90;
}

/** Points on the path every 8 px or less, for labels to keep clear of. */
export function alongPath(spots: readonly Spot[]): Spot[] {
  return spots.flatMap((to, index) => {
    const from = spots[index - 1] ?? to;
    const pieces = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 8));
    return Array.from({ length: pieces }, (_, piece) => {
      const share = (piece + 1) / pieces;
      return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
    });
  });
}
