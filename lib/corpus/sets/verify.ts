import { parseCsv, readText } from "../../foundation/mod.ts";
import { checkCounts, type CountCheck } from "./checks.ts";
import { bringDataset, type Dataset } from "./dataset.ts";
import { loadEntry } from "./load.ts";
import { type DatasetEntry, findDataset } from "./manifest.ts";
import type { DatasetOptions } from "./options.ts";

/** A set whose files were hashed and whose rows were counted. */
export interface VerifiedDataset {
  dataset: Dataset;
  checks: CountCheck[];
}

/**
 * Is a public set what it is said to be? Hashes every file and counts the rows of every table that has expected counts.
 *
 * @param name Such as `moltbook-week1`; `datasets()` lists them.
 * @param options As for `dataset()`.
 * @returns The set, and its counts beside the expected ones.
 * @throws {RangeError} If there is no set or table of that name.
 * @throws {Error} If a file is nowhere to be had, or its hash is not what it must be.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { verifyDataset } from "twoplane/corpus";
 * const error = await verifyDataset("moltbook-week1", { mirror: null, folder: await Deno.makeTempDir() }).catch((error) => error);
 * assert(error.message.includes("TWOPLANE_DATA"));
 * ```
 */
export async function verifyDataset(name: string, options: DatasetOptions = {}): Promise<VerifiedDataset> {
  return await verifyEntry(findDataset(name), options);
}

/** `verifyDataset()` for an entry of one's own. */
export async function verifyEntry(entry: DatasetEntry, options: DatasetOptions): Promise<VerifiedDataset> {
  const dataset = await bringDataset("verifyDataset", entry, options);
  const { tables: _, onProgress: __, ...rest } = options;
  const checks: CountCheck[] = [];
  for (const [table, expected] of Object.entries(dataset.expected)) {
    if (expected === null) continue;
    if (entry.kind === "posts" && dataset.options[table] !== null) {
      checks.push(...(await loadEntry(entry, { ...rest, table })).checks);
      continue;
    }
    const rowsRead = await countRows(dataset, table);
    checks.push(...checkCounts(table, expected, { rowsRead, rowsKept: rowsRead, dropped: [] }));
  }
  return { dataset, checks };
}

/** Rows of CSV files that hold no posts. */
async function countRows({ files }: Dataset, table: string): Promise<number> {
  let rows = 0;
  for (const file of files.filter((one) => one.table === table)) {
    const read = await parseCsv(readText(file.localPath), { source: file.path });
    rows += read.rows.length + read.bad.length;
  }
  return rows;
}
