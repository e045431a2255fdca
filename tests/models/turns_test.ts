import assert from "node:assert/strict";
import { openTurns } from "../../lib/models/turns.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("openTurns() lets shared tasks run together, a lone one by itself, and keeps the order", async () => {
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
    turns.shared(task("a", 2)),
    turns.shared(task("b", 2)),
    turns.alone(task("C", 1)),
    turns.shared(task("d", 1)),
    turns.alone(task("E", 1)),
    turns.alone(task("F", 1)),
  ]);
  assert.equal(log.join(""), "abCdEF");
});

Deno.test("openTurns() goes on after a task that threw, and gives results back", async () => {
  const turns = openTurns();
  const results = await Promise.allSettled([
    turns.alone(() => Promise.reject(new Error("no"))),
    turns.shared(() => Promise.reject(new Error("no"))),
    turns.alone(() => Promise.resolve(3)),
    turns.shared(() => Promise.resolve(4)),
  ]);
  assert.deepEqual(results.map((each) => each.status === "fulfilled" ? each.value : each.reason.message), [
    "no",
    "no",
    3,
    4,
  ]);
});
