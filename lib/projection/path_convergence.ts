import { checkInteger, checkOptions, pacer } from "../foundation/mod.ts";
import type { Embeddings, Json, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { type BandCollector, collectBands } from "../statistics/mod.ts";
import { agentPaths, ascending, count, type PathsFound } from "./agent_paths.ts";
import { dealPath } from "./dealt_paths.ts";
import { agentPairs } from "./path_pairs.ts";
import { pairWalks } from "./pair_walks.ts";
import { checkPathNull, type PathNull } from "./shuffled_posts.ts";
import { pathWarnings, type TrajectoryMeasure } from "./trajectory_statistics.ts";

/** Windows below which a path has no halves worth walking. */
const LEAST_WINDOWS = 4;
/** Posts of one agent whose every pair is measured in good time. */
const MOST_POSTS = 500;
/** Pairs measured unless the caller says otherwise. */
const MOST_PAIRS = 2000;
/** Places of posts in all shuffled orders together: 400 MB. */
const MOST_PLACES = 100_000_000;

/** Options of `pathConvergence()`. */
export interface PathConvergenceOptions {
  /** Posts an agent needs, at least 4 · `windowPosts`. */
  minPosts: number;
  /** Smoothing: a point of the path is the mean of so many posts, one window after the other. Default 1. */
  windowPosts?: number;
  /** Posts above which an agent is left out and counted. Default 500. */
  maxPosts?: number;
  /** Pairs of agents at most; of more, a sample is drawn by the null's seed. Default 2,000. */
  maxPairs?: number;
  null: PathNull;
  /** Told in pairs. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `pathConvergence()` returns; a unit is a pair of agents, `ada × bob`. */
export interface PathConvergence {
  /** Warping distance of the whole paths: below its null, two agents pass the same places in the same order. */
  pathDistance: TrajectoryMeasure;
  /** Warping distance of the early halves minus that of the late ones: above its null, paths came together. */
  convergence: TrajectoryMeasure;
  /** Warping distance of each pair's halves, `window` early or late. */
  halves: readonly MetricRow[];
}

/**
 * Do agents' paths run together, and do they come together over time?
 *
 * Every two agents' paths are compared by dynamic time warping over Euclidean distances in all
 * dimensions, whole and by halves of their windows. The null deals each agent's posts anew and
 * compares the same pairs, an agent's order being the same in all its pairs. It keeps who wrote what, so that agents
 * who always wrote alike are no convergence; it is one of temporal structure, not of influence: news that all write
 * about late bring paths together too. Pairs share agents, so that the mean has a null and no interval.
 *
 * @param posts Posts with a row each in the embeddings; those without author are left out and counted.
 * @param embeddings n × d, unit rows.
 * @param options See `PathConvergenceOptions`.
 * @returns Mean over pairs with its null, and each pair's own.
 * @throws {RangeError} If fewer than 2 agents have `minPosts` posts, or the shuffled orders do not fit memory.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pathConvergence } from "twoplane/projection";
 * const post = {
 *   kind: "post", text: "…", title: null, communityId: null, parentId: null,
 *   threadId: null, score: null, modelId: null, source: "made up",
 * } as const;
 * const ids = ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"];
 * const posts = ids.map((postId) => ({
 *   ...post, postId, authorId: postId.startsWith("a") ? "ada" : "bob", createdAt: `2026-02-0${postId[1]}T00:00:00.000Z`,
 * }));
 * const vectors = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1, -1, 0, -1, 0, 0, 1, 0, 1);
 * const { convergence } = await pathConvergence(posts, { ids, dims: 2, model: "hand", vectors }, {
 *   minPosts: 4,
 *   null: { kind: "temporal structure", unit: "post", draws: 99, seed: 1 },
 * });
 * assert(convergence.result.estimate === 2); // from opposite ends to one place
 * ```
 */
export async function pathConvergence(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: PathConvergenceOptions,
): Promise<PathConvergence> {
  const caller = "pathConvergence";
  const { windowPosts, minPosts, maxPosts, maxPairs, null: given } = checkConvergenceOptions(caller, options);
  const found = agentPaths(caller, posts, embeddings, { minPosts, maxPosts });
  checkRoom(caller, found, given);
  const pause = pacer(options.signal);
  const dealt = found.paths.map((path) => dealPath(path, windowPosts, given));
  const pairs = agentPairs(dealt.length, { most: maxPairs, seed: given.seed });
  const collected = { ...given, agents: pairs.length, keepDraws: false };
  const [wholes, gains] = [collectBands(collected), collectBands(collected)];
  const halves: MetricRow[] = [];
  for (const [done, [a, b]] of pairs.entries()) {
    options.onProgress?.(done, pairs.length);
    const [first, second] = [dealt[a], dealt[b]] as [(typeof dealt)[number], (typeof dealt)[number]];
    const unitId = [first, second].map(({ path }) => path.agentId).sort(ascending).join(" × ");
    const [rows, columns] = [first.path.vectors.length, second.path.vectors.length];
    const { whole, early, late } = pairWalks(first, second, given.draws);
    const n = rows + columns;
    const gain = early.map((value, draw) => value - (late[draw] as number));
    wholes.add({ agentId: unitId, n, estimate: whole[0] as number, draws: whole.subarray(1) });
    gains.add({ agentId: unitId, n, estimate: gain[0] as number, draws: gain.subarray(1) });
    const row = { metric: "path distance", variant: variantOf(windowPosts), unitId, n };
    halves.push(
      { ...row, window: "early", value: early[0] as number },
      { ...row, window: "late", value: late[0] as number },
    );
    await pause(rows * columns * (embeddings.dims + given.draws * 3));
  }
  options.onProgress?.(pairs.length, pairs.length);
  const settings = {
    ...settingsOf(found, given),
    windowPosts,
    minPosts,
    maxPosts,
    pairs: pairs.length,
    pairsOfAgents: dealt.length * (dealt.length - 1) / 2,
  };
  const warnings = convergenceWarnings(found, { pairs: pairs.length, unit: given.unit, maxPosts });
  const measure = (metric: string, collector: BandCollector) =>
    measureOf(collector, { metric, windowPosts, settings, warnings });
  return {
    pathDistance: measure("path distance", wholes),
    convergence: measure("path convergence", gains),
    halves: halves.sort((x, y) => ascending(x.unitId, y.unitId)),
  };
}

function variantOf(windowPosts: number): string {
  return `windows of ${count(windowPosts, "post")}`;
}

function measureOf(
  collector: BandCollector,
  { metric, windowPosts, settings, warnings }: {
    metric: string;
    windowPosts: number;
    settings: Record<string, Json>;
    warnings: string[];
  },
): TrajectoryMeasure {
  const labels = { metric, variant: variantOf(windowPosts) };
  const { estimate, null: band, bands, rows } = collector.finish(labels);
  const result: MeasureResult = {
    ...labels,
    estimate,
    interval: null,
    null: band,
    sensitivity: null,
    n: bands.length,
    settings,
    warnings,
  };
  return { result, rows, bands };
}

function settingsOf(found: PathsFound, given: PathNull): Record<string, Json> {
  return {
    agents: found.paths.length,
    posts: found.paths.reduce((sum, { vectors }) => sum + vectors.length, 0),
    nullUnit: given.unit,
    draws: given.draws,
    seed: given.seed,
    agentsLeftOut: found.tooFew + found.tooMany,
    postsWithoutAuthor: found.postsWithoutAuthor,
  };
}

function convergenceWarnings(
  found: PathsFound,
  { pairs, unit, maxPosts }: { pairs: number; unit: PathNull["unit"]; maxPosts: number },
): string[] {
  const all = found.paths.length * (found.paths.length - 1) / 2;
  return [
    ...pathWarnings(found, { unit, maxPosts }),
    ...(pairs < all ? [`a sample of ${pairs} of ${all} pairs of agents`] : []),
  ];
}

function checkRoom(caller: string, { paths }: PathsFound, { draws }: PathNull): void {
  if (paths.length < 2) {
    throw new RangeError(`Cannot run ${caller}(): needs at least 2 agents with so many posts, got ${paths.length}`);
  }
  const places = (1 + draws) * paths.reduce((sum, { vectors }) => sum + vectors.length, 0);
  if (places <= MOST_PLACES) return;
  throw new RangeError(
    `Cannot run ${caller}(): draws × posts need to be at most ${MOST_PLACES}, got ${places}. Use fewer draws, or a ` +
      "higher minPosts",
  );
}

function checkConvergenceOptions(caller: string, options: PathConvergenceOptions) {
  checkOptions(caller, options, ["minPosts", "windowPosts", "maxPosts", "maxPairs", "null", "onProgress", "signal"]);
  const windowPosts = checkInteger(caller, "windowPosts", options.windowPosts ?? 1, { min: 1, max: 10_000 });
  const minPosts = checkInteger(caller, `minPosts with windows of ${count(windowPosts, "post")}`, options.minPosts, {
    min: LEAST_WINDOWS * windowPosts,
  });
  const maxPosts = checkInteger(caller, "maxPosts", options.maxPosts ?? Math.max(MOST_POSTS, minPosts), {
    min: minPosts,
  });
  const maxPairs = checkInteger(caller, "maxPairs", options.maxPairs ?? MOST_PAIRS, { min: 1, max: 10_000_000 });
  checkPathNull(caller, options.null);
  return { windowPosts, minPosts, maxPosts, maxPairs, null: options.null };
}
