import * as Plot from "@observablehq/plot";
import type { Figure } from "../shapes.ts";
import { checkOneOf } from "../foundation/mod.ts";
import { axisMark, gridMark, paddedDomain, planAxis } from "./axis.ts";
import { checkFinite, checkRows } from "./check.ts";
import { count, shorten, wrap } from "./label.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { headingPanel, type KeyItem, keyPanel } from "./key.ts";
import { drawPage, type Panel } from "./page.ts";
import { labelMargin } from "./row_panel.ts";
import { armColour, ink, textSize } from "./theme.ts";

/** How much one trial leans to acting. */
export interface DispositionRow {
  condition: string;
  /** Natural log-odds of acting. */
  logOdds: number;
  /** Set where the true value is known from one side only. */
  bound: "none" | "lower" | "upper" | "both";
  scenario: string;
}

export interface DispositionStripOptions extends FigureOptions {
  /** The condition drawn in grey. Default: the first row's. */
  control?: string;
  /** Default "log-odds of acting". */
  xLabel?: string;
}

const rowHeight = 52;
const marginRight = 68;
const bounds = ["none", "lower", "upper", "both"] as const;

/**
 * How much does the model lean to acting in each condition, trial by trial?
 *
 * A triangle is a bound: the endpoint did not return an option, and the true value lies in
 * the direction it points to; a diamond is open to both sides. The median is one tick where
 * it is the same whatever the bounds hide, two joined ticks where it lies between them, and
 * absent where they leave it open without limit.
 *
 * @param rows One a trial, 1 to 3000; scenarios and conditions in the order they first appear.
 * @param options Words, and which condition is the control.
 * @returns A figure with one mark a trial, in a panel a scenario.
 * @throws {RangeError} If there are no rows, too many, or a value is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dispositionStrip } from "twoplane/figures";
 * const rows = [{ condition: "none", logOdds: -1.2, bound: "none" as const, scenario: "switch" }];
 * assert.ok(dispositionStrip(rows).svg.includes("switch"));
 * ```
 */
export function dispositionStrip(rows: readonly DispositionRow[], options: DispositionStripOptions = {}): Figure {
  const width = widthOf("dispositionStrip", options, ["control", "xLabel"]);
  checkRows("dispositionStrip", rows, { max: 3000 });
  checkFinite("dispositionStrip", rows, ["logOdds"]);
  rows.forEach((row) => checkOneOf("dispositionStrip", "bound", row.bound, bounds));
  const bounded = rows.filter((row) => row.bound !== "none").length;
  const defaults = {
    name: "disposition-strip",
    title: "Disposition to act in each condition",
    caption:
      `One mark a trial (${
        count(rows.length, "trial")
      }), its height in the strip has no meaning; tick: median; dashed line: even odds.` +
      (bounded === 0
        ? ""
        : ` Hollow marks (${bounded}) are bounds: the true value lies in the direction of the triangle, or to both sides of a diamond.`),
  };
  return toFigure("dispositionStrip", options, defaults, (label) => drawPage(panels(rows, options, width), { label }));
}

function panels(rows: readonly DispositionRow[], options: DispositionStripOptions, width: number): Panel[] {
  const control = options.control ?? rows[0]?.condition ?? "";
  const conditions = [...new Set(rows.map((row) => row.condition))];
  const scenarios = [...Map.groupBy(rows, (row) => row.scenario)];
  const shared = {
    width,
    control,
    domain: paddedDomain([...rows.map((row) => row.logOdds), 0]),
    marginLeft: labelMargin(conditions, width, marginRight),
    xLabel: options.xLabel ?? "log-odds of acting",
  };
  return [
    keyPanel(keyItems(rows, control), width),
    ...scenarios.flatMap(([scenario, members], index) => [
      headingPanel(shorten(scenario, textSize.label * 1.06, width - 8), width),
      stripPanel(members, { ...shared, hasAxis: index === scenarios.length - 1 }),
    ]),
  ];
}

function keyItems(rows: readonly DispositionRow[], control: string): KeyItem[] {
  const items: KeyItem[] = [{ glyph: "dot", colour: armColour.control, text: shorten(control, textSize.small, 160) }];
  if (rows.some((row) => row.condition !== control)) {
    items.push({ glyph: "dot", colour: armColour.treatment, text: "treatment" });
  }
  return [...items, { glyph: "tick", colour: "#000000", text: "median" }];
}

