import assert from "node:assert/strict";
import golden from "../golden/map_quality.json" with { type: "json" };
import { principalMap } from "../../lib/projection/mod.ts";
import { close, embeddingsOf, randomEmbeddings } from "../vectors/made.ts";

for (const { name, dims, vectors, coordinates, explained } of golden.principal) {
  for (const engine of ["float64", "native"] as const) {
    Deno.test(`principalMap() agrees with scikit-learn with ${name}, signs and all, in ${engine}`, async () => {
      const ids = Array.from({ length: vectors.length / dims }, (_, i) => `p${i}`);
      const embeddings = { ids, dims, model: "golden", vectors: Float32Array.from(vectors) };
      const map = await principalMap(embeddings, { engine });
      map.coordinates.forEach((value, i) => close(value, coordinates[i], 1e-9));
      (map.settings.explainedSpread as number[]).forEach((share, i) => close(share, explained[i], 1e-9));
      close(map.quality.explainedSpread, (explained[0] ?? 0) + (explained[1] ?? 0), 1e-9);
      assert.deepEqual(map.ids, ids);
    });
  }
}

Deno.test("principalMap() adds up blocks of rows to the same map as by both engines", async () => {
  const embeddings = randomEmbeddings(2500, 7, 1);
  const [plain, native] = [await principalMap(embeddings), await principalMap(embeddings, { engine: "native" })];
  plain.coordinates.forEach((value, i) => close(value, native.coordinates[i], 1e-8));
  assert.deepEqual(await principalMap(embeddings), plain);
});

Deno.test("principalMap() is defined for one post, equal posts, one direction and one dimension", async () => {
  const one = await principalMap(randomEmbeddings(1, 4, 1));
  assert.deepEqual([one.coordinates, one.quality.explainedSpread], [new Float64Array(2), 0]);
  const equal = await principalMap(embeddingsOf(Array.from({ length: 9 }, () => [1, 2, 3])));
  assert.deepEqual([equal.coordinates, equal.quality.explainedSpread], [new Float64Array(18), 0]);
  const two = await principalMap(embeddingsOf([[1, 0, 0], [0, 1, 0]]));
  close(two.quality.explainedSpread, 1, 1e-12);
  close(Math.abs((two.coordinates[0] ?? 0) - (two.coordinates[2] ?? 0)), Math.SQRT2, 1e-7);
  assert.deepEqual([two.coordinates[1], two.coordinates[3]], [0, 0]);
  const flat = await principalMap(embeddingsOf([[1], [-1], [1]]));
  assert.ok(flat.coordinates.every((value, i) => i % 2 === 0 || value === 0));
});

Deno.test("principalMap() refuses strange options and rows, and stops when aborted", async () => {
  const embeddings = randomEmbeddings(10, 3, 1);
  await assert.rejects(principalMap(embeddings, { seed: 1 } as never), { name: "TypeError", message: /option "seed"/ });
  const broken = { ...embeddings, vectors: embeddings.vectors.with(0, NaN) };
  await assert.rejects(principalMap(broken), { name: "RangeError", message: /not finite/ });
  await assert.rejects(principalMap(embeddings, { signal: AbortSignal.abort(new Error("enough")) }), {
    message: "enough",
  });
});
