import assert from "node:assert/strict";
import fc from "fast-check";
import golden from "../golden/map_quality.json" with { type: "json" };
import {
  continuity,
  distanceCorrelation,
  mapQuality,
  neighbourPreservation,
  trustworthiness,
} from "../../lib/projection/mod.ts";
import { judge, judgeNative } from "../../lib/projection/judged_rows.ts";
import { ranksOf } from "../../lib/projection/row_ranks.ts";
import { close, embeddingsOf, randomEmbeddings } from "../vectors/made.ts";

function mapOf(ids: readonly string[], coordinates: ArrayLike<number>) {
  return { ids, coordinates: Float64Array.from(coordinates) };
}

for (const { name, dims, vectors, coordinates, values, distanceCorrelation: expected } of golden.quality) {
  const ids = Array.from({ length: vectors.length / dims }, (_, i) => `p${i}`);
  const embeddings = { ids, dims, model: "golden", vectors: Float32Array.from(vectors) };
  const places = Float64Array.from(coordinates);

  Deno.test(`trustworthiness(), continuity() and neighbourPreservation() agree with scikit-learn on ${name}`, () => {
    for (const [k, of] of Object.entries(values)) {
      const options = { k: Number(k), seed: 1 };
      close(trustworthiness(embeddings, places, options).value, of.trustworthiness, 1e-9);
      close(continuity(embeddings, places, options).value, of.continuity, 1e-9);
      close(neighbourPreservation(embeddings, places, options).value, of.neighbourPreservation, 1e-9);
      assert.equal(continuity(embeddings, places, options).rows, ids.length);
    }
  });

  Deno.test(`distanceCorrelation() agrees with scipy on ${name}`, () => {
    const { value, pairs } = distanceCorrelation(embeddings, places, { seed: 1 });
    close(value, expected, 1e-9);
    assert.equal(pairs, ids.length * (ids.length - 1) / 2);
  });
}

Deno.test("mapQuality() is the four measures, in any order of the map's points, with either engine", async () => {
  const { dims, vectors, coordinates } = golden.quality[1] as (typeof golden.quality)[number];
  const ids = Array.from({ length: vectors.length / dims }, (_, i) => `p${i}`);
  const embeddings = { ids, dims, model: "golden", vectors: Float32Array.from(vectors) };
  const map = mapOf(ids, coordinates);
  const found = await mapQuality(embeddings, map, { seed: 1, k: 7 });
  assert.deepEqual(Object.keys(found.quality), [
    "trustworthiness",
    "continuity",
    "neighbourPreservation",
    "distanceCorrelation",
  ]);
  close(found.quality.trustworthiness, golden.quality[1]?.values["7"].trustworthiness, 1e-9);
  close(found.quality.continuity, golden.quality[1]?.values["7"].continuity, 1e-9);
  const back = ids.map((_, i) => ids.length - 1 - i);
  const turned = mapOf(
    back.map((i) => ids[i] as string),
    back.flatMap((i) => [...map.coordinates.subarray(2 * i, 2 * i + 2)]),
  );
  assert.deepEqual(await mapQuality(embeddings, turned, { seed: 1, k: 7 }), found);
  const native = await mapQuality(embeddings, map, { seed: 1, k: 7, engine: "native" });
  for (const [name, value] of Object.entries(found.quality)) close(native.quality[name], value, 1e-9);
  assert.equal(native.settings.engine, "native");
});

Deno.test("mapQuality() warns below its floors and says so in words", async () => {
  const embeddings = randomEmbeddings(200, 20, 1);
  const scattered = mapOf(embeddings.ids, randomEmbeddings(200, 2, 2).vectors);
  const bad = await mapQuality(embeddings, scattered, { seed: 1 });
  assert.equal(bad.warnings.length, 4);
  assert.match(bad.warnings[0] ?? "", /^trustworthiness of 0\.\d\d is below 0\.75: points shown together/);
  close(bad.quality.trustworthiness, 0.5, 0.05);
  close(bad.quality.continuity, 0.5, 0.05);
  close(bad.quality.neighbourPreservation, 15 / 199, 0.02);
  close(bad.quality.distanceCorrelation, 0, 0.05);
  assert.match(bad.words, /at 15 neighbours: trustworthiness 0\.\d\d, .*\(0\.08 random\).*over 19900 pairs\.$/);
  const floors = { trustworthiness: 0, continuity: 0, neighbourPreservation: 0, distanceCorrelation: -1 };
  assert.deepEqual((await mapQuality(embeddings, scattered, { seed: 1, floors })).warnings, []);
});

Deno.test("mapQuality() judges a seeded sample above 3,000 rows and finds a faithful map faithful", async () => {
  const embeddings = randomEmbeddings(3001, 2, 1);
  const map = mapOf(embeddings.ids, embeddings.vectors);
  const found = await mapQuality(embeddings, map, { seed: 1, k: 5, pairs: 2000 });
  assert.equal(found.settings.rowsJudged, 500);
  assert.equal(found.settings.pairsJudged, 2000);
  for (const value of Object.values(found.quality)) assert.ok(value > 0.99, String(value));
  assert.match(found.words, /500 of 3001 posts judged/);
  const other = await mapQuality(embeddings, map, { seed: 2, k: 5, pairs: 2000 });
  assert.notEqual(other.quality.distanceCorrelation, undefined);
});

