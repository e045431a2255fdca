import { groupBy, randomIndex, shiftDay } from "../foundation/mod.ts";
import type { Exposure, Post, Random } from "../shapes.ts";
import type { AgentPosts } from "./agents.ts";
import { ascending, type PlacedPost } from "./placed.ts";
import type { PlantOptions } from "./plant.ts";
import { sumOf } from "./sums.ts";

/** Where a post is pulled: a fixed direction, or the posts that were read, as they stand by then. */
export type Pull = { weight: number } & ({ toward: Float64Array } | { read: readonly string[] });

const TOP_SHARE = 0.3;

/** The pull on each post, by its id; a post without one stays where it is. */
export function pullsOf(
  posts: readonly Post[],
  placed: readonly PlacedPost[],
  agents: readonly AgentPosts[],
  options: PlantOptions,
  random: Random,
): Map<string, Pull> {
  switch (options.kind) {
    case "convergence to the centre":
      return toCentre(agents);
    case "adaptation to what was read":
      return toRead(agents, placed, { exposures: options.exposures ?? [], memory: 1 });
    case "lasting adaptation to what was read":
      return toRead(agents, placed, { exposures: options.exposures ?? [], memory: LASTING_POSTS });
    case "herding to up-voted posts":
      return toUpvoted(posts, placed);
    case "following one's own votes":
      return toOwnUpvoted(posts, agents);
    case "anchor formation":
      return toAnchor(placed, random);
  }
}

function toCentre(agents: readonly AgentPosts[]): Map<string, Pull> {
  const early = agents.map(({ posts }) => {
    const half = posts.slice(0, Math.ceil(posts.length / 2)).map(({ vector }) => vector);
    return sumOf(half, half[0]?.length ?? 0);
  });
  const all = sumOf(early, early[0]?.length ?? 0);
  const pulls = new Map<string, Pull>();
  agents.forEach(({ posts }, agent) => {
    const toward = all.map((value, i) => value - (early[agent]?.[i] as number));
    posts.forEach(({ postId }, place) => {
      if (place > 0) pulls.set(postId, { weight: place / (posts.length - 1), toward });
    });
  });
  return pulls;
}

/** For how many posts a lasting adaptation remembers what was read. */
const LASTING_POSTS = 5;

/** What was shown after the agent's post so many posts before, up to this one. */
function toRead(
  agents: readonly AgentPosts[],
  placed: readonly PlacedPost[],
  { exposures, memory }: { exposures: readonly Exposure[]; memory: number },
): Map<string, Pull> {
  const known = new Set(placed.map(({ postId }) => postId));
  const shown = groupBy(exposures.filter(({ postId }) => known.has(postId)), ({ agentId }) => agentId);
  const pulls = new Map<string, Pull>();
  for (const { agentId, posts } of agents) {
    const own = (shown.get(agentId) ?? []).toSorted((a, b) => ascending(a.shownAt, b.shownAt));
    let next = 0;
    const sets: string[][] = [];
    for (const { postId, createdAt } of posts) {
      const shownSince: string[] = [];
      for (; next < own.length && (own[next] as Exposure).shownAt <= createdAt; next++) {
        shownSince.push((own[next] as Exposure).postId);
      }
      sets.push(shownSince);
      const read = sets.slice(-memory).flat();
      if (read.length > 0) pulls.set(postId, { weight: 1, read });
    }
  }
  return pulls;
}

function toUpvoted(posts: readonly Post[], placed: readonly PlacedPost[]): Map<string, Pull> {
  const score = scoreOf("herding to up-voted posts", posts);
  const scored = placed.filter((post) => score(post) > -Infinity);
  const best = new Map(
    [...groupBy(scored, ({ day }) => day)].map(([day, own]) => [day, own.toSorted((a, b) => score(b) - score(a))]),
  );
  const pulls = new Map<string, Pull>();
  for (const { postId, authorId, day } of placed) {
    const before = (best.get(shiftDay(day, -1)) ?? []).filter((post) => post.authorId !== authorId);
    const read = before.slice(0, Math.ceil(TOP_SHARE * before.length)).map((post) => post.postId);
    if (read.length > 0) pulls.set(postId, { weight: 1, read });
  }
  return pulls;
}

/** As many posts as a window of `feedbackAdaptation()` has. */
const WINDOW_POSTS = 10;

function toOwnUpvoted(posts: readonly Post[], agents: readonly AgentPosts[]): Map<string, Pull> {
  const score = scoreOf("following one's own votes", posts);
  const pulls = new Map<string, Pull>();
  for (const { posts: own } of agents) {
    own.forEach(({ postId }, place) => {
      const before = own.slice(Math.max(0, place - WINDOW_POSTS), place).filter((post) => score(post) > -Infinity);
      const best = before.toSorted((a, b) => score(b) - score(a)).slice(0, Math.ceil(TOP_SHARE * before.length));
      if (best.length > 0) pulls.set(postId, { weight: 1, read: best.map((post) => post.postId) });
    });
  }
  return pulls;
}

/** Score of a post, −∞ where it has none. */
function scoreOf(kind: string, posts: readonly Post[]): (post: { postId: string }) => number {
  const scores = new Map(posts.map(({ postId, score }) => [postId, score]));
  if ([...scores.values()].some((score) => score !== null)) return ({ postId }) => scores.get(postId) ?? -Infinity;
  throw new RangeError(`Cannot run plant() with kind "${kind}": needs scores, got null throughout`);
}

/** One post, drawn from all but the last half, becomes what later posts are drawn to. */
function toAnchor(placed: readonly PlacedPost[], random: Random): Map<string, Pull> {
  const middle = Math.floor(placed.length / 2);
  const anchor = placed[randomIndex(random, Math.max(1, middle))] as PlacedPost;
  const after = placed.slice(middle).filter(({ authorId, postId }) =>
    authorId !== anchor.authorId && postId !== anchor.postId
  );
  return new Map(after.map(({ postId }) => [postId, { weight: 1, toward: anchor.vector }]));
}
