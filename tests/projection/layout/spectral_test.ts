import assert from "node:assert/strict";
import { seededRandom } from "../../../lib/foundation/mod.ts";
import { fuzzyGraph } from "../../../lib/projection/fuzzy_graph.ts";
import { slowestModes } from "../../../lib/projection/spectral.ts";
import { nearestNeighbours } from "../../../lib/vectors/mod.ts";
import { close, randomEmbeddings } from "../../vectors/made.ts";
import { cases } from "./golden.ts";

for (const made of cases) {
  Deno.test(`slowestModes() agrees with numpy's dense solver: ${made.name}`, () => {
    const { vectors, values } = slowestModes(fuzzyGraph(made.nearest), {
      count: 2,
      random: seededRandom(1, "test"),
      tolerance: 1e-10,
    });
    made.eigenvectors.forEach((expected, i) => {
      const vector = vectors[i] as Float64Array;
      close(values[i], made.eigenvalues[i], 1e-6);
      const agreement = expected.reduce((sum, value, row) => sum + value * (vector[row] as number), 0);
      close(Math.abs(agreement), 1, 1e-7);
    });
  });
}

Deno.test("slowestModes() finds eigenvectors of a larger graph, whatever the start, largest entry positive", async () => {
  const graph = fuzzyGraph(await nearestNeighbours(randomEmbeddings(400, 3, 1), { k: 10, metric: "cosine" }));
  const found = [1, 2].map((seed) =>
    slowestModes(graph, { count: 3, random: seededRandom(seed, "test"), tolerance: 1e-9 })
  );
  const [one, two] = found;
  assert.ok((one?.residual ?? 1) < 1e-9);
  one?.vectors.forEach((vector, i) => {
    vector.forEach((value, row) => close(two?.vectors[i]?.[row], value, 1e-6));
    const largest = vector.reduce((best, value) => Math.abs(value) > Math.abs(best) ? value : best);
    assert.ok(largest > 0);
  });
});