Deno.test("a sample of rows and pairs estimates what all of them give", async () => {
  const embeddings = randomEmbeddings(3200, 6, 3);
  const noise = randomEmbeddings(3200, 2, 4).vectors;
  const map = Float64Array.from(
    { length: 6400 },
    (_, i) => (embeddings.vectors[6 * Math.floor(i / 2) + i % 2] ?? 0) + 0.2 * (noise[i] ?? 0),
  );
  const few = { ...embeddings, ids: embeddings.ids.slice(0, 400), vectors: embeddings.vectors.subarray(0, 2400) };
  const sampled = distanceCorrelation(few, map.subarray(0, 800), { seed: 1, pairs: 10_000 });
  const all = distanceCorrelation(few, map.subarray(0, 800), { seed: 1 });
  assert.deepEqual([sampled.pairs, all.pairs], [10_000, 400 * 399 / 2]);
  close(sampled.value, all.value, 0.03);
  const seeds = [1, 2].map((seed) => judge("judge", embeddings, map, { k: 10, seed }).trustworthiness);
  close(seeds[0], seeds[1], 0.02);
  const native = await judgeNative("judge", embeddings, map, { k: 10, seed: 1 });
  close(native.trustworthiness, seeds[0], 1e-6);
});

Deno.test("ranksOf() counts rows that are nearer, or as near and come before", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 12 }), (distances) => {
    const far = Float64Array.from(distances);
    const others = distances.map((_, i) => i).slice(1);
    const order = others.toSorted((a, b) => (far[a] as number) - (far[b] as number) || a - b);
    const asked = others.filter((i) => i % 2 === 0);
    assert.deepEqual(ranksOf(asked, 0, far), asked.map((other) => order.indexOf(other) + 1));
  }));
});

Deno.test("the measures of quality do not see how a map is turned, sized and shifted", () => {
  const embeddings = randomEmbeddings(40, 5, 5);
  const map = Float64Array.from(randomEmbeddings(40, 2, 6).vectors);
  const moved = map.map((_, i) => 7 * (i % 2 === 0 ? -(map[i + 1] as number) : map[i - 1] as number) + 3);
  const options = { k: 6, seed: 1 };
  close(continuity(embeddings, moved, options).value, continuity(embeddings, map, options).value, 1e-12);
  const [a, b] = [map, moved].map((places) => distanceCorrelation(embeddings, places, { seed: 1 }).value);
  close(a, b, 1e-9);
});

Deno.test("mapQuality() is defined for few, equal and collapsed points", async () => {
  const one = await mapQuality(randomEmbeddings(1, 3, 1), mapOf(["p000"], [0, 0]), { seed: 1 });
  assert.deepEqual(one.quality, {});
  assert.match(one.warnings[0] ?? "", /^1 post: a map of fewer than 4/);
  const equal = embeddingsOf(Array.from({ length: 10 }, () => [1, 2, 3]));
  const spread = mapOf(equal.ids, randomEmbeddings(10, 2, 1).vectors);
  const collapsed = mapOf(equal.ids, new Float64Array(20));
  for (const map of [spread, collapsed]) {
    const { quality } = await mapQuality(equal, map, { seed: 1 });
    assert.ok(Object.values(quality).every(Number.isFinite));
    assert.equal(quality.distanceCorrelation, 0);
  }
});

Deno.test("mapQuality() refuses k of n / 2, a missing point, NaN and strange options", async () => {
  const embeddings = randomEmbeddings(10, 3, 1);
  const map = mapOf(embeddings.ids, randomEmbeddings(10, 2, 1).vectors);
  await assert.rejects(mapQuality(embeddings, map, { seed: 1, k: 5 }), {
    message: /k needs a whole number from 1 to 4/,
  });
  await assert.rejects(mapQuality(embeddings, mapOf(["p000"], [1, 2]), { seed: 1 }), {
    name: "RangeError",
    message: /id "p001" needs a point on the map, got none/,
  });
  const broken = { ...map, coordinates: map.coordinates.with(3, NaN) };
  await assert.rejects(mapQuality(embeddings, broken, { seed: 1 }), {
    message: /finite coordinates, got NaN at point 1/,
  });
  await assert.rejects(mapQuality(embeddings, map, { seed: 1, floors: { trust: 1 } as never }), { name: "TypeError" });
  await assert.rejects(mapQuality(embeddings, map, { seeds: 1 } as never), { name: "TypeError" });
  assert.throws(() => distanceCorrelation(embeddings, map.coordinates, { seed: 1, pairs: 2 }), { name: "RangeError" });
});
