import { cut, quote } from "./errors.ts";
import { faultOf, readJson } from "./json.ts";

/** A line that could not be read. */
export interface BadLine {
  /** 1 is the first line of the file. */
  line: number;
  /** 1 is the first character of the line. */
  column: number;
  detail: string;
}

/**
 * Reads JSON Lines, keeping the lines that cannot be read instead of stopping at them; lines end in `\n`, `\r\n` or `\r`.
 * Whole numbers beyond 2⁵³ come back as their text, so that ids keep every digit.
 *
 * @param text The file's content; blank lines are passed over, a byte-order mark is dropped.
 * @returns `rows` in order, each with its line number; `bad` says what was wrong where.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseJsonl } from "twoplane/foundation";
 * const { rows, bad } = parseJsonl('{"a":1}\n{"a":\n');
 * assert(rows.length === 1 && bad[0]?.line === 2);
 * ```
 */
export function parseJsonl(text: string): { rows: { line: number; value: unknown }[]; bad: BadLine[] } {
  const rows: { line: number; value: unknown }[] = [];
  const bad: BadLine[] = [];
  const plain = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text; // no JSON value holds a bare line end
  plain.replace(/^\uFEFF/, "").split("\n").forEach((content, index) => {
    if (!/\S/.test(content)) return;
    try {
      rows.push({ line: index + 1, value: readJson(content) });
    } catch {
      const { column, found } = faultOf(content) ?? { column: 1, found: "too deep a nesting" };
      bad.push({ line: index + 1, column, detail: `need JSON, got ${found} in "${cut(content)}"` });
    }
  });
  return { rows, bad };
}

/**
 * One JSON value a line, each line ended.
 *
 * @throws {TypeError} If a row has no JSON at all, such as `undefined`: it would be a line nobody can read.
 */
export function toJsonl(rows: readonly unknown[]): string {
  return rows.map((row, index) => {
    const line = JSON.stringify(row);
    if (line !== undefined) return `${line}\n`;
    throw new TypeError(`Cannot write row ${index + 1} as JSON Lines: need a JSON value, got ${quote(row)}`);
  }).join("");
}
