import type { TieGraph } from "./tie_graph.ts";

/**
 * Four definitions of reciprocity; published values differ twentyfold between them.
 *
 * bidirectional dyads: of pairs of agents with a tie, those with ties both ways. edges: of ties, those whose opposite is there
 * too. post ties: the same for ties made by comments on posts alone: whose posts I comment on, comments on mine. reply ties: the same for
 * ties made by answers to comments alone.
 */
export type ReciprocityDefinition = "bidirectional dyads" | "edges" | "post ties" | "reply ties";

export const RECIPROCITIES: readonly ReciprocityDefinition[] = [
  "bidirectional dyads",
  "edges",
  "post ties",
  "reply ties",
];

/** Pairs of agents with a tie in both directions. */
export function mutualPairs({ nodes, sources, targets }: TieGraph): number {
  const n = nodes.length;
  const there = new Set<number>();
  sources.forEach((source, tie) => there.add(source * n + (targets[tie] as number)));
  let returned = 0;
  for (const key of there) if (there.has((key % n) * n + Math.floor(key / n))) returned++;
  return returned / 2;
}

/** Share of ties whose opposite is there too; `null` without ties. */
export function edgeReciprocity(graph: TieGraph): number | null {
  return graph.sources.length === 0 ? null : 2 * mutualPairs(graph) / graph.sources.length;
}

/** Share of connected pairs with ties both ways; `null` without ties. */
export function dyadReciprocity(graph: TieGraph): number | null {
  if (graph.sources.length === 0) return null;
  const mutual = mutualPairs(graph);
  return mutual / (graph.sources.length - mutual);
}
