import assert from "node:assert/strict";
import fc from "fast-check";
import golden from "../golden/map_quality.json" with { type: "json" };
import { mapStability, procrustes, procrustesTransform, transformMap } from "../../lib/projection/mod.ts";
import type { Projection } from "../../lib/shapes.ts";
import { close, randomEmbeddings } from "../vectors/made.ts";

for (const { name, reference, moved, aligned, rigid, scale, determinant, disparity } of golden.procrustes) {
  Deno.test(`procrustes() agrees with scipy on ${name}`, () => {
    const [to, from] = [Float64Array.from(reference), Float64Array.from(moved)];
    const found = procrustes(to, from);
    close(found.disparity, disparity, 1e-9);
    close(found.transform.scale, scale, 1e-9);
    assert.equal(found.transform.isMirrored, determinant < 0);
    found.coordinates.forEach((value, i) => close(value, aligned[i], 1e-9));
    procrustes(to, from, { scale: "kept" }).coordinates.forEach((value, i) => close(value, rigid[i], 1e-9));
    close(procrustes(from, to).disparity, disparity, 1e-9);
  });
}

const coordinate = fc.integer({ min: -50, max: 50 });

Deno.test("procrustes() takes back any turn, mirror, size and shift", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 10 }),
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.boolean(),
    fc.double({ min: 0.1, max: 10, noNaN: true }),
    (points, angle, isMirrored, scale) => {
      const map = Float64Array.from(points.flat());
      fc.pre(new Set(points.map(String)).size > 2);
      const moved = transformMap(map, { angle, isMirrored, scale, from: [1, 2], to: [-3, 4] });
      const { coordinates, disparity } = procrustes(map, moved);
      close(disparity, 0, 1e-9);
      coordinates.forEach((value, i) => close(value, map[i], 1e-6));
    },
  ));
});

Deno.test("procrustes() is defined where a map stands on one place", () => {
  const [spread, collapsed] = [Float64Array.of(0, 0, 1, 2, 5, 1), new Float64Array(6).fill(3)];
  assert.equal(procrustes(spread, collapsed).disparity, 1);
  assert.equal(procrustes(collapsed, spread).disparity, 1);
  assert.equal(procrustes(collapsed, collapsed).disparity, 0);
  assert.deepEqual(procrustes(spread, collapsed).coordinates, Float64Array.of(2, 1, 2, 1, 2, 1));
  assert.deepEqual(procrustes(Float64Array.of(1, 2), Float64Array.of(3, 4)).coordinates, Float64Array.of(1, 2));
});

Deno.test("procrustesTransform() refuses maps of unequal size, none, NaN and a strange scale", () => {
  const map = Float64Array.of(0, 0, 1, 2);
  assert.throws(() => procrustesTransform(map, map.subarray(2)), { name: "RangeError", message: /2 × 2 coordinates/ });
  assert.throws(() => procrustesTransform(new Float64Array(0), new Float64Array(0)), { message: /at least 1 point/ });
  assert.throws(() => procrustesTransform(map, map.with(0, NaN)), { message: /finite/ });
  assert.throws(() => procrustesTransform(map, map, { scale: "some" as never }), { name: "TypeError" });
});

function mapOf(coordinates: ArrayLike<number>, seed: number): Projection {
  const ids = Array.from({ length: coordinates.length / 2 }, (_, i) => `p${i}`);
  return { ids, coordinates: Float64Array.from(coordinates), seed, settings: {}, quality: {} };
}

Deno.test("mapStability() finds turned copies the same and scattered maps not", () => {
  const base = Float64Array.from(randomEmbeddings(100, 2, 1).vectors).map((value, i) => value * (i % 2 + 1));
  const turned = [0, 1, 2].map((angle) =>
    mapOf(transformMap(base, { angle, isMirrored: angle === 1, scale: angle + 1, from: [0, 0], to: [9, angle] }), angle)
  );
  const same = mapStability(turned, { seed: 1 });
  close(same.quality.shapeAgreement, 1, 1e-6);
  assert.ok(same.quality.neighbourAgreement > 0.99);
  assert.deepEqual(same.warnings, []);
  assert.equal(same.pairs.length, 3);
  same.points.forEach((value) => close(value, 0, 1e-6));
  const scattered = [1, 2, 3, 4].map((seed) => mapOf(randomEmbeddings(100, 2, seed).vectors, seed));
  const other = mapStability(scattered, { seed: 1, k: 10 });
  assert.ok(other.quality.seedDistance > 0.9);
  close(other.quality.neighbourAgreement, 10 / 99, 0.04);
  assert.equal(other.warnings.length, 2);
  assert.equal(other.pairs.length, 6);
  assert.match(other.words, /^Over 4 seeds a point stands 0\.9\d of the map's spread/);
});

Deno.test("mapStability() says which point wanders, and reads points by id", () => {
  const base = Float64Array.from(randomEmbeddings(60, 2, 1).vectors);
  const maps = [1, 2, 3].map((seed) => mapOf(base.with(0, seed * 3), seed));
  const { points } = mapStability(maps, { seed: 1 });
  assert.ok(points.slice(1).every((value) => value < (points[0] as number) / 3));
  const back = maps[1] as Projection;
  const reversed = {
    ...back,
    ids: back.ids.toReversed(),
    coordinates: Float64Array.from(
      back.ids.map((_, i) => i).reverse().flatMap((i) => [...back.coordinates.subarray(2 * i, 2 * i + 2)]),
    ),
  };
  const again = mapStability([maps[0] as Projection, reversed, maps[2] as Projection], { seed: 1 });
  assert.deepEqual(again.points, points);
});

Deno.test("mapStability() refuses fewer than 3 maps, one seed twice, other ids", () => {
  const maps = [1, 2, 3].map((seed) => mapOf([0, 0, 1, 1, 2, 5], seed));
  assert.throws(() => mapStability(maps.slice(1), { seed: 1 }), {
    name: "RangeError",
    message: /at least 3 maps, got 2/,
  });
  assert.throws(() => mapStability([...maps, maps[0] as Projection], { seed: 1 }), { message: /got 1 twice/ });
  const other = { ...(maps[2] as Projection), ids: ["p0", "p1", "x"] };
  assert.throws(() => mapStability([...maps.slice(0, 2), other], { seed: 1 }), {
    message: /map 2: needs a point for "p2"/,
  });
  assert.throws(() => mapStability(maps, { seed: 1, k: 3 }), { message: /k needs a whole number from 1 to 2/ });
});

Deno.test("mapStability() is defined for two points and for maps on one place", () => {
  const { quality } = mapStability([1, 2, 3].map((seed) => mapOf([0, 0, seed, 1], seed)), { seed: 1 });
  close(quality.shapeAgreement, 1, 1e-9);
  const collapsed = mapStability([1, 2, 3].map((seed) => mapOf([2, 2, 2, 2], seed)), { seed: 1 });
  assert.equal(collapsed.quality.shapeAgreement, 1);
  assert.ok(collapsed.points.every((value) => value === 0));
});
