import type { Post, Vote } from "../shapes.ts";

/** What counts as a post's votes. */
export type VoteField = "score" | "net votes" | "up votes";

/** Votes of each post, and what could not be counted. */
export interface VoteCounts {
  /** By postId; a post without entry has no votes known. */
  votes: ReadonlyMap<string, number>;
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
      postsWithoutVotes: posts.length - known.length,
      strangeVotes: 0,
      selfVotes: 0,
    };
  }
  const counts = new Map(posts.map(({ postId }) => [postId, 0]));
  const authors = new Map(posts.map(({ postId, authorId }) => [postId, authorId]));
  let [strangeVotes, selfVotes] = [0, 0];
  for (const { agentId, postId, direction } of votes ?? []) {
    const before = counts.get(postId);
    if (before === undefined) strangeVotes++;
    else if (authors.get(postId) === agentId) selfVotes++;
    else counts.set(postId, before + worth(direction, field));
  }
  return { votes: counts, postsWithoutVotes: 0, strangeVotes, selfVotes };
}

function worth(direction: Vote["direction"], field: VoteField): number {
  if (direction === "up") return 1;
  return field === "net votes" ? -1 : 0;
}
