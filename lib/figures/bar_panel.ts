import * as Plot from "@observablehq/plot";
import { shorten, textWidth } from "./label.ts";
import type { Panel } from "./page.ts";
import { ink, textSize } from "./theme.ts";

/** A bar with its name on the left and its value in words at its end. */
export interface BarRow {
  label: string;
  /** At least 0. */
  value: number;
  text: string;
  colour: string;
}

const rowHeight = 26;

/** Bars from a common line, one below the other; the longest fills the frame. */
export function barPanel(rows: readonly BarRow[], width: number): Panel {
  const labels = Math.max(...rows.map(({ label }) => textWidth(label, textSize.small)));
  const marginLeft = Math.ceil(Math.min(labels, width * 0.4)) + 12;
  const marginRight = Math.ceil(Math.max(...rows.map(({ text }) => textWidth(text, textSize.small)))) + 12;
  const most = Math.max(...rows.map(({ value }) => value)) || 1;
  const indexed = rows.map((row, y) => ({ ...row, y }));
  const words = { y: "y", fontSize: textSize.small } as const;
  return {
    options: {
      width,
      height: rows.length * rowHeight + 12,
      marginTop: 4,
      marginBottom: 8,
      marginLeft,
      marginRight,
      x: { type: "linear", domain: [0, most] },
      y: { type: "linear", domain: [-0.5, rows.length - 0.5], reverse: true },
      marks: [
        Plot.rect(indexed.filter(({ value }) => value > 0), {
          x1: 0,
          x2: "value",
          y1: (d) => d.y - 0.34,
          y2: (d) => d.y + 0.34,
          fill: "colour",
        }),
        Plot.ruleX([0], { stroke: ink.muted }),
        Plot.text(indexed, {
          ...words,
          text: (d) => shorten(d.label, textSize.small, marginLeft - 10),
          fill: ink.text,
          frameAnchor: "left",
          textAnchor: "end",
          dx: -8,
        }),
        Plot.text(indexed, { ...words, x: "value", text: "text", fill: ink.muted, textAnchor: "start", dx: 6 }),
      ],
    },
  };
}
