import * as Plot from "@observablehq/plot";
import { type AxisPlan, paddedDomain, planAxis } from "./axis.ts";
import { haloText } from "./halo.ts";
import { shorten, textWidth } from "./label.ts";
import type { Panel } from "./page.ts";
import { type Series, type SeriesPoint, unbroken } from "./series.ts";
import { agentColours, ink, planeColour, textSize } from "./theme.ts";
import { tickMargin, xyPanel } from "./xy_panel.ts";

export interface SeriesPanelOptions {
  width: number;
  /** Px of the frame's height. */
  inner: number;
  x: AxisPlan;
  xLabel: string | null;
  yLabel: string;
  step: number;
  marginLeft: number;
  marginRight: number;
  /** Drawn as a dashed line and kept within the frame. */
  reference: number | null;
  /** Null of the mean over all moments, where the moments have none of their own. */
  meanBand: { low: number; high: number; mean: number } | null;
  /** Words at the end of each line; empty where the heading says it. */
  labels: readonly string[];
}

/** Strokes that tell lines apart without colour. */
const DASHES = ["none", "7,4", "2,3", "9,3,2,3", "1,5", "12,4"] as const;
/** Most lines of one frame. */
export const MOST_LINES = DASHES.length;
/** Points a line may have before its dots grow small. */
const FEW_POINTS = 60;
const labelHeight = 17;

/** The vertical axis of some series with their bands. */
export function planValues(
  series: readonly Series[],
  { inner, reference, meanBand }: Pick<SeriesPanelOptions, "inner" | "reference" | "meanBand">,
): AxisPlan {
  const points = series.flatMap((own) => own.points);
  const values = points.flatMap(({ value, band }) => band === null ? [value] : [value, band.low, band.high]);
  const more = [
    ...(reference === null ? [] : [reference]),
    ...(meanBand === null ? [] : [meanBand.low, meanBand.high]),
  ];
  return planAxis(paddedDomain([...values, ...more], 0.08), inner);
}

/** Room for the axis and for the words at the ends of the lines. */
export function seriesMargins(plans: readonly AxisPlan[], labels: readonly string[], width: number) {
  const longest = Math.max(0, ...labels.map((label) => textWidth(label, textSize.small)));
  return {
    marginLeft: Math.max(30, ...plans.map(tickMargin)),
    marginRight: longest === 0 ? 22 : Math.ceil(Math.min(longest, width * 0.34)) + 26,
  };
}

/** Lines over time; a band of its own below each value, and no line where a moment is missing. */
export function seriesPanel(series: readonly Series[], options: SeriesPanelOptions): Panel {
  const { inner, x, step, reference, meanBand } = options;
  const y = planValues(series, options);
  const frame = options.width - options.marginLeft - options.marginRight;
  const pixel = (x.domain[1] - x.domain[0]) / frame;
  return xyPanel({
    ...options,
    y,
    marks: [
      ...(meanBand === null ? [] : meanBandMarks(meanBand, x)),
      ...series.flatMap(({ points }) => bandMarks(points, { step, pixel })),
      ...(reference === null ? [] : [Plot.ruleY([reference], { stroke: ink.muted, strokeDasharray: "4,3" })]),
      ...series.flatMap((own, index) => lineMarks(own, { index, step, isOne: series.length === 1 })),
      ...labelMarks(series, { ...options, y, inner }),
    ],
  });
}

/** Colour of the line at a place; one line alone has the plane's. */
export function lineColour(index: number): string {
  return agentColours[index % agentColours.length] as string;
}

function meanBandMarks({ low, high, mean }: { low: number; high: number; mean: number }, x: AxisPlan) {
  const [x1, x2] = x.domain;
  return [
    Plot.rect([0], { x1, x2, y1: low, y2: high, fill: ink.band }),
    Plot.link([0], { x1, x2, y1: mean, y2: mean, stroke: ink.muted }),
  ];
}

function bandMarks(points: readonly SeriesPoint[], { step, pixel }: { step: number; pixel: number }): Plot.Markish[] {
  const room = step > 5 * pixel ? step * 0.1 : -pixel / 4; // a hair of overlap where bars are thin: no seams
  const bars = points.flatMap(({ x, band }) =>
    band === null ? [] : [{ ...band, from: x - step / 2 + room, to: x + step / 2 - room }]
  );
  return bars.length === 0 ? [] : [
    Plot.rect(bars, { x1: "from", x2: "to", y1: "low", y2: "high", fill: ink.band }),
    Plot.link(bars, { x1: "from", x2: "to", y1: "mean", y2: "mean", stroke: ink.muted }),
  ];
}

function lineMarks(
  { points }: Series,
  { index, step, isOne }: { index: number; step: number; isOne: boolean },
): Plot.Markish[] {
  const colour = isOne ? planeColour.content : lineColour(index);
  const dash = isOne ? "none" : DASHES[index % DASHES.length] as string;
  const parts = unbroken(points, step).filter((part) => part.length > 1);
  const r = points.length > FEW_POINTS ? 2 : 3.5;
  const isFilled = ({ value, band }: SeriesPoint) => band === null || value < band.low || value > band.high;
  return [
    ...parts.map((part) =>
      Plot.line(part, {
        x: "x",
        y: "value",
        stroke: colour,
        strokeWidth: 2,
        ...(dash === "none" ? {} : { strokeDasharray: dash }),
      })
    ),
    Plot.dot(points, {
      x: "x",
      y: "value",
      r,
      fill: (point: SeriesPoint) => isFilled(point) ? colour : "white",
      stroke: colour,
      strokeWidth: r / 2,
    }),
  ];
}

/** Words at the ends of the lines, moved apart where they would cover each other. */
function labelMarks(
  series: readonly Series[],
  { labels, y, inner, x, marginRight }: SeriesPanelOptions & { y: AxisPlan },
): Plot.Markish[] {
  if (labels.every((label) => label === "")) return [];
  const [low, high] = y.domain;
  const toPx = (value: number) => inner * (high - value) / (high - low);
  const ends = series.map(({ points }, index) => {
    const last = points.at(-1) as SeriesPoint;
    return { index, x: last.x, y: last.value, px: toPx(last.value) };
  });
  const spread = movedApart(ends.map(({ px }) => px), inner);
  const placed = ends.map((end, index) => ({ ...end, at: high - (spread[index] as number) / inner * (high - low) }));
  const room = marginRight - 22;
  return [
    Plot.link(placed, {
      x1: "x",
      y1: "y",
      x2: x.domain[1],
      y2: "at",
      stroke: ink.faint,
      strokeDasharray: "1,3",
    }),
    ...haloText(placed, {
      x: x.domain[1],
      y: "at",
      dx: 8,
      textAnchor: "start",
      text: ({ index }: { index: number }) => shorten(labels[index] ?? "", textSize.small, room),
      fill: ({ index }: { index: number }) => series.length === 1 ? planeColour.content : lineColour(index),
      fontSize: textSize.small,
    }),
  ];
}

/** Places at least a line of text apart, within the frame, in the same order. */
export function movedApart(places: readonly number[], inner: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] as number) - (places[b] as number) || a - b);
  const moved = [...places];
  let least = 0;
  for (const index of order) {
    moved[index] = Math.max(moved[index] as number, least);
    least = (moved[index] as number) + labelHeight;
  }
  let most = inner;
  for (const index of order.toReversed()) {
    moved[index] = Math.min(moved[index] as number, most);
    most = (moved[index] as number) - labelHeight;
  }
  return moved;
}
