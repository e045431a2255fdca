import assert from "node:assert/strict";
import { pullToCentre, type PullToCentreOptions } from "../../lib/content/mod.ts";
import type { Embeddings } from "../../lib/shapes.ts";
import family from "../golden/drift_family.json" with { type: "json" };
import { close, embeddingsOf } from "../vectors/made.ts";
import { goldenEmbeddings, goldenPosts } from "./golden.ts";
import { aroundCommon, postBy, rotated, society, timeOf } from "./made.ts";

const shuffle = { kind: "temporal structure", unit: "post", draws: 99, seed: 1 } as const;

function options(changed: Partial<PullToCentreOptions> = {}): PullToCentreOptions {
  return { variant: "frozen before late half", minPosts: 4, null: shuffle, ...changed };
}

const made = society({ agents: 10, perDay: [3, 2, 4, 1, 3], seed: 6, vector: ({ normal }) => aroundCommon(6, normal) });

for (const variant of ["all other posts", "frozen before late half", "frozen first window"] as const) {
  const window = variant === "frozen first window" ? { windowDays: 2 } : {};
  for (const similarity of ["centroid", "posts"] as const) {
    Deno.test(`pullToCentre() to ${variant} by ${similarity} agrees with numpy, halves by order and by time`, async () => {
      for (const split of ["order", "time"] as const) {
        const given = options({ variant, similarity, split, ...window });
        const { result, rows } = await pullToCentre(goldenPosts, goldenEmbeddings, given);
        const expected = family.pull.filter((one) =>
          one.variant === variant && one.similarity === similarity && one.split === split
        );
        assert.deepEqual(
          rows.map(({ unitId, n }) => [unitId, n]),
          expected.map(({ agent, posts }) => [agent, posts]),
        );
        rows.forEach(({ value }, i) => close(value, expected[i]?.value, 1e-9));
        close(result.estimate, expected.reduce((sum, { value }) => sum + value / 3, 0), 1e-9);
        assert.equal(result.settings.fewestCentrePosts, Math.min(...expected.map(({ centrePosts }) => centrePosts)));
      }
    });

    Deno.test(`pullToCentre() to ${variant} by ${similarity}: native products give the plain draws`, async () => {
      for (const unit of ["post", "day"] as const) {
        const asked = options({ variant, similarity, null: { ...shuffle, unit }, keepDraws: true, ...window });
        const plain = await pullToCentre(made.posts, made.embeddings, asked);
        const native = await pullToCentre(made.posts, made.embeddings, { ...asked, engine: "native" });
        assert.equal(plain.draws?.values.length, 10 * 99);
        native.draws?.values.forEach((value, i) => close(value, plain.draws?.values[i], 1e-12));
        native.bands.forEach(({ pValue }, i) => assert.equal(pValue, plain.bands[i]?.pValue));
      }
    });
  }
}

for (const unit of ["post", "day"] as const) {
  Deno.test(`pullToCentre(): shuffling by ${unit} comes near all orders enumerated by numpy`, async () => {
    const draws = 4000;
    const exact = family.pullNull[unit];
    const { bands } = await pullToCentre(goldenPosts, goldenEmbeddings, options({ null: { ...shuffle, unit, draws } }));
    const band = bands.find(({ unitId }) => unitId === "bob");
    close(band?.mean, exact.mean, 5 * exact.sd / Math.sqrt(draws));
    close(band?.pValue, exact.p, 0.02); // an order and its mirror image lie equally far from the exact mean
    assert.equal(band?.kind, "temporal structure");
  });
}

Deno.test("pullToCentre() changes with neither names, nor order of rows, nor a rotation", async () => {
  const names: Record<string, string> = { ada: "zoe", bob: "ann", cyn: "max" };
  const renamed = goldenPosts.map((post) => ({ ...post, authorId: post.authorId && (names[post.authorId] ?? null) }));
  const { result } = await pullToCentre(goldenPosts, goldenEmbeddings, options());
  assert.deepEqual((await pullToCentre(renamed.toReversed(), goldenEmbeddings, options())).result, result);
  const turned = await pullToCentre(goldenPosts, rotated(goldenEmbeddings), options());
  close(turned.result.estimate, result.estimate, 1e-6);
  close(turned.result.null?.low, result.null?.low, 1e-6);
});

Deno.test("pullToCentre() stays as it is when every post stands twice, its own copies left out of the centre", async () => {
  const twice = made.posts.flatMap((post) => [post, { ...post, postId: `${post.postId} again` }]);
  const rows = made.posts.map((_, i) => [...made.embeddings.vectors.subarray(i * 6, (i + 1) * 6)]);
  const embeddings = embeddingsOf(rows.flatMap((row) => [row, row]), twice.map(({ postId }) => postId));
  for (const variant of ["all other posts", "frozen before late half"] as const) {
    const given = options({ variant, split: "time" });
    const once = await pullToCentre(made.posts, made.embeddings, given);
    const doubled = await pullToCentre(twice, embeddings, given);
    once.rows.forEach(({ value }, i) => close(doubled.rows[i]?.value, value, 1e-6));
  }
});

