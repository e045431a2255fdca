import {
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  groupBy,
  seededRandom,
  shuffled,
} from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, NullBand, Post, TestResult } from "../shapes.ts";
import { jackknife, permanova } from "../statistics/mod.ts";
import { type AgentPosts, postsByAgent } from "./agents.ts";
import { halfSizes } from "./halves.ts";
import { nullBand } from "./null_band.ts";
import { count, placePosts } from "./placed.ts";
import { sumOf } from "./sums.ts";

/** Options of `modelShare()`. */
export interface ModelShareOptions {
  /** "places": each agent's mean vector. "trajectories": each agent's early mean minus its late mean: where it went. */
  variant: "places" | "trajectories";
  /** Posts an agent needs, at least 1 for places and 2 for trajectories. */
  minPosts: number;
  /** Models of whole agents dealt anew among the agents. */
  null: { kind: "model of whole agents"; draws: number; seed: number };
  /** Share of jackknife intervals over agents that hold the true share, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** What `modelShare()` returns: a number, or why there cannot be one. */
export type ModelShareResult =
  | { result: MeasureResult; test: TestResult; cannotTell: null }
  | { result: null; test: null; cannotTell: string };

/**
 * Are trajectories properties of the model? Share of the variance between agents that their models explain.
 *
 * PERMANOVA on one vector an agent (Anderson 2001), with ω² and whole agents permuted, and a test of unequal spread
 * beside it. In a society of one model, model and society are one: the answer then is "cannot tell: one model". Give
 * the posts of mixed societies, all of one arm, or the arm is part of the model's share.
 *
 * @param posts Posts with a row each in the embeddings, whose `modelId` says who wrote them.
 * @param embeddings n × d, unit rows.
 * @param options See `ModelShareOptions`.
 * @returns ω², at most 1 and slightly below 0 where models explain nothing; p from the permutations.
 * @throws {RangeError} If a model has fewer than two agents with enough posts, or an agent has posts of two models.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { modelShare } from "twoplane/content";
 * const posts = ["a", "b"].map((authorId, i) => ({
 *   postId: authorId, authorId, createdAt: `2026-02-0${i + 1}T00:00:00.000Z`, kind: "post" as const, text: "…",
 *   title: null, communityId: null, parentId: null, threadId: null, score: null, modelId: "m", source: "made up",
 * }));
 * const embeddings = { ids: ["a", "b"], dims: 2, model: "hand", vectors: Float32Array.of(1, 0, 0, 1) };
 * const { cannotTell } = modelShare(posts, embeddings, {
 *   variant: "places", minPosts: 1, null: { kind: "model of whole agents", draws: 99, seed: 1 },
 * });
 * assert(cannotTell === "cannot tell: one model");
 * ```
 */
export function modelShare(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: ModelShareOptions,
): ModelShareResult {
  checkModelShare(options);
  const placed = placePosts("modelShare", posts, embeddings);
  const { agents, leftOut } = postsByAgent("modelShare", placed, options.minPosts);
  const models = modelsOf(posts, agents);
  if (new Set(models).size < 2) return { result: null, test: null, cannotTell: "cannot tell: one model" };
  const { dims } = embeddings;
  const vectors = new Float64Array(agents.length * dims);
  agents.forEach((agent, i) => vectors.set(vectorOf(agent, dims, options.variant), i * dims));
  const { draws, seed } = options.null;
  const test = permanova({ vectors, dims, groups: models }, { seed, draws });
  const interval = intervalOf(vectors, dims, models, options.confidence ?? 0.95);
  const result: MeasureResult = {
    metric: "share of variance between agents: model",
    variant: options.variant,
    estimate: test.estimate,
    interval,
    null: {
      ...bandOf(vectors, dims, models, { ...options.null, estimate: test.estimate }),
      pValue: test.pValue as number,
    },
    sensitivity: null,
    n: agents.length,
    settings: {
      share: "ω²",
      models: [...new Set(models)].sort(),
      minPosts: options.minPosts,
      agentsLeftOut: leftOut,
      pValue: test.pValue,
      dispersion: test.details?.dispersion ?? null,
      draws,
      seed,
    },
    warnings: [
      ...(test.warnings ?? []),
      ...(interval === null ? ["no interval: needs 6 agents, 3 of each model"] : []),
      ...(agents.length < 12 ? [`illustrative: ${count(agents.length, "agent")}`] : []),
    ],
  };
  return { result, test, cannotTell: null };
}

function vectorOf({ posts }: AgentPosts, dims: number, variant: ModelShareOptions["variant"]): Float64Array {
  const meanOf = (own: AgentPosts["posts"]) =>
    sumOf(own.map(({ vector }) => vector), dims).map((value) => value / own.length);
  if (variant === "places") return meanOf(posts);
  const { early } = halfSizes(posts.length);
  const before = meanOf(posts.slice(0, early));
  return meanOf(posts.slice(early)).map((value, i) => value - (before[i] as number));
}

function modelsOf(posts: readonly Post[], agents: readonly AgentPosts[]): string[] {
  const modelOf = new Map(posts.map(({ postId, modelId }) => [postId, modelId ?? "unknown model"]));
  return agents.map(({ agentId, posts: own }) => {
    const models = new Set(own.map(({ postId }) => modelOf.get(postId) as string));
    if (models.size === 1) return [...models][0] as string;
    throw new RangeError(
      `Cannot run modelShare() at agent "${agentId}": needs posts of one model, got ${[...models].sort().join(", ")}`,
    );
  });
}

/** Models of whole agents dealt anew; the p-value is that of the test, which looks upward only. */
function bandOf(
  vectors: Float64Array,
  dims: number,
  models: readonly string[],
  { kind, draws, seed, estimate }: ModelShareOptions["null"] & { estimate: number },
): NullBand {
  const random = seededRandom(seed, kind);
  const all = models.map((_, agent) => agent);
  const drawn = Float64Array.from(
    { length: draws },
    () => omegaSquared(all, { vectors, dims, models: shuffled(models, random) }),
  );
  return nullBand(kind, estimate, drawn);
}

/** Each agent left out once; resampling would draw agents twice and make models look tighter than they are. */
function intervalOf(
  vectors: Float64Array,
  dims: number,
  models: readonly string[],
  confidence: number,
): MeasureResult["interval"] {
  const few = [...groupBy(models, (model) => model).values()].some(({ length }) => length < 3);
  if (few || models.length < 6) return null;
  const { interval, method } = jackknife({
    units: models.length,
    statistic: (kept) => omegaSquared(kept, { vectors, dims, models }),
    confidence,
  });
  return interval === null ? null : { ...interval, confidence, method: `${method} over agents` };
}

function omegaSquared(
  picked: readonly number[],
  { vectors, dims, models }: { vectors: Float64Array; dims: number; models: readonly string[] },
): number {
  const groups = [...groupBy(picked, (agent) => models[agent] as string).values()];
  const rowOf = (agent: number) => vectors.subarray(agent * dims, (agent + 1) * dims);
  const squaresAround = (agents: readonly number[]) => {
    const sum = sumOf(agents.map(rowOf), dims);
    const own = agents.reduce((all, agent) => all + rowOf(agent).reduce((part, value) => part + value * value, 0), 0);
    return own - sum.reduce((part, value) => part + value * value, 0) / agents.length;
  };
  const total = squaresAround(picked);
  const within = groups.reduce((all, agents) => all + squaresAround(agents), 0);
  const meanSquare = within / Math.max(1, picked.length - groups.length);
  return total + meanSquare === 0 ? 0 : (total - within - (groups.length - 1) * meanSquare) / (total + meanSquare);
}

function checkModelShare(options: ModelShareOptions): void {
  const caller = "modelShare";
  checkOptions(caller, options, ["variant", "minPosts", "null", "confidence"]);
  checkOneOf(caller, "variant", options.variant, ["places", "trajectories"]);
  checkInteger(caller, "minPosts", options.minPosts, { min: options.variant === "places" ? 1 : 2 });
  checkOptions(caller, options.null, ["kind", "draws", "seed"]);
  checkOneOf(caller, "null.kind", options.null.kind, ["model of whole agents"]);
  checkInteger(caller, "null.draws", options.null.draws, { min: 99 });
  checkNumber(caller, "confidence", options.confidence ?? 0.95, { min: 0.5, max: 0.999 });
}
