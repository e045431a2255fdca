import { cut, messageOf } from "./errors.ts";

/** A line that could not be read. */
export interface BadLine {
  /** 1 is the first line of the file. */
  line: number;
  detail: string;
}

/**
 * Reads JSON Lines, keeping the lines that cannot be read instead of stopping at them.
 *
 * @param text The file's content; blank lines are passed over, a byte-order mark is dropped.
 * @returns `rows` in order, each with its line number; `bad` says what was wrong where.
 *
 * @example
 * ```ts
 * import { parseJsonl } from "twoplane/foundation";
 * const { rows, bad } = parseJsonl('{"a":1}\n{"a":\n');
 * console.assert(rows.length === 1 && bad[0]?.line === 2);
 * ```
 */
export function parseJsonl(text: string): { rows: { line: number; value: unknown }[]; bad: BadLine[] } {
  const rows: { line: number; value: unknown }[] = [];
  const bad: BadLine[] = [];
  text.replace(/^\uFEFF/, "").split("\n").forEach((content, index) => {
    if (content.trim() === "") return;
    try {
      rows.push({ line: index + 1, value: JSON.parse(content) });
    } catch (error) {
      bad.push({ line: index + 1, detail: `${messageOf(error)}: "${cut(content)}"` });
    }
  });
  return { rows, bad };
}

/** One JSON value a line, each line ended. */
export function toJsonl(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
