import { checkOptions, messageOf, quote, type SqlRow, type SqlValues } from "../../foundation/mod.ts";
import type { CorpusTable } from "../../shapes.ts";
import { openTable } from "./open.ts";

/** What `queryCorpus()` takes beside the table and the statement. */
export interface QueryCorpusOptions {
  /** What stands for each `$name` in the statement; never write such values into its text. */
  values?: SqlValues;
  /** Most rows of the answer, at least 1. Default 100,000. */
  maxRows?: number;
}

/**
 * Answers a question of your own in SQL, over the posts of a table.
 *
 * The database is open for reading only, so no statement can change it. The posts stand in the table's `view` (as a
 * rule `posts`), with the fields of Post as columns; those with capitals need double quotes: `"authorId"`.
 *
 * @param table From `loadCorpus()`.
 * @param sql One statement in DuckDB's SQL.
 * @param options Values for `$name`, and how many rows at most.
 * @returns Rows as plain data; integers beyond 2⁵³ are text.
 * @throws {SyntaxError} If the statement cannot be run.
 * @throws {RangeError} If it answers more than `maxRows` rows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadCorpus, queryCorpus } from "twoplane/corpus";
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/posts.csv`, "id,agent,content,ts\n1,Ada,Hello,2026-02-03T10:00:00Z\n");
 * const { table } = await loadCorpus(`${folder}/posts.csv`, { database: `${folder}/posts.duckdb` });
 * const sql = 'SELECT length(text) AS length FROM posts WHERE "authorId" = $author';
 * assert.deepEqual(await queryCorpus(table, sql, { values: { author: "Ada" } }), [{ length: 5 }]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function queryCorpus<Row extends SqlRow = SqlRow>(
  table: CorpusTable,
  sql: string,
  options: QueryCorpusOptions = {},
): Promise<Row[]> {
  checkOptions("queryCorpus", options, ["values", "maxRows"]);
  if (typeof sql !== "string" || sql.trim() === "") {
    throw new TypeError(`Cannot run queryCorpus(): need a statement in SQL, got ${quote(sql)}`);
  }
  const { values = {}, maxRows = 100_000 } = options;
  const database = await openTable("queryCorpus", table);
  try {
    const rows: Row[] = [];
    for await (const chunk of database.stream<Row>(sql, values)) {
      rows.push(...chunk);
      if (rows.length > maxRows) throw new RangeError(tooMany(table, maxRows));
    }
    return rows;
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    throw new SyntaxError(`Cannot query ${table.database}: need SQL that DuckDB can run, got "${messageOf(cause)}"`, {
      cause,
    });
  } finally {
    database.close();
  }
}

function tooMany({ database }: CorpusTable, maxRows: number): string {
  return `Cannot query ${database}: need at most ${maxRows} rows, got more. Aggregate in SQL, add LIMIT, or say maxRows`;
}
