import { checkInteger, quote } from "../../foundation/mod.ts";
import type { CorpusTable, LoadReport } from "../../shapes.ts";
import { findFiles, type FoundFiles } from "../files/find.ts";
import { checkLoadOptions, LOAD_DEFAULTS, type LoadControls, type LoadPostsOptions } from "../options.ts";
import { checkBadCount, reportOf } from "../report.ts";
import { formatOfAll } from "../unite.ts";
import {
  corpusKey,
  defaultDatabase,
  inPlace,
  type LoadedCorpus,
  newDatabase,
  storedCorpus,
  VIEW,
} from "./database_file.ts";
import { POST_COLUMN_LIST } from "./open.ts";
import { countedNotes, dropRepeats, keptByFile } from "./repeats.ts";
import { type Assumed, type Scan, scan } from "./scan.ts";
import { CREATE_POST_ROWS, postStore } from "./store.ts";
import { dropReasons } from "./tally.ts";

/** What `loadCorpus()` takes beside what `loadPosts()` takes. */
export interface LoadCorpusOptions extends LoadPostsOptions {
  /**
   * File for the posts, made where there is none; one that an earlier load made is used again if neither the files nor
   * the options changed, and replaced otherwise. Default: below `.twoplane/corpora/` of the project.
   */
  database?: string;
  /** Most memory that DuckDB may take before it spills to disk, in MiB, at least 64. Default 600. */
  memoryMiB?: number;
}

const MEMORY_MIB = 600;

/**
 * What did agents write, where it does not fit memory? As `loadPosts()`, but the posts go to a DuckDB file.
 *
 * Every row is read by the code of `loadPosts()`, so that both give the same posts and the same report; files are read
 * in pieces, so that memory does not grow with them: under 1 GB in all with the default `memoryMiB`. Only a JSON document
 * is read as a whole, and of posts without an id, and of rows with answers in them, the ids are held. `maxBytes` has no default here.
 * Where a file holds two faults that stop a load, another one may be named than by `loadPosts()`.
 *
 * @param path A file, a folder, or a pattern, of the formats of `loadPosts()`.
 * @param options Those of `loadPosts()`, and where the posts go.
 * @returns `table` names the database and the view in it that has the fields of Post as columns, in the order of the
 *   files; it is plain data. `report` says what was read, kept and dropped, and why.
 * @throws {RangeError} If there is no such file, or it unpacks to more than allowed.
 * @throws {TypeError} If an option or a column is wrong or missing, times name no zone and `timeZone` is not given, or
 *   `database` is a file that no load made.
 * @throws {SyntaxError} If a file is not of its format, or more than `maxBadRows` rows cannot be read; then no database
 *   is left.
 * @throws {Error} If a file may not be read, is locked, or changes while it is read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadCorpus, readPosts } from "twoplane/corpus";
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/posts.csv`, "id,agent,content,ts\n1,Ada,Hello,2026-02-03T10:00:00\n");
 * const options = { timeZone: "+09:00", database: `${folder}/posts.duckdb` };
 * const { table, report } = await loadCorpus(`${folder}/posts.csv`, options);
 * assert(table.rows === 1 && report.columns.text === "content");
 * const [post] = await readPosts(table);
 * assert(post?.createdAt === "2026-02-03T01:00:00.000Z");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function loadCorpus(
  path: string,
  options: LoadCorpusOptions & LoadControls = {},
): Promise<LoadedCorpus> {
  const { database, memoryMiB = MEMORY_MIB, onProgress, signal, ...settings } = checked(options);
  const found = findFiles(path, settings);
  const target = database ?? defaultDatabase(path, settings);
  const key = await corpusKey(found, settings);
  const stored = await storedCorpus(target, key);
  if (stored !== null) return stored;
  let report: LoadReport | null = null;
  await inPlace(target, async (folder) => {
    const controls = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
    const filled = await fill(found, settings, { folder, memoryMiB, key, controls });
    report = filled.report;
    return filled.path;
  });
  const table: CorpusTable = { database: target, view: VIEW, rows: (report as LoadReport | null)?.rowsKept ?? 0 };
  return { table, report: report as unknown as LoadReport };
}

function checked(options: LoadCorpusOptions & LoadControls): LoadCorpusOptions & LoadControls {
  const { database, memoryMiB, ...settings } = { ...options };
  if (typeof options === "object" && options !== null && !Array.isArray(options)) {
    checkLoadOptions(settings, "loadCorpus");
  } else checkLoadOptions(options, "loadCorpus");
  if (memoryMiB !== undefined) checkInteger("loadCorpus", "memoryMiB", memoryMiB, { min: 64 });
  if (database === undefined || (typeof database === "string" && database !== "")) return options;
  throw new TypeError(`Cannot run loadCorpus(): database needs the path of a file, got ${quote(database)}`);
}

interface Filling {
  folder: string;
  memoryMiB: number;
  key: string;
  controls: LoadControls;
}

/** Scans the files, and once more if the first scan had to guess wrong. */
async function fill(
  found: FoundFiles,
  options: LoadPostsOptions,
  filling: Filling,
): Promise<{ path: string; report: LoadReport }> {
  const first = await attempt(found, options, filling, null);
  if ("path" in first) return first;
  const { resolved, replies } = first;
  const second = await attempt(found, options, filling, { columns: resolved, hasAnswers: replies.length > 0 });
  if ("path" in second) return second;
  throw new Error(
    `Cannot load ${found.source}: need files that stay the same while they are read. Read a copy of them`,
  );
}

