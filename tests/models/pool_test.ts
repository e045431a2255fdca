import assert from "node:assert/strict";
import { openPool, reuse } from "../../lib/models/pool.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("openPool() lends an item to one task at a time and serves waiting tasks in order", async () => {
  const pool = openPool(["a", "b"]);
  const busy = new Set<string>();
  const served: number[] = [];
  await Promise.all(Array.from({ length: 9 }, (_, i) =>
    pool.use(() => 0, async (item) => {
      assert.ok(!busy.has(item), `${item} is lent twice`);
      busy.add(item);
      served.push(i);
      for (let wait = i % 3; wait >= 0; wait--) await turn();
      busy.delete(item);
    })));
  assert.deepEqual(served, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("openPool() gives each task its own result, and its item back after a task that threw", async () => {
  const pool = openPool([1]);
  const results = await Promise.allSettled([
    pool.use(() => 0, () => Promise.reject(new Error("no"))),
    pool.use(() => 0, () => Promise.resolve("yes")),
    pool.use(() => 0, (item) => Promise.resolve(item)),
  ]);
  assert.deepEqual(results.map((result) => result.status === "fulfilled" ? result.value : result.reason.message), [
    "no",
    "yes",
    1,
  ]);
});

Deno.test("openPool() gives the fittest free item, and is idle once all are back", async () => {
  const pool = openPool([3, 8, 5]);
  const taken: number[] = [];
  const take = () =>
    pool.use((item) => item, async (item) => {
      taken.push(item);
      await turn();
    });
  const all = [take(), take(), take()];
  assert.deepEqual(taken, [8, 5, 3]);
  let isIdle = false;
  const idle = pool.idle().then(() => isIdle = true);
  await Promise.resolve();
  assert.equal(isIdle, false);
  await Promise.all(all);
  await idle;
});

Deno.test("reuse() prefers the sequence that holds the prompt's beginning, then an empty one", () => {
  const prompt = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const own = [1, 2, 3, 4, 5, 60, 61, 62];
  const others = [1, 2, ...Array.from({ length: 30 }, (_, i) => 100 + i)];
  assert.ok(reuse(own, prompt) > reuse([], prompt));
  assert.ok(reuse([], prompt) > reuse(others, prompt));
  assert.equal(reuse(prompt, prompt), 9);
});

Deno.test("openPool() with fewer turns than items lets who waited choose the fittest of those that are free then", async () => {
  const pool = openPool(["near", "far", "other"], 1);
  const taken: string[] = [];
  const take = (wanted: string) =>
    pool.use((item) => item === wanted ? 1 : 0, async (item) => {
      taken.push(item);
      await turn();
    });
  await Promise.all([take("far"), take("far"), take("other"), take("near")]);
  assert.deepEqual(taken, ["far", "far", "other", "near"]);
});
