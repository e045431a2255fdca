import { dot } from "../vectors/mod.ts";
import type { ExposureMoment, LagOptions } from "./exposure_moments.ts";
import type { Stratum } from "./exposure_blocks.ts";
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

/**
 * Similarities of a stratum. What agent i wrote itself is taken out of every set before i is
 * compared with it, as it is out of its own: posts are like their author.
 *
 * @returns NaN where nothing is left of a set.
 */
export function similaritiesOf(
  stratum: Stratum,
  moments: readonly ExposureMoment[],
  { lag, full }: { lag: LagOptions; full: boolean },
): Similarities {
  const members = stratum.map((i) => moments[i] as ExposureMoment);
  const n = members.length;
  const made = (size: number) => new Float64Array(size);
  const [shift, after] = [made(n * n), made(n * n)];
  const [before, earlier] = [made(full ? n * n : 0), made(full ? n * n : 0)];
  const sets = members.map(({ shown }) => sumOf(shown.map(({ vector }) => vector), shown[0]?.vector.length ?? 0));
  members.forEach((member, i) => {
    const own = ownPosts(member, lag);
    members.forEach(({ shown }, j) => {
      const written = shown.filter(({ authorId }) => authorId === member.agentId);
      const left = shown.length - written.length;
      const mean = (vector: Float64Array) => {
        if (left === 0) return NaN;
        return (dot(vector, sets[j] as Float64Array) -
          written.reduce((sum, post) => sum + dot(vector, post.vector), 0)) /
          left;
      };
      const cell = i * n + j;
      if (!full) shift[cell] = mean(own.shift);
      else {
        after[cell] = mean(own.after);
        before[cell] = mean(own.before);
        earlier[cell] = mean(own.earlier);
        shift[cell] = after[cell] - before[cell];
      }
    });
  });
  return { n, shift, after, before, earlier };
}

/** Means of an agent's posts after and before. */
function ownPosts({ posts, place }: ExposureMoment, { followingPosts, skippedPosts, precedingPosts }: LagOptions) {
  const meanOf = (start: number, end: number) => {
    const vectors = posts.slice(start, end).map(({ vector }) => vector);
    return sumOf(vectors, posts[0]?.vector.length ?? 0).map((value) => value / vectors.length);
  };
  const first = place + skippedPosts;
  const start = Math.max(0, place - precedingPosts);
  const [after, before] = [meanOf(first, first + followingPosts), meanOf(start, place)];
  const earlier = start === 0 ? before : meanOf(Math.max(0, start - EARLIER_POSTS), start);
  return { after, before, earlier, shift: after.map((value, i) => value - (before[i] as number)) };
}
