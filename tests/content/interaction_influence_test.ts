import assert from "node:assert/strict";
import { interactionInfluence, type InteractionInfluenceOptions } from "../../lib/content/mod.ts";
import type { Embeddings, Exposure, Post } from "../../lib/shapes.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { atRandom, commentingSociety } from "./commenting_society.ts";
import { postBy, rotated } from "./made.ts";

function options(changed: Partial<InteractionInfluenceOptions> = {}): InteractionInfluenceOptions {
  return {
    variant: "semantic",
    window: { by: "posts", size: 2 },
    null: { kind: "random post of the same day", draws: 99, seed: 1 },
    ...changed,
  };
}

const at = (hour: number) => new Date(Date.UTC(2026, 1, 1, hour)).toISOString();

function comment(postId: string, on: string, hour: number, thread = on): Post {
  return { ...postBy("ada", postId, at(hour)), kind: "comment", parentId: on, threadId: thread, text: "what you say" };
}

/** Two posts of others, and ada who turns from one direction to the other after she comments on the first. */
const others: readonly Post[] = [
  { ...postBy("bob", "x", at(10)), communityId: "all", text: "the bridge holds" },
  { ...postBy("cyn", "y", at(10)), communityId: "all", text: "the soup is hot" },
];
const own = (["a0", "a1", "a2", "a3", "a4"] as const).map((postId, i) => (
  {
    ...postBy("ada", postId, at([1, 2, 3, 20, 30][i] as number)),
    text: ["soup", "hot soup", "the soup", "the bridge", "a bridge holds"][i] as string,
  }
));
const posts = [...others, ...own, comment("c", "x", 12)];
const rows = [[1, 0], [0, 1], [0, 1], [0.6, 0.8], [0, 1], [1, 0], [0.8, 0.6]];
const embeddings = embeddingsOf(rows, [...others, ...own].map(({ postId }) => postId));

Deno.test("interactionInfluence() is the mean cosine after minus before, over the window asked for", async () => {
  const value = async (window: InteractionInfluenceOptions["window"]) =>
    (await interactionInfluence(posts, embeddings, options({ window }))).result.estimate;
  close(await value({ by: "posts", size: 1 }), 1 - 0, 1e-6);
  close(await value({ by: "posts", size: 2 }), (1 + 0.8) / 2 - (0.6 + 0) / 2, 1e-6);
  close(await value({ by: "all" }), (1 + 0.8) / 2 - (0 + 0.6 + 0) / 3, 1e-6);
  close(await value({ by: "days", size: 0.5 }), 1 - (0 + 0.6 + 0) / 3, 1e-6); // a4 comes 18 hours later
});

Deno.test("interactionInfluence() by n-grams is the mean share of words in common after minus before", async () => {
  const given = options({ variant: "n-gram overlap", wordsPerGram: 1, window: { by: "all" } });
  const { result } = await interactionInfluence(posts, embeddings, given);
  // "the bridge holds" with "the bridge" 2/3, "a bridge holds" 2/4, "the soup" 1/4, the others nothing.
  close(result.estimate, (2 / 3 + 2 / 4) / 2 - (0 + 0 + 1 / 4) / 3, 1e-12);
  assert.equal(result.settings.wordsPerGram, 1);
});

Deno.test("interactionInfluence() has as baseline the same change toward another post of the day", async () => {
  const { result, bands } = await interactionInfluence(
    posts,
    embeddings,
    options({ window: { by: "posts", size: 1 } }),
  );
  close(result.null?.mean, 0 - 1, 1e-6); // y is what ada turned away from, and the only other post of that day
  assert.equal(result.null?.kind, "random post of the same day");
  close(bands[0]?.estimate, result.estimate, 1e-12);
});

