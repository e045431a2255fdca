import { DatabaseSync } from "node:sqlite";
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { messageOf } from "../../foundation/mod.ts";

export type SqlRow = Readonly<Record<string, unknown>>;

/** A SQLite file, opened for reading only. Close it. */
export interface Sqlite {
  tables: readonly string[];
  /** All rows in the order in which they were written; whole numbers beyond 2⁵³ are text. */
  rows(table: string): SqlRow[];
  /** A journal stands beside it: some process is writing, or was killed while it did. */
  isBeingWritten: boolean;
  close(): void;
}

const MAGIC = "SQLite format 3\0";

/** By its first bytes, whatever its name. */
export function isSqlite(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const start = new Uint8Array(MAGIC.length);
    readSync(file, start);
    return new TextDecoder().decode(start) === MAGIC;
  } finally {
    closeSync(file);
  }
}

/**
 * Opens a SQLite file.
 *
 * @throws {SyntaxError} If it is no database or damaged.
 * @throws {Error} If another process has locked it.
 */
export function openSqlite(path: string, source: string): Sqlite {
  const database = told(source, () => new DatabaseSync(path, { readOnly: true }));
  const ask = (sql: string): SqlRow[] =>
    told(source, () => {
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      return statement.all().map(withoutBigInts);
    });
  try {
    database.exec("PRAGMA busy_timeout = 200"); // a run may hold it for hours
    return {
      tables: ask("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => String(name)),
      rows: (table) => ask(`SELECT * FROM "${table.replaceAll('"', '""')}" ORDER BY rowid`),
      isBeingWritten: ["-journal", "-wal"].some((ending) => existsSync(`${path}${ending}`)),
      close: () => database.close(),
    };
  } catch (cause) {
    database.close();
    throw cause;
  }
}

function told<Value>(source: string, ask: () => Value): Value {
  try {
    return ask();
  } catch (cause) {
    const message = messageOf(cause);
    const isLocked = /locked|busy/i.test(message);
    const need = isLocked ? "a database that no other process is writing" : "a sound SQLite database";
    const text = `Cannot load ${source}: need ${need}, got "${message}"${
      isLocked ? ". Wait until it has finished" : ""
    }`;
    throw isLocked ? new Error(text, { cause }) : new SyntaxError(text, { cause });
  }
}

function withoutBigInts(row: unknown): SqlRow {
  const plain = (value: unknown) => {
    if (typeof value !== "bigint") return value;
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  };
  return Object.fromEntries(Object.entries(row as SqlRow).map(([name, value]) => [name, plain(value)]));
}
