import * as Plot from "@observablehq/plot";
import type { Figure, MeasureResult, MetricRow } from "../shapes.ts";
import { quote } from "../foundation/mod.ts";
import { type AxisPlan, paddedDomain, planAxis } from "./axis.ts";
import { checkFinite, checkRows } from "./check.ts";
import { dayName } from "./days.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { haloText } from "./halo.ts";
import { type KeyItem, keyPanel } from "./key.ts";
import { count, shorten } from "./label.ts";
import { dayOf, planDays } from "./moments.ts";
import { drawPage, type Panel } from "./page.ts";
import { checkResults } from "./result_checks.ts";
import { resultsWords } from "./result_words.ts";
import { ink, planeColour, textSize } from "./theme.ts";
import { tickMargin, xyPanel } from "./xy_panel.ts";

export interface EventAgainstPlacebosOptions extends FigureOptions {
  /** What is measured around each date, with its unit. Default "squared distance of the means before and after". */
  yLabel?: string;
  /** What happened, beside its mark. Default "event". */
  eventLabel?: string;
}

/** A date with the distance around it. */
interface DatePoint {
  x: number;
  value: number;
}

const inner = 220;
const marginRight = 24;

/**
 * Did more change at a known event than at other dates?
 *
 * Each open dot is a placebo: the same distance around a date at which nothing is known to have happened. The filled
 * diamond is the event, and the line through it covers the days that are compared. Windows of neighbouring placebos
 * overlap, so that they are fewer than they seem: the caption says how many have no day in common.
 *
 * @param rows Those of `eventStudy()`: one of `window` "event", the others "placebo"; `unitId` is the date.
 * @param result Theirs: p, null, warnings, and in its settings `windowDays`, `gapDays`, `separatePlacebos`, `avoid`.
 * @param options Words; see `EventAgainstPlacebosOptions`.
 * @returns A figure of one frame over the dates.
 * @throws {RangeError} If there is not one event, no placebo, or a row without a date.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { eventAgainstPlacebos } from "twoplane/figures";
 * const row = { metric: "event study", variant: "squared distance", n: 20 };
 * const rows = [
 *   { ...row, unitId: "2026-06-29", window: "event", value: 0.2 },
 *   { ...row, unitId: "2026-05-01", window: "placebo", value: 0.01 },
 * ];
 * const result = {
 *   metric: "event study", variant: "squared distance", estimate: 0.2, interval: null, sensitivity: null, n: 40, settings: {},
 *   null: { kind: "placebo dates", draws: 1, mean: 0.01, low: 0.01, high: 0.01, pValue: 0.5 }, warnings: ["case study"],
 * };
 * assert.ok(eventAgainstPlacebos(rows, result).caption.includes("p = 0.5"));
 * ```
 */
export function eventAgainstPlacebos(
  rows: readonly MetricRow[],
  result: MeasureResult,
  options: EventAgainstPlacebosOptions = {},
): Figure {
  const caller = "eventAgainstPlacebos";
  const width = widthOf(caller, options, ["yLabel", "eventLabel"]);
  checkRows(caller, rows, { max: 5000 });
  checkFinite(caller, rows, ["value", "n"]);
  checkResults(caller, [result]);
  const { event, placebos } = datesOf(caller, rows);
  const defaults = {
    name: "event-against-placebos",
    title: "An event against placebo dates",
    caption: captionOf(event, placebos, result),
  };
  return toFigure(
    caller,
    options,
    defaults,
    (label) => drawPage(panels({ event, placebos, result }, options, width), { label }),
  );
}

interface Dates {
  event: DatePoint;
  placebos: readonly DatePoint[];
}

function datesOf(caller: string, rows: readonly MetricRow[]): Dates {
  const points = rows.map(({ unitId, window, value }, index) => {
    const x = dayOf(unitId);
    if (x !== null && (window === "event" || window === "placebo")) return { x, value, window };
    const got = `${quote(unitId)}, ${quote(window)}`;
    throw new RangeError(
      `Cannot draw ${caller}() at row ${index}: need a date as unitId and "event" or "placebo" as window, got ${got}`,
    );
  });
  const [event, ...others] = points.filter(({ window }) => window === "event");
  const placebos = points.filter(({ window }) => window === "placebo");
  if (event !== undefined && others.length === 0 && placebos.length > 0) return { event, placebos };
  throw new RangeError(
    `Cannot draw ${caller}(): need 1 event and at least 1 placebo, got ${points.length - placebos.length} and ` +
      `${placebos.length}`,
  );
}

