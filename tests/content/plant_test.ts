import assert from "node:assert/strict";
import fc from "fast-check";
import { plant, type PlantKind, plantNames, plantReturns, PLANTS, plantWords } from "twoplane/content";
import type { Exposure, Post } from "twoplane/shapes";
import { embeddingsOf } from "../vectors/made.ts";
import { aroundCommon, postBy, society, timeOf } from "./made.ts";

const DIMS = 6;

/** Agents of three days with two posts a day, who read one post of the next agent a day; later posts score less. */
function board(seed = 1, agents = 4) {
  const made = society({ agents, perDay: [2, 2, 2], seed, vector: ({ normal }) => aroundCommon(DIMS, normal) });
  const posts = made.posts.map((post, i): Post => ({ ...post, score: -i }));
  const exposures = posts.filter(({ createdAt }) => !createdAt.startsWith("2026-02-01")).map((post): Exposure => {
    const agent = Number(post.authorId?.split(" ")[1]);
    const day = Number(post.createdAt.slice(8, 10)) - 1;
    const read = posts.find((other) =>
      other.authorId === `agent ${(agent + 1) % agents}` && other.createdAt.startsWith(timeOf(day - 1).slice(0, 10))
    ) as Post;
    return {
      agentId: post.authorId as string,
      postId: read.postId,
      shownAt: post.createdAt,
      round: day,
      position: 0,
      promptHash: "",
    };
  });
  return { ...made, posts, exposures };
}

const lengthOf = (vectors: Float32Array, row: number) => Math.hypot(...vectors.subarray(row * DIMS, (row + 1) * DIMS));

for (const kind of PLANTS) {
  Deno.test(`plant() ${kind}: strength 0 changes no byte, other strengths keep rows of length 1 and the input`, () => {
    const { posts, embeddings, exposures } = board();
    const before = embeddings.vectors.slice();
    const options = { kind, share: 1, seed: 1, exposures };
    const nothing = plant(posts, embeddings, { ...options, strength: 0 });
    assert.deepEqual(nothing.embeddings.vectors, before);
    const much = plant(posts, embeddings, { ...options, strength: 0.5 });
    assert.deepEqual(embeddings.vectors, before);
    assert.notDeepEqual(much.embeddings.vectors, before);
    for (const row of posts.keys()) assert(Math.abs(lengthOf(much.embeddings.vectors, row) - 1) < 1e-6);
  });

  Deno.test(`plant() ${kind}: only the chosen share of agents moves`, () => {
    const { posts, embeddings, exposures } = board(2, 8);
    const { agents, embeddings: planted } = plant(posts, embeddings, {
      kind,
      share: 0.25,
      seed: 3,
      exposures,
      strength: 0.9,
    });
    assert.equal(agents.length, 2);
    const movers = posts.filter((_, row) =>
      planted.vectors.subarray(row * DIMS, (row + 1) * DIMS).some((value, i) =>
        value !== embeddings.vectors[row * DIMS + i]
      )
    );
    assert(movers.every(({ authorId }) => agents.includes(authorId as string)));
    assert(movers.length > 0);
  });
}

Deno.test("plant() convergence: the last post of each agent stands at the others' early centroid at strength 1", () => {
  const embeddings = embeddingsOf([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]], ["a1", "a2", "b1", "b2"]);
  const posts = [postBy("a", "a1", timeOf(0)), postBy("a", "a2", timeOf(1)), postBy("b", "b1", timeOf(0, 1))]
    .concat(postBy("b", "b2", timeOf(1, 1)));
  const { vectors } =
    plant(posts, embeddings, { kind: "convergence to the centre", strength: 1, share: 1, seed: 1 }).embeddings;
  assert.deepEqual([...vectors], [1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0]);
});

Deno.test("plant() herding goes to the best of the day before, own posts left out", () => {
  const embeddings = embeddingsOf([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]], ["own", "best", "worst", "late"]);
  const posts: Post[] = [
    { ...postBy("a", "own", timeOf(0)), score: 9 },
    { ...postBy("b", "best", timeOf(0, 1)), score: 5 },
    { ...postBy("c", "worst", timeOf(0, 2)), score: 1 },
    { ...postBy("a", "late", timeOf(1)), score: 0 },
  ];
  const { embeddings: planted, postsMoved } = plant(posts, embeddings, {
    kind: "herding to up-voted posts",
    strength: 1,
    share: 1,
    seed: 1,
  });
  assert.equal(postsMoved, 1);
  assert.deepEqual([...planted.vectors.subarray(9)], [0, 1, 0]);
});

