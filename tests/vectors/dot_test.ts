import assert from "node:assert/strict";
import fc from "fast-check";
import { cosineSimilarity, dot, norm } from "../../lib/vectors/mod.ts";
import { close } from "./made.ts";

const coordinate = fc.integer({ min: -1000, max: 1000 });

Deno.test("dot() of whole numbers is exact at every length", () => {
  fc.assert(fc.property(fc.array(fc.tuple(coordinate, coordinate), { maxLength: 20 }), (pairs) => {
    const naive = pairs.reduce((sum, [a, b]) => sum + a * b, 0);
    assert.equal(dot(pairs.map(([a]) => a), pairs.map(([, b]) => b)), naive);
  }));
});

Deno.test("dot() refuses vectors of different length", () => {
  assert.throws(() => dot([1, 2], [1]), { name: "RangeError", message: /equal length, got 2 and 1/ });
});

Deno.test("norm() is 5 for 3, 4", () => assert.equal(norm([3, 4]), 5));

Deno.test("cosineSimilarity() stays in [−1, 1] and ignores length", () => {
  const vector = fc.array(coordinate, { minLength: 5, maxLength: 5 });
  fc.assert(fc.property(vector, vector, fc.integer({ min: 1, max: 9 }), (a, b, factor) => {
    const cosine = cosineSimilarity(a, b);
    assert.ok(cosine >= -1 && cosine <= 1);
    close(cosineSimilarity(a.map((value) => value * factor), b), cosine, 1e-12);
  }));
});

Deno.test("cosineSimilarity() to a vector of length 0 is 0", () => assert.equal(cosineSimilarity([0, 0], [1, 2]), 0));
