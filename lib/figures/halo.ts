import * as Plot from "@observablehq/plot";

/**
 * Text that stays readable over lines: the same words in a thick white outline below.
 *
 * Two marks, since one engine of the export ignores `paint-order`.
 */
export function haloText<Datum>(data: readonly Datum[], options: Plot.TextOptions): Plot.Markish[] {
  const outline = { ...options, fill: "white", stroke: "white", strokeWidth: 4, ariaHidden: "true" };
  return [Plot.text(data as Plot.Data, outline), Plot.text(data as Plot.Data, options)];
}
