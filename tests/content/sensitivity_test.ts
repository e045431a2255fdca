import assert from "node:assert/strict";
import {
  type ContentCorpus,
  drift,
  equivalenceToNull,
  ngramOverlap,
  plant,
  sensitivity,
  structuralInfluence,
  withSensitivity,
} from "twoplane/content";
import { seededRandom } from "twoplane/foundation";
import type { Exposure, MeasureResult, Post } from "twoplane/shapes";
import { resampleAgents, withoutExposureEffect, withoutOrder } from "../../lib/content/resample.ts";
import { atRandom, commentingSociety } from "./commenting_society.ts";
import { society } from "./made.ts";

/** Each agent has a direction of its own, so that going to the centre is a way to go. */
function aroundOwn(agent: number, normal: () => number): number[] {
  return Array.from({ length: 8 }, (_, i) => (i === agent % 8 ? 1 : 0) + 0.4 * normal());
}

function corpusOf(seed: number, agents = 12, days = 10): ContentCorpus {
  const perDay = Array.from({ length: days }, () => 1);
  const made = society({ agents, perDay, seed, vector: ({ agent, normal }) => aroundOwn(agent, normal) });
  const exposures = made.posts.flatMap((post): Exposure[] => {
    const day = Number(post.createdAt.slice(8, 10)) - 1;
    const agent = Number(post.authorId?.split(" ")[1]);
    const read = made.posts[((agent + 1) % agents) * days + day - 1];
    if (day === 0 || read === undefined) return [];
    const { authorId, createdAt } = post;
    return [{
      agentId: authorId as string,
      postId: read.postId,
      shownAt: createdAt,
      round: day,
      position: 0,
      promptHash: "",
    }];
  });
  return { ...made, exposures, votes: [] };
}

const byDrift = ({ posts, embeddings }: ContentCorpus) =>
  drift(posts, embeddings, {
    variant: "raw",
    minPosts: 8,
    null: { kind: "temporal structure", unit: "post", draws: 99, seed: 1 },
  });

Deno.test("sensitivity() of drift: false alarms near the level at 0, strong convergence found, curve rising", async () => {
  const found = await sensitivity(corpusOf(1), {
    measure: byDrift,
    plant: "convergence to the centre",
    share: 1,
    strengths: [0.2, 0.8],
    resamples: 40,
    seed: 5,
  });
  const [none, , strong] = found.curve;
  assert.equal(none?.strength, 0);
  assert(none.detected <= 0.225, `${none.detected} false alarms of 40 at level 0.05`); // 99.9% of Binomial(40, 0.05): ≤ 9
  assert(strong !== undefined && strong.detected >= 0.9);
  assert(found.smallest !== null && found.smallest <= 0.8);
  const { result } = await byDrift(corpusOf(1));
  assert.deepEqual(withSensitivity(result, found).sensitivity, found);
});

Deno.test("sensitivity() takes out an effect that is already there before it plants", async () => {
  const clean = corpusOf(2);
  const moved = plant(clean.posts, clean.embeddings, {
    kind: "convergence to the centre",
    strength: 0.9,
    share: 1,
    seed: 1,
  });
  const corpus = { ...clean, embeddings: moved.embeddings };
  const { result } = await byDrift(corpus);
  assert(result.null !== null && result.null.pValue <= 0.05);
  const { curve } = await sensitivity(corpus, {
    measure: byDrift,
    plant: "convergence to the centre",
    share: 1,
    strengths: [1],
    resamples: 40,
    seed: 6,
  });
  assert((curve[0]?.detected as number) <= 0.225);
});

Deno.test("sensitivity() says blind where nothing tried is found, and ends where it is told to", async () => {
  const never = () => ({
    result: {
      metric: "deaf",
      variant: "",
      estimate: 0,
      interval: { low: -1, high: 1, confidence: 0.95, method: "none" },
      null: null,
      sensitivity: null,
      n: 1,
      settings: {},
      warnings: [],
    },
  });
  const options = {
    measure: never,
    plant: "anchor formation",
    share: 1,
    strengths: [0.5, 1],
    resamples: 20,
    seed: 1,
  } as const;
  assert.equal((await sensitivity(corpusOf(3), options)).smallest, null);
  const stopped = AbortSignal.abort(new Error("enough"));
  await assert.rejects(sensitivity(corpusOf(3), { ...options, signal: stopped }), /enough/);
});

