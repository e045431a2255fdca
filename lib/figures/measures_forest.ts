import type { Figure, MeasureResult } from "../shapes.ts";
import { checkNumber } from "../foundation/mod.ts";
import { paddedDomain } from "./axis.ts";
import { checkRows } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { headingPanel, keyPanel } from "./key.ts";
import { capital, count, shorten } from "./label.ts";
import { shortNames } from "./names.ts";
import { drawPage, type Panel } from "./page.ts";
import { checkNames, checkResults } from "./result_checks.ts";
import { resultKey, resultRow } from "./result_row.ts";
import { digitsOf, resultsWords, words } from "./result_words.ts";
import { labelMargin, type PanelRow, rightMargin, rowPanel } from "./row_panel.ts";
import { ink, textSize } from "./theme.ts";

/** A measure that cannot be told on these data, and why; it keeps its row. */
export interface UntoldMeasure {
  metric: string;
  variant: string;
  /** Such as "cannot tell: one model". */
  cannotTell: string;
}

export interface MeasuresForestOptions extends FigureOptions {
  /** Name of each row, one a result: arms, or what tells the results apart. Default: the variant. */
  labels?: readonly string[];
  /** What is measured with its unit, by metric: the words below its axis. Default: the metric. */
  units?: Readonly<Record<string, string>>;
  /** Where a dashed line stands in all frames. Default: 0 in frames that reach it. */
  reference?: number;
}

/**
 * How large is each measure, how well is it known, what would its null give, and what could it have seen?
 *
 * Each metric has a frame and an axis of its own, since cosines, shares and distances have no common scale; variants and
 * arms of one metric share it. Right of a row stand estimate and interval, p and n, and the least planted strength
 * that the measure found, or that it is blind.
 *
 * @param results 1 to 40 results, or measures that cannot be told; metrics in the order they first appear.
 * @param options Words; see `MeasuresForestOptions`.
 * @returns A figure of one frame a metric.
 * @throws {RangeError} If there are no results, too many, or a number is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { measuresForest } from "twoplane/figures";
 * const result = {
 *   metric: "drift", variant: "unbiased", estimate: 0.02, interval: null, sensitivity: null, n: 8, settings: {}, warnings: [],
 *   null: { kind: "temporal structure", draws: 999, mean: 0, low: -0.01, high: 0.01, pValue: 0.002 },
 * };
 * assert.ok(measuresForest([result]).svg.includes("p = 0.002"));
 * ```
 */
export function measuresForest(
  results: readonly (MeasureResult | UntoldMeasure)[],
  options: MeasuresForestOptions = {},
): Figure {
  const caller = "measuresForest";
  const width = widthOf(caller, options, ["labels", "units", "reference"]);
  checkRows(caller, results, { max: 40 });
  checkResults(caller, results.filter(isTold));
  checkNames(caller, "labels", options.labels, results.length);
  if (options.reference !== undefined) checkNumber(caller, "reference", options.reference);
  const groups = groupsOf(results, options.labels);
  const defaults = {
    name: "measures-forest",
    title: groups.length === 1
      ? capital(words(groups[0]?.metric ?? ""))
      : `${count(groups.length, "measure")}, each against its null`,
    caption: captionOf(groups),
  };
  return toFigure(caller, options, defaults, (label) => drawPage(panels(groups, options, width), { label }));
}

interface Entry {
  result: MeasureResult | UntoldMeasure;
  label: string;
}

interface Group {
  metric: string;
  entries: readonly Entry[];
}

function isTold(result: MeasureResult | UntoldMeasure): result is MeasureResult {
  return !("cannotTell" in result);
}

function groupsOf(
  results: readonly (MeasureResult | UntoldMeasure)[],
  labels: readonly string[] | undefined,
): Group[] {
  const indexed = results.map((result, index) => ({ result, index }));
  return [...Map.groupBy(indexed, ({ result }) => result.metric)].map(([metric, members]) => {
    const variants = shortNames(members.map(({ result }) => result.variant));
    return {
      metric,
      entries: members.map(({ result, index }, place) => ({
        result,
        label: labels?.[index] ?? (variants[place] || "estimate"),
      })),
    };
  });
}

function captionOf(groups: readonly Group[]): string {
  const told = groups.flatMap(({ metric, entries }) =>
    entries.flatMap(({ result, label }) => isTold(result) ? [{ result, name: `${metric} (${label})` }] : [])
  );
  const untold = groups.some(({ entries }) => entries.some(({ result }) => !isTold(result)));
  return [
    "Dot and line: estimate with its interval; grey bar: central 95% of the null, with its mean; an open dot lies inside.",
    untold ? "Grey rows cannot be told on these data and show no estimate." : "",
    resultsWords(told.map(({ result }) => result), told.map(({ name }) => name)),
  ].filter((sentence) => sentence !== "").join(" ");
}

function panels(groups: readonly Group[], { units, reference }: MeasuresForestOptions, width: number): Panel[] {
  const parts = groups.map(({ metric, entries }) => {
    const digits = digitsOf(entries.map(({ result }) => result).filter(isTold));
    return { metric, entries, rows: entries.map((entry) => toPanelRow(entry, digits)) };
  });
  const all = parts.flatMap(({ rows }) => rows);
  const key = resultKey(all);
  const marginRight = rightMargin(all);
  const marginLeft = labelMargin(all.map(({ label }) => label), width, marginRight);
  return [
    ...(key.length === 0 ? [] : [keyPanel(key, width)]),
    ...parts.flatMap(({ metric, rows }) => {
      const hasAxis = rows.some(({ estimate }) => estimate !== null);
      const domain = paddedDomain([...valuesOf(rows), ...(reference === undefined ? [] : [reference])]);
      return [
        ...(parts.length === 1
          ? []
          : [headingPanel(shorten(capital(metric), textSize.label * 1.06, width - 8), width)]),
        rowPanel(rows, {
          width,
          domain,
          xLabel: units?.[metric] ?? metric,
          reference: reference ?? (hasAxis && domain[0] <= 0 && domain[1] >= 0 ? 0 : null),
          hasAxis,
          marginLeft,
          marginRight,
        }),
      ];
    }),
  ];
}

function valuesOf(rows: readonly PanelRow[]): number[] {
  const values = rows.flatMap(({ estimate, interval, band }) => [
    ...(estimate === null ? [] : [estimate]),
    ...[interval, band].flatMap((ends) => ends === null ? [] : [ends.low, ends.high]),
  ]);
  return values.length === 0 ? [0] : values;
}

function toPanelRow({ result, label }: Entry, digits: number): PanelRow {
  if (!isTold(result)) {
    const nothing = { estimate: null, interval: null, band: null, right: [] };
    return { label, colour: ink.muted, message: result.cannotTell, ...nothing };
  }
  return resultRow(result, { label, digits });
}
