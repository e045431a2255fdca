import { checkInteger, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { collectBands, type UnitDraws } from "./agent_bands.ts";
import {
  type AgentIntervalOptions,
  bootstrapAgents,
  checkIntervalOptions,
  intervalSettings,
} from "./agent_bootstrap.ts";
import { postsByAgent } from "./agents.ts";
import { halvesWarnings } from "./drift_warnings.ts";
import { type Engine, engineFor, withEngine } from "./engine.ts";
import { drawHalves } from "./half_draws.ts";
import {
  checkSplit,
  type DriftVariant,
  halvesDistance,
  type HalvesSplit,
  LEAST_POSTS,
  SPLIT_SETTING,
  splitAgents,
} from "./halves.ts";
import type { UnitBand } from "./null_band.ts";
import { placePosts } from "./placed.ts";
import { checkTemporalStructure, type TemporalStructureNull } from "./shuffled_order.ts";

/** Options of `drift()`. */
export interface DriftOptions {
  /** "raw": 1 − cosine of the half centroids. "unbiased": squared distance of the true means, free of n. */
  variant: DriftVariant;
  /** Where the posts are cut in two: "order" (default) in equal numbers, "time" in the middle of the agent's time. */
  split?: HalvesSplit;
  /** Posts an agent needs: from 2 for raw, from 4 for unbiased. */
  minPosts: number;
  null: TemporalStructureNull;
  /** Interval of the mean, whole agents resampled. Default: none. */
  interval?: AgentIntervalOptions;
  /** Default "float64" up to 4,000 posts (same bytes on every processor), "native" above. */
  engine?: Engine;
  /** Keep every agent's value under every draw, for `heterogeneity()`: agents × draws numbers. Default: false. */
  keepDraws?: boolean;
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
  /** Only where `keepDraws` is set. */
  draws?: UnitDraws;
}

/**
 * Did each agent's posts move from its first half to its second?
 *
 * Measure M6, halves by post order unless `split` says otherwise. Two halves of unmoved posts differ as well, the more the
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
  const caller = "drift";
  const split = checkDriftOptions(options);
  const { variant, minPosts, null: given, interval, onProgress, signal } = options;
  const placed = placePosts(caller, posts, embeddings);
  const found = postsByAgent(caller, placed, minPosts, ` with variant "${variant}"`);
  const { halves, uncut } = splitAgents(caller, found.agents, { split, least: LEAST_POSTS[variant] / 2 });
  const engine = engineFor(caller, options.engine, placed.length);
  const collector = collectBands({ ...given, agents: halves.length, keepDraws: options.keepDraws === true });
  await withEngine(engine, (native) =>
    drawHalves(halves, {
      value: (products, early, late) => halvesDistance(variant, products, early, late),
      given,
      native,
      referenceOf: () => null,
      take: ({ agentId, posts: own }, drawn) => collector.add({ agentId, n: own.length, ...drawn }),
      onProgress,
      signal,
    }));
  const { estimate, null: band, bands, rows, values, draws } = collector.finish({ metric: "drift", variant });
  const made = interval === undefined ? null : bootstrapAgents(caller, values, interval);
  const result: MeasureResult = {
    metric: "drift",
    variant,
    estimate,
    interval: made?.interval ?? null,
    null: band,
    sensitivity: null,
    n: halves.length,
    settings: {
      split: SPLIT_SETTING[split],
      minPosts,
      posts: bands.reduce((sum, { n }) => sum + n, 0),
      nullUnit: given.unit,
      draws: given.draws,
      seed: given.seed,
      agentsLeftOut: found.leftOut + uncut,
      postsWithoutAuthor: found.withoutAuthor,
      ...intervalSettings(interval),
      ...(engine === "native" ? { engine } : {}), // plain float64 where nothing is said
    },
    warnings: [
      ...halvesWarnings(halves, { unit: given.unit, uncut, withoutAuthor: found.withoutAuthor }),
      ...(made?.warnings ?? []),
    ],
  };
  return { result, rows, bands, ...(draws === null ? {} : { draws }) };
}

function checkDriftOptions(options: DriftOptions): HalvesSplit {
  checkOptions("drift", options, [
    "variant",
    "split",
    "minPosts",
    "null",
    "interval",
    "engine",
    "keepDraws",
    "onProgress",
    "signal",
  ]);
  checkOneOf("drift", "variant", options.variant, ["raw", "unbiased"]);
  checkInteger("drift", `minPosts of variant "${options.variant}"`, options.minPosts, {
    min: LEAST_POSTS[options.variant],
  });
  checkTemporalStructure("drift", options.null);
  if (options.interval !== undefined) checkIntervalOptions("drift", options.interval);
  return checkSplit("drift", options.split);
}
