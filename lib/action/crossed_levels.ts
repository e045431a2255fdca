/** The part of a design that an analysis is about: records at the levels that were crossed. @module */
import { quote } from "../foundation/mod.ts";
import type { TrialRecord } from "../shapes.ts";

/** Levels of other factors, as `matchPairs()` takes them and a preset's `design` holds them. */
export type CrossedLevels = Readonly<Record<string, readonly string[]>>;

/**
 * Records whose other factors stand at one of the crossed levels; a scenario without such a factor keeps its records, as
 * `matchPairs()` keeps the scenario.
 *
 * @throws {TypeError} If `crossed` holds the treated factor, or a record does not tell its levels.
 * @throws {RangeError} If no record stands at a crossed level of a factor.
 */
export function atCrossed(
  caller: string,
  records: readonly TrialRecord[],
  { factor, crossed }: { factor: string; crossed?: CrossedLevels },
): readonly TrialRecord[] {
  if (crossed === undefined) return records;
  if (factor in crossed) {
    throw new TypeError(
      `Cannot run ${caller}(): crossed needs other factors than the treated one, got ${quote(factor)}`,
    );
  }
  return Object.entries(crossed).reduce((kept, [id, levels]) => atLevels(caller, kept, id, levels), records);
}

function atLevels(
  caller: string,
  records: readonly TrialRecord[],
  id: string,
  levels: readonly string[],
): readonly TrialRecord[] {
  const found = records.map((record) => ({ record, level: levelsOf(caller, record)[id] }));
  const kept = found.filter(({ level }) => level === undefined || levels.includes(level));
  const hasFactor = kept.some(({ level }) => level !== undefined);
  if (records.length === 0 || hasFactor) return kept.map(({ record }) => record);
  const known = [...new Set(found.flatMap(({ level }) => level ?? []))].map(quote).join(", ");
  throw new RangeError(
    `Cannot run ${caller}(): crossed needs records with ${id} = ${levels.join(" or ")}, got ${
      known || "none with that factor"
    }`,
  );
}

function levelsOf(caller: string, { trial: { levels, trialId } }: TrialRecord): Readonly<Record<string, string>> {
  if (levels !== undefined) return levels;
  throw new TypeError(
    `Cannot run ${caller}() with crossed: trial ${trialId} needs the levels of its factors, got a record without them`,
  );
}
