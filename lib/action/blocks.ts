/** The arms of each block, read side by side. @module */
import { groupBy } from "../foundation/mod.ts";
import type { Trial, TrialRecord } from "../shapes.ts";
import type { FoldRule } from "../statistics/mod.ts";
import { type ArmValues, armValues, defaultMeasure, type Measure, valueReader } from "./arm_values.ts";
import type { OutcomeRules } from "./outcome_rules.ts";

/** What is read, and how. */
export interface BlockReading {
  factor: string;
  levels: readonly string[];
  fold: FoldRule;
  measure: Measure | undefined;
  rules: Partial<OutcomeRules> | undefined;
  bounds: "drop" | "keep";
}

/** One pairId with the arms of every level asked for. */
export interface Block {
  pairId: string;
  trial: Trial;
  arms: readonly ArmValues[];
}

/**
 * Arms by pairId, in the order of the records; control items are left out.
 *
 * @throws {RangeError} If a level has no record, or records come of several models.
 */
export function readBlocks(
  caller: string,
  records: readonly TrialRecord[],
  { factor, levels, fold, measure: wanted, rules, bounds }: BlockReading,
): { blocks: Block[]; measure: Measure } {
  const chosen = records.filter(({ trial }) =>
    trial.factor === factor && trial.controlItem === null && levels.includes(trial.condition)
  );
  checkLevels(records, chosen, { factor, levels });
  checkOneModel(chosen);
  const measure = wanted ?? defaultMeasure(chosen);
  const read = valueReader(caller, { measure, bounds, ...(rules && { rules }) });
  const blocks = [...groupBy(chosen, ({ trial }) => trial.pairId)].map(([pairId, rows]): Block => ({
    pairId,
    trial: (rows[0] as TrialRecord).trial,
    arms: levels.map((level) =>
      armValues(rows.filter(({ trial }) => trial.condition === level).map(read), fold, measure)
    ),
  }));
  return { blocks, measure };
}

function checkLevels(
  all: readonly TrialRecord[],
  chosen: readonly TrialRecord[],
  { factor, levels }: { factor: string; levels: readonly string[] },
): void {
  for (const level of levels) {
    if (chosen.some(({ trial }) => trial.condition === level)) continue;
    const known = [...new Set(all.map(({ trial }) => `${trial.factor} = ${trial.condition}`))].join(", ");
    throw new RangeError(`Cannot pair records: need some with ${factor} = ${level}, got ${known || "no records"}`);
  }
}

function checkOneModel(records: readonly TrialRecord[]): void {
  const models = [...new Set(records.map(({ model }) => model))];
  if (models.length === 1) return;
  throw new RangeError(
    `Cannot pair records: need those of one model, since another model is no replicate, got ${models.join(", ")}`,
  );
}

/** Levels of all factors but the named ones; undefined for records that do not tell their levels. */
export function contextOf({ levels }: Trial, ...without: readonly string[]): Record<string, string> | undefined {
  if (levels === undefined) return undefined; // records of other tools
  return Object.fromEntries(Object.entries(levels).filter(([id]) => !without.includes(id)));
}
