import assert from "node:assert/strict";
import fc from "fast-check";
import { missingPlaces } from "../../lib/models/exact.ts";
import { openTurns } from "../../lib/models/turns.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("openTurns() lets shared tasks run together, a lone one by itself, in the order of places and of coming", async () => {
  const turns = openTurns();
  const log: string[] = [];
  let running = 0;
  const task = (name: string, most: number) => async () => {
    running++;
    assert.ok(running <= most, `${name} runs with ${running - 1} others`);
    log.push(name);
    await turn();
    running--;
  };
  await Promise.all([
    turns.shared(1, task("a", 2)),
    turns.shared(0, task("b", 2)),
    turns.alone(task("C", 1)),
    turns.shared(1, task("d", 1)),
    turns.alone(task("E", 1)),
    turns.alone(task("F", 1)),
  ]);
  assert.equal(log.join(""), "baCdEF");
});

Deno.test("openTurns() goes on after a task that threw, and gives results back", async () => {
  const turns = openTurns();
  const results = await Promise.allSettled([
    turns.alone(() => Promise.reject(new Error("no"))),
    turns.shared(0, () => Promise.reject(new Error("no"))),
    turns.alone(() => Promise.resolve(3)),
    turns.shared(0, () => Promise.resolve(4)),
  ]);
  assert.deepEqual(results.map((each) => each.status === "fulfilled" ? each.value : each.reason.message), [
    "no",
    "no",
    3,
    4,
  ]);
});

Deno.test("openTurns() fills rounds up, and goes on when a filler throws", async () => {
  const filled: number[] = [];
  const turns = openTurns({
    missing: (taken) => [0, 1, 2, 3].filter((place) => !taken.includes(place)),
    run: (place) => {
      filled.push(place);
      return place === 0 ? Promise.reject(new Error("no")) : turn();
    },
  });
  const results = await Promise.all([turns.shared(2, turn), turns.alone(() => Promise.resolve("x"))]);
  assert.deepEqual(filled, [0, 1, 3]);
  assert.equal(results[1], "x");
  await turns.shared(1, turn);
  assert.deepEqual(filled, [0, 1, 3, 0, 2, 3]);
});

Deno.test("missingPlaces() closes the gaps between places and fills up to whole groups, inside what there is", () => {
  assert.deepEqual(missingPlaces([0, 1, 2, 3], 8), []);
  assert.deepEqual(missingPlaces([1, 3], 8), [2, 4]);
  assert.deepEqual(missingPlaces([7], 8), [4, 5, 6]);
  assert.deepEqual(missingPlaces([0, 5], 8), [1, 2, 3, 4, 6, 7]);
  fc.assert(fc.property(fc.uniqueArray(fc.nat(11), { minLength: 1 }), (taken) => {
    const all = [...taken, ...missingPlaces(taken, 12)].sort((a, b) => a - b);
    assert.equal(all.length % 4, 0);
    assert.ok(all.every((place, i) => place === all[0]! + i && place >= 0 && place < 12));
  }));
});
