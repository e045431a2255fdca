import assert from "node:assert/strict";
import { normalFrom, randomIndex, seededRandom, shuffled } from "twoplane/foundation";
import golden from "../golden/sfc32.json" with { type: "json" };

Deno.test("seededRandom() gives the numbers of the published sfc32, seeded by SHA-256", () => {
  for (const { seed, stream, words } of golden.cases) {
    const random = seededRandom(seed, stream);
    assert.deepEqual(words.map(() => random() * 2 ** 32), words);
  }
});

Deno.test("seededRandom() gives each stream and each seed numbers of its own", () => {
  const first = [[1, "a"], [1, "b"], [2, "a"], [12, "a"], [1, "2a"]].map(([seed, name]) =>
    seededRandom(seed as number, name as string)()
  );
  assert.equal(new Set(first).size, first.length);
});

Deno.test("seededRandom() stays in [0, 1) with mean 1/2 and variance 1/12", () => {
  const random = seededRandom(3, "moments");
  const draws = Array.from({ length: 100_000 }, random);
  assert.ok(draws.every((draw) => draw >= 0 && draw < 1));
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
  assert.ok(Math.abs(mean - 1 / 2) < 4 * Math.sqrt(1 / 12 / draws.length));
  assert.ok(Math.abs(variance - 1 / 12) < 4 * Math.sqrt(1 / 180 / draws.length));
});

Deno.test("seededRandom() refuses a seed that is no whole number", () => {
  for (const seed of [1.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => seededRandom(seed, "x"), /^RangeError: Cannot run seededRandom\(\): seed needs a whole number/);
  }
});

Deno.test("randomIndex() reaches every index alike and no other", () => {
  const random = seededRandom(4, "index");
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 50_000; i++) counts[randomIndex(random, 5)]! += 1;
  assert.equal(counts.length, 5);
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chiSquare < 18.47, String(chiSquare)); // chi-square, 4 df, p = 0.001
});

Deno.test("shuffled() reaches every order alike and leaves its input alone", () => {
  const random = seededRandom(5, "orders");
  const items = Object.freeze(["a", "b", "c"]);
  const counts = new Map<string, number>();
  for (let i = 0; i < 60_000; i++) {
    const order = shuffled(items, random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chiSquare < 20.52, String(chiSquare)); // chi-square, 5 df, p = 0.001
});

Deno.test("shuffled() takes no items and one item", () => {
  assert.deepEqual(shuffled([], seededRandom(1, "x")), []);
  assert.deepEqual(shuffled(["a"], seededRandom(1, "x")), ["a"]);
});

Deno.test("normalFrom() gives standard normal numbers", () => {
  const normal = normalFrom(seededRandom(6, "normal"));
  const draws = Array.from({ length: 100_000 }, normal);
  const share = (test: (draw: number) => boolean) => draws.filter(test).length / draws.length;
  assert.ok(draws.every(Number.isFinite));
  assert.ok(Math.abs(share((draw) => draw < 0) - 0.5) < 0.0065); // 4 standard errors
  assert.ok(Math.abs(share((draw) => Math.abs(draw) < 1.959964) - 0.95) < 0.0028);
  assert.ok(Math.abs(share((draw) => Math.abs(draw) < 0.6744898) - 0.5) < 0.0065);
});

Deno.test("normalFrom() stays finite where the uniform number is 0", () => {
  assert.ok(Math.abs(normalFrom(() => 0)()) === 0);
});
