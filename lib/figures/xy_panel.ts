import * as Plot from "@observablehq/plot";
import { axisMark, type AxisPlan, gridMark } from "./axis.ts";
import { shorten, textWidth } from "./label.ts";
import type { Panel } from "./page.ts";
import { ink, textSize } from "./theme.ts";

/** A frame with two axes; the vertical one is named above it, in level words. */
export interface XyFrame {
  width: number;
  /** Px of the frame itself. */
  inner: number;
  x: AxisPlan;
  y: AxisPlan;
  /** Below the frame; `null` leaves the ticks of x without words. */
  xLabel: string | null;
  /** Above the frame, at its left edge. */
  yLabel: string;
  marginLeft: number;
  marginRight: number;
  marks: readonly Plot.Markish[];
}

const top = 40;

/** Room for the ticks of the vertical axis. */
export function tickMargin({ ticks, format }: AxisPlan): number {
  return Math.ceil(Math.max(...ticks.map((tick) => textWidth(format(tick), textSize.small)))) + 16;
}

/** Marks over a grid. */
export function xyPanel({ width, inner, x, y, xLabel, yLabel, marginLeft, marginRight, marks }: XyFrame): Panel {
  const marginBottom = xLabel === null || xLabel === "" ? 32 : 54;
  return {
    options: {
      width,
      height: top + inner + marginBottom,
      marginTop: top,
      marginBottom,
      marginLeft,
      marginRight,
      x: { type: "linear", domain: [...x.domain] },
      y: { type: "linear", domain: [...y.domain] },
      marks: [
        gridMark(x),
        Plot.gridY([...y.ticks], { stroke: ink.grid, strokeOpacity: 1 }),
        axisMark(x, xLabel ?? "", { width, marginLeft, marginRight }),
        Plot.axisY([...y.ticks], { tickFormat: y.format, label: null, fontSize: textSize.small, tickSize: 4 }),
        Plot.text([shorten(yLabel, textSize.small, width - 8)], {
          frameAnchor: "top-left",
          textAnchor: "start",
          dx: 2 - marginLeft,
          dy: -24,
          fontSize: textSize.small,
          fill: ink.text,
        }),
        ...marks,
      ],
    },
  };
}
