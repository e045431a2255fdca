import assert from "node:assert/strict";
import fc from "fast-check";
import { fuzzyGraph, type NeighbourLists, smoothDistances, strengths } from "../../../lib/projection/fuzzy_graph.ts";
import { nearestNeighbours } from "../../../lib/vectors/mod.ts";
import { close, embeddingsOf, randomEmbeddings } from "../../vectors/made.ts";
import { cases } from "./golden.ts";

function allClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => close(actual[i], value, tolerance));
}

for (const made of cases) {
  Deno.test(`smoothDistances() agrees with umap-learn: ${made.name}`, () => {
    const { nearestDistances, scales } = smoothDistances(made.nearest, { connected: true });
    allClose(nearestDistances, made.nearestDistances, 1e-7);
    allClose(strengths(made.nearest, nearestDistances, scales), made.strengths, 1e-5);
  });

  Deno.test(`fuzzyGraph() agrees with umap-learn: ${made.name}`, () => {
    const { rows, starts, columns, weights } = fuzzyGraph(made.nearest);
    assert.equal(rows, made.rows);
    assert.deepEqual([...starts], made.starts);
    assert.deepEqual([...columns], made.columns);
    allClose(weights, made.weights, 1e-5);
  });
}

/** Weights by a name of each pair, the rows named by `names`. */
function byPair({ rows, starts, columns, weights }: ReturnType<typeof fuzzyGraph>, names: readonly string[]) {
  const pairs = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    for (let place = starts[row] as number; place < (starts[row + 1] as number); place++) {
      pairs.set(`${names[row]} ${names[columns[place] as number]}`, weights[place] as number);
    }
  }
  return pairs;
}

Deno.test("fuzzyGraph() is the same graph whatever the order of the rows, and whatever their names", async () => {
  const { vectors, ids } = randomEmbeddings(30, 4, 5);
  const rows = ids.map((_, i) => [...vectors.subarray(4 * i, 4 * i + 4)]);
  const graphOf = async (order: readonly number[], names: readonly string[]) => {
    const embeddings = embeddingsOf(order.map((row) => rows[row] as number[]), names);
    const nearest = await nearestNeighbours(embeddings, { k: 5, metric: "cosine" });
    return byPair(fuzzyGraph(nearest), order.map(String));
  };
  const plain = await graphOf(ids.map((_, i) => i), ids);
  const orders = fc.shuffledSubarray(ids.map((_, i) => i), { minLength: 30, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const permuted = await graphOf(order, order.map((row) => `other ${(row * 7) % 30}`));
      assert.equal(permuted.size, plain.size);
      for (const [pair, weight] of plain) close(permuted.get(pair), weight, 1e-12);
    }),
    { numRuns: 20 },
  );
});

Deno.test("fuzzyGraph() is symmetric, has no loops and weights in (0, 1]", async () => {
  const nearest = await nearestNeighbours(randomEmbeddings(60, 3, 2), { k: 6, metric: "cosine" });
  const pairs = byPair(fuzzyGraph(nearest), Array.from({ length: 60 }, (_, i) => String(i)));
  for (const [pair, weight] of pairs) {
    const [one, other] = pair.split(" ");
    assert.notEqual(one, other);
    assert.equal(pairs.get(`${other} ${one}`), weight);
    assert.ok(weight > 0 && weight <= 1);
  }
});

Deno.test("fuzzyGraph() ties equal rows fully", () => {
  const nearest: NeighbourLists = { indices: Int32Array.of(1, 2, 0, 2, 0, 1), distances: new Float64Array(6), k: 2 };
  const { starts, columns, weights } = fuzzyGraph(nearest);
  assert.deepEqual([...starts], [0, 2, 4, 6]);
  assert.deepEqual([...columns], [1, 2, 0, 2, 0, 1]);
  assert.deepEqual([...weights], [1, 1, 1, 1, 1, 1]);
});
