import { pairFlags } from "./pair_flags.ts";
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
  const there = pairFlags(nodes.length);
  sources.forEach((source, tie) => there.add(source, targets[tie] as number));
  let returned = 0;
  for (let tie = 0; tie < sources.length; tie++) {
    if (there.has(targets[tie] as number, sources[tie] as number)) returned++;
  }
  return returned / 2;
}

/** Share of connected pairs with ties both ways, and share of ties whose opposite is there too; `null` without ties. */
export function reciprocityOf(graph: TieGraph): { dyads: number | null; edges: number | null } {
  const ties = graph.sources.length;
  if (ties === 0) return { dyads: null, edges: null };
  const mutual = mutualPairs(graph);
  return { dyads: mutual / (ties - mutual), edges: 2 * mutual / ties };
}
