import type { Figure } from "../shapes.ts";
import { checkNumber, checkOneOf } from "../foundation/mod.ts";
import { paddedDomain } from "./axis.ts";
import { checkFinite, checkIntervals, checkRows } from "./check.ts";
import { digitsFor, formatNumber, wrap } from "./label.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { drawPage } from "./page.ts";
import { labelMargin, type PanelRow, rightMargin, rowPanel } from "./row_panel.ts";
import { ink, planeColour, textSize } from "./theme.ts";

/** One contrast; `null` numbers with a note where it cannot be interpreted. */
export interface ForestRow {
  label: string;
  estimate: number | null;
  low: number | null;
  high: number | null;
  n: number;
  /** Shown in place of the dot, or below n where there is a dot. */
  note?: string;
  /** Grey bar behind the row: where the effect lies whatever missing and bounded values were; drawn where both ends are known. */
  worstLow?: number | null;
  worstHigh?: number | null;
}

export interface ForestPlotOptions extends FigureOptions {
  /** What the contrast is, with its unit. */
  xLabel: string;
  /** Where no effect stands. */
  reference: number;
  /** Colour of the dots. Default: the action plane's. */
  colour?: string;
  /** Whether the worst case of each row is drawn behind it. Default "none". */
  worst?: "none" | "band";
}

/**
 * How large is each contrast, and how well is it known?
 *
 * A row whose estimate is `null` keeps its place and says why instead of showing a dot:
 * what cannot be interpreted is not the same as no effect.
 *
 * @param rows 1 to 40 contrasts, drawn in the order given.
 * @param options `xLabel` and `reference` are required.
 * @returns A figure with one line a contrast.
 * @throws {RangeError} If there are no rows, too many, or a number is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { forestPlot } from "twoplane/figures";
 * const rows = [{ label: "cooperative", estimate: 0.2, low: 0.05, high: 0.35, n: 60 }];
 * const figure = forestPlot(rows, { xLabel: "risk difference", reference: 0 });
 * assert.ok(figure.svg.includes("0.20 [0.05, 0.35]"));
 * ```
 */
export function forestPlot(rows: readonly ForestRow[], options: ForestPlotOptions): Figure {
  const width = widthOf("forestPlot", options, ["xLabel", "reference", "colour", "worst"]);
  checkNumber("forestPlot", "reference", options.reference);
  checkRows("forestPlot", rows, { max: 40 });
  checkFinite("forestPlot", rows, ["n"]);
  const known = rows.filter(isKnown);
  checkFinite("forestPlot", known, ["estimate", "low", "high"]);
  checkIntervals("forestPlot", known);
  const defaults = {
    name: "forest-plot",
    title: `Contrasts: ${options.xLabel}`,
    caption: "Dot and line: estimate with its interval; dashed line: no effect. " +
      (bandsOf(rows, options).length > 0 ? "Grey bar: all that missing and bounded values leave open. " : "") +
      (known.length < rows.length ? "Grey rows cannot be interpreted and show no estimate." : ""),
  };
  return toFigure(
    "forestPlot",
    options,
    { ...defaults, caption: defaults.caption.trim() },
    (label) => drawPage([panel(rows, known, options, width)], { label }),
  );
}

/** The worst cases that can be drawn. */
function bandsOf(rows: readonly ForestRow[], { worst = "none" }: ForestPlotOptions) {
  checkOneOf("forestPlot", "worst", worst, ["none", "band"]);
  return rows.flatMap((row) => {
    const { worstLow: low, worstHigh: high } = row;
    const isDrawn = worst === "band" && row.estimate !== null && Number.isFinite(low) && Number.isFinite(high);
    return isDrawn ? [{ row, low: low as number, high: high as number }] : [];
  });
}

type KnownRow = ForestRow & { estimate: number; low: number; high: number };

function isKnown(row: ForestRow): row is KnownRow {
  return row.estimate !== null;
}

function panel(rows: readonly ForestRow[], known: readonly KnownRow[], options: ForestPlotOptions, width: number) {
  const values = known.flatMap(({ estimate, low, high }) => [estimate, low, high]);
  const digits = digitsFor(values);
  const bands = bandsOf(rows, options);
  const panelRows = rows.map((row) => ({
    ...toPanelRow(row, digits, options.colour ?? planeColour.action),
    band: bands.find((band) => band.row === row) ?? null,
  }));
  const marginRight = rightMargin(panelRows);
  return rowPanel(panelRows, {
    width,
    domain: paddedDomain([...values, ...bands.flatMap(({ low, high }) => [low, high]), options.reference]),
    xLabel: options.xLabel,
    reference: options.reference,
    marginLeft: labelMargin(rows.map((row) => row.label), width, marginRight),
    marginRight,
  });
}

function toPanelRow(row: ForestRow, digits: number, colour: string): PanelRow {
  if (!isKnown(row)) {
    const message = row.note ?? "not interpretable";
    return {
      label: row.label,
      colour: ink.muted,
      estimate: null,
      interval: null,
      band: null,
      message,
      right: [`n = ${row.n}`],
    };
  }
  return {
    label: row.label,
    colour,
    estimate: row.estimate,
    interval: { low: row.low, high: row.high },
    band: null,
    right: [
      intervalText(row, digits),
      `n = ${row.n}`,
      ...(row.note === undefined ? [] : wrap(row.note, textSize.small, 150)),
    ],
  };
}

/** "0.20 [0.05, 0.35]". */
export function intervalText(
  { estimate, low, high }: { estimate: number; low: number; high: number },
  digits: number,
): string {
  return `${formatNumber(estimate, digits)} [${formatNumber(low, digits)}, ${formatNumber(high, digits)}]`;
}
