import assert from "node:assert/strict";
import fc from "fast-check";
import golden from "../golden/paths.json" with { type: "json" };
import {
  dynamicTimeWarping,
  pathConvergence,
  type PathConvergenceOptions,
  type PathNull,
} from "../../lib/projection/mod.ts";
import { warpedUnits } from "../../lib/projection/time_warping.ts";
import { agentPairs } from "../../lib/projection/path_pairs.ts";
import { close } from "../vectors/made.ts";
import { corpusOf, type MadePaths, noisyPaths } from "./made_paths.ts";

const nothing: PathNull = { kind: "temporal structure", unit: "post", draws: 99, seed: 1 };

function run(paths: MadePaths, options: Partial<PathConvergenceOptions> = {}) {
  const { posts, embeddings } = corpusOf(paths);
  return pathConvergence(posts, embeddings, { minPosts: 4 * (options.windowPosts ?? 1), null: nothing, ...options });
}

for (const { name, rows, columns, costs, dtwPython, everyPath } of golden.warped) {
  Deno.test(`dynamicTimeWarping() agrees with dtw-python and with every path tried, ${name}`, () => {
    const found = dynamicTimeWarping(Float64Array.from(costs), { rows, columns });
    close(found, dtwPython, 1e-12);
    if (everyPath !== null) close(found, everyPath, 1e-12);
  });
}

const path = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 8 });
const between = (a: readonly number[], b: readonly number[]) =>
  dynamicTimeWarping(Float64Array.from(a.flatMap((x) => b.map((y) => Math.abs(x - y)))), {
    rows: a.length,
    columns: b.length,
  });

Deno.test("dynamicTimeWarping() is 0 for a path with pauses, symmetric, and at most the mean of steps made together", () => {
  fc.assert(fc.property(path, path, fc.nat(7), (a, b, pause) => {
    const waiting = [...a.slice(0, pause), ...a.slice(Math.max(0, pause - 1))];
    close(between(a, waiting), 0, 1e-12);
    close(between(a, b), between(b, a), 1e-12);
    const together = a.map((x, i) => Math.abs(x - (b[i] ?? NaN)));
    if (a.length === b.length) assert.ok(between(a, b) <= together.reduce((sum, x) => sum + x, 0) / a.length + 1e-12);
    close(between(a, a.map((x) => x + 9)) <= 9 ? 0 : 1, 0, 0);
  }));
});

Deno.test("warpedUnits() is dynamicTimeWarping() in whole units, of any stretch in any order", () => {
  const order = (length: number) => fc.shuffledSubarray(Array.from({ length }, (_, i) => i), { minLength: length });
  const cells = fc.array(fc.nat(1_000_000), { minLength: 35, maxLength: 35 });
  fc.assert(fc.property(cells, order(5), order(7), fc.nat(4), fc.nat(6), (costs, rowOrder, columnOrder, top, left) => {
    const [rows, columns] = [rowOrder.slice(top), columnOrder.slice(left)];
    const dealt = Float64Array.from(rows.flatMap((i) => columns.map((j) => costs[i * 7 + j] ?? NaN)));
    const walked = {
      distances: Int32Array.from(costs),
      columns: 7,
      rowOrder: Int32Array.from(rowOrder),
      columnOrder: Int32Array.from(columnOrder),
    };
    const stretch = { rows: [top, 5], columns: [left, 7], scratch: new Int32Array(7) } as const;
    const expected = dynamicTimeWarping(dealt, { rows: rows.length, columns: columns.length });
    close(warpedUnits(walked, stretch), expected, 1e-6);
  }));
});

Deno.test("dynamicTimeWarping() refuses sizes that do not fit and distances that are none", () => {
  assert.throws(() => dynamicTimeWarping(new Float64Array(5), { rows: 2, columns: 3 }), {
    message: /2 × 3 distances, got 5/,
  });
  assert.throws(() => dynamicTimeWarping(Float64Array.of(NaN), { rows: 1, columns: 1 }), { name: "RangeError" });
  assert.throws(() => dynamicTimeWarping(Float64Array.of(-1), { rows: 1, columns: 1 }), { name: "RangeError" });
  assert.throws(() => dynamicTimeWarping(new Float64Array(0), { rows: 0, columns: 0 }), { message: /at least 1/ });
});

const axis = (place: number, dims = 10) => Array.from({ length: dims }, (_, d) => d === place ? 1 : 0);
const mixed = (share: number, from: readonly number[], to: readonly number[]) =>
  from.map((value, d) => (1 - share) * value + share * (to[d] ?? 0));

Deno.test("pathConvergence() finds agents who come together, from places of their own", async () => {
  const centre = (agent: number, k: number) => mixed(k / 12, axis(agent), axis(9));
  for (const windowPosts of [1, 3]) {
    const { convergence, halves } = await run(noisyPaths(6, { posts: 13, noise: 0.1, seed: 1, centre }), {
      windowPosts,
    });
    const { estimate, null: band, n, settings } = convergence.result;
    assert.ok(estimate > (band?.high ?? NaN) && estimate > 0.2, String(estimate));
    close(band?.pValue, 0.01, 1e-12);
    assert.deepEqual([n, settings.pairs, settings.pairsOfAgents, settings.windowPosts], [15, 15, 15, windowPosts]);
    assert.equal(halves.length, 30);
    const of = (window: string) => halves.filter((row) => row.window === window).map(({ value }) => value);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    close(mean(of("early")) - mean(of("late")), estimate, 1e-12);
    assert.equal(convergence.bands[0]?.unitId, "agent000 × agent001");
  }
});

