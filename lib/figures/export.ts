import { join } from "node:path";
import type { Figure } from "../shapes.ts";
import { checkOptions, svgToPng, writeFileAtomic } from "../foundation/mod.ts";

export interface ExportOptions {
  /** PNG pixels per px of the figure, in [0.1, 8]. Default 2. */
  scale?: number;
}

/**
 * The figure as PNG bytes, drawn with the pinned Inter fonts: the same figure gives the same
 * bytes in every process.
 *
 * @param figure What a figure function returned.
 * @param options Size.
 * @throws {RangeError} If the scale is out of bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { forestPlot, toPng } from "twoplane/figures";
 * const rows = [{ label: "cooperative", estimate: 0.2, low: 0.05, high: 0.35, n: 60 }];
 * const png = await toPng(forestPlot(rows, { xLabel: "risk difference", reference: 0 }), { scale: 1 });
 * assert.ok(png[1] === 0x50);
 * ```
 */
export function toPng(figure: Figure, options: ExportOptions = {}): Promise<Uint8Array> {
  checkOptions("toPng", options, ["scale"]);
  return svgToPng(figure.svg, { scale: options.scale ?? 2 });
}

/**
 * Writes `<folder>/<name>.svg` and `<folder>/<name>.png`.
 *
 * @param figure What a figure function returned; its name becomes the file name.
 * @param folder Made where missing.
 * @returns Both paths.
 */
export async function saveFigure(
  figure: Figure,
  folder: string,
  options: ExportOptions = {},
): Promise<{ svg: string; png: string }> {
  const paths = { svg: join(folder, `${figure.name}.svg`), png: join(folder, `${figure.name}.png`) };
  const png = await toPng(figure, options);
  writeFileAtomic(paths.svg, figure.svg);
  writeFileAtomic(paths.png, png);
  return paths;
}
