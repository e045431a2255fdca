import assert from "node:assert/strict";
import * as graphology from "graphology-metrics";
import golden from "../golden/influence_graph.json" with { type: "json" };
import { interactionGraphs, structuralInfluence, type StructuralInfluenceResult } from "../../lib/content/mod.ts";
import { seededRandom, shuffled } from "../../lib/foundation/mod.ts";
import type { MeasureResult, Post, PostKind } from "../../lib/shapes.ts";
import { close } from "../vectors/made.ts";
import { commented, evenComments, evenTies, returnedTies } from "./commented.ts";
import { postBy, timeOf } from "./made.ts";
import { isAtMostNominal, shareOf } from "./rates.ts";

const goldenPosts: Post[] = golden.texts.map((text) => ({
  ...postBy(text.authorId, text.postId, text.createdAt),
  kind: text.kind as PostKind,
  parentId: text.parentId,
  threadId: text.threadId,
}));
const quick = { kind: "rewired ties", draws: 19, seed: 1 } as const;
const goldenOptions = {
  minTies: 5,
  top: [1, 3],
  supernodes: { rule: "standard deviations", threshold: 2 },
  null: quick,
} as const;

function estimateOf({ results }: StructuralInfluenceResult, metric: string, variant: string): number {
  return results.find((result) => result.metric === metric && result.variant === variant)?.estimate ?? NaN;
}

Deno.test("structuralInfluence() agrees with networkx: PageRank, HITS, top shares, persistence, supernodes", async () => {
  const found = await structuralInfluence(goldenPosts, goldenOptions);
  const valueOf = (metric: string, unitId: string, window: string | null) =>
    found.rows.find((row) => row.metric === metric && row.unitId === unitId && row.window === window)?.value ?? NaN;
  const meanShare = { 1: 0, 3: 0 };
  for (const [day, expected] of Object.entries(golden.days)) {
    for (const [agent, rank] of Object.entries(expected.pageRank)) close(valueOf("PageRank", agent, day), rank, 1e-9);
    for (const [agent, hub] of Object.entries(expected.hubs)) close(valueOf("HITS hub", agent, day), hub, 1e-9);
    for (const [agent, authority] of Object.entries(expected.authorities)) {
      close(valueOf("HITS authority", agent, day), authority, 1e-9);
    }
    for (const k of [1, 3] as const) {
      const share = found.rows.find((row) =>
        row.metric === "top share of PageRank" && row.variant === `top ${k}` && row.unitId === day
      );
      close(share?.value ?? NaN, expected.topShare[k], 1e-9);
      assert.equal(share?.n, expected.agents);
      meanShare[k] += expected.topShare[k] / 4;
    }
    assert.deepEqual(
      found.supernodes.filter((node) => node.day === day).map(({ agentId }) => agentId),
      expected.supernodes,
    );
  }
  for (const k of [1, 3] as const) close(estimateOf(found, "top share of PageRank", `top ${k}`), meanShare[k], 1e-9);
  const persistence = golden.persistence3.reduce((sum, value) => sum + value / golden.persistence3.length, 0);
  close(estimateOf(found, "identity persistence", "top 3"), persistence, 1e-12);
});

Deno.test("structuralInfluence() agrees with networkx on reciprocity under four definitions", async () => {
  const found = await structuralInfluence(goldenPosts, goldenOptions);
  for (const [definition, expected] of Object.entries(golden.reciprocity)) {
    close(estimateOf(found, "reciprocity", definition), expected, 1e-9);
  }
});

Deno.test("structuralInfluence() agrees with graphology's PageRank and HITS on its own graphs", async () => {
  const { rows } = await structuralInfluence(goldenPosts, goldenOptions);
  for (const { day, graph } of interactionGraphs(goldenPosts)) {
    const options = { getEdgeWeight: "weight", tolerance: 1e-14, maxIterations: 10_000 } as const;
    const ranks = graphology.centrality.pagerank(graph, options);
    const { hubs } = graphology.centrality.hits(graph, options);
    graph.forEachNode((node, { agentId }) => {
      const own = rows.filter(({ unitId, window }) => unitId === agentId && window === day);
      close(own.find(({ metric }) => metric === "PageRank")?.value ?? NaN, ranks[node] ?? NaN, 1e-9);
      close(own.find(({ metric }) => metric === "HITS hub")?.value ?? NaN, hubs[node] ?? NaN, 1e-9);
    });
  }
});

Deno.test("structuralInfluence() does not change when agents are renamed, or rows stand in another order", async () => {
  const options = { ...goldenOptions, interval: { draws: 100, seed: 2 } };
  const { results } = await structuralInfluence(goldenPosts, options);
  const renamed = goldenPosts.map((post) => ({
    ...post,
    authorId: `__proto__${String(post.authorId).split("").reverse().join("")}`,
  }));
  assert.deepEqual((await structuralInfluence(renamed, options)).results, results);
  const mixed = shuffled(goldenPosts, seededRandom(3, "test"));
  assert.deepEqual((await structuralInfluence(mixed, options)).results, results);
});

Deno.test("structuralInfluence() gives intervals that hold the estimate's own neighbourhood, within bounds", async () => {
  const { results } = await structuralInfluence(goldenPosts, { ...goldenOptions, interval: { draws: 100, seed: 2 } });
  for (const { interval, metric } of results) {
    assert.ok(interval !== null && interval.low <= interval.high && interval.low >= 0, metric);
    assert.match(interval.method, /without replacement/);
  }
});