Deno.test("sensitivity() refuses strengths that do not rise, few resamples and missing exposures", async () => {
  const options = {
    measure: byDrift,
    plant: "anchor formation",
    share: 1,
    strengths: [0.5],
    resamples: 20,
    seed: 1,
  } as const;
  const corpus = corpusOf(4);
  await assert.rejects(sensitivity(corpus, { ...options, strengths: [0.5, 0.5] }), RangeError);
  await assert.rejects(sensitivity(corpus, { ...options, strengths: [] }), RangeError);
  await assert.rejects(sensitivity(corpus, { ...options, resamples: 5 }), RangeError);
  await assert.rejects(
    sensitivity({ ...corpus, exposures: [] }, { ...options, plant: "adaptation to what was read" }),
    /needs exposures/,
  );
});

Deno.test("sensitivity() plants in texts and ties too: words are found by overlap, returned comments by reciprocity", async () => {
  const readers = corpusOf(3);
  const random = seededRandom(3, "words");
  const text = () => Array.from({ length: 20 }, () => `word${Math.floor(random() * 400)}`).join(" ");
  const corpus = { ...readers, posts: readers.posts.map((post) => ({ ...post, text: text() })) };
  const common = { share: 1, resamples: 20, seed: 4 };
  const words = await sensitivity(corpus, {
    ...common,
    measure: ({ posts, exposures }) =>
      ngramOverlap(posts, { exposures, null: { kind: "reassigned reading", draws: 99, seed: 1 } }),
    plant: "words of what was read",
    strengths: [0.5],
  });
  assert.equal(words.unit, "share of the words");
  assert((words.curve[0]?.detected as number) <= 0.25 && words.curve[1]?.detected === 1);

  const { posts } = commentingSociety({ seed: 5, choose: atRandom });
  const none = {
    posts,
    embeddings: { ids: [], dims: 1, model: "none", vectors: new Float32Array() },
    exposures: [],
    votes: [],
  };
  const returns = await sensitivity(none, {
    ...common,
    measure: async (drawn) => {
      const found = await structuralInfluence(drawn.posts, {
        minTies: 1,
        null: { kind: "rewired ties", draws: 99, seed: 1 },
      });
      return { result: found.results.find(({ variant }) => variant === "edges") as MeasureResult };
    },
    plant: "returned comments",
    strengths: [0.8],
  });
  assert((returns.curve[0]?.detected as number) <= 0.25 && (returns.curve[1]?.detected as number) >= 0.8);
});

Deno.test("sensitivity() trusts no measure that finds what is not there, and can leave the agents as they are", async () => {
  const corpus = corpusOf(5);
  const alarmed = async (): Promise<{ result: MeasureResult }> => {
    const { result } = await byDrift(corpus);
    return { result: { ...result, null: { ...(result.null as NonNullable<MeasureResult["null"]>), pValue: 0.01 } } };
  };
  const options = { plant: "anchor formation", share: 1, strengths: [0.5], resamples: 20, seed: 1 } as const;
  const always = await sensitivity(corpus, { ...options, measure: alarmed });
  assert.equal(always.curve[1]?.detected, 1);
  assert.equal(always.smallest, null);
  const names = new Set<string | null>();
  await sensitivity(corpus, {
    ...options,
    agents: "as they are",
    measure: ({ posts }) => {
      posts.forEach(({ authorId }) => names.add(authorId));
      return byDrift(corpus);
    },
  });
  assert.deepEqual(names, new Set(corpus.posts.map(({ authorId }) => authorId)));
});

Deno.test("resampleAgents() draws whole agents as new agents, who read a copy's posts or those of nobody drawn", () => {
  const corpus = corpusOf(7);
  const drawn = resampleAgents(corpus, seededRandom(1, "test"));
  const authors = new Set(drawn.posts.map(({ authorId }) => authorId).filter((authorId) => authorId !== null));
  assert.equal(authors.size, 12);
  assert.equal(new Set(drawn.posts.map(({ postId }) => postId)).size, drawn.posts.length);
  assert.deepEqual(drawn.posts.map(({ postId }) => postId), drawn.embeddings.ids);
  const known = new Set(drawn.posts.map(({ postId }) => postId));
  assert(drawn.exposures.length > 0);
  assert(drawn.exposures.every(({ postId, agentId }) => known.has(postId) && authors.has(agentId)));
  const read = new Set(drawn.exposures.map(({ postId }) => postId));
  const readPosts = drawn.posts.filter(({ postId }) => read.has(postId));
  const original = (author: string) => author.replace(/ copy \d+$/, "");
  const drawnAgents = new Set([...authors].map((author) => original(author as string)));
  const writers = new Map(corpus.posts.map(({ postId, authorId }) => [postId, authorId as string]));
  const ofNobody = readPosts.filter(({ authorId }) => authorId === null);
  assert(ofNobody.length > 0 && ofNobody.length < readPosts.length);
  assert(ofNobody.every(({ postId }) => !drawnAgents.has(writers.get(postId) as string)));
});

