import {
  checkAborted,
  checkUnchanged,
  cut,
  type DuckDb,
  messageOf,
  openDuckDb,
  sqlName,
  sqlText,
  stampOf,
} from "../../foundation/mod.ts";
import type { FileSettings, FileTable } from "../tables.ts";
import { formatName } from "./formats.ts";
import { chooseTable, type TableName } from "./choose_table.ts";
import { type Entry, objectRows } from "./objects.ts";
import { sizeOf, tooLarge } from "./sizes.ts";

type Table = Omit<FileTable, "name" | "source">;

const TABLES = `
  SELECT schema_name AS schema, table_name AS table_name, 'table' AS kind FROM duckdb_tables() WHERE NOT internal
  UNION ALL
  SELECT schema_name, view_name, 'view' FROM duckdb_views() WHERE NOT internal
  ORDER BY 1, 2`;

/**
 * Reads a Parquet file through DuckDB. Times without a zone need `timeZone`, those with one are UTC; columns of bytes
 * count as text, since some programs write text so.
 *
 * @throws {SyntaxError} If it is damaged.
 * @throws {Error} If it changes while it is read.
 */
export async function readParquet(settings: FileSettings): Promise<Table> {
  const before = await stampOf(settings.path);
  const database = await openDuckDb(null);
  try {
    const from = `read_parquet(${sqlText(literalPath(settings.path))}, binary_as_string = true)`;
    const read = await rowsOf(database, from, settings, before.size);
    checkUnchanged(settings.path, before, await stampOf(settings.path));
    return { format: formatName("parquet"), ...read };
  } finally {
    database.close();
  }
}

/**
 * Reads a table or view of a DuckDB file. It is open for reading only, and no view in it can reach another file.
 *
 * @throws {SyntaxError} If it is damaged.
 * @throws {TypeError} If the table is not there, or there are several and none is named.
 * @throws {Error} If it is no database, or another program holds it.
 */
export async function readDuckDb(settings: FileSettings): Promise<Table> {
  const { size } = await stampOf(settings.path);
  const database = await openDuckDb(settings.path, { access: "read" });
  try {
    await database.run("SET enable_external_access = false");
    const found = await tablesOf(database, settings);
    const { name, kind, sql } = chooseTable(found, settings);
    return { format: `${formatName("duckdb")}, ${kind} ${name}`, ...await rowsOf(database, sql, settings, size) };
  } finally {
    database.close();
  }
}

async function tablesOf(database: DuckDb, { name }: FileSettings): Promise<(TableName & { sql: string })[]> {
  type Found = { schema: string; table_name: string; kind: TableName["kind"] };
  const found = await database.query<Found>(TABLES).catch((cause) => {
    throw damaged(name, cause);
  });
  return found.map(({ schema, table_name, kind }) => ({
    name: schema === "main" ? table_name : `${schema}.${table_name}`,
    kind,
    sql: `${sqlName(schema)}.${sqlName(table_name)}`,
  }));
}

async function rowsOf(
  database: DuckDb,
  from: string,
  { name, options, maxBytes, onBytes, signal }: FileSettings,
  size: number,
): Promise<Omit<Table, "format">> {
  const entries: Entry[] = [];
  let bytes = 0;
  const stream = database.stream(`SELECT * FROM ${from}`);
  for (;;) {
    const { value: rows, done } = await stream.next().catch((cause) => {
      throw damaged(name, cause);
    });
    if (done) break;
    checkAborted(signal);
    for (const value of rows) {
      bytes += sizeOf(value);
      entries.push({ where: `row ${entries.length + 1}`, value });
    }
    if (bytes > maxBytes) throw tooLarge(name, maxBytes);
    onBytes(Math.min(bytes, size), size);
  }
  onBytes(size, size);
  const read = objectRows(entries, options);
  const columns = entries.length > 0 ? read.columns : await columnsOf(database, from);
  return { ...read, columns, hint: "", bytes };
}

async function columnsOf(database: DuckDb, from: string): Promise<string[]> {
  const found = await database.query<{ column_name: string }>(`DESCRIBE SELECT * FROM ${from}`);
  return found.map(({ column_name }) => column_name);
}

/** A path in which DuckDB sees no pattern. */
function literalPath(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}

function damaged(name: string, cause: unknown): SyntaxError {
  return new SyntaxError(
    `Cannot read ${name}: need a sound file of its format, got "${
      cut(messageOf(cause), 120)
    }". Fetch or export it again`,
    { cause },
  );
}
