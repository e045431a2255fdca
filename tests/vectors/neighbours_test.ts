import assert from "node:assert/strict";
import fc from "fast-check";
import type { Embeddings } from "../../lib/shapes.ts";
import { nativeNeighbours } from "../../lib/vectors/neighbours_native.ts";
import { FLOAT64_ROWS, nearestNeighbours, rowOf } from "../../lib/vectors/mod.ts";
import { close, embeddingsOf, randomEmbeddings } from "./made.ts";

/** Cosine distance the slow way: no shared code with the engines. */
function distanceBetween(embeddings: Embeddings, a: number, b: number): number {
  const [x, y] = [[...rowOf(embeddings, a)], [...rowOf(embeddings, b)]];
  const product = x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  return 1 - product / (Math.hypot(...x) * Math.hypot(...y));
}

function bruteForce(embeddings: Embeddings, k: number): { indices: number[]; distances: number[] } {
  const found = embeddings.ids.map((_, row) =>
    embeddings.ids.map((id, other) => ({ id, other, distance: distanceBetween(embeddings, row, other) }))
      .filter(({ other }) => other !== row)
      .sort((a, b) => Math.abs(a.distance - b.distance) > 1e-12 ? a.distance - b.distance : a.id < b.id ? -1 : 1)
      .slice(0, k)
  );
  return {
    indices: found.flat().map(({ other }) => other),
    distances: found.flat().map(({ distance }) => distance),
  };
}

for (const engine of ["float64", "native"] as const) {
  Deno.test(`nearestNeighbours() by ${engine} finds what brute force finds`, async () => {
    const embeddings = randomEmbeddings(300, 24, 3);
    const found = await nearestNeighbours(embeddings, { k: 12, metric: "cosine", engine });
    const expected = bruteForce(embeddings, 12);
    assert.deepEqual([...found.indices], expected.indices);
    found.distances.forEach((distance, i) => close(distance, expected.distances[i], 1e-12));
    assert.equal(found.engine, engine);
  });

  Deno.test(`nearestNeighbours() by ${engine} breaks ties by id, not by place`, async () => {
    const embeddings = embeddingsOf([[1, 0], [1, 0], [1, 0], [1, 0]], ["d", "b", "c", "a"]);
    const { indices, distances } = await nearestNeighbours(embeddings, { k: 2, metric: "cosine", engine });
    assert.deepEqual([...indices], [3, 1, 3, 2, 3, 1, 1, 2]); // a then b; a then c; a then b; b then c
    assert.ok(distances.every((distance) => distance === 0));
  });
}

Deno.test("nearestNeighbours() approximate finds most of the true neighbours, says how many, and finds the same again", async () => {
  const embeddings = randomEmbeddings(1500, 24, 5);
  const options = { k: 10, metric: "cosine", engine: "approximate" } as const;
  const [found, again, exact] = await Promise.all([
    nearestNeighbours(embeddings, options),
    nearestNeighbours(embeddings, options),
    nearestNeighbours(embeddings, { ...options, engine: "float64" }),
  ]);
  assert.deepEqual(again, found);
  assert.equal(exact.recall, 1);
  const hits = embeddings.ids.reduce((sum, _, row) => {
    const truth = new Set(exact.indices.subarray(row * 10, row * 10 + 10));
    return sum + found.indices.subarray(row * 10, row * 10 + 10).filter((other) => truth.has(other)).length;
  }, 0) / 15_000;
  assert.ok(hits > 0.95, `${hits}`);
  assert.ok(Math.abs(found.recall - hits) < 0.03, `${found.recall} said, ${hits} true`); // 200 of 1,500 rows
});

Deno.test("nearestNeighbours() approximate fills every list, also among equal rows", async () => {
  const embeddings = embeddingsOf(Array.from({ length: 300 }, (_, i) => i < 290 ? [1, 0] : [0, 1]));
  const { indices } = await nearestNeighbours(embeddings, { k: 12, metric: "cosine", engine: "approximate" });
  assert.ok(indices.every((other, at) => other >= 0 && other !== Math.floor(at / 12)));
});

