import assert from "node:assert/strict";
import { centroidStability, pairwiseSimilarity } from "../../lib/content/mod.ts";
import { dealtSums, packetSize } from "../../lib/content/dealt_sums.ts";
import { placePosts } from "../../lib/content/placed.ts";
import { postsByDay } from "../../lib/content/daily_centroids.ts";
import { meanCosine } from "../../lib/content/similarity_sums.ts";
import { close } from "../vectors/made.ts";
import { aroundCommon, society } from "./made.ts";

const many = (perDay: readonly number[], agents: number, seed = 1) =>
  society({
    agents,
    perDay,
    seed,
    vector: ({ normal, day }) => aroundCommon(3, normal).map((value, d) => value + (d === day ? 0.02 : 0)),
  });

Deno.test("dealtSums() in packets keeps every day's posts and their sum, and spreads like posts dealt one by one", async () => {
  const { posts, embeddings } = many([1, 3, 2], 3001);
  const days = postsByDay("test", placePosts("test", posts, embeddings), 1).kept.map((day) => day.posts);
  assert.equal(packetSize(posts.length, "all pairs"), 4);
  assert.equal(packetSize(posts.length, "different authors"), 1);
  const spread = async (pairs: "all pairs" | "different authors", draws: number) => {
    const values: number[] = [];
    const given = { kind: "constant distribution", draws, seed: 2 } as const;
    for await (
      const sums of dealtSums(days, { pairs, reach: 1, null: given, onProgress: undefined, signal: undefined })
    ) {
      assert.deepEqual([...sums.counts], [3001, 9003, 6002]);
      const [first = NaN] = [...sums.sums];
      const total = [...Array(3).keys()].map((d) =>
        [0, 1, 2].reduce((sum, day) => sum + (sums.sums[day * 3 + d] as number), 0)
      );
      values.push(first, ...total);
    }
    const firsts = values.filter((_, i) => i % 4 === 0);
    for (let i = 4; i < values.length; i++) if (i % 4 !== 0) close(values[i], values[i % 4], 1e-6); // nobody lost, nobody twice
    const mean = firsts.reduce((a, b) => a + b, 0) / draws;
    return Math.sqrt(firsts.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws);
  };
  const [packets, single] = [await spread("all pairs", 300), await spread("different authors", 100)];
  assert.ok(packets / single > 0.75 && packets / single < 1.3, `${packets} and ${single}`);
});

Deno.test("centroidStability() and pairwiseSimilarity() subsample agents as if the others had not written", async () => {
  const { posts, embeddings } = many([2, 1, 3], 9, 4);
  const interval = { draws: 100, seed: 3, share: 0.5 };
  const given = { minPosts: 2, null: { kind: "constant distribution", draws: 19, seed: 1 } } as const;
  const made =
    (await pairwiseSimilarity(posts, embeddings, { ...given, variant: "different authors", interval })).result;
  // By brute force: all subsets of 4 of the 9 agents; the interval's ends are quantiles of 100 of them.
  const values: number[] = [];
  for (let mask = 0; mask < 512; mask++) {
    const kept = [...Array(9).keys()].filter((agent) => mask & (1 << agent));
    if (kept.length !== 5) continue;
    const own = posts.filter(({ authorId }) => kept.includes(Number(authorId?.slice(6))));
    values.push(
      (await pairwiseSimilarity(own, embeddings, { ...given, variant: "different authors" })).result.estimate,
    );
  }
  const scale = Math.sqrt(5 / 4);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sorted = values.map((value) => made.estimate + scale * (value - mean)).sort((a, b) => a - b);
  const width = (sorted[Math.round(0.975 * 125)] as number) - (sorted[Math.round(0.025 * 125)] as number);
  close(((made.interval?.high ?? NaN) - (made.interval?.low ?? NaN)) / width, 1, 0.3);
  const stable = (await centroidStability(posts, embeddings, { ...given, variant: "raw", interval })).result;
  assert.ok((stable.interval?.low ?? NaN) <= stable.estimate && stable.estimate <= 1);
  assert.match(stable.interval?.method ?? "", /of 9 agents without replacement/);
});

Deno.test("pairwiseSimilarity() subsamples more than 400 agents in groups, with an interval as wide", async () => {
  const { posts, embeddings } = many([1], 1200, 6);
  const given = { minPosts: 2, null: { kind: "constant distribution", draws: 19, seed: 1 } } as const;
  const { interval, estimate } =
    (await pairwiseSimilarity(posts, embeddings, { ...given, interval: { draws: 1000, seed: 1 } })).result;
  assert.match(interval?.method ?? "", /200 of 400 random groups of 1200 agents/);
  // The linear part of a mean over pairs: variance 4 · var(mean cosine of a post to all others) / n.
  const placed = placePosts("test", posts, embeddings);
  const sum = placed.reduce((total, { vector }) => total.map((value, d) => value + (vector[d] as number)), [0, 0, 0]);
  const own = placed.map(({ vector }) =>
    (sum.reduce((dot, value, d) => dot + value * (vector[d] as number), 0) - 1) / 1199
  );
  const variance = own.reduce((total, value) => total + (value - estimate) ** 2, 0) / 1199;
  const width = 2 * 1.96 * Math.sqrt(4 * variance / 1200);
  close(((interval?.high ?? NaN) - (interval?.low ?? NaN)) / width, 1, 0.12);
});

Deno.test("meanCosine() of a day without a second author is null", () => {
  const sums = {
    days: 1,
    dims: 1,
    counts: Float64Array.of(2),
    sums: Float64Array.of(2),
    rows: [Float64Array.of(2)],
    sameDots: Float64Array.of(4),
    samePairs: Float64Array.of(4),
  };
  assert.equal(meanCosine(sums, 0, 0), null);
});
