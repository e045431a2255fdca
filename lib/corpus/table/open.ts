import { existsSync } from "node:fs";
import { type DuckDb, openDuckDb, quote, sqlName } from "../../foundation/mod.ts";
import type { CorpusTable } from "../../shapes.ts";
import { POST_FIELDS } from "../options.ts";

/** Most memory that reading a table may take in DuckDB, in MiB; what needs more spills to disk. */
const READ_MIB = 600;

/** Fields of Post in the order in which a view holds them. */
export const POST_COLUMNS = [...POST_FIELDS, "source"] as const;

/** Those fields as a statement lists them. */
export const POST_COLUMN_LIST = POST_COLUMNS.map(sqlName).join(", ");

/**
 * Opens the database of a table for reading, hands it to `use`, and closes it whatever happens.
 *
 * @throws {TypeError} If the table is none, or its database has no such view.
 * @throws {RangeError} If there is no such database.
 */
export async function withTable<Result>(
  caller: string,
  table: CorpusTable,
  use: (database: DuckDb, view: string) => Promise<Result>,
): Promise<Result> {
  const database = await openTable(caller, table);
  try {
    return await use(database, sqlName(table.view));
  } finally {
    database.close();
  }
}

/** As `withTable()`, for generators, which close the database themselves. */
export async function openTable(caller: string, table: CorpusTable): Promise<DuckDb> {
  checkTable(caller, table);
  const database = await openDuckDb(table.database, { memoryMiB: READ_MIB, access: "read" });
  try {
    await checkView(caller, table, database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkTable(caller: string, table: CorpusTable): void {
  const fields = table as unknown as Readonly<Record<string, unknown>> | null;
  if (typeof fields?.database !== "string" || typeof fields?.view !== "string") {
    throw new TypeError(`Cannot run ${caller}(): need a CorpusTable with database and view, got ${quote(table)}`);
  }
  if (existsSync(table.database)) return;
  throw new RangeError(
    `Cannot run ${caller}() on ${table.database}: there is no such database. Make it with loadCorpus()`,
  );
}

async function checkView(caller: string, { database: path, view }: CorpusTable, database: DuckDb): Promise<void> {
  const columns = await database.query<{ name: string }>(
    "SELECT column_name AS name FROM information_schema.columns WHERE table_name = $view",
    { view },
  );
  const names = new Set(columns.map(({ name }) => name));
  const missing = POST_COLUMNS.filter((column) => !names.has(column));
  if (missing.length === 0) return;
  const came = names.size === 0 ? "no such view" : `one without ${missing.join(", ")}`;
  throw new TypeError(`Cannot run ${caller}() on ${path}: need a view "${view}" with the columns of Post, got ${came}`);
}
