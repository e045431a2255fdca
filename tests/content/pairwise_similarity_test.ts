import assert from "node:assert/strict";
import { pairwiseSimilarity, type PairwiseSimilarityOptions, type PostPairs } from "../../lib/content/mod.ts";
import type { Embeddings, Post } from "../../lib/shapes.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { daysGolden } from "./days_golden.ts";
import { goldenEmbeddings, goldenPosts } from "./golden.ts";
import { aroundCommon, postBy, rotated, society, timeOf } from "./made.ts";
import { isNominal, shareOf } from "./rates.ts";

function options(variant: PostPairs, changed: Partial<PairwiseSimilarityOptions> = {}): PairwiseSimilarityOptions {
  return { variant, minPosts: 2, null: { kind: "constant distribution", draws: 19, seed: 1 }, ...changed };
}

const pool = (seed: number, shift = 0, agents = 6) =>
  society({
    agents,
    perDay: [2, 1, 2, 1],
    seed,
    vector: ({ day, normal }) => aroundCommon(4, normal).map((value, d) => value + (d === day ? shift : 0)),
  });

for (const variant of ["all pairs", "different authors"] as const) {
  Deno.test(`pairwiseSimilarity() of ${variant} agrees with numpy's pair by pair`, async () => {
    const { rows, result } = await pairwiseSimilarity(goldenPosts, goldenEmbeddings, options(variant));
    const expected = daysGolden.similarity.filter((pair) => pair[variant] !== null);
    assert.deepEqual(rows.map((row) => [row.unitId, row.window]), expected.map(({ day, other }) => [day, other]));
    rows.forEach(({ value }, i) => close(value, expected[i]?.[variant] ?? NaN, 1e-9));
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const within = mean(expected.filter(({ day, other }) => day === other).map((pair) => pair[variant] as number));
    const across = mean(expected.filter(({ day, other }) => day !== other).map((pair) => pair[variant] as number));
    close(result.estimate, within, 1e-9);
    const between = await pairwiseSimilarity(goldenPosts, goldenEmbeddings, options(variant, { scope: "across days" }));
    close(between.result.estimate, across, 1e-9);
    const contrast = options(variant, { scope: "within minus across" });
    close((await pairwiseSimilarity(goldenPosts, goldenEmbeddings, contrast)).result.estimate, within - across, 1e-9);
  });

  Deno.test(`pairwiseSimilarity() of ${variant} keeps its null at 5%, finds days that differ, and is 0 in the contrast`, async () => {
    const found = async (seed: number, shift: number) => {
      const { posts, embeddings } = pool(seed, shift);
      const given = options(variant, {
        scope: "within minus across",
        null: { kind: "constant distribution", draws: 59, seed },
      });
      return (await pairwiseSimilarity(posts, embeddings, given)).result;
    };
    const share = await shareOf(300, async (seed) => ((await found(seed, 0)).null?.pValue ?? NaN) <= 0.05);
    assert.ok(isNominal(share, 300), `rejected ${share}`);
    for (let seed = 0; seed < 8; seed++) {
      const { estimate, null: band } = await found(seed, 3);
      assert.ok(estimate > 0 && (band?.pValue ?? NaN) <= 0.04);
      close(band?.mean, 0, 0.05);
    }
  });

  Deno.test(`pairwiseSimilarity() of ${variant} changes neither with names, nor with order, nor with a rotation`, async () => {
    const interval = { draws: 100, seed: 4 };
    const { posts, embeddings } = pool(5, 1, 10);
    const given = options(variant, { interval });
    const { result } = await pairwiseSimilarity(posts, embeddings, given);
    const renamed = posts.map((post) => ({ ...post, authorId: `~${[...(post.authorId ?? "")].reverse().join("")}` }));
    assert.deepEqual((await pairwiseSimilarity(renamed, embeddings, given)).result, result);
    assert.deepEqual((await pairwiseSimilarity(posts.toReversed(), embeddings, given)).result, result);
    const turned = (await pairwiseSimilarity(posts, rotated(embeddings), given)).result;
    close(turned.estimate, result.estimate, 1e-6);
    close(turned.interval?.low, result.interval?.low, 1e-5);
  });
}

