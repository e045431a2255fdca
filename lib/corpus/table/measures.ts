import type { CorpusTable, MetricRow } from "../../shapes.ts";
import { dailyCountRows, type TextsOfDay } from "../days.ts";
import { withTable } from "./open.ts";
import { statement } from "./statement.ts";

/** What one author wrote. */
export interface AuthorActivity {
  authorId: string;
  /** Posts, comments and replies. */
  posts: number;
  /** UTC, ISO 8601. */
  first: string;
  last: string;
}

/**
 * How busy was each day? As `dailyCounts()`, counted where the posts lie.
 *
 * @param table From `loadCorpus()`.
 * @returns The rows of `dailyCounts()` for the same posts.
 * @throws {TypeError} If the table holds no posts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dailyCountsOf, loadCorpus } from "twoplane/corpus";
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/posts.csv`, "id,agent,content,ts\n1,Ada,Hello,2026-02-03T10:00:00Z\n");
 * const { table } = await loadCorpus(`${folder}/posts.csv`, { database: `${folder}/posts.duckdb` });
 * const rows = await dailyCountsOf(table);
 * assert(rows.find(({ variant }) => variant === "posts")?.value === 1);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function dailyCountsOf(table: CorpusTable): Promise<MetricRow[]> {
  type Row = Readonly<Record<"day" | "texts" | "posts" | "comments" | "replies" | "authors" | "new_authors", unknown>>;
  const rows = await withTable(
    "dailyCountsOf",
    table,
    (database, view) => database.query<Row & Record<string, unknown>>(statement("daily_counts", { view })),
  );
  const days = rows.map((row): [string, TextsOfDay] => [String(row.day), {
    texts: Number(row.texts),
    posts: Number(row.posts),
    comments: Number(row.comments),
    replies: Number(row.replies),
    authors: Number(row.authors),
    newAuthors: Number(row.new_authors),
  }]);
  return dailyCountRows(new Map(days));
}

/**
 * Who wrote how much, and from when to when? Posts without an author count for nobody.
 *
 * @param table From `loadCorpus()`.
 * @returns One row an author, most posts first, ties in order of the id.
 * @throws {TypeError} If the table holds no posts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { authorsOf, loadCorpus } from "twoplane/corpus";
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/posts.csv`, "id,agent,content,ts\n1,Ada,Hello,2026-02-03T10:00:00Z\n");
 * const { table } = await loadCorpus(`${folder}/posts.csv`, { database: `${folder}/posts.duckdb` });
 * const moment = "2026-02-03T10:00:00.000Z";
 * assert.deepEqual(await authorsOf(table), [{ authorId: "Ada", posts: 1, first: moment, last: moment }]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function authorsOf(table: CorpusTable): Promise<AuthorActivity[]> {
  const rows = await withTable(
    "authorsOf",
    table,
    (database, view) => database.query(statement("authors", { view })),
  );
  return rows
    .map((row) => ({
      authorId: String(row.author),
      posts: Number(row.texts),
      first: String(row.first_at),
      last: String(row.last_at),
    }))
    .sort((a, b) => b.posts - a.posts || (a.authorId < b.authorId ? -1 : 1));
}