Deno.test("withoutOrder() deals texts with their vectors; withoutExposureEffect() hands comments on with what was read", () => {
  const made = corpusOf(9);
  const posts = made.posts.map((post) => ({ ...post, text: `text of ${post.postId}` }));
  const dealt = withoutOrder({ ...made, posts }, seededRandom(1, "test"));
  const rowOf = ({ embeddings }: ContentCorpus, id: string) => {
    const row = embeddings.ids.indexOf(id);
    return embeddings.vectors.slice(row * 8, row * 8 + 8);
  };
  assert(dealt.posts.some(({ postId, text }) => text !== `text of ${postId}`));
  for (const { postId, text } of dealt.posts) assert.deepEqual(rowOf(dealt, postId), rowOf(made, text.slice(8)));

  const comments = made.exposures.map(({ agentId, postId, shownAt }): Post => ({
    ...(made.posts[0] as Post),
    ...{
      postId: `on ${postId} by ${agentId}`,
      authorId: agentId,
      kind: "comment",
      parentId: postId,
      createdAt: shownAt,
    },
  }));
  const reassigned = withoutExposureEffect({ ...made, posts: [...made.posts, ...comments] }, seededRandom(1, "test"));
  const moved = reassigned.posts.filter(({ kind }) => kind === "comment");
  const shown = new Set(reassigned.exposures.map(({ agentId, postId }) => `${agentId} ${postId}`));
  const writers = new Map(made.posts.map(({ postId, authorId }) => [postId, authorId]));
  for (const { authorId, parentId } of moved) {
    assert(shown.has(`${authorId} ${parentId}`) || writers.get(parentId as string) === authorId);
  }
  assert(moved.some(({ authorId }, i) => authorId !== comments[i]?.authorId));
});

Deno.test("withoutOrder() deals an agent's own vectors anew; withoutExposureEffect() nobody's own posts", () => {
  const corpus = corpusOf(8);
  const dealt = withoutOrder(corpus, seededRandom(1, "test"));
  const rowsOf = ({ posts, embeddings }: ContentCorpus, agent: string) =>
    posts.flatMap(({ authorId }, row) =>
      authorId === agent ? [embeddings.vectors.slice(row * 8, row * 8 + 8).join()] : []
    );
  assert.notDeepEqual(rowsOf(dealt, "agent 3"), rowsOf(corpus, "agent 3"));
  assert.deepEqual(rowsOf(dealt, "agent 3").sort(), rowsOf(corpus, "agent 3").sort());
  const reassigned = withoutExposureEffect(corpus, seededRandom(1, "test"));
  const authors = new Map(corpus.posts.map(({ postId, authorId }) => [postId, authorId]));
  assert(reassigned.exposures.every(({ agentId, postId }) => authors.get(postId) !== agentId));
  assert(reassigned.exposures.length > 0.9 * corpus.exposures.length);
  const pair = ({ agentId, postId }: Exposure) => `${agentId} ${postId}`;
  const before = new Set(corpus.exposures.map(pair));
  assert(reassigned.exposures.filter((exposure) => before.has(pair(exposure))).length < 0.4 * corpus.exposures.length);
});

Deno.test("equivalenceToNull() finds closeness where there is, and not where agents moved", async () => {
  const { bands } = await byDrift(corpusOf(9));
  assert((equivalenceToNull(bands, { smallestEffect: 0.2 }).pValue as number) < 0.05);
  assert((equivalenceToNull(bands, { smallestEffect: 0.0001 }).pValue as number) > 0.05);
  assert.throws(() => equivalenceToNull(bands.slice(0, 1), { smallestEffect: 0.1 }), RangeError);
  assert.throws(() => equivalenceToNull(bands, { smallestEffect: 0 }), RangeError);
});
