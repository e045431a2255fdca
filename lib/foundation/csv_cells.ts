import { quote } from "./errors.ts";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const FORMULA = /^[=+\-@\t\r\n]/;

/** A leading apostrophe before a text that a spreadsheet would run; numbers stay numbers. */
export function inertCell(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** A value as its field: text as it is, `null` empty. */
export function cellText(value: unknown, column: string, index: number): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return String(value);
  throw new TypeError(
    `Cannot write column ${quote(column)} of row ${index + 1} as CSV: ` +
      `need text, a finite number, a boolean or null, got ${quote(value)}`,
  );
}
