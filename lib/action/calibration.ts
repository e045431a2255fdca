import { checkInteger, checkOptions } from "../foundation/mod.ts";
import type { TestResult, TrialRecord } from "../shapes.ts";
import { type BrierScore, brierScore, clusteredProportion, logisticClustered } from "../statistics/mod.ts";
import { disposition } from "./disposition.ts";
import type { OutcomeRules } from "./outcome_rules.ts";
import { outcomeReader } from "./outcomes.ts";

/** Options of `calibration()`. */
export interface CalibrationOptions {
  /** How outcomes are read. Default `DEFAULT_RULES`. */
  rules?: Partial<OutcomeRules>;
  /** Bins of the curve, of equal width over [0, 1]. Default 10. */
  bins?: number;
  /** Sampled actions that a verdict needs. Default 200. */
  leastActions?: number;
}

/** Actions whose leaning lay in one bin. */
export interface CalibrationBin {
  /** Mean share of the menu's mass on acting. */
  forecast: number;
  /** Share that acted, with its interval over scenario × wording. */
  rate: number;
  low: number | null;
  high: number | null;
  n: number;
}

/** What a leaning is worth as a forecast of actions. */
export interface Calibration {
  model: string;
  /** Actions with behaviour and a leaning of the same case and arm. */
  n: number;
  acted: number;
  /** Left out, and why. */
  leftOut: { noBehaviour: number; noDisposition: number; bounded: number };
  bins: readonly CalibrationBin[];
  /** Logistic regression of acting on the log-odds; 0 and 1 are perfect. `null` where it cannot be fitted. */
  intercept: TestResult | null;
  slope: TestResult | null;
  brier: Omit<BrierScore, "binOf">;
  /** "behaviour": leanings may be called so; "ranking": they order cases, no more; "none": they say nothing of actions. */
  verdict: "behaviour" | "ranking" | "none";
  /** Whether the shares may also be read as rates: behaviour, with intervals that hold slope 1 and intercept 0. */
  isCalibrated: boolean;
  rule: string;
  reasons: readonly string[];
}

/**
 * May a leaning be called behaviour? The disposition of each case and arm against actions sampled in the same one.
 *
 * A probability of the words "I would do it" is a statement, not an act. It counts for behaviour where enough sampled loops
 * of the same model show that cases which lean more also act more (slope above 0 with its 95% interval, clustered), and that
 * the shares forecast actions better than the rate of all does (Brier skill above 0). The rule is fixed before the data.
 *
 * @param dispositions Records of choice trials of one model.
 * @param actions Records of act trials of the same model and design: same seed, so that cases are the same.
 * @param options Rules, bins, bar.
 * @returns Curve, slope, score and verdict, with the reasons for it.
 * @throws {RangeError} If records are of several models, or no action has a leaning of its case and arm.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { calibration } from "twoplane/action";
 * assert.throws(() => calibration([], []), /Cannot calibrate/);
 * ```
 */
export function calibration(
  dispositions: readonly TrialRecord[],
  actions: readonly TrialRecord[],
  options: CalibrationOptions = {},
): Calibration {
  checkOptions("calibration", options, ["rules", "bins", "leastActions"]);
  const bins = checkInteger("calibration", "bins", options.bins ?? 10, { min: 2, max: 100 });
  const least = checkInteger("calibration", "leastActions", options.leastActions ?? 200, { min: 1 });
  const model = oneModel([...dispositions, ...actions]);
  const { rows, leftOut } = match(dispositions, actions, options.rules);
  const score = brierScore({ forecast: rows.map((row) => row.share), outcome: rows.map((row) => row.acted) }, { bins });
  const { binOf, ...brier } = score;
  const { intercept, slope } = fitted(rows);
  const isSteady = (slope?.interval?.low ?? -1) > 0;
  const hasSkill = brier.skill !== null && brier.skill > 0;
  const reasons = [
    ...(rows.length < least ? [`${rows.length} actions with behaviour, ${least} needed`] : []),
    ...(slope === null
      ? ["no slope can be fitted: one outcome is missing, or leanings tell both apart without fail"]
      : []),
    ...(slope !== null && !isSteady ? ["acting does not rise with the leaning beyond doubt"] : []),
    ...(hasSkill ? [] : ["the shares forecast actions no better than the rate of all"]),
  ];
  return {
    model,
    n: rows.length,
    acted: rows.filter((row) => row.acted === 1).length,
    leftOut,
    bins: curve(rows, binOf, bins),
    intercept,
    slope,
    brier,
    verdict: reasons.length === 0 ? "behaviour" : isSteady && rows.length >= least ? "ranking" : "none",
    isCalibrated: reasons.length === 0 && holds(slope, 1) && holds(intercept, 0),
    rule: `at least ${least} sampled actions, the 95% interval of the slope above 0, Brier skill above 0`,
    reasons,
  };
}

