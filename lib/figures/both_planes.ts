import type { Figure } from "../shapes.ts";
import { checkOneOf, quote } from "../foundation/mod.ts";
import { paddedDomain } from "./axis.ts";
import { checkFinite, checkIntervals, checkRows } from "./check.ts";
import { digitsFor } from "./label.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { intervalText } from "./forest_plot.ts";
import { headingPanel, keyPanel } from "./key.ts";
import { drawPage, type Panel } from "./page.ts";
import { labelMargin, type PanelRow, rightMargin, rowPanel } from "./row_panel.ts";
import { ink, planeColour } from "./theme.ts";

/** One effect of peer context, in the raw unit of its plane. */
export interface PlaneRow {
  plane: "content" | "action";
  label: string;
  estimate: number;
  low: number;
  high: number;
  /** Raw unit, the same for all rows of a plane. */
  unit: string;
  /** Fixed before the data were seen; more than 0. */
  smallestEffect: number;
}

const planes = ["content", "action"] as const;

/**
 * Does peer context move what agents write, what they do, or both?
 *
 * Each plane keeps its own raw unit and axis: a cosine shift and a risk difference have no
 * common scale. The grey band holds effects smaller than the smallest effect of interest; an
 * interval inside it speaks for no relevant effect, an interval across its edge leaves it open.
 *
 * @param rows 2 to 40, at least one a plane.
 * @param options Words; see `FigureOptions`.
 * @returns A figure of two panels.
 * @throws {RangeError} If a plane has no row or more than one unit, or a number is out of bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bothPlanes } from "twoplane/figures";
 * const figure = bothPlanes([
 *   { plane: "content", label: "feed", estimate: 0.03, low: 0.01, high: 0.05, unit: "cosine shift", smallestEffect: 0.02 },
 *   { plane: "action", label: "switch", estimate: 0.1, low: -0.1, high: 0.3, unit: "risk difference", smallestEffect: 0.1 },
 * ]);
 * assert.ok(figure.svg.includes("cosine shift"));
 * ```
 */
export function bothPlanes(rows: readonly PlaneRow[], options: FigureOptions = {}): Figure {
  const width = widthOf("bothPlanes", options);
  checkPlanes(rows);
  const defaults = {
    name: "both-planes",
    title: "Effect of peer context on both planes",
    caption: "Dot and line: effect with its interval, each plane in its own raw unit; dashed line: no effect; " +
      "grey band: effects smaller than the smallest effect of interest.",
  };
  return toFigure("bothPlanes", options, defaults, (label) => drawPage(panels(rows, width), { label }));
}

function checkPlanes(rows: readonly PlaneRow[]): void {
  checkRows("bothPlanes", rows, { max: 40 });
  rows.forEach((row) => checkOneOf("bothPlanes", "plane", row.plane, planes));
  checkFinite("bothPlanes", rows, ["estimate", "low", "high", "smallestEffect"]);
  checkIntervals("bothPlanes", rows);
  const flat = rows.findIndex((row) => row.smallestEffect <= 0);
  if (flat !== -1) {
    const got = quote(rows[flat]?.smallestEffect);
    throw new RangeError(`Cannot draw bothPlanes() at row ${flat}: smallestEffect needs a number above 0, got ${got}`);
  }
  for (const plane of planes) {
    const units = new Set(rows.filter((row) => row.plane === plane).map((row) => row.unit));
    if (units.size === 1) continue;
    const got = units.size === 0 ? "no row" : [...units].map(quote).join(" and ");
    throw new RangeError(`Cannot draw bothPlanes(): the ${plane} plane needs rows of one unit, got ${got}`);
  }
}

function panels(rows: readonly PlaneRow[], width: number): Panel[] {
  const parts = planes.map((plane) => {
    const members = rows.filter((row) => row.plane === plane);
    const digits = digitsFor(members.flatMap(({ estimate, low, high }) => [estimate, low, high]));
    return { plane, members, panelRows: members.map((row) => toPanelRow(row, digits)) };
  });
  const marginRight = rightMargin(parts.flatMap(({ panelRows }) => panelRows));
  const marginLeft = labelMargin(rows.map((row) => row.label), width, marginRight);
  return [
    keyPanel([{ glyph: "band", colour: ink.band, text: "smaller than the smallest effect of interest" }], width),
    ...parts.flatMap(({ plane, members, panelRows }) => [
      headingPanel(
        plane === "content" ? "Content plane: what they write" : "Action plane: what they do",
        width,
        planeColour[plane],
      ),
      rowPanel(panelRows, {
        width,
        domain: paddedDomain(members.flatMap((row) => [row.low, row.high, -row.smallestEffect, row.smallestEffect])),
        xLabel: members[0]?.unit ?? "",
        reference: 0,
        marginLeft,
        marginRight,
      }),
    ]),
  ];
}

function toPanelRow(row: PlaneRow, digits: number): PanelRow {
  return {
    label: row.label,
    colour: planeColour[row.plane],
    estimate: row.estimate,
    interval: { low: row.low, high: row.high },
    band: { low: -row.smallestEffect, high: row.smallestEffect },
    right: [intervalText(row, digits)],
  };
}
