import assert from "node:assert/strict";
import { sha256 } from "../../lib/foundation/mod.ts";
import { project, type ProjectOptions } from "../../lib/projection/mod.ts";
import { embeddingsOf, randomEmbeddings } from "../vectors/made.ts";

/** Three clouds of 20 in 8 dimensions, whole numbers before scaling, so that no sine or logarithm is in it. */
function clouds() {
  const rows = Array.from(
    { length: 60 },
    (_, i) => Array.from({ length: 8 }, (_, d) => (d === i % 3 ? 40 : 0) + (i * 7 + d * 5 + i * d * 3) % 11),
  );
  return embeddingsOf(rows);
}

function run(options: Partial<ProjectOptions> = {}) {
  return project(clouds(), { seed: 1, neighbours: 8, epochs: 100, ...options });
}

Deno.test("project() gives the same bytes on every call, and others for another seed", async () => {
  const [first, second, other] = [await run(), await run(), await run({ seed: 2 })];
  assert.deepEqual(second, first);
  assert.notDeepEqual(other.coordinates, first.coordinates);
  assert.deepEqual(other.ids, first.ids);
});

Deno.test("project() still draws the map it drew when this was written (guards against change only)", async () => {
  const { coordinates } = await run();
  const rounded = [...coordinates].map((value) => value.toFixed(6)).join(" ");
  assert.equal(sha256(rounded), "2ddf4dae806688ec8020d9400ae5cb460fe409286996098afb8dcc985e41238d");
});

Deno.test("project() keeps clouds apart: nearest points on the map are of the same cloud", async () => {
  const { coordinates, quality } = await run({ epochs: 300 });
  const point = (i: number) => [coordinates[2 * i] ?? NaN, coordinates[2 * i + 1] ?? NaN] as const;
  const agree = [...Array(60).keys()].filter((i) => {
    const [x, y] = point(i);
    const others = [...Array(60).keys()].filter((j) => j !== i);
    const far = (j: number) => Math.hypot(point(j)[0] - x, point(j)[1] - y);
    const nearest = others.reduce((best, j) => far(j) < far(best) ? j : best);
    return nearest % 3 === i % 3;
  });
  assert.equal(agree.length, 60);
  assert.ok((quality.trustworthiness ?? 0) > 0.8);
});

Deno.test("project() writes down what it did", async () => {
  const { settings: { startResidual, ...settings }, seed } = await run();
  assert.ok(typeof startResidual === "number" && startResidual < 1e-4);
  assert.deepEqual(settings, {
    method: "UMAP",
    metric: "cosine",
    neighbours: 8,
    minDist: 0.1,
    epochs: 100,
    init: "spectral",
    layoutEngine: "float64",
    neighbourEngine: "float64",
    neighbourRecall: 1,
    qualityNeighbours: 7,
    qualityRows: 60,
  });
  assert.equal(seed, 1);
});

Deno.test("project() draws on the reference engine too and from principal components, all as trustworthy", async () => {
  const variants = [
    { options: { engine: "umap-js" }, settings: ["umap-js", "random"] },
    { options: { init: "pca" }, settings: ["float64", "pca"] },
    { options: {}, settings: ["float64", "spectral"] },
  ] as const;
  const means: number[] = [];
  for (const { options, settings: [engine, init] } of variants) {
    const maps = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => run({ seed, ...options })));
    for (const { settings } of maps) assert.deepEqual([settings.layoutEngine, settings.init], [engine, init]);
    means.push(maps.reduce((sum, { quality }) => sum + (quality.trustworthiness as number) / maps.length, 0));
  }
  const [reference = NaN, ...ours] = means;
  assert.ok(ours.every((value) => value >= reference - 0.01), means.join(" "));
});

Deno.test("project() gives the same bytes in a worker as on the main thread", async () => {
  const [main, worker] = [await run({ thread: "main" }), await run({ thread: "worker" })];
  assert.deepEqual(worker, main);
});

Deno.test("project() leaves the main thread free while a worker draws, and hears an abort at once", async () => {
  const told: number[] = [];
  const stop = new AbortController();
  const running = run({
    thread: "worker",
    epochs: 100_000,
    signal: stop.signal,
    onProgress: (done) => told.push(done),
  });
  setTimeout(() => stop.abort(new Error("enough")), 300);
  await assert.rejects(running, { message: "enough" });
  assert.ok(told.length > 0 && (told.at(-1) ?? 0) < 100_000);
  const already = run({ thread: "worker", signal: AbortSignal.abort(new Error("before")) });
  await assert.rejects(already, { message: "before" });
});

