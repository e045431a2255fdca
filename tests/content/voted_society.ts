import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import type { Embeddings, Post, Random } from "../../lib/shapes.ts";
import { embeddingsOf } from "../vectors/made.ts";
import { postBy } from "./made.ts";

/** Votes of a post of some age in hours; `merit` is a standard normal of its own. */
export type VoteRule = (post: { age: number; merit: number; random: Random }) => number;

/** Votes that gather with age at random, capped as crawls cap them: nothing of them is merit. */
export const byAge: VoteRule = ({ age, random }) => Math.floor(age / 2 + 3 * random());
/** Votes that know no age. */
export const byMerit: VoteRule = ({ merit }) => Math.round(3 + 2 * merit);

/** Agents whose posts resemble the one before, and may be drawn to the best three of their last ten. */
export function votedSociety(
  { seed, agents, posts: n = 40, lasting, adapts = 0, votes }: {
    seed: number;
    agents: number;
    posts?: number;
    /** Autocorrelation, in [0, 1). */
    lasting: number;
    adapts?: number;
    votes: VoteRule;
  },
): { posts: Post[]; embeddings: Embeddings } {
  const random = seededRandom(seed, "voted society");
  const normal = normalFrom(random);
  const dims = 6;
  const posts: Post[] = [];
  const rows: number[][] = [];
  for (let agent = 0; agent < agents; agent++) {
    const home = Array.from({ length: dims }, normal);
    let [mood, pull] = [Array.from({ length: dims }, normal), Array(dims).fill(0) as number[]];
    const own: { at: number[]; merit: number }[] = [];
    for (let i = 0; i < n; i++) {
      mood = mood.map((value) => lasting * value + Math.sqrt(1 - lasting ** 2) * normal());
      const at = home.map((value, d) => value + (mood[d] as number) + adapts * (pull[d] as number));
      own.push({ at, merit: normal() });
      if ((i + 1) % 10 !== 0) continue;
      const best = own.slice(-10).toSorted((a, b) => b.merit - a.merit).slice(0, 3);
      pull = home.map((value, d) => best.reduce((sum, post) => sum + (post.at[d] as number) / 3, 0) - value);
    }
    own.forEach(({ at, merit }, i) => {
      const createdAt = new Date(Date.UTC(2026, 1, 1, i, agent)).toISOString();
      const score = votes({ age: n - i, merit, random });
      posts.push({ ...postBy(`agent ${agent}`, `p${agent}-${String(i).padStart(3, "0")}`, createdAt), score });
      rows.push(at);
    });
  }
  return { posts, embeddings: embeddingsOf(rows, posts.map(({ postId }) => postId)) };
}
