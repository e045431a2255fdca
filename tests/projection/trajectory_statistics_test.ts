import assert from "node:assert/strict";
import golden from "../golden/paths.json" with { type: "json" };
import { type PathNull, trajectoryStatistics } from "../../lib/projection/mod.ts";
import { shuffled } from "../../lib/foundation/mod.ts";
import { close } from "../vectors/made.ts";
import { corpusOf, type MadePaths, noisyPaths } from "./made_paths.ts";

const nothing: PathNull = { kind: "temporal structure", unit: "post", draws: 99, seed: 1 };
const names = ["stepLength", "tortuosity", "netDisplacement", "returnRate"] as const;

function run(paths: MadePaths, options: { windowPosts?: number; minPosts?: number; null?: PathNull } = {}) {
  const { posts, embeddings } = corpusOf(paths);
  return trajectoryStatistics(posts, embeddings, {
    minPosts: 3 * (options.windowPosts ?? 1),
    null: nothing,
    ...options,
  });
}

for (const made of golden.paths) {
  Deno.test(`trajectoryStatistics() agrees with numpy on ${made.name}`, async () => {
    const rows = Array.from(
      { length: made.vectors.length / made.dims },
      (_, i) => made.vectors.slice(i * made.dims, (i + 1) * made.dims),
    );
    const { posts, embeddings } = corpusOf({ ada: rows });
    const exact = { ...embeddings, vectors: Float32Array.from(made.vectors) };
    const found = await trajectoryStatistics(posts, exact, {
      minPosts: 3,
      null: nothing,
      ...(made.windowPosts === 1 ? {} : { windowPosts: made.windowPosts, minPosts: 3 * made.windowPosts }),
    });
    for (const name of names) close(found[name].result.estimate, made[name], 1e-9);
    assert.equal(
      found.stepLength.result.variant,
      `windows of ${made.windowPosts} post${made.windowPosts === 1 ? "" : "s"}`,
    );
  });
}

const still = [1, 0, 0, 0, 0, 0];

Deno.test("trajectoryStatistics() finds a planted drift in displacement, step, tortuosity and return", async () => {
  const turn = (_: number, k: number) => [Math.cos(k / 8), Math.sin(k / 8), 0, 0, 0, 0];
  const found = await run(noisyPaths(8, { posts: 12, noise: 0.1, seed: 1, centre: turn }));
  const band = (name: (typeof names)[number]) => found[name].result.null;
  const estimate = (name: (typeof names)[number]) => found[name].result.estimate;
  assert.ok(estimate("netDisplacement") > (band("netDisplacement")?.high ?? NaN));
  assert.ok(estimate("stepLength") < (band("stepLength")?.low ?? NaN));
  assert.ok(estimate("tortuosity") < (band("tortuosity")?.low ?? NaN));
  assert.ok(estimate("returnRate") < (band("returnRate")?.low ?? NaN));
  for (const name of names) close(band(name)?.pValue, 0.01, 1e-12);
});

Deno.test("trajectoryStatistics() finds agents who go back and forth", async () => {
  const toAndFro = (_: number, k: number) => k % 2 === 0 ? still : [0, 1, 0, 0, 0, 0];
  const { returnRate, stepLength } = await run(noisyPaths(6, { posts: 12, noise: 0.05, seed: 2, centre: toAndFro }));
  assert.equal(returnRate.result.estimate, 1);
  close(returnRate.result.null?.pValue, 0.01, 1e-12);
  assert.ok(stepLength.result.estimate > (stepLength.result.null?.high ?? NaN));
});

Deno.test("trajectoryStatistics() rejects posts exchangeable in time no more often than its level", async () => {
  const rejected = { stepLength: 0, tortuosity: 0, netDisplacement: 0, returnRate: 0 };
  const runs = 300;
  for (let seed = 0; seed < runs; seed++) {
    const paths = noisyPaths(3, { posts: 6 + seed % 5, noise: 1, seed, centre: () => still });
    const found = await run(paths, { windowPosts: 1 + seed % 2, null: { ...nothing, seed }, minPosts: 6 });
    for (const name of names) if ((found[name].result.null?.pValue ?? 0) <= 0.05) rejected[name]++;
  }
  // 0.05 · 300 = 15, and 2.6 standard deviations of 3.8.
  for (const name of names) assert.ok(rejected[name] <= 25, `${name}: ${rejected[name]} of ${runs}`);
  for (const name of names) assert.ok(rejected[name] >= 1, `${name} can reject`);
});

