import assert from "node:assert/strict";
import { socializationEffect, type SocializationEffectOptions } from "../../lib/content/mod.ts";
import { fillEmpty, gainsOf } from "../../lib/content/exposure_gains.ts";
import type { Exposure, Post } from "../../lib/shapes.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { golden, placed } from "./adaptation_golden.ts";
import { exposedSociety } from "./exposed_society.ts";
import { postBy, rotated, timeOf } from "./made.ts";

const made = golden.socialization;
const { posts, embeddings } = placed(made.posts);
const exposures: Exposure[] = made.exposures;

function options(changed: Partial<SocializationEffectOptions> = {}): SocializationEffectOptions {
  return {
    variant: "shift",
    exposures,
    exposureSource: "randomised",
    topics: { by: "none" },
    null: { kind: "exposure reassignment", draws: 99, seed: 1 },
    ...changed,
  };
}

const cases = [
  ["shift", {}, made.shift],
  ["over two posts", { followingPosts: 2 }, made.twoPosts],
  ["a post later", { skippedPosts: 1 }, made.skipped],
  ["adjusted", { variant: "adjusted" as const }, made.adjusted],
] as const;

for (const [name, changed, expected] of cases) {
  Deno.test(`socializationEffect() ${name} is own minus the others' sets, and comes near all 120 reassignments`, async () => {
    const draws = 4000;
    const { result } = await socializationEffect(
      posts,
      embeddings,
      options({ ...changed, null: { kind: "exposure reassignment", draws, seed: 2 } }),
    );
    close(result.estimate, expected.estimate, 1e-9);
    close(result.null?.mean, 0, 5 * expected.sd / Math.sqrt(draws));
    close(result.null?.pValue, expected.p, 5 * Math.sqrt(expected.p * (1 - expected.p) / draws) + 1 / draws);
    if (!("before" in expected)) return;
    close(result.settings.slopeBefore as number, expected.before, 1e-9);
    close(result.settings.slopeEarlier as number, expected.earlier, 1e-9);
  });
}

Deno.test("socializationEffect() changes with neither names, nor order of rows, nor a rotation", async () => {
  const { result, bands } = await socializationEffect(posts, embeddings, options());
  const names: Record<string, string> = { ada: "zoe", bob: "yan", cyn: "max", dan: "kim", eve: "ann" };
  const renamed = posts.map((post) => ({ ...post, authorId: names[post.authorId as string] as string }));
  const seen = exposures.map((exposure) => ({ ...exposure, agentId: names[exposure.agentId] as string }));
  const other = await socializationEffect(
    renamed.toReversed(),
    rotated(embeddings),
    options({ exposures: seen.toReversed() }),
  );
  close(other.result.estimate, result.estimate, 1e-6);
  assert.equal(other.result.null?.pValue, result.null?.pValue);
  close(
    other.bands.find(({ unitId }) => unitId === "zoe")?.low,
    bands.find(({ unitId }) => unitId === "ada")?.low,
    1e-6,
  );
});

Deno.test("socializationEffect() of the mean is the mean of its agents, and of societies that of societies", async () => {
  const { result, rows } = await socializationEffect(posts, embeddings, options());
  close(result.estimate, rows.reduce((sum, { value }) => sum + value / rows.length, 0), 1e-12);
  const [one, two] = [1, 2].map((seed) => exposedSociety({ seed, agents: 6, days: 5, name: `s${seed} ` }));
  assert.ok(one !== undefined && two !== undefined);
  const both = {
    posts: [...one.posts, ...two.posts],
    embeddings: {
      ...one.embeddings,
      ids: [...one.embeddings.ids, ...two.embeddings.ids],
      vectors: Float32Array.from([...one.embeddings.vectors, ...two.embeddings.vectors]),
    },
  };
  const { exposures: _, ...rest } = options();
  const joint = await socializationEffect(both.posts, both.embeddings, {
    ...rest,
    societies: [{ societyId: "one", ...one }, { societyId: "two", ...two }],
    interval: { draws: 100, seed: 1 },
  });
  const alone = await Promise.all(
    [one, two].map((society) =>
      socializationEffect(society.posts, society.embeddings, options({ exposures: society.exposures }))
    ),
  );
  close(joint.result.estimate, alone.reduce((sum, { result: own }) => sum + own.estimate / 2, 0), 1e-12);
  assert.equal(joint.result.n, 2);
  assert.equal(joint.result.interval?.method, "Student t over societies");
  const bySociety = joint.rows.filter(({ metric }) => metric === "socialization effect by society");
  assert.deepEqual(bySociety.map(({ unitId, n }) => [unitId, n]), [["one", 6], ["two", 6]]);
  assert.ok(joint.rows.some(({ unitId }) => unitId === "one/agent 0"));
});