Deno.test("nearestNeighbours() euclidean has the order of the cosine and the distances of the rows", async () => {
  const embeddings = randomEmbeddings(50, 6, 6);
  const cosine = await nearestNeighbours(embeddings, { k: 5, metric: "cosine" });
  const euclidean = await nearestNeighbours(embeddings, { k: 5, metric: "euclidean" });
  assert.deepEqual(euclidean.indices, cosine.indices);
  euclidean.distances.forEach((distance, at) => {
    const [a, b] = [Math.floor(at / 5), euclidean.indices[at] as number].map((row) => rowOf(embeddings, row));
    close(distance, Math.hypot(...[...a!].map((value, i) => value - (b![i] as number))), 1e-6);
  });
});

Deno.test("nearestNeighbours() finds the same neighbours whatever the order of rows", async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...Array(20).keys()], { minLength: 20 }), async (order) => {
      const embeddings = randomEmbeddings(20, 3, 4);
      const moved: Embeddings = {
        ...embeddings,
        ids: order.map((row) => embeddings.ids[row] ?? ""),
        vectors: Float32Array.from(order.flatMap((row) => [...rowOf(embeddings, row)])),
      };
      const [here, there] = await Promise.all(
        [embeddings, moved].map((input) => nearestNeighbours(input, { k: 4, metric: "cosine" })),
      );
      order.forEach((row, place) =>
        assert.deepEqual(
          [...there?.indices.subarray(place * 4, place * 4 + 4) ?? []].map((other) => moved.ids[other]),
          [...here?.indices.subarray(row * 4, row * 4 + 4) ?? []].map((other) => embeddings.ids[other]),
        )
      );
    }),
    { numRuns: 20 },
  );
});

Deno.test("nativeNeighbours() gives the same in blocks of one row as in one block", async () => {
  const embeddings = randomEmbeddings(50, 8, 5);
  const whole = await nativeNeighbours(embeddings, { k: 5 });
  const blocks = await nativeNeighbours(embeddings, { k: 5, scoresABlock: 50 });
  assert.deepEqual(blocks, whole);
});

Deno.test("nearestNeighbours() takes the native engine only above its stated size", async () => {
  const small = await nearestNeighbours(randomEmbeddings(50, 2, 6), { k: 1, metric: "cosine" });
  assert.equal(small.engine, "float64");
  const large = await nearestNeighbours(randomEmbeddings(FLOAT64_ROWS + 1, 2, 6), { k: 1, metric: "cosine" });
  assert.equal(large.engine, "native");
});

Deno.test("nearestNeighbours() takes two rows and refuses one, and k = n", async () => {
  const pair = embeddingsOf([[1, 0], [0, 1]]);
  const { indices } = await nearestNeighbours(pair, { k: 1, metric: "cosine" });
  assert.deepEqual([...indices], [1, 0]);
  await assert.rejects(nearestNeighbours(pair, { k: 2, metric: "cosine" }), {
    name: "RangeError",
    message: /k needs a whole number from 1 to 1, got 2/,
  });
  await assert.rejects(nearestNeighbours(embeddingsOf([[1, 0]]), { k: 1, metric: "cosine" }), RangeError);
});

Deno.test("nearestNeighbours() refuses an unknown option, metric and engine", async () => {
  const embeddings = randomEmbeddings(5, 2, 7);
  const run = (options: object) =>
    nearestNeighbours(embeddings, { k: 1, metric: "cosine", ...options } as Parameters<typeof nearestNeighbours>[1]);
  await assert.rejects(run({ neighbors: 3 }), { name: "TypeError", message: /option "neighbors"/ });
  await assert.rejects(run({ metric: "l2" }), { name: "TypeError", message: /metric is one of cosine/ });
  await assert.rejects(run({ engine: "gpu" }), { name: "TypeError", message: /engine is one of float64, native/ });
});

Deno.test("nearestNeighbours() tells progress and stops when aborted", async () => {
  const told: string[] = [];
  await nearestNeighbours(randomEmbeddings(300, 2, 8), {
    k: 1,
    metric: "cosine",
    onProgress: (done, total) => told.push(`${done}/${total}`),
  });
  assert.deepEqual(told, ["0/300", "256/300", "300/300"]);
  for (const engine of ["float64", "native"] as const) {
    const signal = AbortSignal.abort(new Error("enough"));
    const run = nearestNeighbours(randomEmbeddings(30, 2, 8), { k: 1, metric: "cosine", engine, signal });
    await assert.rejects(run, { message: "enough" });
  }
});