async function attempt(
  found: FoundFiles,
  options: LoadPostsOptions,
  { folder, memoryMiB, key, controls }: Filling,
  assumed: Assumed | null,
): Promise<{ path: string; report: LoadReport } | Scan> {
  const database = await newDatabase(folder, `scan-${assumed === null ? 1 : 2}.duckdb`, memoryMiB);
  try {
    await database.run(CREATE_POST_ROWS);
    await database.run("BEGIN");
    const scanned = await scan(found, options, { ...controls, assumed, store: postStore(database) });
    if (!scanned.isRight) return scanned;
    const bad = scanned.drops.bad();
    if (bad !== null) {
      checkBadCount(bad, { source: found.source, most: options.maxBadRows ?? LOAD_DEFAULTS.maxBadRows });
    }
    await database.run("COMMIT");
    const report = await finish(database, scanned, { found, options });
    await database.run(`ALTER TABLE post_rows DROP COLUMN notes`);
    await database.run(`ALTER TABLE post_rows DROP COLUMN made`);
    await database.run(`CREATE VIEW ${VIEW} AS SELECT ${POST_COLUMN_LIST} FROM post_rows`);
    await database.run("CREATE TABLE load_report AS SELECT $key AS key, $report AS report", {
      key,
      report: JSON.stringify(report),
    });
    await database.run("CHECKPOINT");
    return { path: database.path, report };
  } finally {
    database.close();
  }
}

async function finish(
  database: Awaited<ReturnType<typeof newDatabase>>,
  scanned: Scan,
  { found, options }: { found: FoundFiles; options: LoadPostsOptions },
): Promise<LoadReport> {
  const repeats = await dropRepeats(database);
  const kept = await keptByFile(database);
  return reportOf(
    {
      found,
      format: formatOfAll(scanned.files.map(({ format }) => format)),
      files: scanned.files.map((file, index) => ({ ...file, kept: kept.get(index) ?? 0 })),
      columns: scanned.columns,
      replies: scanned.replies,
      answers: scanned.answers,
      dropped: dropReasons([...scanned.drops.reasons(), ...(repeats === null ? [] : [repeats])]),
      notes: await countedNotes(database, scanned.files.map(({ notes }) => notes)),
    },
    scanned.resolved,
    options,
  );
}
