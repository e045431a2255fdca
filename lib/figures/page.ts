import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { escapeMarkup } from "../foundation/mod.ts";
import { writeChildren } from "./serialize.ts";
import { fontFamily, textSize } from "./theme.ts";

/** A Plot of fixed size that takes its place on a page. */
export interface Panel {
  options: Plot.PlotOptions & { width: number; height: number };
  /** Px from the left edge of the page; 0 where absent. */
  x?: number;
  /** Px from the top edge; below the panel before where absent. */
  y?: number;
}

/** Draws panels, one below the other unless placed, as one complete SVG document. */
export function drawPage(panels: readonly Panel[], { label }: { label: string }): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  let [width, height] = [0, 0];
  const bodies = panels.map(({ options, x = 0, y = height }) => {
    width = Math.max(width, x + options.width);
    height = Math.max(height, y + options.height);
    return placed(drawPanel(options, document as unknown as Document), x, y);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `role="img" aria-label="${escapeMarkup(label)}" font-family="${fontFamily}" font-size="${textSize.label}" ` +
    `color="black" fill="currentColor" text-anchor="middle">` +
    `<rect width="${width}" height="${height}" fill="white"/>${bodies.join("\n")}</svg>\n`;
}

function drawPanel(options: Plot.PlotOptions, document: Document): string {
  const svg = Plot.plot({ axis: null, ...options, document });
  if (svg.tagName.toLowerCase() !== "svg") {
    throw new TypeError("Cannot draw a panel: need a bare SVG, got an HTML figure");
  }
  return writeChildren(svg);
}

function placed(body: string, x: number, y: number): string {
  return x === 0 && y === 0 ? `<g>${body}</g>` : `<g transform="translate(${x},${y})">${body}</g>`;
}
