import type { Figure, MeasureResult } from "../shapes.ts";
import { checkNumber } from "../foundation/mod.ts";
import { paddedDomain } from "./axis.ts";
import { checkFinite, checkIntervals, checkRows } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { type KeyItem, keyPanel } from "./key.ts";
import { capital, count, digitsFor, shorten } from "./label.ts";
import { drawPage, type Panel } from "./page.ts";
import { bandWords, pOf, pText, resultsWords, words } from "./result_words.ts";
import { intervalText } from "./forest_plot.ts";
import { labelMargin, type PanelRow, rightMargin, rowPanel } from "./row_panel.ts";
import { shareInterval } from "./share_interval.ts";
import { ink, planeColour, textSize } from "./theme.ts";
import { MOST_STRIP_ROWS, unitStrip } from "./unit_strip.ts";

/** One unit's value and the null it is compared with; the bands of the content measures fit. */
export interface UnitRow {
  unitId: string;
  estimate: number;
  /** Central 95% of the null's draws. */
  low: number;
  high: number;
  /** Mean of the null's draws. */
  mean: number;
  /** Posts, or what the unit's value rests on. */
  n: number;
}

export interface UnitsAgainstNullOptions extends FigureOptions {
  /** What is measured, with its unit. */
  xLabel: string;
  /** The mean over the units: drawn above them with its interval and null, and told in the caption. */
  result?: MeasureResult;
  /** What one unit is. Default "agent". */
  unit?: string;
  /** What the null is, for the key. Default: what the result says of it. */
  nullLabel?: string;
  /** Where a dashed line stands, such as 0 for a measure without direction. Default: none. */
  reference?: number;
}

/** Units that have a line of text each. */
const mostNamed = 60;
const most = 100_000;

/**
 * Which agents lie beyond what their own null would give, and does their mean?
 *
 * The grey bar holds the central 95% of that unit's null, so the comparison stands within each row: units with few posts
 * have wide bars. An open dot lies inside its bar. A mean near that of the null can hide units beyond it on both sides,
 * which the caption counts. Up to 60 units have a line with a name each; more stand as a strip of at most 300, evenly
 * spaced by rank, with all of them counted.
 *
 * @param rows One a unit, 1 to 100,000, drawn by falling estimate.
 * @param options `xLabel` is required; see `UnitsAgainstNullOptions`.
 * @returns A figure with a dot and a band a unit, and the mean above them where it was given.
 * @throws {RangeError} If there are no rows, too many, or a value is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { unitsAgainstNull } from "twoplane/figures";
 * const rows = [{ unitId: "ada", estimate: 0.21, low: -0.05, high: 0.15, mean: 0.1, n: 24 }];
 * const figure = unitsAgainstNull(rows, { xLabel: "pull to the centre (cosine)", reference: 0 });
 * assert.ok(figure.caption.includes("1 of 1 agent"));
 * ```
 */
export function unitsAgainstNull(rows: readonly UnitRow[], options: UnitsAgainstNullOptions): Figure {
  const caller = "unitsAgainstNull";
  const width = widthOf(caller, options, ["xLabel", "result", "unit", "nullLabel", "reference"]);
  const { unit = "agent", xLabel } = options;
  if (options.reference !== undefined) checkNumber(caller, "reference", options.reference);
  return drawUnits(caller, rows, {
    ...options,
    width,
    defaults: {
      name: "units-against-null",
      title: capital(`${words(xLabel)} of each ${unit} against its own null`),
      caption: `Dot: ${words(xLabel)} of one ${unit}; grey bar: central 95% of its null`,
    },
  });
}

interface DrawUnitsOptions extends UnitsAgainstNullOptions {
  width: number;
  /** The caption goes on after its first half sentence. */
  defaults: { name: string; title: string; caption: string };
}

/** Checks and draws; the public functions add their words. */
export function drawUnits(caller: string, rows: readonly UnitRow[], options: DrawUnitsOptions): Figure {
  const { defaults, result } = options;
  checkRows(caller, rows, { max: most });
  checkFinite(caller, rows, ["estimate", "low", "high", "mean", "n"]);
  checkIntervals(caller, rows);
  const sentences = [`${defaults.caption}${countWords(rows, options.unit ?? "agent")}`, resultWords(result)];
  const caption = sentences.filter((sentence) => sentence !== "").join(" ");
  return toFigure(caller, options, { ...defaults, caption }, (label) => drawPage(panels(rows, options), { label }));
}

