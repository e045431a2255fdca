/** Correction for the number of tests, family by family. @module */
import { checkOneOf, groupBy } from "../foundation/mod.ts";
import { adjustPValues } from "../statistics/mod.ts";

/** How p-values are corrected; "none" leaves them. */
export type Adjustment = "holm" | "bh" | "by" | "none";

/**
 * The rows with their corrected p-values; rows without one take no part.
 *
 * @param options `family`: names the tests that are corrected together.
 */
export function adjusted<Row extends object>(
  rows: readonly Row[],
  { method, family, pOf }: {
    method: Adjustment;
    family: (row: Row) => string;
    pOf: (row: Row) => number | null;
  },
): (Row & { pAdjusted: number | null })[] {
  checkOneOf("adjusted", "adjust", method, ["holm", "bh", "by", "none"]);
  const corrected = new Map<Row, number>();
  for (const members of groupBy(rows, family).values()) {
    const tested = members.filter((row) => pOf(row) !== null);
    const pValues = tested.map((row) => pOf(row) as number);
    const found = method === "none" || tested.length === 0 ? pValues : adjustPValues(pValues, { method });
    tested.forEach((row, i) => corrected.set(row, found[i] as number));
  }
  return rows.map((row) => ({ ...row, pAdjusted: corrected.get(row) ?? null }));
}
