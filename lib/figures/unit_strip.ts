import * as Plot from "@observablehq/plot";
import { axisMark, gridMark, planAxis } from "./axis.ts";
import type { Panel } from "./page.ts";
import { ink, planeColour } from "./theme.ts";

/** One unit of a strip. */
export interface StripRow {
  estimate: number;
  low: number;
  high: number;
  isOutside: boolean;
}

export interface UnitStripOptions {
  width: number;
  domain: readonly [number, number];
  xLabel: string;
  /** Where a dashed line stands; `null` for none. */
  reference: number | null;
  marginLeft: number;
  marginRight: number;
}

/** Rows that one strip can show apart. */
export const MOST_STRIP_ROWS = 300;
const tallest = 450;

/** Rows without names, too many for a line of text each: bands as one grey shape, a dot a row. */
export function unitStrip(rows: readonly StripRow[], options: UnitStripOptions): Panel {
  const { width, marginLeft, marginRight } = options;
  const axis = planAxis(options.domain, width - marginLeft - marginRight);
  const rowHeight = Math.min(5, tallest / rows.length);
  const indexed = rows.map((row, y) => ({ ...row, y }));
  const [outside, inside] = [indexed.filter((row) => row.isOutside), indexed.filter((row) => !row.isOutside)];
  return {
    options: {
      width,
      height: Math.round(4 + rows.length * rowHeight + 54),
      marginTop: 4,
      marginBottom: 54,
      marginLeft,
      marginRight,
      x: { type: "linear", domain: [...axis.domain] },
      y: { type: "linear", domain: [-0.5, rows.length - 0.5], reverse: true },
      marks: [
        gridMark(axis),
        axisMark(axis, options.xLabel, options),
        Plot.rect(indexed, { x1: "low", x2: "high", y1: (d) => d.y - 0.55, y2: (d) => d.y + 0.55, fill: ink.band }),
        ...(options.reference === null
          ? []
          : [Plot.ruleX([options.reference], { stroke: ink.muted, strokeDasharray: "4,3" })]),
        Plot.dot(inside, {
          x: "estimate",
          y: "y",
          r: 1.8,
          fill: "white",
          stroke: planeColour.content,
          strokeWidth: 0.8,
        }),
        Plot.dot(outside, { x: "estimate", y: "y", r: 2.6, fill: planeColour.content }),
      ],
    },
  };
}