function isOutside({ estimate, low, high }: UnitRow): boolean {
  return estimate < low || estimate > high;
}

function countWords(rows: readonly UnitRow[], unit: string): string {
  const above = rows.filter(({ estimate, high }) => estimate > high).length;
  const below = rows.filter(({ estimate, low }) => estimate < low).length;
  const share = (above + below) / rows.length;
  const { low, high } = shareInterval(share, rows.length);
  const sides = above > 0 && below > 0 ? ` (${above} above, ${below} below)` : "";
  const shown = rows.length > MOST_STRIP_ROWS ? ` ${MOST_STRIP_ROWS} of them are drawn, evenly spaced by rank.` : "";
  return `${rows.length > mostNamed ? "" : ", with the mean as a thin line"}. Filled dots lie outside their bar: ${
    above + below
  } of ${count(rows.length, unit)}${sides}, a share of ${share.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]; ` +
    `about 1 in 20 would by chance.${shown}`;
}

function resultWords(result: MeasureResult | undefined): string {
  return result === undefined ? "" : `Mean: ${resultsWords([result])}`;
}

function panels(rows: readonly UnitRow[], options: DrawUnitsOptions): Panel[] {
  const { width, result, xLabel, reference = null } = options;
  const sorted = rows.toSorted(byEstimate);
  const isNamed = sorted.length <= mostNamed;
  const panelRows = isNamed ? sorted.map(toPanelRow) : [];
  const mean = result === undefined ? [] : [meanRow(result)];
  const marginRight = rightMargin([...panelRows, ...mean]);
  const shared = {
    width,
    domain: paddedDomain([
      ...rows.flatMap(({ estimate, low, high }) => [estimate, low, high]),
      ...mean.flatMap(({ estimate, interval, band }) => [estimate as number, ...endsOf(interval), ...endsOf(band)]),
      ...(reference === null ? [] : [reference]),
    ]),
    xLabel,
    reference,
    marginLeft: isNamed || mean.length > 0
      ? labelMargin([...panelRows, ...mean].map((row) => row.label), width, marginRight)
      : 30,
    marginRight,
  };
  const strip = isNamed ? [] : evenly(sorted, MOST_STRIP_ROWS);
  return [
    keyPanel(keyOf(options), width),
    ...(mean.length === 0 ? [] : [rowPanel(mean, { ...shared, hasAxis: false })]),
    isNamed
      ? rowPanel(panelRows, shared)
      : unitStrip(strip.map((row) => ({ ...row, isOutside: isOutside(row) })), shared),
  ];
}

function keyOf({ width, result, nullLabel }: DrawUnitsOptions): KeyItem[] {
  const band = result?.null ?? null;
  const label = nullLabel ?? (band === null ? "95% of the null" : `95% of the null: ${bandWords(band)}`);
  return [
    { glyph: "dot", colour: planeColour.content, text: "outside its null" },
    { glyph: "open", colour: planeColour.content, text: "inside" },
    { glyph: "band", colour: ink.band, text: shorten(label, textSize.small, width - 40) },
  ];
}

function byEstimate(a: UnitRow, b: UnitRow): number {
  return b.estimate - a.estimate || (a.unitId < b.unitId ? -1 : 1);
}

function toPanelRow(row: UnitRow): PanelRow {
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

function meanRow(result: MeasureResult): PanelRow {
  const { estimate, interval, null: band, n } = result;
  const p = pOf(result);
  const digits = digitsFor([estimate, ...endsOf(interval)]);
  return {
    label: "mean",
    colour: ink.text,
    estimate,
    interval,
    band,
    ...(band === null ? {} : { tick: band.mean }),
    isOpen: band !== null && estimate >= band.low && estimate <= band.high,
    right: [
      ...(interval === null ? [] : [intervalText({ estimate, ...interval }, digits)]),
      ...(p === null ? [] : [pText(p)]),
      `n = ${n}`,
    ],
  };
}

function endsOf(ends: { low: number; high: number } | null): number[] {
  return ends === null ? [] : [ends.low, ends.high];
}

/** At most so many of the rows, at even distances. */
function evenly<Row>(rows: readonly Row[], limit: number): Row[] {
  if (rows.length <= limit) return [...rows];
  return Array.from({ length: limit }, (_, i) => rows[Math.floor((i + 0.5) * rows.length / limit)] as Row);
}
