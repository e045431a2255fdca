import assert from "node:assert/strict";
import {
  centroidStability,
  daySimilarityOfTable,
  lexicalTurnover,
  lexicalTurnoverOfTable,
  macroActivity,
  macroActivityOfTable,
  pairwiseSimilarity,
} from "../../lib/content/mod.ts";
import { exportEmbeddings } from "../../lib/embedding/mod.ts";
import { loadCorpus, readPosts } from "../../lib/corpus/mod.ts";
import { normalFrom, openDuckDb, seededRandom } from "../../lib/foundation/mod.ts";
import type { CorpusTable, Embeddings, MetricRow, Post } from "../../lib/shapes.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { aroundCommon, timeOf } from "./made.ts";

const ROWS = 3000;

/** A table of posts by authors of very different diligence, some of them unknown, and what it holds. */
async function withTable(
  use: (made: { table: CorpusTable; posts: readonly Post[]; folder: string; embeddings: Embeddings }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const random = seededRandom(1, "sql test");
    const lines = Array.from({ length: ROWS }, (_, i) => {
      const words = Array.from({ length: 6 }, () => `Wort${Math.floor(300 ** random())}`).join(" ");
      return JSON.stringify({
        id: `p${i}`,
        author: random() < 0.05 ? null : `agent ${Math.floor(200 ** random())}`,
        content: words,
        title: random() < 0.3 ? "Ein Titel" : null,
        ts: timeOf(Math.floor(7 * random()) ** 2 % 11, i % 1400),
      });
    });
    await Deno.writeTextFile(`${folder}/posts.jsonl`, lines.join("\n"));
    const { table } = await loadCorpus(`${folder}/posts.jsonl`, { database: `${folder}/posts.duckdb` });
    const posts = await readPosts(table);
    const normal = normalFrom(seededRandom(2, "sql vectors"));
    const { vectors } = embeddingsOf(Array.from({ length: ROWS }, () => aroundCommon(24, normal)));
    for (let i = 0; i < vectors.length; i++) vectors[i] = (vectors[i] as number) * (1 + 4e-6 * Math.sin(i)); // nearly unit
    const embeddings = { ids: posts.map(({ postId }) => postId), dims: 24, model: "made", vectors };
    await use({ table, posts, folder, embeddings });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function sameRows(found: readonly MetricRow[], expected: readonly MetricRow[], tolerance: number): void {
  const plain = (rows: readonly MetricRow[]) => rows.map((row) => ({ ...row, value: 0 }));
  assert.deepEqual(plain(found), plain(expected));
  found.forEach(({ value }, i) => close(value, expected[i]?.value, tolerance));
}

Deno.test("what is measured in SQL is what is measured in memory, to 1e-6", async () => {
  await withTable(async ({ table, posts, folder, embeddings }) => {
    const vectors = `${folder}/vectors.parquet`;
    await exportEmbeddings(vectors, embeddings);
    const given = { minPosts: 3, null: { kind: "constant distribution", draws: 19, seed: 1 } } as const;
    for (const [pairs, stable] of [["all pairs", "raw"], ["different authors", "corrected"]] as const) {
      const found = await daySimilarityOfTable(table, { vectors, variant: pairs, minPosts: 3, memoryMiB: 128 });
      assert.ok(found.similarity.length >= 15);
      sameRows(
        found.similarity,
        (await pairwiseSimilarity(posts, embeddings, { ...given, variant: pairs })).rows,
        1e-9,
      );
      sameRows(found.stability, (await centroidStability(posts, embeddings, { ...given, variant: stable })).rows, 1e-6);
    }
    const activity = await macroActivity(posts, { null: { kind: "constant rate", draws: 19, seed: 1 } });
    assert.deepEqual(await macroActivityOfTable(table), activity.rows);
    for (const n of [1, 2, 4]) {
      for (const variant of ["ever seen", "previous day"] as const) {
        for (const filter of ["none", "global frequency ≥ 2"] as const) {
          const text = n === 2 ? "text" : "title and text";
          const { rows } = await lexicalTurnover(posts, { n, variant, filter, text, sample: "whole days", null: null });
          sameRows(await lexicalTurnoverOfTable(table, { n, variant, filter, text }), rows, 1e-12);
        }
      }
    }
  });
});

Deno.test("daySimilarityOfTable() refuses posts without a vector, with two, and vectors of two lengths", async () => {
  await withTable(async ({ table, folder, embeddings }) => {
    const vectors = `${folder}/vectors.parquet`;
    const run = () => daySimilarityOfTable(table, { vectors, variant: "all pairs", minPosts: 2 });
    await assert.rejects(run(), { name: "RangeError", message: /no such file.*exportEmbeddings/ });
    const fewer = { ...embeddings, ids: embeddings.ids.slice(1), vectors: embeddings.vectors.slice(24) };
    await exportEmbeddings(vectors, fewer);
    await assert.rejects(run(), { message: /each of 3000 posts, got 2999 for 2999/ });
    await exportEmbeddings(vectors, { ...embeddings, ids: [embeddings.ids[1] as string, ...embeddings.ids.slice(1)] });
    await assert.rejects(run(), { message: /each of 3000 posts, got 3000 for 2999/ });
    const database = await openDuckDb(null);
    await exportEmbeddings(`${folder}/whole.parquet`, embeddings);
    await database.run(`COPY (
      SELECT id, CASE WHEN id = 'p5' THEN vector[1:20] ELSE vector END AS vector FROM '${folder}/whole.parquet'
    ) TO '${vectors}'`);
    database.close();
    await assert.rejects(run(), { message: /vectors need one length, got several, 24 at most/ });
    await exportEmbeddings(vectors, embeddings);
    await assert.rejects(daySimilarityOfTable(table, { vectors, variant: "all pairs", minPosts: 5000 }), {
      message: /at least 5000 posts, got at most/,
    });
    await assert.rejects(
      daySimilarityOfTable({ ...table, database: "none.duckdb" }, { vectors, variant: "all pairs", minPosts: 2 }),
      {
        message: /no such file.*loadCorpus/,
      },
    );
  });
});
