import { existsSync } from "node:fs";
import { checkInteger, type DuckDb, openDuckDb, quote, sqlName, sqlText } from "../foundation/mod.ts";
import type { CorpusTable } from "../shapes.ts";

/** Statements that DuckDB runs today and a cluster's engine (Trino) can run later; each stands in a file of its own. */
export type ContentStatement = "sql_day_sums" | "sql_author_products" | "sql_activity" | "sql_turnover";

/** Most memory that a statement may take before it spills to disk, in MiB. */
const MEMORY_MIB = 800;

/** An open table, and what its statements name it. */
export interface OpenTable {
  database: DuckDb;
  /** The view, quoted. */
  view: string;
}

/**
 * Opens the database of a table for reading, hands it to `use`, and closes it whatever happens.
 *
 * @throws {TypeError} If the table is none.
 * @throws {RangeError} If there is no such database.
 */
export async function withCorpusTable<Result>(
  caller: string,
  table: CorpusTable,
  { memoryMiB = MEMORY_MIB, use }: { memoryMiB?: number | undefined; use: (open: OpenTable) => Promise<Result> },
): Promise<Result> {
  const fields = table as unknown as Readonly<Record<string, unknown>> | null;
  if (typeof fields?.database !== "string" || typeof fields?.view !== "string") {
    throw new TypeError(`Cannot run ${caller}(): needs a CorpusTable with database and view, got ${quote(table)}`);
  }
  checkFile(caller, table.database, "Make it with loadCorpus()");
  checkInteger(caller, "memoryMiB", memoryMiB, { min: 64 });
  const database = await openDuckDb(table.database, { access: "read", memoryMiB });
  try {
    return await use({ database, view: sqlName(table.view) });
  } finally {
    database.close();
  }
}

/** A Parquet file of id and vector as a relation. */
export function vectorsRelation(caller: string, path: string): string {
  checkFile(caller, path, "Make it with exportEmbeddings()");
  return `read_parquet(${sqlText(path)})`;
}

/** The text of a statement; `parts` stand for each `{name}` in it, already quoted for SQL. */
export function contentStatement(name: ContentStatement, parts: Readonly<Record<string, string>>): string {
  const text = Deno.readTextFileSync(new URL(`./${name}.sql`, import.meta.url));
  return text.replace(/\{(\w+)\}/g, (whole, part: string) => parts[part] ?? whole);
}

function checkFile(caller: string, path: string, advice: string): void {
  if (existsSync(path)) return;
  throw new RangeError(`Cannot run ${caller}() on ${path}: there is no such file. ${advice}`);
}