interface Row {
  logOdds: number;
  share: number;
  acted: number;
  cell: string;
}

function oneModel(records: readonly TrialRecord[]): string {
  const models = [...new Set(records.map(({ model }) => model))];
  if (models.length === 1) return models[0] as string;
  throw new RangeError(
    `Cannot calibrate dispositions: need records of one model, got ${models.join(", ") || "no records"}`,
  );
}

/** Case, levels of the other factors, and arm: what a pairId and a condition name. */
function keyOf({ trial }: TrialRecord): string {
  return JSON.stringify([trial.pairId, trial.factor, trial.condition]);
}

function match(
  dispositions: readonly TrialRecord[],
  actions: readonly TrialRecord[],
  rules: Partial<OutcomeRules> | undefined,
): { rows: Row[]; leftOut: Calibration["leftOut"] } {
  const leanings = new Map(
    dispositions.filter(({ error, trial }) => error === null && trial.controlItem === null)
      .map((record) => [keyOf(record), disposition(record)]),
  );
  const outcomeOf = outcomeReader("calibration", rules);
  const leftOut = { noBehaviour: 0, noDisposition: 0, bounded: 0 };
  const rows = actions.flatMap((record): Row[] => {
    const { kind } = outcomeOf(record);
    const leaning = leanings.get(keyOf(record));
    const hasBehaviour = kind === "acted" || kind === "abstained";
    const missing = !hasBehaviour
      ? "noBehaviour"
      : leaning === undefined
      ? "noDisposition"
      : leaning.bound !== "none"
      ? "bounded"
      : null;
    if (missing !== null || leaning === undefined) {
      leftOut[missing ?? "noDisposition"]++;
      return [];
    }
    const { logOdds, share } = leaning;
    const { scenarioId, wordingId } = record.trial;
    return [{ logOdds, share, acted: kind === "acted" ? 1 : 0, cell: `${scenarioId} ${wordingId}` }];
  });
  if (rows.length > 0) return { rows, leftOut };
  throw new RangeError(
    `Cannot calibrate dispositions: need actions with a leaning of the same case and arm, got ${actions.length} actions ` +
      `and ${leanings.size} leanings, none of which match. Lay out both designs with the same seed`,
  );
}

function fitted(rows: readonly Row[]): { intercept: TestResult | null; slope: TestResult | null } {
  if (new Set(rows.map(({ cell }) => cell)).size < 2) return { intercept: null, slope: null };
  try {
    const found = logisticClustered({
      outcome: rows.map(({ acted }) => acted),
      predictors: { logOdds: rows.map(({ logOdds }) => logOdds) },
      clusters: rows.map(({ cell }) => cell),
    });
    return { intercept: found["(intercept)"] ?? null, slope: found.logOdds ?? null };
  } catch (error) {
    if (error instanceof RangeError) return { intercept: null, slope: null }; // separated, or one outcome only
    throw error;
  }
}

function curve(rows: readonly Row[], binOf: Int32Array, bins: number): CalibrationBin[] {
  return Array.from({ length: bins }, (_, bin) => rows.filter((_, i) => binOf[i] === bin))
    .filter((own) => own.length > 0)
    .map((own) => {
      const { estimate, interval } = clusteredProportion(own, {
        value: ({ acted }) => acted,
        unit: ({ cell }) => cell,
      });
      return {
        forecast: own.reduce((sum, { share }) => sum + share, 0) / own.length,
        rate: estimate,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        n: own.length,
      };
    });
}

function holds(result: TestResult | null, value: number): boolean {
  const interval = result?.interval ?? null;
  return interval !== null && interval.low <= value && value <= interval.high;
}
