import type { Figure } from "../shapes.ts";
import { type FigureOptions, widthOf } from "./figure.ts";
import { drawUnits, type UnitRow } from "./units_against_null.ts";

/** One agent's drift and the null it is compared with. */
export type DriftRow = UnitRow;

export interface DriftAgainstNullOptions extends FigureOptions {
  /** What is measured. Default "drift (cosine distance)". */
  xLabel?: string;
  /** What the null shuffles, for the key. Default "95% of the null". */
  nullLabel?: string;
}

/**
 * Did each agent's posts move further than their own shuffled order would?
 *
 * `unitsAgainstNull()` in the words of drift. The grey bar holds the central 95% of that agent's null, so the comparison
 * stands within each row: agents with few posts have wide bars. An open dot lies inside its bar.
 *
 * @param rows One an agent, drawn by falling estimate; above 60 as a strip without names.
 * @param options Words; see `DriftAgainstNullOptions`.
 * @returns A figure with a dot and a band an agent.
 * @throws {RangeError} If there are no rows, too many, or a value is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { driftAgainstNull } from "twoplane/figures";
 * const rows = [{ unitId: "ada", estimate: 0.21, low: 0.05, high: 0.15, mean: 0.1, n: 24 }];
 * assert.ok(driftAgainstNull(rows).svg.includes("ada"));
 * ```
 */
export function driftAgainstNull(rows: readonly DriftRow[], options: DriftAgainstNullOptions = {}): Figure {
  const caller = "driftAgainstNull";
  const width = widthOf(caller, options, ["xLabel", "nullLabel"]);
  return drawUnits(caller, rows, {
    ...options,
    width,
    xLabel: options.xLabel ?? "drift (cosine distance)",
    defaults: {
      name: "drift-against-null",
      title: "Drift of each agent against its own null",
      caption: "Dot: drift of the agent's posts; grey bar: central 95% of its null",
    },
  });
}
