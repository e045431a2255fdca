/** What the replicates of one arm of one pair come to: a value, what it could be at worst, and what was left out. @module */
import { checkOneOf } from "../foundation/mod.ts";
import type { TrialRecord, ValueRange } from "../shapes.ts";
import { FOLD_RULES, foldReplicates, type FoldRule } from "../statistics/mod.ts";
import { disposition } from "./disposition.ts";
import { limited } from "./disposition_range.ts";
import { outcomeReader, type OutcomesOptions } from "./outcomes.ts";

/** What is read off a record. */
export type Measure = "acted" | "refused" | "logOdds" | "share";

/** Every measure. */
export const MEASURES = ["acted", "refused", "logOdds", "share"] as const;

/** One record: its value, or why there is none; and all that it could be. */
export interface Reading {
  value: number | null;
  /** Set where the value is one of many or missing. */
  reason: string | null;
  range: { low: number; high: number };
}

/** One arm of one pair. */
export interface ArmValues {
  /** `null` where no replicate has a value. */
  value: number | null;
  /** What the arm could be, whatever missing and bounded replicates were. */
  range: ValueRange;
  /** Replicates with a value. */
  n: number;
  /** Whether a value among them is known by bounds only. */
  isBounded: boolean;
  reasons: readonly string[];
}

/** Measures whose values are shares or yes and no. */
export function isShare(measure: Measure): boolean {
  return measure !== "logOdds";
}

/** The rule of folding, asked for in the name of whoever needs it. */
export function checkFold(caller: string, fold: unknown): FoldRule {
  return checkOneOf(caller, "fold", fold, FOLD_RULES);
}

/** The default by the trials' mode. */
export function defaultMeasure(records: readonly TrialRecord[]): Measure {
  return records[0]?.trial.mode === "choose" ? "logOdds" : "acted";
}

/**
 * Reads records by one measure.
 *
 * @param bounds "drop": a leaning known by bounds has no value; "keep": it has one, and a range.
 */
export function valueReader(
  caller: string,
  { measure, rules, bounds }: { measure: Measure; bounds: "drop" | "keep" } & OutcomesOptions,
): (record: TrialRecord) => Reading {
  const all = isShare(measure) ? { low: 0, high: 1 } : { low: -Infinity, high: Infinity };
  const missing = (reason: string, range = all): Reading => ({ value: null, reason, range });
  const exactly = (value: number): Reading => ({ value, reason: null, range: { low: value, high: value } });
  const outcomeOf = outcomeReader(caller, rules);
  return (record) => {
    if (record.error !== null) return missing("error");
    if (measure === "acted" || measure === "refused") {
      const { kind } = outcomeOf(record);
      if (measure === "refused") return exactly(kind === "refused" ? 1 : 0);
      return kind === "acted" ? exactly(1) : kind === "abstained" ? exactly(0) : missing(kind);
    }
    const leaning = disposition(record);
    if (leaning.bound === "none") return exactly(leaning[measure]);
    const { low, high } = measure === "share" ? leaning.shareRange : leaning.logOddsRange;
    const range = { low: low ?? -Infinity, high: high ?? Infinity };
    const reason = `bound (${leaning.bound})`;
    return bounds === "drop" ? missing(reason, range) : { value: leaning[measure], reason, range };
  };
}

/** Folds the replicates of an arm; an arm without a record could be anything. */
export function armValues(readings: readonly Reading[], fold: FoldRule, measure: Measure): ArmValues {
  const known = readings.flatMap(({ value }) => value === null ? [] : [value]);
  const value = known.length === 0 ? null : foldReplicates(known, { rule: fold });
  const isExact = value !== null && readings.every(({ reason }) => reason === null);
  return {
    value,
    range: isExact ? { low: value, high: value } : rangeOf(readings, fold, measure),
    n: known.length,
    isBounded: !isExact && readings.some((reading) => reading.value !== null && reading.reason !== null),
    reasons: isExact ? [] : readings.flatMap(({ reason }) => reason ?? []),
  };
}

function rangeOf(readings: readonly Reading[], fold: FoldRule, measure: Measure): ValueRange {
  if (readings.length > 0) return { low: foldEnds(readings, "low", fold), high: foldEnds(readings, "high", fold) };
  return isShare(measure) ? { low: 0, high: 1 } : { low: null, high: null };
}

/** All rules of folding rise with each value, so that the ends fold as the values do. */
function foldEnds(readings: readonly Reading[], end: "low" | "high", fold: FoldRule): number | null {
  const ends = readings.map(({ range }) => range[end]);
  const folded = fold === "first" ? ends.slice(0, 1) : ends;
  const open = folded.find((value) => !Number.isFinite(value));
  return open === undefined ? limited(foldReplicates(folded, { rule: fold })) : null;
}