function captionOf(event: DatePoint, placebos: readonly DatePoint[], result: MeasureResult): string {
  const asFar = placebos.filter(({ value }) => value >= event.value).length;
  const separate = numberIn(result, "separatePlacebos");
  const days = numberIn(result, "windowDays");
  const gap = numberIn(result, "gapDays") ?? 0;
  return [
    `Diamond: the event${
      days === null ? "" : `, ${days} days before${gap > 0 ? ` (${gap} left out)` : ""} against ${days} after`
    }` +
    `; open dots: ${count(placebos.length, "placebo date")}${
      separate === null ? "" : `, ${separate} of them without common days`
    }` +
    `; ${asFar} reach the event. p cannot be below 1 / ${placebos.length + 1}.`,
    result.null === null ? "" : "Grey area: central 95% of the placebos, with their mean.",
    resultsWords([result]),
  ].filter((sentence) => sentence !== "").join(" ");
}

/** A setting that is a number. */
function numberIn({ settings }: MeasureResult, name: string): number | null {
  const value = settings[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Other known changes, as days. */
function changesIn({ settings }: MeasureResult): number[] {
  const { avoid } = settings;
  if (!Array.isArray(avoid)) return [];
  return avoid.flatMap((date) => typeof date === "string" ? dayOf(date) ?? [] : []);
}

function panels(
  { event, placebos, result }: Dates & { result: MeasureResult },
  { yLabel = "squared distance of the means before and after", eventLabel = "event" }: EventAgainstPlacebosOptions,
  width: number,
): Panel[] {
  const band = result.null;
  const [before, after] = comparedDays(event, result);
  const dates = [...placebos.map(({ x }) => x), before, after];
  const y = planAxis(
    paddedDomain(
      [event.value, ...placebos.map(({ value }) => value), ...(band === null ? [] : [band.low, band.high])],
      0.1,
    ),
    inner,
  );
  const marginLeft = tickMargin(y);
  const domain = paddedDomain(dates, 0.02);
  const x = planDays(domain, width - marginLeft - marginRight, 1);
  const changes = changesIn(result).filter((day) => day >= domain[0] && day <= domain[1]);
  return [
    keyPanel(keyOf(band !== null, changes.length > 0), width),
    xyPanel({
      width,
      inner,
      x,
      y,
      xLabel: "UTC day",
      yLabel,
      marginLeft,
      marginRight,
      marks: [
        ...(band === null ? [] : bandMarks(band, x)),
        ...changeMarks(changes, y),
        Plot.dot(placebos, { x: "x", y: "value", r: 3.5, fill: "white", stroke: ink.muted, strokeWidth: 1.5 }),
        ...eventMarks(event, { before, after, label: eventLabel, x, width }),
      ],
    }),
  ];
}

function comparedDays({ x }: DatePoint, result: MeasureResult): [number, number] {
  const days = numberIn(result, "windowDays") ?? 0;
  return [x - days - (numberIn(result, "gapDays") ?? 0), x + days];
}

function keyOf(hasBand: boolean, hasChanges: boolean): KeyItem[] {
  return [
    { glyph: "open", colour: ink.muted, text: "placebo date" },
    { glyph: "line", colour: planeColour.action, text: "event, days compared" },
    ...(hasBand ? [{ glyph: "band" as const, colour: ink.band, text: "95% of the placebos" }] : []),
    ...(hasChanges ? [{ glyph: "tick" as const, colour: ink.text, text: "other known change" }] : []),
  ];
}

function bandMarks({ low, high, mean }: { low: number; high: number; mean: number }, x: AxisPlan): Plot.Markish[] {
  const [x1, x2] = x.domain;
  return [
    Plot.rect([0], { x1, x2, y1: low, y2: high, fill: ink.band }),
    Plot.link([0], { x1, x2, y1: mean, y2: mean, stroke: ink.muted }),
  ];
}

/** Ticks above the frame, where no dot can be. */
function changeMarks(changes: readonly number[], { domain: [low, high] }: AxisPlan): Plot.Markish[] {
  if (changes.length === 0) return [];
  const y2 = high + (high - low) * 8 / inner;
  return [Plot.link(changes, { x1: (x) => x, x2: (x) => x, y1: high, y2, stroke: ink.text, strokeWidth: 2 })];
}

function eventMarks(
  event: DatePoint,
  { before, after, label, x, width }: { before: number; after: number; label: string; x: AxisPlan; width: number },
): Plot.Markish[] {
  const isRight = event.x > (x.domain[0] + x.domain[1]) / 2;
  const date = dayName(new Date(event.x * 86_400_000).toISOString().slice(0, 10));
  const colour = planeColour.action;
  return [
    Plot.link([0], { x1: before, x2: after, y1: event.value, y2: event.value, stroke: colour, strokeWidth: 2.5 }),
    Plot.dot([event], { x: "x", y: "value", r: 7, symbol: "diamond", fill: colour, stroke: "white", strokeWidth: 1.5 }),
    ...haloText([event], {
      x: isRight ? before : after,
      y: "value",
      text: () => shorten(`${label}, ${date}`, textSize.small, width * 0.4),
      textAnchor: isRight ? "end" : "start",
      dx: isRight ? -8 : 8,
      fontSize: textSize.small,
      fontWeight: 600,
      fill: colour,
    }),
  ];
}
