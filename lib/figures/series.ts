import type { MetricRow } from "../shapes.ts";
import { quote } from "../foundation/mod.ts";
import { dayOf, windowNumber } from "./moments.ts";

/** A value at a moment against its own null; the bands of the content measures fit. */
export interface MomentBand {
  unitId: string;
  window: string | null;
  estimate: number;
  low: number;
  high: number;
  /** Mean of the null's draws. */
  mean: number;
  n: number;
  /** Which variant it belongs to, where several are drawn. */
  variant?: string;
}

/** One value of a series. */
export interface SeriesPoint {
  /** Days since 1970, or the number of a window. */
  x: number;
  value: number;
  n: number;
  band: { low: number; high: number; mean: number } | null;
}

/** Values in order of time. */
export interface Series {
  metric: string;
  name: string;
  points: SeriesPoint[];
}

/** All series of some rows, on one scale of time. */
export interface SeriesSet {
  series: Series[];
  scale: "days" | "windows";
  /** Least distance of two moments; 1 where there is one moment only. */
  step: number;
}

interface Placed {
  metric: string;
  name: string;
  x: number;
  /** The earlier moment of a value that compares two; `null` for a value of one moment. */
  from: number | null;
  row: MetricRow;
}

/**
 * Reads rows as series over time.
 *
 * The moment of a row is its `window` or, where that is none, its `unitId`: a day, a time or the number of a window.
 * A row of an agent and a moment belongs to that agent's series. Of rows that compare two moments those of neighbours
 * are kept, at the later one, unless the series also has values of single moments.
 */
export function seriesOf(
  caller: string,
  rows: readonly MetricRow[],
  bands: readonly MomentBand[],
): SeriesSet {
  const placed = rows.map((row, index) => placeRow(caller, row, index));
  const scale = placed.some(({ row }) => row.window !== null && windowNumber(row.window) !== null) ? "windows" : "days";
  const mixed = placed.findIndex(({ row }) => scale === "windows" && windowNumber(row.window ?? "") === null);
  if (mixed !== -1) throw noMoment(caller, rows[mixed] as MetricRow, mixed, "windows that are all numbers or all days");
  const groups = [...Map.groupBy(placed, ({ metric, name }) => `${metric}\0${name}`).values()];
  const series = groups.map((members): Series => {
    const { metric, name } = members[0] as Placed;
    return { metric, name, points: pointsOf(caller, members) };
  }).filter(({ points }) => points.length > 0);
  if (series.length === 0) {
    throw new RangeError(`Cannot draw ${caller}(): need a value of one moment or of two neighbours, got none`);
  }
  bands.forEach((band, index) => hang(caller, band, index, series));
  return { series, scale, step: stepOf(series) };
}

/** Parts of a series without a gap: neighbours stand at most one and a half steps apart. */
export function unbroken(points: readonly SeriesPoint[], step: number): SeriesPoint[][] {
  const parts: SeriesPoint[][] = [];
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (before === undefined || point.x - before.x > 1.5 * step) parts.push([]);
    parts.at(-1)?.push(point);
  });
  return parts;
}

function placeRow(caller: string, row: MetricRow, index: number): Placed {
  const { metric, variant, unitId, window } = row;
  const number = window === null ? null : windowNumber(window);
  const [own, unit] = [window === null ? null : dayOf(window), dayOf(unitId)];
  if (number !== null || (own !== null && unit === null)) {
    return { metric, name: joined(variant, unitId), x: number ?? (own as number), from: null, row };
  }
  if (unit === null) {
    throw noMoment(caller, row, index, 'a day such as "2026-02-03" or the number of a window');
  }
  if (own === null) return { metric, name: joined(variant, window ?? ""), x: unit, from: null, row };
  return { metric, name: variant, x: Math.max(own, unit), from: own === unit ? null : Math.min(own, unit), row };
}

/** A variant with what tells its series apart, unless the variant says so itself. */
function joined(variant: string, more: string): string {
  return more === "" || variant.includes(more) ? variant : variant === "" ? more : `${variant}, ${more}`;
}

function noMoment(caller: string, { window, unitId }: MetricRow, index: number, needed: string): RangeError {
  const got = window === null ? quote(unitId) : `${quote(unitId)} and ${quote(window)}`;
  return new RangeError(`Cannot draw ${caller}() at row ${index}: unitId or window needs ${needed}, got ${got}`);
}

function pointsOf(caller: string, members: readonly Placed[]): SeriesPoint[] {
  const single = members.filter(({ from }) => from === null);
  const kept = single.length > 0 ? single : neighbours(members);
  const points = kept.map(({ x, row: { value, n } }): SeriesPoint => ({ x, value, n, band: null }));
  points.sort((a, b) => a.x - b.x);
  const twice = points.findIndex((point, index) => point.x === points[index - 1]?.x);
  if (twice === -1) return points;
  const { metric, name } = members[0] as Placed;
  const moment = (kept.find(({ x }) => x === points[twice]?.x) as Placed).row;
  throw new RangeError(
    `Cannot draw ${caller}(): need one value a moment of ${quote(metric)}, ${quote(name)}, got two at ` +
      quote(moment.window ?? moment.unitId),
  );
}

function neighbours(members: readonly Placed[]): Placed[] {
  const moments = [...new Set(members.flatMap(({ x, from }) => [x, from as number]))].sort((a, b) => a - b);
  const place = new Map(moments.map((moment, index) => [moment, index]));
  return members.filter(({ x, from }) => place.get(x) === (place.get(from as number) as number) + 1);
}

/** Puts a band below the value that it belongs to: by name where it has one, else by moment and value. */
function hang(caller: string, band: MomentBand, index: number, series: readonly Series[]): void {
  const moments = [band.window ?? "", band.unitId].map((text) => dayOf(text) ?? windowNumber(text));
  const times = moments.filter((moment) => moment !== null);
  const x = moments[0] !== null && windowNumber(band.window ?? "") !== null ? moments[0] : Math.max(...times);
  const name = band.variant ?? (moments[0] === null ? band.window : null);
  const named = series.filter((own) => name === null || own.name === name || own.name.startsWith(`${name}, `));
  const points = named.flatMap((own) => own.points.filter((point) => point.x === x));
  const point = points.find(({ value, band: taken }) => value === band.estimate && taken === null) ??
    (points.length === 1 ? points[0] : undefined);
  if (point === undefined) {
    throw new RangeError(
      `Cannot draw ${caller}() with band ${index}: needs a row of its moment and value, got ${quote(band.unitId)}, ` +
        `${quote(band.window)}, ${band.estimate}`,
    );
  }
  point.band = { low: band.low, high: band.high, mean: band.mean };
}

function stepOf(series: readonly Series[]): number {
  const moments = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] as number));
  return gaps.length === 0 ? 1 : gaps.reduce((a, b) => Math.min(a, b));
}
