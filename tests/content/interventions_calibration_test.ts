/** What happens where nothing was changed: independent days, days with momentum, news that all agents share. */
import assert from "node:assert/strict";
import { agentChangePoints, interruptedSeries, type InterruptedSeriesOptions } from "twoplane/content";
import type { AgentEvent } from "twoplane/shapes";
import { moodySociety } from "./interrupted_made.ts";
import { timeOf } from "./made.ts";
import { isAtMostNominal, isNominal, shareOf } from "./rates.ts";

const eventOn = (day: number, agentId: string | null = null): AgentEvent => (
  { day: timeOf(day).slice(0, 10), label: "nothing", agentId, kind: "made" }
);

/** Share of societies in which an event that never was has p ≤ 0.05; all dates have whole windows. */
async function eventRate(
  runs: number,
  made: { agents: number; days: number; momentum: number; common?: number },
  given: Partial<InterruptedSeriesOptions> & Pick<InterruptedSeriesOptions, "events" | "trend">,
): Promise<number> {
  return await shareOf(runs, (seed) => {
    const { posts, embeddings } = moodySociety({ ...made, perDay: 1, dims: 5, seed });
    const { result } = interruptedSeries(posts, embeddings, { windowDays: 5, minPosts: 5, ...given });
    return Promise.resolve((result.null?.pValue as number) <= 0.05);
  });
}

for (const momentum of [0, 0.7]) {
  for (const trend of ["none", "linear"] as const) {
    Deno.test(`interruptedSeries() keeps its level for one agent, momentum ${momentum}, trend ${trend}`, async () => {
      const rate = await eventRate(250, { agents: 1, days: 100, momentum }, { events: [eventOn(50)], trend });
      assert(isNominal(rate, 250), `${rate}`);
    });
  }
  Deno.test(`interruptedSeries() keeps its level over agents with common news, momentum ${momentum}`, async () => {
    const made = { agents: 4, days: 80, momentum, common: 0.6 };
    const rate = await eventRate(200, made, { events: [eventOn(40)], trend: "none" });
    assert(isNominal(rate, 200), `${rate}`);
  });
}

Deno.test("interruptedSeries() keeps its level over events of different days, momentum 0.7", async () => {
  const events = [0, 1, 2, 3].map((agent) => eventOn(32 + 5 * agent, `agent ${agent}`));
  const made = { agents: 4, days: 80, momentum: 0.7, common: 0.6 };
  const rate = await eventRate(200, made, { events, trend: "none" });
  assert(isAtMostNominal(rate, 200), `${rate}`);
});

/** Share of agents with a change at 5%, out of many agents of one society. */
async function changeRate(momentum: number, block: number, agents = 300): Promise<number> {
  const { posts, embeddings } = moodySociety({ agents, days: 100, perDay: 1, dims: 4, seed: 11, momentum });
  const { result } = await agentChangePoints(posts, embeddings, { most: 1, draws: 199, seed: 5, block, minSegment: 3 });
  return result.estimate;
}

Deno.test("agentChangePoints() keeps its level where days are independent, shuffled singly or in blocks", async () => {
  for (const block of [1, 10]) {
    const rate = await changeRate(0, block);
    assert(isNominal(rate, 300), `${rate} in blocks of ${block}`);
  }
});

Deno.test("agentChangePoints() rejects under momentum, as it says; blocks of days keep most of that away", async () => {
  const [single, blocks] = [await changeRate(0.6, 1), await changeRate(0.6, 10)];
  assert(single > 0.5, `${single}`);
  assert(blocks < 0.15, `${blocks}`);
});

Deno.test("agentChangePoints() keeps the level of its p over agents", async () => {
  const rate = await shareOf(150, async (seed) => {
    const { posts, embeddings } = moodySociety({ agents: 20, days: 24, perDay: 1, dims: 3, seed, momentum: 0 });
    const { result } = await agentChangePoints(posts, embeddings, { most: 1, draws: 99, seed });
    return (result.null?.pValue as number) <= 0.05;
  });
  assert(isAtMostNominal(rate, 150), `${rate}`); // a count of 20 has few p-values: P(X ≥ 4) = 0.016
});
