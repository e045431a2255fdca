import { checkOptions, quote } from "../../foundation/mod.ts";
import type { LoadReport, Post } from "../../shapes.ts";
import { loadPosts } from "../load.ts";
import type { LoadControls, LoadPostsOptions } from "../options.ts";
import { checkCounts, type CountCheck } from "./checks.ts";
import { bringDataset, type Dataset } from "./dataset.ts";
import { type DatasetEntry, findDataset } from "./manifest.ts";
import { DATASET_OPTION_NAMES, type DatasetOptions } from "./options.ts";
import { patternOf } from "./pattern.ts";

/** Which table of a set to load, and how. */
export interface LoadDatasetOptions extends Omit<DatasetOptions, "tables"> {
  /** Such as `posts` or `comments`. Default: the only one that holds posts. */
  table?: string;
  /** Options of `loadPosts()` that differ from the manifest's, such as `{ maxBadRows: 100 }`. */
  load?: LoadPostsOptions;
}

/** Posts of a set, with what to cite and whether the counts are those that are expected. */
export interface LoadedDataset {
  posts: Post[];
  report: LoadReport;
  /** Empty where the manifest expects none. A count that does not hold is told in `report.warnings` too. */
  checks: CountCheck[];
  dataset: Dataset;
}

/**
 * What did the agents of a public set write? `dataset()` and `loadPosts()` in one, held against the expected counts.
 *
 * For sets that do not fit memory there is `loadDatasetCorpus()`.
 *
 * @param name Such as `moltbook-week1`; `datasets()` lists them.
 * @param options Table, differing load options, and those of `dataset()`.
 * @returns Posts, the report of the load, the checks, and the set with licence and citation.
 * @throws {RangeError} If there is no set or table of that name.
 * @throws {TypeError} If the table holds no posts.
 * @throws {Error} If a file is nowhere to be had, or is not what it must be.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadDataset } from "twoplane/corpus";
 * const error = await loadDataset("llm-cooperation", { table: "dilemma" }).catch((error) => error);
 * assert(error.message.includes("trials, not posts"));
 * ```
 */
export async function loadDataset(name: string, options: LoadDatasetOptions = {}): Promise<LoadedDataset> {
  return await loadEntry(findDataset(name), options);
}

/** `loadDataset()` for an entry of one's own. */
export async function loadEntry(entry: DatasetEntry, options: LoadDatasetOptions): Promise<LoadedDataset> {
  const { dataset, path, table, load } = await bringTable("loadDataset", entry, options);
  const { posts, report } = await loadPosts(path, load);
  const checks = checkCounts(table, expectedOf(dataset, table, options.load), report);
  return { posts, report: withChecks(report, checks), checks, dataset };
}

/** Brings one table of posts, and says how to load it. */
export async function bringTable(
  caller: string,
  entry: DatasetEntry,
  { table, load, ...rest }: LoadDatasetOptions,
): Promise<{ dataset: Dataset; path: string; table: string; load: LoadPostsOptions & LoadControls }> {
  const known = DATASET_OPTION_NAMES.filter((name) => name !== "tables");
  checkOptions(caller, rest, [...known, "table", "load", ...(caller === "loadDatasetCorpus" ? ["database"] : [])]);
  const chosen = tableOf(caller, entry, table);
  const dataset = await bringDataset(caller, entry, { ...rest, tables: [chosen] });
  const own = dataset.options[chosen] ?? {};
  const controls = rest.signal === undefined ? {} : { signal: rest.signal };
  return { dataset, table: chosen, path: patternOf(dataset.files), load: { ...own, ...load, ...controls } };
}

function tableOf(caller: string, entry: DatasetEntry, table: string | undefined): string {
  const known = entry.tables.filter(({ options }) => options !== null).map((one) => one.table);
  if (known.length === 0 || (entry.kind === "trials")) {
    throw new TypeError(
      `Cannot run ${caller}() on ${entry.name}: it holds ${entry.kind}, not posts. Read the files that ` +
        `dataset("${entry.name}") names with parseCsv()`,
    );
  }
  if (table === undefined && known.length === 1) return known[0] as string;
  if (table !== undefined && known.includes(table)) return table;
  const other = entry.tables.some((one) => one.table === table);
  const came = table === undefined ? "none" : `${quote(table)}${other ? ", which holds no posts" : ""}`;
  throw new RangeError(`Cannot run ${caller}() on ${entry.name}: table is one of ${known.join(", ")}, got ${came}`);
}

/** Options of one's own may keep other rows, so that only the count of all rows must still hold. */
export function expectedOf(
  dataset: Dataset,
  table: string,
  load: LoadPostsOptions | undefined,
): Dataset["expected"][string] {
  const expected = dataset.expected[table] ?? null;
  return expected === null || load === undefined ? expected : { rows: expected.rows };
}

/** A report that also tells which counts do not hold. */
export function withChecks(report: LoadReport, checks: readonly CountCheck[]): LoadReport {
  const broken = checks.filter(({ holds }) => !holds)
    .map(({ table, what, expected, found }) => `The table ${table} should have ${what}: ${expected}, has ${found}`);
  return { ...report, warnings: [...report.warnings, ...broken] };
}
