import { DatabaseSync } from "node:sqlite";
import { checkAborted, cut, messageOf, sqlName, stampOf } from "../../foundation/mod.ts";
import type { FileSettings, FileTable } from "../tables.ts";
import { chooseTable, type TableName } from "./choose_table.ts";
import { type Entry, type Fields, objectRows } from "./objects.ts";
import { sizeOf, tooLarge } from "./sizes.ts";

/** How long to wait for a program that is just writing. */
const BUSY_MS = 500;
/** Result codes of SQLite. */
const BUSY = [5, 6];
const DAMAGED = [11, 26];
const CHUNK_ROWS = 4096;

/**
 * Reads a table of a SQLite file, in one transaction and read-only, so that a writer beside it changes nothing here.
 *
 * Integers keep every digit. The file counts as hostile: its structure is checked first (`quick_check`), and its views
 * may call no function that acts.
 *
 * @throws {SyntaxError} If it is no database, or a damaged one.
 * @throws {TypeError} If the table is not there, or there are several and none is named.
 * @throws {Error} If another program holds it.
 */
export async function readSqlite(settings: FileSettings): Promise<Omit<FileTable, "name" | "source">> {
  const entries: Entry[] = [];
  const read: SqliteRows = { format: "", columns: [], notes: [], bytes: 0 };
  for await (const chunk of sqliteChunks(settings, read)) entries.push(...chunk);
  const { bad, rows } = objectRows(entries, { replies: null });
  return { ...read, rows, bad, replies: [], hint: "" };
}

/** What is known of a table besides its rows. */
export interface SqliteRows {
  format: string;
  columns: string[];
  /** What is counted into the warnings, one entry an occurrence. */
  notes: string[];
  bytes: number;
}

/**
 * As `readSqlite()`, in chunks.
 *
 * @param read Filled while the rows are read.
 */
export async function* sqliteChunks(settings: FileSettings, read: SqliteRows): AsyncGenerator<Entry[]> {
  const { size } = await stampOf(settings.path);
  try {
    const database = new DatabaseSync(settings.path, { readOnly: true });
    try {
      yield* chunksOf(database, settings, { read, size });
    } finally {
      database.close();
    }
  } catch (cause) {
    throw (cause as { code?: string }).code === "ERR_SQLITE_ERROR" ? refusal(settings.name, cause) : cause;
  }
}

function* chunksOf(
  database: DatabaseSync,
  settings: FileSettings,
  { read, size }: { read: SqliteRows; size: number },
): Generator<Entry[]> {
  const { name, maxBytes, onBytes, signal } = settings;
  const table = openTable(database, settings);
  const statement = database.prepare(`SELECT * FROM ${sqlName(table.name)}`);
  statement.setReadBigInts(true);
  read.format = `SQLite, ${table.kind} ${table.name}`;
  let entries: Entry[] = [];
  let count = 0;
  for (const row of statement.iterate()) {
    const value = plainRow(row, read.notes);
    read.bytes += sizeOf(value);
    if (read.bytes > maxBytes) throw tooLarge(name, maxBytes);
    entries.push({ where: `row ${++count}`, value });
    if (entries.length < CHUNK_ROWS) continue;
    checkAborted(signal);
    onBytes(Math.min(read.bytes, size), size);
    yield entries;
    entries = [];
  }
  read.columns = statement.columns().map(({ name }) => name);
  onBytes(size, size);
  yield entries;
}

function openTable(database: DatabaseSync, settings: FileSettings): TableName {
  database.exec(
    `PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; BEGIN`,
  );
  const [check] = database.prepare("PRAGMA quick_check(1)").all();
  if (check?.quick_check !== "ok") throw damaged(settings.name, String(check?.quick_check));
  const found = database.prepare(
    "SELECT name, type AS kind FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' " +
      "ESCAPE '\\' ORDER BY name",
  ).all() as unknown as TableName[];
  return chooseTable(found, settings);
}

/** Integers as numbers where those hold them, else as text; bytes that are a text as that text. */
function plainRow(row: Readonly<Record<string, unknown>>, notes: string[]): Fields {
  const plain: Record<string, unknown> = Object.create(null);
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === "bigint") plain[column] = Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    else if (value instanceof Uint8Array) plain[column] = textIn(value);
    else plain[column] = value;
    if (typeof value === "string" && value.includes("\uFFFD")) {
      notes.push(`Values of ${column} with U+FFFD, which stands for bytes that are no UTF-8`);
    }
  }
  return plain;
}

function textIn(bytes: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

function refusal(name: string, cause: unknown): Error {
  const code = (cause as { errcode?: number }).errcode ?? 0;
  const message = messageOf(cause);
  if (DAMAGED.includes(code & 0xff)) return damaged(name, message, cause);
  const need = BUSY.includes(code & 0xff)
    ? "a database that no other program is writing to"
    : "a SQLite database that can be opened for reading, with its -wal or -journal file beside it";
  return new Error(
    `Cannot read ${name}: need ${need}, got "${cut(message, 120)}". Close that program, or read a copy`,
    {
      cause,
    },
  );
}

function damaged(name: string, message: string, cause?: unknown): SyntaxError {
  return new SyntaxError(
    `Cannot read ${name}: need a sound SQLite database, got "${cut(message, 120)}". Fetch or export it again`,
    { cause },
  );
}
