import { DirectedGraph } from "graphology";
import { checkOneOf, checkOptions, groupBy } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";
import { interactionComments, noTies, type TieTarget } from "./interaction_comments.ts";
import { type TieGraph, tieGraph } from "./tie_graph.ts";

/** Options of `interactionGraphs()`. */
export interface InteractionGraphsOptions {
  /** Whose text a comment goes to: "parent" (default), what it answers, or "thread", the post at the top. */
  target?: TieTarget;
  /** One graph a UTC day of the comments (default), or one of all days. */
  by?: "day" | "all days";
}

/** Who commented on whom, as a graph. */
export interface InteractionGraph {
  /** `null` for all days. */
  day: string | null;
  /** Nodes have the attribute `agentId`, ties `weight`: how many comments. */
  graph: DirectedGraph<{ agentId: string }, { weight: number }>;
}

/**
 * Who commented on whom, day by day, as graphs of graphology: for its layouts, communities and paths.
 *
 * Ties go from the commenter to the author, without self loops. Agents are in a day's graph if they commented or were
 * commented on. Node keys are "0", "1", … in order of first text and the same on all days, since agents' names are
 * hostile input ("__proto__" breaks a plain object of results).
 *
 * @param posts Posts, comments and replies.
 * @param options See `InteractionGraphsOptions`.
 * @returns Graphs in order of days.
 * @throws {RangeError} If no agent comments on another's text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { interactionGraphs } from "twoplane/content";
 * const rest = { text: "…", title: null, communityId: null, score: null, modelId: null, source: "made up" };
 * const at = (hour: number) => `2026-02-01T0${hour}:00:00.000Z`;
 * const [{ graph }] = interactionGraphs([
 *   { postId: "p", authorId: "ada", kind: "post", createdAt: at(1), parentId: null, threadId: null, ...rest },
 *   { postId: "c", authorId: "bob", kind: "comment", createdAt: at(2), parentId: "p", threadId: "p", ...rest },
 * ]);
 * assert(graph.getEdgeAttribute("1", "0", "weight") === 1); // bob → ada
 * assert(graph.getNodeAttribute("1", "agentId") === "bob");
 * ```
 */
export function interactionGraphs(
  posts: readonly Post[],
  options: InteractionGraphsOptions = {},
): [InteractionGraph, ...InteractionGraph[]] {
  const caller = "interactionGraphs";
  checkOptions(caller, options, ["target", "by"]);
  const target = checkOneOf(caller, "target", options.target ?? "parent", ["parent", "thread"]);
  const by = checkOneOf(caller, "by", options.by ?? "day", ["day", "all days"]);
  const found = interactionComments(caller, posts, target);
  const groups = groupBy(found.comments, ({ day }) => by === "day" ? day : null);
  const graphs = [...groups].map(([day, comments]) => ({ day, graph: toGraphology(tieGraph(comments), found.agents) }));
  const [first, ...others] = graphs;
  if (first === undefined) throw noTies(caller, found);
  return [first, ...others];
}

/** The ties as a graph of graphology. */
export function toGraphology(
  { nodes, sources, targets, weights }: TieGraph,
  agents: readonly string[],
): InteractionGraph["graph"] {
  const graph: InteractionGraph["graph"] = new DirectedGraph();
  for (const agent of nodes) graph.addNode(String(agent), { agentId: agents[agent] as string });
  const keyOf = (node: number | undefined) => String(nodes[node as number]);
  for (let tie = 0; tie < sources.length; tie++) {
    graph.addDirectedEdge(keyOf(sources[tie]), keyOf(targets[tie]), { weight: weights[tie] as number });
  }
  return graph;
}
