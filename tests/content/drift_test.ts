import assert from "node:assert/strict";
import { drift, type DriftOptions } from "../../lib/content/mod.ts";
import type { Embeddings, Post } from "../../lib/shapes.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { golden, goldenEmbeddings, goldenPosts, placed } from "./golden.ts";
import { postBy, rotated, timeOf } from "./made.ts";

function options(variant: "raw" | "unbiased", changed: Partial<DriftOptions["null"]> & { minPosts?: number } = {}) {
  const { minPosts = 4, ...nullChanges } = changed;
  const none: DriftOptions["null"] = { kind: "temporal structure", unit: "post", draws: 99, seed: 1, ...nullChanges };
  return { variant, minPosts, null: none };
}

for (const variant of ["raw", "unbiased"] as const) {
  Deno.test(`drift() ${variant} agrees with numpy for each agent`, async () => {
    const { result, rows } = await drift(goldenPosts, goldenEmbeddings, options(variant));
    assert.deepEqual(
      rows.map(({ unitId, n }) => [unitId, n]),
      Object.entries(golden.drift).map(([id, { posts }]) => [id, posts]),
    );
    Object.values(golden.drift).forEach((expected, i) => close(rows[i]?.value, expected[variant], 1e-9));
    const mean = Object.values(golden.drift).reduce((sum, agent) => sum + agent[variant], 0) / 3;
    close(result.estimate, mean, 1e-9);
    assert.equal(result.n, 3);
  });

  for (const unit of ["post", "day"] as const) {
    Deno.test(`drift() ${variant}: shuffling by ${unit} comes near all orders enumerated by numpy`, async () => {
      const exact = golden.driftExactNulls[`${variant} ${unit}`];
      const { posts, embeddings } = placed(golden.driftExactNulls.posts);
      const draws = 4000;
      const { bands } = await drift(posts, embeddings, options(variant, { unit, draws }));
      const [band] = bands;
      close(band?.mean, exact.mean, 5 * exact.sd / Math.sqrt(draws));
      close(band?.pValue, exact.p, 5 * Math.sqrt(exact.p * (1 - exact.p) / draws) + 1 / draws);
      assert.equal(band?.kind, "temporal structure");
    });
  }
}

Deno.test("drift() of the mean has the mean of the agents' nulls, and a narrower band", async () => {
  const { result, bands } = await drift(goldenPosts, goldenEmbeddings, options("raw"));
  close(result.null?.mean, bands.reduce((sum, { mean }) => sum + mean, 0) / bands.length, 1e-12);
  const widths = bands.map(({ low, high }) => high - low);
  assert.ok((result.null?.high ?? NaN) - (result.null?.low ?? NaN) < Math.max(...widths));
});

Deno.test("drift() changes with neither names, nor order of rows, nor other agents, nor a rotation", async () => {
  const given = options("raw");
  const { result, bands } = await drift(goldenPosts, goldenEmbeddings, given);
  const names: Record<string, string> = { ada: "zoe", bob: "ann", cyn: "max" };
  const renamed = goldenPosts.map((post) => ({ ...post, authorId: post.authorId && (names[post.authorId] ?? null) }));
  assert.deepEqual((await drift(renamed.toReversed(), goldenEmbeddings, given)).result, result);
  const alone = await drift(goldenPosts.filter(({ authorId }) => authorId === "bob"), goldenEmbeddings, given);
  assert.deepEqual(alone.bands, bands.filter(({ unitId }) => unitId === "bob"));
  const turned = await drift(goldenPosts, rotated(goldenEmbeddings), given);
  close(turned.result.estimate, result.estimate, 1e-6);
  close(turned.result.null?.mean, result.null?.mean, 1e-6);
});

Deno.test("drift() says what it did and what it left out", async () => {
  const posts = [...goldenPosts, postBy("once", "p00 x", timeOf(0))];
  const embeddings: Embeddings = {
    ...goldenEmbeddings,
    ids: [...goldenEmbeddings.ids, "p00 x"],
    vectors: Float32Array.from([...goldenEmbeddings.vectors, 1, 0, 0, 0, 0]),
  };
  const { result } = await drift(posts, embeddings, options("raw", { unit: "day" }));
  assert.deepEqual(result.settings, {
    split: "halves by post order",
    minPosts: 4,
    posts: 25,
    nullUnit: "day",
    draws: 99,
    seed: 1,
    agentsLeftOut: 1,
    postsWithoutAuthor: 1,
  });
  assert.deepEqual(result.warnings, [
    "illustrative: 3 agents",
    "illustrative: 3 of 3 agents with fewer than 10 posts",
    "1 post without author left out",
  ]);
});