Deno.test("trajectoryStatistics() does not depend on names, the order of posts or other agents", async () => {
  const paths = noisyPaths(4, { posts: 8, noise: 1, seed: 3, centre: () => still });
  const { posts, embeddings } = corpusOf(paths);
  const options = { minPosts: 4, windowPosts: 1, null: nothing };
  const found = await trajectoryStatistics(posts, embeddings, options);
  assert.deepEqual(await trajectoryStatistics(shuffled(posts, () => 0.3), embeddings, options), found);
  const renamed = posts.map((post) => ({ ...post, authorId: `z${9 - Number(post.authorId?.at(-1))}` }));
  const other = await trajectoryStatistics(renamed, embeddings, options);
  for (const name of names) {
    assert.equal(other[name].result.null?.pValue, found[name].result.null?.pValue);
    assert.deepEqual(other[name].bands.map(({ mean }) => mean), found[name].bands.map(({ mean }) => mean).reverse());
  }
  const alone = await trajectoryStatistics(
    posts.filter(({ authorId }) => authorId === "agent002"),
    embeddings,
    options,
  );
  assert.deepEqual(alone.returnRate.bands, found.returnRate.bands.filter(({ unitId }) => unitId === "agent002"));
});

Deno.test("trajectoryStatistics() resamples agents for an interval where asked, and says where they are too few", async () => {
  const { posts, embeddings } = corpusOf(noisyPaths(12, { posts: 5, noise: 1, seed: 6, centre: () => still }));
  const options = { minPosts: 3, null: nothing, interval: { draws: 200, seed: 1 } };
  const { stepLength } = await trajectoryStatistics(posts, embeddings, options);
  const { estimate, interval, settings } = stepLength.result;
  assert.ok(interval !== null && interval.low < estimate && estimate < interval.high);
  assert.equal(settings.intervalDraws, 200);
  const few = await trajectoryStatistics(
    posts.filter(({ authorId }) => (authorId ?? "") < "agent003"),
    embeddings,
    options,
  );
  assert.equal(few.returnRate.result.interval, null);
  assert.match(few.returnRate.result.warnings.join("; "), /no interval: 3 agents/);
});

Deno.test("trajectoryStatistics() shuffles whole days where asked, and says that three are too few", async () => {
  const { posts, embeddings } = corpusOf(noisyPaths(2, { posts: 9, noise: 1, seed: 4, centre: () => still }));
  const sessions = posts.map((post, i) => ({
    ...post,
    createdAt: `2026-01-0${1 + Math.floor(i % 9 / 3)}T0${i % 9}:00:00.000Z`,
  }));
  const { stepLength } = await trajectoryStatistics(sessions, embeddings, {
    minPosts: 3,
    null: { ...nothing, unit: "day", draws: 199 },
  });
  assert.equal(stepLength.result.settings.nullUnit, "day");
  assert.match(stepLength.result.warnings.join("; "), /2 of 2 agents wrote on 3 days or fewer/);
  assert.ok((stepLength.bands[0]?.pValue ?? 0) > 0.05);
});

Deno.test("trajectoryStatistics() is defined for posts all equal and for a path that ends where it began", async () => {
  const equal = await run({ ada: [still, still, still, still] });
  assert.deepEqual(names.map((name) => equal[name].result.estimate), [0, 1, 0, 0]);
  for (const name of names) assert.equal(equal[name].result.null?.pValue, 1);
  const back = await run({ ada: [[1, 0], [0, 1], [1, 0]] });
  assert.equal(back.tortuosity.result.estimate, 1000);
  assert.equal(back.netDisplacement.result.estimate, 0);
});

Deno.test("trajectoryStatistics() counts whom it leaves out and refuses what it cannot measure", async () => {
  const paths = { ...noisyPaths(2, { posts: 6, noise: 1, seed: 5, centre: () => still }), few: [still, still] };
  const { posts, embeddings } = corpusOf(paths);
  const first = posts[0] as (typeof posts)[number];
  const anonymous = posts.map((post) => post === first ? { ...post, authorId: null } : post);
  const { returnRate } = await trajectoryStatistics(anonymous, embeddings, { minPosts: 4, maxPosts: 5, null: nothing });
  assert.deepEqual(returnRate.result.n, 1);
  assert.equal(returnRate.result.settings.agentsLeftOut, 2);
  assert.deepEqual(returnRate.result.warnings, [
    "illustrative: 1 agent",
    "1 agent with more than 5 posts left out",
    "1 post without author left out",
  ]);
  const options = { minPosts: 3, null: nothing };
  await assert.rejects(trajectoryStatistics(posts, embeddings, { ...options, minPosts: 2 }), {
    message: /minPosts.*at least 3/,
  });
  await assert.rejects(trajectoryStatistics(posts, embeddings, { ...options, minPosts: 7 }), {
    message: /got 3 agents with at most 6/,
  });
  await assert.rejects(trajectoryStatistics([first, first], embeddings, options), { message: /got it twice/ });
  await assert.rejects(trajectoryStatistics([{ ...first, postId: "x" }], embeddings, options), {
    message: /needs a row/,
  });
  await assert.rejects(trajectoryStatistics([{ ...first, createdAt: "today" }], embeddings, options), {
    message: /needs UTC/,
  });
  await assert.rejects(
    trajectoryStatistics(posts, embeddings, { ...options, null: { ...nothing, kind: "society" as never } }),
    {
      name: "TypeError",
      message: /null.kind is one of temporal structure/,
    },
  );
  const signal = AbortSignal.abort(new Error("enough"));
  await assert.rejects(trajectoryStatistics(posts, embeddings, { ...options, signal }), { message: "enough" });
});
