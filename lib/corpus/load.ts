import { basename, relative, resolve } from "node:path";
import { canonicalJson, projectRoot, quote, readText, realDataFolder, sha256 } from "../foundation/mod.ts";
import type { DropReason, LoadReport, Post } from "../shapes.ts";
import { resolveColumns, type ResolvedColumns, shownColumns } from "./columns.ts";
import { checkLoadOptions, type Format, FORMATS, type LoadPostsOptions } from "./options.ts";
import { type PostWithoutId, readRow } from "./rows.ts";
import { type BadRow, formatHint, readTable, type SourceTable } from "./tables.ts";
import { zoneNamed } from "./zones.ts";

/** Posts in the order of the file, and what became of its rows. */
export interface LoadedPosts {
  posts: Post[];
  report: LoadReport;
}

/**
 * What did agents write? Reads a file of posts, keeps every id as text, and accounts for every row.
 *
 * Nothing is silent: guessed columns, assumed zones, missing authors and dropped rows all stand in the report, whose
 * `rowsRead` is `rowsKept` plus the counts of `dropped`. Posts without an id get a stable one, made from their content.
 * Line ends within a text become `\n`; digits of a time beyond the millisecond are cut.
 *
 * @param path CSV, TSV, JSON (an array, or an object that holds one) or JSON Lines; each may be packed with gzip.
 * @param options Which column is what, zone of the times, what to keep. `presets` holds those of known sets.
 * @returns `posts` in the order of the file; `report` says what was read, kept and dropped, and why.
 * @throws {RangeError} If there is no such file.
 * @throws {TypeError} If an option or a column is wrong or missing, or times name no zone and `timeZone` is not given.
 * @throws {SyntaxError} If the file is not of its format, or more than `maxBadRows` rows cannot be read.
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
export async function loadPosts(path: string, options: LoadPostsOptions = {}): Promise<LoadedPosts> {
  checkLoadOptions(options);
  const format = options.format ?? formatOf(path);
  const source = options.source ?? sourceName(path);
  const text = readText(path);
  const table = await readTable(text, { format, source, rows: options.rows });
  const columns = resolveColumns(table, options, source);
  const { posts, bad, drops, notes } = readRows(table, columns, options, source);
  checkBadRows(bad, { source, most: options.maxBadRows ?? 0, hint: formatHint(text, format) });
  return { posts, report: reportOf({ table, columns, options, source, posts, bad, drops, notes }) };
}

interface RowsRead {
  posts: Post[];
  bad: BadRow[];
  drops: { row: number; reason: string; detail: string }[];
  /** What is counted into the warnings, one entry an occurrence. */
  notes: string[];
}

function readRows(table: SourceTable, columns: ResolvedColumns, options: LoadPostsOptions, source: string): RowsRead {
  const { timeZone, epochUnit } = options;
  const zone = timeZone === undefined ? null : zoneNamed(timeZone);
  const settings = { columns, options, source, times: { zone, zoneName: timeZone ?? "", epochUnit } };
  const read: RowsRead = { posts: [], bad: [...table.bad], drops: [], notes: [] };
  const ids = idGiver();
  for (const row of table.rows) {
    const reading = readRow(row, settings);
    if ("bad" in reading) {
      const { column, detail } = reading.bad;
      read.bad.push({ row: row.row, where: `${row.where}, column ${quote(column)}`, detail });
    } else if ("dropped" in reading) {
      read.drops.push({ row: row.row, reason: reading.dropped, detail: reading.detail });
    } else {
      const given = ids(reading.post, row.where);
      if ("duplicate" in given) read.drops.push({ row: row.row, reason: "duplicate id", detail: given.duplicate });
      else {
        read.posts.push({ ...reading.post, postId: given.postId });
        read.notes.push(...reading.notes, ...given.notes);
      }
    }
  }
  return read;
}

