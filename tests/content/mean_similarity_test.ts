import assert from "node:assert/strict";
import fc from "fast-check";
import { meanSimilarity } from "../../lib/content/mod.ts";
import { rowOf } from "../../lib/vectors/mod.ts";
import { close, embeddingsOf, randomEmbeddings } from "../vectors/made.ts";
import { golden, goldenEmbeddings } from "./golden.ts";
import { rotated } from "./made.ts";

Deno.test("meanSimilarity() agrees with numpy's pair by pair", () => {
  close(meanSimilarity(goldenEmbeddings), golden.meanSimilarity.all, 1e-12);
  const found = meanSimilarity(goldenEmbeddings, { rows: [0, 1, 2, 3, 4], otherRows: [5, 6, 7] });
  close(found, golden.meanSimilarity.firstFiveToNextThree, 1e-12);
});

Deno.test("meanSimilarity() is the mean over all pairs, for any rows", () => {
  const embeddings = randomEmbeddings(12, 4, 1);
  const unit = (row: number) => {
    const vector = [...rowOf(embeddings, row)];
    return vector.map((value) => value / Math.hypot(...vector));
  };
  const cosine = (a: number, b: number) => unit(a).reduce((sum, value, i) => sum + value * (unit(b)[i] ?? NaN), 0);
  const someRows = fc.uniqueArray(fc.nat(11), { minLength: 2 });
  fc.assert(
    fc.property(someRows, someRows, (rows, otherRows) => {
      const pairs = rows.flatMap((a) => rows.filter((b) => b !== a).map((b) => cosine(a, b)));
      close(meanSimilarity(embeddings, { rows }), pairs.reduce((a, b) => a + b, 0) / pairs.length, 1e-12);
      const across = rows.flatMap((a) => otherRows.map((b) => cosine(a, b)));
      close(meanSimilarity(embeddings, { rows, otherRows }), across.reduce((a, b) => a + b, 0) / across.length, 1e-12);
    }),
    { numRuns: 50 },
  );
});

Deno.test("meanSimilarity() does not change when the space is rotated", () => {
  const embeddings = randomEmbeddings(20, 6, 2);
  close(meanSimilarity(rotated(embeddings)), meanSimilarity(embeddings), 1e-6);
});

Deno.test("meanSimilarity() of equal texts is 1, of opposite ones −1", () => {
  close(meanSimilarity(embeddingsOf([[1, 2], [1, 2], [1, 2]])), 1, 1e-12);
  close(meanSimilarity(embeddingsOf([[1, 2], [-1, -2]])), -1, 1e-12);
});

Deno.test("meanSimilarity() refuses a set without a pair", () => {
  const embeddings = randomEmbeddings(3, 2, 3);
  assert.throws(() => meanSimilarity(embeddings, { rows: [1] }), {
    name: "RangeError",
    message: /at least 2 rows, got 1/,
  });
  assert.throws(() => meanSimilarity(embeddings, { rows: [1], otherRows: [] }), { message: /got 1 and 0/ });
  assert.throws(() => meanSimilarity(embeddings, { rows: [1, 3] }), { message: /row 3/ });
});
