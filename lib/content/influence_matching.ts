import type { LikenessAround } from "./influence_likeness.ts";
import type { MatchedSets } from "./matched_contrast.ts";
import type { PlacedPost } from "./placed.ts";

/** Collects sets of a commented post and its controls, member by member. */
export interface SetCollector {
  /** False where there was no control. */
  add: (set: {
    agent: number;
    target: PlacedPost;
    candidates: readonly PlacedPost[];
    around: LikenessAround;
  }) => boolean;
  finish: () => MatchedSets;
}

/** What a post is matched on: likeness to the agent's earlier texts, to the last of them, and length. */
type Place = readonly [number, number, number];

/**
 * Takes the nearest candidates of each comment as its controls.
 *
 * Distances are Euclidean, each of the three scaled by its spread among the candidates of that comment.
 */
export function collectSets(
  { controls, lengthOf }: { controls: number; lengthOf: (post: PlacedPost) => number },
): SetCollector {
  const starts = [0];
  const agents: number[] = [];
  const outcome: number[] = [];
  const covariates: number[][] = [[], [], [], []];
  return {
    add: ({ agent, target, candidates, around }) => {
      if (candidates.length === 0) return false;
      const placeOf = (post: PlacedPost): Place => {
        const { toEarlier, toLast } = around.stood(post);
        return [toEarlier, toLast, Math.log1p(lengthOf(post))];
      };
      const place = placeOf(target);
      const near = nearest(place, candidates.map((post) => ({ post, place: placeOf(post) })), controls);
      for (const member of [{ post: target, place }, ...near]) {
        const { later, earlier } = around.likeness(member.post);
        outcome.push(later - earlier);
        [earlier, ...member.place].forEach((value, i) => covariates[i]?.push(value));
      }
      starts.push(outcome.length);
      agents.push(agent);
      return true;
    },
    finish: () => ({
      starts: Int32Array.from(starts),
      agents: Int32Array.from(agents),
      outcome: Float64Array.from(outcome),
      covariates: covariates.map((values) => Float64Array.from(values)),
    }),
  };
}

interface Candidate {
  post: PlacedPost;
  place: Place;
}

function nearest(target: Place, candidates: readonly Candidate[], controls: number): readonly Candidate[] {
  if (candidates.length <= controls) return candidates;
  const spreads = target.map((_, i) => spread(candidates.map(({ place }) => place[i] as number)));
  const distances = candidates.map((candidate, order) => ({
    candidate,
    order,
    distance: target.reduce(
      (sum, value, i) => sum + (((candidate.place[i] as number) - value) / (spreads[i] as number)) ** 2,
      0,
    ),
  }));
  return distances.sort((a, b) => a.distance - b.distance || a.order - b.order).slice(0, controls)
    .map(({ candidate }) => candidate);
}

/** Standard deviation; ∞ where all are equal, so that nothing is decided by it. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return squares > 1e-20 ? Math.sqrt(squares) : Infinity;
}