Deno.test("drift() warns where shuffled days cannot reach p of 0.05", async () => {
  const { posts, embeddings } = oneAgent([[1, 0], [1, 1], [0, 1], [1, 2], [2, 1]], (i) => timeOf(i % 3, i));
  const { result } = await drift(posts, embeddings, options("raw", { unit: "day" }));
  assert.deepEqual(result.warnings, [
    "illustrative: 1 agent",
    "illustrative: 1 of 1 agent with fewer than 10 posts",
    "1 of 1 agent wrote on 3 days or fewer: too few orders for p ≤ 0.05",
  ]);
});

Deno.test("drift() of equal posts is 0 with p of 1; all on one day, shuffled days leave p of 1", async () => {
  const equal = oneAgent(Array(6).fill([1, 2, 3]), (i) => timeOf(i));
  for (const variant of ["raw", "unbiased"] as const) {
    const { result } = await drift(equal.posts, equal.embeddings, options(variant));
    close(result.estimate, 0, 1e-12);
    assert.equal(result.null?.pValue, 1);
  }
  const moved = oneAgent([[1, 0], [1, 0], [0, 1], [0, 1]], (i) => timeOf(0, i));
  const { result } = await drift(moved.posts, moved.embeddings, options("raw", { unit: "day" }));
  close(result.estimate, 1, 1e-12);
  assert.equal(result.null?.pValue, 1);
});

Deno.test("drift() counts the odd post as late, and a centroid that cancels out as unlike", async () => {
  const odd = oneAgent([[1, 0], [0, 1], [0, 1]], (i) => timeOf(i));
  close((await drift(odd.posts, odd.embeddings, options("raw", { minPosts: 2 }))).result.estimate, 1, 1e-12);
  const opposite = oneAgent([[1, 0], [-1, 0], [0, 1], [0, 1]], (i) => timeOf(i));
  close((await drift(opposite.posts, opposite.embeddings, options("raw"))).result.estimate, 1, 1e-12);
});

Deno.test("drift() refuses agents with too few posts and halves that are not defined", async () => {
  const run = (given: object) => drift(goldenPosts, goldenEmbeddings, given as DriftOptions);
  await assert.rejects(run(options("raw", { minPosts: 10 })), {
    name: "RangeError",
    message: /an agent with at least 10 posts, got 3 agents with at most 9/,
  });
  await assert.rejects(run(options("unbiased", { minPosts: 3 })), { message: /minPosts.*at least 4, got 3/ });
  await assert.rejects(run(options("raw", { minPosts: 1 })), { message: /minPosts.*at least 2, got 1/ });
  await assert.rejects(run({ ...options("raw"), variant: "cosine" }), { message: /variant is one of raw, unbiased/ });
  await assert.rejects(run({ ...options("raw"), windowDays: 3 }), { message: /option "windowDays"/ });
  await assert.rejects(run(options("raw", { draws: 9 })), { message: /null\.draws.*at least 19, got 9/ });
  await assert.rejects(run(options("raw", { unit: "week" as "day" })), { message: /null\.unit is one of post, day/ });
  await assert.rejects(drift([postBy(null, "p00", timeOf(0))], goldenEmbeddings, options("raw")), {
    message: /got 0 agents with at most 0/,
  });
});

Deno.test("drift() tells progress and stops when aborted", async () => {
  const told: string[] = [];
  await drift(goldenPosts, goldenEmbeddings, {
    ...options("raw"),
    onProgress: (done, total) => told.push(`${done}/${total}`),
  });
  assert.deepEqual(told, ["99/297", "198/297", "297/297"]);
  const signal = AbortSignal.abort(new Error("enough"));
  await assert.rejects(drift(goldenPosts, goldenEmbeddings, { ...options("raw"), signal }), { message: "enough" });
});

function oneAgent(rows: number[][], time: (i: number) => string): { posts: Post[]; embeddings: Embeddings } {
  const posts = rows.map((_, i) => postBy("only", `p${i}`, time(i)));
  return { posts, embeddings: embeddingsOf(rows, posts.map(({ postId }) => postId)) };
}
