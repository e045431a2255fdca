import { statSync } from "node:fs";
import { sha256File } from "../../foundation/mod.ts";
import { writeParquet } from "./parquet.ts";
import { cellsOf, countFormulas, type ExportColumn, type ExportRow, textOfRows } from "./rows.ts";
import { type ExportFormat, type Overwrite, targetOf, writeWhole } from "./target.ts";
import { writeTexts } from "./text.ts";

/** What was written. */
export interface ExportReport {
  path: string;
  format: ExportFormat;
  rows: number;
  bytes: number;
  sha256: string;
  /** Texts that got a leading apostrophe, since a spreadsheet would run them; CSV only. */
  formulasMadeInert: number;
}

/** What an export takes beside rows and path. */
export interface ExportOptions {
  /** Whether a file that is there may be replaced. Default `refuse`. */
  overwrite?: Overwrite;
  /**
   * CSV only. `inert`: a text that a spreadsheet would run gets a leading apostrophe, and the report counts them.
   * `kept`: as it is, for files that only programs read. Default `inert`.
   */
  formulas?: "inert" | "kept";
}

const SQL_TYPES = { text: "VARCHAR", number: "DOUBLE", "whole number": "BIGINT" } as const;

/** Writes rows of one shape as the name of the file says. */
export async function writeRows(
  caller: string,
  path: string,
  chunks: AsyncIterable<readonly object[]>,
  { columns, what, options }: { columns: readonly ExportColumn[]; what: string; options: ExportOptions },
): Promise<ExportReport> {
  const { format, isPacked } = targetOf(caller, path);
  const { overwrite, formulas = "inert" } = options;
  const counted = { rows: 0, formulas: 0 };
  async function* checked(): AsyncGenerator<ExportRow[]> {
    for await (const chunk of chunks) {
      const rows = chunk.map((row, index) => cellsOf(row, counted.rows + index, { columns, what }));
      counted.rows += rows.length;
      if (format === "csv" && formulas === "inert") counted.formulas += countFormulas(rows);
      yield rows;
    }
  }
  const parquet = columns.map(({ name, type }) => ({ name, type: SQL_TYPES[type] }));
  const write = (part: string) =>
    format === "parquet"
      ? writeParquet(part, checked(), parquet)
      : writeTexts(part, textOfRows(checked(), { format, columns, formulas }), { isPacked });
  await writeWhole(caller, path, { overwrite, write });
  return {
    path,
    format,
    rows: counted.rows,
    bytes: statSync(path).size,
    sha256: await sha256File(path),
    formulasMadeInert: counted.formulas,
  };
}

/** Rows in chunks, so that their text never stands in memory as a whole. */
export async function* chunksOf<Row>(rows: readonly Row[], size = 10_000): AsyncGenerator<Row[]> {
  for (let start = 0; start < rows.length; start += size) yield await Promise.resolve(rows.slice(start, start + size));
}
