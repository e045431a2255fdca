import { checkOneOf, checkOptions } from "../../foundation/mod.ts";
import type { CorpusTable, Post } from "../../shapes.ts";
import { streamPosts } from "../table/read.ts";
import type { ExportColumn } from "./rows.ts";
import { chunksOf, type ExportOptions, type ExportReport, writeRows } from "./write.ts";

const text = (name: keyof Post, isNullable = false): ExportColumn => ({ name, type: "text", isNullable });

const POST_COLUMNS: readonly ExportColumn[] = [
  text("postId"),
  text("authorId", true),
  text("kind"),
  text("createdAt"),
  text("text"),
  text("title", true),
  text("communityId", true),
  text("parentId", true),
  text("threadId", true),
  { name: "score", type: "number", isNullable: true },
  text("modelId", true),
  text("source"),
];

/**
 * Writes posts to a file that other programs read: CSV, JSON Lines (each also packed) or Parquet, by its name.
 *
 * `loadPosts(path, presets.exportedPosts)` gives the same posts back, but for `source`, which names the new file. Ids
 * stay text in every format. The same posts give the same bytes. Text of agents is hostile input: in CSV, what a
 * spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab or line end first, and no number) gets a leading
 * apostrophe, which spreadsheets hide and programs see; the report counts them. `formulas: "kept"` writes every text
 * as it is; JSON Lines and Parquet always do.
 *
 * @param posts Posts, or a table that does not fit memory.
 * @param path Ends in .csv, .jsonl, .ndjson (each also .gz) or .parquet.
 * @param options Whether to replace a file; what to do with formulas.
 * @returns Path, format, rows, bytes, SHA-256, and how many texts got an apostrophe.
 * @throws {TypeError} If the name says no format, an option is wrong, or a post lacks a field.
 * @throws {Error} If there is a file of that name and it may not be replaced.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { exportPosts, loadPosts, presets } from "twoplane/corpus";
 * const post = { postId: "1234567890123456789", authorId: "Ada", kind: "post" as const, createdAt: "2026-02-03T10:00:00.000Z",
 *   text: "Hello", title: null, communityId: null, parentId: null, threadId: null, score: 3, modelId: null, source: "posts.csv" };
 * const folder = await Deno.makeTempDir();
 * await exportPosts([post], `${folder}/out.csv`);
 * const { posts } = await loadPosts(`${folder}/out.csv`, { ...presets.exportedPosts, source: "posts.csv" });
 * assert.deepEqual(posts, [post]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function exportPosts(
  posts: readonly Post[] | CorpusTable,
  path: string,
  options: ExportOptions = {},
): Promise<ExportReport> {
  checkOptions("exportPosts", options, ["overwrite", "formulas"]);
  checkOneOf("exportPosts", "formulas", options.formulas ?? "inert", ["inert", "kept"]);
  const chunks = isTable(posts) ? streamPosts(posts) : chunksOf(posts);
  return await writeRows("exportPosts", path, chunks, { columns: POST_COLUMNS, what: "post", options });
}

function isTable(posts: readonly Post[] | CorpusTable): posts is CorpusTable {
  return !Array.isArray(posts);
}
