import { normalFrom, randomIndex, seededRandom } from "../../lib/foundation/mod.ts";
import type { Embeddings, Post, Random } from "../../lib/shapes.ts";
import { embeddingsOf } from "../vectors/made.ts";
import { postBy } from "./made.ts";

/** A post that can be commented on. */
export interface Visible {
  postId: string;
  author: number;
  at: readonly number[];
}

/** Which post an agent comments on, of those it can see; `last` is what it wrote last, `mood` where it stands now. */
export type Choose = (
  visible: readonly Visible[],
  where: { last: readonly number[]; mood: readonly number[]; random: Random },
) => Visible;

/** Options of `commentingSociety()`. */
export interface CommentingSocietyOptions {
  seed: number;
  agents?: number;
  rounds?: number;
  dims?: number;
  /** Autocorrelation of an agent's mood, in [0, 1). */
  lasting?: number;
  /** Share of the way toward the post commented on that the agent's mood goes. */
  adapts?: number;
  choose: Choose;
}

export const atRandom: Choose = (visible, { random }) => visible[randomIndex(random, visible.length)] as Visible;

/** Prefers what is like the agent's last post, with noise. */
export const nearLast: Choose = (visible, { last, random }) => mostLike(visible, last, random);

/** Prefers what is like the agent's mood after its last post, which no corpus shows. */
export const nearMood: Choose = (visible, { mood, random }) => mostLike(visible, mood, random);

/** In each round, an hour long, every agent writes a post and then comments on a post of the same hour. */
export function commentingSociety(options: CommentingSocietyOptions): { posts: Post[]; embeddings: Embeddings } {
  const { seed, agents = 12, rounds = 12, dims = 8, lasting = 0.7, adapts = 0, choose } = options;
  const random = seededRandom(seed, "commenting society");
  const normal = normalFrom(random);
  const draw = () => Array.from({ length: dims }, normal);
  const homes = Array.from({ length: agents }, draw);
  const moods = Array.from({ length: agents }, draw);
  const [posts, comments, vectors]: [Post[], Post[], number[][]] = [[], [], []];
  const step = (agent: number) => {
    moods[agent] = (moods[agent] as number[]).map((mood) => lasting * mood + Math.sqrt(1 - lasting ** 2) * normal());
  };
  for (let round = 0; round < rounds; round++) {
    const visible = homes.map((home, author): Visible => {
      step(author);
      const at = home.map((value, i) => value + (moods[author]?.[i] as number));
      const postId = `p${round}-${author}`;
      posts.push({ ...postBy(`agent ${author}`, postId, timeIn(round, author)), communityId: "all" });
      vectors.push(at);
      return { postId, author, at };
    });
    visible.forEach(({ at: last, author }) => {
      const home = homes[author] as number[];
      step(author);
      const mood = home.map((value, i) => value + (moods[author]?.[i] as number));
      const target = choose(visible.filter((post) => post.author !== author), { last, mood, random });
      moods[author] = mood.map((value, i) => value + adapts * ((target.at[i] as number) - value) - (home[i] as number));
      comments.push({
        ...postBy(`agent ${author}`, `c${round}-${author}`, timeIn(round, agents + author)),
        kind: "comment",
        parentId: target.postId,
        threadId: target.postId,
        communityId: "all",
      });
    });
  }
  return { posts: [...posts, ...comments], embeddings: embeddingsOf(vectors, posts.map(({ postId }) => postId)) };
}

/** Rounds are two hours apart, so that only posts of the same round share an hour. */
function timeIn(round: number, minute: number): string {
  return new Date(Date.UTC(2026, 1, 1, 2 * round, minute)).toISOString();
}

function mostLike(visible: readonly Visible[], place: readonly number[], random: Random): Visible {
  const scored = visible.map((post) => ({ post, score: cosine(post.at, place) + 0.5 * random() }));
  return scored.reduce((best, next) => next.score > best.score ? next : best).post;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
  return dot / Math.hypot(...a) / Math.hypot(...b);
}
