import { parseHTML } from "linkedom";
import { stringifyCsv } from "../../foundation/mod.ts";

/** A displayed table as plain text: what a page or a file is made from, never the HTML itself. */
export interface TableText {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  /** What stands below it, such as how many of how many rows are shown. */
  below: string;
}

/**
 * What does a displayed table say?
 *
 * Only the text of its cells is taken, so that markup an agent may have written into it cannot
 * reach another page.
 *
 * @param html Holds one `<table>`; the first row of `<th>` cells names the columns.
 * @returns Every row has as many cells as there are columns.
 * @throws {SyntaxError} If there is no table with at least one column.
 */
export function tableText(html: string): TableText {
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  const lines = [...document.querySelectorAll("table tr")].map((row) =>
    [...row.children].filter((cell) => /^t[hd]$/i.test(cell.tagName))
  ).filter((cells) => cells.length > 0);
  const hasHead = lines[0]?.every((cell) => /^th$/i.test(cell.tagName)) ?? false;
  const width = Math.max(0, ...lines.map((cells) => cells.length));
  if (width === 0) throw new SyntaxError("Cannot read a displayed table: needs a <table> with cells, got none");
  const text = lines.map((cells) => Array.from({ length: width }, (_, index) => plain(cells[index])));
  const [head, ...rows] = hasHead ? text : [Array.from({ length: width }, () => ""), ...text];
  const paragraphs = [...document.querySelectorAll("table ~ p")].map((paragraph) => plain(paragraph));
  return { columns: head ?? [], rows, below: paragraphs.filter((line) => line !== "").join(" ") };
}

function plain(element: { textContent: string | null } | undefined): string {
  return (element?.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** The table as CSV; the bytes depend on the table alone, formulas are inert. */
export function tableCsv({ columns, rows }: TableText): Promise<string> {
  const names = columns.map((column, index) => uniqueName(columns, column, index));
  const records = rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? ""])));
  return stringifyCsv(records, { columns: names, engine: "csv-parse" });
}

function uniqueName(columns: readonly string[], column: string, index: number): string {
  const earlier = columns.slice(0, index).filter((other) => other === column).length;
  const name = column === "" ? `column ${index + 1}` : column;
  return earlier === 0 ? name : `${name} (${earlier + 1})`;
}
