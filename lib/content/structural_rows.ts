import type { MetricRow } from "../shapes.ts";
import { hits, pageRank } from "./graph_ranks.ts";
import { ascending } from "./placed.ts";
import type { StructuralPlan } from "./structural_options.ts";
import type { Period, StructuralMeasure, StructuralValues } from "./structural_values.ts";
import type { TieGraph } from "./tie_graph.ts";
import { supernodes } from "./top_agents.ts";

/** An agent that stood out of a day's graph. */
export interface Supernode {
  day: string;
  agentId: string;
  pageRank: number;
}

/** One row a measure and day; n is the agents of the day's graph. Persistence stands at the later day. */
export function dayRows(
  measures: readonly StructuralMeasure[],
  { daily }: StructuralValues,
  { days }: Period,
): MetricRow[] {
  return measures.flatMap(({ metric, variant }, i) =>
    days.flatMap(({ day, graph }, place): MetricRow[] => {
      const value = daily[i]?.[place];
      if (value === null || value === undefined) return [];
      return [{ metric, variant, unitId: day, window: null, value, n: graph.nodes.length }];
    })
  );
}

/** PageRank and HITS of each agent and day, by day and agent; n is the comments it received that day. */
export function agentRows({ days }: Period, agents: readonly string[], plan: StructuralPlan): MetricRow[] {
  return days.flatMap(({ day, graph }) => {
    const scores = hits(graph);
    const received = receivedBy(graph);
    const lists: [string, Float64Array | undefined][] = [
      ["PageRank", pageRank(graph, plan)],
      ["HITS authority", scores?.authorities],
      ["HITS hub", scores?.hubs],
    ];
    const nodes = Array.from(graph.nodes, (agent, node) => ({ node, unitId: agents[agent] as string }))
      .sort((a, b) => ascending(a.unitId, b.unitId));
    return lists.flatMap(([metric, values]) =>
      values === undefined ? [] : nodes.map(({ node, unitId }): MetricRow => ({
        metric,
        variant: plan.target,
        unitId,
        window: day,
        value: values[node] as number,
        n: received[node] as number,
      }))
    );
  });
}

/** Who is above the rule on which day, highest first. */
export function supernodesOf({ days }: Period, agents: readonly string[], plan: StructuralPlan): Supernode[] {
  return days.flatMap(({ day, graph }) => {
    const ranks = pageRank(graph, plan);
    return supernodes(ranks, plan.supernodes)
      .map((node) => ({
        day,
        agentId: agents[graph.nodes[node] as number] as string,
        pageRank: ranks[node] as number,
      }))
      .sort((a, b) => b.pageRank - a.pageRank || ascending(a.agentId, b.agentId));
  });
}

function receivedBy({ nodes, targets, weights }: TieGraph): Float64Array {
  const received = new Float64Array(nodes.length);
  weights.forEach((weight, tie) => received[targets[tie] as number]! += weight);
  return received;
}