interface StripOptions {
  width: number;
  control: string;
  domain: [number, number];
  marginLeft: number;
  xLabel: string;
  hasAxis: boolean;
}

function stripPanel(rows: readonly DispositionRow[], options: StripOptions): Panel {
  const strips = [...Map.groupBy(rows, (row) => row.condition)];
  const spots = strips.flatMap(([, members], strip) => spread(members, strip));
  const medians = strips.map(([, members], y) => ({ ...medianRange(members), y })).filter(({ low, high }) =>
    Number.isFinite(low) && Number.isFinite(high)
  );
  const axis = planAxis(options.domain, options.width - options.marginLeft - marginRight);
  const marginBottom = options.hasAxis ? 54 : 6;
  const colour = (d: DispositionRow) => (d.condition === options.control ? armColour.control : armColour.treatment);
  return {
    options: {
      width: options.width,
      height: 4 + strips.length * rowHeight + marginBottom,
      marginTop: 4,
      marginBottom,
      marginLeft: options.marginLeft,
      marginRight,
      x: { type: "linear", domain: axis.domain },
      y: { type: "linear", domain: [-0.5, strips.length - 0.5], reverse: true },
      marks: [
        gridMark(axis),
        Plot.ruleX([0], { stroke: ink.muted, strokeDasharray: "4,3" }),
        ...(options.hasAxis ? [axisMark(axis, options.xLabel, { ...options, marginRight })] : []),
        Plot.dot(spots.filter((d) => d.bound === "none"), {
          x: "logOdds",
          y: "y",
          r: 4,
          fill: colour,
          fillOpacity: 0.6,
        }),
        ...(["lower", "upper", "both"] as const).map((bound) =>
          Plot.dot(spots.filter((d) => d.bound === bound), {
            x: "logOdds",
            y: "y",
            r: 5,
            symbol: bound === "both" ? "diamond" : "triangle",
            rotate: { lower: 90, upper: -90, both: 0 }[bound],
            stroke: colour,
            fill: "white",
            strokeWidth: 1.75,
          })
        ),
        ...medianMarks(medians),
        ...stripLabels(strips, options.marginLeft),
      ],
    },
  };
}

/** A tick; two joined ticks where bounds leave the median open between them. */
function medianMarks(medians: readonly { low: number; high: number; y: number }[]): Plot.Markish[] {
  const look = { stroke: "black", strokeWidth: 2 };
  const ends = medians.flatMap(({ low, high, y }) => (low === high ? [low] : [low, high]).map((x) => ({ x, y })));
  const open = medians.filter(({ low, high }) => low !== high);
  return [
    Plot.link(ends, { ...look, x1: "x", x2: "x", y1: (d) => d.y - 0.42, y2: (d) => d.y + 0.42 }),
    Plot.link(open, { ...look, x1: "low", x2: "high", y1: "y", y2: "y" }),
  ];
}

function stripLabels(
  strips: readonly (readonly [string, readonly DispositionRow[]])[],
  marginLeft: number,
): Plot.Markish[] {
  const side = { fontSize: textSize.small, y: (_: unknown, index: number) => index };
  return [
    Plot.text(strips, {
      ...side,
      text: ([condition]: [string]) => wrap(condition, textSize.label, marginLeft - 14).join("\n"),
      fontSize: textSize.label,
      frameAnchor: "left",
      textAnchor: "end",
      dx: -10,
    }),
    Plot.text(strips, {
      ...side,
      text: ([, members]: [string, DispositionRow[]]) => `n = ${members.length}`,
      fill: ink.muted,
      frameAnchor: "right",
      textAnchor: "start",
      dx: 10,
    }),
  ];
}

/** Places each mark in its strip by the golden ratio of its rank, so that ties do not hide each other. */
function spread(rows: readonly DispositionRow[], strip: number): (DispositionRow & { y: number })[] {
  return rows
    .toSorted((a, b) => a.logOdds - b.logOdds)
    .map((row, rank) => ({
      ...row,
      y: strip + (rows.length === 1 ? 0 : (((rank + 1) * 0.6180339887) % 1 - 0.5) * 0.7),
    }));
}

/** Between which values the median lies: one value twice, unless bounds leave it open. */
function medianRange(rows: readonly DispositionRow[]): { low: number; high: number } {
  const open = (side: "lower" | "upper", end: number) =>
    rows.map(({ logOdds, bound }) => (bound === side || bound === "both" ? end : logOdds));
  return { low: median(open("upper", -Infinity)), high: median(open("lower", Infinity)) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
