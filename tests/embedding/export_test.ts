import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { exportEmbeddings } from "../../lib/embedding/mod.ts";
import { openDuckDb } from "../../lib/foundation/mod.ts";
import { randomEmbeddings } from "../vectors/made.ts";

Deno.test("exportEmbeddings() writes every id and number to the last bit, in order, with model and dims", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/it's.parquet`;
  const { vectors } = randomEmbeddings(1500, 384, 1);
  const ids = Array.from({ length: 1500 }, (_, i) => i === 7 ? `quote " ' \\ \n \u001f 🐘` : `p${1500 - i}`);
  vectors.set([1e-38, -1e-45, 0, 0.1, 1 / 3]);
  try {
    writeFileSync(path, "an older file");
    await exportEmbeddings(path, { ids, dims: 384, model: "made 'by' hand", vectors });
    const database = await openDuckDb(null);
    const file = `'${path.replaceAll("'", "''")}'`;
    const rows = await database.query<{ id: string; vector: number[] }>(`SELECT id, vector FROM read_parquet(${file})`);
    assert.deepEqual(rows.map(({ id }) => id), ids);
    assert.deepEqual(Float32Array.from(rows.flatMap(({ vector }) => vector)), vectors);
    const [type] = await database.query(`DESCRIBE SELECT vector FROM read_parquet(${file})`);
    assert.equal(type?.column_type, "FLOAT[]");
    const metadata = await database.query(
      `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${file}) ORDER BY key`,
    );
    assert.deepEqual(metadata, [{ key: "dims", value: "384" }, { key: "model", value: "made 'by' hand" }]);
    database.close();
    assert.deepEqual(readdirSync(folder), ["it's.parquet"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("exportEmbeddings() refuses another ending, no rows and numbers that do not fit, and leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const one = { ids: ["a"], dims: 2, model: "hand", vectors: Float32Array.of(1, 0) };
    await assert.rejects(exportEmbeddings(`${folder}/a.csv`, one), {
      name: "RangeError",
      message: /ends in \.parquet/,
    });
    const path = `${folder}/a.parquet`;
    await assert.rejects(exportEmbeddings(path, { ...one, dims: 3 }), { message: /1 × 3\), got 2$/ });
    await assert.rejects(exportEmbeddings(path, { ...one, ids: [], vectors: new Float32Array() }), {
      message: /at least 1 row/,
    });
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
