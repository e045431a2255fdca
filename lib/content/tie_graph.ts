/** Directed ties without self loops, each once, with how often it was used. */
export interface TieGraph {
  /** Index among all agents of each node. */
  nodes: Int32Array;
  /** Node each tie goes out from. */
  sources: Int32Array;
  targets: Int32Array;
  /** Comments behind each tie. */
  weights: Float64Array;
}

/** The ties that comments make, nodes and ties in order of first use. */
export function tieGraph(comments: readonly { source: number; target: number }[]): TieGraph {
  const places = new Map<number, number>();
  const placeOf = (agent: number): number => {
    const place = places.get(agent) ?? places.size;
    places.set(agent, place);
    return place;
  };
  const pairs = comments.map(({ source, target }) => [placeOf(source), placeOf(target)] as const);
  return summedTies(
    Int32Array.from(places.keys()),
    Int32Array.from(pairs, ([source]) => source),
    Int32Array.from(pairs, ([, target]) => target),
  );
}

/** Repeated ties summed to weights. */
export function summedTies(nodes: Int32Array, sources: Int32Array, targets: Int32Array): TieGraph {
  const weights = new Map<number, number>();
  for (let i = 0; i < sources.length; i++) {
    const key = (sources[i] as number) * nodes.length + (targets[i] as number);
    weights.set(key, (weights.get(key) ?? 0) + 1);
  }
  const keys = [...weights.keys()];
  return {
    nodes,
    sources: Int32Array.from(keys, (key) => Math.floor(key / nodes.length)),
    targets: Int32Array.from(keys, (key) => key % nodes.length),
    weights: Float64Array.from(weights.values()),
  };
}
