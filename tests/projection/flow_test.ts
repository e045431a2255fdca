import assert from "node:assert/strict";
import { normalFrom, seededRandom, shuffled } from "../../lib/foundation/mod.ts";
import { mapFlow, type MapFlowOptions } from "../../lib/projection/mod.ts";
import type { Trajectory } from "../../lib/shapes.ts";

const orderNull = { kind: "temporal structure", draws: 199, seed: 1 } as const;

function walk(agentId: string, positions: readonly (readonly [number, number])[]): Trajectory {
  return {
    agentId,
    positions,
    postIds: positions.map((_, i) => `${agentId}-${i}`),
    times: positions.map((_, i) => new Date(Date.UTC(2026, 0, 1, 6 * i)).toISOString()),
    stepLengths: positions.slice(1).map(() => 0.1),
  };
}

/** Agents whose posts stand anywhere in a disc, in no order; `drift` is added from post to post. */
function made(seed: number, { agents = 12, posts = 20, drift = 0 } = {}): Trajectory[] {
  return Array.from({ length: agents }, (_, agent) => {
    const normal = normalFrom(seededRandom(seed, `agent ${agent}`));
    return walk(`a${agent}`, Array.from({ length: posts }, (_, i) => [normal() + drift * i, normal()] as const));
  });
}

Deno.test("mapFlow() gives the mean movement from a square to the authors' next posts", async () => {
  const flow = await mapFlow([walk("a", [[0, 0], [4, 0], [0, 0]]), walk("b", [[0, 0], [4, 4], [0, 0]])], {
    squares: 2,
    minPosts: 2,
    minAgents: 1,
    null: orderNull,
  });
  assert.deepEqual(flow.cells.map(({ x, y }) => [x, y]), [[0, 0]]); // the two others hold one post each
  const [cell] = flow.cells;
  assert.deepEqual([cell?.dx, cell?.dy, cell?.moves, cell?.agents], [4, 2, 2, 2]);
});

Deno.test("mapFlow() knows that shuffled posts at an edge move inwards too", async () => {
  // One agent: a shuffled next post is any other post, so that the null is the mean of the others minus the place.
  const xs = [0, 0, 0, 1, 5, 9, 9, 9];
  const flow = await mapFlow([walk("a", xs.map((x) => [x, 0] as const))], {
    squares: 9,
    minPosts: 3,
    minAgents: 1,
    null: { ...orderNull, draws: 4000 },
  });
  const total = xs.reduce((a, b) => a + b, 0);
  for (const { x, nullDx } of flow.cells) {
    const place = x < 4.5 ? 0 : 9;
    const expected = (total - place) / (xs.length - 1) - place;
    // Counts of departures differ from draw to draw, so that the mean of means is close, not equal.
    assert.ok(Math.abs(nullDx - expected) < 0.15, `${nullDx} against ${expected}`);
  }
});

Deno.test("mapFlow() finds planted drift and keeps a true null", async () => {
  const options: MapFlowOptions = { squares: 5, null: orderNull };
  const planted = await mapFlow(made(1, { drift: 0.5 }), options);
  assert.ok(planted.pValue <= 0.01, `p = ${planted.pValue}`);
  assert.ok(planted.cells.some(({ adjustedPValue, dx }) => adjustedPValue <= 0.05 && dx > 0));
  const runs = 120;
  let rejected = 0;
  for (let run = 0; run < runs; run++) {
    const { pValue } = await mapFlow(made(100 + run, { agents: 6, posts: 12 }), {
      squares: 4,
      minPosts: 5,
      null: { ...orderNull, draws: 59, seed: run },
    });
    if (pValue <= 0.05) rejected++;
  }
  assert.ok(rejected / runs <= 0.05 + 3 * Math.sqrt(0.05 * 0.95 / runs), `${rejected} of ${runs}`);
});