Deno.test("project() hands on what a progress function throws, from a worker too", async () => {
  const onProgress = () => {
    throw new Error("no display");
  };
  for (const thread of ["main", "worker"] as const) {
    await assert.rejects(run({ thread, onProgress }), { message: "no display" });
  }
});

Deno.test("project() takes the epochs that umap-js takes by default", async () => {
  const map = await project(randomEmbeddings(10, 3, 1), { seed: 1, neighbours: 4 });
  assert.equal(map.settings.epochs, 500);
});

Deno.test("project() puts equal posts on finite places and says what they are worth, whatever the engine and start", async () => {
  const equal = embeddingsOf(Array.from({ length: 20 }, () => [1, 2, 3]));
  for (const options of [{}, { init: "pca" }, { engine: "umap-js" }] as const) {
    const { coordinates, warnings } = await project(equal, { seed: 1, neighbours: 5, epochs: 50, ...options });
    assert.equal(warnings?.[0], "20 of 20 posts are equal to all of their 4 nearest: their places say nothing");
    assert.equal(coordinates.length, 40);
    assert.ok(coordinates.every(Number.isFinite));
  }
});

Deno.test("project() draws groups that no neighbour joins, each around its own place", async () => {
  const groups = Array.from({ length: 48 }, (_, i) => {
    const place = i % 4; // four groups of twelve, far apart, eight of each equal to one another
    return Array.from({ length: 6 }, (_, d) => (d === place ? 50 : 0) + (i < 32 ? 1 : (i * d) % 3));
  });
  const { coordinates } = await project(embeddingsOf(groups), { seed: 1, neighbours: 6, epochs: 100 });
  assert.ok(coordinates.every(Number.isFinite));
  const centre = (place: number, axis: number) => {
    const members = [...groups.keys()].filter((i) => i % 4 === place);
    return members.reduce((sum, i) => sum + (coordinates[2 * i + axis] as number), 0) / members.length;
  };
  for (const i of groups.keys()) {
    const far = (place: number) =>
      Math.hypot(...[0, 1].map((axis) => (coordinates[2 * i + axis] as number) - centre(place, axis)));
    assert.ok([0, 1, 2, 3].every((place) => place === i % 4 || far(place) > far(i % 4)), `row ${i}`);
  }
});

Deno.test("project() refuses what would hang or mislead: too few rows, k ≥ n, NaN, ragged, unknown option", async () => {
  const ten = randomEmbeddings(10, 3, 1);
  const broken = { ...ten, vectors: ten.vectors.with(4, NaN) };
  const ragged = { ...ten, vectors: ten.vectors.subarray(1) };
  await assert.rejects(project(ten, { seed: 1 }), { message: /neighbours needs a whole number from 3 to 9, got 15/ });
  await assert.rejects(project(randomEmbeddings(3, 3, 1), { seed: 1, neighbours: 3 }), {
    message: /at least 4.*got 3/,
  });
  await assert.rejects(project(broken, { seed: 1, neighbours: 4 }), { message: /row "p001".*not finite/ });
  await assert.rejects(project(ragged, { seed: 1, neighbours: 4 }), { message: /\(10 × 3\), got 29/ });
  const misspelt = { seed: 1, nNeighbors: 4 } as unknown as ProjectOptions;
  await assert.rejects(project(ten, misspelt), { name: "TypeError", message: /option "nNeighbors"/ });
  await assert.rejects(project(ten, { seed: 0.5, neighbours: 4 }), { message: /seed needs a whole number/ });
  await assert.rejects(project(ten, { seed: 1, neighbours: 4, minDist: 2 }), { message: /minDist/ });
  await assert.rejects(project(ten, { seed: 1, neighbours: 4, epochs: 0 }), { message: /epochs/ });
  const random = { seed: 1, neighbours: 4, init: "random" } as unknown as ProjectOptions;
  await assert.rejects(project(ten, random), {
    name: "TypeError",
    message: /init is one of spectral, pca, got "random"/,
  });
  await assert.rejects(project(ten, { seed: 1, neighbours: 4, engine: "umap-js", init: "pca" }), {
    message: /engine "umap-js" starts at random on the main thread, got init "pca"/,
  });
});

Deno.test("project() tells progress in epochs and stops when aborted", async () => {
  const told: string[] = [];
  await run({ epochs: 20, onProgress: (done, total) => told.push(`${done}/${total}`) });
  assert.deepEqual(told, ["0/20", "10/20", "20/20"]);
  const stop = new AbortController();
  const stopped = run({
    signal: stop.signal,
    onProgress: (done) => done === 50 && stop.abort(new Error("enough")),
  });
  await assert.rejects(stopped, { message: "enough" });
});
