import { checkInteger, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import type { NativeProducts } from "../vectors/mod.ts";
import { collectBands, type UnitDraws } from "./agent_bands.ts";
import { type AgentIntervalOptions, checkIntervalOptions, intervalSettings } from "./agent_bootstrap.ts";
import { postsByAgent } from "./agents.ts";
import { alignments, type Directions, type DirectionVariant, driftVectors, weightedAlignments } from "./directions.ts";
import { halvesWarnings } from "./drift_warnings.ts";
import { type Engine, engineFor, withEngine } from "./engine.ts";
import { halfSampleInterval } from "./half_samples.ts";
import { type AgentHalves, checkSplit, type HalvesSplit, SPLIT_SETTING, splitAgents } from "./halves.ts";
import { type NoiseCeiling, noiseCeiling } from "./noise_ceiling.ts";
import type { UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { placePosts } from "./placed.ts";
import { nativeShuffledAlignments, shuffledAlignments } from "./shuffled_directions.ts";
import { checkTemporalStructure, type TemporalStructureNull } from "./shuffled_order.ts";

/** Split halves behind a noise ceiling, unless asked otherwise. */
const SPLITS = 20;
/** Posts below which a half has no noise of its own to be read off. */
const LEAST_HALF = 2;

/** A null of `driftDirection()`: does each agent drift its own way? Every drift is kept or turned round by a fair coin. */
export interface IndependentDirectionsNull {
  kind: "independent directions";
  /** Throws of all coins, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/** Options of `driftDirection()`. */
export interface DriftDirectionOptions {
  /** "raw": the others' drifts are averaged as they are, long ones count more. "unit": each at length 1. */
  variant: DirectionVariant;
  /** Where the posts are cut in two: "order" (default) in equal numbers, "time" in the middle of the agent's time. */
  split?: HalvesSplit;
  /** Posts an agent needs, ≥ 4; the study has 10. */
  minPosts: number;
  null: TemporalStructureNull | IndependentDirectionsNull;
  /** Split halves behind the noise ceiling, ≥ 1. Default 20. */
  splits?: number;
  /** Interval of the mean from half-samples of agents, without replacement. Default: none. */
  interval?: AgentIntervalOptions;
  /** Default "float64" up to 4,000 posts (same bytes on every processor), "native" above. */
  engine?: Engine;
  /** Keep every agent's value under every draw, for `heterogeneity()`: agents × draws numbers. Default: false. */
  keepDraws?: boolean;
  /** Told in draws. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `driftDirection()` returns. */
export interface DriftDirectionResult {
  /** Mean over agents, against the mean of the same agents under the null. */
  result: MeasureResult;
  /** What the estimate could be at most, and its share of that. */
  ceiling: NoiseCeiling;
  /** One row an agent, by agentId. */
  rows: readonly MetricRow[];
  /** Each agent's value against its own null, by agentId. */
  bands: readonly UnitBand[];
  /** Only where `keepDraws` is set. */
  draws?: UnitDraws;
}

/**
 * Do agents drift in the same direction?
 *
 * Measure M7: cosine of each agent's drift (late centroid − early centroid) with the mean drift of the others. Few
 * posts make it small whatever is true: under wholly common drift it may read 0.4 at 10 posts. So it comes with the
 * noise ceiling, its value if all drift were common, and the share of it that was reached. The null "independent
 * directions" keeps every agent's drift and turns it round or not: topics that last do not reject it, news that all
 * write about do, so that a common way is no proof of influence. "temporal structure" shuffles each agent's order and
 * compares with no drift at all. Where ways are independent the interval is wider than need be.
 *
 * @param posts Posts with a row each in the embeddings; those without author are left out and counted.
 * @param embeddings n × d, unit rows.
 * @param options See `DriftDirectionOptions`.
 * @returns Mean alignment with its null and ceiling, and each agent's own.
 * @throws {RangeError} If fewer than 2 agents have `minPosts` posts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { driftDirection } from "twoplane/content";
 * const post = {
 *   kind: "post", text: "…", title: null, communityId: null, parentId: null, threadId: null, score: null,
 *   modelId: null, source: "made up",
 * } as const;
 * const posts = Array.from({ length: 8 }, (_, i) => ({
 *   ...post, postId: `p${i}`, authorId: i % 2 === 0 ? "ada" : "bob", createdAt: `2026-02-0${i + 1}T00:00:00.000Z`,
 * }));
 * const vectors = Float32Array.from(posts.flatMap((_, i) => i < 4 ? [1, 0] : [0, 1]));
 * const { result, ceiling } = await driftDirection(posts, { ids: posts.map((p) => p.postId), dims: 2, model: "hand", vectors }, {
 *   variant: "raw",
 *   minPosts: 4,
 *   null: { kind: "independent directions", draws: 19, seed: 1 },
 * });
 * assert(Math.abs(result.estimate - 1) < 1e-12 && ceiling.value !== null);
 * ```
 */
export async function driftDirection(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: DriftDirectionOptions,
): Promise<DriftDirectionResult> {
  const caller = "driftDirection";
  const split = checkDirectionOptions(options);
  const { variant, minPosts, null: given, interval, splits = SPLITS } = options;
  const placed = placePosts(caller, posts, embeddings);
  const found = postsByAgent(caller, placed, minPosts);
  const { halves: agents, uncut } = splitAgents(caller, found.agents, { split, least: LEAST_HALF });
  if (agents.length < 2) {
    throw new RangeError(
      `Cannot run ${caller}(): needs 2 agents with at least ${minPosts} posts, since each is compared with the ` +
        "others, got 1",
    );
  }
  const engine = engineFor(caller, options.engine, placed.length);
  const drifts = driftVectors(agents, variant);
  const values = alignments(drifts);
  const { draws, around } = await withEngine(engine, async (native) => ({
    draws: await drawAlignments(agents, drifts, { ...options, native }),
    around: interval === undefined ? null : await halfSampleInterval(drifts, { ...interval, native }),
  }));
  const collector = collectBands({ ...given, agents: agents.length, keepDraws: options.keepDraws === true });
  agents.forEach(({ agentId, posts: own }, i) => {
    const ofAgent = draws.subarray(i * given.draws, (i + 1) * given.draws);
    collector.add({ agentId, n: own.length, estimate: values[i] as number, draws: ofAgent });
  });
  const made = collector.finish({ metric: "drift direction", variant });
  const ceiling = noiseCeiling(agents, drifts, { variant, estimate: made.estimate, splits, seed: given.seed });
  const unit = given.kind === "temporal structure" ? given.unit : null;
  const result: MeasureResult = {
    metric: "drift direction",
    variant,
    estimate: made.estimate,
    interval: around?.interval ?? null,
    null: made.null,
    sensitivity: null,
    n: agents.length,
    settings: {
      split: SPLIT_SETTING[split],
      minPosts,
      posts: made.bands.reduce((sum, { n }) => sum + n, 0),
      ...(unit === null ? {} : { nullUnit: unit }),
      draws: given.draws,
      seed: given.seed,
      splits,
      noiseCeiling: ceiling.value,
      shareOfCeiling: ceiling.ratio,
      agentsLeftOut: found.leftOut + uncut,
      postsWithoutAuthor: found.withoutAuthor,
      engine,
      ...intervalSettings(interval),
    },
    warnings: [
      ...halvesWarnings(agents, { unit, uncut, withoutAuthor: found.withoutAuthor }),
      ...ceilingWarnings(ceiling),
      ...(around?.warnings ?? []),
    ],
  };
  return { result, ceiling, rows: made.rows, bands: made.bands, ...(made.draws === null ? {} : { draws: made.draws }) };
}

/** Agents × draws values under the null that was asked for. */
async function drawAlignments(
  agents: readonly AgentHalves[],
  drifts: Directions,
  { variant, null: given, native, onProgress, signal }: DriftDirectionOptions & { native: NativeProducts | null },
): Promise<Float64Array> {
  const pace = pacer(signal);
  if (given.kind === "temporal structure") {
    const options = { variant, given, pace, onProgress };
    return native === null
      ? await shuffledAlignments(agents, options)
      : await nativeShuffledAlignments(native, agents, options);
  }
  const { draws, seed } = given;
  const random = seededRandom(seed, "independent directions");
  const values = new Float64Array(agents.length * draws);
  await weightedAlignments(drifts, {
    draws,
    weights: () => Float64Array.from(agents, () => random() < 0.5 ? -1 : 1),
    take: (draw, cosines) => {
      cosines.forEach((value, i) => values[i * draws + draw] = value);
      onProgress?.(draw + 1, draws);
    },
    native,
    pace,
  });
  return values;
}

function ceilingWarnings({ value, ratio }: NoiseCeiling): string[] {
  if (value === null) return ["no noise ceiling: no drift exceeds noise, so that there is nothing to be aligned"];
  return ratio !== null
    ? []
    : ["noise ceiling uncertain, no share of it given: the drift is less than 2 standard errors above noise"];
}

function checkDirectionOptions(options: DriftDirectionOptions): HalvesSplit {
  const caller = "driftDirection";
  checkOptions(caller, options, [
    "variant",
    "split",
    "minPosts",
    "null",
    "splits",
    "interval",
    "engine",
    "keepDraws",
    "onProgress",
    "signal",
  ]);
  checkOneOf(caller, "variant", options.variant, ["raw", "unit"]);
  checkInteger(caller, "minPosts", options.minPosts, { min: 2 * LEAST_HALF });
  checkInteger(caller, "splits", options.splits ?? SPLITS, { min: 1 });
  const { null: given } = options;
  checkOneOf(caller, "null.kind", given?.kind, ["temporal structure", "independent directions"]);
  if (given.kind === "temporal structure") checkTemporalStructure(caller, given);
  else {
    checkOptions(caller, given, ["kind", "draws", "seed"]);
    checkInteger(caller, "null.draws", given.draws, { min: 19 });
  }
  if (options.interval !== undefined) checkIntervalOptions(caller, options.interval);
  return checkSplit(caller, options.split);
}