Deno.test("socializationEffect() less that of a yoked arm: paired by agent, or independent", async () => {
  const feed = exposedSociety({ seed: 3, adapts: 0.6, days: 8 });
  const apart = exposedSociety({ seed: 4, days: 8, name: "control " });
  // What the yoked agents would have been shown: the feed arm's posts, on the same days.
  const yoked = { posts: apart.posts, exposures: feed.exposures };
  const all = {
    ...feed.embeddings,
    ids: [...feed.embeddings.ids, ...apart.embeddings.ids],
    vectors: Float32Array.from([...feed.embeddings.vectors, ...apart.embeddings.vectors]),
  };
  const run = (pairing: "paired" | "independent") =>
    socializationEffect(feed.posts, all, {
      ...options({ exposures: feed.exposures, control: { ...yoked, pairing }, interval: { draws: 400, seed: 1 } }),
    });
  const [paired, independent] = [await run("paired"), await run("independent")];
  for (const { result, control, difference } of [paired, independent]) {
    close(difference?.estimate, result.estimate - (control?.estimate ?? NaN), 1e-12);
    assert.ok((difference?.interval?.low ?? -1) > 0, "a feed that is followed differs from one that is not");
    assert.ok((difference?.null?.pValue ?? 1) <= 0.05);
    assert.ok((control?.null?.pValue ?? 0) > 0.05);
  }
  assert.equal(paired.difference?.n, 12);
  assert.equal(independent.difference?.interval?.method, "Welch t");
});

Deno.test("socializationEffect() leaves own posts out of every set, and strangers' posts uncounted", async () => {
  const own: Exposure = { ...(exposures[0] as Exposure), postId: "ada0" };
  const strange: Exposure = { ...own, postId: "nobody" };
  const plain = await socializationEffect(posts, embeddings, options());
  const more = await socializationEffect(posts, embeddings, options({ exposures: [...exposures, own, strange] }));
  assert.equal(more.result.estimate, plain.result.estimate);
  assert.equal(more.result.settings.exposuresToOwnPosts, 1);
  assert.equal(more.result.settings.exposuresToPostsNotGiven, 1);
  assert.ok(more.result.warnings.includes("1 exposure to posts not given left out"));
});

Deno.test("socializationEffect() says how exposure came about", async () => {
  const warnings = async (exposureSource: "randomised" | "recorded" | "assumed") => {
    const { result } = await socializationEffect(posts, embeddings, options({ exposureSource }));
    return [result.settings.exposure, ...result.warnings];
  };
  assert.deepEqual(await warnings("randomised"), ["randomised exposure", "illustrative: 5 agents"]);
  assert.deepEqual((await warnings("recorded"))[1], "recorded exposure, not randomised");
  assert.deepEqual((await warnings("assumed"))[1], "exposure unknown: association only");
});

