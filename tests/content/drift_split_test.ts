import assert from "node:assert/strict";
import { drift, type DriftOptions } from "../../lib/content/mod.ts";
import family from "../golden/drift_family.json" with { type: "json" };
import { close } from "../vectors/made.ts";
import { goldenEmbeddings, goldenPosts } from "./golden.ts";
import { aroundCommon, postBy, society, timeOf } from "./made.ts";

const base = { minPosts: 4, null: { kind: "temporal structure", unit: "post", draws: 99, seed: 1 } } as const;
const made = society({
  agents: 12,
  perDay: [3, 2, 4, 1, 3],
  seed: 4,
  vector: ({ normal, place }) => aroundCommon(6, normal).map((value, d) => value + (d === place % 3 ? 1 : 0)),
});

for (const split of ["order", "time"] as const) {
  for (const variant of ["raw", "unbiased"] as const) {
    Deno.test(`drift() ${variant} split by ${split} agrees with numpy`, async () => {
      const { result, rows } = await drift(goldenPosts, goldenEmbeddings, { ...base, variant, split });
      const expected = Object.values(family.drift[split]);
      assert.equal(rows.length, expected.length);
      rows.forEach(({ value }, i) => close(value, expected[i]?.[variant], 1e-9));
      const said = { order: "halves by post order", time: "halves of the agent's own time span" }[split];
      assert.equal(result.settings.split, said);
    });
  }
}

Deno.test("drift() split by time leaves out agents with a half too small, and says so", async () => {
  const posts = [0, 0, 0, 0].map((_, i) => postBy("burst", `b${i}`, i === 3 ? timeOf(9) : timeOf(0)));
  const all = [...made.posts, ...posts];
  const vectors = Float32Array.from([...made.embeddings.vectors, ...posts.flatMap(() => [1, 0, 0, 0, 0, 0])]);
  const embeddings = { ...made.embeddings, ids: all.map(({ postId }) => postId), vectors };
  const given = { ...base, variant: "unbiased", split: "time" } as const;
  const { result } = await drift(all, embeddings, given);
  assert.equal(result.n, 12);
  assert.equal(result.settings.agentsLeftOut, 1);
  assert.ok(result.warnings.includes("1 agent with too few posts in one half left out"));
  await assert.rejects(drift(posts.slice(0, 3).concat(postBy("burst", "b3", timeOf(0))), embeddings, given), {
    name: "RangeError",
    message: /split "time": needs an agent with at least 2 posts in each half of its own time, got none of 1/,
  });
});

for (const unit of ["post", "day"] as const) {
  for (const variant of ["raw", "unbiased"] as const) {
    Deno.test(`drift() ${variant} by ${unit}: native products give the plain draws`, async () => {
      const given: DriftOptions = { ...base, variant, null: { ...base.null, unit }, keepDraws: true };
      const plain = await drift(made.posts, made.embeddings, given);
      const native = await drift(made.posts, made.embeddings, { ...given, engine: "native" });
      assert.equal(native.result.settings.engine, "native");
      assert.equal(plain.draws?.values.length, 12 * 99);
      native.draws?.values.forEach((value, i) => close(value, plain.draws?.values[i], 1e-12));
      native.bands.forEach(({ pValue }, i) => assert.equal(pValue, plain.bands[i]?.pValue));
      assert.equal(native.result.estimate, plain.result.estimate);
    });
  }
}

Deno.test("drift() native of an agent with many posts, whose pairs are not kept, gives the plain draws", async () => {
  const many = society({ agents: 2, perDay: [90, 70, 40], seed: 8, vector: ({ normal }) => aroundCommon(5, normal) });
  for (const unit of ["post", "day"] as const) {
    const given: DriftOptions = { ...base, variant: "raw", null: { ...base.null, unit, draws: 39 }, keepDraws: true };
    const plain = await drift(many.posts, many.embeddings, given);
    const native = await drift(many.posts, many.embeddings, { ...given, engine: "native" });
    native.draws?.values.forEach((value, i) => close(value, plain.draws?.values[i], 1e-12));
  }
});

Deno.test("drift() native of posts that are equal or cancel out is what it is in plain float64", async () => {
  const vector = ({ agent, place }: { agent: number; place: number }) =>
    agent === 0 ? [1, 2, 3] : [place % 2 === 0 ? 1 : -1, 0, 0];
  const { posts, embeddings } = society({ agents: 2, perDay: Array(8).fill(1), seed: 1, vector });
  const plain = await drift(posts, embeddings, { ...base, variant: "raw", keepDraws: true });
  const native = await drift(posts, embeddings, { ...base, variant: "raw", keepDraws: true, engine: "native" });
  native.draws?.values.forEach((value, i) => close(value, plain.draws?.values[i], 1e-9));
  assert.equal(native.bands[0]?.pValue, 1);
});

Deno.test("drift() gives an interval over agents around its estimate, and none for few", async () => {
  const interval = { draws: 500, seed: 2, confidence: 0.9 };
  const { result } = await drift(made.posts, made.embeddings, { ...base, variant: "raw", interval });
  assert.ok(result.interval !== null);
  assert.ok(result.interval.low < result.estimate && result.interval.high > result.estimate);
  assert.equal(result.interval.method, "agent bootstrap, BCa");
  assert.deepEqual([result.interval.confidence, result.settings.intervalDraws, result.settings.intervalSeed], [
    0.9,
    500,
    2,
  ]);
  const few = await drift(goldenPosts, goldenEmbeddings, { ...base, variant: "raw", interval });
  assert.equal(few.result.interval, null);
  assert.ok(few.result.warnings.includes("no interval: 3 agents, at least 6 needed to resample"));
});

Deno.test("drift() raw stays as it is when every post stands twice", async () => {
  const twice = made.posts.flatMap((post) => [post, { ...post, postId: `${post.postId} again` }]);
  const rows = made.posts.map((_, i) => [...made.embeddings.vectors.subarray(i * 6, (i + 1) * 6)]);
  const embeddings = {
    ...made.embeddings,
    ids: twice.map(({ postId }) => postId),
    vectors: Float32Array.from(rows.flatMap((row) => [...row, ...row])),
  };
  // 13 posts an agent: by order the middle one would be cut in two, by time every pair stays together.
  const given = { ...base, variant: "raw", split: "time" } as const;
  const [once, doubled] = [await drift(made.posts, made.embeddings, given), await drift(twice, embeddings, given)];
  once.rows.forEach(({ value }, i) => close(doubled.rows[i]?.value, value, 1e-12));
});

Deno.test("drift() refuses an unknown split, engine and interval", async () => {
  const run = (given: object) => drift(goldenPosts, goldenEmbeddings, { ...base, variant: "raw", ...given });
  await assert.rejects(run({ split: "calendar" }), { name: "TypeError", message: /split is one of order, time/ });
  await assert.rejects(run({ engine: "gpu" }), { name: "TypeError", message: /engine is one of float64, native/ });
  await assert.rejects(run({ interval: { draws: 5, seed: 1 } }), { name: "RangeError", message: /interval\.draws/ });
});