Deno.test("interactionInfluence() takes the thread's post or what is answered, once, and never own posts", async () => {
  const reply: Post = { ...comment("d", "c2", 13, "x"), kind: "reply" };
  const stranger: Post = { ...comment("c2", "x", 11), authorId: "bob" };
  const more = [
    ...posts,
    comment("again", "x", 14),
    comment("self", "a1", 14),
    comment("lost", "gone", 14),
    reply,
    stranger,
  ];
  const { result } = await interactionInfluence(more, embeddings, options());
  const { comments, commentsRepeated, commentsToOwnPosts, commentsToPostsNotGiven } = result.settings;
  assert.deepEqual([comments, commentsRepeated, commentsToOwnPosts, commentsToPostsNotGiven], [1, 2, 2, 1]); // bob's own one too
  assert.ok(result.warnings.includes("1 comment to posts not given left out"));
  const all = withRows(more);
  const answered = await interactionInfluence(more, all, options({ target: "parent" }));
  assert.equal(answered.result.settings.comments, 2); // on x, and on bob's comment on his own post
});

Deno.test("interactionInfluence() of all texts leaves those of the same thread out", async () => {
  const third: Post = { ...postBy("cyn", "z", at(10)) };
  const more = [...posts, third, comment("more", "x", 14), comment("e", "y", 13)];
  const given = options({ outcome: "all texts", window: { by: "all" } });
  const { result } = await interactionInfluence(more, withRows(more), given);
  // Comments stand at [1, 0]: after c on x come a3, a4 and e; before e on y a0, a1, a2 and c, after it more, a3 and a4.
  const [onX, onY] = [(1 + 0.8 + 1) / 3 - (0 + 0.6 + 0) / 3, (0 + 0 + 0.6) / 3 - (1 + 0.8 + 1 + 0) / 4];
  close(result.estimate, (onX + onY) / 2, 1e-6);
  await assert.rejects(interactionInfluence(more, embeddings, options({ outcome: "all texts" })), /needs a row/);
});

const society = commentingSociety({ seed: 5, agents: 6, rounds: 8, choose: atRandom });

Deno.test("interactionInfluence() changes with neither names, nor order of rows, nor a rotation", async () => {
  const plain = await interactionInfluence(society.posts, society.embeddings, options());
  const renamed = society.posts.map((post) => ({ ...post, authorId: `z${9 - Number(post.authorId?.slice(6))}` }));
  const other = await interactionInfluence(renamed.toReversed(), rotated(society.embeddings), options());
  for (const part of ["result", "controlled", "lead"] as const) {
    close(other[part]?.estimate, plain[part]?.estimate, 1e-5);
    close(other[part]?.null?.high, plain[part]?.null?.high, 1e-5);
  }
});

Deno.test("interactionInfluence() says that exposure is unknown, unless it is given", async () => {
  const unknown = await interactionInfluence(society.posts, society.embeddings, options());
  for (const part of [unknown.result, unknown.controlled, unknown.lead]) {
    assert.ok(part?.warnings.includes("exposure unknown: association only"));
    assert.equal(part?.settings.exposure, "exposure unknown: association only");
  }
  const shown = everyoneSees(society.posts);
  const known = await interactionInfluence(society.posts, society.embeddings, options({ exposures: shown }));
  assert.ok(known.controlled !== null && !known.controlled.warnings.some((warning) => warning.includes("exposure")));
  const blind = await interactionInfluence(society.posts, society.embeddings, options({ exposures: [] }));
  assert.equal(blind.controlled, null);
  assert.ok(blind.result.warnings.some((warning) => warning.startsWith("no controlled contrast")));
});

Deno.test("interactionInfluence() controls with posts of the hour and community that were there and not commented on", async () => {
  const { controlled } = await interactionInfluence(society.posts, society.embeddings, options());
  // Of a round's 6 posts, own and commented ones left out: 4 for each comment.
  assert.equal(controlled?.settings.controlsPerComment, 4);
  assert.equal(controlled?.null?.kind, "same-moment visible control");
  const apart = society.posts.map((post, i) => ({ ...post, communityId: `c${i}` }));
  const none = await interactionInfluence(apart, society.embeddings, options());
  assert.equal(none.controlled, null);
  const two = { kind: "same-moment visible control", controls: 2 } as const;
  const fewer = await interactionInfluence(society.posts, society.embeddings, options({ control: two }));
  assert.equal(fewer.controlled?.settings.controlsPerComment, 2);
});

