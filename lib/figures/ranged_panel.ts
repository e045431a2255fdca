import * as Plot from "@observablehq/plot";
import type { AxisPlan } from "./axis.ts";
import { axisMark, gridMark } from "./axis.ts";
import { wrap } from "./label.ts";
import type { Panel } from "./page.ts";
import { ink, planeColour, textSize, tint } from "./theme.ts";

/** Two ends on the axis, and whether what they stand for goes on beyond it. */
export interface CutEnds {
  low: number;
  high: number;
  leavesLow: boolean;
  leavesHigh: boolean;
}

/** One row, in places on the axis. */
export interface RangedMark {
  label: string;
  estimate: number | null;
  band: CutEnds | null;
  narrow: CutEnds | null;
  wide: CutEnds | null;
  /** Right of the frame, one entry a line. */
  right: readonly string[];
}

export interface RangedPanelOptions {
  width: number;
  axis: AxisPlan;
  xLabel: string;
  reference: number;
  claim: { low: number; high: number } | null;
  marginLeft: number;
  marginRight: number;
  hasAxis: boolean;
}

/** Rows of a thin line, a thick one on it, a bar behind and a tick at the estimate, over one axis. */
export function rangedPanel(rows: readonly RangedMark[], options: RangedPanelOptions): Panel {
  const { width, axis, marginLeft, marginRight, hasAxis, claim } = options;
  const labels = rows.map(({ label }) => wrap(label, textSize.label, marginLeft - 14));
  const lines = Math.max(...rows.map(({ right }, i) => Math.max(right.length, labels[i]?.length ?? 1)));
  const marginBottom = hasAxis ? 54 : 6;
  const indexed = rows.map((row, y) => ({ ...row, y, lines: labels[y] ?? [] }));
  return {
    options: {
      width,
      height: 4 + rows.length * (12 + 17 * lines) + marginBottom,
      marginTop: 4,
      marginBottom,
      marginLeft,
      marginRight,
      x: { type: "linear", domain: axis.domain },
      y: { type: "linear", domain: [-0.5, rows.length - 0.5], reverse: true },
      marks: [
        ...(claim === null ? [] : [claimMark(claim, rows.length)]),
        gridMark(axis),
        ...(hasAxis ? [axisMark(axis, options.xLabel, options)] : []),
        Plot.ruleX([options.reference], { stroke: ink.muted, strokeDasharray: "4,3" }),
        ...rangeMarks(indexed),
        ...textMarks(indexed),
      ],
    },
  };
}

type IndexedMark = RangedMark & { y: number; lines: readonly string[] };

function claimMark({ low, high }: { low: number; high: number }, rows: number): Plot.Markish {
  const colour = planeColour.content;
  return Plot.rect([0], {
    x1: low,
    x2: high,
    y1: -0.5,
    y2: rows - 0.5,
    fill: tint(colour, 0.14),
    stroke: tint(colour, 0.6),
  });
}

function rangeMarks(rows: readonly IndexedMark[]): Plot.Markish[] {
  const ends = (of: "band" | "narrow" | "wide") =>
    rows.flatMap((row) => row[of] === null ? [] : [{ ...row[of], y: row.y }]);
  const along = { x1: "low", x2: "high", y1: "y", y2: "y" } as const;
  const cuts = ["wide", "narrow"].flatMap((of) =>
    ends(of as "wide" | "narrow").flatMap(({ low, high, leavesLow, leavesHigh, y }) => [
      ...(leavesLow ? [{ x: low, y, turn: -90, of }] : []),
      ...(leavesHigh ? [{ x: high, y, turn: 90, of }] : []),
    ])
  );
  const known = rows.filter(({ estimate }) => estimate !== null);
  return [
    Plot.rect(ends("band"), {
      x1: "low",
      x2: "high",
      y1: (d) => d.y - 0.3,
      y2: (d) => d.y + 0.3,
      fill: ink.faint,
    }),
    Plot.link(ends("wide"), { ...along, stroke: ink.muted, strokeWidth: 1.5 }),
    Plot.link(ends("narrow"), { ...along, stroke: planeColour.action, strokeWidth: 8 }),
    Plot.dot(cuts, {
      x: "x",
      y: "y",
      r: 4,
      symbol: "triangle",
      rotate: "turn",
      fill: (d) => d.of === "wide" ? ink.muted : planeColour.action,
    }),
    Plot.link(known, {
      x1: "estimate",
      x2: "estimate",
      y1: (d: IndexedMark) => d.y - 0.22,
      y2: (d: IndexedMark) => d.y + 0.22,
      stroke: ink.text,
      strokeWidth: 1.8,
    }),
  ];
}

function textMarks(rows: readonly IndexedMark[]): Plot.Markish[] {
  const isEmpty = ({ estimate, band, narrow }: RangedMark) => estimate === null && band === null && narrow === null;
  return [
    Plot.text(rows, {
      y: "y",
      text: (d: IndexedMark) => d.lines.join("\n"),
      fontSize: textSize.label,
      lineHeight: 1.25,
      fill: (d: IndexedMark) => isEmpty(d) ? ink.muted : ink.text,
      frameAnchor: "left",
      textAnchor: "end",
      dx: -10,
    }),
    Plot.text(rows, {
      y: "y",
      text: (d: IndexedMark) => d.right.join("\n"),
      fontSize: textSize.small,
      lineHeight: 1.2,
      fill: ink.muted,
      frameAnchor: "right",
      textAnchor: "start",
      dx: 10,
    }),
  ];
}
