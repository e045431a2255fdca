import { groupBy, randomIndex } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import type { Interaction } from "./interactions.ts";
import type { PlacedPost } from "./placed.ts";

/** The baseline of `interactionInfluence()`: would any post of that day have done? */
export interface SameDayNull {
  kind: "random post of the same day";
  /** Draws, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
  /** Posts of the day drawn once for each comment, among which the draws choose, ≥ 2. Default 20. */
  candidates?: number;
}

/** Draws posts that could stand in for the one commented on: others' posts that the agent never commented on. */
export type CandidateDraw = (
  interaction: Interaction,
  of: { agentId: string; commented: ReadonlySet<string> },
) => PlacedPost[];

/** Candidates of the UTC day on which the target was written, at most `candidates`. */
export function sameDayCandidates(
  targets: readonly PlacedPost[],
  { candidates, random }: { candidates: number; random: Random },
): CandidateDraw {
  const days = groupBy(targets, ({ day }) => day);
  return ({ target }, { agentId, commented }) =>
    sampled(days.get(target.day) ?? [], {
      count: candidates,
      random,
      fits: ({ postId, authorId }) => postId !== target.postId && authorId !== agentId && !commented.has(postId),
    });
}

/** At most `count` different posts that fit, at random; long lists are tried at random places instead of gone through. */
export function sampled(
  posts: readonly PlacedPost[],
  { count, random, fits }: { count: number; random: Random; fits: (post: PlacedPost) => boolean },
): PlacedPost[] {
  if (posts.length > 8 * count) {
    const chosen = new Set<PlacedPost>();
    for (let tries = 0; tries < 4 * count && chosen.size < count; tries++) {
      const post = posts[randomIndex(random, posts.length)] as PlacedPost;
      if (fits(post)) chosen.add(post);
    }
    return [...chosen];
  }
  const fitting = posts.filter(fits);
  const most = Math.min(count, fitting.length);
  for (let i = 0; i < most; i++) {
    const j = i + randomIndex(random, fitting.length - i);
    [fitting[i], fitting[j]] = [fitting[j] as PlacedPost, fitting[i] as PlacedPost];
  }
  return fitting.slice(0, most);
}
