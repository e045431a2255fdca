import assert from "node:assert/strict";
import { checkEmbeddings } from "../../lib/vectors/mod.ts";
import { embeddingsOf } from "./made.ts";

const good = embeddingsOf([[1, 0], [0, 1]]);

Deno.test("checkEmbeddings() accepts unit rows", () => checkEmbeddings("measure", good));

Deno.test("checkEmbeddings() refuses a ragged matrix, naming both sizes", () => {
  const ragged = { ...good, vectors: good.vectors.subarray(0, 3) };
  assert.throws(() => checkEmbeddings("measure", ragged), { name: "RangeError", message: /\(2 × 2\), got 3$/ });
});

Deno.test("checkEmbeddings() names the row that holds NaN", () => {
  const broken = { ...good, vectors: Float32Array.of(1, 0, NaN, 1) };
  assert.throws(() => checkEmbeddings("measure", broken), { name: "RangeError", message: /row "p001".*not finite/ });
});

Deno.test("checkEmbeddings() names the row that is not of length 1", () => {
  const long = { ...good, vectors: Float32Array.of(3, 4, 0, 1) };
  assert.throws(() => checkEmbeddings("measure", long), { name: "RangeError", message: /row "p000".*length 5\.000/ });
  const empty = { ...good, vectors: Float32Array.of(0, 0, 0, 1) };
  assert.throws(() => checkEmbeddings("measure", empty), { name: "RangeError", message: /length 0/ });
});

Deno.test("checkEmbeddings() refuses an id that stands twice", () => {
  assert.throws(() => checkEmbeddings("measure", { ...good, ids: ["a", "a"] }), { message: /distinct, got "a" twice/ });
});

Deno.test("checkEmbeddings() refuses too few rows", () => {
  assert.throws(() => checkEmbeddings("measure", good, 3), { name: "RangeError", message: /at least 3.*got 2/ });
});

Deno.test("checkEmbeddings() refuses plain arrays", () => {
  const plain = { ...good, vectors: [1, 0, 0, 1] as unknown as Float32Array };
  assert.throws(() => checkEmbeddings("measure", plain), { name: "TypeError", message: /Float32Array/ });
});
