import { join } from "node:path";
import { projectPath } from "../../foundation/mod.ts";
import type { CorpusTable, LoadReport } from "../../shapes.ts";
import { loadCorpus } from "../table/load_corpus.ts";
import { checkCounts, type CountCheck } from "./checks.ts";
import type { Dataset } from "./dataset.ts";
import { bringTable, expectedOf, type LoadDatasetOptions, withChecks } from "./load.ts";
import { type DatasetEntry, findDataset } from "./manifest.ts";

/** Which table of a set to load, how, and where the posts go. */
export interface LoadDatasetCorpusOptions extends LoadDatasetOptions {
  /** File for the posts. Default: beside the set's lock, named after the table. */
  database?: string;
}

/** A set as a table, with what to cite and whether the counts are those that are expected. */
export interface LoadedDatasetCorpus {
  table: CorpusTable;
  report: LoadReport;
  /** Empty where the manifest expects none. A count that does not hold is told in `report.warnings` too. */
  checks: CountCheck[];
  dataset: Dataset;
}

/**
 * What did the agents of a public set write, where it does not fit memory? As `loadDataset()`, into a DuckDB file.
 *
 * Of Parquet files only the columns that posts need are read. The file is made once and used again while neither set
 * nor options change.
 *
 * @param name Such as `moltbook-socialization`; `datasets()` lists them.
 * @param options Table, differing load options, where the posts go, and the options of `dataset()`.
 * @returns The table, the report of the load, the checks, and the set with licence and citation.
 * @throws {RangeError} If there is no set or table of that name.
 * @throws {TypeError} If the table holds no posts.
 * @throws {Error} If a file is nowhere to be had, or is not what it must be.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadDatasetCorpus } from "twoplane/corpus";
 * const error = await loadDatasetCorpus("moltbook-socialization", { table: "votes" }).catch((error) => error);
 * assert(error.message.includes("table is one of posts, comments"));
 * ```
 */
export async function loadDatasetCorpus(
  name: string,
  options: LoadDatasetCorpusOptions = {},
): Promise<LoadedDatasetCorpus> {
  return await loadEntryCorpus(findDataset(name), options);
}

/** `loadDatasetCorpus()` for an entry of one's own. */
export async function loadEntryCorpus(
  entry: DatasetEntry,
  options: LoadDatasetCorpusOptions,
): Promise<LoadedDatasetCorpus> {
  const { database: wanted, ...rest } = options;
  const { dataset, path, table, load } = await bringTable("loadDatasetCorpus", entry, rest);
  const folder = options.folder ?? projectPath(".twoplane", "datasets");
  const database = wanted ?? join(folder, entry.name, `${table}.duckdb`);
  const loaded = await loadCorpus(path, { ...load, database });
  const checks = checkCounts(table, expectedOf(dataset, table, options.load), loaded.report);
  return { table: loaded.table, report: withChecks(loaded.report, checks), checks, dataset };
}
