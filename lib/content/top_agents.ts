/** Ranks closer than this share of the larger are the same rank. */
const SAME = 1e-9;

/** How many places each agent takes among the first k: 1, 0, or a share where ranks are equal at the border. */
export interface TopAgents {
  /** Agents with a place, as indices. */
  agents: readonly number[];
  places: readonly number[];
}

/**
 * The k agents ranked highest; agents of equal rank at the border share what places are left, so that no name decides.
 *
 * @param ranks One number an agent of `agents`.
 */
export function topAgents(ranks: Float64Array, agents: Int32Array, k: number): TopAgents {
  const order = Array.from(ranks.keys()).sort((a, b) => (ranks[b] as number) - (ranks[a] as number));
  if (order.length <= k) return { agents: order.map((node) => agents[node] as number), places: order.map(() => 1) };
  const border = ranks[order[k - 1] as number] as number;
  const within = SAME * border;
  const above = order.filter((node) => (ranks[node] as number) > border + within);
  const equal = order.filter((node) => Math.abs((ranks[node] as number) - border) <= within);
  return {
    agents: [...above, ...equal].map((node) => agents[node] as number),
    places: [...above.map(() => 1), ...equal.map(() => (k - above.length) / equal.length)],
  };
}

/** Sum of the k largest ranks. */
export function topShare(ranks: Float64Array, k: number): number {
  const sorted = ranks.toSorted();
  return sorted.subarray(Math.max(0, sorted.length - k)).reduce((sum, rank) => sum + rank, 0);
}

/**
 * Share of the first k places of one day that the same agents hold on the next: expected share where equal ranks
 * are drawn by lot, of min(k, agents of either day) places.
 */
export function topOverlap(earlier: TopAgents, later: TopAgents): number {
  const before = new Map(earlier.agents.map((agent, i) => [agent, earlier.places[i] as number]));
  const common = later.agents.reduce(
    (sum, agent, i) => sum + (before.get(agent) ?? 0) * (later.places[i] as number),
    0,
  );
  return common / Math.min(sumOf(earlier.places), sumOf(later.places));
}

/** Which agents stand out of a day's ranks; the published study does not give its rule. */
export interface SupernodeRule {
  /**
   * "standard deviations": above the mean by so many of them. "times uniform": above so many times 1/n.
   * "fence": above the third quartile by so many interquartile ranges.
   */
  rule: "standard deviations" | "times uniform" | "fence";
  /** Default 3, 10, 3. */
  threshold?: number;
}

export const SUPERNODE_THRESHOLDS: Readonly<Record<SupernodeRule["rule"], number>> = {
  "standard deviations": 3,
  "times uniform": 10,
  fence: 3,
};

/** Nodes whose rank is above what the rule allows. */
export function supernodes(ranks: Float64Array, { rule, threshold }: Required<SupernodeRule>): number[] {
  const n = ranks.length;
  const mean = sumOf(ranks) / n;
  const limit = rule === "times uniform"
    ? threshold / n
    : rule === "standard deviations"
    ? mean + threshold * Math.sqrt(ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / n)
    : fence(ranks.toSorted(), threshold);
  return Array.from(ranks.keys()).filter((node) => (ranks[node] as number) > limit * (1 + SAME));
}

function fence(sorted: Float64Array, threshold: number): number {
  const at = (share: number) => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] as number;
    return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - below);
  };
  return at(0.75) + threshold * (at(0.75) - at(0.25));
}

function sumOf(values: readonly number[] | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
