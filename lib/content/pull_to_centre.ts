import { checkInteger, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Embeddings, Json, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
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
import { type CentreVariant, type Reference, referencesFor } from "./frozen_reference.ts";
import { drawHalves, type HalvesValue } from "./half_draws.ts";
import { type AgentHalves, checkSplit, type HalvesSplit, SPLIT_SETTING, splitAgents } from "./halves.ts";
import type { UnitBand } from "./null_band.ts";
import { count, type PlacedPost, placePosts } from "./placed.ts";
import { checkTemporalStructure, type TemporalStructureNull } from "./shuffled_order.ts";

/** Posts of others below which a centre is called thin. */
const THIN_CENTRE = 30;
const VARIANTS = ["all other posts", "frozen before late half", "frozen first window"] as const;

/** Options of `pullToCentre()`. */
export interface PullToCentreOptions {
  /** Which posts of others are the centre; see `CentreVariant`. Only the frozen ones do not look into the future. */
  variant: CentreVariant;
  /** UTC days of the first window, ≥ 1; required by "frozen first window" and refused by the others. */
  windowDays?: number;
  /**
   * "centroid" (default, the study's): cosine of a half's centroid with the centre, which grows with the half's
   * posts. "posts": mean cosine of a half's posts with it, free of n.
   */
  similarity?: "centroid" | "posts";
  /** Where the posts are cut in two: "order" (default) in equal numbers, "time" in the middle of the agent's time. */
  split?: HalvesSplit;
  /** Posts an agent needs, ≥ 2; those of a first window do not count. The study has 10. */
  minPosts: number;
  /** Posts of others that a centre needs. Default 1. */
  minCentrePosts?: number;
  null: TemporalStructureNull;
  /** Interval of the mean, whole agents resampled, their centres given. Default: none. */
  interval?: AgentIntervalOptions;
  /** Default "float64" up to 4,000 posts (same bytes on every processor), "native" above. */
  engine?: Engine;
  /** Keep every agent's value under every draw, for `heterogeneity()`: agents × draws numbers. Default: false. */
  keepDraws?: boolean;
  /** Told in shuffled orders over all agents. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `pullToCentre()` returns. */
export interface PullToCentreResult {
  /** Mean over agents, against the mean of the same agents' shuffled orders. Positive: towards the centre. */
  result: MeasureResult;
  /** One row an agent, by agentId. */
  rows: readonly MetricRow[];
  /** Each agent's value against its own null, by agentId. */
  bands: readonly UnitBand[];
  /** Only where `keepDraws` is set. */
  draws?: UnitDraws;
}

/**
 * Did each agent's posts come nearer to what the others write?
 *
 * Measure M8: cos(late half, centre) − cos(early half, centre), the agent's own posts left out of the centre. The
 * null shuffles the order within each agent and keeps the centre: it asks for temporal structure of any kind. News
 * that all write about at one time moves agents towards a centre of that time, so a value beyond the
 * null is no proof of influence; a mean near zero can hide agents that move both ways, which `heterogeneity()` shows.
 *
 * @param posts Posts with a row each in the embeddings; those without author count for the centre only.
 * @param embeddings n × d, unit rows.
 * @param options See `PullToCentreOptions`.
 * @returns Mean pull with its null, and each agent's own.
 * @throws {RangeError} If no agent has `minPosts` posts and a centre of others' posts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pullToCentre } from "twoplane/content";
 * const post = {
 *   kind: "post", text: "…", title: null, communityId: null, parentId: null, threadId: null, score: null,
 *   modelId: null, source: "made up",
 * } as const;
 * const posts = ["ada", "bob", "ada", "bob"].map((authorId, i) => ({
 *   ...post, postId: `p${i}`, authorId, createdAt: `2026-02-0${i + 1}T00:00:00.000Z`,
 * }));
 * const vectors = Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1);
 * const { rows } = await pullToCentre(posts, { ids: ["p0", "p1", "p2", "p3"], dims: 2, model: "hand", vectors }, {
 *   variant: "frozen before late half",
 *   minPosts: 2,
 *   null: { kind: "temporal structure", unit: "post", draws: 19, seed: 1 },
 * });
 * assert(rows[0]?.unitId === "ada" && rows[0].value === 1);
 * ```
 */
export async function pullToCentre(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: PullToCentreOptions,
): Promise<PullToCentreResult> {
  const caller = "pullToCentre";
  checkPullOptions(options);
  const { variant, null: given, interval, similarity = "centroid", onProgress, signal } = options;
  const placed = placePosts(caller, posts, embeddings);
  const { agents, centres, settings, uncut, withoutAuthor } = findCentres(placed, options);
  const engine = engineFor(caller, options.engine, placed.length);
  const collector = collectBands({ ...given, agents: agents.length, keepDraws: options.keepDraws === true });
  await withEngine(engine, (native) =>
    drawHalves(agents, {
      value: VALUES[similarity],
      given,
      native,
      referenceOf: (agent) => (centres[agent] as Reference).direction,
      take: ({ agentId, posts: own }, drawn) => collector.add({ agentId, n: own.length, ...drawn }),
      onProgress,
      signal,
    }));
  const made = collector.finish({ metric: "pull to centre", variant });
  const around = interval === undefined ? null : bootstrapAgents(caller, made.values, interval);
  const thin = centres.filter(({ posts: behind }) => behind < THIN_CENTRE).length;
  const result: MeasureResult = {
    metric: "pull to centre",
    variant,
    estimate: made.estimate,
    interval: around?.interval ?? null,
    null: made.null,
    sensitivity: null,
    n: agents.length,
    settings: {
      ...settings,
      similarity,
      posts: made.bands.reduce((sum, { n }) => sum + n, 0),
      fewestCentrePosts: centres.reduce((least, { posts: behind }) => Math.min(least, behind), Infinity),
      nullUnit: given.unit,
      draws: given.draws,
      seed: given.seed,
      engine,
      ...intervalSettings(interval),
    },
    warnings: [
      ...halvesWarnings(agents, { unit: given.unit, uncut, withoutAuthor: 0 }),
      ...(withoutAuthor > 0 ? [`${count(withoutAuthor, "post")} without author count for the centre only`] : []),
      ...(thin > 0
        ? [`${thin} of ${count(agents.length, "agent")} with a centre of fewer than ${THIN_CENTRE} posts`]
        : []),
      ...(around?.warnings ?? []),
    ],
  };
  return { result, rows: made.rows, bands: made.bands, ...(made.draws === null ? {} : { draws: made.draws }) };
}

const VALUES: Readonly<Record<"centroid" | "posts", HalvesValue>> = {
  centroid: (products) =>
    cosine(products.lateReference, products.late) - cosine(products.earlyReference, products.early),
  posts: (products, early, late) => products.lateReference / late - products.earlyReference / early,
};

/** Cosine of a sum with a direction of length 1, from their product and the sum's squared length. */
function cosine(product: number, squares: number): number {
  return squares === 0 ? 0 : Math.max(-1, Math.min(1, product / Math.sqrt(squares)));
}

/** The agents that can be measured, with their centres. */
function findCentres(
  placed: readonly PlacedPost[],
  { variant, windowDays, split: asked, minPosts, minCentrePosts = 1 }: PullToCentreOptions,
) {
  const caller = "pullToCentre";
  const split = checkSplit(caller, asked);
  const windowEnd = windowDays === undefined ? null : dayAfter((placed[0] as PlacedPost).day, windowDays);
  const measured = windowEnd === null ? placed : placed.filter(({ day }) => day >= windowEnd);
  const found = postsByAgent(caller, measured, minPosts, ` with variant "${variant}"`);
  const { halves, uncut } = splitAgents(caller, found.agents, { split, least: 1 });
  const references = referencesFor(variant, { placed, agents: halves, windowEnd });
  const isKept = (i: number) => (references[i]?.posts ?? 0) >= minCentrePosts;
  const agents: AgentHalves[] = halves.filter((_, i) => isKept(i));
  if (agents.length === 0) {
    const most = references.reduce((largest, reference) => Math.max(largest, reference?.posts ?? 0), 0);
    throw new RangeError(
      `Cannot run ${caller}() with variant "${variant}": needs an agent with at least ` +
        `${count(minCentrePosts, "post")} of others as its centre, got ${count(halves.length, "agent")} with at most ` +
        `${most} that point somewhere`,
    );
  }
  const withoutAuthor = placed.filter(({ authorId }) => authorId === null).length;
  const settings: Record<string, Json> = {
    split: SPLIT_SETTING[split],
    minPosts,
    minCentrePosts,
    ...(windowDays === undefined ? {} : { windowDays, postsInWindow: placed.length - measured.length }),
    agentsLeftOut: found.leftOut + uncut,
    agentsWithoutCentre: halves.length - agents.length,
    postsWithoutAuthor: withoutAuthor,
  };
  const centres = references.filter((reference, i): reference is Reference => reference !== null && isKept(i));
  return { agents, centres, settings, uncut, withoutAuthor };
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function checkPullOptions(options: PullToCentreOptions): void {
  const caller = "pullToCentre";
  checkOptions(caller, options, [
    "variant",
    "windowDays",
    "similarity",
    "split",
    "minPosts",
    "minCentrePosts",
    "null",
    "interval",
    "engine",
    "keepDraws",
    "onProgress",
    "signal",
  ]);
  const variant = checkOneOf(caller, "variant", options.variant, VARIANTS);
  if (variant === "frozen first window") {
    checkInteger(caller, `windowDays of variant "${variant}"`, options.windowDays, { min: 1 });
  } else if (options.windowDays !== undefined) {
    throw new TypeError(`Cannot run ${caller}() with variant "${variant}": windowDays is for "frozen first window"`);
  }
  checkOneOf(caller, "similarity", options.similarity ?? "centroid", ["centroid", "posts"]);
  checkInteger(caller, "minPosts", options.minPosts, { min: 2 });
  checkInteger(caller, "minCentrePosts", options.minCentrePosts ?? 1, { min: 1 });
  checkTemporalStructure(caller, options.null);
  if (options.interval !== undefined) checkIntervalOptions(caller, options.interval);
}