Deno.test("pathConvergence() finds paths that run together, and takes those who always wrote alike for no convergence", async () => {
  const together = (_: number, k: number) => mixed(k / 11, axis(0), axis(1));
  const { pathDistance } = await run(noisyPaths(5, { posts: 12, noise: 0.1, seed: 2, centre: together }));
  assert.ok(pathDistance.result.estimate < (pathDistance.result.null?.low ?? NaN));
  const { convergence } = await run(noisyPaths(5, { posts: 12, noise: 0.1, seed: 3, centre: () => axis(0) }));
  assert.ok((convergence.result.null?.pValue ?? 0) > 0.05);
});

Deno.test("pathConvergence() is the warping distance of the vectors themselves", async () => {
  const paths = noisyPaths(2, { posts: 6, noise: 1, seed: 4, centre: () => axis(0) });
  const { pathDistance, convergence } = await run(paths);
  const [a, b] = Object.values(paths).map((rows) =>
    rows.map((row) => row.map((value) => Math.fround(value / Math.hypot(...row))))
  ) as [number[][], number[][]];
  const far = (first: number[][], second: number[][]) =>
    dynamicTimeWarping(
      Float64Array.from(
        first.flatMap((x) => second.map((y) => Math.hypot(...x.map((value, d) => value - (y[d] ?? 0))))),
      ),
      { rows: first.length, columns: second.length },
    );
  close(pathDistance.result.estimate, far(a, b), 1e-6);
  close(convergence.result.estimate, far(a.slice(0, 3), b.slice(0, 3)) - far(a.slice(3), b.slice(3)), 1e-6);
});

Deno.test("pathConvergence() rejects posts exchangeable in time no more often than its level", async () => {
  const rejected = { pathDistance: 0, convergence: 0 };
  const runs = 200;
  for (let seed = 0; seed < runs; seed++) {
    const paths = noisyPaths(3, { posts: 6 + seed % 4, noise: 1, seed, centre: (agent) => axis(agent) });
    const found = await run(paths, { null: { ...nothing, seed, draws: 59 } });
    if ((found.pathDistance.result.null?.pValue ?? 0) <= 0.05) rejected.pathDistance++;
    if ((found.convergence.result.null?.pValue ?? 0) <= 0.05) rejected.convergence++;
  }
  // 0.05 · 200 = 10, and 2.6 standard deviations of 3.1.
  assert.ok(Math.max(rejected.pathDistance, rejected.convergence) <= 18, JSON.stringify(rejected));
  assert.ok(Math.min(rejected.pathDistance, rejected.convergence) >= 1, "both can reject");
});

Deno.test("pathConvergence() samples pairs by the seed and says so", async () => {
  const paths = noisyPaths(8, { posts: 4, noise: 1, seed: 5, centre: () => axis(0) });
  const { convergence, pathDistance } = await run(paths, { maxPairs: 10 });
  assert.equal(convergence.result.n, 10);
  assert.match(convergence.result.warnings.join("; "), /a sample of 10 of 28 pairs of agents/);
  assert.deepEqual((await run(paths, { maxPairs: 10 })).pathDistance, pathDistance);
  const all = await run(paths);
  for (const band of convergence.bands) {
    assert.deepEqual(all.convergence.bands.find(({ unitId }) => unitId === band.unitId), band);
  }
});

Deno.test("agentPairs() draws distinct pairs from very many agents", () => {
  const drawn = agentPairs(100_000, { most: 500, seed: 1 });
  assert.equal(new Set(drawn.map(String)).size, 500);
  assert.ok(drawn.every(([a, b]) => a < b && b < 100_000));
  assert.deepEqual(agentPairs(3, { most: 3, seed: 1 }), [[0, 1], [0, 2], [1, 2]]);
});

Deno.test("pathConvergence() is defined for posts all equal and refuses one agent, few windows and too many orders", async () => {
  const equal = await run({ ada: Array(4).fill(axis(0)), bob: Array(5).fill(axis(0)) });
  assert.deepEqual([equal.pathDistance.result.estimate, equal.convergence.result.estimate], [0, 0]);
  assert.equal(equal.convergence.result.null?.pValue, 1);
  await assert.rejects(run({ ada: Array(4).fill(axis(0)) }), {
    message: /at least 2 agents with so many posts, got 1/,
  });
  await assert.rejects(run({ ada: [axis(0)] }, { minPosts: 3 }), {
    message: /minPosts with windows of 1 post.*at least 4/,
  });
  const many = { ada: Array(4).fill(axis(0)), bob: Array(4).fill(axis(0)) };
  await assert.rejects(run(many, { null: { ...nothing, draws: 1e8 } }), {
    message: /draws × posts need to be at most/,
  });
  await assert.rejects(run(many, { signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
});