for (const kind of ["rewired ties", "rewired comments"] as const) {
  Deno.test(`structuralInfluence() with ${kind} keeps its level on ties without reciprocity`, async () => {
    const runs = 200;
    const share = await shareOf(runs, async (run) => {
      const made = { agents: 12, days: 1, seed: run };
      const posts = commented(
        kind === "rewired ties" ? evenTies({ ...made, share: 0.3 }) : evenComments({ ...made, comments: 60 }),
      );
      const { results } = await structuralInfluence(posts, {
        minTies: 1,
        top: [1],
        null: { kind, draws: 59, seed: run, swapsPerTie: 5 },
      });
      return (results.find(({ variant }) => variant === "edges")?.null?.pValue ?? NaN) <= 0.05;
    });
    assert.ok(isAtMostNominal(share, runs) && share > 0, `rejected ${share}`);
  });
}

Deno.test("structuralInfluence() finds planted reciprocity", async () => {
  const posts = commented(returnedTies({ agents: 20, share: 0.2, returned: 0.8, seed: 1 }));
  const { results } = await structuralInfluence(posts, { minTies: 1, null: { ...quick, draws: 99 } });
  const found = results.find(({ variant }) => variant === "edges");
  assert.ok(found?.null !== null && found !== undefined && found.estimate > found.null.high);
  assert.equal(found.null.pValue, 0.01);
});

Deno.test("structuralInfluence() counts persistence on consecutive days only", async () => {
  const day = (n: number) => [{ from: 1, to: 0, day: n }, { from: 2, to: 0, day: n }, { from: 0, to: 1, day: n }];
  const options = { minTies: 1, top: [1], null: quick };
  const next = await structuralInfluence(commented([...day(0), ...day(1)]), options);
  assert.equal(estimateOf(next, "identity persistence", "top 1"), 1);
  const apart = await structuralInfluence(commented([...day(0), ...day(2)]), options);
  assert.equal(apart.results.some(({ metric }) => metric === "identity persistence"), false);
  const { warnings } = apart.results[0] as MeasureResult;
  assert.ok(warnings.includes("no value: identity persistence, top 1"));
  assert.ok(warnings.some((warning) => warning.startsWith("possible outage: 1 day") && warning.includes("2026-02-02")));
});

Deno.test("structuralInfluence() shares the last place of the top among agents of equal rank", async () => {
  const ring = [0, 1].flatMap((day) => [0, 1, 2, 3].map((from) => ({ from, to: (from + 1) % 4, day })));
  const found = await structuralInfluence(commented(ring), { minTies: 1, top: [1, 4], null: quick });
  close(estimateOf(found, "identity persistence", "top 1"), 1 / 4, 1e-12);
  close(estimateOf(found, "top share of PageRank", "top 1"), 1 / 4, 1e-9);
  close(estimateOf(found, "top share of PageRank", "top 4"), 1, 1e-9);
  assert.ok(found.results[0]?.warnings.includes("a day has 4 agents: top 4 hold all of it"));
});

Deno.test("structuralInfluence() warns of threads cut off at 100 comments", async () => {
  const ties = Array.from({ length: 120 }, (_, i) => ({ from: 2 + i % 20, to: i < 100 ? 0 : 1, day: 0 }));
  const { results } = await structuralInfluence(commented(ties), { minTies: 1, null: quick });
  assert.ok(results[0]?.warnings.some((text) => text.startsWith("possible truncation: 1 thread with exactly 100")));
});

Deno.test("structuralInfluence() leaves out own texts, unknown authors and texts not given, and says so", async () => {
  const [ada, bob] = [postBy("ada", "a", timeOf(0)), postBy("bob", "b", timeOf(0, 1))];
  const comment = (authorId: string | null, parentId: string, place: number): Post => ({
    ...postBy(authorId, `c${place}`, timeOf(0, place)),
    kind: "comment",
    parentId,
    threadId: parentId,
  });
  const posts = [
    ada,
    bob,
    comment("bob", "a", 2),
    comment("ada", "a", 3),
    comment(null, "a", 4),
    comment("ada", "x", 5),
  ];
  const { results } = await structuralInfluence(posts, { minTies: 1, null: quick });
  const { settings, warnings } = results[0] as MeasureResult;
  assert.deepEqual([settings.commentsToOwnTexts, settings.commentsWithoutAuthor, settings.commentsToTextsNotGiven], [
    1,
    1,
    1,
  ]);
  assert.ok(warnings.includes("1 comment to texts not given left out"));
});

Deno.test("structuralInfluence() refuses what has no ties, few of them, or a misspelt option", async () => {
  const alone = [postBy("ada", "a", timeOf(0))];
  await assert.rejects(structuralInfluence(alone, { minTies: 1, null: quick }), {
    name: "RangeError",
    message: /needs comments of agents on others' texts, got none among 1 text/,
  });
  const one = commented([{ from: 1, to: 0, day: 0 }]);
  await assert.rejects(structuralInfluence(one, { minTies: 2, null: quick }), {
    message: /at least 2 ties, got none of 1/,
  });
  const wrong = { minTies: 1, null: { ...quick, kind: "shuffled" } } as unknown as Parameters<
    typeof structuralInfluence
  >[1];
  await assert.rejects(structuralInfluence(one, wrong), { name: "TypeError", message: /null.kind is one of/ });
});

Deno.test("structuralInfluence() gives no interval where subsamples are smaller than the top", async () => {
  const posts = commented(evenTies({ agents: 10, share: 0.4, days: 2, seed: 1 }));
  const { results } = await structuralInfluence(posts, {
    minTies: 5,
    top: [1, 8],
    null: quick,
    interval: { draws: 100, seed: 1 },
  });
  const [one, eight] = results;
  assert.ok(one?.interval !== null && eight?.interval === null);
  assert.ok(eight?.warnings.includes("no interval: all subsamples of agents give the same value"));
});