Deno.test("pairwiseSimilarity() does not depend on the number of posts, and of different authors not on repetition", async () => {
  const agents = [...Array(24).keys()];
  const make = (copies: number): { posts: Post[]; embeddings: Embeddings } => {
    const { posts, embeddings } = society({
      agents: agents.length,
      perDay: [1, 1],
      seed: 2,
      vector: ({ normal }) => aroundCommon(6, normal),
    });
    const again = Array.from(
      { length: copies },
      (_, copy) => posts.map((post) => ({ ...post, postId: `${post.postId} ${copy}` })),
    );
    const vectors = Float32Array.from(again.flatMap(() => [...embeddings.vectors]));
    return {
      posts: again.flat(),
      embeddings: { ...embeddings, ids: again.flat().map(({ postId }) => postId), vectors },
    };
  };
  const estimate = async (copies: number, variant: PostPairs) => {
    const { posts, embeddings } = make(copies);
    return (await pairwiseSimilarity(posts, embeddings, options(variant))).result.estimate;
  };
  close(await estimate(3, "different authors"), await estimate(1, "different authors"), 1e-9);
  assert.ok(await estimate(3, "all pairs") > await estimate(1, "all pairs") + 0.01, "copies of one post are alike");
});

Deno.test("pairwiseSimilarity() has an interval that holds the true value in about 95 of 100 corpora", async () => {
  const dims = 4;
  const truth = await (async () => {
    const { posts, embeddings } = society({
      agents: 3000,
      perDay: [1],
      seed: 99,
      vector: ({ normal }) => aroundCommon(dims, normal),
    });
    return (await pairwiseSimilarity(posts, embeddings, options("all pairs"))).result.estimate;
  })();
  const held = await shareOf(200, async (seed) => {
    const { posts, embeddings } = society({
      agents: 40,
      perDay: [1],
      seed,
      vector: ({ normal }) => aroundCommon(dims, normal),
    });
    const { interval } =
      (await pairwiseSimilarity(posts, embeddings, options("all pairs", { interval: { draws: 100, seed } }))).result;
    return interval !== null && interval.low <= truth && truth <= interval.high;
  });
  assert.ok(held > 0.87 && held < 0.995, `held ${held}`);
});

Deno.test("pairwiseSimilarity() of equal posts is 1 with p of 1; one author or one post is refused", async () => {
  const posts = [0, 1, 2, 3].map((i) => postBy("only", `p${i}`, timeOf(Math.floor(i / 2), i)));
  const embeddings = embeddingsOf(posts.map(() => [1, 2, 3]), posts.map(({ postId }) => postId));
  const { result, bands } = await pairwiseSimilarity(posts, embeddings, options("all pairs"));
  close(result.estimate, 1, 1e-9);
  assert.equal(result.null?.pValue, 1);
  assert.equal(bands.length, 2);
  assert.ok(result.warnings.some((text) => text.startsWith("illustrative")));
  await assert.rejects(pairwiseSimilarity(posts, embeddings, options("different authors")), {
    name: "RangeError",
    message: /got none in 2 days\. Use variant "all pairs"/,
  });
  await assert.rejects(
    pairwiseSimilarity(posts.slice(0, 2), embeddings, options("all pairs", { scope: "across days" })),
    { message: /got none in 1 day$/ },
  );
  await assert.rejects(pairwiseSimilarity(posts, embeddings, options("all pairs", { minPosts: 3 })), {
    message: /at least 3 posts, got at most 2/,
  });
  await assert.rejects(pairwiseSimilarity(posts, embeddings, { ...options("all pairs"), minPosts: 1 }), {
    message: /minPosts/,
  });
  const wrong = { ...options("all pairs"), variant: "some pairs" } as unknown as PairwiseSimilarityOptions;
  await assert.rejects(pairwiseSimilarity(posts, embeddings, wrong), { message: /variant is one of/ });
});
