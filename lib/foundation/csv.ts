import { checkOneOf, checkOptions } from "./guards.ts";
import { chooseCsvEngine, type CsvEngine, type CsvEngineName, npmCsv } from "./csv_engines.ts";
import { type CsvRecord, csvRecords } from "./csv_records.ts";
import { cellText, inertCell } from "./csv_cells.ts";
import type { BadLine } from "./jsonl.ts";
import { cut, quote } from "./errors.ts";

/** What `parseCsv()` takes beside the text. */
export interface ParseCsvOptions {
  /** Name of the file or address, for errors. */
  source: string;
  /** One character between fields. Default `,`. */
  separator?: string;
  /** Which library splits the fields. Default: whichever `csvEngine()` names. */
  engine?: CsvEngineName;
}

/** A CSV file as text: nothing is guessed, every field is a string. */
export interface CsvTable {
  header: string[];
  /** Each has as many fields as the header; `line` is the line it begins on, from 1. */
  rows: { line: number; fields: string[] }[];
  /** Rows that cannot be read, or have more or fewer fields than the header. */
  bad: BadLine[];
  engine: CsvEngineName;
}

/** What `stringifyCsv()` takes beside the rows. */
export interface StringifyCsvOptions {
  /** Names of the columns, in order; each row has every one of them. */
  columns: readonly string[];
  /** One character between fields. Default `,`. */
  separator?: string;
  /**
   * `inert`: a text that a spreadsheet would run as a formula gets a leading apostrophe. `kept`: as it is, for
   * files that are read back by programs only. Default `inert`.
   */
  formulas?: "inert" | "kept";
  /** Which library writes the fields. Default: whichever `csvEngine()` names. */
  engine?: CsvEngineName;
}

/**
 * Which library reads and writes CSV in this process, and why it is the stand-in where it is.
 *
 * @returns `engine` is `@std/csv` where the JSR registry answers, else `csv-parse`; `reason` is `null` or what the
 *   attempt to load `@std/csv` failed with.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { csvEngine } from "twoplane/foundation";
 * const { engine } = await csvEngine();
 * assert(engine === "@std/csv" || engine === "csv-parse");
 * ```
 */
export async function csvEngine(): Promise<{ engine: CsvEngineName; reason: string | null }> {
  const { engine, reason } = await chooseCsvEngine();
  return { engine: engine.name, reason };
}

/**
 * What is in this CSV text? Reads the header and all rows, and keeps the rows that cannot be read apart.
 *
 * Fields stay text, so 19-digit ids survive. A byte-order mark is dropped, blank lines are passed over, and line
 * ends within a field become `\n` whatever the file uses, since one of the libraries cannot keep them (RFC 4180).
 *
 * @param text The file's content.
 * @returns Rows in order, each with the line it begins on; `bad` says what was wrong where.
 * @throws {SyntaxError} If there is no header, two columns have one name, or a quote is never closed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseCsv } from "twoplane/foundation";
 * const { header, rows, bad } = await parseCsv('id,text\n1,"a, b"\n2\n', { source: "posts.csv" });
 * assert(header.length === 2 && rows[0]?.fields[1] === "a, b" && bad[0]?.line === 3);
 * ```
 */
export async function parseCsv(text: string, options: ParseCsvOptions): Promise<CsvTable> {
  checkOptions("parseCsv", options, ["source", "separator", "engine"]);
  const { source, separator = "," } = options;
  checkSeparator("parseCsv", separator);
  const engine = await engineFor("parseCsv", options.engine);
  const plain = text.replace(/^[\uFEFF\r\n]+/, dropMarks).replace(/\r\n?/g, "\n");
  const { records, bad } = csvRecords(plain, { separator, source });
  const parsed = splitRecords(plain, records, { engine, separator, source });
  const header = headerOf(parsed, bad, source);
  const isWhole = ({ fields }: { fields: string[] }) => fields.length === header.length;
  return {
    header,
    rows: parsed.slice(1).filter(isWhole),
    bad: [...bad, ...parsed.slice(1).filter((row) => !isWhole(row)).map((row) => ragged(row, header.length))]
      .sort((a, b) => a.line - b.line),
    engine: engine.name,
  };
}

