import type { Post, Vote } from "../shapes.ts";

/** What counts as a post's votes. */
export type VoteField = "score" | "net votes" | "up votes";

/** Which votes count: all there are, or only those cast before the first post that follows the window was written. */
export type VotesCast = "all" | "before what follows";

/** A single vote by others: what it is worth, and when it was cast. */
export interface Cast {
  worth: number;
  /** `null` where unknown. */
  at: string | null;
}

/** Votes of each post, and what could not be counted. */
export interface VoteCounts {
  /** By postId; a post without entry has no votes known. */
  votes: ReadonlyMap<string, number>;
  /** Single votes by postId; empty for "score". */
  casts: ReadonlyMap<string, readonly Cast[]>;
  postsWithoutVotes: number;
  /** Votes for posts that are not among those given. */
  strangeVotes: number;
  /** Votes of authors for themselves, which say nothing of others. */
  selfVotes: number;
}

/**
 * How many votes did each post get? "score" is what the crawl read off the post, up minus down; the
 * others count single votes, authors' own left out, and a post that got none has 0.
 */
export function voteCounts(
  posts: readonly Post[],
  { field, votes }: { field: VoteField; votes: readonly Vote[] | undefined },
): VoteCounts {
  if (field === "score") {
    const known = posts.flatMap(({ postId, score }) => score === null ? [] : [[postId, score] as const]);
    return {
      votes: new Map(known),
      casts: new Map(),
      postsWithoutVotes: posts.length - known.length,
      strangeVotes: 0,
      selfVotes: 0,
    };
  }
  const casts = new Map(posts.map(({ postId }): [string, Cast[]] => [postId, []]));
  const authors = new Map(posts.map(({ postId, authorId }) => [postId, authorId]));
  let [strangeVotes, selfVotes] = [0, 0];
  for (const { agentId, postId, direction, castAt } of votes ?? []) {
    const own = casts.get(postId);
    if (own === undefined) strangeVotes++;
    else if (authors.get(postId) === agentId) selfVotes++;
    else own.push({ worth: worth(direction, field), at: castAt ?? null });
  }
  const counts = new Map([...casts].map(([postId, own]) => [postId, own.reduce((sum, cast) => sum + cast.worth, 0)]));
  return { votes: counts, casts, postsWithoutVotes: 0, strangeVotes, selfVotes };
}

function worth(direction: Vote["direction"], field: VoteField): number {
  if (direction === "up") return 1;
  return field === "net votes" ? -1 : 0;
}
