import { quote } from "../foundation/mod.ts";

/** Refuses an empty figure, and one with more rows than can be told apart. */
export function checkRows<Row>(caller: string, rows: readonly Row[], { max }: { max: number }): readonly Row[] {
  if (!Array.isArray(rows)) throw new TypeError(`Cannot draw ${caller}(): need an array of rows, got ${quote(rows)}`);
  if (rows.length === 0) throw new RangeError(`Cannot draw ${caller}(): need at least 1 row, got 0`);
  if (rows.length > max) {
    throw new RangeError(
      `Cannot draw ${caller}(): at most ${max} rows stay legible in one figure, got ${rows.length}. Pass those to show`,
    );
  }
  return rows;
}

/** Refuses NaN, null and infinity in the named fields of each row. */
export function checkFinite<Row extends object>(
  caller: string,
  rows: readonly Row[],
  fields: readonly (keyof Row & string)[],
): void {
  rows.forEach((row, index) => {
    const field = fields.find((name) => typeof row[name] !== "number" || !Number.isFinite(row[name]));
    if (field === undefined) return;
    throw new RangeError(
      `Cannot draw ${caller}() at row ${index}: ${field} needs a finite number, got ${quote(row[field])}`,
    );
  });
}

/** Refuses an interval whose ends are swapped. */
export function checkIntervals(caller: string, rows: readonly { low: number; high: number }[]): void {
  rows.forEach(({ low, high }, index) => {
    if (low <= high) return;
    throw new RangeError(`Cannot draw ${caller}() at row ${index}: need low ≤ high, got ${low} and ${high}`);
  });
}
