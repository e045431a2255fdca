import assert from "node:assert/strict";
import golden from "../golden/trustworthiness.json" with { type: "json" };
import { trustworthiness } from "../../lib/projection/mod.ts";
import { close, randomEmbeddings } from "../vectors/made.ts";

for (const { name, dims, vectors, coordinates, values } of golden.cases) {
  Deno.test(`trustworthiness() agrees with scikit-learn on ${name}`, () => {
    const ids = Array.from({ length: vectors.length / dims }, (_, i) => `p${i}`);
    const embeddings = { ids, dims, model: "golden", vectors: Float32Array.from(vectors) };
    for (const [k, expected] of Object.entries(values)) {
      const found = trustworthiness(embeddings, Float64Array.from(coordinates), { k: Number(k), seed: 1 });
      close(found.value, expected, 1e-9);
      assert.equal(found.rows, ids.length);
    }
  });
}

Deno.test("trustworthiness() judges 500 rows of a map above 3,000, the same for the same seed", () => {
  const embeddings = randomEmbeddings(3001, 2, 1);
  const faithful = Float64Array.from(embeddings.vectors);
  const value = trustworthiness(embeddings, faithful, { k: 5, seed: 1 });
  assert.equal(value.rows, 500);
  close(value.value, 1, 1e-6);
  const scattered = Float64Array.from(randomEmbeddings(3001, 2, 2).vectors);
  const [a, b, c] = [1, 1, 2].map((seed) => trustworthiness(embeddings, scattered, { k: 5, seed }).value);
  assert.equal(a, b);
  assert.notEqual(a, c);
  close(a, 0.5, 0.02);
});

Deno.test("trustworthiness() refuses k of n / 2 and coordinates that do not fit", () => {
  const embeddings = randomEmbeddings(10, 2, 1);
  assert.throws(() => trustworthiness(embeddings, new Float64Array(20), { k: 5, seed: 1 }), {
    name: "RangeError",
    message: /k needs a whole number from 1 to 4, got 5/,
  });
  assert.throws(() => trustworthiness(embeddings, new Float64Array(18), { k: 1, seed: 1 }), {
    message: /needs 2 × 10 coordinates, got 18/,
  });
});
