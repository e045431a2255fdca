import assert from "node:assert/strict";
import { feedbackAdaptation, type FeedbackAdaptationOptions } from "../../lib/content/mod.ts";
import type { Post, Vote } from "../../lib/shapes.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { golden, placed } from "./adaptation_golden.ts";
import { postBy, rotated, timeOf } from "./made.ts";

const { posts, embeddings } = placed(golden.feedback.posts);

function options(changed: Partial<FeedbackAdaptationOptions> = {}): FeedbackAdaptationOptions {
  return {
    variant: "unbiased",
    windowPosts: 5,
    share: 0.4,
    null: { kind: "age-stratified votes", stratumPosts: 5, draws: 39, seed: 1 },
    ...changed,
  };
}

for (const variant of ["raw", "unbiased"] as const) {
  for (const ageAdjustment of ["none", "window"] as const) {
    for (const later of ["next window", "all later"] as const) {
      Deno.test(`feedbackAdaptation() ${variant}, ages ${ageAdjustment}, ${later} agrees with numpy`, async () => {
        const expected = golden.feedback.values[`${variant}, ${ageAdjustment}, ${later}`];
        const given = options({ variant, ageAdjustment, later });
        const { result, forwardMinusBackward, rows } = await feedbackAdaptation(posts, embeddings, given);
        const [forward, difference] = [rows.slice(0, 3), rows.slice(3)];
        expected.forEach((agent, i) => {
          assert.equal(forward[i]?.unitId, agent.agent);
          assert.equal(forward[i]?.n, agent.windows);
          close(forward[i]?.value, agent.forward, 1e-9);
          close(difference[i]?.value, agent.difference, 1e-9);
        });
        close(result.estimate, expected.reduce((sum, agent) => sum + agent.forward, 0) / 3, 1e-9);
        close(forwardMinusBackward?.estimate, expected.reduce((sum, agent) => sum + agent.difference, 0) / 3, 1e-9);
      });
    }
  }
}

Deno.test("feedbackAdaptation() changes with neither names, nor order of rows, nor a rotation", async () => {
  const { result, forwardMinusBackward } = await feedbackAdaptation(posts, embeddings, options());
  const names: Record<string, string> = { "agent 0": "zoe", "agent 1": "max", "agent 2": "ann" };
  const renamed = posts.map((post) => ({ ...post, authorId: names[post.authorId as string] as string }));
  const turned = await feedbackAdaptation(renamed.toReversed(), rotated(embeddings), options());
  for (const [a, b] of [[turned.result, result], [turned.forwardMinusBackward, forwardMinusBackward]] as const) {
    close(a?.estimate, b?.estimate, 1e-6);
    close(a?.null?.mean, b?.null?.mean, 1e-6);
    assert.equal(a?.null?.pValue, b?.null?.pValue);
  }
});

Deno.test("feedbackAdaptation() counts votes by others, and reads ages from when votes were read", async () => {
  const votes = posts.flatMap(({ postId, score }): Vote[] => [
    ...Array.from({ length: score as number }, (_, i) => ({
      agentId: `reader ${i}`,
      postId,
      direction: "up" as const,
      round: 0,
    })),
    { agentId: "reader 9", postId, direction: "down", round: 0 },
  ]);
  const self: Vote = { agentId: "agent 0", postId: "f0-00", direction: "up", round: 0 };
  const { result } = await feedbackAdaptation(posts, embeddings, options());
  for (const voteField of ["net votes", "up votes"] as const) {
    const counted = await feedbackAdaptation(posts, embeddings, options({ voteField, votes: [...votes, self] }));
    close(counted.result.estimate, result.estimate, 1e-12); // one vote less each changes no rank
    assert.equal(counted.result.settings.selfVotesLeftOut, 1);
  }
  const byPost = new Map(posts.map(({ postId, createdAt }) => [postId, `2026-03-01${createdAt.slice(10)}`]));
  const same = await feedbackAdaptation(posts, embeddings, options({ votesReadAt: byPost }));
  close(same.result.estimate, result.estimate, 1e-12);
  const atOneAge = new Map(posts.map(({ postId, createdAt }) => [postId, createdAt]));
  const ageless = await feedbackAdaptation(posts, embeddings, options({ votesReadAt: atOneAge }));
  const unadjusted = await feedbackAdaptation(posts, embeddings, options({ ageAdjustment: "none" }));
  close(ageless.result.estimate, unadjusted.result.estimate, 1e-12);
});

Deno.test("feedbackAdaptation() can count only votes cast before the posts that follow", async () => {
  const cast = (late: string) =>
    posts.flatMap(({ postId, score }): Vote[] =>
      Array.from({ length: score as number }, (_, i) => (
        { agentId: `reader ${i}`, postId, direction: "up", round: 0, castAt: late }
      ))
    );
  const given = { voteField: "up votes", votesCast: "before what follows" } as const;
  const early = await feedbackAdaptation(
    posts,
    embeddings,
    options({ ...given, votes: cast("2026-01-01T00:00:00.000Z") }),
  );
  close(early.result.estimate, (await feedbackAdaptation(posts, embeddings, options())).result.estimate, 1e-12);
  // Votes for the first window of agent 0 that come after its sixth post do not count for that window, but all others do.
  const half = [...cast("2026-01-01T00:00:00.000Z")].map((vote) =>
    /f0-0[0-4]/.test(vote.postId) ? { ...vote, castAt: posts[5]?.createdAt as string } : vote
  );
  const { result, rows } = await feedbackAdaptation(posts, embeddings, options({ ...given, votes: half }));
  assert.equal(result.settings.windowsWithoutContrast, 2);
  assert.equal(rows[0]?.n, 2);
  const run = (changed: object) => feedbackAdaptation(posts, embeddings, options({ ...given, ...changed }));
  await assert.rejects(run({ votes: half.map(({ castAt: _, ...vote }) => vote) }), {
    message: /needs votes with castAt/,
  });
  await assert.rejects(run({ voteField: "score" }), { name: "TypeError", message: /needs votes, got none/ });
  await assert.rejects(run({ votes: half, ageAdjustment: "pooled" }), { name: "TypeError", message: /got "pooled"/ });
});

