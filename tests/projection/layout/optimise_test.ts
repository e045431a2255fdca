import assert from "node:assert/strict";
import { fitCurve } from "../../../lib/projection/curve.ts";
import {
  attractionAt,
  FIRST_ENTRY,
  forcesOf,
  FRACTION_BITS,
  LAST_ENTRY,
  repulsionAt,
  UPPER_HALF,
} from "../../../lib/projection/forces.ts";
import type { FuzzyGraph } from "../../../lib/projection/fuzzy_graph.ts";
import { openLayout, runEpoch } from "../../../lib/projection/optimise.ts";
import { stateFrom, uniformFrom } from "../../../lib/projection/stream.ts";
import { seededRandom } from "../../../lib/foundation/mod.ts";
import { close } from "../../vectors/made.ts";

Deno.test("forcesOf() is within 1e-4 of the formula between its entries, from points that touch to a whole map apart", () => {
  const curve = fitCurve(0.1, 1);
  const { attraction, repulsion } = forcesOf(curve);
  const random = seededRandom(1, "test");
  for (let i = 0; i < 20_000; i++) {
    const square = 2 ** (random() * 50 - 30);
    const bits = new Int32Array(Float64Array.of(square).buffer)[UPPER_HALF] as number;
    const entry = (bits >> FRACTION_BITS) - FIRST_ENTRY;
    assert.ok(entry >= 0 && entry <= LAST_ENTRY);
    const share = (bits % 2 ** FRACTION_BITS) / 2 ** FRACTION_BITS;
    const read = (table: Float64Array) => (table[entry] as number) * (1 - share) + (table[entry + 1] as number) * share;
    close(read(attraction) / attractionAt(curve, square), 1, 1e-4);
    close(read(repulsion) / repulsionAt(curve, square), 1, 1e-4);
  }
});

Deno.test("attractionAt() and repulsionAt() are the slopes of the cross-entropy, as finite differences give them", () => {
  const curve = fitCurve(0.1, 1);
  const closeness = (x: number) => 1 / (1 + curve.a * x ** (2 * curve.b));
  for (const x of [0.3, 1, 2.5, 7]) {
    const slope = (loss: (x: number) => number) => (loss(x + 1e-6) - loss(x - 1e-6)) / 2e-6;
    close(attractionAt(curve, x * x) * x, -slope((at) => -Math.log(closeness(at))), 1e-6);
    const softened = repulsionAt(curve, x * x) * x * (0.001 + x * x) / (x * x); // the formula without its 0.001
    close(softened, -slope((at) => -Math.log(1 - closeness(at))), 1e-6);
  }
});

Deno.test("uniformFrom() carries on the stream of its state, evenly", () => {
  const state = stateFrom(seededRandom(3, "test"));
  const copy = state.slice();
  const [one, two] = [uniformFrom(state), uniformFrom(copy)];
  const drawn = Array.from({ length: 10_000 }, one);
  assert.deepEqual(Array.from({ length: 10_000 }, two), drawn);
  assert.deepEqual(copy, state);
  close(drawn.reduce((sum, value) => sum + value, 0) / 10_000, 0.5, 0.015);
  assert.ok(drawn.every((value) => value >= 0 && value < 1));
});

/** Two pairs, each tied to one another. */
const pairs: FuzzyGraph = {
  rows: 4,
  starts: Int32Array.of(0, 1, 2, 3, 4),
  columns: Int32Array.of(1, 0, 3, 2),
  weights: Float64Array.of(1, 1, 0.5, 0.5),
};

Deno.test("runEpoch() draws neighbours together and others apart", () => {
  const coordinates = Float64Array.of(0, 0, 3, 0, 0, 1, 3, 1);
  const curve = fitCurve(0.1, 1);
  const layout = openLayout(pairs, {
    coordinates,
    forces: forcesOf(curve),
    epochs: 300,
    state: Int32Array.of(1, 2, 3, 4),
  });
  for (let epoch = 0; epoch < 300; epoch++) runEpoch(layout, epoch);
  const far = (i: number, j: number) =>
    Math.hypot(...[0, 1].map((axis) => (coordinates[2 * i + axis] as number) - (coordinates[2 * j + axis] as number)));
  assert.ok(far(0, 1) < 1.5 && far(2, 3) < 2.5, `${far(0, 1)} ${far(2, 3)}`);
  assert.ok(far(0, 2) > 4 && far(1, 3) > 4, `${far(0, 2)} ${far(1, 3)}`);
});

Deno.test("runEpoch() pulls an edge half as sure half as often, and leaves out edges too unsure for one pull", () => {
  const weights = Float64Array.of(1, 1, 0.5, 0.001);
  const layout = openLayout({ ...pairs, weights }, {
    coordinates: new Float64Array(8).map((_, i) => i),
    forces: forcesOf(fitCurve(0.1, 1)),
    epochs: 100,
    state: Int32Array.of(1, 2, 3, 4),
  });
  assert.deepEqual([...layout.heads], [0, 1, 2]);
  for (let epoch = 0; epoch < 100; epoch++) runEpoch(layout, epoch);
  const pulls = layout.nextPull.map((next, edge) => next / (layout.intervals[edge] as number) - 1);
  assert.deepEqual([...pulls], [99, 99, 49]);
});

Deno.test("runEpoch() leaves fixed points where they are", () => {
  const coordinates = Float64Array.of(0, 0, 3, 0, 0, 1, 3, 1);
  const onlyLast = { rows: 1, starts: Int32Array.of(0, 1), columns: Int32Array.of(1), weights: Float64Array.of(1) };
  const layout = openLayout(onlyLast, {
    coordinates,
    forces: forcesOf(fitCurve(0.1, 1)),
    epochs: 50,
    state: Int32Array.of(1, 2, 3, 4),
    fixed: 3,
  });
  for (let epoch = 0; epoch < 50; epoch++) runEpoch(layout, epoch);
  assert.deepEqual([...coordinates.subarray(0, 6)], [0, 0, 3, 0, 0, 1]);
  assert.notDeepEqual([...coordinates.subarray(6)], [3, 1]);
});
