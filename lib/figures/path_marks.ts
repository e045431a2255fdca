import * as Plot from "@observablehq/plot";
import type { Spot } from "./map_frame.ts";
import { tint } from "./theme.ts";

/** Share of the full colour at a moment from 0 (first post) to 1 (last post). */
function shade(moment: number): number {
  return 0.3 + 0.7 * moment;
}

/**
 * An agent's path: a ring at the first post, segments from light to dark in time order, dots
 * at posts, an arrow head at the last.
 */
export function pathMarks(spots: readonly Spot[], colour: string, { weight }: { weight: number }): Plot.Markish[] {
  const last = spots.length - 1;
  const steps = spots.slice(1).map((to, index) => ({ from: spots[index] as Spot, to, moment: (index + 1) / last }));
  const stops = spots.map((spot, index) => ({ ...spot, moment: last === 0 ? 1 : index / last }));
  return [
    Plot.link(steps, {
      x1: (d) => d.from.x,
      y1: (d) => d.from.y,
      x2: (d) => d.to.x,
      y2: (d) => d.to.y,
      stroke: (d) => tint(colour, shade(d.moment)),
      strokeWidth: weight,
      strokeLinecap: "round",
    }),
    Plot.dot(stops.slice(1), { x: "x", y: "y", r: weight + 0.5, fill: (d) => tint(colour, shade(d.moment)) }),
    Plot.dot(stops.slice(0, 1), {
      x: "x",
      y: "y",
      r: weight + 2,
      fill: "white",
      stroke: tint(colour, shade(last === 0 ? 1 : 0.3)),
      strokeWidth: weight,
    }),
    ...arrowHead(spots, colour, weight),
  ];
}

/** A filled head at the last post, turned the way the last real step went. */
function arrowHead(spots: readonly Spot[], colour: string, weight: number): Plot.Markish[] {
  const end = spots.at(-1);
  const before = spots.findLast((spot) => end !== undefined && Math.hypot(spot.x - end.x, spot.y - end.y) > 0.5);
  if (end === undefined || before === undefined) return [];
  const degrees = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI + 90;
  return [
    Plot.dot([end], {
      x: "x",
      y: "y",
      symbol: "triangle",
      rotate: degrees,
      r: weight * 1.75 + 2,
      fill: colour,
      stroke: "white",
    }),
  ];
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
