import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type DuckDb, openDuckDb, sqlText } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";

/** Numbers written by one statement. */
const NUMBERS_A_BLOCK = 2 ** 18;

/**
 * Writes embeddings as one Parquet file that other tools and SQL can read: `id` (text) and `vector` (list of float32).
 *
 * Model and dims stand in the file's metadata (`model`, `dims`). The numbers are the same to the last bit. Use
 * `saveEmbeddings()` for what this kit reads again by itself.
 *
 * @param path Ends in `.parquet`; replaced where it stands already.
 * @param embeddings n × d, at least one row.
 * @throws {RangeError} If the name has another ending, there is no row, or ids, dims and vectors do not fit together.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { exportEmbeddings } from "twoplane/embedding";
 * import { openDuckDb } from "twoplane/foundation";
 * const folder = await Deno.makeTempDir();
 * const path = `${folder}/posts.parquet`;
 * await exportEmbeddings(path, { ids: ["a"], dims: 2, model: "hand", vectors: Float32Array.of(1, 0) });
 * const database = await openDuckDb(null);
 * assert.deepEqual(await database.query(`SELECT id, vector FROM read_parquet('${path}')`), [{ id: "a", vector: [1, 0] }]);
 * database.close();
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function exportEmbeddings(path: string, embeddings: Embeddings): Promise<void> {
  const { ids, dims, model, vectors } = embeddings;
  if (!path.endsWith(".parquet")) {
    throw new RangeError(`Cannot export embeddings to ${path}: needs a name that ends in .parquet`);
  }
  if (ids.length === 0 || vectors.length !== ids.length * dims) {
    throw new RangeError(
      `Cannot export embeddings to ${path}: needs at least 1 row of ids × dims numbers (${ids.length} × ${dims}), got ` +
        vectors.length,
    );
  }
  const folder = mkdtempSync(join(dirname(path), ".embeddings-"));
  try {
    const database = await openDuckDb(join(folder, "rows.duckdb"));
    try {
      await fill(database, embeddings);
      const metadata = `KV_METADATA {model: ${sqlText(model)}, dims: ${sqlText(String(dims))}}`;
      const target = sqlText(join(folder, basename(path)));
      await database.run(
        `COPY (SELECT id, vector FROM embeddings ORDER BY place) TO ${target} (FORMAT parquet, COMPRESSION zstd, ${metadata})`,
      );
    } finally {
      database.close();
    }
    renameSync(join(folder, basename(path)), path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Blocks of text that DuckDB takes apart on its own threads: a call for each number would take longer. */
async function fill(database: DuckDb, { ids, dims, vectors }: Embeddings): Promise<void> {
  await database.run("CREATE TABLE embeddings (place BIGINT, id VARCHAR, vector FLOAT[])");
  const rows = Math.max(1, Math.floor(NUMBERS_A_BLOCK / dims));
  for (let start = 0; start < ids.length; start += rows) {
    const block = ids.slice(start, start + rows).map((id, i) => {
      const from = (start + i) * dims;
      return { place: start + i, id, vector: `[${vectors.subarray(from, from + dims).join(",")}]` };
    });
    await database.run(
      `INSERT INTO embeddings SELECT (row->>'place')::BIGINT, row->>'id', (row->>'vector')::FLOAT[]
       FROM (SELECT unnest(from_json($block, '["JSON"]')) AS row)`,
      { block: JSON.stringify(block) },
    );
  }
}