Deno.test("mapFlow() lets slow wandering pass under the direction of time, and not one common way", async () => {
  const wander = Array.from({ length: 14 }, (_, agent) => {
    const normal = normalFrom(seededRandom(agent, "wander"));
    let [x, y] = [normal(), normal()];
    return walk(
      `w${agent}`,
      Array.from({ length: 25 }, () => [x = 0.9 * x + normal(), y = 0.9 * y + normal()] as const),
    );
  });
  const turn = { kind: "direction of time", draws: 199, seed: 1 } as const;
  const options = { squares: 4, minPosts: 8 };
  assert.ok((await mapFlow(wander, { ...options, null: turn })).pValue > 0.05);
  assert.ok((await mapFlow(wander, { ...options, null: orderNull })).pValue <= 0.05);
  const common = wander.map((one) => walk(one.agentId, one.positions.map(([x, y], i) => [x + 0.6 * i, y] as const)));
  assert.ok((await mapFlow(common, { ...options, null: turn })).pValue <= 0.05);
});

Deno.test("mapFlow() keeps the posts of a day together where days are shuffled", async () => {
  const days = (agentId: string) => ({
    ...walk(agentId, [[0, 0], [1, 0], [0, 0], [1, 0]]),
    times: ["2026-01-01T00", "2026-01-01T09", "2026-01-02T00", "2026-01-02T09"].map((time) => `${time}:00:00.000Z`),
  });
  const { cells } = await mapFlow(["a", "b", "c"].map(days), {
    squares: 2,
    minPosts: 3,
    null: { ...orderNull, unit: "day" },
  });
  assert.equal(cells[0]?.pValue, 1); // every order of these days is the same walk
});

Deno.test("mapFlow() depends on no order of rows and repeats itself", async () => {
  const rows = made(3, { drift: 0.2 });
  const options: MapFlowOptions = { squares: 6, null: orderNull };
  const first = await mapFlow(rows, options);
  assert.deepEqual(await mapFlow(shuffled(rows, seededRandom(1, "rows")), options), first);
  assert.notDeepEqual(await mapFlow(rows, { ...options, null: { ...orderNull, seed: 2 } }), first);
});

Deno.test("mapFlow() is defined where nothing moves", async () => {
  const still = ["a", "b", "c"].map((id) => walk(id, Array.from({ length: 5 }, () => [2, 2] as const)));
  const { cells, pValue } = await mapFlow(still, { null: orderNull });
  assert.deepEqual(cells.map(({ x, y, dx, dy, moves }) => [x, y, dx, dy, moves]), [[2, 2, 0, 0, 12]]);
  assert.equal(pValue, 1);
});

Deno.test("mapFlow() warns of few agents to turn around and of few draws", async () => {
  const { warnings } = await mapFlow(made(1, { agents: 3 }), {
    squares: 3,
    null: { kind: "direction of time", draws: 99, seed: 1 },
  });
  assert.match(warnings.join("; "), /3 agents can be turned around in 8 ways only.*99 draws/);
});

Deno.test("mapFlow() refuses what it cannot judge", async () => {
  const rows = made(1);
  const refused: [Trajectory[], object, RegExp][] = [
    [[], {}, /needs a square with at least 10 posts of 3 agents that wrote twice, got none/],
    [[rows[0]!, rows[0]!], {}, /one trajectory an agent, got two of "a0"/],
    [[walk("a", [[0, 0], [Number.NaN, 0]])], {}, /at post 1 of "a": needs finite map coordinates/],
    [[{ ...rows[0]!, times: [] }], {}, /needs a time a position, got 0 for 20/],
    [rows, { squares: 1 }, /squares needs a whole number from 2 to 60, got 1/],
    [
      rows,
      { null: { ...orderNull, kind: "order" } },
      /null.kind is one of temporal structure, direction of time, got "order"/,
    ],
    [rows, { null: { ...orderNull, drows: 1 } }, /option "drows"/],
    [rows, { null: undefined }, /null.kind is one of/],
    [rows, { cells: 3 }, /option "cells"/],
  ];
  for (const [given, options, message] of refused) {
    await assert.rejects(mapFlow(given, { null: orderNull, ...options } as MapFlowOptions), { message });
  }
  const controller = new AbortController();
  controller.abort();
  await assert.rejects(mapFlow(rows, { null: orderNull, signal: controller.signal }), { name: "AbortError" });
});
