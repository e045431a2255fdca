import { DatabaseSync } from "node:sqlite";
import { zstdCompressSync } from "node:zlib";
import { openDuckDb, sqlName, sqlText } from "twoplane/foundation";
import type { Row } from "./support.ts";

/** Columns of a table with their types in SQL. */
export type Columns = Readonly<Record<string, string>>;

/** Writes rows to a table `posts` of a new SQLite file. */
export function writeSqlite(path: string, rows: readonly Row[], columns: Columns): void {
  const database = new DatabaseSync(path);
  try {
    database.exec(`CREATE TABLE posts (${definitions(columns)}); BEGIN`);
    const names = Object.keys(columns);
    const insert = database.prepare(`INSERT INTO posts VALUES (${names.map(() => "?").join(", ")})`);
    for (const row of rows) insert.run(...names.map((name) => plain(row[name])));
    database.exec("COMMIT");
  } finally {
    database.close();
  }
}

/** Writes rows to a table `posts` of a new DuckDB file. */
export async function writeDuckDb(path: string, rows: readonly Row[], columns: Columns): Promise<void> {
  const database = await openDuckDb(path);
  try {
    await database.run(`CREATE TABLE posts (${definitions(columns)})`);
    const names = Object.keys(columns);
    const values = names.map((_, place) => `$v${place}`).join(", ");
    for (const row of rows) {
      const bound = names.map((name, place) => [`v${place}`, (row[name] ?? null) as string | number | boolean | null]);
      await database.run(`INSERT INTO posts VALUES (${values})`, Object.fromEntries(bound));
    }
  } finally {
    database.close();
  }
}

/** Writes the answer of a statement to a Parquet file. */
export async function writeParquet(path: string, sql: string): Promise<void> {
  const database = await openDuckDb(null);
  try {
    await database.run(`COPY (${sql}) TO ${sqlText(path)} (FORMAT parquet)`);
  } finally {
    database.close();
  }
}

/** Writes the table `posts` of a DuckDB file to a Parquet file. */
export async function parquetOf(duckDbPath: string, path: string): Promise<void> {
  const database = await openDuckDb(duckDbPath, { access: "read" });
  try {
    await database.run(`COPY posts TO ${sqlText(path)} (FORMAT parquet)`);
  } finally {
    database.close();
  }
}

export function zstdBytes(content: string | Uint8Array): Uint8Array {
  return zstdCompressSync(typeof content === "string" ? new TextEncoder().encode(content) : content);
}

function definitions(columns: Columns): string {
  return Object.entries(columns).map(([name, type]) => `${sqlName(name)} ${type}`).join(", ");
}

function plain(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  return typeof value === "boolean" ? Number(value) : value as string | number;
}
