import { quote } from "../../foundation/mod.ts";
import type { LoadPostsOptions } from "../options.ts";
import { bringFile, type DatasetFile, lockHashes, wantedFiles } from "./locate.ts";
import { type DatasetEntry, type DatasetTable, type ExpectedCounts, findDataset } from "./manifest.ts";
import { type DatasetOptions, datasetSettings } from "./options.ts";

/** A set that is here: where its files stand, what to cite, how to read it. */
export interface Dataset {
  name: string;
  title: string;
  /** `trials`: read the files with `parseCsv()`; they hold no posts. */
  kind: "posts" | "trials";
  licence: string;
  citation: string;
  notes: readonly string[];
  files: readonly DatasetFile[];
  /** By table: how to read it; `null` for what is no posts. */
  options: Readonly<Record<string, LoadPostsOptions | null>>;
  /** By table: counts it must have; `null` where none are sure. */
  expected: Readonly<Record<string, ExpectedCounts | null>>;
}

/**
 * Brings a public set by its name: from the folder that TWOPLANE_DATA names, from an earlier fetch, or from its source.
 *
 * Every file is checked by SHA-256 before it is used: against the manifest, or against what was recorded on first use
 * in `.twoplane/datasets/<name>/lock.json`; a set that has changed since is an error that says what to do. A fetch that
 * was cut goes on where it was. Mind the licence and cite the authors: both come with the set.
 *
 * @param name Such as `moltbook-socialization`; `datasets()` lists them.
 * @param options Tables, folders, progress; see `DatasetOptions`.
 * @returns Files on this machine, licence, citation, options for `loadPosts()`, expected counts.
 * @throws {RangeError} If there is no set or table of that name.
 * @throws {Error} If a file is nowhere to be had, or is not what it must be.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dataset } from "twoplane/corpus";
 * const error = await dataset("no-such-set").catch((error) => error);
 * assert(error.message.includes("moltbook-socialization"));
 * ```
 */
export async function dataset(name: string, options: DatasetOptions = {}): Promise<Dataset> {
  return await bringDataset("dataset", findDataset(name), options);
}

/** `dataset()` for an entry of one's own, under the name of another function for its errors. */
export async function bringDataset(caller: string, entry: DatasetEntry, options: DatasetOptions): Promise<Dataset> {
  const settings = datasetSettings(caller, options);
  const tables = chosenTables(entry, settings.tables);
  const wanted = await wantedFiles(entry, tables, settings);
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  const files: DatasetFile[] = [];
  let before = 0;
  settings.onProgress?.(0, total);
  for (const file of wanted) {
    files.push(
      await bringFile(entry, file, { settings, onBytes: (done) => settings.onProgress?.(before + done, total) }),
    );
    before += file.bytes;
    settings.onProgress?.(before, total);
  }
  if (entry.hub !== null) lockHashes(entry, files, settings);
  const byTable = <Value>(valueOf: (table: DatasetTable) => Value): Record<string, Value> =>
    Object.fromEntries(tables.map((table) => [table.table, valueOf(table)]));
  return {
    name: entry.name,
    title: entry.title,
    kind: entry.kind,
    licence: entry.licence,
    citation: entry.citation,
    notes: entry.notes,
    files,
    options: byTable(({ options }) => options),
    expected: byTable(({ expected }) => expected),
  };
}

/** @throws {RangeError} If the set has no table of a name. */
function chosenTables(entry: DatasetEntry, names: readonly string[] | undefined): readonly DatasetTable[] {
  if (names === undefined) return entry.tables;
  return names.map((name) => {
    const found = entry.tables.find(({ table }) => table === name);
    if (found !== undefined) return found;
    const known = entry.tables.map(({ table }) => table).join(", ");
    throw new RangeError(`Cannot find a table of ${entry.name}: it is one of ${known}, got ${quote(name)}`);
  });
}
