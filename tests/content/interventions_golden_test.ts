import assert from "node:assert/strict";
import { agentChangePoints, eventStudy, interruptedSeries } from "twoplane/content";
import { binomialLogUpper } from "twoplane/statistics";
import { close } from "../vectors/made.ts";
import golden from "../golden/interventions.json" with { type: "json" };
import { postBy } from "./made.ts";

type Made = (typeof golden.posts)[number];

function corpusOf(made: readonly Made[]) {
  const posts = made.map(({ authorId, postId, createdAt }) => postBy(authorId, postId, createdAt));
  const vectors = Float32Array.from(made.flatMap(({ vector }) => vector));
  return { posts, embeddings: { ids: posts.map(({ postId }) => postId), dims: 4, model: "made", vectors } };
}

const { posts, embeddings } = corpusOf(golden.posts);
const events = golden.series.map(({ agentId, day }) => ({ agentId, day, label: "made", kind: "jump" }));

for (
  const [name, trend, change] of [
    ["none", "none", "level"],
    ["level", "linear", "level"],
    ["slope", "linear", "slope"],
  ] as const
) {
  Deno.test(`interruptedSeries() agrees with numpy: ${change}, trend ${trend}`, () => {
    const given = { ...golden.settings, events, trend, change };
    const { result, rows, placebos, bands } = interruptedSeries(posts, embeddings, given);
    const pooled = golden.pooled[name];
    close(result.estimate, pooled.estimate, 1e-12);
    assert.equal(result.null?.draws, pooled.shifts);
    close(result.null?.mean as number, pooled.mean, 1e-12);
    close(result.null?.pValue as number, pooled.pValue, 1e-12);
    golden.series.forEach(({ agentId, event, placebos: expected }, place) => {
      assert.deepEqual([rows[place]?.unitId, rows[place]?.n], [agentId, event.n]);
      close(rows[place]?.value as number, event[name], 1e-12);
      const own = placebos.filter(({ unitId }) => unitId === agentId);
      assert.deepEqual(own.map(({ window }) => window), expected.map(({ date }) => date));
      own.forEach(({ value }, i) => close(value, expected[i]?.[name] as number, 1e-12));
      const asFar = expected.filter((placebo) => placebo[name] >= event[name]).length;
      close(bands[place]?.pValue as number, (1 + asFar) / (1 + expected.length), 1e-12);
    });
  });
}

Deno.test("eventStudy() agrees with numpy, and with interruptedSeries() without a trend", () => {
  for (const { agentId, day, event, placebos } of golden.series) {
    const own = posts.filter(({ authorId }) => authorId === agentId);
    const { result, rows } = eventStudy(own, embeddings, { ...golden.settings, event: day });
    close(result.estimate, event.none, 1e-12);
    assert.deepEqual(rows.slice(1).map(({ unitId }) => unitId), placebos.map(({ date }) => date));
    const series = interruptedSeries(own, embeddings, { ...golden.settings, events, trend: "none" });
    assert.deepEqual([series.result.estimate, series.result.null], [result.estimate, result.null]);
    assert.deepEqual(series.placebos.map(({ value }) => value), rows.slice(1).map(({ value }) => value));
  }
});

Deno.test("agentChangePoints() splits where numpy does, by days and by blocks of them", async () => {
  for (const { agentId, block, minSegment, day, size } of golden.changes) {
    const { agents } = await agentChangePoints(posts, embeddings, {
      ...{ block, minSegment, most: 1, alpha: 0.5, draws: 99, seed: 1 },
    });
    const [change] = agents.find((agent) => agent.agentId === agentId)?.changes ?? [];
    assert.equal(change?.day, day);
    close(change?.size as number, size, 1e-12);
  }
});

Deno.test("agentChangePoints() draws towards the p of all orders", async () => {
  const { agentId, minSegment, pValue } = golden.exact;
  const short = corpusOf(golden.short);
  const draws = 9999;
  const { agents } = await agentChangePoints(short.posts, short.embeddings, { most: 1, minSegment, draws, seed: 1 });
  assert.equal(agents[0]?.agentId, agentId);
  assert(
    Math.abs((agents[0]?.pValue as number) - pValue) < 3.29 * Math.sqrt(pValue * (1 - pValue) / draws) + 1 / draws,
  );
});

Deno.test("binomialLogUpper() agrees with exact sums", () => {
  for (const { k, n, pValue } of golden.binomial) close(Math.exp(binomialLogUpper(k, n, 0.05)), pValue, 1e-12);
});