Deno.test("pullToCentre() lets an agent's own posts move its centre in no variant", async () => {
  // Bob's posts turn round; ada, who writes the same throughout, must not see herself in her centre.
  const posts = ["ada", "bob", "ada", "bob", "ada", "bob"].map((name, i) => postBy(name, `p${i}`, timeOf(i)));
  const east = [1, 0, 0], up = [0, 0, 1];
  const embeddings = embeddingsOf([east, up, east, up, east, up], posts.map(({ postId }) => postId));
  for (const variant of ["all other posts", "frozen before late half"] as const) {
    const { rows } = await pullToCentre(posts, embeddings, options({ variant, minPosts: 2 }));
    assert.deepEqual(rows.map(({ value }) => value), [0, 0]);
  }
});

Deno.test("pullToCentre() frozen before the late half does not look into the future", async () => {
  const before = await pullToCentre(made.posts, made.embeddings, options());
  const [dims, last] = [made.embeddings.dims, "2026-02-05"]; // all late halves have begun
  const vectors = made.embeddings.vectors.slice();
  made.posts.forEach(({ authorId, createdAt }, row) => {
    if (authorId === "agent 9" && createdAt >= last) {
      for (let d = 0; d < dims; d++) vectors[row * dims + d] = d === 0 ? -1 : 0;
    }
  });
  const after = await pullToCentre(made.posts, { ...made.embeddings, vectors }, options());
  const others = (found: typeof before) => found.bands.filter(({ unitId }) => unitId !== "agent 9");
  assert.deepEqual(others(after), others(before));
  const all = options({ variant: "all other posts" });
  const [seen, changed] = [
    await pullToCentre(made.posts, made.embeddings, all),
    await pullToCentre(made.posts, { ...made.embeddings, vectors }, all),
  ];
  assert.notDeepEqual(others(changed), others(seen));
});

Deno.test("pullToCentre() counts posts without author for the centre, and says so", async () => {
  const posts = [...made.posts, postBy(null, "nobody", timeOf(0))];
  const embeddings: Embeddings = {
    ...made.embeddings,
    ids: posts.map(({ postId }) => postId),
    vectors: Float32Array.from([...made.embeddings.vectors, 1, 0, 0, 0, 0, 0]),
  };
  const given = options({ variant: "frozen first window", windowDays: 1, interval: { draws: 200, seed: 3 } });
  const { result } = await pullToCentre(posts, embeddings, given);
  assert.deepEqual(result.settings, {
    split: "halves by post order",
    minPosts: 4,
    minCentrePosts: 1,
    windowDays: 1,
    postsInWindow: 31,
    agentsLeftOut: 0,
    agentsWithoutCentre: 0,
    postsWithoutAuthor: 1,
    similarity: "centroid",
    posts: 100,
    fewestCentrePosts: 28,
    nullUnit: "post",
    draws: 99,
    seed: 1,
    engine: "float64",
    intervalDraws: 200,
    intervalSeed: 3,
  });
  assert.ok(result.interval !== null && result.interval.low < result.estimate);
  assert.deepEqual(result.warnings, [
    "illustrative: 10 agents",
    "1 post without author count for the centre only",
    "10 of 10 agents with a centre of fewer than 30 posts",
  ]);
});

Deno.test("pullToCentre() of posts that are all equal is 0 with p of 1", async () => {
  const { posts, embeddings } = society({ agents: 3, perDay: Array(6).fill(1), seed: 1, vector: () => [1, 2, 3] });
  for (const engine of ["float64", "native"] as const) {
    const { result } = await pullToCentre(posts, embeddings, options({ variant: "all other posts", engine }));
    close(result.estimate, 0, 1e-12);
    assert.equal(result.null?.pValue, 1);
  }
});

Deno.test("pullToCentre() refuses an agent alone, a centre nowhere and strange options", async () => {
  const run = (given: object, posts = goldenPosts) => pullToCentre(posts, goldenEmbeddings, { ...options(), ...given });
  const bob = goldenPosts.filter(({ authorId }) => authorId === "bob");
  await assert.rejects(run({}, bob), {
    name: "RangeError",
    message: /needs an agent with at least 1 post of others as its centre, got 1 agent with at most 0/,
  });
  await assert.rejects(run({ minCentrePosts: 500 }), { name: "RangeError", message: /at least 500 posts of others/ });
  await assert.rejects(run({ minPosts: 40 }), { name: "RangeError", message: /agent with at least 40 posts/ });
  await assert.rejects(run({ minPosts: 1 }), { name: "RangeError", message: /minPosts/ });
  await assert.rejects(run({ variant: "global" }), { name: "TypeError", message: /variant is one of all other posts/ });
  await assert.rejects(run({ variant: "frozen first window" }), {
    name: "RangeError",
    message: /windowDays of variant/,
  });
  await assert.rejects(run({ windowDays: 3 }), {
    name: "TypeError",
    message: /windowDays is for "frozen first window"/,
  });
  await assert.rejects(run({ similarity: "dot" }), { name: "TypeError", message: /similarity is one of/ });
  await assert.rejects(run({ null: { ...shuffle, unit: "week" } }), { name: "TypeError", message: /null\.unit/ });
  await assert.rejects(run({ signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
  const opposite = ["ada", "ada", "bob", "bob"].map((name, i) => postBy(name, `p${i}`, timeOf(i)));
  const nowhere = embeddingsOf([[1, 0], [-1, 0], [0, 1], [0, -1]], opposite.map(({ postId }) => postId));
  await assert.rejects(pullToCentre(opposite, nowhere, options({ variant: "all other posts", minPosts: 2 })), {
    message: /got 2 agents with at most 0 that point somewhere/,
  });
});
