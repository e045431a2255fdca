import { dot } from "../vectors/mod.ts";
import type { ExposureMoment, LagOptions } from "./exposure_moments.ts";
import type { Stratum } from "./exposure_blocks.ts";
import type { PlacedPost } from "./placed.ts";
import { sumOf } from "./sums.ts";

/** Posts before those compared that stand for what an agent writes about anyway. */
const EARLIER_POSTS = 10;

/** Mean similarity of the posts of moment i to what was shown at moment j, for all pairs of a stratum: n × n each. */
export interface Similarities {
  n: number;
  /** Posts after minus posts before. */
  shift: Float64Array;
  after: Float64Array;
  before: Float64Array;
  /** Of up to 10 posts before those; where there are none, as `before`. */
  earlier: Float64Array;
}

type Part = "shift" | "after" | "before" | "earlier";

/** Means of an agent's posts. */
type OwnPosts = Readonly<Record<Part, Float64Array>>;

/**
 * Similarities of a stratum. What agent i wrote itself is taken out of every set before i is
 * compared with it, as it is out of its own: posts are like their author.
 *
 * @param full Whether all four are needed; otherwise only `shift`, and the others are empty.
 * @returns NaN where nothing is left of a set.
 */
export function similaritiesOf(
  stratum: Stratum,
  moments: readonly ExposureMoment[],
  { lag, full }: { lag: LagOptions; full: boolean },
): Similarities {
  const members = stratum.map((i) => moments[i] as ExposureMoment);
  const n = members.length;
  const parts: readonly Part[] = full ? ["shift", "after", "before", "earlier"] : ["shift"];
  const made = (part: Part) => new Float64Array(parts.includes(part) ? n * n : 0);
  const found = {
    n,
    shift: made("shift"),
    after: made("after"),
    before: made("before"),
    earlier: made("earlier"),
  };
  const own = members.map((member) => ownPosts(member, lag));
  members.forEach(({ shown }, j) => {
    const set = meanOf(shown);
    const authors = new Set(shown.map(({ authorId }) => authorId));
    members.forEach(({ agentId }, i) => {
      if (!authors.has(agentId)) {
        for (const part of parts) found[part][i * n + j] = dot(own[i]?.[part] as Float64Array, set);
        return;
      }
      const left = shown.filter(({ authorId }) => authorId !== agentId);
      const strangers = own.filter((_, k) => !authors.has(members[k]?.agentId as string));
      for (const part of parts) {
        found[part][i * n + j] = left.length === 0
          ? NaN
          : withoutOwn(own[i]?.[part] as Float64Array, { set, left, common: strangers.map((other) => other[part]) });
      }
    });
  });
  return found;
}

/**
 * Likeness to a set without the agent's own posts.
 *
 * Leaving posts out changes how near the set is to what all agents have in common, such as the news of the day. As
 * much as it changes for those who wrote none of the set is taken out again, since it would make the null
 * wider than the data.
 */
function withoutOwn(
  own: Float64Array,
  { set, left, common }: { set: Float64Array; left: readonly PlacedPost[]; common: readonly Float64Array[] },
): number {
  const rest = meanOf(left);
  if (common.length === 0) return dot(own, rest);
  const change = rest.map((value, i) => value - (set[i] as number));
  return dot(own, rest) - dot(sumOf(common, own.length), change) / common.length;
}

function ownPosts(
  { posts, place }: ExposureMoment,
  { followingPosts, skippedPosts, precedingPosts }: LagOptions,
): OwnPosts {
  const first = place + skippedPosts;
  const start = Math.max(0, place - precedingPosts);
  const [after, before] = [meanOf(posts.slice(first, first + followingPosts)), meanOf(posts.slice(start, place))];
  const earlier = start === 0 ? before : meanOf(posts.slice(Math.max(0, start - EARLIER_POSTS), start));
  return { after, before, earlier, shift: after.map((value, i) => value - (before[i] as number)) };
}

function meanOf(posts: readonly PlacedPost[]): Float64Array {
  const vectors = posts.map(({ vector }) => vector);
  return sumOf(vectors, vectors[0]?.length ?? 0).map((value) => value / vectors.length);
}
