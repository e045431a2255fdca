import type { Figure } from "../shapes.ts";
import { paddedDomain } from "./axis.ts";
import { checkFinite, checkIntervals, checkRows } from "./check.ts";
import { count } from "./label.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { keyPanel } from "./key.ts";
import { drawPage } from "./page.ts";
import { labelMargin, type PanelRow, rightMargin, rowPanel } from "./row_panel.ts";
import { ink, planeColour } from "./theme.ts";

/** One agent's drift and the null it is compared with. */
export interface DriftRow {
  unitId: string;
  estimate: number;
  /** Central 95% of the null's draws. */
  low: number;
  high: number;
  /** Mean of the null's draws. */
  mean: number;
  /** Posts of the unit. */
  n: number;
}

export interface DriftAgainstNullOptions extends FigureOptions {
  /** What is measured. Default "drift (cosine distance)". */
  xLabel?: string;
  /** What the null shuffles, for the key. Default "95% of the null". */
  nullLabel?: string;
}

/**
 * Did each agent's posts move further than their own shuffled order would?
 *
 * The grey bar holds the central 95% of that agent's null, so the comparison stands within
 * each row: agents with few posts have wide bars. An open dot lies inside its bar.
 *
 * @param rows One an agent, 1 to 60, drawn by falling estimate.
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
  const width = widthOf("driftAgainstNull", options, ["xLabel", "nullLabel"]);
  checkRows("driftAgainstNull", rows, { max: 60 });
  checkFinite("driftAgainstNull", rows, ["estimate", "low", "high", "mean", "n"]);
  checkIntervals("driftAgainstNull", rows);
  const outside = rows.filter(isOutside).length;
  const defaults = {
    name: "drift-against-null",
    title: "Drift of each agent against its own null",
    caption: `Dot: drift of the agent's posts; grey bar: central 95% of its null, with the mean as a thin line. ` +
      `Filled dots lie outside their bar: ${outside} of ${count(rows.length, "agent")}; about 1 in 20 would by chance.`,
  };
  return toFigure("driftAgainstNull", options, defaults, (label) => drawPage(panels(rows, options, width), { label }));
}

function isOutside({ estimate, low, high }: DriftRow): boolean {
  return estimate < low || estimate > high;
}

function panels(rows: readonly DriftRow[], options: DriftAgainstNullOptions, width: number) {
  const panelRows = rows.toSorted(byEstimate).map(toPanelRow);
  const marginRight = rightMargin(panelRows);
  const key = keyPanel([
    { glyph: "dot", colour: planeColour.content, text: "outside its null" },
    { glyph: "open", colour: planeColour.content, text: "inside" },
    { glyph: "band", colour: ink.band, text: options.nullLabel ?? "95% of the null" },
  ], width);
  return [
    key,
    rowPanel(panelRows, {
      width,
      domain: paddedDomain(rows.flatMap(({ estimate, low, high }) => [estimate, low, high])),
      xLabel: options.xLabel ?? "drift (cosine distance)",
      reference: null,
      marginLeft: labelMargin(rows.map((row) => row.unitId), width, marginRight),
      marginRight,
    }),
  ];
}

function byEstimate(a: DriftRow, b: DriftRow): number {
  return b.estimate - a.estimate || (a.unitId < b.unitId ? -1 : 1);
}

function toPanelRow(row: DriftRow): PanelRow {
  return {
    label: row.unitId,
    colour: planeColour.content,
    estimate: row.estimate,
    interval: null,
    band: { low: row.low, high: row.high },
    tick: row.mean,
    isOpen: !isOutside(row),
    right: [`n = ${row.n}`],
  };
}