Deno.test("plant() lasting adaptation still goes to what was read when nothing new is, for five posts", () => {
  const ids = ["read", ...Array.from({ length: 7 }, (_, i) => `own ${i}`)];
  const embeddings = embeddingsOf(ids.map((_, i) => i === 0 ? [1, 0] : [0, 1]), ids);
  const posts = [postBy("b", "read", timeOf(0)), ...ids.slice(1).map((id, i) => postBy("a", id, timeOf(1 + i)))];
  const exposures = [{ agentId: "a", postId: "read", shownAt: timeOf(1), round: 1, position: 0, promptHash: "" }];
  const movedBy = (kind: PlantKind) => {
    const { vectors } = plant(posts, embeddings, { kind, strength: 0.5, share: 1, seed: 1, exposures }).embeddings;
    return ids.slice(1).filter((_, i) => (vectors[(i + 1) * 2] as number) > 0);
  };
  assert.deepEqual(movedBy("adaptation to what was read"), ["own 0"]);
  assert.deepEqual(movedBy("lasting adaptation to what was read"), ["own 0", "own 1", "own 2", "own 3", "own 4"]);
});

Deno.test("plant() following one's own votes goes to the best three of the ten posts before, others' posts left out", () => {
  const ids = Array.from({ length: 12 }, (_, i) => `own ${i}`);
  const vectors = [...ids.map((_, i) => ids.map((_, at) => Number(at === i))), ids.map((_, at) => Number(at === 0))];
  const embeddings = embeddingsOf(vectors, [...ids, "other"]);
  const own = ids.map((id, i): Post => ({
    ...postBy("a", id, timeOf(i)),
    score: [9, 1, 5, 1, 6, 1, 1, 7, 1, 1, 1, 1][i] ?? 0,
  }));
  const posts = [...own, { ...postBy("b", "other", timeOf(3, 1)), score: 99 }];
  const kind = "following one's own votes";
  const moved = (strength: number) =>
    plant(posts, embeddings, { kind, strength, share: 1, seed: 1 }).embeddings.vectors;
  const last = [...moved(1).subarray(11 * 12, 12 * 12)]; // the first post, of 9, is no longer among the ten before
  const before = moved(1);
  const mean = [2, 4, 7].map((row) => before.subarray(row * 12, (row + 1) * 12))
    .reduce((sum, row) => sum.map((value, i) => value + (row[i] as number)), Array<number>(12).fill(0));
  const length = Math.hypot(...mean);
  last.forEach((value, i) => assert(Math.abs(value - (mean[i] as number) / length) < 1e-6));
  assert.throws(
    () => plant(own.map((post) => ({ ...post, score: null })), embeddings, { kind, strength: 1, share: 1, seed: 1 }),
    /scores/,
  );
});

Deno.test("plantReturns() sends comments to the last post of who commented last, and only those of the chosen", () => {
  const comment = (author: string, id: string, parent: string, hour: number): Post => ({
    ...postBy(author, id, timeOf(1, hour)),
    ...{ kind: "comment", parentId: parent, threadId: parent },
  });
  const posts = [
    ...["a", "b", "c"].map((author, hour) => postBy(author, `post of ${author}`, timeOf(0, hour))),
    comment("a", "1", "post of b", 1), // nobody commented on a yet
    comment("b", "2", "post of c", 2), // goes back to a
    comment("c", "3", "post of a", 3), // nobody comments on c any more: stays
    comment("a", "4", "post of b", 4), // c came last
  ];
  const planted = plantReturns(posts, { strength: 1, share: 1, seed: 1 });
  assert.deepEqual(
    planted.posts.slice(3).map(({ parentId }) => parentId),
    ["b", "a", "a", "c"].map((of) => `post of ${of}`),
  );
  assert.deepEqual(planted.posts.map(({ threadId }) => threadId), planted.posts.map(({ parentId }) => parentId));
  assert.equal(planted.commentsMoved, 2);
  assert.deepEqual(plantReturns(posts, { strength: 0, share: 1, seed: 1 }), { posts, commentsMoved: 0 });
  const some = plantReturns(posts, { strength: 1, share: 0.3, seed: 1 }).posts;
  const movers = new Set(posts.filter((post, i) => some[i] !== post).map(({ authorId }) => authorId));
  assert(movers.size <= 1);
  assert.throws(() => plantReturns(posts, { strength: 1, share: 0, seed: 1 }), RangeError);
});

