import assert from "node:assert/strict";
import { normalFrom, seededRandom, shuffled } from "../../lib/foundation/mod.ts";
import { mapDensityChange, type MapDensityChangeOptions } from "../../lib/projection/mod.ts";
import { smoothed, smoothingWeights } from "../../lib/projection/smooth_grid.ts";
import type { Post, Projection } from "../../lib/shapes.ts";

const SPLIT = "2026-01-11T00:00:00.000Z";

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} against ${expected}`);
}

function made(
  n: number,
  place: (i: number, isLate: boolean, normal: () => number) => [number, number],
  { seed = 1, authors = 8 } = {},
): { posts: Post[]; projection: Projection } {
  const normal = normalFrom(seededRandom(seed, "places"));
  const posts = Array.from({ length: n }, (_, i): Post => ({
    postId: `p${String(i).padStart(5, "0")}`,
    authorId: `a${i % authors}`,
    createdAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(i * 20 / n) * 86_400_000 + i).toISOString(),
    kind: "post",
    text: "…",
    title: null,
    communityId: null,
    parentId: null,
    threadId: null,
    score: null,
    modelId: null,
    source: "made up",
  }));
  const coordinates = Float64Array.from(posts.flatMap(({ createdAt }, i) => place(i, createdAt >= SPLIT, normal)));
  return {
    posts,
    projection: { ids: posts.map(({ postId }) => postId), coordinates, seed: 1, settings: {}, quality: {} },
  };
}

const options = (projection: Projection, more: Partial<MapDensityChangeOptions> = {}): MapDensityChangeOptions => ({
  projection,
  split: SPLIT,
  squares: 12,
  null: { shuffle: "post", draws: 199, seed: 1 },
  ...more,
});

Deno.test("mapDensityChange() gives shares that add up to 1 in both periods, however many posts", async () => {
  const { posts, projection } = made(300, (_, __, normal) => [normal(), normal()]);
  const lopsided = posts.filter(({ createdAt }, i) => createdAt < SPLIT || i % 3 === 0);
  const { cells, columns, rows, posts: counts } = await mapDensityChange(lopsided, options(projection));
  close(cells.reduce((sum, { first }) => sum + first, 0), 1, 1e-12);
  close(cells.reduce((sum, { second }) => sum + second, 0), 1, 1e-12);
  assert.equal(cells.length, columns * rows);
  assert.deepEqual(counts, { first: 150, second: 50 });
  assert.equal(cells.reduce((sum, cell) => sum + cell.posts, 0), 200);
});

Deno.test("mapDensityChange() finds where posts went and keeps a true null", async () => {
  const moved = made(400, (i, isLate, normal) => [normal() * 0.4 + (isLate && i % 2 === 0 ? 4 : 0), normal() * 0.4]);
  const change = await mapDensityChange(moved.posts, options(moved.projection));
  assert.ok(change.pValue <= 0.01);
  const sure = change.cells.filter(({ adjustedPValue }) => adjustedPValue !== null && adjustedPValue <= 0.05);
  assert.ok(sure.some((cell) => cell.x > 2 && cell.change > 0) && sure.some((cell) => cell.x < 2 && cell.change < 0));
  assert.ok(sure.every((cell) => Math.sign(cell.x - 2) === Math.sign(cell.change)));
  assert.ok(sure.every(({ change, low, high }) => change < low! || change > high!));
  const runs = 100;
  let rejected = 0;
  for (let seed = 0; seed < runs; seed++) {
    const still = made(80, (_, __, normal) => [normal(), normal()], { seed: 1000 + seed });
    const null_ = { shuffle: "post", draws: 59, seed } as const;
    const { pValue } = await mapDensityChange(still.posts, options(still.projection, { squares: 6, null: null_ }));
    if (pValue <= 0.05) rejected++;
  }
  assert.ok(rejected / runs <= 0.05 + 3 * Math.sqrt(0.05 * 0.95 / runs), `${rejected} of ${runs}`);
});

Deno.test("mapDensityChange() within agents lets those who come and go pass", async () => {
  // Each agent keeps to its corner; half of them write early, the others late.
  const { posts, projection } = made(400, (_, isLate, normal) => [normal() * 0.3 + (isLate ? 4 : 0), normal() * 0.3]);
  const turnover = posts.map((post) => ({ ...post, authorId: post.createdAt < SPLIT ? "early" : "late" }));
  const by = (shuffle: MapDensityChangeOptions["null"]["shuffle"]) =>
    mapDensityChange(turnover, options(projection, { null: { shuffle, draws: 199, seed: 1 } }));
  assert.ok((await by("post")).pValue <= 0.01);
  assert.equal((await by("post within agent")).pValue, 1);
});

Deno.test("mapDensityChange() by day takes a burst for one observation", async () => {
  // All posts of one late day stand in one place.
  const { posts, projection } = made(400, (i, _, normal) => [normal() + (i >= 380 ? 5 : 0), normal()]);
  const by = (shuffle: MapDensityChangeOptions["null"]["shuffle"]) =>
    mapDensityChange(posts, options(projection, { null: { shuffle, draws: 199, seed: 1 } }));
  assert.ok((await by("post")).pValue <= 0.01);
  assert.ok((await by("day")).pValue > 0.05);
});

Deno.test("mapDensityChange() judges no square without posts around it", async () => {
  const { posts, projection } = made(100, (i) => i === 0 ? [100, 100] : [i % 10, i % 7]);
  const { cells } = await mapDensityChange(posts, options(projection, { bandwidth: 0.5 }));
  const [empty] = cells.filter(({ x, y }) => x > 40 && x < 60 && y > 40 && y < 60);
  assert.deepEqual([empty?.pValue, empty?.low, empty?.high, empty?.adjustedPValue], [null, null, null, null]);
  assert.ok(cells.some(({ pValue }) => pValue !== null));
});

Deno.test("mapDensityChange() depends on no order of rows and repeats itself", async () => {
  const { posts, projection } = made(120, (_, __, normal) => [normal(), normal()]);
  for (const shuffle of ["post", "post within agent", "day"] as const) {
    const chosen = options(projection, { null: { shuffle, draws: 39, seed: 4 } });
    const first = await mapDensityChange(posts, chosen);
    assert.deepEqual(await mapDensityChange(shuffled(posts, seededRandom(1, "rows")), chosen), first);
  }
});

Deno.test("mapDensityChange() is defined where all posts stand at one place", async () => {
  const { posts, projection } = made(40, () => [3, 3]);
  const { cells, pValue } = await mapDensityChange(posts, options(projection));
  assert.deepEqual(cells.map(({ first, change }) => [first, change]), [[1, 0]]);
  assert.equal(pValue, 1);
});

Deno.test("mapDensityChange() refuses what it cannot compare", async () => {
  const { posts, projection } = made(40, (i) => [i, i]);
  const refused: [Post[], object, RegExp][] = [
    [posts, { split: "soon" }, /split needs an ISO 8601 time, got "soon"/],
    [posts, { split: "2025-01-01" }, /needs posts before and after the split at "2025-01-01", got 0 and 40/],
    [[], {}, /got 0 and 0/],
    [[...posts, { ...posts[0]!, postId: "x" }], {}, /at post "x": needs a point on the map, got none/],
    [[...posts, posts[0]!], {}, /got "p00000" twice/],
    [posts, { squares: 3 }, /squares needs a whole number from 4 to 100/],
    [posts, { null: { shuffle: "agent", draws: 99, seed: 1 } }, /null.shuffle is one of post, post within agent, day/],
    [posts, { cells: 3 }, /option "cells"/],
  ];
  for (const [given, more, message] of refused) {
    await assert.rejects(mapDensityChange(given, options(projection, more)), { message });
  }
});

Deno.test("smoothed() is a Gaussian mirrored at the edges", () => {
  const grid = { columns: 5, rows: 4 };
  const counts = Float64Array.from({ length: 20 }, (_, i) => (i * 7) % 5);
  const weights = smoothingWeights(1.3);
  const reach = weights.length - 1;
  const fast = smoothed(counts, grid, weights);
  const mirror = (place: number, length: number): number =>
    place < 0 ? mirror(-1 - place, length) : place >= length ? mirror(2 * length - 1 - place, length) : place;
  const slow = new Float64Array(20);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 5; column++) {
      for (let down = -reach; down <= reach; down++) {
        for (let right = -reach; right <= reach; right++) {
          const at = mirror(row + down, 4) * 5 + mirror(column + right, 5);
          slow[at]! += counts[row * 5 + column]! * weights[Math.abs(down)]! * weights[Math.abs(right)]!;
        }
      }
    }
  }
  fast.forEach((value, i) => close(value, slow[i]!, 1e-12));
  close(weights[1]! / weights[0]!, Math.exp(-1 / (2 * 1.3 * 1.3)), 1e-12);
});
