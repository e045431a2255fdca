import * as Plot from "@observablehq/plot";
import type { Figure, MetricRow } from "../shapes.ts";
import { quote } from "../foundation/mod.ts";
import { checkFinite, checkRows } from "./check.ts";
import { count, formatNumber, shorten } from "./label.ts";
import { dayName } from "./days.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { keyPanel } from "./key.ts";
import { drawPage, type Panel } from "./page.ts";
import { type Steps, stepsOver } from "./steps.ts";
import { ink, stepColours, textSize } from "./theme.ts";

/** Similarity of two days' centroids; the window names both: `2026-01-28|2026-01-29`. */
export type DayPairRow = Omit<MetricRow, "window"> & { window: `${string}|${string}` };

export interface CentroidHeatmapOptions extends FigureOptions {
  /** What the colours stand for. Default "cosine similarity of daily centroids". */
  valueLabel?: string;
}

interface Cell {
  row: string;
  column: string;
  value: number;
}

/**
 * How alike is what was written on any two days?
 *
 * A society that drifts shows similarity falling away from the diagonal; one that circles
 * shows blocks. Colours are steps with their bounds in words, so that a value can be read
 * from print. Pairs without a row stay white. Where every day is 1 with itself, as a centroid is,
 * the diagonal is left grey and out of the steps, since it would use them up.
 *
 * @param rows One a pair of days, of one metric, variant and unit; either order of the days will do.
 * @param options Words; see `CentroidHeatmapOptions`.
 * @returns A figure with a cell a pair, mirrored at the diagonal.
 * @throws {RangeError} If there are no rows, two values for one pair, or a window is not two days.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { centroidHeatmap } from "twoplane/figures";
 * const row = { metric: "day similarity", variant: "raw", unitId: "all", value: 0.8, n: 12 };
 * const figure = centroidHeatmap([{ ...row, window: "2026-01-28|2026-01-29" }]);
 * assert.ok(figure.svg.includes("Jan 28"));
 * ```
 */
export function centroidHeatmap(rows: readonly DayPairRow[], options: CentroidHeatmapOptions = {}): Figure {
  const width = widthOf("centroidHeatmap", options, ["valueLabel"]);
  const cells = toCells(rows);
  const days = [...new Set(cells.map((cell) => cell.row))].sort();
  if (days.length > 200) {
    throw new RangeError(
      `Cannot draw centroidHeatmap(): at most 200 days stay legible in one figure, got ${days.length}`,
    );
  }
  const isTrivial = cells.length > days.length && cells.every(isOneOnDiagonal);
  const coloured = isTrivial ? cells.filter((cell) => cell.row !== cell.column) : cells;
  const steps = stepsOver(coloured.map((cell) => cell.value), stepColours.length);
  const valueLabel = options.valueLabel ?? "cosine similarity of daily centroids";
  const defaults = {
    name: "centroid-heatmap",
    title: `Similarity of ${count(days.length, "day")}, each with each`,
    caption:
      `Each cell: ${valueLabel}, ${
        count(rows.length, "pair")
      } of days, mirrored at the diagonal; the darker, the more alike.` +
      (isTrivial ? " Grey: each day with itself, 1 by definition." : ""),
  };
  return toFigure(
    "centroidHeatmap",
    options,
    defaults,
    (label) =>
      drawPage([...keysOf(steps, valueLabel, width), gridPanel(coloured, days, { steps, width, isTrivial })], {
        label,
      }),
  );
}

function toCells(rows: readonly DayPairRow[]): Cell[] {
  checkRows("centroidHeatmap", rows, { max: 200_000 });
  checkFinite("centroidHeatmap", rows, ["value"]);
  checkOneSeries(rows);
  const cells = new Map<string, Cell>();
  rows.forEach(({ window, value }, index) => {
    const days = typeof window === "string" ? window.split("|") : [];
    const [row, column] = days;
    if (days.length !== 2 || !row || !column) {
      throw new RangeError(
        `Cannot draw centroidHeatmap() at row ${index}: window needs two days as "a|b", got ${quote(window)}`,
      );
    }
    for (const cell of [{ row, column, value }, { row: column, column: row, value }]) {
      const key = `${cell.row}|${cell.column}`;
      if ((cells.get(key) ?? cell).value !== value) {
        throw new RangeError(
          `Cannot draw centroidHeatmap() at row ${index}: need one value for ${quote(window)}, got a second one`,
        );
      }
      cells.set(key, cell);
    }
  });
  return [...cells.values()];
}

