import type { TieGraph } from "./tie_graph.ts";

/**
 * Weighted PageRank of each node, summing to 1; nodes without ties out give theirs to all alike.
 *
 * The same iteration as graphology's and networkx', on typed arrays, since nulls ask for it thousands of times.
 *
 * @param tolerance Iterates until the ranks change by less than this in sum.
 */
export function pageRank(
  { nodes, sources, targets, weights }: TieGraph,
  { damping, tolerance = 1e-12 }: { damping: number; tolerance?: number },
): Float64Array {
  const n = nodes.length;
  const strength = new Float64Array(n);
  weights.forEach((weight, tie) => strength[sources[tie] as number]! += weight);
  const shares = weights.map((weight, tie) => damping * weight / (strength[sources[tie] as number] as number));
  let ranks = new Float64Array(n).fill(1 / n);
  let next = new Float64Array(n);
  for (let change = Infinity; change > tolerance;) {
    let lost = 0;
    for (let node = 0; node < n; node++) if (strength[node] === 0) lost += ranks[node] as number;
    next.fill((damping * lost + 1 - damping) / n);
    for (let tie = 0; tie < shares.length; tie++) {
      next[targets[tie] as number]! += (ranks[sources[tie] as number] as number) * (shares[tie] as number);
    }
    change = 0;
    for (let node = 0; node < n; node++) change += Math.abs((next[node] as number) - (ranks[node] as number));
    [ranks, next] = [next, ranks];
  }
  return ranks;
}

/** Hubs and authorities of each node, each summing to 1. */
export interface Hits {
  hubs: Float64Array;
  authorities: Float64Array;
}

/** Rounds of HITS after which its first two singular values count as equal. */
const MOST_ROUNDS = 5000;

/**
 * Weighted HITS by power iteration from equal values.
 *
 * @returns `null` where it does not settle: two parts of the graph have nearly the same first singular value.
 */
export function hits({ nodes, sources, targets, weights }: TieGraph): Hits | null {
  const n = nodes.length;
  const hubs = new Float64Array(n).fill(1 / n);
  const [next, authorities] = [new Float64Array(n), new Float64Array(n)];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    authorities.fill(0);
    for (let tie = 0; tie < weights.length; tie++) {
      authorities[targets[tie] as number]! += (hubs[sources[tie] as number] as number) * (weights[tie] as number);
    }
    next.fill(0);
    for (let tie = 0; tie < weights.length; tie++) {
      next[sources[tie] as number]! += (authorities[targets[tie] as number] as number) * (weights[tie] as number);
    }
    normalise(next);
    let change = 0;
    for (let node = 0; node < n; node++) change += Math.abs((next[node] as number) - (hubs[node] as number));
    hubs.set(next);
    if (change < 1e-13) {
      normalise(authorities);
      return { hubs, authorities };
    }
  }
  return null;
}

function normalise(values: Float64Array): void {
  let sum = 0;
  for (const value of values) sum += value;
  for (let i = 0; i < values.length; i++) values[i]! /= sum;
}
