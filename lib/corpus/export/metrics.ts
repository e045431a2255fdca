import { checkOneOf, checkOptions } from "../../foundation/mod.ts";
import type { MetricRow } from "../../shapes.ts";
import type { ExportColumn } from "./rows.ts";
import { chunksOf, type ExportOptions, type ExportReport, writeRows } from "./write.ts";

const METRIC_COLUMNS: readonly ExportColumn[] = [
  { name: "metric", type: "text", isNullable: false },
  { name: "variant", type: "text", isNullable: false },
  { name: "unitId", type: "text", isNullable: false },
  { name: "window", type: "text", isNullable: true },
  { name: "value", type: "number", isNullable: false },
  { name: "n", type: "whole number", isNullable: false },
];

/**
 * Writes rows of a measure to a file that other programs read: CSV, JSON Lines (each also packed) or Parquet.
 *
 * Names of agents are hostile input as their texts are, so that formulas are made inert in CSV as in `exportPosts()`.
 * Numbers are written with all their digits: they read back equal.
 *
 * @param rows Long format, as every measure gives them.
 * @param path Ends in .csv, .jsonl, .ndjson (each also .gz) or .parquet.
 * @param options Whether to replace a file; what to do with formulas.
 * @returns Path, format, rows, bytes, SHA-256, and how many texts got an apostrophe.
 * @throws {TypeError} If the name says no format, an option is wrong, or a row lacks a field or holds NaN.
 * @throws {Error} If there is a file of that name and it may not be replaced.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { exportMetrics } from "twoplane/corpus";
 * const rows = [{ metric: "activity", variant: "posts", unitId: "2026-02-03", window: null, value: 0.1, n: 3 }];
 * const folder = await Deno.makeTempDir();
 * const { path } = await exportMetrics(rows, `${folder}/activity.jsonl`);
 * assert.deepEqual(JSON.parse(await Deno.readTextFile(path)), rows[0]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function exportMetrics(
  rows: readonly MetricRow[],
  path: string,
  options: ExportOptions = {},
): Promise<ExportReport> {
  checkOptions("exportMetrics", options, ["overwrite", "formulas"]);
  checkOneOf("exportMetrics", "formulas", options.formulas ?? "inert", ["inert", "kept"]);
  return await writeRows("exportMetrics", path, chunksOf(rows), { columns: METRIC_COLUMNS, what: "row", options });
}