function checkOneSeries(rows: readonly DayPairRow[]): void {
  const series = new Set(rows.map(({ metric, variant, unitId }) => [metric, variant, unitId].join(" · ")));
  if (series.size === 1) return;
  throw new RangeError(
    `Cannot draw centroidHeatmap(): need rows of one metric, variant and unit, got ${
      [...series].slice(0, 3).map(quote).join(", ")
    }`,
  );
}

function isOneOnDiagonal({ row, column, value }: Cell): boolean {
  return row !== column || Math.abs(value - 1) < 1e-6;
}

function keysOf({ bounds, digits }: Steps, valueLabel: string, width: number): Panel[] {
  const name = (value: number) => formatNumber(value, digits);
  const items = bounds.slice(1).map((upper, index) => ({
    glyph: "square" as const,
    colour: colourOfStep(index, bounds.length - 1),
    text: `${name(bounds[index] ?? upper)} to ${name(upper)}`,
  }));
  const words = shorten(valueLabel, textSize.small, width - 8);
  return [keyPanel([{ glyph: "none", colour: ink.text, text: words }], width), keyPanel(items, width)];
}

/** Takes colours from the whole ramp, also where there are fewer steps than colours. */
function colourOfStep(index: number, steps: number): string {
  const place = steps === 1 ? 2 : Math.round((index * (stepColours.length - 1)) / (steps - 1));
  return stepColours[place] ?? ink.band;
}

interface GridOptions {
  steps: Steps;
  width: number;
  isTrivial: boolean;
}

function gridPanel(cells: readonly Cell[], days: readonly string[], { steps, width, isTrivial }: GridOptions): Panel {
  const margin = { left: 76, top: 8, bottom: 34, right: 30 };
  const side = Math.min(width - margin.left - margin.right, Math.max(160, days.length * 64));
  const look = { x: "column", y: "row", inset: days.length > 60 ? 0 : 0.5 };
  const axis = { tickFormat: dayName, label: null, tickSize: 4, fontSize: textSize.small };
  const itself = isTrivial ? days.map((day) => ({ row: day, column: day })) : [];
  const byStep = Map.groupBy(cells, (cell) => colourOfStep(steps.indexOf(cell.value), steps.bounds.length - 1));
  return {
    options: {
      width,
      height: side + margin.top + margin.bottom,
      marginLeft: margin.left,
      marginTop: margin.top,
      marginBottom: margin.bottom,
      marginRight: width - margin.left - side,
      x: { type: "band", domain: [...days], padding: 0, round: false },
      y: { type: "band", domain: [...days], padding: 0, round: false },
      marks: [
        Plot.cell(itself, { ...look, fill: ink.grid }),
        ...[...byStep].map(([colour, members]) => Plot.cell(members, { ...look, fill: colour })),
        ...(side / days.length >= 44 ? [...byStep].map(([colour, members]) => valueText(members, colour)) : []),
        Plot.axisX(everyFew(days, side, 76), axis),
        Plot.axisY(everyFew(days, side, 24), axis),
      ],
    },
  };
}

/** As many of the days as have room for a label of the given size. */
function everyFew(days: readonly string[], side: number, room: number): string[] {
  const every = Math.ceil(days.length / Math.max(1, Math.floor(side / room)));
  return days.filter((_, index) => index % every === 0);
}

function valueText(cells: readonly Cell[], colour: string): Plot.Markish {
  const isDark = stepColours.findIndex((step) => step === colour) >= 4;
  return Plot.text(cells, {
    x: "column",
    y: "row",
    text: (d: Cell) => formatNumber(d.value, 2),
    fill: isDark ? "white" : ink.text,
    fontSize: textSize.small,
  });
}
