import assert from "node:assert/strict";
import { driftDirection, type DriftDirectionOptions } from "../../lib/content/mod.ts";
import family from "../golden/drift_family.json" with { type: "json" };
import { close, embeddingsOf } from "../vectors/made.ts";
import { goldenEmbeddings, goldenPosts } from "./golden.ts";
import { aroundCommon, postBy, rotated, society, timeOf } from "./made.ts";

const shuffle = { kind: "temporal structure", unit: "post", draws: 99, seed: 1 } as const;
const turn = { kind: "independent directions", draws: 99, seed: 1 } as const;
const agents = ["ada", "bob", "cyn"] as const;

function options(changed: Partial<DriftDirectionOptions> = {}): DriftDirectionOptions {
  return { variant: "raw", minPosts: 4, null: turn, ...changed };
}

for (const variant of ["raw", "unit"] as const) {
  for (const split of ["order", "time"] as const) {
    Deno.test(`driftDirection() ${variant} by ${split} agrees with numpy for each agent`, async () => {
      const { result, rows } = await driftDirection(goldenPosts, goldenEmbeddings, options({ variant, split }));
      const expected = family.direction[split][variant];
      assert.deepEqual(rows.map(({ unitId }) => unitId), [...agents]);
      agents.forEach((agent, i) => close(rows[i]?.value, expected[agent], 1e-9));
      close(result.estimate, agents.reduce((sum, agent) => sum + expected[agent] / 3, 0), 1e-9);
    });
  }

  Deno.test(`driftDirection() ${variant}: drifts turned round come near all turns enumerated by numpy`, async () => {
    const draws = 2000;
    const { result } = await driftDirection(
      goldenPosts,
      goldenEmbeddings,
      options({ variant, null: { ...turn, draws } }),
    );
    const exact = family.signNull[variant];
    close(result.null?.mean, exact.mean, 5 * exact.sd / Math.sqrt(draws));
    close(result.null?.pValue, exact.p, 5 * Math.sqrt(exact.p * (1 - exact.p) / draws) + 1 / draws);
    assert.equal(result.null?.kind, "independent directions");
  });

  Deno.test(`driftDirection() ${variant}: shuffled orders come near all splits enumerated by numpy`, async () => {
    const rows = family.small.flat();
    const posts = family.small.flatMap((own, agent) =>
      own.map((_, i) => postBy(`a${agent}`, `a${agent} p${i}`, timeOf(i, agent)))
    );
    const embeddings = embeddingsOf(rows, posts.map(({ postId }) => postId));
    const draws = 3000;
    for (const engine of ["float64", "native"] as const) {
      const given = options({ variant, engine, splits: 1, keepDraws: true, null: { ...shuffle, draws } });
      const { result, draws: kept } = await driftDirection(posts, embeddings, given);
      const exact = family.splitNull[variant];
      close(result.null?.mean, exact.mean, 5 * exact.sd / Math.sqrt(draws));
      const means = Array.from(
        { length: draws },
        (_, k) => [0, 1, 2].reduce((sum, agent) => sum + (kept?.values[agent * draws + k] ?? NaN) / 3, 0),
      );
      const squares = means.reduce((sum, value) => sum + (value - exact.mean) ** 2, 0);
      close(Math.sqrt(squares / draws), exact.sd, 5 * exact.sd / Math.sqrt(draws));
    }
  });

  for (const given of [shuffle, { ...shuffle, unit: "day" as const }, turn]) {
    const name = given.kind === "temporal structure" ? `${given.kind} by ${given.unit}` : given.kind;
    Deno.test(`driftDirection() ${variant}, ${name}: native products give the plain draws`, async () => {
      const { posts, embeddings } = society({
        agents: 30,
        perDay: [3, 5, 2, 140],
        seed: 2,
        vector: ({ normal, place }) =>
          aroundCommon(5, normal).map((value, d) => value + (d === 0 && place > 4 ? 1 : 0)),
      });
      const few = posts.filter((_, i) => Math.floor(i / 150) === 0 || i % 150 < 13); // one agent of many posts
      const all = options({ variant, null: { ...given, draws: 29 }, splits: 1, keepDraws: true });
      const asked = { ...all, interval: { draws: 100, seed: 1 } };
      const plain = await driftDirection(few, embeddings, asked);
      const native = await driftDirection(few, embeddings, { ...asked, engine: "native" });
      assert.equal(plain.draws?.values.length, 30 * 29);
      native.draws?.values.forEach((value, i) => close(value, plain.draws?.values[i], 1e-10));
      close(native.result.interval?.low, plain.result.interval?.low, 1e-10);
      assert.equal(native.result.null?.pValue, plain.result.null?.pValue);
      assert.deepEqual([plain.result.settings.engine, native.result.settings.engine], ["float64", "native"]);
    });
  }
}

