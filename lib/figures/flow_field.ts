import * as Plot from "@observablehq/plot";
import type { Figure, FlowCell, MapFlow, Projection } from "../shapes.ts";
import { checkFinite, checkRows } from "./check.ts";
import { count, formatNumber } from "./label.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { keyPanel } from "./key.ts";
import { checkPositions, fitToFrame, positionsOf, type ToSpot } from "./map_frame.ts";
import { drawPage, type Panel } from "./page.ts";
import { ink, planeColour, textSize, tint } from "./theme.ts";

export interface FlowFieldOptions extends FigureOptions {
  /** Faint dots behind: the posts. Default: none. */
  background?: Projection;
  /** Below which p a square counts as beyond its null, in (0, 0.5]. Default 0.05. */
  level?: number;
}

/** Where a square stands: beyond the null of all squares, of its own only, or inside. */
type Standing = "beyond all" | "beyond own" | "inside";

const looks: Record<Standing, { colour: string; weight: number }> = {
  "beyond all": { colour: planeColour.content, weight: 2.6 },
  "beyond own": { colour: tint(planeColour.content, 0.55), weight: 2 },
  inside: { colour: "#9aa1a8", weight: 1.3 },
};

/**
 * Which way do posts move from each region of the map, and where is that more than places alone bring about?
 *
 * An arrow starts at the mean place of a square's posts and is as long as their mean movement,
 * all drawn at the same share. Grey ones are what movements dealt anew give as well; the pale line under a
 * coloured arrow is the null's mean, which points inwards at every edge of a map.
 *
 * @param flow What `mapFlow()` of the projection returned.
 * @param options See `FlowFieldOptions`.
 * @returns A figure with an arrow a square.
 * @throws {RangeError} If there is no square or a number is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { flowField } from "twoplane/figures";
 * const still = { dx: 0.4, dy: 0, moves: 12, agents: 4, nullDx: 0, nullDy: 0 };
 * const figure = flowField({
 *   cells: [
 *     { ...still, x: 0, y: 0, pValue: 0.01, adjustedPValue: 0.02 },
 *     { ...still, x: 1, y: 0, pValue: 0.6, adjustedPValue: 1 },
 *   ],
 *   cellSize: 1, kind: "temporal structure", draws: 99, seed: 1, pValue: 0.02, settings: {}, warnings: [],
 * });
 * assert.ok(figure.svg.includes("beyond all squares"));
 * ```
 */
export function flowField(flow: MapFlow, options: FlowFieldOptions = {}): Figure {
  const width = widthOf("flowField", options, ["background", "level"]);
  const level = levelOf("flowField", options.level);
  const { cells } = flow;
  checkRows("flowField", cells, { max: 3600 });
  checkFinite("flowField", cells, ["x", "y", "dx", "dy", "nullDx", "nullDy", "moves", "pValue", "adjustedPValue"]);
  const dots = options.background === undefined ? [] : positionsOf(options.background);
  checkPositions("flowField(): the background", dots);
  const counted = (standing: Standing) => cells.filter((cell) => standingOf(cell, level) === standing).length;
  const numbers = { all: counted("beyond all"), own: counted("beyond own"), inside: counted("inside") };
  const scale = arrowShare(flow);
  const defaults = {
    name: "flow-field",
    title: `Mean movement on the map in ${count(cells.length, "square")}`,
    caption:
      `Each arrow: mean movement from the posts in a square to their authors' next posts, drawn at ${
        formatNumber(scale, 2)
      } of its length. ` +
      `Null: ${flow.kind}, ${count(flow.draws, "draw")}, seed ${flow.seed}; dark: beyond the null of all squares ` +
      `together (p ≤ ${level}), pale: beyond the null of its own only, of which chance alone gives about ${
        formatNumber(level * cells.length, 1)
      }; grey: inside. Thin line: the null's mean. ${warningText(flow.warnings)}Map coordinates have no unit.`,
  };
  const key = keyPanel([
    { glyph: "line", colour: looks["beyond all"].colour, text: `beyond all squares' null: ${numbers.all}` },
    { glyph: "line", colour: looks["beyond own"].colour, text: `beyond its own only: ${numbers.own}` },
    { glyph: "line", colour: looks.inside.colour, text: `inside: ${numbers.inside}` },
  ], width);
  return toFigure(
    "flowField",
    { seed: flow.seed, ...options },
    defaults,
    (label) => drawPage([key, fieldPanel(flow, dots, { width, level, scale })], { label }),
  );
}