/** Refuses an id that came before, and makes one from the content where there is none. */
function idGiver(): (
  post: PostWithoutId,
  where: string,
) => { postId: string; notes: string[] } | { duplicate: string } {
  const places = new Map<string, { where: string; text: string }>();
  const made = new Map<string, number>();
  return (post, where) => {
    const { postId, source: _, ...content } = post;
    if (postId !== null) {
      const first = places.get(postId);
      if (first === undefined) {
        places.set(postId, { where, text: post.text });
        return { postId, notes: [] };
      }
      const differs = first.text === post.text ? "" : ", with another text";
      return { duplicate: `${where}, id ${quote(postId)} first at ${first.where}${differs}` };
    }
    const hash = sha256(canonicalJson(content)).slice(0, 16);
    const times = (made.get(hash) ?? 0) + 1;
    made.set(hash, times);
    const notes = ["Posts without an id, given one made from their content"];
    if (times > 1) notes.push("Posts without an id that repeat another word for word, all kept");
    return { postId: times === 1 ? hash : `${hash}-${times}`, notes };
  };
}

function checkBadRows(
  bad: readonly BadRow[],
  { source, most, hint }: { source: string; most: number; hint: string },
): void {
  const [first] = bad.toSorted((a, b) => a.row - b.row);
  if (first === undefined || bad.length <= most) return;
  throw new SyntaxError(
    `Cannot load ${source} at ${first.where}: ${first.detail}. ${counted(bad.length, "row is", "rows are")} bad, ` +
      `maxBadRows is ${most}${hint}`,
  );
}

function reportOf(
  { table, columns, options, source, posts, bad, drops, notes }: RowsRead & {
    table: SourceTable;
    columns: ResolvedColumns;
    options: LoadPostsOptions;
    source: string;
  },
): LoadReport {
  const taken = new Set([...columns.fields.values()].flat());
  const all = [
    ...drops,
    ...bad.map(({ row, where, detail }) => ({ row, reason: "bad row", detail: `${where}: ${detail}` })),
  ];
  return {
    source,
    format: table.format,
    rowsRead: table.rows.length + table.bad.length,
    rowsKept: posts.length,
    files: [{ source, format: table.format, rowsRead: table.rows.length + table.bad.length, rowsKept: posts.length }],
    dropped: reasonsOf(all),
    columns: shownColumns(columns, options.kind ?? "post"),
    guessed: columns.guessed,
    unusedColumns: table.columns.filter((column) => !taken.has(column)),
    warnings: warningsOf(notes, columns, posts.length),
  };
}

function reasonsOf(drops: RowsRead["drops"]): DropReason[] {
  return [...Map.groupBy(drops.toSorted((a, b) => a.row - b.row), ({ reason }) => reason)].map(([reason, rows]) => ({
    reason,
    count: rows.length,
    first: rows.slice(0, 5).map(({ row, detail }) => ({ row, detail })),
  }));
}

function warningsOf(notes: readonly string[], { fields }: ResolvedColumns, kept: number): string[] {
  const found = [...Map.groupBy(notes, (note) => note)].map(([note, { length }]) => `${note}: ${length}`);
  if (!fields.has("authorId")) found.push("No column was taken for authorId: every author is null");
  if (kept === 0) found.push("No row was kept");
  return found;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function formatOf(path: string): Format {
  const ending = /\.(csv|tsv|json|jsonl|ndjson)(\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
  const format = FORMATS.find((known) => known === (ending === "ndjson" ? "jsonl" : ending));
  if (format !== undefined) return format;
  throw new TypeError(
    `Cannot load ${path}: need a name that ends in .csv, .tsv, .json, .jsonl or .ndjson, each also with .gz, got ${
      quote(basename(path))
    }. Say format: ${FORMATS.map(quote).join(", ")} for another`,
  );
}

/** The same on every machine: the path below the folder of real data or the project, else the file's name. */
function sourceName(path: string): string {
  const below = [realDataFolder(), projectRoot()]
    .filter((folder) => folder !== null)
    .map((folder) => relative(resolve(folder), resolve(path)).replaceAll("\\", "/"))
    .find((name) => name !== "" && !name.startsWith("../") && !/^[A-Za-z]:/.test(name));
  return below ?? basename(path);
}
