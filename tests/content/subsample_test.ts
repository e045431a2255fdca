import assert from "node:assert/strict";
import { agentsDrawn, subsampleAgents } from "../../lib/content/subsample.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import { close } from "../vectors/made.ts";

const meanOf = (values: readonly number[]) => (agents: Int32Array) =>
  agents.reduce((sum, agent) => sum + (values[agent] as number), 0) / agents.length;

const allOf = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

Deno.test("agentsDrawn() draws different agents, each as often as any other", () => {
  const random = seededRandom(1, "test");
  const times = new Float64Array(10);
  for (let draw = 0; draw < 5000; draw++) {
    const drawn = agentsDrawn(10, 3, random);
    assert.equal(new Set(drawn).size, 3);
    assert.deepEqual(drawn, drawn.toSorted());
    for (const agent of drawn) times[agent] = (times[agent] as number) + 1;
  }
  for (const n of times) assert.ok(Math.abs(n - 1500) < 4 * Math.sqrt(5000 * 0.3 * 0.7), `${n}`);
});

for (const share of [0.3, 0.5, 0.8]) {
  Deno.test(`subsampleAgents() with share ${share} spreads like the standard error of a mean`, async () => {
    const normal = normalFrom(seededRandom(2, "test"));
    const values = Array.from({ length: 60 }, normal);
    const statistic = meanOf(values);
    const estimate = statistic(allOf(60));
    const { interval } = await subsampleAgents("test", { agents: 60, estimate, statistic }, {
      draws: 20_000,
      seed: 1,
      share,
    });
    const variance = values.reduce((sum, value) => sum + (value - estimate) ** 2, 0) / 59;
    const width = 2 * 1.96 * Math.sqrt(variance / 60);
    close(((interval?.high ?? NaN) - (interval?.low ?? NaN)) / width, 1, 0.04);
    assert.ok((interval?.low ?? NaN) < estimate && estimate < (interval?.high ?? NaN));
  });
}

/** Share of intervals that hold the truth, over corpora of their own. */
async function coverage(
  runs: number,
  make: (run: number) => { agents: number; statistic: (agents: Int32Array) => number; truth: number },
): Promise<number> {
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const { agents, statistic, truth } = make(run);
    const estimate = statistic(allOf(agents));
    const { interval } = await subsampleAgents("test", { agents, estimate, statistic }, { draws: 200, seed: run });
    if (interval !== null && interval.low <= truth && truth <= interval.high) held++;
  }
  return held / runs;
}

Deno.test("subsampleAgents() holds the true mean in about 95 of 100 corpora", async () => {
  const held = await coverage(500, (run) => {
    const normal = normalFrom(seededRandom(run, "test coverage"));
    const values = Array.from({ length: 40 }, () => 1 + normal());
    return { agents: 40, statistic: meanOf(values), truth: 1 };
  });
  assert.ok(held > 0.9 && held < 0.975, `held in ${held}`);
});

Deno.test("subsampleAgents() holds the true mean similarity of pairs of agents in about 95 of 100 corpora", async () => {
  const held = await coverage(300, (run) => {
    const normal = normalFrom(seededRandom(run, "test pairs"));
    const places = Array.from({ length: 30 }, () => [1 + normal(), normal(), normal()] as const);
    const statistic = (agents: Int32Array) => {
      const sum = [0, 0, 0];
      let own = 0;
      for (const agent of agents) {
        (places[agent] ?? []).forEach((value, i) => {
          sum[i] = (sum[i] as number) + value;
          own += value * value;
        });
      }
      const n = agents.length;
      return (sum.reduce((total, value) => total + value * value, 0) - own) / (n * (n - 1));
    };
    return { agents: 30, statistic, truth: 1 }; // E[x · y] = |E[x]|²
  });
  assert.ok(held > 0.89 && held < 0.99, `held in ${held}`);
});

Deno.test("subsampleAgents() gives the same interval for the same seed, within bounds", async () => {
  const statistic = (agents: Int32Array) => agents.includes(0) ? 1 : 0;
  const task = { agents: 20, estimate: 0.9, statistic, bounds: [0, 1] as const };
  const [a, b] = [
    await subsampleAgents("test", task, { draws: 100, seed: 7 }),
    await subsampleAgents("test", task, {
      draws: 100,
      seed: 7,
    }),
  ];
  assert.deepEqual(a, b);
  assert.ok(a.interval?.high === 1);
  assert.match(a.interval?.method ?? "", /10 of 20 agents without replacement/);
});

Deno.test("subsampleAgents() says why there is no interval", async () => {
  const few = await subsampleAgents("test", { agents: 7, estimate: 1, statistic: () => 1 }, { draws: 100, seed: 1 });
  assert.equal(few.interval, null);
  assert.match(few.warnings[0] ?? "", /7 agents, at least 8 needed/);
  const never = await subsampleAgents("test", { agents: 9, estimate: 1, statistic: () => null }, {
    draws: 100,
    seed: 1,
  });
  assert.match(never.warnings[0] ?? "", /defined in 0 of 100/);
  await assert.rejects(
    subsampleAgents("test", { agents: 9, estimate: 1, statistic: () => 1 }, { draws: 100, seed: 1, share: 1 }),
    { name: "RangeError", message: /interval.share needs a finite number in \[0.1, 0.9\]/ },
  );
});