Deno.test("plantNames() lets replies to outsiders name one agent, who never names itself", () => {
  const agents = ["a", "b", "c", "d"];
  const reply = (author: string, parent: string, place: number): Post => ({
    ...postBy(author, `${author} to ${parent}`, timeOf(1, place)),
    ...{ kind: "comment", parentId: parent, threadId: parent, text: "I read much" },
  });
  const posts = [
    ...agents.map((agent, i) => postBy(agent, `post of ${agent}`, timeOf(0, i))),
    ...agents.map((agent, i) => reply(agent, "a visitor's question", i)),
    ...agents.map((agent, i) => reply(agent, "post of a", 10 + i)),
  ];
  const { posts: planted, anchor, repliesChanged } = plantNames(posts, { strength: 1, share: 1, seed: 2 });
  assert.equal(repliesChanged, 3);
  const naming = planted.filter(({ text }) => text === `@${anchor}: I read much`);
  assert.deepEqual(naming.map(({ parentId }) => parentId), Array(3).fill("a visitor's question"));
  assert(naming.every(({ authorId }) => authorId !== anchor));
  assert.deepEqual(plantNames(posts, { strength: 0, share: 1, seed: 2 }).posts, posts);
  assert.equal(plantNames(posts, { strength: 1, share: 0.25, seed: 2 }).repliesChanged <= 1, true);
  assert.throws(() => plantNames(posts, { strength: 2, share: 1, seed: 1 }), RangeError);
});

Deno.test("plant() refuses what it cannot plant", () => {
  const { posts, embeddings } = board();
  const options = { strength: 0.5, share: 1, seed: 1 };
  assert.throws(() => plant(posts, embeddings, { ...options, kind: "adaptation to what was read" }), /needs exposures/);
  const unscored = posts.map((post) => ({ ...post, score: null }));
  assert.throws(() => plant(unscored, embeddings, { ...options, kind: "herding to up-voted posts" }), /needs scores/);
  assert.throws(() => plant(posts, embeddings, { ...options, kind: "anchor formation", share: 0 }), RangeError);
  assert.throws(() => plant(posts, embeddings, { ...options, kind: "anchor formation", strength: 1.1 }), RangeError);
});

Deno.test("plantWords() replaces about the share asked for, by words that were read and in runs", () => {
  const own = Array.from({ length: 30 }, (_, i) => `own${i}`).join(" ");
  const read = Array.from({ length: 30 }, (_, i) => `read${i}`).join(" ");
  const posts = [{ ...postBy("b", "p0", timeOf(0)), text: read }, { ...postBy("a", "p1", timeOf(1)), text: own }];
  const exposures = [{ agentId: "a", postId: "p0", shownAt: timeOf(1), round: 1, position: 0, promptHash: "" }];
  const options = { share: 1, seed: 4, exposures };
  assert.deepEqual(plantWords(posts, { ...options, strength: 0 }), { posts, postsChanged: 0 });
  const { posts: planted, postsChanged } = plantWords(posts, { ...options, strength: 0.5 });
  assert.equal(postsChanged, 1);
  const words = (planted[1] as Post).text.split(" ");
  assert.equal(words.length, 30);
  assert.equal(words.filter((word) => word.startsWith("read")).length, 15);
  const runs = words.filter((word, i) => word.startsWith("read") && i % 3 === 0);
  for (const first of runs) {
    const at = words.indexOf(first);
    const number = Number(first.slice(4));
    assert.deepEqual(words.slice(at, at + 3), [0, 1, 2].map((step) => `read${number + step}`));
  }
});

Deno.test("plantWords() keeps order, ids and number of posts for any strength", () => {
  const { posts, exposures } = board();
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 5 }), (strength, runLength) => {
      const { posts: planted } = plantWords(posts, { strength, runLength, share: 0.5, seed: 1, exposures });
      assert.deepEqual(planted.map(({ postId }) => postId), posts.map(({ postId }) => postId));
    }),
    { numRuns: 30 },
  );
});
