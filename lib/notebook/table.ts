import { checkInteger, checkOptions, escapeMarkup, printable, quote } from "../foundation/mod.ts";
import { type Column, toColumn } from "./cells.ts";
import { type Display, emit, toDisplay } from "./display.ts";
import { chosenColumns, readRows, type TableSource } from "./table_rows.ts";

export interface TableOptions {
  /** Names the output: lower-case letters, digits and hyphens, once in a notebook. Default: made from the title. */
  name?: string;
  /** One line above the table. */
  title?: string;
  /** A line below the table: what was dropped, what the columns mean. */
  note?: string;
  /** Which columns to show, in this order. Default: all. */
  columns?: readonly string[];
  /** Rows shown at most, from 1. Default 20. */
  limit?: number;
  /** Decimals of columns that are not whole numbers, 0 to 12. Default 3. */
  digits?: number;
}

/**
 * Shows rows or a danfojs frame as a table.
 *
 * Numbers stand right-aligned with the same decimals in a column, missing values are a dash,
 * and the line below says how many of how many rows are shown. All content is escaped.
 *
 * @param source Rows of objects, or a DataFrame.
 * @param options What to show of it.
 * @returns `undefined` in a notebook; elsewhere the display.
 * @throws {TypeError} If a column is unknown or a row is no object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { table } from "twoplane/notebook";
 * const display = await table([{ agent: "ada", drift: 0.21 }], { title: "Drift" });
 * assert.ok(display?.data["text/html"]?.includes("0.210"));
 * ```
 */
export function table(source: TableSource, options: TableOptions = {}): Promise<Display | undefined> {
  return emit(tableDisplay(source, options));
}

/** A table in all its forms. */
export function tableDisplay(source: TableSource, options: TableOptions = {}): Display {
  checkOptions("table", options, ["name", "title", "note", "columns", "limit", "digits"]);
  const limit = checkInteger("table", "limit", options.limit ?? 20, { min: 1 });
  const digits = checkInteger("table", "digits", options.digits ?? 3, { min: 0, max: 12 });
  const { columns: names, rows } = readRows(source);
  const shown = rows.slice(0, limit);
  const columns = chosenColumns(names, options.columns).map((name) =>
    toColumn(printable(name), shown.map((row) => row[name]), digits)
  );
  const title = printable(options.title ?? "");
  const note = printable(options.note ?? "");
  const below = [countLine(shown.length, rows.length), note].filter((line) => line !== "").join(". ");
  return toDisplay(
    {
      "text/html": toHtml(columns, shown.length, title, below),
      "text/plain": toPlain(columns, shown.length, title, below),
    },
    { kind: "table", name: nameOf(options), title, note },
  );
}

function countLine(shown: number, total: number): string {
  return `${shown} of ${total} row${total === 1 ? "" : "s"}`;
}

function nameOf({ name, title }: TableOptions): string {
  const chosen = name ??
    ((title ?? "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "table");
  if (/^[a-z0-9]+(-[a-z0-9]+)*-?$/.test(chosen)) return chosen.replace(/-$/, "");
  throw new TypeError(`Cannot run table(): name is lower-case letters, digits and hyphens, got ${quote(name)}`);
}

function toHtml(columns: readonly Column[], count: number, title: string, below: string): string {
  const cell = (tag: string, text: string, column: Column) =>
    `<${tag} style="text-align:${column.isNumeric ? "right" : "left"}">${escapeMarkup(text)}</${tag}>`;
  const head = columns.map((column) => cell("th", column.name, column)).join("");
  const body = Array.from(
    { length: count },
    (_, row) => `<tr>${columns.map((column) => cell("td", column.cells[row] ?? "", column)).join("")}</tr>`,
  ).join("\n");
  const above = title === "" ? "" : `<p><b>${escapeMarkup(title)}</b></p>`;
  return `${above}<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>\n<p>${
    escapeMarkup(below)
  }</p>`;
}

function toPlain(columns: readonly Column[], count: number, title: string, below: string): string {
  const widths = columns.map(({ name, cells }) => Math.max(...[name, ...cells].map((text) => [...text].length)));
  const line = (texts: readonly string[]) =>
    texts.map((text, at) => {
      const gap = " ".repeat(Math.max(0, (widths[at] ?? 0) - [...text].length));
      return columns[at]?.isNumeric ? gap + text : text + gap;
    }).join("  ").trimEnd();
  const rows = Array.from({ length: count }, (_, row) => line(columns.map((column) => column.cells[row] ?? "")));
  return [...(title === "" ? [] : [title]), line(columns.map((column) => column.name)), ...rows, below].join("\n");
}
