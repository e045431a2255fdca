import { checkInteger, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { type AgentPosts, postsByAgent } from "./agents.ts";
import { type DriftVariant, halfSizes, halvesDistance, LEAST_POSTS } from "./halves.ts";
import { nullBand, type UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { ascending, count, placePosts } from "./placed.ts";
import { blocksOf, shuffledEarlySum, type TemporalStructureNull } from "./shuffled_order.ts";
import { sumOf } from "./sums.ts";

/** Agents below which a mean over agents is shown as an illustration. */
const FEW_AGENTS = 20;
/** Posts below which an agent's halves are; the study of Moltbook leaves such agents out. */
const FEW_POSTS = 10;

/** Options of `drift()`. */
export interface DriftOptions {
  /** "raw": 1 − cosine of the half centroids. "unbiased": squared distance of the true means, free of n. */
  variant: DriftVariant;
  /** Posts an agent needs: from 2 for raw, from 4 for unbiased. */
  minPosts: number;
  null: TemporalStructureNull;
  /** Told in shuffled orders over all agents. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `drift()` returns. */
export interface DriftResult {
  /** Mean over agents, against the mean of the same agents' shuffled orders. */
  result: MeasureResult;
  /** One row an agent, by agentId. */
  rows: readonly MetricRow[];
  /** Each agent's value against its own null, by agentId. */
  bands: readonly UnitBand[];
}

/**
 * Did each agent's posts move from its first half to its second?
 *
 * Measure M6, halves by post order. Two halves of unmoved posts differ as well, the more the
 * fewer they are, so that a value says nothing without its null. The null shuffles the order
 * within each agent and is one of temporal structure, not of influence: topics that last,
 * or news that all write about, reject it too.
 *
 * @param posts Posts with a row each in the embeddings; those without author are left out and counted.
 * @param embeddings n × d, unit rows.
 * @param options See `DriftOptions`.
 * @returns Mean drift with its null, and each agent's own.
 * @throws {RangeError} If no agent has `minPosts` posts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { drift } from "twoplane/content";
 * const post = {
 *   authorId: "ada", kind: "post", text: "…", title: null, communityId: null, parentId: null,
 *   threadId: null, score: null, modelId: null, source: "made up",
 * } as const;
 * const posts = ["a", "b", "c", "d"].map((postId, i) => ({ ...post, postId, createdAt: `2026-02-0${i + 1}T00:00:00.000Z` }));
 * const vectors = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1);
 * const { result } = await drift(posts, { ids: ["a", "b", "c", "d"], dims: 2, model: "hand", vectors }, {
 *   variant: "raw",
 *   minPosts: 4,
 *   null: { kind: "temporal structure", unit: "post", draws: 99, seed: 1 },
 * });
 * assert(result.estimate === 1);
 * ```
 */
export async function drift(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: DriftOptions,
): Promise<DriftResult> {
  checkDriftOptions(options);
  const placed = placePosts("drift", posts, embeddings);
  const { agents, leftOut, withoutAuthor } = postsByAgent(
    "drift",
    placed,
    options.minPosts,
    ` with variant "${options.variant}"`,
  );
  const ofAgents = await drawAgents(agents, options);
  const bands = agents.map(({ agentId, posts: own }, i) => {
    const { estimate, draws } = ofAgents[i] as AgentDraws;
    return { unitId: agentId, window: null, estimate, n: own.length, ...nullBand(options.null.kind, estimate, draws) };
  });
  const estimate = meanOf(bands.map((band) => band.estimate));
  const meanDraws = Float64Array.from(
    { length: options.null.draws },
    (_, draw) => meanOf(ofAgents.map(({ draws }) => draws[draw] as number)),
  );
  const { unit, draws, seed } = options.null;
  const result: MeasureResult = {
    metric: "drift",
    variant: options.variant,
    estimate,
    interval: null,
    null: nullBand(options.null.kind, estimate, meanDraws),
    sensitivity: null,
    n: agents.length,
    settings: {
      split: "halves by post order",
      minPosts: options.minPosts,
      posts: bands.reduce((sum, { n }) => sum + n, 0),
      nullUnit: unit,
      draws,
      seed,
      agentsLeftOut: leftOut,
      postsWithoutAuthor: withoutAuthor,
    },
    warnings: warningsOf(agents, { unit, withoutAuthor }),
  };
  const rows = bands.map(({ unitId, estimate: value, n }) => ({
    metric: "drift",
    variant: options.variant,
    unitId,
    window: null,
    value,
    n,
  }));
  const byId = (a: { unitId: string }, b: { unitId: string }) => ascending(a.unitId, b.unitId);
  return { result, rows: rows.sort(byId), bands: bands.sort(byId) };
}

interface AgentDraws {
  estimate: number;
  draws: Float64Array;
}

async function drawAgents(agents: readonly AgentPosts[], options: DriftOptions): Promise<AgentDraws[]> {
  const { variant, signal, onProgress } = options;
  const { draws, seed, unit } = options.null;
  const pace = pacer(signal);
  const found: AgentDraws[] = [];
  for (const { posts } of agents) {
    const vectors = posts.map(({ vector }) => vector);
    const dims = (vectors[0] as Float64Array).length;
    const total = sumOf(vectors, dims);
    const { early, late } = halfSizes(posts.length);
    const distanceFrom = (earlySum: Float64Array) => {
      const lateSum = total.map((value, i) => value - (earlySum[i] as number));
      return halvesDistance(variant, { sum: earlySum, n: early }, { sum: lateSum, n: late });
    };
    const blocks = blocksOf(posts, unit);
    // The agent's first post names the stream: neither its name nor the other agents move its draws.
    const random = seededRandom(seed, `shuffled order\0${posts[0]?.postId}`);
    const values = new Float64Array(draws);
    for (let draw = 0; draw < draws; draw++) {
      values[draw] = distanceFrom(shuffledEarlySum(blocks, early, random));
      await pace(blocks.length * dims);
    }
    found.push({ estimate: distanceFrom(sumOf(vectors.slice(0, early), dims)), draws: values });
    onProgress?.(found.length * draws, agents.length * draws);
  }
  return found;
}

function warningsOf(
  agents: readonly AgentPosts[],
  { unit, withoutAuthor }: { unit: "post" | "day"; withoutAuthor: number },
): string[] {
  const fewDays = agents.filter(({ posts }) => new Set(posts.map(({ day }) => day)).size <= 3).length;
  const fewPosts = agents.filter(({ posts }) => posts.length < FEW_POSTS).length;
  return [
    ...(agents.length < FEW_AGENTS ? [`illustrative: ${count(agents.length, "agent")}`] : []),
    ...(fewPosts > 0
      ? [`illustrative: ${fewPosts} of ${count(agents.length, "agent")} with fewer than ${FEW_POSTS} posts`]
      : []),
    ...(unit === "day" && fewDays > 0
      ? [`${fewDays} of ${count(agents.length, "agent")} wrote on 3 days or fewer: too few orders for p ≤ 0.05`]
      : []),
    ...(withoutAuthor > 0 ? [`${count(withoutAuthor, "post")} without author left out`] : []),
  ];
}

function checkDriftOptions(options: DriftOptions): void {
  checkOptions("drift", options, ["variant", "minPosts", "null", "onProgress", "signal"]);
  checkOneOf("drift", "variant", options.variant, ["raw", "unbiased"]);
  checkInteger("drift", `minPosts of variant "${options.variant}"`, options.minPosts, {
    min: LEAST_POSTS[options.variant],
  });
  checkOptions("drift", options.null, ["kind", "unit", "draws", "seed"]);
  checkOneOf("drift", "null.kind", options.null.kind, ["temporal structure"]);
  checkOneOf("drift", "null.unit", options.null.unit, ["post", "day"]);
  checkInteger("drift", "null.draws", options.null.draws, { min: 19 });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