/**
 * Writes rows as CSV: a header line, then one record a row, each ended by `\r\n` (RFC 4180).
 *
 * Text from agents is hostile input: a cell that starts with `=`, `+`, `-`, `@`, a tab or a line end and is no
 * number runs as a formula when a spreadsheet opens the file (OWASP, CSV injection), so by default it gets a
 * leading apostrophe. `null` becomes an empty field, line ends within a field become `\n`.
 *
 * @param rows Cells are text, finite numbers, booleans or `null`.
 * @throws {TypeError} If a row lacks a column or holds anything else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { stringifyCsv } from "twoplane/foundation";
 * const text = await stringifyCsv([{ id: "1", text: "=1+1" }], { columns: ["id", "text"] });
 * assert(text === "id,text\r\n1,'=1+1\r\n");
 * ```
 */
export async function stringifyCsv(
  rows: readonly Readonly<Record<string, unknown>>[],
  options: StringifyCsvOptions,
): Promise<string> {
  checkOptions("stringifyCsv", options, ["columns", "separator", "formulas", "engine"]);
  const { columns, separator = ",", formulas = "inert" } = options;
  checkSeparator("stringifyCsv", separator);
  checkOneOf("stringifyCsv", "formulas", formulas, ["inert", "kept"]);
  if (columns.length === 0) throw new RangeError("Cannot run stringifyCsv(): need at least 1 column, got 0");
  const engine = await engineFor("stringifyCsv", options.engine);
  const cell = formulas === "inert" ? inertCell : (text: string) => text;
  const table = [
    columns.map(cell),
    ...rows.map((row, index) => columns.map((column) => cell(cellText(row[column], column, index)))),
  ].map((fields) => fields.map((field) => field.replace(/\r\n?/g, "\n")));
  if (columns.length > 1) return engine.stringify(table, separator);
  // An empty field alone on its line reads back as a blank line, so it is quoted.
  return table.map((fields) => fields[0] === "" ? '""\r\n' : engine.stringify([fields], separator)).join("");
}

const dropMarks = (start: string): string => start.replaceAll("\uFEFF", "");

async function engineFor(caller: string, name: CsvEngineName | undefined): Promise<CsvEngine> {
  if (name !== undefined) checkOneOf(caller, "engine", name, ["@std/csv", "csv-parse"]);
  if (name === "csv-parse") return npmCsv;
  const { engine, reason } = await chooseCsvEngine();
  if (name === undefined || name === engine.name) return engine;
  throw new TypeError(
    `Cannot run ${caller}() with engine "${name}": it cannot be loaded here (${cut(reason ?? "", 120)})`,
  );
}

function checkSeparator(caller: string, separator: unknown): void {
  if (typeof separator === "string" && /^[^"\r\n]$/.test(separator)) return;
  throw new RangeError(
    `Cannot run ${caller}(): separator needs one character that is no quote and no line end, got ${quote(separator)}`,
  );
}

function splitRecords(
  text: string,
  records: readonly CsvRecord[],
  { engine, separator, source }: { engine: CsvEngine; separator: string; source: string },
): { line: number; fields: string[] }[] {
  const sound = records.map(({ start, end }) => text.slice(start, end)).join("\n");
  const split = records.length === 0 ? [] : engine.parse(sound, separator);
  if (split.length !== records.length) {
    throw new SyntaxError(
      `Cannot read ${source}: need ${records.length} rows from ${engine.name}, got ${split.length}`,
    );
  }
  return split.map((fields, index) => ({ line: records[index]?.line ?? 0, fields }));
}

/** The names of the columns, out of the first row. */
export function headerOf(
  parsed: readonly { line: number; fields: string[] }[],
  bad: readonly BadLine[],
  source: string,
): string[] {
  const [first] = parsed;
  const [worst] = bad;
  if (worst !== undefined && (first === undefined || worst.line < first.line)) {
    throw new SyntaxError(
      `Cannot read ${source} at line ${worst.line}, column ${worst.column}: need a header row, got ${worst.detail}`,
    );
  }
  if (first === undefined) throw new SyntaxError(`Cannot read ${source}: need a header row, got an empty file`);
  const twice = first.fields.findIndex((name, index) => first.fields.indexOf(name) < index);
  if (twice < 0) return first.fields;
  const name = first.fields[twice] ?? "";
  throw new SyntaxError(
    `Cannot read ${source} at line ${first.line}: need a name of its own for each column, got ${
      quote(name)
    } for columns ${first.fields.indexOf(name) + 1} and ${twice + 1}`,
  );
}

/** What is wrong with a row of more or fewer fields than the header. */
export function ragged({ line, fields }: { line: number; fields: string[] }, wanted: number): BadLine {
  return {
    line,
    column: 1,
    detail: `need ${wanted} fields as in the header, got ${fields.length}: "${cut(fields.join(" | "))}"`,
  };
}
