import type { Figure, MeasureResult, MetricRow } from "../shapes.ts";
import { checkNumber } from "../foundation/mod.ts";
import { planAxis } from "./axis.ts";
import { checkFinite, checkIntervals, checkRows } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { type KeyItem, keyPanel } from "./key.ts";
import { capital, shorten } from "./label.ts";
import { planDays } from "./moments.ts";
import { shortNames } from "./names.ts";
import { drawPage, type Panel } from "./page.ts";
import { bandWords, resultsWords, words } from "./result_words.ts";
import { type MomentBand, type Series, seriesOf, type SeriesSet } from "./series.ts";
import { MOST_LINES, planValues, seriesMargins, seriesPanel } from "./series_panel.ts";
import { ink, planeColour, textSize } from "./theme.ts";

export interface MeasureOverTimeOptions extends FigureOptions {
  /** What the rows sum up to: estimate, interval, null, n, sensitivity and warnings go to the caption. */
  results?: readonly MeasureResult[];
  /** Values against their own null; each belongs to the row of its moment and value. */
  bands?: readonly MomentBand[];
  /** What is measured, with its unit. Default: the rows' metric. */
  yLabel?: string;
  /** Where a dashed line stands. Default: none. */
  reference?: number;
}

const mostPanels = 12;

/**
 * How did a measure go from day to day, beside what its null would give?
 *
 * A line breaks where a day or window has no value: an outage is not bridged. Variants with a null have a frame each, since
 * bands on top of each other cannot be read; those without share a frame and have their names at the ends of their lines. Without
 * bands of their own, one series is drawn over the null of its mean.
 *
 * @param rows Values with a day, a time or the number of a window as `window` or `unitId`; of values that compare two
 *   days those of neighbouring days are drawn, at the later. 1 to 50,000 rows, at most 12 frames of at most 6 lines.
 * @param options Words, bands and results; see `MeasureOverTimeOptions`.
 * @returns A figure of one frame a null or metric, one below the other.
 * @throws {RangeError} If a row names no moment, a series has two values at one, or a band belongs to no row.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { measureOverTime } from "twoplane/figures";
 * const row = { metric: "lexical turnover", variant: "births", window: null, n: 40 };
 * const rows = [{ ...row, unitId: "2026-02-02", value: 0.5 }, { ...row, unitId: "2026-02-03", value: 0.4 }];
 * assert.ok(measureOverTime(rows).svg.includes("Feb 3"));
 * ```
 */
export function measureOverTime(rows: readonly MetricRow[], options: MeasureOverTimeOptions = {}): Figure {
  const caller = "measureOverTime";
  const width = widthOf(caller, options, ["results", "bands", "yLabel", "reference"]);
  const { bands = [], results = [] } = options;
  checkRows(caller, rows, { max: 50_000 });
  checkFinite(caller, rows, ["value", "n"]);
  checkFinite(caller, bands, ["estimate", "low", "high", "mean"]);
  checkIntervals(caller, bands);
  if (options.reference !== undefined) checkNumber(caller, "reference", options.reference);
  const set = seriesOf(caller, rows, bands);
  const frames = framesOf(caller, set);
  const meanBand = meanBandOf(set, results);
  const metrics = [...new Set(set.series.map(({ metric }) => metric))];
  const defaults = {
    name: "measure-over-time",
    title: capital(`${metrics.map(words).join(", ")} over time`),
    caption: [readingWords(set, meanBand !== null), resultsWords(results)].filter((text) => text !== "").join(" "),
  };
  const shared = { width, meanBand, bandLabel: bandLabelOf(results), options };
  return toFigure(caller, options, defaults, (label) => drawPage(panels(set, frames, shared), { label }));
}

interface FrameOfSeries {
  /** What tells it from the other frames of its metric; empty where there is none. */
  name: string;
  labels: readonly string[];
  series: readonly Series[];
}

/** A frame for each series with a band, one for the others of each metric. */
function framesOf(caller: string, { series }: SeriesSet): FrameOfSeries[] {
  const names = new Map(
    [...Map.groupBy(series, ({ metric }) => metric).values()].flatMap((members) => {
      const short = shortNames(members.map(({ name }) => name));
      return members.map((own, index) => [own, members.length === 1 ? "" : short[index] as string] as const);
    }),
  );
  const hasBand = (own: Series) => own.points.some(({ band }) => band !== null);
  const groups = [...Map.groupBy(series, (own) => hasBand(own) ? own : own.metric).values()];
  const frames = groups.map((members): FrameOfSeries => {
    const isOne = members.length === 1;
    return {
      name: isOne ? names.get(members[0] as Series) as string : "",
      labels: members.map((own) => isOne ? "" : names.get(own) as string),
      series: members,
    };
  });
  const most = Math.max(...frames.map((frame) => frame.series.length));
  if (most > MOST_LINES || frames.length > mostPanels) {
    throw new RangeError(
      `Cannot draw ${caller}(): at most ${MOST_LINES} lines a frame and ${mostPanels} frames stay legible, got ` +
        `${most} and ${frames.length}. Pass the variants to show`,
    );
  }
  return frames;
}

