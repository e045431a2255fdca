import assert from "node:assert/strict";
import { runSociety } from "../../lib/society/mod.ts";
import { groupBy } from "../../lib/foundation/mod.ts";
import { agents, busy, speaker, unpunctual } from "./speakers.ts";

const society = await runSociety(agents, speaker().model, busy);
const key = (agentId: string | null, postId: string | null) => `${agentId} ${postId}`;
const readings = new Map(society.exposures.map((exposure) => [key(exposure.agentId, exposure.postId), exposure]));

Deno.test("runSociety() lets agents vote only on posts they were shown, after they read them", () => {
  assert.ok(society.votes.length > 10);
  for (const vote of society.votes) {
    const exposure = readings.get(key(vote.agentId, vote.postId))!;
    assert.equal(exposure.round, vote.round);
    assert.ok(exposure.shownAt < vote.castAt!);
  }
  const distinct = new Set(society.votes.map(({ agentId, postId }) => key(agentId, postId)));
  assert.equal(distinct.size, society.votes.length);
  assert.deepEqual(new Set(society.votes.map(({ direction }) => direction)), new Set(["up", "down"]));
});

Deno.test("runSociety() gives a post up minus down as its score, and 0 where nobody voted", () => {
  for (const { postId, score } of society.posts) {
    const votes = society.votes.filter((vote) => vote.postId === postId);
    assert.equal(score, votes.reduce((sum, { direction }) => sum + (direction === "up" ? 1 : -1), 0));
  }
});

Deno.test("runSociety() lets agents comment below a post they were shown, once in every round with a feed", () => {
  const comments = society.comments.filter(({ kind }) => kind === "comment");
  assert.equal(comments.length, 4 * 5);
  for (const comment of comments) {
    const exposure = readings.get(key(comment.authorId, comment.parentId))!;
    assert.ok(exposure.shownAt < comment.createdAt);
    assert.equal(comment.threadId, comment.parentId);
  }
});

Deno.test("runSociety() shows an agent no post of its own and none twice, from the last two rounds", () => {
  const posts = new Map(society.posts.map((post) => [post.postId, post]));
  const feeds = society.exposures.filter(({ postId }) => posts.has(postId));
  assert.equal(new Set(feeds.map(({ agentId, postId }) => key(agentId, postId))).size, feeds.length);
  const ages = new Set<number>();
  for (const { agentId, postId, round } of feeds) {
    assert.notEqual(posts.get(postId)!.authorId, agentId);
    ages.add(round - Number(postId.split("/")[1]));
  }
  assert.deepEqual([...ages].toSorted(), [1, 2]);
  for (const feed of groupBy(feeds, ({ agentId, round }) => `${agentId} ${round}`).values()) {
    assert.deepEqual(feed.map(({ position }) => position), [0, 1]);
  }
});

Deno.test("runSociety() puts each probe to every agent in its round, and to no feed", () => {
  assert.deepEqual(society.probes.map(({ text }) => text), ["Whom to follow?", "Whose was useful?", "Whom to follow?"]);
  assert.deepEqual(society.probes.map(({ createdAt }) => createdAt.slice(0, 10)), [
    "2026-01-06",
    "2026-01-08",
    "2026-01-10",
  ]);
  for (const probe of society.probes) {
    const replies = society.comments.filter(({ parentId }) => parentId === probe.postId);
    assert.deepEqual(replies.map(({ authorId, kind }) => `${authorId} ${kind}`), [
      "ann reply",
      "bo reply",
      "cy reply",
      "dee reply",
    ]);
    const shown = society.exposures.filter(({ postId }) => postId === probe.postId);
    assert.equal(shown.length, 4);
    assert.ok(shown.every(({ position }) => position === 2 || position === 0));
  }
});

Deno.test("runSociety() writes the same whether its turns are asked one by one or at the same time", async () => {
  assert.deepEqual(await runSociety(agents, unpunctual(speaker().model), { ...busy, parallel: 3 }), society);
  assert.deepEqual(await runSociety(agents, unpunctual(speaker().model), { ...busy, parallel: 8 }), society);
});

Deno.test("runSociety() reads votes off what a text says, not off where it stands", async () => {
  const leaning = speaker({ lean: { "1": 3, "2": -1 } }).model;
  assert.deepEqual((await runSociety(agents, leaning, busy)).votes, society.votes);
});

Deno.test("runSociety() keeps votes and comments out of the prompts of posts", async () => {
  const silent = { ...busy };
  delete silent.votes;
  delete silent.comments;
  delete silent.probes;
  const { posts } = await runSociety(agents, speaker().model, silent);
  assert.deepEqual(posts.map(({ text }) => text), society.posts.map(({ text }) => text));
});
