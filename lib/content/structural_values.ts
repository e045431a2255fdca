import { groupBy } from "../foundation/mod.ts";
import { pageRank } from "./graph_ranks.ts";
import type { InteractionComment } from "./interaction_comments.ts";
import { RECIPROCITIES, reciprocityOf } from "./reciprocity.ts";
import type { StructuralPlan } from "./structural_options.ts";
import { type TieGraph, tieGraph } from "./tie_graph.ts";
import { supernodes, type TopAgents, topAgents, topOverlap, topShare } from "./top_agents.ts";

/** The graphs of a period: one a kept day, and those of all days for reciprocity. */
export interface Period {
  days: { day: string; graph: TieGraph }[];
  all: TieGraph;
  /** Ties made by comments on posts; the same object as `all` where there are no others. */
  posts: TieGraph;
  /** Ties made by answers to comments. */
  replies: TieGraph;
}

/** One value of a graph that is asked for. */
export interface StructuralMeasure {
  metric: string;
  variant: string;
  /** "days": a mean over days; "pairs": over pairs of consecutive days; "period": of all days at once. */
  over: "days" | "pairs" | "period";
}

/** Values by measure: of the period, and of each day where the measure has one; a pair of days stands at the later. */
export interface StructuralValues {
  overall: (number | null)[];
  daily: (number | null)[][];
}

/** Which measures are taken, in the order of their values. */
export function structuralMeasures({ top, supernodes: { rule, threshold } }: StructuralPlan): StructuralMeasure[] {
  return [
    ...top.map((k): StructuralMeasure => ({ metric: "top share of PageRank", variant: `top ${k}`, over: "days" })),
    ...top.map((k): StructuralMeasure => ({ metric: "identity persistence", variant: `top ${k}`, over: "pairs" })),
    { metric: "supernodes a day", variant: `${rule} ${threshold}`, over: "days" },
    ...RECIPROCITIES.map((variant): StructuralMeasure => ({ metric: "reciprocity", variant, over: "period" })),
  ];
}

/**
 * The graphs that comments make.
 *
 * @param keeps Whether a day's graph is used.
 */
export function periodOf(
  comments: readonly InteractionComment[],
  keeps: (day: string, graph: TieGraph) => boolean,
): Period {
  const days = [...groupBy(comments, ({ day }) => day)].map(([day, ofDay]) => ({ day, graph: tieGraph(ofDay) }));
  const [all, replies] = [tieGraph(comments), comments.filter(({ answers }) => answers === "comment")];
  return {
    days: days.filter(({ day, graph }) => keeps(day, graph)),
    all,
    posts: replies.length === 0 ? all : tieGraph(comments.filter(({ answers }) => answers === "post")),
    replies: tieGraph(replies),
  };
}

/** Every measure of the graphs. */
export function structuralValues(period: Period, plan: StructuralPlan): StructuralValues {
  const { top, damping } = plan;
  const days = period.days.map(({ day, graph }) => {
    const ranks = pageRank(graph, { damping, tolerance: 1e-10 });
    const { dyads, edges } = reciprocityOf(graph);
    return {
      day,
      shares: top.map((k) => topShare(ranks, k)),
      tops: top.map((k) => topAgents(ranks, graph.nodes, k)),
      supernodes: supernodes(ranks, plan.supernodes).length,
      reciprocities: [dyads, edges, null, null],
    };
  });
  const daily = [
    ...top.map((_, i) => days.map(({ shares }) => shares[i] as number)),
    ...top.map((_, i) =>
      days.map(({ day, tops }, place) => {
        const before = days[place - 1];
        if (before === undefined || !isNextDay(before.day, day)) return null;
        return topOverlap(before.tops[i] as TopAgents, tops[i] as TopAgents);
      })
    ),
    days.map((of) => of.supernodes),
    ...RECIPROCITIES.map((_, i) => days.map(({ reciprocities }) => reciprocities[i] as number | null)),
  ];
  const { dyads, edges } = reciprocityOf(period.all);
  const posts = period.posts === period.all ? edges : reciprocityOf(period.posts).edges;
  const means = daily.slice(0, -RECIPROCITIES.length).map(meanOfDefined);
  return {
    overall: [...means, dyads, edges, posts, reciprocityOf(period.replies).edges],
    daily,
  };
}

/** Mean of the values that are defined; `null` where none is. */
export function meanOfDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

function isNextDay(earlier: string, later: string): boolean {
  return Date.parse(later) - Date.parse(earlier) === 86_400_000;
}
