import * as Plot from "@observablehq/plot";
import type { Figure } from "../shapes.ts";
import { type AxisPlan, paddedDomain, planAxis } from "./axis.ts";
import { checkFinite, checkIntervals, checkRows } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { headingPanel } from "./key.ts";
import { capital, formatNumber, shorten } from "./label.ts";
import { drawPage, type Panel } from "./page.ts";
import { planeColour, textSize } from "./theme.ts";
import { tickMargin, xyPanel } from "./xy_panel.ts";

/** What came of one dose. */
export interface DosePoint {
  /** Facet: a model, a scenario. */
  group: string;
  /** Place on the axis, such as a number of peers. */
  dose: number;
  mean: number;
  /** Interval; `null` where there is none. */
  low: number | null;
  high: number | null;
  n: number;
}

/** Options of `doseCurve()`. */
export interface DoseCurveOptions extends FigureOptions {
  /** What the dose is, such as "peers who say otherwise". */
  xLabel: string;
  /** What is measured. Default "share that acted". */
  yLabel?: string;
  /** Whether the measure is a share: the axis then runs from 0 to 1. Default true. */
  scale?: "share" | "free";
}

const inner = 200;

/**
 * Does more of it do more? A measure over ordered doses, group by group.
 *
 * Doses stand where their numbers are, so that a step of three is three times as wide as one of one, and groups share both
 * axes. Points are joined to be followed by the eye; nothing is claimed between them.
 *
 * @param rows 1 to 200 points in up to 8 groups; groups in the order they first appear.
 * @param options `xLabel` is required.
 * @returns A figure with a frame a group.
 * @throws {RangeError} If there are no rows, too many groups, a number is not finite, or a share lies outside [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { doseCurve } from "twoplane/figures";
 * const rows = [0, 1, 3].map((dose) => ({ group: "model", dose, mean: dose / 4, low: 0, high: 0.9, n: 30 }));
 * assert.ok(doseCurve(rows, { xLabel: "peers" }).svg.includes("peers"));
 * ```
 */
export function doseCurve(rows: readonly DosePoint[], options: DoseCurveOptions): Figure {
  const caller = "doseCurve";
  const width = widthOf(caller, options, ["xLabel", "yLabel", "scale"]);
  const { yLabel = "share that acted", scale = "share" } = options;
  checkRows(caller, rows, { max: 200 });
  checkFinite(caller, rows, ["dose", "mean", "n"]);
  const whiskered = rows.filter(hasInterval);
  checkFinite(caller, whiskered, ["low", "high"]);
  checkIntervals(caller, whiskered);
  checkShares(rows, scale);
  const groups = [...Map.groupBy(rows, (row) => row.group)];
  if (groups.length > 8) {
    throw new RangeError(
      `Cannot draw ${caller}(): at most 8 groups stay legible, got ${groups.length}. Pass those to show`,
    );
  }
  const defaults = {
    name: "dose-curve",
    title: `${capital(yLabel)} by ${options.xLabel}`,
    caption: `Dot and line: mean at each dose with its interval; n = ${range(rows.map(({ n }) => n))} at a dose.`,
  };
  return toFigure(
    caller,
    options,
    defaults,
    (label) => drawPage(panels(groups, { width, xLabel: options.xLabel, yLabel, scale }), { label }),
  );
}

type Whiskered = DosePoint & { low: number; high: number };

function hasInterval(row: DosePoint): row is Whiskered {
  return row.low !== null && row.high !== null;
}

function checkShares(rows: readonly DosePoint[], scale: "share" | "free"): void {
  const bad = scale === "free"
    ? -1
    : rows.findIndex(({ mean, low, high }) => Math.min(mean, low ?? mean) < 0 || Math.max(mean, high ?? mean) > 1);
  if (bad === -1) return;
  const { mean, low, high } = rows[bad] as DosePoint;
  throw new RangeError(
    `Cannot draw doseCurve() at row ${bad}: need shares in [0, 1], got ${mean} [${low}, ${high}]. Other measures: scale "free"`,
  );
}

function range(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `${least}` : `${least} to ${most}`;
}

function panels(
  groups: readonly (readonly [string, readonly DosePoint[]])[],
  { width, xLabel, yLabel, scale }: { width: number; xLabel: string; yLabel: string; scale: "share" | "free" },
): Panel[] {
  const rows = groups.flatMap(([, own]) => own);
  const y = scale === "share"
    ? { domain: [0, 1] as const, ticks: [0, 0.25, 0.5, 0.75, 1], format: (value: number) => formatNumber(value, 2) }
    : planAxis(paddedDomain(rows.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean])), inner);
  const marginLeft = tickMargin(y);
  const x = planAxis(paddedDomain(rows.map(({ dose }) => dose), 0.06), width - marginLeft - 18);
  return groups.flatMap(([group, own], index) => [
    ...(groups.length === 1 ? [] : [headingPanel(shorten(group, textSize.label * 1.06, width - 8), width)]),
    xyPanel({
      width,
      inner,
      x: withDoses(x, rows),
      y,
      xLabel: index === groups.length - 1 ? xLabel : null,
      yLabel,
      marginLeft,
      marginRight: 18,
      marks: marksOf(own),
    }),
  ]);
}

/** Ticks at the doses themselves where they are few and whole, since nothing was asked between them. */
function withDoses(plan: AxisPlan, rows: readonly DosePoint[]): AxisPlan {
  const doses = [...new Set(rows.map(({ dose }) => dose))].sort((a, b) => a - b);
  const [first = 0, last = 1] = [doses[0], doses.at(-1)];
  const closest = Math.min(...doses.slice(1).map((dose, i) => dose - (doses[i] as number)));
  const isRoomy = doses.length > 1 && doses.every(Number.isInteger) && closest / (last - first) > 0.06;
  return isRoomy ? { ...plan, ticks: doses, format: (value) => formatNumber(value, 0) } : plan;
}

function marksOf(rows: readonly DosePoint[]): Plot.Markish[] {
  const sorted = rows.toSorted((a, b) => a.dose - b.dose);
  const colour = planeColour.action;
  return [
    Plot.line(sorted, { x: "dose", y: "mean", stroke: colour, strokeWidth: 2 }),
    Plot.link(sorted.filter(hasInterval), {
      x1: "dose",
      x2: "dose",
      y1: "low",
      y2: "high",
      stroke: colour,
      strokeWidth: 2.5,
    }),
    Plot.dot(sorted, { x: "dose", y: "mean", r: 5, fill: colour }),
  ];
}
