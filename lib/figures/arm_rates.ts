import type { Figure } from "../shapes.ts";
import { checkFinite, checkIntervals, checkRows } from "./check.ts";
import { capital, formatNumber, shorten } from "./label.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { headingPanel } from "./key.ts";
import { drawPage, type Panel } from "./page.ts";
import { labelMargin, type PanelRow, rightMargin, rowPanel } from "./row_panel.ts";
import { intervalText } from "./forest_plot.ts";
import { armColour, textSize } from "./theme.ts";

/** How often one condition of one group acted. */
export interface ArmRateRow {
  /** Facet: a scenario, a model. */
  group: string;
  condition: string;
  /** Share in [0, 1]; `null` where no trial shows behaviour. */
  rate: number | null;
  /** Interval; `null` where there is none. */
  low: number | null;
  high: number | null;
  n: number;
}

export interface ArmRatesOptions extends FigureOptions {
  /** The condition drawn in grey. Default: the first row's. */
  control?: string;
  /** Default "share of trials that acted". */
  xLabel?: string;
}

/**
 * How often does each condition act, group by group?
 *
 * All groups share one axis from 0 to 1, so that a large difference of small rates looks as
 * small as it is. A row without a rate keeps its place and says so: no behaviour is not a rate of 0.
 *
 * @param rows One a group and condition, 1 to 60; groups and conditions in the order they first appear.
 * @param options Words, and which condition is the control.
 * @returns A figure with a dot and an interval a row.
 * @throws {RangeError} If there are no rows, too many, or a rate lies outside [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { armRates } from "twoplane/figures";
 * const rows = [
 *   { group: "switch", condition: "none", rate: 0.1, low: 0.05, high: 0.2, n: 60 },
 *   { group: "switch", condition: "cooperative", rate: 0.4, low: 0.3, high: 0.5, n: 60 },
 * ];
 * assert.ok(armRates(rows).svg.includes("cooperative"));
 * ```
 */
export function armRates(rows: readonly ArmRateRow[], options: ArmRatesOptions = {}): Figure {
  const width = widthOf("armRates", options, ["control", "xLabel"]);
  checkRates(rows);
  const control = options.control ?? rows[0]?.condition ?? "";
  const defaults = {
    name: "arm-rates",
    title: `${capital(options.xLabel ?? "share of trials that acted")} in each condition`,
    caption: `Dot and line: rate with its interval; grey is the control (${shorten(control, textSize.small, 200)}).`,
  };
  return toFigure("armRates", options, defaults, (label) => drawPage(panels(rows, control, options, width), { label }));
}

type KnownRate = ArmRateRow & { rate: number };
type KnownInterval = KnownRate & { low: number; high: number };

function hasRate(row: ArmRateRow): row is KnownRate {
  return row.rate !== null;
}

function hasInterval(row: ArmRateRow): row is KnownInterval {
  return hasRate(row) && row.low !== null && row.high !== null;
}

function checkRates(rows: readonly ArmRateRow[]): void {
  checkRows("armRates", rows, { max: 60 });
  checkFinite("armRates", rows, ["n"]);
  checkFinite("armRates", rows.filter(hasRate), ["rate"]);
  checkFinite("armRates", rows.filter(hasInterval), ["low", "high"]);
  checkIntervals("armRates", rows.filter(hasInterval));
  const outside = rows.findIndex(({ rate, low, high }) =>
    [rate, low, high].some((value) => value !== null && (value < 0 || value > 1))
  );
  if (outside === -1) return;
  const { rate, low, high } = rows[outside] as ArmRateRow;
  throw new RangeError(
    `Cannot draw armRates() at row ${outside}: need shares in [0, 1], got ${rate} [${low}, ${high}]`,
  );
}

function panels(rows: readonly ArmRateRow[], control: string, options: ArmRatesOptions, width: number): Panel[] {
  const groups = [...Map.groupBy(rows, (row) => row.group)].map(([group, members]) => ({
    group,
    panelRows: members.map((row) => toPanelRow(row, row.condition === control)),
  }));
  const marginRight = rightMargin(groups.flatMap(({ panelRows }) => panelRows));
  const shared = {
    width,
    domain: [0, 1] as const,
    xLabel: options.xLabel ?? "share of trials that acted",
    reference: null,
    marginLeft: labelMargin(rows.map((row) => row.condition), width, marginRight),
    marginRight,
  };
  return groups.flatMap(({ group, panelRows }, index) => [
    headingPanel(shorten(group, textSize.label * 1.06, width - 8), width),
    rowPanel(panelRows, { ...shared, hasAxis: index === groups.length - 1 }),
  ]);
}

function toPanelRow(row: ArmRateRow, isControl: boolean): PanelRow {
  const common = { label: row.condition, colour: isControl ? armColour.control : armColour.treatment, band: null };
  const n = `n = ${row.n}`;
  if (!hasRate(row)) {
    return { ...common, estimate: null, interval: null, message: "no trial shows behaviour", right: [n] };
  }
  const { rate: estimate } = row;
  if (!hasInterval(row)) return { ...common, estimate, interval: null, right: [formatNumber(estimate, 2), n] };
  return {
    ...common,
    estimate,
    interval: { low: row.low, high: row.high },
    right: [intervalText({ ...row, estimate }, 2), n],
  };
}