Deno.test("socializationEffect() fills the pairs where nothing is left of a set", async () => {
  const four = society([["a", [1, 0]], ["b", [0, 1]], ["c", [1, 1]], ["d", [2, 1]]]);
  const shown = [["a", "c0"], ["b", "a0"], ["c", "d0"], ["d", "b0"]] as const;
  const { result } = await socializationEffect(
    four.posts,
    four.embeddings,
    options({ exposures: shown.map(([agentId, postId]) => see(agentId, postId)) }),
  );
  assert.equal(result.settings.emptyPairs, 4);
  assert.ok(Number.isFinite(result.estimate));
});

Deno.test("fillEmpty() gives a pair the sum of its agent's and its set's level, so that it counts for nothing", () => {
  const levels = [[0.1, 0.5, -0.3, 0.2], [0.4, -0.2, 0, 0.3]] as const;
  const whole = Float64Array.from(levels[0].flatMap((row) => levels[1].map((column) => row + column)));
  const holed = Float64Array.from(whole);
  for (const cell of [1, 7, 8]) holed[cell] = NaN;
  fillEmpty(holed, 4);
  holed.forEach((value, cell) => close(value, whole[cell], 1e-10));
  const gains = gainsOf({ n: 4, shift: holed, after: holed, before: holed, earlier: holed }, null);
  gains.forEach((gain) => close(gain, 0, 1e-10));
});

Deno.test("socializationEffect() of equal posts is 0 with p of 1, and warns of few reassignments", async () => {
  const equal = society([["a", [1, 1]], ["b", [1, 1]], ["c", [1, 1]]]);
  const shown = [["a", "b0"], ["b", "c0"], ["c", "a0"]] as const;
  for (const variant of ["shift", "adjusted"] as const) {
    const { result } = await socializationEffect(
      equal.posts,
      equal.embeddings,
      options({ variant, exposures: shown.map(([agentId, postId]) => see(agentId, postId)) }),
    );
    close(result.estimate, 0, 1e-12);
    assert.equal(result.null?.pValue, 1);
    assert.ok(result.warnings.includes("only 6 distinct reassignments: no p-value below their inverse"));
  }
});

Deno.test("socializationEffect() refuses what it cannot measure", async () => {
  const run = (changed: object) =>
    socializationEffect(posts, embeddings, { ...options(), ...changed } as SocializationEffectOptions);
  const { exposures: _, ...without } = options();
  await assert.rejects(socializationEffect(posts, embeddings, without), {
    name: "TypeError",
    message: /needs either exposures or societies that have them, got neither. Without exposures use interactionInfl/,
  });
  await assert.rejects(run({ exposures: [] }), { name: "RangeError", message: /got 0 exposures/ });
  await assert.rejects(run({ exposures: exposures.slice(0, 2) }), { message: /1 sets without another to exchange/ });
  await assert.rejects(run({ topics: { by: "clusters", clusters: 1, seed: 1 } }), { message: /clusters.*at least 2/ });
  await assert.rejects(run({ variant: "cosine" }), { message: /variant is one of shift, adjusted/ });
  await assert.rejects(run({ exposureSource: "random" }), { message: /exposureSource is one of/ });
  await assert.rejects(run({ lag: 2 }), { message: /option "lag"/ });
  await assert.rejects(
    run({ exposures: undefined, societies: [{ societyId: "x", posts: posts.slice(1), exposures }] }),
    {
      message: /societies together need to hold the posts given, each once, got 19 posts for 20/,
    },
  );
  await assert.rejects(run({ signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
});

/** Three agents who post on two days; the second post is the first turned. */
function society(agents: readonly (readonly [string, readonly [number, number]])[]) {
  const made: Post[] = agents.flatMap(([name], i) =>
    [0, 1].map((day) => postBy(name, `${name}${day}`, timeOf(day, i)))
  );
  const rows = agents.flatMap(([, [x, y]]) => [[x, y], [y, x]]);
  return { posts: made, embeddings: embeddingsOf(rows, made.map(({ postId }) => postId)) };
}

function see(agentId: string, postId: string): Exposure {
  return { agentId, postId, shownAt: timeOf(1), round: 1, position: 0, promptHash: "" };
}
