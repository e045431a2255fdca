import assert from "node:assert/strict";
import { modelShare, variancePartition } from "twoplane/content";
import type { Exposure, Post } from "twoplane/shapes";
import golden from "../golden/variance_partition.json" with { type: "json" };
import { close, embeddingsOf } from "../vectors/made.ts";
import { postBy, rotated, society, timeOf } from "./made.ts";

const DIMS = 16;

/** Half the agents of each model; the model's direction has weight `model`, the agent's own `own`. */
function mixed({ seed, model, own, agents = 12 }: { seed: number; model: number; own: number; agents?: number }) {
  const made = society({
    agents,
    perDay: [2, 2, 2, 2],
    seed,
    vector: ({ agent, normal }) =>
      Array.from(
        { length: DIMS },
        (_, i) => 1 + model * (i % 2 === agent % 2 ? 1 : -1) + own * Math.sin(agent * 5.3 + i * 11.3 + seed) + normal(),
      ),
  });
  const posts = made.posts.map((post): Post => ({ ...post, modelId: `m${Number(post.authorId?.slice(6)) % 2}` }));
  return { posts, embeddings: made.embeddings };
}

Deno.test("variancePartition() agrees with numpy's least squares on dummies", async () => {
  const embeddings = embeddingsOf(golden.vectors);
  const posts = golden.rows.map((row, i): Post => ({
    ...postBy(row.agent, embeddings.ids[i] as string, timeOf(row.day, i)),
    modelId: row.model,
    communityId: row.community,
  }));
  const { results, cannotTell } = await variancePartition(posts, embeddings, {
    parts: ["model", "agent", "community", "day"],
  });
  assert.deepEqual(cannotTell, []);
  golden.parts.forEach(({ part, share, df }, i) => {
    assert.equal(results[i]?.metric, `share of variance: ${part}`);
    close(results[i]?.estimate, share, 1e-6);
    assert.equal(results[i]?.settings.df, df);
  });
  close(results.reduce((sum, { estimate }) => sum + estimate, 0), 1, 1e-12);
});

Deno.test("variancePartition() takes agents by any name and order, in a turned space", async () => {
  const { posts, embeddings } = mixed({ seed: 1, model: 0.5, own: 0.5 });
  const parts = ["model", "agent", "day"] as const;
  const there = (await variancePartition(posts, embeddings, { parts })).results;
  const renamed = posts.map((post): Post => ({ ...post, authorId: `z${99 - Number(post.authorId?.slice(6))}` }))
    .reverse();
  const again = (await variancePartition(renamed, rotated(embeddings), { parts })).results;
  there.forEach(({ estimate, interval }, i) => {
    close(again[i]?.estimate, estimate, 1e-6);
    close(again[i]?.interval?.low, interval?.low, 1e-4);
  });
});

Deno.test("variancePartition() says what it cannot tell", async () => {
  const { posts, embeddings } = mixed({ seed: 2, model: 0.5, own: 0.5 });
  const alike = posts.map((post) => ({ ...post, modelId: "m0" }));
  const { results, cannotTell } = await variancePartition(alike, embeddings, {
    parts: ["model", "agent", "community"],
  });
  assert.deepEqual(cannotTell, ["model: cannot tell: one model", "community: cannot tell: one community"]);
  assert.deepEqual(results.map(({ metric }) => metric), ["share of variance: agent", "share of variance: residual"]);
});

Deno.test("variancePartition() finds exposure that was planted, and none where it was not", async () => {
  const p: number[] = [];
  for (const pull of [0, 0.6]) {
    const { posts, embeddings } = mixed({ seed: 3, model: 0.3, own: 0.6 });
    const vectors = embeddings.vectors.slice();
    const exposures: Exposure[] = [];
    posts.forEach((post, row) => {
      const read = (row * 7 + 5) % posts.length;
      const { authorId, createdAt } = post;
      if (posts[read]?.authorId === authorId) return;
      exposures.push({
        agentId: authorId as string,
        postId: posts[read]?.postId as string,
        shownAt: createdAt,
        round: 0,
        position: 0,
        promptHash: "",
      });
      const mixedRow = Array.from(
        { length: DIMS },
        (_, i) =>
          (1 - pull) * (embeddings.vectors[row * DIMS + i] as number) +
          pull * (embeddings.vectors[read * DIMS + i] as number),
      );
      const length = Math.hypot(...mixedRow);
      vectors.set(mixedRow.map((value) => value / length), row * DIMS);
    });
    const { results } = await variancePartition(posts, { ...embeddings, vectors }, {
      parts: ["model", "agent", "exposure"],
      exposures,
      null: { kind: "reassigned exposure", draws: 99, seed: 1 },
    });
    p.push(results.find(({ metric }) => metric.endsWith("exposure"))?.null?.pValue as number);
  }
  assert((p[0] as number) > 0.05 && (p[1] as number) <= 0.01, `${p}`);
});

Deno.test("modelShare() is near the share that was built in, its interval holds it, and agents alone do not reject", () => {
  const options = {
    variant: "places",
    minPosts: 4,
    null: { kind: "model of whole agents", draws: 199, seed: 1 },
  } as const;
  const strong = mixed({ seed: 4, model: 0.8, own: 0.5 });
  const { result } = modelShare(strong.posts, strong.embeddings, options);
  assert(result !== null && result.estimate > 0.5 && (result.settings.pValue as number) <= 0.01);
  assert(result.null !== null && result.null.high < result.estimate && result.null.low < 0);
  assert(result.interval !== null && result.interval.low > 0.2 && result.interval.high <= 1.1);
  let rejected = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { posts, embeddings } = mixed({ seed: 50 + seed, model: 0, own: 0.8 });
    const { test } = modelShare(posts, embeddings, { ...options, null: { ...options.null, draws: 99, seed } });
    if ((test?.pValue as number) <= 0.05) rejected++;
  }
  assert(rejected <= 21, `${rejected} of 200 rejected where models are alike`); // 99.9% of Binomial(200, 0.05)
});

Deno.test("modelShare() of trajectories sees where models go, not where they stand", () => {
  const agents = 12;
  const made = society({
    agents,
    perDay: [3, 3, 3, 3],
    seed: 5,
    vector: ({ agent, day, normal }) =>
      Array.from(
        { length: DIMS },
        (_, i) => 1 + 2 * Math.sin(agent * 5.1 + i) + (i % 2 === agent % 2 ? day * 0.5 : 0) + 0.5 * normal(),
      ),
  });
  const posts = made.posts.map((post): Post => ({ ...post, modelId: `m${Number(post.authorId?.slice(6)) % 2}` }));
  const nullOf = { kind: "model of whole agents", draws: 199, seed: 1 } as const;
  const { result } = modelShare(posts, made.embeddings, { variant: "trajectories", minPosts: 6, null: nullOf });
  assert(result !== null && (result.settings.pValue as number) <= 0.02 && result.estimate > 0.1);
});

Deno.test("modelShare() refuses an agent of two models, and cannot tell with one", () => {
  const { posts, embeddings } = mixed({ seed: 6, model: 0, own: 0.5 });
  const options = {
    variant: "places",
    minPosts: 4,
    null: { kind: "model of whole agents", draws: 99, seed: 1 },
  } as const;
  const swapped = posts.map((post, i) => i === 0 ? { ...post, modelId: "other" } : post);
  assert.throws(() => modelShare(swapped, embeddings, options), /needs posts of one model/);
  const alike = posts.map((post) => ({ ...post, modelId: "m" }));
  assert.deepEqual(modelShare(alike, embeddings, options), {
    result: null,
    test: null,
    cannotTell: "cannot tell: one model",
  });
});
