import { shiftDay, shuffled } from "../foundation/mod.ts";
import type { Embeddings, Post, Random } from "../shapes.ts";
import { cosineSimilarity, dot, norm } from "../vectors/mod.ts";
import { postsByAgent } from "./agents.ts";
import { placePosts } from "./placed.ts";
import type { PriceOptions } from "./price_decomposition.ts";
import type { Place, Standing } from "./price_terms.ts";
import { sumOf } from "./sums.ts";

/** The posts of two windows by agent, and the centre each agent is compared with. */
export interface Standings {
  agents: readonly { agentId: string; first: readonly Float64Array[]; last: readonly Float64Array[] }[];
  /** Per agent, frozen: the first window's centre without the agent's own posts. */
  centres: readonly Float64Array[];
  firstDays: readonly [string, string];
  lastDays: readonly [string, string];
  posts: number;
  dims: number;
}

/** @throws {RangeError} If the windows overlap, or fewer than two agents wrote in the first. */
export function readStandings(posts: readonly Post[], embeddings: Embeddings, options: PriceOptions): Standings {
  const caller = "priceDecomposition";
  const { windowDays, minPosts = 1 } = options;
  const { agents: all } = postsByAgent(caller, placePosts(caller, posts, embeddings), 1);
  const days = all.flatMap(({ posts: own }) => own.map(({ day }) => day)).sort();
  const [firstDay, lastDay] = [days[0] as string, days.at(-1) as string];
  const firstDays = [firstDay, shiftDay(firstDay, windowDays - 1)] as const;
  const lastDays = [shiftDay(lastDay, 1 - windowDays), lastDay] as const;
  if (firstDays[1] >= lastDays[0]) {
    throw new RangeError(
      `Cannot run ${caller}(): needs at least ${2 * windowDays} days for two windows of ${windowDays}, got ` +
        `${firstDay} to ${lastDay}`,
    );
  }
  const enough = <Item>(items: readonly Item[]) => items.length >= minPosts ? items : [];
  const agents = all.map(({ agentId, posts: own }) => ({
    agentId,
    first: enough(own.filter(({ day }) => day <= firstDays[1]).map(({ vector }) => vector)),
    last: enough(own.filter(({ day }) => day >= lastDays[0]).map(({ vector }) => vector)),
  })).filter(({ first, last }) => first.length + last.length > 0);
  checkAgents(agents, minPosts);
  const sums = agents.map(({ first }) => sumOf(first, embeddings.dims));
  const whole = sumOf(sums, embeddings.dims);
  return {
    agents,
    centres: sums.map((own) => whole.map((value, i) => value - (own[i] as number))),
    firstDays,
    lastDays,
    posts: agents.reduce((sum, { first, last }) => sum + first.length + last.length, 0),
    dims: embeddings.dims,
  };
}

/** Where each agent stands in each window. */
export function standingsOf(
  { agents, centres, firstDays, lastDays, posts, dims }: Standings,
  { variant }: PriceOptions,
): {
  agents: Standing[];
  firstDays: readonly [string, string];
  lastDays: readonly [string, string];
  postsCounted: number;
} {
  const place = (vectors: readonly Float64Array[], centre: Float64Array): Place | null => {
    if (vectors.length === 0) return null;
    const sum = sumOf(vectors, dims);
    const z = variant === "centroid"
      ? cosineSimilarity(sum, centre)
      : dot(sum, centre) / (vectors.length * norm(centre));
    return { z, posts: vectors.length };
  };
  const standings = agents.map(({ agentId, first, last }, i) => {
    const centre = centres[i] as Float64Array;
    return { agentId, first: place(first, centre), last: place(last, centre) };
  });
  return { agents: standings, firstDays, lastDays, postsCounted: posts };
}

/** Posts of those who stayed dealt anew over their two windows; centres and all counts stay. */
export function withoutOrderOf(read: Standings, random: Random): Standings {
  const agents = read.agents.map((agent) => {
    const { agentId, first, last } = agent;
    if (first.length === 0 || last.length === 0) return agent;
    const dealt = shuffled([...first, ...last], random);
    return { agentId, first: dealt.slice(0, first.length), last: dealt.slice(first.length) };
  });
  return { ...read, agents };
}

function checkAgents(agents: Standings["agents"], minPosts: number): void {
  const inFirst = agents.filter(({ first }) => first.length > 0).length;
  const stayed = agents.filter(({ first, last }) => first.length > 0 && last.length > 0).length;
  if (inFirst >= 2 && stayed >= 1) return;
  throw new RangeError(
    `Cannot run priceDecomposition(): needs 2 agents with ${minPosts} posts in the first window, one of them in both, ` +
      `got ${inFirst} and ${stayed}`,
  );
}
