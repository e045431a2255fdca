import { type BadLine, cut, messageOf, parseCsv, parseJson, parseJsonl, quote } from "../../foundation/mod.ts";
import type { LoadPostsOptions } from "../options.ts";
import type { BadRow, FileTable, SourceRow } from "../tables.ts";
import { formatName } from "./formats.ts";
import { type Entry, fieldsOf, isObject, objectRows } from "./objects.ts";

type TextFormat = "csv" | "tsv" | "json" | "jsonl";
type Table = Pick<FileTable, "format" | "columns" | "rows" | "bad" | "replies" | "notes">;

/** What splitting a text needs to know. */
export interface TextSettings {
  format: TextFormat;
  /** How errors call the file. */
  name: string;
  options: LoadPostsOptions;
}

/**
 * Splits the text of a file into rows.
 *
 * @throws {SyntaxError} If the text as a whole is not of the format.
 * @throws {TypeError} If a JSON document does not show which array holds the rows.
 */
export async function splitIntoRows(text: string, settings: TextSettings): Promise<Table & { hint: string }> {
  if (text.trim() === "") {
    throw new SyntaxError(`Cannot load ${settings.name}: need at least one row, got an empty file`);
  }
  const hint = formatHint(text, settings.format);
  try {
    return { ...await split(text, settings), hint };
  } catch (cause) {
    if (!(cause instanceof SyntaxError) || hint === "") throw cause;
    throw new SyntaxError(messageOf(cause) + hint, { cause });
  }
}

async function split(text: string, { format, name, options }: TextSettings): Promise<Table> {
  if (format === "json") return jsonTable(text, name, options);
  if (format === "jsonl") return jsonlTable(text, options);
  return await csvTable(text, name, format);
}

/** What to add to an error about a text that begins like another format; empty where it does not. */
export function formatHint(text: string, format: TextFormat): string {
  const looks = looksLike(text);
  return looks === null || looks === format ? "" : `. It looks like ${looks}: say format: "${looks}"`;
}

async function csvTable(text: string, source: string, format: "csv" | "tsv"): Promise<Table> {
  const { header, rows, bad } = await parseCsv(text, { source, separator: format === "csv" ? "," : "\t" });
  const place = new Map(header.map((name, index) => [name, index]));
  const lines = rows.map(({ line, fields }) => ({
    line,
    value: (column: string) => fields[place.get(column) ?? -1],
  }));
  return { format: formatName(format), columns: header, ...numbered(lines, bad), replies: [], notes: [] };
}

/** Numbers good and bad lines alike, in the order of the file. */
function numbered(
  good: readonly { line: number; value: SourceRow["value"] }[],
  bad: readonly BadLine[],
): { rows: SourceRow[]; bad: BadRow[] } {
  let worse = 0; // bad lines before this one
  const rows = good.map(({ line, value }, index) => {
    while (worse < bad.length && (bad[worse]?.line ?? 0) < line) worse++;
    return { row: index + worse + 1, where: `line ${line}`, value };
  });
  let better = 0; // good lines before this one
  const rest = bad.map(({ line, column, detail }, index) => {
    while (better < good.length && (good[better]?.line ?? 0) < line) better++;
    return { row: index + better + 1, where: `line ${line}, column ${column}`, detail };
  });
  return { rows, bad: rest };
}

function jsonlTable(text: string, options: LoadPostsOptions): Table {
  const { rows, bad } = parseJsonl(text);
  const entries: Entry[] = rows.map(({ line, value }) =>
    isObject(value)
      ? { where: `line ${line}`, value }
      : { where: `line ${line}, column 1`, detail: `need an object, got ${quote(value)}` }
  );
  const faults = bad.map(({ line, column, detail }) => ({ where: `line ${line}, column ${column}`, detail }));
  const lines = bad.length === 0 ? entries : merged(
    { entries, lines: rows.map(({ line }) => line) },
    { entries: faults, lines: bad.map(({ line }) => line) },
  );
  return { format: formatName("jsonl"), ...objectRows(lines, options) };
}

interface Lines {
  entries: readonly Entry[];
  lines: readonly number[];
}

/** Two lists in the order of their lines. */
function merged(a: Lines, b: Lines): Entry[] {
  const all: Entry[] = [];
  for (let i = 0, j = 0; i < a.entries.length || j < b.entries.length;) {
    const first = (a.lines[i] ?? Infinity) < (b.lines[j] ?? Infinity);
    all.push((first ? a.entries[i++] : b.entries[j++]) as Entry);
  }
  return all;
}

function jsonTable(text: string, source: string, options: LoadPostsOptions): Table {
  const { items, path } = rowsOf(parseJson(text, { source }), source, options.rows);
  const entries = items.map((value, index) => ({ where: `row ${index + 1}`, value }));
  return { format: path === "" ? "JSON" : `JSON, rows in ${path}`, ...objectRows(entries, options) };
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

/** The JSON format that a text begins like, to help with a file of the wrong name. */
function looksLike(text: string): "json" | "jsonl" | null {
  const start = text.trimStart();
  if (start.startsWith("[")) return "json";
  if (!start.startsWith("{")) return null;
  const { rows } = parseJsonl(start.slice(0, start.indexOf("\n") + 1 || undefined));
  return rows.length === 1 ? "jsonl" : "json";
}