Deno.test("feedbackAdaptation() shares places among ties, and can leave tied windows out or take the earlier post", async () => {
  const { posts: made, embeddings: vectors } = oneAgent([0, 0, 1, 1, 1, 1, 1, 1], [5, 5, 5, 1, 0, 0, 0, 0]);
  const run = (ties: "shared" | "earlier first" | "left out", scores = made) =>
    feedbackAdaptation(
      scores,
      vectors,
      options({ windowPosts: 4, share: 0.25, ties, ageAdjustment: "none", null: small }),
    );
  // Toward each place: the following posts are all of kind 1, of the other three of the window 1 of 3 or 2 of 3.
  const gain = { zero: 0 - 1 / 3, one: 1 - 1 / 3 };
  close((await run("shared")).result.estimate, (2 * gain.zero + gain.one) / 3 - gain.one, 1e-6);
  close((await run("earlier first")).result.estimate, gain.zero - gain.one, 1e-6);
  await assert.rejects(run("left out"), { message: /votes differ beyond their age, got 2 windows of equal votes/ });
});

Deno.test("feedbackAdaptation() says what is unknown and what it left out", async () => {
  const more: Post[] = [
    ...posts,
    { ...postBy(null, "f0-00 x", timeOf(0)), score: 1 },
    { ...postBy("agent 0", "f0-00 y", timeOf(0)), score: null },
  ];
  const extra = { ...embeddings, ids: [...embeddings.ids, "f0-00 x", "f0-00 y"] };
  const vectors = Float32Array.from([...embeddings.vectors, 1, 0, 0, 0, 1, 0, 0, 0]);
  const { result, draws } = await feedbackAdaptation(more, { ...extra, vectors }, options({ keepDraws: true }));
  assert.equal(draws?.values.length, draws === undefined ? NaN : draws.unitIds.length * draws.draws);
  assert.deepEqual(result.warnings, [
    "exposure unknown: association only",
    "illustrative: 3 agents",
    "1 post without votes left out",
    "1 post without author left out",
  ]);
  assert.equal(result.settings.windowsWithoutContrast, 1);
  assert.equal(result.settings.postsAtTop, 2);
  assert.equal(result.null?.kind, "age-stratified votes");
  assert.equal(result.interval, null);
});

Deno.test("feedbackAdaptation() of equal posts is 0 with p of 1", async () => {
  const { posts: made, embeddings: vectors } = oneAgent(Array(8).fill(1), [3, 1, 2, 0, 1, 2, 3, 4]);
  for (const variant of ["raw", "unbiased"] as const) {
    const { result } = await feedbackAdaptation(made, vectors, options({ variant, windowPosts: 4, null: small }));
    close(result.estimate, 0, 1e-12);
    assert.equal(result.null?.pValue, 1);
  }
});

Deno.test("feedbackAdaptation() has no backward value where nothing stands before a window", async () => {
  const { posts: made, embeddings: vectors } = oneAgent([0, 1, 0, 1, 1], [3, 1, 2, 0, 0]);
  const given = options({ windowPosts: 4, later: "next post", null: small });
  assert.equal((await feedbackAdaptation(made, vectors, given)).forwardMinusBackward, null);
});

Deno.test("feedbackAdaptation() refuses what it cannot measure", async () => {
  const run = (given: object, of = posts) =>
    feedbackAdaptation(of, embeddings, { ...options(), ...given } as FeedbackAdaptationOptions);
  await assert.rejects(run({}, posts.map((post) => ({ ...post, score: 2 }))), {
    name: "RangeError",
    message: /a window of 5 posts whose votes differ beyond their age, got \d+ windows of equal votes in 3 agents/,
  });
  await assert.rejects(run({ windowPosts: 20 }), { message: /an agent with at least 40 posts/ });
  await assert.rejects(run({}, posts.map((post) => ({ ...post, score: null }))), { message: /got 0 agents/ });
  await assert.rejects(run({ voteField: "up votes" }), { name: "TypeError", message: /counts votes, got none/ });
  await assert.rejects(run({ votes: [] }), { name: "TypeError", message: /got votes as well/ });
  await assert.rejects(run({ share: 0.6 }), { message: /share needs a finite number/ });
  await assert.rejects(run({ ties: "random" }), { message: /ties is one of shared, earlier first, left out/ });
  await assert.rejects(run({ windows: 3 }), { message: /option "windows"/ });
  await assert.rejects(run({ null: { ...options().null, stratumPosts: 6 } }), { message: /stratumPosts.*from 2 to 5/ });
  await assert.rejects(run({ signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
});

const small = { kind: "age-stratified votes", stratumPosts: 4, draws: 19, seed: 1 } as const;

/** Posts of two kinds that have nothing in common. */
function oneAgent(kinds: readonly number[], scores: readonly number[]) {
  const made = kinds.map((_, i) => ({ ...postBy("only", `p${i}`, timeOf(i)), score: scores[i] as number }));
  return {
    posts: made,
    embeddings: embeddingsOf(kinds.map((kind) => kind === 0 ? [1, 0] : [0, 1]), made.map(({ postId }) => postId)),
  };
}
