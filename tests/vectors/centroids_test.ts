import assert from "node:assert/strict";
import { centroids, meanOfRows, norm, rowOf, sumOfRows, toUnit } from "../../lib/vectors/mod.ts";
import { close, embeddingsOf, randomEmbeddings } from "./made.ts";

Deno.test("centroids() averages each group and leaves out null", () => {
  const embeddings = embeddingsOf([[1, 0], [0, 1], [0, 1], [-1, 0]]);
  const made = centroids(embeddings, { groups: ["x", "y", "x", null], scale: "raw" });
  assert.deepEqual(made.groups, ["x", "y"]);
  assert.deepEqual(made.counts, [2, 1]);
  assert.deepEqual([...made.vectors], [0.5, 0.5, 0, 1]);
  close(made.lengths[0], Math.SQRT1_2, 1e-15);
});

Deno.test("centroids() normalised have length 1 and the direction of the raw ones", () => {
  const embeddings = randomEmbeddings(30, 7, 1);
  const groups = embeddings.ids.map((_, i) => `g${i % 3}`);
  const raw = centroids(embeddings, { groups, scale: "raw" });
  const unit = centroids(embeddings, { groups, scale: "normalised" });
  assert.deepEqual(unit.lengths, raw.lengths);
  for (let place = 0; place < 3; place++) {
    const vector = unit.vectors.subarray(place * 7, place * 7 + 7);
    close(norm(vector), 1, 1e-12);
    raw.vectors.subarray(place * 7, place * 7 + 7).forEach((value, i) =>
      close((vector[i] ?? NaN) * (raw.lengths[place] ?? NaN), value, 1e-12)
    );
  }
});

Deno.test("centroids() refuses to normalise a mean that points nowhere", () => {
  const opposite = embeddingsOf([[1, 0], [-1, 0]]);
  assert.throws(() => centroids(opposite, { groups: ["x", "x"], scale: "normalised" }), {
    name: "RangeError",
    message: /group "x".*cancel out.*Use scale "raw"/,
  });
});

Deno.test("centroids() refuses labels that are not one a row", () => {
  assert.throws(() => centroids(randomEmbeddings(3, 2, 1), { groups: ["x"], scale: "raw" }), {
    name: "RangeError",
    message: /one label a row \(3\), got 1/,
  });
});

Deno.test("meanOfRows() and sumOfRows() agree with adding by hand", () => {
  const embeddings = randomEmbeddings(5, 3, 2);
  const byHand = [0, 1, 2].map((d) => (rowOf(embeddings, 1)[d] ?? NaN) + (rowOf(embeddings, 4)[d] ?? NaN));
  assert.deepEqual([...sumOfRows(embeddings, [1, 4])], byHand);
  assert.deepEqual([...meanOfRows(embeddings, [1, 4])], byHand.map((value) => value / 2));
  assert.throws(() => meanOfRows(embeddings, []), RangeError);
});

Deno.test("rowOf() refuses a row that is not there", () => {
  assert.throws(() => rowOf(randomEmbeddings(2, 3, 1), 2), { name: "RangeError", message: /from 0 to 1/ });
});

Deno.test("toUnit() refuses a vector of length 0", () => {
  assert.throws(() => toUnit([0, 0]), { name: "RangeError", message: /length above 0, got 0/ });
});
