import { groupBy, randomIndex, shuffled } from "../foundation/mod.ts";
import type { Embeddings, Exposure, Post, Random, Vote } from "../shapes.ts";
import { rowsById } from "../vectors/mod.ts";

/** All that a measure may read. */
export interface ContentCorpus {
  posts: readonly Post[];
  embeddings: Embeddings;
  /** Empty where unknown. */
  exposures: readonly Exposure[];
  votes: readonly Vote[];
}

/**
 * A corpus of as many agents, drawn with replacement; a second copy is an agent of its own, with posts of its own ids.
 *
 * What was read or answered is the first copy's post where its author was drawn, so that an agent still knows its own
 * posts among those read. Posts of authors who were not drawn are kept without an author and count for no agent.
 */
export function resampleAgents(corpus: ContentCorpus, random: Random): ContentCorpus {
  const authored = corpus.posts.filter(({ authorId }) => authorId !== null);
  const agents = [...groupBy(authored, ({ authorId }) => authorId as string)];
  const exposuresOf = groupBy(corpus.exposures, ({ agentId }) => agentId);
  const votesOf = groupBy(corpus.votes, ({ agentId }) => agentId);
  const drawn = agents.map((_, copy) => {
    const [agentId, posts] = agents[randomIndex(random, agents.length)] as [string, Post[]];
    const renamed = (name: string) => `${name} copy ${copy}`;
    return {
      posts: posts.map((post) => ({ ...post, postId: renamed(post.postId), authorId: renamed(agentId) })),
      sources: posts.map(({ postId }) => postId),
      exposures: (exposuresOf.get(agentId) ?? []).map((exposure) => ({ ...exposure, agentId: renamed(agentId) })),
      votes: (votesOf.get(agentId) ?? []).map((vote) => ({ ...vote, agentId: renamed(agentId) })),
    };
  });
  const own = drawn.flatMap(({ posts, sources }) => posts.map((post, i) => ({ post, source: sources[i] as string })));
  const firstCopies = new Map(own.toReversed().map(({ post, source }) => [source, post.postId]));
  const copied = (postId: string) => firstCopies.get(postId) ?? postId;
  const exposures = drawn.flatMap((agent) => agent.exposures).map((read) => ({ ...read, postId: copied(read.postId) }));
  const votes = drawn.flatMap((agent) => agent.votes).map((vote) => ({ ...vote, postId: copied(vote.postId) }));
  const answered = own.flatMap(({ post: { parentId, threadId } }) => [parentId, threadId]);
  const read = new Set([...exposures.map(({ postId }) => postId), ...votes.map(({ postId }) => postId), ...answered]);
  const background = corpus.posts.filter(({ postId }) => read.has(postId) && !firstCopies.has(postId))
    .map((post) => ({ ...post, authorId: null }));
  const rows = [...own, ...background.map((post) => ({ post, source: post.postId }))].map(({ post, source }) => ({
    source,
    post: {
      ...post,
      parentId: post.parentId === null ? null : copied(post.parentId),
      threadId: post.threadId === null ? null : copied(post.threadId),
    },
  }));
  return {
    posts: rows.map(({ post }) => post),
    embeddings: pickRows(corpus.embeddings, rows.map(({ post, source }) => ({ id: post.postId, source }))),
    exposures,
    votes,
  };
}

/**
 * The same corpus with what agents said in a random order each: no agent moves in any direction, on average, and
 * nothing follows from what was read.
 *
 * Texts and vectors are dealt anew among the agent's posts, and among its comments, so that times, ties, scores and
 * exposures stay.
 */
export function withoutOrder(corpus: ContentCorpus, random: Random): ContentCorpus {
  const sources = new Map<string, Post>(corpus.posts.map((post) => [post.postId, post]));
  const authored = corpus.posts.filter(({ authorId }) => authorId !== null);
  for (const posts of groupBy(authored, ({ authorId, kind }) => `${kind} ${authorId}`).values()) {
    const dealt = shuffled(posts, random);
    posts.forEach(({ postId }, place) => sources.set(postId, dealt[place] as Post));
  }
  const said = (post: Post): Post => {
    const { text, title } = sources.get(post.postId) as Post;
    return { ...post, text, title };
  };
  const picks = corpus.embeddings.ids.map((id) => ({ id, source: sources.get(id)?.postId ?? id }));
  return { ...corpus, posts: corpus.posts.map(said), embeddings: pickRows(corpus.embeddings, picks) };
}

/**
 * The same corpus with what agents read reassigned: in each round whole sets of exposures, and the comments made on
 * them, go to another agent of that round, never to one who wrote a post of the set where that can be avoided.
 */
export function withoutExposureEffect(corpus: ContentCorpus, random: Random): ContentCorpus {
  const authors = new Map(corpus.posts.map(({ postId, authorId }) => [postId, authorId]));
  const rounds = [...groupBy(corpus.exposures, ({ round }) => round).values()].map((ofRound) => {
    const sets = [...groupBy(ofRound, ({ agentId }) => agentId)];
    const readers = sets.map(([agentId, set]) => ({ agentId, shownAt: (set[0] as Exposure).shownAt }));
    return dealSets(sets.map(([, set]) => set), readers, { authors, random });
  });
  const commenters = new Map(
    rounds.flat().flatMap(({ set, reader }) => set.map((read) => [key(read.agentId, read.postId), reader.agentId])),
  );
  return {
    ...corpus,
    posts: corpus.posts.map((post) => {
      const commenter = post.kind === "post" ? undefined : commenters.get(key(post.authorId, post.parentId));
      return commenter === undefined ? post : { ...post, authorId: commenter };
    }),
    exposures: rounds.flat().flatMap(({ set, reader }) =>
      set.filter(({ postId }) => authors.get(postId) !== reader.agentId).map((exposure) => ({ ...exposure, ...reader }))
    ),
  };
}

function key(agentId: string | null, postId: string | null): string {
  return JSON.stringify([agentId, postId]);
}

const TRIES = 20;

function dealSets(
  sets: readonly (readonly Exposure[])[],
  readers: readonly { agentId: string; shownAt: string }[],
  { authors, random }: { authors: ReadonlyMap<string, string | null>; random: Random },
): { set: readonly Exposure[]; reader: { agentId: string; shownAt: string } }[] {
  const ownSets = (dealt: readonly (readonly Exposure[])[]) =>
    dealt.filter((set, i) => set.some(({ postId }) => authors.get(postId) === readers[i]?.agentId)).length;
  let best = shuffled(sets, random);
  for (let i = 1; i < TRIES && ownSets(best) > 0; i++) {
    const next = shuffled(sets, random);
    if (ownSets(next) < ownSets(best)) best = next;
  }
  return best.map((set, i) => ({ set, reader: readers[i] as (typeof readers)[number] }));
}

/** Posts without a vector stay without one: not every measure needs vectors. */
function pickRows(embeddings: Embeddings, wanted: readonly { id: string; source: string }[]): Embeddings {
  const { dims } = embeddings;
  const rows = rowsById(embeddings);
  const picks = wanted.filter(({ source }) => rows.has(source));
  const vectors = new Float32Array(picks.length * dims);
  picks.forEach(({ source }, place) => {
    const start = (rows.get(source) as number) * dims;
    vectors.set(embeddings.vectors.subarray(start, start + dims), place * dims);
  });
  return { ...embeddings, ids: picks.map(({ id }) => id), vectors };
}
