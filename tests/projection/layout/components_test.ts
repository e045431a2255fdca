import assert from "node:assert/strict";
import { components, partOfGraph, rowsOfParts } from "../../../lib/projection/components.ts";
import type { FuzzyGraph } from "../../../lib/projection/fuzzy_graph.ts";

/** 0 – 2 and 1 – 3 – 4. */
const graph: FuzzyGraph = {
  rows: 5,
  starts: Int32Array.of(0, 1, 2, 3, 5, 6),
  columns: Int32Array.of(2, 3, 0, 1, 4, 3),
  weights: Float64Array.of(0.1, 0.2, 0.1, 0.2, 0.3, 0.3),
};

Deno.test("components() numbers parts by their first row", () => {
  const parts = components(graph);
  assert.deepEqual([parts.count, [...parts.partOf]], [2, [0, 1, 0, 1, 1]]);
  assert.deepEqual(rowsOfParts(parts).map((rows) => [...rows]), [[0, 2], [1, 3, 4]]);
});

Deno.test("partOfGraph() keeps edges and weights, renumbered", () => {
  const part = partOfGraph(graph, Int32Array.of(1, 3, 4));
  assert.deepEqual([...part.starts], [0, 1, 3, 4]);
  assert.deepEqual([...part.columns], [1, 0, 2, 1]);
  assert.deepEqual([...part.weights], [0.2, 0.2, 0.3, 0.3]);
  assert.equal(partOfGraph(graph, Int32Array.of(0, 1, 2, 3, 4)).columns, graph.columns);
});
