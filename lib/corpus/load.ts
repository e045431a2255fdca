import type { LoadReport, Post } from "../shapes.ts";
import { resolveColumns } from "./columns.ts";
import { findFiles } from "./files/find.ts";
import { readFiles } from "./files/read.ts";
import { checkLoadOptions, LOAD_DEFAULTS, type LoadControls, type LoadPostsOptions } from "./options.ts";
import { readRows } from "./read_rows.ts";
import { checkBadRows, loadReport } from "./report.ts";
import { checkEveryFile, checkReplies, unite } from "./unite.ts";

/** Posts in the order of the files, and what became of their rows. */
export interface LoadedPosts {
  posts: Post[];
  report: LoadReport;
}

/**
 * What did agents write? Reads files of posts, keeps every id as text, and accounts for every row.
 *
 * Nothing is silent: guessed columns, answers taken out of trees, assumed zones, missing authors and dropped rows all
 * stand in the report, whose `rowsRead` is `rowsKept` plus the counts of `dropped`. Posts without an id get a stable
 * one, made from their content. Line ends within a text become `\n`; digits of a time beyond the millisecond are cut.
 * Several files count as one source: they share one set of columns, and an id that two of them hold is a duplicate.
 *
 * @param path A file, a folder, or a pattern such as `crawl/*.jsonl.gz`, of CSV, TSV, JSON (an array, or an object that
 *   holds one) or JSON Lines, each also packed with gzip or zstd, of Parquet, DuckDB or SQLite.
 * @param options Which column is what, zone of the times, what to keep; progress and cancelling. `presets` holds the
 *   options of known sets.
 * @returns `posts` in the order of the files, these by name; `report` says what was read, kept and dropped, and why.
 * @throws {RangeError} If there is no such file, a folder holds none that is read, or it unpacks to more than allowed.
 * @throws {TypeError} If an option or a column is wrong or missing, or times name no zone and `timeZone` is not given.
 * @throws {SyntaxError} If a file is not of its format, or more than `maxBadRows` rows cannot be read.
 * @throws {Error} If a file may not be read, is locked, or changes while it is read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadPosts } from "twoplane/corpus";
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "id,agent,content,ts\n1234567890123456789,Ada,Hello,2026-02-03T10:00:00\n");
 * const { posts, report } = await loadPosts(path, { timeZone: "+09:00" });
 * assert(posts[0]?.postId === "1234567890123456789" && posts[0].createdAt === "2026-02-03T01:00:00.000Z");
 * assert(report.columns.text === "content" && report.guessed.includes("text"));
 * await Deno.remove(path);
 * ```
 */
export async function loadPosts(path: string, options: LoadPostsOptions & LoadControls = {}): Promise<LoadedPosts> {
  checkLoadOptions(options);
  const { onProgress, signal, ...settings } = options;
  const found = findFiles(path, settings);
  const files = await readFiles(found, settings, { ...(onProgress && { onProgress }), ...(signal && { signal }) });
  const table = unite(files);
  checkReplies(table, settings, found.source);
  const columns = resolveColumns(table, settings, found.source);
  checkEveryFile(table, columns);
  const read = readRows(table, columns, settings, { whole: found.source, signal });
  checkBadRows(read.bad, { source: found.source, most: settings.maxBadRows ?? LOAD_DEFAULTS.maxBadRows });
  return { posts: read.posts, report: loadReport({ found, table, columns, options: settings, read }) };
}
