import assert from "node:assert/strict";
import { bootstrapAgents } from "../../lib/content/agent_bootstrap.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";

const options = { draws: 500, seed: 1 };

Deno.test("bootstrapAgents() holds the true mean in about 95 of 100 intervals", () => {
  const normal = normalFrom(seededRandom(3, "agents"));
  let held = 0;
  const runs = 400;
  for (let run = 0; run < runs; run++) {
    const { interval } = bootstrapAgents("test", Array.from({ length: 30 }, () => 1 + normal()), options);
    assert.ok(interval !== null);
    if (interval.low <= 1 && interval.high >= 1) held++;
  }
  assert.ok(held / runs > 0.9 && held / runs < 0.98, `held ${held / runs}`);
});

Deno.test("bootstrapAgents() draws the values of an agent together: copies add nothing", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const once = bootstrapAgents("test", values, options);
  const names = values.flatMap((_, i) => [`a${i}`, `a${i}`, `a${i}`]);
  const thrice = bootstrapAgents("test", values.flatMap((value) => [value, value, value]), options, names);
  assert.ok(once.interval !== null && thrice.interval !== null);
  assert.ok(Math.abs(once.interval.low - thrice.interval.low) < 1e-9);
  assert.ok(Math.abs(once.interval.high - thrice.interval.high) < 1e-9);
  assert.equal(once.interval.method, "agent bootstrap, BCa");
  const renamed = names.map((name) => `${9 - Number(name.slice(1))}`);
  const otherNames = bootstrapAgents("test", values.flatMap((value) => [value, value, value]), options, renamed);
  assert.deepEqual(otherNames, thrice);
});

Deno.test("bootstrapAgents() keeps the confidence asked for", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const wide = bootstrapAgents("test", values, { ...options, confidence: 0.99 }).interval;
  const narrow = bootstrapAgents("test", values, { ...options, confidence: 0.8 }).interval;
  assert.ok(wide !== null && narrow !== null && wide.low < narrow.low && wide.high > narrow.high);
  assert.equal(narrow.confidence, 0.8);
});

Deno.test("bootstrapAgents() gives no interval for few agents and says so", () => {
  for (const agents of [1, 2, 5]) {
    const { interval, warnings } = bootstrapAgents("test", Array(agents).fill(1), options);
    assert.equal(interval, null);
    assert.match(warnings[0] ?? "", new RegExp(`no interval: ${agents} agents?, at least 6 needed`));
  }
});

Deno.test("bootstrapAgents() refuses what cannot be", () => {
  assert.throws(() => bootstrapAgents("drift", [1, 2], { draws: 10, seed: 1 }), /drift.*interval\.draws.*at least 100/);
  assert.throws(() => bootstrapAgents("drift", [1, 2], { ...options, confidence: 1 }), /interval\.confidence/);
  assert.throws(() => bootstrapAgents("drift", [], options), /needs an agent a value, got 0 values/);
  assert.throws(() => bootstrapAgents("drift", [1, 2], options, ["a"]), /got 2 values and 1 agent/);
});
