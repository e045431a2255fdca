import assert from "node:assert/strict";
import { centroidStability, type CentroidStabilityOptions } from "../../lib/content/mod.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { golden, goldenEmbeddings, goldenPosts } from "./golden.ts";
import { aroundCommon, postBy, rotated, society, timeOf } from "./made.ts";

function options(variant: "raw" | "corrected", minPosts = 2, draws = 19): CentroidStabilityOptions {
  return { variant, minPosts, null: { kind: "constant distribution", draws, seed: 1 } };
}

for (const variant of ["raw", "corrected"] as const) {
  Deno.test(`centroidStability() ${variant} agrees with numpy's pair by pair, undefined pairs left out`, async () => {
    const { rows, result } = await centroidStability(goldenPosts, goldenEmbeddings, options(variant));
    const expected = golden.stability.filter((pair) => pair[variant] !== null);
    assert.deepEqual(rows.map((row) => [row.unitId, row.window]), expected.map(({ day, other }) => [day, other]));
    rows.forEach(({ value }, i) => close(value, expected[i]?.[variant] ?? NaN, 1e-9));
    const consecutive = golden.stability.filter(({ day, other }) => Date.parse(other) - Date.parse(day) === 86_400_000)
      .flatMap((pair) => pair[variant] ?? []);
    close(result.estimate, consecutive.reduce((a, b) => a + b, 0) / consecutive.length, 1e-9);
    assert.equal(result.n, consecutive.length);
    const undefinedPairs = golden.stability.length - expected.length;
    assert.equal(result.warnings.some((text) => text.includes("undefined")), undefinedPairs > 0);
  });
}

Deno.test("centroidStability() of one pool: raw is 0.37 at 5 posts a day and 0.99 at 1,000, corrected is 1 at both", async () => {
  const oneSource = (posts: number, days: number) =>
    society({
      agents: posts,
      perDay: Array(days).fill(1),
      seed: 3,
      // Mean similarity 0.105: the shared part has 0.105 of the squared length.
      vector: ({ normal }) =>
        Array.from({ length: 64 }, (_, d) => normal() + (d === 0 ? Math.sqrt(64 * 0.105 / 0.895) : 0)),
    });
  const few = oneSource(5, 60);
  const many = oneSource(1000, 3);
  const estimate = async ({ posts, embeddings }: typeof few, variant: "raw" | "corrected") =>
    (await centroidStability(posts, embeddings, options(variant))).result.estimate;
  close(await estimate(few, "raw"), 0.37, 0.05);
  close(await estimate(many, "raw"), 0.99, 0.005);
  close(await estimate(many, "corrected"), 1, 0.03);
});

Deno.test("centroidStability() keeps its null at 5% when days draw from one pool, and finds days that differ", async () => {
  const pValue = async (seed: number, shift: number) => {
    const { posts, embeddings } = society({
      agents: 6,
      perDay: [2, 2, 2, 2],
      seed,
      vector: ({ day, normal }) => aroundCommon(4, normal).map((value, d) => value + (d === day ? shift : 0)),
    });
    const given = options("raw", 1, 99);
    return (await centroidStability(posts, embeddings, { ...given, null: { ...given.null, seed } })).result.null
      ?.pValue;
  };
  let rejected = 0;
  for (let seed = 0; seed < 400; seed++) if ((await pValue(seed, 0) ?? NaN) <= 0.05) rejected++;
  assert.ok(rejected >= 400 * 0.05 - 3 * Math.sqrt(400 * 0.05 * 0.95), `rejected ${rejected} of 400`);
  assert.ok(rejected <= 400 * 0.05 + 3 * Math.sqrt(400 * 0.05 * 0.95), `rejected ${rejected} of 400`);
  for (let seed = 0; seed < 10; seed++) assert.ok((await pValue(seed, 3) ?? NaN) <= 0.02);
});

Deno.test("centroidStability() changes neither with agents' names nor with a rotation of the space", async () => {
  for (const variant of ["raw", "corrected"] as const) {
    const { result } = await centroidStability(goldenPosts, goldenEmbeddings, options(variant));
    const renamed = goldenPosts.map((post) => ({
      ...post,
      authorId: post.authorId && `~${post.authorId.length}${post.authorId}`,
    }));
    assert.deepEqual((await centroidStability(renamed, goldenEmbeddings, options(variant))).result, result);
    const turned = (await centroidStability(goldenPosts, rotated(goldenEmbeddings), options(variant))).result;
    close(turned.estimate, result.estimate, 1e-5);
    close(turned.null?.mean, result.null?.mean, 1e-4);
  }
});

Deno.test("centroidStability() raw ignores that all posts stand twice", async () => {
  const twice = goldenPosts.flatMap((post) => [post, { ...post, postId: `${post.postId} again` }]);
  const embeddings = {
    ...goldenEmbeddings,
    ids: [...goldenEmbeddings.ids, ...goldenEmbeddings.ids.map((id) => `${id} again`)],
    vectors: Float32Array.from([...goldenEmbeddings.vectors, ...goldenEmbeddings.vectors]),
  };
  const [once, doubled] = [
    await centroidStability(goldenPosts, goldenEmbeddings, options("raw")),
    await centroidStability(twice, embeddings, options("raw", 4)),
  ];
  doubled.rows.forEach(({ value }, i) => close(value, once.rows[i]?.value, 1e-12));
});

Deno.test("centroidStability() of equal posts is 1 with p of 1", async () => {
  const posts = [0, 1, 2, 3].map((i) => postBy(`a${i % 2}`, `p${i}`, timeOf(Math.floor(i / 2), i)));
  const embeddings = embeddingsOf(posts.map(() => [1, 2, 3]), posts.map(({ postId }) => postId));
  for (const variant of ["raw", "corrected"] as const) {
    const { result, bands } = await centroidStability(posts, embeddings, options(variant));
    close(result.estimate, 1, 1e-9);
    assert.equal(result.null?.pValue, 1);
    assert.deepEqual(bands.map(({ unitId, window }) => [unitId, window]), [["2026-02-02", "2026-02-01"]]);
  }
});

Deno.test("centroidStability() refuses one day, one author where authors are needed, and what it does not know", async () => {
  const posts = [0, 1, 2, 3].map((i) => postBy("only", `p${i}`, timeOf(Math.floor(i / 2), i)));
  const embeddings = embeddingsOf(posts.map((_, i) => [1, i]), posts.map(({ postId }) => postId));
  const oneDay = posts.slice(0, 2);
  await assert.rejects(centroidStability(oneDay, embeddings, options("raw")), { message: /needs 2 days.*got 1$/ });
  await assert.rejects(centroidStability(posts, embeddings, options("corrected")), {
    name: "RangeError",
    message: /at most 1 author\. Use variant "raw"/,
  });
  await assert.rejects(centroidStability(posts, embeddings, options("corrected", 1)), {
    message: /minPosts.*at least 2/,
  });
  const run = (changed: object) =>
    centroidStability(posts, embeddings, { ...options("raw"), ...changed } as CentroidStabilityOptions);
  await assert.rejects(run({ variant: "unbiased" }), { message: /variant is one of raw, corrected/ });
  await assert.rejects(run({ null: { kind: "temporal structure", draws: 19, seed: 1 } }), {
    message: /null\.kind is one/,
  });
  await assert.rejects(run({ null: { kind: "constant distribution", draws: 5, seed: 1 } }), { message: /null\.draws/ });
  await assert.rejects(run({ bins: 3 }), { message: /option "bins"/ });
});
