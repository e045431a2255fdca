import { quote } from "../foundation/mod.ts";

/** A row of named values. */
export type Row = Readonly<Record<string, unknown>>;

/** Of a danfojs DataFrame or Series, what showing it needs. */
export interface FrameLike {
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
  readonly values: readonly unknown[];
  readonly shape: readonly number[];
}

/** Rows of objects, or a danfojs frame. */
export type TableSource = readonly object[] | FrameLike;

/** Names and values of a table, whatever it came as. */
export interface TableRows {
  columns: readonly string[];
  rows: readonly Row[];
}

/** Reads rows or a frame; a frame's index becomes a column where it says something. */
export function readRows(source: TableSource): TableRows {
  if (isFrame(source)) return readFrame(source);
  if (!Array.isArray(source)) {
    throw new TypeError(`Cannot show a table: need rows or a DataFrame, got ${quote(source)}`);
  }
  const rows = source as readonly Row[];
  rows.forEach((row, index) => {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw new TypeError(`Cannot show a table at row ${index}: need an object, got ${quote(row)}`);
    }
  });
  return { columns: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows };
}

function isFrame(source: unknown): source is FrameLike {
  return typeof source === "object" && source !== null && !Array.isArray(source) && "columns" in source &&
    "values" in source && "index" in source;
}

function readFrame({ columns, index, values }: FrameLike): TableRows {
  const isCounted = index.every((label, row) => Number(label) === row);
  const names = isCounted ? [...columns] : ["index", ...columns];
  const rows = values.map((row, at) => {
    const cells = Array.isArray(row) ? row : [row];
    const all = isCounted ? cells : [index[at], ...cells];
    return Object.fromEntries(names.map((name, column) => [name, all[column]]));
  });
  return { columns: names, rows };
}

/** The columns asked for, in that order. */
export function chosenColumns(columns: readonly string[], wanted: readonly string[] | undefined): readonly string[] {
  const unknown = wanted?.find((name) => !columns.includes(name));
  if (unknown === undefined) return wanted ?? columns;
  throw new TypeError(`Cannot show a table with column "${unknown}": it has ${columns.join(", ")}`);
}
