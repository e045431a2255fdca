import { seededRandom, shuffled } from "../foundation/mod.ts";
import type { Exposure, Post } from "../shapes.ts";

/** A text in a prompt: whose it is, or `null` where it is no agent's. */
export interface ShownText {
  authorId: string | null;
  postId: string | null;
  text: string;
  /** In the matched arm: the post whose place and length the text has. Absent elsewhere and in older ledgers. */
  standsFor?: string;
}

/**
 * Which posts an agent is shown, as data.
 *
 * random: drawn uniformly from others' posts of the last `windowRounds` rounds, never one it was
 * shown before, whatever the posts say: who is exposed to what is decided by the seed alone.
 * yoked: what the agents of another run were shown, place by place, so that nothing an agent
 * does here changes what it sees. `donors` says whose feed an agent gets, by default its own.
 */
export type FeedRule =
  | { kind: "random"; windowRounds: number }
  | {
    kind: "yoked";
    exposures: readonly Exposure[];
    posts: readonly Post[];
    donors?: Readonly<Record<string, string>>;
  };

/**
 * The posts an agent is shown by chance: others' posts, drawn without replacement. The draw
 * depends on seed, round, agent and the number of posts alone, so that arms with the same seed
 * choose the same authors.
 */
export function feedFor(
  agentId: string,
  round: number,
  { before, feedSize, seed }: { before: readonly Post[]; feedSize: number; seed: number },
): ShownText[] {
  const others = before.filter((post) => post.authorId !== agentId);
  return shuffled(others, seededRandom(seed, `feed ${round} ${agentId}`)).slice(0, feedSize).map(shownText);
}

/** The posts that stood in the prompt of an agent, or of its donor, in that round of another run. */
export function yokedFeed(agentId: string, round: number, rule: FeedRule & { kind: "yoked" }): ShownText[] {
  const donor = rule.donors?.[agentId] ?? agentId;
  const posts = new Map(rule.posts.map((post) => [post.postId, post]));
  return rule.exposures
    .filter((exposure) => exposure.agentId === donor && exposure.round === round)
    .toSorted((a, b) => a.position - b.position)
    .flatMap(({ postId }) => posts.get(postId) ?? [])
    .map(shownText);
}

function shownText({ authorId, postId, text }: Post): ShownText {
  return { authorId, postId, text };
}
