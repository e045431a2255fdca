import { checkInteger, checkOptions } from "../foundation/mod.ts";
import { checkEqualLength, checkNumbers } from "./checks.ts";
import { mean } from "./moments.ts";

/** Forecasts and what came of them, in the same order. */
export interface Forecasts {
  /** Probabilities in [0, 1]. */
  forecast: readonly number[];
  /** 0 or 1. */
  outcome: readonly number[];
}

/** The Brier score and its parts: score = reliability − resolution + uncertainty + within. */
export interface BrierScore {
  n: number;
  /** Mean squared error of the forecasts: 0 is perfect. */
  score: number;
  /** How far the rates of the bins lie from their forecasts: 0 is calibrated. */
  reliability: number;
  /** How far the rates of the bins lie from the rate of all: more is better. */
  resolution: number;
  /** What always forecasting the rate of all would score. */
  uncertainty: number;
  /** What the differences of forecasts inside the bins add. */
  within: number;
  /** 1 − score / uncertainty: above 0 the forecasts beat the rate of all; `null` where every outcome is the same. */
  skill: number | null;
  /** Number of each row's bin, 0 first. */
  binOf: Int32Array;
  bins: number;
}

/** Options of `brierScore()`. */
export interface BrierOptions {
  /** Bins of equal width over [0, 1]. Default 10. */
  bins?: number;
}

/**
 * How good are probabilities as forecasts? The Brier score with Murphy's decomposition.
 *
 * Reliability, resolution and uncertainty (Murphy 1973, Journal of Applied Meteorology 12:595–600) hold for forecasts that
 * are equal in a bin; what differences inside the bins add is told apart (Stephenson, Coelho & Jolliffe 2008, Weather and
 * Forecasting 23:752–757), so that the parts add up whatever the bins.
 *
 * @param rows Forecasts and outcomes, n each.
 * @returns The score, its parts and the bin of each row.
 * @throws {RangeError} If a forecast lies outside [0, 1] or an outcome is not 0 or 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { brierScore } from "twoplane/statistics";
 * const { score, skill } = brierScore({ forecast: [0.9, 0.1, 0.8, 0.2], outcome: [1, 0, 1, 0] });
 * assert.ok(Math.abs(score - 0.025) < 1e-12 && Math.abs((skill ?? 0) - 0.9) < 1e-12);
 * ```
 */
export function brierScore(rows: Forecasts, options: BrierOptions = {}): BrierScore {
  const caller = "brierScore";
  checkOptions(caller, options, ["bins"]);
  const bins = checkInteger(caller, "bins", options.bins ?? 10, { min: 1, max: 1000 });
  const forecast = checkNumbers(caller, "forecast", rows.forecast);
  const outcome = checkNumbers(caller, "outcome", rows.outcome);
  checkEqualLength(caller, { name: "forecast", values: forecast }, { name: "outcome", values: outcome });
  const bad = forecast.findIndex((value, i) => value < 0 || value > 1 || ![0, 1].includes(outcome[i] as number));
  if (bad >= 0) {
    throw new RangeError(
      `Cannot run ${caller}() at row ${bad}: need a forecast in [0, 1] and an outcome of 0 or 1, got ${
        forecast[bad]
      } ` +
        `and ${outcome[bad]}`,
    );
  }
  const n = forecast.length;
  const binOf = Int32Array.from(forecast, (value) => Math.min(bins - 1, Math.floor(value * bins)));
  const rate = mean(outcome);
  const score = mean(forecast.map((value, i) => (value - (outcome[i] as number)) ** 2));
  let [reliability, resolution] = [0, 0];
  for (let bin = 0; bin < bins; bin++) {
    const members = Array.from(binOf.keys()).filter((i) => binOf[i] === bin);
    if (members.length === 0) continue;
    const meanOf = (values: Float64Array) => mean(members.map((i) => values[i] as number));
    reliability += members.length * (meanOf(forecast) - meanOf(outcome)) ** 2 / n;
    resolution += members.length * (meanOf(outcome) - rate) ** 2 / n;
  }
  const uncertainty = rate * (1 - rate);
  return {
    n,
    score,
    reliability,
    resolution,
    uncertainty,
    within: score - (reliability - resolution + uncertainty),
    skill: uncertainty === 0 ? null : 1 - score / uncertainty,
    binOf,
    bins,
  };
}
