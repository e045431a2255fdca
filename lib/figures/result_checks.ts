import type { MeasureResult } from "../shapes.ts";
import { quote } from "../foundation/mod.ts";
import { checkFinite, checkIntervals } from "./check.ts";

/** Refuses results with a number that cannot be drawn. */
export function checkResults(caller: string, results: readonly MeasureResult[]): void {
  const flat = results.map(({ estimate, interval, null: band, n }) => ({
    estimate,
    n,
    low: interval === null ? estimate : interval.low,
    high: interval === null ? estimate : interval.high,
    nullLow: band === null ? 0 : band.low,
    nullHigh: band === null ? 0 : band.high,
    nullMean: band === null ? 0 : band.mean,
  }));
  checkFinite(caller, flat, ["estimate", "n", "low", "high", "nullLow", "nullHigh", "nullMean"]);
  checkIntervals(caller, flat);
  checkIntervals(caller, flat.map(({ nullLow, nullHigh }) => ({ low: nullLow, high: nullHigh })));
}

/** Refuses a list of words that has not one for each of n rows. */
export function checkNames(caller: string, option: string, names: readonly string[] | undefined, n: number): void {
  if (names === undefined || names.length === n) return;
  throw new RangeError(`Cannot draw ${caller}(): ${option} needs ${n} names, one a row, got ${quote(names.length)}`);
}
