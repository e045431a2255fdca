import * as Plot from "@observablehq/plot";
import type { Panel } from "./page.ts";
import { axisMark, gridMark, planAxis } from "./axis.ts";
import { haloText } from "./halo.ts";
import { textWidth, wrap } from "./label.ts";
import { ink, textSize } from "./theme.ts";

/** One labelled line of a dot plot. */
export interface PanelRow {
  label: string;
  colour: string;
  /** `null` draws no dot. */
  estimate: number | null;
  /** Whisker around the estimate. */
  interval: { low: number; high: number } | null;
  /** Grey bar behind: a null, or a smallest effect of interest. */
  band: { low: number; high: number } | null;
  /** Thin tick in the band, at its mean. */
  tick?: number;
  isOpen?: boolean;
  /** Grey words in place of the dot. */
  message?: string;
  /** Right of the frame, one entry a line. */
  right: readonly string[];
}

export interface RowPanelOptions {
  width: number;
  /** Shared by panels that are to be compared. */
  domain: readonly [number, number];
  xLabel: string;
  /** Where the dashed line of no effect stands; `null` for none. */
  reference: number | null;
  marginLeft: number;
  marginRight: number;
  /** False leaves tick labels to the panel below. */
  hasAxis?: boolean;
}

/** Least px between the margins. */
const leastInner = 150;

/** Room for the labels: as much as they need, while the frame keeps two fifths of the width or 150 px. */
export function labelMargin(labels: readonly string[], width: number, marginRight: number): number {
  const longest = Math.max(...labels.map((label) => textWidth(label, textSize.label)));
  const most = Math.max(60, Math.min(width * 0.34, width - marginRight - leastInner - 16));
  return Math.max(30, Math.round(Math.min(longest, most)) + 16);
}

/** Room for the words right of the frame. */
export function rightMargin(rows: readonly { right: readonly string[] }[]): number {
  const longest = Math.max(0, ...rows.flatMap((row) => row.right.map((line) => textWidth(line, textSize.small))));
  return longest === 0 ? 18 : Math.ceil(longest * 1.05) + 14;
}

/** Rows of dots, whiskers and bands over one axis. */
export function rowPanel(rows: readonly PanelRow[], options: RowPanelOptions): Panel {
  const { width, marginLeft, marginRight, hasAxis = true } = options;
  const lines = Math.max(...rows.map((row) => Math.max(row.right.length, labelLines(row, marginLeft).length)));
  const rowHeight = 16 + 18 * lines;
  const marginBottom = hasAxis ? 54 : 6;
  const axis = planAxis(options.domain, width - marginLeft - marginRight);
  const indexed = rows.map((row, index) => ({ ...row, y: index }));
  return {
    options: {
      width,
      height: 4 + rows.length * rowHeight + marginBottom,
      marginTop: 4,
      marginBottom,
      marginLeft,
      marginRight,
      x: { type: "linear", domain: axis.domain },
      y: { type: "linear", domain: [-0.5, rows.length - 0.5], reverse: true },
      marks: [
        gridMark(axis),
        ...(hasAxis ? [axisMark(axis, options.xLabel, options)] : []),
        ...bandMarks(indexed),
        ...referenceMarks(options.reference),
        ...valueMarks(indexed),
        ...textMarks(indexed, options),
      ],
    },
  };
}

type IndexedRow = PanelRow & { y: number };

function messageLines(row: PanelRow, { width, marginLeft, marginRight }: RowPanelOptions): string[] {
  return wrap(row.message ?? "", textSize.small, width - marginLeft - marginRight - 12);
}

function labelLines(row: { label: string }, marginLeft: number): string[] {
  return wrap(row.label, textSize.label, marginLeft - 14);
}

function referenceMarks(reference: number | null): Plot.Markish[] {
  return reference === null ? [] : [Plot.ruleX([reference], { stroke: ink.muted, strokeDasharray: "4,3" })];
}

function bandMarks(rows: readonly IndexedRow[]): Plot.Markish[] {
  const bands = rows.flatMap(({ band, y }) => (band === null ? [] : [{ ...band, y }]));
  const ticks = rows.flatMap(({ tick, y }) => (tick === undefined ? [] : [{ tick, y }]));
  return [
    Plot.rect(bands, { x1: "low", x2: "high", y1: (d) => d.y - 0.3, y2: (d) => d.y + 0.3, fill: ink.band }),
    Plot.link(ticks, { x1: "tick", x2: "tick", y1: (d) => d.y - 0.3, y2: (d) => d.y + 0.3, stroke: ink.muted }),
  ];
}

function valueMarks(rows: readonly IndexedRow[]): Plot.Markish[] {
  const whiskers = rows.flatMap(({ interval, colour, y }) => (interval === null ? [] : [{ ...interval, colour, y }]));
  const dots = rows.filter((row) => row.estimate !== null);
  return [
    Plot.link(whiskers, { x1: "low", x2: "high", y1: "y", y2: "y", stroke: "colour", strokeWidth: 2.5 }),
    Plot.dot(dots, {
      x: "estimate",
      y: "y",
      r: 5.5,
      fill: (d: IndexedRow) => (d.isOpen ? "white" : d.colour),
      stroke: "colour",
      strokeWidth: 2,
    }),
  ];
}

function textMarks(rows: readonly IndexedRow[], options: RowPanelOptions): Plot.Markish[] {
  const shared = { y: "y", fontSize: textSize.small, lineHeight: 1.25 };
  return [
    Plot.text(rows, {
      ...shared,
      text: (d: IndexedRow) => labelLines(d, options.marginLeft).join("\n"),
      fill: (d: IndexedRow) => (d.estimate === null ? ink.muted : ink.text),
      fontSize: textSize.label,
      frameAnchor: "left",
      textAnchor: "end",
      dx: -10,
    }),
    Plot.text(rows, {
      ...shared,
      text: (d: IndexedRow) => d.right.join("\n"),
      fill: ink.muted,
      frameAnchor: "right",
      textAnchor: "start",
      dx: 10,
    }),
    ...haloText(rows.filter((row) => row.message !== undefined), {
      ...shared,
      text: (d: IndexedRow) => messageLines(d, options).join("\n"),
      fill: ink.muted,
      frameAnchor: "left",
      textAnchor: "start",
      dx: 8,
    }),
  ];
}