Deno.test("interactionInfluence() gives rows by agent for each contrast, and intervals where asked", async () => {
  const given = options({ interval: { draws: 200, seed: 1 }, keepDraws: true });
  const { result, controlled, rows, bands, draws } = await interactionInfluence(
    society.posts,
    society.embeddings,
    given,
  );
  const metrics = ["interaction influence", "interaction influence, controlled", "interaction influence, lead"];
  assert.deepEqual([...new Set(rows.map(({ metric }) => metric))], metrics);
  assert.equal(bands.length, 6);
  assert.equal(draws?.values.length, 6 * 99);
  for (const part of [result, controlled]) {
    const { low, high } = part?.interval ?? { low: NaN, high: NaN };
    assert.ok(low < (part?.estimate ?? NaN) && (part?.estimate ?? NaN) < high);
  }
});

Deno.test("interactionInfluence() of equal posts is 0 with p of 1, and no contrast where nothing differs", async () => {
  const same = embeddingsOf(society.embeddings.ids.map(() => [1, 1]), society.embeddings.ids);
  const { result, controlled } = await interactionInfluence(society.posts, same, options());
  close(result.estimate, 0, 1e-12);
  assert.equal(result.null?.pValue, 1);
  close(controlled?.estimate, 0, 1e-12);
  assert.equal(controlled?.null?.pValue, 1);
});

Deno.test("interactionInfluence() refuses what it cannot measure", async () => {
  const run = (changed: object, of: readonly Post[] = posts) =>
    interactionInfluence(of, embeddings, { ...options(), ...changed } as InteractionInfluenceOptions);
  await assert.rejects(run({}, [...others, ...own]), {
    name: "RangeError",
    message: /got 0 comments on others' posts/,
  });
  await assert.rejects(run({}, [...others, ...own.slice(0, 3), comment("c", "x", 12)]), {
    message: /got 1 comments on others' posts: 1 without texts around them/,
  });
  await assert.rejects(
    run({}, [others[0] as Post, ...own, comment("c", "x", 12)].filter(({ postId }) => postId !== "y")),
    {
      message: /1 without another post/,
    },
  );
  await assert.rejects(run({ window: { by: "posts", size: 0 } }), { message: /window.size.*at least 1/ });
  await assert.rejects(run({ window: { by: "weeks" } }), { message: /window.by is one of posts, days, all/ });
  await assert.rejects(run({ variant: "lexical" }), { message: /variant is one of semantic, n-gram overlap/ });
  await assert.rejects(run({ days: 2 }), { message: /option "days"/ });
  await assert.rejects(run({ signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
});

/** Vectors for comments as well. */
function withRows(of: readonly Post[]): Embeddings {
  const known = new Set(embeddings.ids);
  const more = of.filter(({ postId }) => !known.has(postId));
  return {
    ...embeddings,
    ids: [...embeddings.ids, ...more.map(({ postId }) => postId)],
    vectors: Float32Array.from([...embeddings.vectors, ...more.flatMap(() => [1, 0])]),
  };
}

/** Every agent is shown every post of a round when it comments. */
function everyoneSees(of: readonly Post[]): Exposure[] {
  const made = of.filter(({ kind }) => kind === "post");
  return of.filter(({ kind }) => kind === "comment").flatMap(({ authorId, createdAt, postId }) => {
    const round = /\d+/.exec(postId)?.[0];
    return made.filter((post) => post.postId.startsWith(`p${round}-`)).map((post, position) => (
      {
        agentId: authorId as string,
        postId: post.postId,
        shownAt: createdAt,
        round: Number(round),
        position,
        promptHash: "",
      }
    ));
  });
}
