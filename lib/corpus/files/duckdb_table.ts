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
  return await allRows(openParquet(settings), settings);
}

/**
 * Reads a table or view of a DuckDB file. It is open for reading only, and no view in it can reach another file.
 *
 * @throws {SyntaxError} If it is damaged.
 * @throws {TypeError} If the table is not there, or there are several and none is named.
 * @throws {Error} If it is no database, or another program holds it.
 */
export async function readDuckDb(settings: FileSettings): Promise<Table> {
  return await allRows(openDuckDbFile(settings), settings);
}

/** Rows of a file that DuckDB reads, a chunk at a time. */
export interface RowChunks {
  format: string;
  chunks: AsyncGenerator<Entry[]>;
  /** Columns where there are no rows to tell them. */
  columns: () => Promise<string[]>;
  bytes: () => number;
  close: () => void;
}

/** As `readParquet()`, in chunks. */
export async function openParquet(settings: FileSettings): Promise<RowChunks> {
  const before = await stampOf(settings.path);
  const database = await openDuckDb(null);
  const from = `read_parquet(${sqlText(literalPath(settings.path))}, binary_as_string = true)`;
  const rows = chunksOf(database, from, settings, before.size);
  async function* unchanged(): AsyncGenerator<Entry[]> {
    yield* rows.chunks;
    checkUnchanged(settings.path, before, await stampOf(settings.path));
  }
  return { format: formatName("parquet"), ...rows, chunks: unchanged() };
}

/** As `readDuckDb()`, in chunks. */
export async function openDuckDbFile(settings: FileSettings): Promise<RowChunks> {
  const { size } = await stampOf(settings.path);
  const database = await openDuckDb(settings.path, { access: "read" });
  try {
    await database.run("SET enable_external_access = false");
    const { name, kind, sql } = chooseTable(await tablesOf(database, settings), settings);
    return { format: `${formatName("duckdb")}, ${kind} ${name}`, ...chunksOf(database, sql, settings, size) };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function allRows(opening: Promise<RowChunks>, { options }: FileSettings): Promise<Table> {
  const { format, chunks, columns, bytes, close } = await opening;
  try {
    const entries: Entry[] = [];
    for await (const chunk of chunks) entries.push(...chunk);
    const read = objectRows(entries, options);
    return { format, ...read, columns: entries.length > 0 ? read.columns : await columns(), hint: "", bytes: bytes() };
  } finally {
    close();
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

function chunksOf(
  database: DuckDb,
  from: string,
  { name, maxBytes, onBytes, signal }: FileSettings,
  size: number,
): Omit<RowChunks, "format"> {
  let bytes = 0;
  async function* chunks(): AsyncGenerator<Entry[]> {
    let count = 0;
    const stream = database.stream(`SELECT * FROM ${from}`);
    for (;;) {
      const { value: rows, done } = await stream.next().catch((cause) => {
        throw damaged(name, cause);
      });
      if (done) break;
      checkAborted(signal);
      for (const row of rows) bytes += sizeOf(row);
      if (bytes > maxBytes) throw tooLarge(name, maxBytes);
      onBytes(Math.min(bytes, size), size);
      yield rows.map((value) => ({ where: `row ${++count}`, value }));
    }
    onBytes(size, size);
  }
  return {
    chunks: chunks(),
    columns: () => columnsOf(database, from),
    bytes: () => bytes,
    close: database.close,
  };
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
