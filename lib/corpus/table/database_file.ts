import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { kill } from "node:process";
import {
  canonicalJson,
  codeVersion,
  cut,
  type DuckDb,
  messageOf,
  openDuckDb,
  projectPath,
  sha256,
  stampOf,
} from "../../foundation/mod.ts";
import type { CorpusTable, LoadReport } from "../../shapes.ts";
import type { FoundFiles } from "../files/find.ts";
import type { LoadPostsOptions } from "../options.ts";

/** A corpus in a database, with the report of its load. */
export interface LoadedCorpus {
  table: CorpusTable;
  report: LoadReport;
}

/** Name of the view in every database that is made here. */
export const VIEW = "posts";

/** Raised when what is stored for the same files and options changes. */
const SCHEMA = 1;

/**
 * Where a corpus is kept unless told: below the project's `.twoplane/corpora/`, one database for each path and set of
 * options, named after the path and a hash of both.
 */
export function defaultDatabase(path: string, options: LoadPostsOptions): string {
  const name = basename(resolve(path)).replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^\.+/, "");
  const hash = sha256(canonicalJson({ path: resolve(path), options })).slice(0, 12);
  return projectPath(".twoplane", "corpora", `${name || "corpus"}-${hash}.duckdb`);
}

/** What a stored corpus was made from: the same only if no file and no option changed. */
export async function corpusKey({ files }: FoundFiles, options: LoadPostsOptions): Promise<string> {
  const stamps = [];
  for (const { path } of files) stamps.push({ path: resolve(path), ...await stampOf(path) });
  return sha256(canonicalJson({ schema: SCHEMA, code: codeVersion, stamps, options }));
}

/**
 * The corpus that a database holds, if it was made from the same files with the same options.
 *
 * @returns `null` where there is no database, or one made here from something else, which may be replaced.
 * @throws {TypeError} If there is a file that was not made here.
 * @throws {Error} If another program holds it.
 */
export async function storedCorpus(path: string, key: string): Promise<LoadedCorpus | null> {
  if (!existsSync(path)) return null;
  const database = await openDuckDb(path, { access: "read", memoryMiB: 64 }).catch((cause) => {
    if (/lock/i.test(messageOf(cause))) throw cause;
    throw notOurs(path, cause);
  });
  try {
    const [stored] = await database.query<{ key: string; report: string }>("SELECT key, report FROM load_report").catch(
      (cause) => {
        throw notOurs(path, cause);
      },
    );
    if (stored?.key !== key) return null;
    const report = JSON.parse(stored.report) as LoadReport;
    return { table: { database: path, view: VIEW, rows: report.rowsKept }, report };
  } finally {
    database.close();
  }
}

function notOurs(path: string, cause: unknown): TypeError {
  return new TypeError(
    `Cannot run loadCorpus() with database "${path}": need a new file, or one that loadCorpus() made, got "${
      cut(messageOf(cause), 100)
    }". Name another file, or remove that one`,
    { cause },
  );
}

/**
 * Fills a new database and puts it in its place when it is whole; whatever fails leaves nothing behind, and what a
 * killed program left is cleared up by the next load into that place.
 *
 * @param fill Gets a folder of its own for databases, and returns the one to keep.
 */
export async function inPlace(path: string, fill: (folder: string) => Promise<string>): Promise<void> {
  const folder = makeFolder(path);
  try {
    renameSync(await fill(folder), path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Beside the target, so that one rename moves the database; the name says which program works in it. */
function makeFolder(path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    for (const name of leftBehind(path)) rmSync(join(dirname(path), name), { recursive: true, force: true });
    return mkdtempSync(`${path}.part-${Deno.pid}-`);
  } catch (cause) {
    throw new Error(`Cannot write ${path}: need a folder that can be written to, got "${messageOf(cause)}"`, { cause });
  }
}

function leftBehind(path: string): string[] {
  const start = `${basename(path)}.part-`;
  return readdirSync(dirname(path)).filter((name) => {
    const pid = name.startsWith(start) ? Number.parseInt(name.slice(start.length), 10) : NaN;
    return Number.isInteger(pid) && !isRunning(pid);
  });
}

function isRunning(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch (cause) {
    return (cause as { code?: string }).code === "EPERM";
  }
}

/** Opens a new database for one load. */
export async function newDatabase(folder: string, name: string, memoryMiB: number): Promise<DuckDb & { path: string }> {
  const path = join(folder, name);
  const database = await openDuckDb(path, { memoryMiB });
  return { ...database, path };
}
