import { type BadLine, cut, messageOf, parseCsv, parseJson, parseJsonl, quote } from "../foundation/mod.ts";
import type { Format } from "./options.ts";

/** One row of a source, whatever its format. */
export interface SourceRow {
  /** 1 is the first row of data. */
  row: number;
  /** Where it stands, for errors: `line 3` or `row 3`. */
  where: string;
  /** What the row holds under the name of a column; `undefined` for nothing. */
  value: (column: string) => unknown;
}

/** A row that cannot be used. */
export interface BadRow {
  row: number;
  where: string;
  detail: string;
}

/** A source as rows and columns, nothing guessed yet. */
export interface SourceTable {
  format: string;
  columns: string[];
  rows: SourceRow[];
  bad: BadRow[];
}

/**
 * Splits the text of a file into rows.
 *
 * @throws {SyntaxError} If the text as a whole is not of the format.
 * @throws {TypeError} If a JSON document does not show which array holds the rows.
 */
export async function readTable(
  text: string,
  { format, source, rows }: { format: Format; source: string; rows: string | undefined },
): Promise<SourceTable> {
  if (text.trim() === "") throw new SyntaxError(`Cannot load ${source}: need at least one row, got an empty file`);
  try {
    if (format === "json") return jsonTable(text, source, rows);
    if (format === "jsonl") return jsonlTable(text);
    return await csvTable(text, source, format === "tsv" ? "tsv" : "csv");
  } catch (cause) {
    const hint = formatHint(text, format);
    if (!(cause instanceof SyntaxError) || hint === "") throw cause;
    throw new SyntaxError(messageOf(cause) + hint, { cause });
  }
}

/** What to add to an error about a file that begins like another format; empty where it does not. */
export function formatHint(text: string, format: Format): string {
  const looks = looksLike(text);
  return looks === null || looks === format ? "" : `. It looks like ${looks}: say format: "${looks}"`;
}

async function csvTable(text: string, source: string, format: "csv" | "tsv"): Promise<SourceTable> {
  const separator = format === "csv" ? "," : "\t";
  const { header, rows, bad } = await parseCsv(text, { source, separator });
  const place = new Map(header.map((name, index) => [name, index]));
  const lines = rows.map(({ line, fields }) => ({
    line,
    value: (column: string) => fields[place.get(column) ?? -1],
  }));
  return { format: format.toUpperCase(), columns: header, ...numbered(lines, bad) };
}

function jsonlTable(text: string): SourceTable {
  const { rows, bad } = parseJsonl(text);
  const sound = rows.filter(({ value }) => isObject(value));
  const odd = rows.filter(({ value }) => !isObject(value))
    .map(({ line, value }) => ({ line, column: 1, detail: `need an object, got ${quote(value)}` }));
  const lines = sound.map(({ line, value }) => ({ line, value: fieldsOf(value as Fields) }));
  return {
    format: "JSON Lines",
    columns: columnsOf(sound.map(({ value }) => value as Fields)),
    ...numbered(lines, [...bad, ...odd]),
  };
}

function jsonTable(text: string, source: string, rows: string | undefined): SourceTable {
  const { items, path } = rowsOf(parseJson(text, { source }), source, rows);
  const numberedItems = items.map((value, index) => ({ row: index + 1, where: `row ${index + 1}`, value }));
  return {
    format: path === "" ? "JSON" : `JSON, rows in ${path}`,
    columns: columnsOf(items.filter(isObject)),
    rows: numberedItems.filter(({ value }) => isObject(value))
      .map(({ row, where, value }) => ({ row, where, value: fieldsOf(value as Fields) })),
    bad: numberedItems.filter(({ value }) => !isObject(value))
      .map(({ row, where, value }) => ({ row, where, detail: `need an object, got ${quote(value)}` })),
  };
}

/** Numbers good and bad lines alike, in the order of the file. */
function numbered(
  good: readonly { line: number; value: SourceRow["value"] }[],
  bad: readonly BadLine[],
): { rows: SourceRow[]; bad: BadRow[] } {
  const lines = [...good, ...bad].map(({ line }) => line).sort((a, b) => a - b);
  const rowOf = new Map(lines.map((line, index) => [line, index + 1]));
  return {
    rows: good.map(({ line, value }) => ({ row: rowOf.get(line) ?? 0, where: `line ${line}`, value })),
    bad: bad.map(({ line, column, detail }) => ({
      row: rowOf.get(line) ?? 0,
      where: `line ${line}, column ${column}`,
      detail,
    })),
  };
}

function rowsOf(document: unknown, source: string, rows: string | undefined): { items: unknown[]; path: string } {
  if (rows !== undefined) {
    const items = isObject(document) ? fieldsOf(document)(rows) : undefined;
    if (Array.isArray(items)) return { items, path: rows };
    throw new TypeError(`Cannot load ${source}: rows needs the name of an array in it, got "${cut(rows)}"`);
  }
  if (Array.isArray(document)) return { items: document, path: "" };
  const arrays = isObject(document) ? Object.entries(document).filter(([, value]) => Array.isArray(value)) : [];
  const [only] = arrays;
  if (only !== undefined && arrays.length === 1) return { items: only[1] as unknown[], path: only[0] };
  const came = arrays.length === 0
    ? quote(document)
    : `${arrays.length}: ${cut(arrays.map(([name]) => name).join(", "))}`;
  const next = arrays.length === 0 ? "" : `. Say which, such as rows: "${arrays[0]?.[0]}"`;
  throw new TypeError(`Cannot load ${source}: need an array of rows, or an object that holds one, got ${came}${next}`);
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A name with dots is a column of that very name, else steps into nested objects. */
function fieldsOf(fields: Fields): (column: string) => unknown {
  return (column) => {
    if (Object.hasOwn(fields, column)) return fields[column];
    return column.split(".").reduce<unknown>(
      (value, name) => isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined,
      fields,
    );
  };
}

const DEEPEST = 4;

/** Every name that any row uses, nested ones with dots, in the order of first use. */
function columnsOf(rows: readonly Fields[]): string[] {
  const names = new Set<string>();
  const add = (fields: Fields, prefix: string, depth: number) => {
    for (const [name, value] of Object.entries(fields)) {
      if (isObject(value) && depth < DEEPEST) add(value, `${prefix}${name}.`, depth + 1);
      else names.add(prefix + name);
    }
  };
  for (const row of rows) add(row, "", 1);
  return [...names];
}

/** The JSON format that a text begins like, to help with a file of the wrong name. */
function looksLike(text: string): "json" | "jsonl" | null {
  const start = text.trimStart();
  if (start.startsWith("[")) return "json";
  if (!start.startsWith("{")) return null;
  const { rows } = parseJsonl(start.slice(0, start.indexOf("\n") + 1 || undefined));
  return rows.length === 1 ? "jsonl" : "json";
}
