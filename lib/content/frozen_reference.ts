import { norm } from "../vectors/mod.ts";
import type { AgentHalves } from "./halves.ts";
import type { PlacedPost } from "./placed.ts";
import { addOne, sumOf } from "./sums.ts";

/**
 * What "the centre" is for an agent; its own posts never belong to it. "all other posts": the centroid of all
 * others, of all times. "frozen before late half": of what others wrote before the agent's first late post.
 * "frozen first window": of what others wrote in the first days of the corpus; the agent is measured after them.
 */
export type CentreVariant = "all other posts" | "frozen before late half" | "frozen first window";

/** Direction of the others' centroid, of length 1, and how many posts it rests on. */
export interface Reference {
  direction: Float64Array;
  posts: number;
}

/** A mean vector shorter than this points nowhere. */
const NOWHERE = 1e-9;

/**
 * Each agent's centre, its own posts left out: `null` where nobody else wrote before the cut, or the others cancel out.
 *
 * One pass over time: a running sum of all posts, less the agent's own, is read at each agent's cut.
 *
 * @param placed All posts in order of time.
 * @param windowEnd For "frozen first window": the first day after it.
 */
export function referencesFor(
  variant: CentreVariant,
  { placed, agents, windowEnd }: {
    placed: readonly PlacedPost[];
    agents: readonly AgentHalves[];
    windowEnd: string | null;
  },
): (Reference | null)[] {
  const cuts = agents.map((agent) => cutOf(variant, agent, windowEnd));
  const inTime = agents.map((_, i) => i).sort((a, b) => (cuts[a] as string) < (cuts[b] as string) ? -1 : 1);
  const ownBefore = ownPostsBefore(placed, agents, cuts);
  const running = new Float64Array((placed[0] as PlacedPost).vector.length);
  const references: (Reference | null)[] = agents.map(() => null);
  let read = 0;
  for (const i of inTime) {
    for (; read < placed.length && (placed[read] as PlacedPost).createdAt < (cuts[i] as string); read++) {
      addOne(running, (placed[read] as PlacedPost).vector);
    }
    const own = sumOf(ownBefore[i] as Float64Array[], running.length);
    const posts = read - (ownBefore[i] as Float64Array[]).length;
    references[i] = directionOf(running.map((value, d) => value - (own[d] as number)), posts);
  }
  return references;
}

/** Posts before this text, in order of times, belong to the centre. Later than any time: all of them. */
function cutOf(variant: CentreVariant, { posts, early }: AgentHalves, windowEnd: string | null): string {
  if (variant === "all other posts") return "~";
  return variant === "frozen first window" ? windowEnd as string : (posts[early] as PlacedPost).createdAt;
}

/** An agent's own posts before its cut, those among them that are not measured included. */
function ownPostsBefore(
  placed: readonly PlacedPost[],
  agents: readonly AgentHalves[],
  cuts: readonly string[],
): Float64Array[][] {
  const places = new Map(agents.map(({ agentId }, i) => [agentId, i]));
  const own: Float64Array[][] = agents.map(() => []);
  for (const { authorId, createdAt, vector } of placed) {
    const place = authorId === null ? undefined : places.get(authorId);
    if (place !== undefined && createdAt < (cuts[place] as string)) own[place]?.push(vector);
  }
  return own;
}

function directionOf(sum: Float64Array, posts: number): Reference | null {
  const length = norm(sum);
  if (posts === 0 || length <= NOWHERE * posts) return null;
  return { direction: sum.map((value) => value / length), posts };
}