Deno.test("driftDirection() changes with neither names, nor order of rows, nor a rotation", async () => {
  const names: Record<string, string> = { ada: "zoe", bob: "ann", cyn: "max" };
  const renamed = goldenPosts.map((post) => ({ ...post, authorId: post.authorId && (names[post.authorId] ?? null) }));
  for (const given of [options(), options({ null: shuffle })]) {
    const found = await driftDirection(goldenPosts, goldenEmbeddings, given);
    const again = await driftDirection(renamed.toReversed(), goldenEmbeddings, given);
    assert.deepEqual(again.result, found.result);
    assert.deepEqual(again.ceiling, found.ceiling);
    const turned = await driftDirection(goldenPosts, rotated(goldenEmbeddings), given);
    close(turned.result.estimate, found.result.estimate, 1e-5);
    close(turned.result.null?.high, found.result.null?.high, 1e-5);
  }
});

Deno.test("driftDirection() turns drifts, not posts: backwards in time it reads the same", async () => {
  const { posts, embeddings } = society({
    agents: 8,
    perDay: Array(6).fill(1),
    seed: 3,
    vector: ({ normal }) => aroundCommon(4, normal),
  });
  const backwards = posts.map((post) => ({ ...post, createdAt: timeOf(60 - Number(post.createdAt.slice(8, 10))) }));
  const there = await driftDirection(posts, embeddings, options());
  const back = await driftDirection(backwards, embeddings, options());
  close(back.result.estimate, there.result.estimate, 1e-12);
});

Deno.test("driftDirection() of posts that are all equal is 0 with no ceiling and p of 1", async () => {
  const { posts, embeddings } = society({ agents: 4, perDay: Array(6).fill(1), seed: 1, vector: () => [1, 2, 3] });
  for (const given of [shuffle, turn]) {
    for (const engine of ["float64", "native"] as const) {
      const { result, ceiling } = await driftDirection(posts, embeddings, options({ null: given, engine }));
      assert.deepEqual([result.estimate, result.null?.pValue], [0, 1]);
      assert.ok(ceiling.value === null || ceiling.squaredDrift < 1e-12);
    }
  }
});

Deno.test("driftDirection() says what it did", async () => {
  const asked = options({ null: { ...shuffle, unit: "day" }, splits: 3, interval: { draws: 100, seed: 5 } });
  const { result, ceiling } = await driftDirection(goldenPosts, goldenEmbeddings, asked);
  const { noiseCeiling, shareOfCeiling, ...settings } = result.settings;
  assert.deepEqual(settings, {
    split: "halves by post order",
    minPosts: 4,
    posts: 25,
    nullUnit: "day",
    draws: 99,
    seed: 1,
    splits: 3,
    agentsLeftOut: 0,
    postsWithoutAuthor: 1,
    engine: "float64",
    intervalDraws: 100,
    intervalSeed: 5,
  });
  assert.deepEqual([noiseCeiling, shareOfCeiling], [ceiling.value, ceiling.ratio]);
  assert.equal(result.interval, null);
  assert.ok(result.warnings.includes("no interval: 3 agents, at least 12 needed"));
  assert.ok(result.warnings.includes("1 post without author left out"));
});

Deno.test("driftDirection() refuses one agent, short halves and strange options", async () => {
  const run = (given: object, posts = goldenPosts) =>
    driftDirection(posts, goldenEmbeddings, { ...options(), ...given });
  await assert.rejects(run({}, goldenPosts.filter(({ authorId }) => authorId === "bob")), {
    name: "RangeError",
    message: /needs 2 agents with at least 4 posts.*got 1/,
  });
  await assert.rejects(run({ minPosts: 3 }), { name: "RangeError", message: /minPosts needs.*at least 4, got 3/ });
  await assert.rejects(run({ minPosts: 40 }), { name: "RangeError", message: /agent with at least 40 posts/ });
  await assert.rejects(run({ variant: "mean" }), { name: "TypeError", message: /variant is one of raw, unit/ });
  await assert.rejects(run({ null: { ...turn, kind: "none" } }), {
    name: "TypeError",
    message: /null\.kind is one of/,
  });
  await assert.rejects(run({ null: { ...turn, unit: "post" } }), { name: "TypeError", message: /option "unit"/ });
  await assert.rejects(run({ null: { ...turn, draws: 9 } }), { name: "RangeError", message: /null\.draws/ });
  await assert.rejects(run({ splits: 0 }), { name: "RangeError", message: /splits/ });
  await assert.rejects(run({ signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
});
