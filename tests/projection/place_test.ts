import assert from "node:assert/strict";
import { nearestPlaced } from "../../lib/projection/nearest_placed.ts";
import { place, type PlaceOptions, project } from "../../lib/projection/mod.ts";
import type { Embeddings, Projection } from "../../lib/shapes.ts";
import { close, embeddingsOf, randomEmbeddings } from "../vectors/made.ts";
import { madeData } from "./layout/made_data.ts";

/** Rows of six blobs: the first 240 are mapped, the other 120 come later. */
function blobs(): { old: Embeddings; newOnes: Embeddings } {
  const rows = madeData.blobs?.() ?? [];
  const ids = rows.map((_, i) => `blob ${i}`);
  return {
    old: embeddingsOf(rows.slice(0, 240), ids.slice(0, 240)),
    newOnes: embeddingsOf(rows.slice(240), ids.slice(240)),
  };
}

function map(old: Embeddings): Promise<Projection> {
  return project(old, { seed: 1, epochs: 200 });
}

/** Share of new points nearest to the centre of their own blob on the map. */
function accuracy(old: Projection, placed: Projection): number {
  const centre = (blob: number, axis: number) => {
    const members = [...old.ids.keys()].filter((row) => row % 6 === blob);
    return members.reduce((sum, row) => sum + (old.coordinates[2 * row + axis] as number), 0) / members.length;
  };
  const right = placed.ids.filter((_, row) => {
    const far = [...Array(6).keys()].map((blob) =>
      Math.hypot(...[0, 1].map((axis) => (placed.coordinates[2 * row + axis] as number) - centre(blob, axis)))
    );
    return far.indexOf(Math.min(...far)) === row % 6; // 240 rows before are whole rounds of six
  });
  return right.length / placed.ids.length;
}

Deno.test("place() puts 99 of 100 held-out posts nearest to the centre of their own blob, refined or not", async () => {
  const { old, newOnes } = blobs();
  const drawn = await map(old);
  for (const epochs of [0, 60]) {
    const placed = await place(drawn, old, { newOnes, epochs });
    assert.deepEqual(placed.ids, newOnes.ids);
    assert.ok(accuracy(drawn, placed) >= 0.99, `${accuracy(drawn, placed)} after ${epochs} epochs`);
  }
});

Deno.test("place() moves no point of the map", async () => {
  const { old, newOnes } = blobs();
  const drawn = await map(old);
  const before = structuredClone(drawn);
  await place(drawn, old, { newOnes, epochs: 30 });
  assert.deepEqual(drawn, before);
});

Deno.test("place() puts a post in the same place alone, among others, and in another order of either side", async () => {
  const { old, newOnes } = blobs();
  const drawn = await map(old);
  const pick = ({ ids, dims, vectors, model }: Embeddings, rows: readonly number[]): Embeddings => ({
    ids: rows.map((row) => ids[row] as string),
    dims,
    model,
    vectors: Float32Array.from(rows.flatMap((row) => [...vectors.subarray(row * dims, (row + 1) * dims)])),
  });
  for (const epochs of [0, 30]) {
    const together = await place(drawn, old, { newOnes, epochs });
    const alone = await place(drawn, old, { newOnes: pick(newOnes, [7]), epochs });
    assert.deepEqual([...alone.coordinates], [...together.coordinates.subarray(14, 16)]);
  }
  const turned = pick(old, old.ids.map((_, row) => old.ids.length - 1 - row));
  const plain = await place(drawn, old, { newOnes });
  const other = await place(drawn, turned, { newOnes });
  plain.coordinates.forEach((value, i) => close(other.coordinates[i], value, 1e-9));
});

Deno.test("place() puts a copy where its original is, and in the middle of several", async () => {
  const { old } = blobs();
  const drawn = await map(old);
  const copy = { ...old, ids: ["copy"], vectors: old.vectors.slice(30, 40) };
  for (const epochs of [0, 30]) {
    const { coordinates, quality } = await place(drawn, old, { newOnes: copy, epochs });
    assert.deepEqual([...coordinates], [...drawn.coordinates.subarray(6, 8)]);
    assert.equal(quality.nearestDistance, 0);
  }
  const twins = { ...randomEmbeddings(2, 2, 1), vectors: Float32Array.of(1, 0, 1, 0) };
  const flat = { ids: twins.ids, coordinates: Float64Array.of(0, 0, 4, 2), seed: 1, settings: {}, quality: {} };
  const placed = await place(flat, twins, { newOnes: { ...twins, ids: ["new", "newer"] } });
  assert.deepEqual([...placed.coordinates], [2, 1, 2, 1]);
});

Deno.test("place() writes down what it did, and takes no new posts at all", async () => {
  const { old, newOnes } = blobs();
  const drawn = await map(old);
  const told: string[] = [];
  const onProgress = (done: number, total: number) => told.push(`${done}/${total}`);
  const { settings, seed } = await place(drawn, old, { newOnes, neighbours: 5, onProgress });
  assert.deepEqual(settings, {
    method: "placed",
    neighbours: 5,
    epochs: 0,
    neighbourEngine: "float64",
    map: drawn.settings,
  });
  assert.deepEqual([seed, told], [1, ["0/120", "64/120", "120/120"]]);
  const nobody = { ...newOnes, ids: [], vectors: new Float32Array(0) };
  assert.equal((await place(drawn, old, { newOnes: nobody })).coordinates.length, 0);
});

Deno.test("place() refuses posts of the map, of another space, posts without a point, and refining a plain map", async () => {
  const { old, newOnes } = blobs();
  const drawn = { ids: old.ids, coordinates: new Float64Array(480), seed: 1, settings: { method: "PCA" }, quality: {} };
  const refused = (options: Partial<PlaceOptions>, message: RegExp) =>
    assert.rejects(place(drawn, old, { newOnes, ...options }), { message });
  await refused({ newOnes: old }, /at post "blob 0": needs new posts, got one that is on the map/);
  await refused(
    { newOnes: randomEmbeddings(2, 10, 1) as Embeddings, neighbours: 241 },
    /neighbours needs .* from 1 to 240/,
  );
  await refused({ newOnes: randomEmbeddings(2, 4, 1) }, /need the dims of the map \(10\), got 4/);
  await refused({ newOnes: { ...newOnes, model: "another" } }, /need the model of the map .* got "another"/);
  await refused({ epochs: 10 }, /needs a map with minDist in its settings, got "PCA". Leave epochs out/);
  const partly = { ...drawn, ids: old.ids.slice(1), coordinates: new Float64Array(478) };
  await assert.rejects(place(partly, old, { newOnes }), {
    message: /at post "blob 0": needs a point on the map, got none/,
  });
  await refused({ signal: AbortSignal.abort(new Error("enough")) }, /enough/);
});

Deno.test("nearestPlaced() finds by native products what it finds by comparing all", async () => {
  const many = randomEmbeddings(4001, 4, 1);
  const queries = randomEmbeddings(30, 4, 2);
  const { indices, distances, engine } = await nearestPlaced(many, queries, { k: 3 });
  assert.equal(engine, "native");
  const few = { ...many, ids: many.ids.slice(0, 4000), vectors: many.vectors.slice(0, 16_000) };
  const exact = await nearestPlaced(few, queries, { k: 3 });
  assert.equal(exact.engine, "float64");
  const changed = [...indices.keys()].filter((at) => indices[at] !== exact.indices[at]);
  assert.ok(changed.every((at) => indices.subarray(at - at % 3, at + 1).includes(4000))); // only behind the row that was left out
  exact.distances.forEach((distance, at) => changed.includes(at) || close(distances[at], distance, 1e-12));
});
