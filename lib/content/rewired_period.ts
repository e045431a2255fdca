import { seededRandom } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import { type Rewired, rewiring } from "./rewired_ties.ts";
import type { StructuralPlan } from "./structural_options.ts";
import type { Period } from "./structural_values.ts";
import type { TieGraph } from "./tie_graph.ts";

type Rewire = (attempts: number, random: Random) => Rewired;

/** Rewires every graph of a period on its own. */
export function rewirePeriod(
  period: Period,
  rewiringOf: (graph: TieGraph) => Rewire,
): (swapsPerTie: number, random: Random) => { period: Period; acceptedPerTie: number } {
  const days = period.days.map(({ day, graph }) => ({ day, rewire: rewiringOf(graph) }));
  const [all, posts, replies] = [period.all, period.posts, period.replies].map(rewiringOf) as [Rewire, Rewire, Rewire];
  const ties = period.days.reduce((sum, { graph }) => sum + graph.sources.length, 0);
  return (swapsPerTie, random) => {
    const rewired = days.map(({ day, rewire }) => ({ day, ...rewire(swapsPerTie, random) }));
    const graphOf = (rewire: Rewire) => rewire(swapsPerTie, random).graph;
    const whole = graphOf(all);
    return {
      period: {
        days: rewired.map(({ day, graph }) => ({ day, graph })),
        all: whole,
        posts: period.posts === period.all ? whole : graphOf(posts),
        replies: graphOf(replies),
      },
      acceptedPerTie: rewired.reduce((sum, { accepted }) => sum + accepted, 0) / ties,
    };
  };
}

/** Whether twice the swaps would lead still further away from the graph observed. */
export interface Mixing {
  /** Mean share of ties that run where one ran before. */
  kept: number;
  keptAfterTwice: number;
  warning: string | null;
}

/** Ties above which fewer chains are run. */
const LARGE = 20_000;

/** Compares the ties kept after the stated swaps with those kept after twice as many, on the graph of all days. */
export function mixingOf(graph: TieGraph, { kind, swapsPerTie, seed }: StructuralPlan): Mixing {
  const rewire = rewiring(graph, kind);
  const random = seededRandom(seed, "mixing of the rewiring");
  const chains = graph.sources.length > LARGE ? 3 : 20;
  const kept = (attempts: number) => Array.from({ length: chains }, () => rewire(attempts, random).kept);
  const [once, twice] = [kept(swapsPerTie), kept(2 * swapsPerTie)];
  const further = meanOf(once) - meanOf(twice);
  const error = Math.sqrt((varianceOf(once) + varianceOf(twice)) / chains);
  const isMixed = further <= 0.01 + 3 * error;
  return {
    kept: meanOf(once),
    keptAfterTwice: meanOf(twice),
    warning: isMixed
      ? null
      : `rewiring has not mixed: ${share(meanOf(once))} of the ties kept, ${share(meanOf(twice))} after twice the ` +
        `swaps. Raise null.swapsPerTie`,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)}%`;
}
