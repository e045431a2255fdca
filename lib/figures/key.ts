import * as Plot from "@observablehq/plot";
import type { Panel } from "./page.ts";
import { textWidth } from "./label.ts";
import { ink, textSize } from "./theme.ts";

/** A glyph and the words that say what it stands for. */
export interface KeyItem {
  glyph: "dot" | "open" | "band" | "line" | "square" | "outline" | "tick" | "none";
  colour: string;
  text: string;
}

const lineHeight = 24;
const glyphWidth = 26;

/** A line of glyphs with their words, broken where the width ends. */
export function keyPanel(items: readonly KeyItem[], width: number): Panel {
  let [x, y] = [2, 14];
  const spots = items.map((item) => {
    const glyphRoom = item.glyph === "none" ? 0 : glyphWidth;
    const needed = glyphRoom + textWidth(item.text, textSize.small);
    if (x > 2 && x + needed > width) [x, y] = [2, y + lineHeight];
    const spot = { item, x, y, textX: x + glyphRoom };
    x += needed + 14;
    return spot;
  });
  return {
    options: {
      width,
      height: y + lineHeight / 2 + 2,
      margin: 0,
      x: { type: "identity" },
      y: { type: "identity" },
      marks: spots.flatMap((spot) => [
        ...(spot.item.glyph === "none" ? [] : [glyphMark(spot.item, spot.x + 9, spot.y)]),
        Plot.text([spot], {
          x: spot.textX,
          y: spot.y,
          text: () => spot.item.text,
          textAnchor: "start",
          fontSize: textSize.small,
          fill: ink.text,
        }),
      ]),
    },
  };
}

function glyphMark({ glyph, colour }: KeyItem, x: number, y: number): Plot.Markish {
  if (glyph === "dot") return Plot.dot([0], { x, y, r: 5, fill: colour });
  if (glyph === "open") return Plot.dot([0], { x, y, r: 4.5, fill: "white", stroke: colour, strokeWidth: 2 });
  if (glyph === "line") return Plot.link([0], { x1: x - 9, x2: x + 9, y1: y, y2: y, stroke: colour, strokeWidth: 2.5 });
  if (glyph === "tick") return Plot.link([0], { x1: x, x2: x, y1: y - 8, y2: y + 8, stroke: colour, strokeWidth: 2 });
  if (glyph === "outline") {
    return Plot.rect([0], { x1: x - 8, x2: x + 8, y1: y - 8, y2: y + 8, stroke: colour, strokeWidth: 1.6 });
  }
  const [halfWidth, halfHeight] = glyph === "band" ? [10, 6] : [9, 9];
  return Plot.rect([0], {
    x1: x - halfWidth,
    x2: x + halfWidth,
    y1: y - halfHeight,
    y2: y + halfHeight,
    fill: colour,
  });
}

/** One line of words above a group of rows. */
export function headingPanel(text: string, width: number, colour: string = ink.text): Panel {
  return {
    options: {
      width,
      height: 30,
      margin: 0,
      marks: [Plot.text([text], {
        frameAnchor: "left",
        dx: 2,
        dy: 3,
        fontSize: textSize.label,
        fontWeight: 600,
        fill: colour,
      })],
    },
  };
}
