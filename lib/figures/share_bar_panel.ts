import * as Plot from "@observablehq/plot";
import { axisMark, gridMark, planAxis } from "./axis.ts";
import { haloText } from "./halo.ts";
import { wrap } from "./label.ts";
import type { Panel } from "./page.ts";
import { ink, planeColour, textSize } from "./theme.ts";

/** A signed bar with what is known of it. */
export interface ShareBarRow {
  label: string;
  /** `null` draws no bar, and the message in its place. */
  estimate: number | null;
  interval: { low: number; high: number } | null;
  band: { low: number; high: number } | null;
  isTotal: boolean;
  message: string;
  /** Right of the frame, one entry a line. */
  right: readonly string[];
}

export interface ShareBarPanelOptions {
  width: number;
  domain: readonly [number, number];
  xLabel: string;
  marginLeft: number;
  marginRight: number;
  /** False leaves tick labels to the panel below. */
  hasAxis: boolean;
}

type Placed = ShareBarRow & { y: number };

/** Signed bars from 0, one below the other; a line above the total. */
export function shareBarPanel(rows: readonly ShareBarRow[], options: ShareBarPanelOptions): Panel {
  const { width, marginLeft, marginRight, hasAxis } = options;
  const axis = planAxis(options.domain, width - marginLeft - marginRight);
  const placed = rows.map((row, y): Placed => ({ ...row, y }));
  const lines = Math.max(...rows.map((row) => Math.max(row.right.length, labelLines(row, marginLeft).length)));
  const rowHeight = 20 + 18 * lines;
  const marginBottom = hasAxis ? 54 : 6;
  return {
    options: {
      width,
      height: 4 + rows.length * rowHeight + marginBottom,
      marginTop: 4,
      marginBottom,
      marginLeft,
      marginRight,
      x: { type: "linear", domain: [...axis.domain] },
      y: { type: "linear", domain: [-0.5, rows.length - 0.5], reverse: true },
      marks: [
        gridMark(axis),
        ...(hasAxis ? [axisMark(axis, options.xLabel, options)] : []),
        ...barMarks(placed),
        Plot.ruleX([0], { stroke: ink.text }),
        ...wordMarks(placed, options),
      ],
    },
  };
}

function labelLines(row: { label: string }, marginLeft: number): string[] {
  return wrap(row.label, textSize.label, marginLeft - 14);
}

function barMarks(rows: readonly Placed[]): Plot.Markish[] {
  const bars = rows.filter((row) => row.estimate !== null);
  const bands = rows.flatMap(({ band, y }) => band === null ? [] : [{ ...band, y }]);
  const whiskers = rows.flatMap(({ interval, y }) => interval === null ? [] : [{ ...interval, y }]);
  const ends = whiskers.flatMap(({ low, high, y }) => [{ x: low, y }, { x: high, y }]);
  const totals = rows.filter(({ isTotal, y }) => isTotal && y > 0);
  return [
    Plot.ruleY(totals, { y: (row: Placed) => row.y - 0.5, stroke: ink.muted }),
    Plot.rect(bands, { x1: "low", x2: "high", y1: (d) => d.y - 0.42, y2: (d) => d.y + 0.42, fill: ink.band }),
    Plot.rect(bars, {
      x1: 0,
      x2: "estimate",
      y1: (row: Placed) => row.y - 0.24,
      y2: (row: Placed) => row.y + 0.24,
      fill: (row: Placed) => row.isTotal ? ink.muted : planeColour.content,
    }),
    Plot.link(whiskers, { x1: "low", x2: "high", y1: "y", y2: "y", stroke: ink.text, strokeWidth: 2 }),
    Plot.link(ends, {
      x1: "x",
      x2: "x",
      y1: (d) => d.y - 0.1,
      y2: (d) => d.y + 0.1,
      stroke: ink.text,
      strokeWidth: 2,
    }),
  ];
}

function wordMarks(rows: readonly Placed[], options: ShareBarPanelOptions): Plot.Markish[] {
  const { marginLeft } = options;
  const room = options.width - marginLeft - options.marginRight - 12;
  const shared = { y: "y", fontSize: textSize.small, lineHeight: 1.25 };
  return [
    Plot.text(rows, {
      ...shared,
      text: (row: Placed) => labelLines(row, marginLeft).join("\n"),
      fill: (row: Placed) => row.estimate === null ? ink.muted : ink.text,
      fontSize: textSize.label,
      frameAnchor: "left",
      textAnchor: "end",
      dx: -10,
    }),
    Plot.text(rows, {
      ...shared,
      text: (row: Placed) => row.right.join("\n"),
      fill: ink.muted,
      frameAnchor: "right",
      textAnchor: "start",
      dx: 10,
    }),
    ...haloText(rows.filter(({ message }) => message !== ""), {
      ...shared,
      text: (row: Placed) => wrap(row.message, textSize.small, room).join("\n"),
      fill: ink.muted,
      frameAnchor: "left",
      textAnchor: "start",
      dx: 8,
    }),
  ];
}