/** The null of the mean, where one series has no bands of its own. */
function meanBandOf({ series }: SeriesSet, results: readonly MeasureResult[]) {
  const isBare = series.length === 1 && series[0]?.points.every(({ band }) => band === null) === true;
  const band = results.length === 1 ? results[0]?.null ?? null : null;
  return isBare && band !== null ? { low: band.low, high: band.high, mean: band.mean } : null;
}

function bandLabelOf(results: readonly MeasureResult[]): string {
  const kinds = new Set(results.flatMap(({ null: band }) => band === null ? [] : [bandWords(band)]));
  return `95% of the null${kinds.size === 1 ? `: ${[...kinds][0]}` : ""}`;
}

function readingWords({ series, scale }: SeriesSet, hasMeanBand: boolean): string {
  const points = series.flatMap((own) => own.points);
  const banded = points.flatMap(({ value, band }) => band === null ? [] : [value < band.low || value > band.high]);
  const outside = banded.filter((is) => is).length;
  const sizes = points.map(({ n }) => n);
  const [fewest, most] = [Math.min(...sizes), Math.max(...sizes)];
  const moment = scale === "days" ? "day" : "window";
  return [
    `One dot a ${moment} with a value, no line over ${moment}s without one; n a dot ${
      fewest === most ? `is ${fewest}` : `from ${fewest} to ${most}`
    }.`,
    banded.length === 0
      ? ""
      : `Grey bar: central 95% of the null of that ${moment}, with its mean; filled dots lie outside: ${outside} of ` +
        `${banded.length}, about 1 in 20 would by chance.`,
    hasMeanBand ? `Grey area: central 95% of the null of the mean over all ${moment}s, not of one ${moment}.` : "",
  ].filter((sentence) => sentence !== "").join(" ");
}

function panels(
  { series, scale, step }: SeriesSet,
  frames: readonly FrameOfSeries[],
  { width, meanBand, bandLabel, options }: {
    width: number;
    meanBand: { low: number; high: number; mean: number } | null;
    bandLabel: string;
    options: MeasureOverTimeOptions;
  },
): Panel[] {
  const moments = series.flatMap((own) => own.points.map(({ x }) => x));
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  const domain = [first - step / 2, last + step / 2] as const;
  const scaled = { inner: frames.length > 2 ? 120 : 190, reference: options.reference ?? null, meanBand };
  const plans = frames.map((frame) => planValues(frame.series, scaled));
  const margins = seriesMargins(plans, frames.flatMap(({ labels }) => labels), width);
  const inner = width - margins.marginLeft - margins.marginRight;
  const x = scale === "days" ? planDays(domain, inner, step) : wholeTicks(planAxis(domain, inner));
  const hasBands = series.some(({ points }) => points.some(({ band }) => band !== null));
  const key: KeyItem[] = [
    ...(hasBands ? [dot("outside its null"), { ...dot("inside"), glyph: "open" as const }] : []),
    ...(hasBands || meanBand !== null ? [{ glyph: "band" as const, colour: ink.band, text: bandLabel }] : []),
  ];
  return [
    ...(key.length === 0 ? [] : [keyPanel(key.map((item) => ({ ...item, text: fit(item.text, width) })), width)]),
    ...frames.map((frame, index) =>
      seriesPanel(frame.series, {
        ...scaled,
        ...margins,
        width,
        x,
        step,
        xLabel: index < frames.length - 1 ? null : scale === "days" ? "UTC day" : "window",
        yLabel: [options.yLabel ?? frame.series[0]?.metric ?? "", frame.name].filter((text) => text !== "").join(", "),
        labels: frame.labels,
      })
    ),
  ];
}

function dot(text: string): KeyItem {
  return { glyph: "dot", colour: planeColour.content, text };
}

function fit(text: string, width: number): string {
  return shorten(text, textSize.small, width - 40);
}

function wholeTicks(plan: ReturnType<typeof planAxis>): ReturnType<typeof planAxis> {
  const ticks = plan.ticks.filter((tick) => Number.isInteger(tick));
  return { ...plan, ticks, format: (value) => String(value) };
}
