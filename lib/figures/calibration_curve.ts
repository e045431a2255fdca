import * as Plot from "@observablehq/plot";
import type { Figure } from "../shapes.ts";
import { checkNumber } from "../foundation/mod.ts";
import type { AxisPlan } from "./axis.ts";
import { checkFinite, checkIntervals, checkRows } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { keyPanel } from "./key.ts";
import { count, formatNumber } from "./label.ts";
import { drawPage, type Panel } from "./page.ts";
import { ink, planeColour } from "./theme.ts";
import { tickMargin, xyPanel } from "./xy_panel.ts";

/** Actions whose forecast lay in one bin. */
export interface CalibrationPoint {
  /** Mean forecast, in [0, 1]. */
  forecast: number;
  /** Share that acted, in [0, 1]. */
  rate: number;
  /** Interval of the rate; `null` where there is none. */
  low: number | null;
  high: number | null;
  n: number;
}

/** Options of `calibrationCurve()`. */
export interface CalibrationCurveOptions extends FigureOptions {
  /** Intercept and slope of a logistic regression of acting on the log-odds of the forecast; drawn as a line. */
  fit?: { intercept: number; slope: number };
  /** Default "leaning: share of the menu on acting". */
  xLabel?: string;
  /** Default "share of sampled actions that acted". */
  yLabel?: string;
}

const inner = 320;

/**
 * Do leanings forecast actions? Share that acted at each leaning, against the line where both are the same.
 *
 * Dots on the dashed line are leanings that can be read as rates; a rise away from it are leanings that order cases without
 * being rates; a flat row says nothing of actions. The area of a dot grows with its actions.
 *
 * @param rows One a bin, 1 to 100.
 * @param options Words, and the fitted line.
 * @returns A figure with a dot and an interval a bin.
 * @throws {RangeError} If there are no rows, or a share lies outside [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { calibrationCurve } from "twoplane/figures";
 * const rows = [{ forecast: 0.1, rate: 0.2, low: 0.1, high: 0.4, n: 40 }, { forecast: 0.8, rate: 0.6, low: 0.4, high: 0.8, n: 30 }];
 * assert.ok(calibrationCurve(rows, { fit: { intercept: 0, slope: 0.6 } }).caption.includes("70 actions"));
 * ```
 */
export function calibrationCurve(rows: readonly CalibrationPoint[], options: CalibrationCurveOptions = {}): Figure {
  const caller = "calibrationCurve";
  const width = widthOf(caller, options, ["fit", "xLabel", "yLabel"]);
  const { fit, xLabel = "leaning: share of the menu on acting", yLabel = "share of sampled actions that acted" } =
    options;
  checkRows(caller, rows, { max: 100 });
  checkFinite(caller, rows, ["forecast", "rate", "n"]);
  const whiskered = rows.filter(hasInterval);
  checkFinite(caller, whiskered, ["low", "high"]);
  checkIntervals(caller, whiskered);
  checkShares(rows);
  if (fit !== undefined) {
    checkNumber(caller, "fit.intercept", fit.intercept);
    checkNumber(caller, "fit.slope", fit.slope);
  }
  const defaults = {
    name: "calibration-curve",
    title: "Leanings as forecasts of actions",
    caption:
      `${count(rows.reduce((sum, { n }) => sum + n, 0), "action")} in ${count(rows.length, "bin")} of their leaning; ` +
      `dot and line: share that acted with its interval, a dot larger the more actions it holds. Dashed: leaning and rate the same.${
        fit === undefined ? "" : ` Solid: logistic fit, slope ${formatNumber(fit.slope, 2)}.`
      }`,
  };
  return toFigure(
    caller,
    options,
    defaults,
    (label) => drawPage(panels(rows, { width, fit, xLabel, yLabel }), { label }),
  );
}

type Whiskered = CalibrationPoint & { low: number; high: number };

function hasInterval(row: CalibrationPoint): row is Whiskered {
  return row.low !== null && row.high !== null;
}

function checkShares(rows: readonly CalibrationPoint[]): void {
  const isShare = (value: number) => value >= 0 && value <= 1;
  const bad = rows.findIndex((row) =>
    ![row.forecast, row.rate, row.low ?? row.rate, row.high ?? row.rate].every(isShare)
  );
  if (bad === -1) return;
  const { forecast, rate, low, high } = rows[bad] as CalibrationPoint;
  throw new RangeError(
    `Cannot draw calibrationCurve() at row ${bad}: need shares in [0, 1], got ${forecast} and ${rate} [${low}, ${high}]`,
  );
}

interface Words {
  width: number;
  fit: CalibrationCurveOptions["fit"];
  xLabel: string;
  yLabel: string;
}

function panels(rows: readonly CalibrationPoint[], { width, fit, xLabel, yLabel }: Words): Panel[] {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const axis: AxisPlan = { domain: [-0.02, 1.02], ticks, format: (value) => formatNumber(value, 2) };
  return [
    keyPanel([
      { glyph: "dot", colour: planeColour.action, text: "share that acted" },
      ...(fit === undefined ? [] : [{ glyph: "line" as const, colour: ink.muted, text: "logistic fit" }]),
    ], width),
    xyPanel({
      width,
      inner,
      x: axis,
      y: axis,
      xLabel,
      yLabel,
      marginLeft: tickMargin(axis),
      marginRight: 22,
      marks: marksOf(rows, fit),
    }),
  ];
}

function marksOf(rows: readonly CalibrationPoint[], fit: Words["fit"]): Plot.Markish[] {
  const colour = planeColour.action;
  const largest = Math.max(...rows.map(({ n }) => n));
  return [
    Plot.link([0], { x1: 0, x2: 1, y1: 0, y2: 1, stroke: ink.muted, strokeDasharray: "4,3" }),
    ...(fit === undefined ? [] : [Plot.line(fitLine(fit), { x: "x", y: "y", stroke: ink.muted, strokeWidth: 2 })]),
    Plot.link(rows.filter(hasInterval), {
      x1: "forecast",
      x2: "forecast",
      y1: "low",
      y2: "high",
      stroke: colour,
      strokeWidth: 2.5,
    }),
    // One mark a dot: a radius by data would go through a scale of its own.
    ...rows.map((row) =>
      Plot.dot([row], {
        x: "forecast",
        y: "rate",
        r: 3.5 + 5.5 * Math.sqrt(row.n / largest),
        fill: colour,
        stroke: "white",
        strokeWidth: 1,
      })
    ),
  ];
}

/** Fifty places along the line, evenly over the shares. */
function fitLine({ intercept, slope }: { intercept: number; slope: number }): { x: number; y: number }[] {
  return Array.from({ length: 51 }, (_, i) => {
    const x = 0.01 + 0.98 * i / 50;
    return { x, y: 1 / (1 + Math.exp(-intercept - slope * Math.log(x / (1 - x)))) };
  });
}
