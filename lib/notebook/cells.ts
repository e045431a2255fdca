import { cut, printable } from "../foundation/mod.ts";

/** Longest text of a cell, in characters. */
const longestText = 120;

/** A column as it is shown. */
export interface Column {
  name: string;
  isNumeric: boolean;
  /** One text a row. */
  cells: readonly string[];
}

/**
 * Writes the values of one column alike: whole numbers without decimals, others with the
 * same number of them, missing values as a dash.
 *
 * @param digits Decimals of a column that is not all whole numbers.
 */
export function toColumn(name: string, values: readonly unknown[], digits: number): Column {
  const present = values.filter((value) => value !== null && value !== undefined);
  const isNumeric = present.length > 0 &&
    present.every((value) => typeof value === "number" || typeof value === "bigint");
  const decimals = present.some((value) => Number.isFinite(value) && !Number.isInteger(value)) ? digits : 0;
  return { name, isNumeric, cells: values.map((value) => cellText(value, decimals)) };
}

function cellText(value: unknown, decimals: number): string {
  if (value === null || value === undefined) return "—";
  if (typeof value === "number") return numberText(value, decimals);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return cut(printable(text), longestText);
}

/** Fixed decimals; a power of ten where they would round a small value to 0 or a large one wrong. */
function numberText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const isFar = size >= 1e15 || (size > 0 && size < 0.5 * 10 ** -decimals);
  const text = isFar ? value.toExponential(Math.max(1, Math.min(decimals, 2))) : value.toFixed(decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}