/** A level, or a RangeError that says what one is. */
export function levelOf(caller: string, level: number | undefined): number {
  if (level === undefined) return 0.05;
  if (typeof level === "number" && level > 0 && level <= 0.5) return level;
  throw new RangeError(`Cannot draw ${caller}(): level needs a number in (0, 0.5], got ${level}`);
}

/** Warnings as sentences of a caption. */
export function warningText(warnings: readonly string[]): string {
  return warnings.map((warning) => `Warning: ${warning}. `).join("");
}

function standingOf({ pValue, adjustedPValue }: FlowCell, level: number): Standing {
  if (adjustedPValue <= level) return "beyond all";
  return pValue <= level ? "beyond own" : "inside";
}

/** The share of their length at which the longest arrow just fills its square. */
function arrowShare({ cells, cellSize }: MapFlow): number {
  const longest = cells.reduce((most, { dx, dy }) => Math.max(most, Math.hypot(dx, dy)), 0);
  return longest > 0 ? Math.min(1, (0.96 * cellSize) / longest) : 1;
}

function fieldPanel(
  { cells }: MapFlow,
  dots: readonly (readonly [number, number])[],
  { width, level, scale }: { width: number; level: number; scale: number },
): Panel {
  const ends = cells.flatMap(({ x, y, dx, dy, nullDx, nullDy }) =>
    [[x, y], [x + dx * scale, y + dy * scale], [x + nullDx * scale, y + nullDy * scale]] as const
  );
  const frame = { width, height: Math.round(width * 0.78) };
  const toSpot = fitToFrame([...dots, ...ends], { ...frame, padding: 14 });
  const ordered = (["inside", "beyond own", "beyond all"] as const).map((standing) => ({
    standing,
    cells: cells.filter((cell) => standingOf(cell, level) === standing),
  }));
  return {
    options: {
      ...frame,
      margin: 0,
      x: { type: "identity" },
      y: { type: "identity" },
      marks: [
        Plot.rect([0], { x1: 0.5, y1: 0.5, x2: frame.width - 0.5, y2: frame.height - 0.5, stroke: ink.grid }),
        Plot.dot(dots.map(toSpot), { x: "x", y: "y", r: dots.length > 2000 ? 1.2 : 2, fill: ink.grid }),
        ...ordered.flatMap(({ standing, cells }) => arrows(cells, { standing, toSpot, scale })),
        Plot.text(["map coordinates have no unit"], {
          frameAnchor: "bottom-left",
          dx: 6,
          dy: -5,
          fontSize: textSize.small,
          fill: ink.muted,
        }),
      ],
    },
  };
}

interface ArrowOptions {
  standing: Standing;
  toSpot: ToSpot;
  scale: number;
}

function arrows(cells: readonly FlowCell[], { standing, toSpot, scale }: ArrowOptions): Plot.Markish[] {
  const { colour, weight } = looks[standing];
  const drawn = cells.map(({ x, y, dx, dy, nullDx, nullDy }) => {
    const from = toSpot([x, y]);
    const to = toSpot([x + dx * scale, y + dy * scale]);
    const mean = toSpot([x + nullDx * scale, y + nullDy * scale]);
    return { from, to, mean, length: Math.hypot(to.x - from.x, to.y - from.y) };
  });
  const heads = drawn.filter(({ length }) => length > 1.5).map(({ from, to, length }) => ({
    ...to,
    degrees: (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI + 90,
    r: Math.min(weight + 2.2, length / 2),
  }));
  return [
    ...(standing === "inside" ? [] : [
      Plot.link(drawn, {
        x1: (d) => d.from.x,
        y1: (d) => d.from.y,
        x2: (d) => d.mean.x,
        y2: (d) => d.mean.y,
        stroke: "#6e757c",
        strokeWidth: 1,
      }),
    ]),
    Plot.link(drawn, {
      x1: (d) => d.from.x,
      y1: (d) => d.from.y,
      x2: (d) => d.to.x,
      y2: (d) => d.to.y,
      stroke: colour,
      strokeWidth: weight,
      strokeLinecap: "round",
    }),
    Plot.dot(heads, {
      x: "x",
      y: "y",
      symbol: "triangle",
      rotate: "degrees",
      r: { value: "r", scale: null } as never,
      fill: colour,
    }),
  ];
}
