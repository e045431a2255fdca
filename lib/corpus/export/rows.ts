import { inertCell } from "../../foundation/csv_cells.ts";
import { quote, stringifyCsv, toJsonl } from "../../foundation/mod.ts";

/** A value that fits a cell of every format. */
export type Cell = string | number | null;

/** A row as plain data: exactly the columns, in their order. */
export type ExportRow = Readonly<Record<string, Cell>>;

/** A column: its name, and what its cells hold. */
export interface ExportColumn {
  name: string;
  type: "text" | "number" | "whole number";
  /** Whether a cell may be null. */
  isNullable: boolean;
}

/**
 * Reads a row of a shape as cells, and refuses what a file could not give back: missing fields, NaN, half a character.
 *
 * @throws {TypeError} If a field is missing or of another type.
 */
export function cellsOf(
  row: object,
  index: number,
  { columns, what }: { columns: readonly ExportColumn[]; what: string },
): ExportRow {
  const fields = row as Readonly<Record<string, unknown>>;
  const cells: Record<string, Cell> = {};
  for (const column of columns) {
    const value = fields[column.name];
    if (!fits(value, column)) {
      const need = column.isNullable ? `${column.type} or null` : column.type;
      const came = typeof value === "string" ? "half a surrogate pair; call toWellFormed() on it" : quote(value);
      throw new TypeError(`Cannot export ${what} ${index + 1}: ${column.name} needs ${need}, got ${came}`);
    }
    cells[column.name] = value as Cell;
  }
  return cells;
}

function fits(value: unknown, { type, isNullable }: ExportColumn): boolean {
  if (value === null) return isNullable;
  if (type === "text") return typeof value === "string" && value.isWellFormed();
  return type === "number" ? Number.isFinite(value) : Number.isSafeInteger(value);
}

/** Rows as text, a chunk at a time; `formulas` concerns CSV only. */
export async function* textOfRows(
  chunks: AsyncIterable<readonly ExportRow[]>,
  { format, columns, formulas }: {
    format: "csv" | "jsonl";
    columns: readonly ExportColumn[];
    formulas: "inert" | "kept";
  },
): AsyncGenerator<string> {
  const names = columns.map(({ name }) => name);
  const csv = (rows: readonly ExportRow[]) => stringifyCsv(rows, { columns: names, formulas });
  const header = format === "csv" ? await csv([]) : "";
  yield header;
  for await (const rows of chunks) yield format === "csv" ? (await csv(rows)).slice(header.length) : toJsonl(rows);
}

/** How many texts a spreadsheet would run as a formula. */
export function countFormulas(rows: readonly ExportRow[]): number {
  const isFormula = (cell: Cell) => typeof cell === "string" && inertCell(cell) !== cell;
  return rows.reduce((sum, row) => sum + Object.values(row).filter(isFormula).length, 0);
}
