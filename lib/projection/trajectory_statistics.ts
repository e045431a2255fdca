import { checkInteger, checkOptions, pacer } from "../foundation/mod.ts";
import type { Embeddings, Json, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import {
  type AgentIntervalOptions,
  bootstrapAgents,
  checkIntervalOptions,
  collectBands,
  intervalSettings,
  type UnitBand,
} from "../statistics/mod.ts";
import { type AgentPath, agentPaths, count, type PathsFound } from "./agent_paths.ts";
import { pairProducts, type PathValues, pathValues, windowStarts } from "./path_measures.ts";
import { checkPathNull, orderDealer, ownOrder, type PathNull } from "./shuffled_posts.ts";

/** Windows below which nothing can return. */
const LEAST_WINDOWS = 3;
/** Posts of one agent whose products fit memory: 32 MB. */
const MOST_POSTS = 2000;
/** Agents below which a mean over agents is shown as an illustration. */
const FEW_AGENTS = 20;

/** Options of `trajectoryStatistics()`. */
export interface TrajectoryStatisticsOptions {
  /** Posts an agent needs, at least 3 · `windowPosts`. */
  minPosts: number;
  /** Smoothing: a point of the path is the mean of so many posts, one window after the other. Default 1. */
  windowPosts?: number;
  /** Posts above which an agent is left out and counted, since memory grows with their square. Default 2,000. */
  maxPosts?: number;
  null: PathNull;
  /** Interval of each mean, whole agents resampled. Default: none. */
  interval?: AgentIntervalOptions;
  /** Told in agents. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** One measure over all agents. */
export interface TrajectoryMeasure {
  /** Mean over agents, against the mean of the same agents' shuffled orders. */
  result: MeasureResult;
  /** One row an agent, by agentId. */
  rows: readonly MetricRow[];
  /** Each agent's value against its own null, by agentId. */
  bands: readonly UnitBand[];
}

/** What `trajectoryStatistics()` returns: a measure each. */
export type TrajectoryStatistics = Readonly<Record<keyof PathValues, TrajectoryMeasure>>;

const METRICS: Readonly<Record<keyof PathValues, string>> = {
  stepLength: "step length",
  tortuosity: "tortuosity",
  netDisplacement: "net displacement",
  returnRate: "return rate",
};

/**
 * How did agents move through the space of meanings, and would the same posts in another order have moved so too?
 *
 * A path's points are the means of its windows of posts, in all dimensions: no map is read.
 * Step length: mean Euclidean distance from a window to the next (posts are unit vectors: 0 the
 * same, 1.41 unrelated). Net displacement: distance from the first window to the last. Tortuosity: length of the path
 * over net displacement, 1 a straight line, at most 1,000; a path that never moves counts as 1. Return rate: share of
 * the posts from the third window on that are nearer to one of the windows before the last than to the last.
 *
 * All four depend on how many windows there are and on how far an agent's posts scatter, so that
 * a value says nothing without its null. The null shuffles the order of posts, or of whole
 * days, within each agent, and is one of temporal structure, not of influence: topics that last, or
 * news that all write about, reject it too.
 *
 * @param posts Posts with a row each in the embeddings; those without author are left out and counted.
 * @param embeddings n × d, unit rows.
 * @param options See `TrajectoryStatisticsOptions`.
 * @returns Each measure with its null: mean, rows and bands by agent.
 * @throws {RangeError} If no agent has `minPosts` posts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { trajectoryStatistics } from "twoplane/projection";
 * const post = {
 *   authorId: "ada", kind: "post", text: "…", title: null, communityId: null, parentId: null,
 *   threadId: null, score: null, modelId: null, source: "made up",
 * } as const;
 * const ids = ["a", "b", "c"];
 * const posts = ids.map((postId, i) => ({ ...post, postId, createdAt: `2026-02-0${i + 1}T00:00:00.000Z` }));
 * const embeddings = { ids, dims: 2, model: "hand", vectors: Float32Array.of(1, 0, 0, 1, 1, 0) };
 * const { netDisplacement, returnRate } = await trajectoryStatistics(posts, embeddings, {
 *   minPosts: 3,
 *   null: { kind: "temporal structure", unit: "post", draws: 99, seed: 1 },
 * });
 * assert(netDisplacement.result.estimate === 0 && returnRate.result.estimate === 1);
 * ```
 */
export async function trajectoryStatistics(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: TrajectoryStatisticsOptions,
): Promise<TrajectoryStatistics> {
  const { windowPosts, minPosts, maxPosts, null: given } = checkStatisticsOptions(options);
  const found = agentPaths("trajectoryStatistics", posts, embeddings, { minPosts, maxPosts });
  const names = Object.keys(METRICS) as (keyof PathValues)[];
  const collectors = names.map(() => collectBands({ ...given, agents: found.paths.length, keepDraws: false }));
  const pause = pacer(options.signal);
  for (const [done, path] of found.paths.entries()) {
    options.onProgress?.(done, found.paths.length);
    const { values, draws } = await drawPath(path, { windowPosts, given, pause });
    names.forEach((name, i) =>
      collectors[i]?.add({
        agentId: path.agentId,
        n: path.vectors.length,
        estimate: values[name],
        draws: draws[name],
      })
    );
  }
  options.onProgress?.(found.paths.length, found.paths.length);
  const { interval } = options;
  const settings = { ...settingsOf(found, { windowPosts, minPosts, maxPosts, given }), ...intervalSettings(interval) };
  const warnings = pathWarnings(found, { unit: given.unit, maxPosts });
  const measures = names.map((name, i): [keyof PathValues, TrajectoryMeasure] => {
    const labels = { metric: METRICS[name], variant: `windows of ${count(windowPosts, "post")}` };
    const collector = collectors[i] as ReturnType<typeof collectBands>;
    const { estimate, null: band, bands, rows, values } = collector.finish(labels);
    const made = interval === undefined ? null : bootstrapAgents("trajectoryStatistics", values, interval);
    const result: MeasureResult = {
      ...labels,
      estimate,
      interval: made?.interval ?? null,
      null: band,
      sensitivity: null,
      n: bands.length,
      settings,
      warnings: [...warnings, ...(made?.warnings ?? [])],
    };
    return [name, { result, rows, bands }];
  });
  return Object.fromEntries(measures) as unknown as TrajectoryStatistics;
}

/** One agent's values, and those of its shuffled orders. */
async function drawPath(
  path: AgentPath,
  { windowPosts, given, pause }: { windowPosts: number; given: PathNull; pause: (work: number) => Promise<void> },
): Promise<{ values: PathValues; draws: Record<keyof PathValues, Float64Array> }> {
  const n = path.vectors.length;
  const products = pairProducts(path.vectors);
  await pause(n * n * (path.vectors[0] as Float64Array).length / 2);
  const starts = windowStarts(n, windowPosts);
  const deal = orderDealer(path, given);
  const empty = () => new Float64Array(given.draws);
  const draws = { stepLength: empty(), tortuosity: empty(), netDisplacement: empty(), returnRate: empty() };
  for (let draw = 0; draw < given.draws; draw++) {
    const values = pathValues(products, deal(), starts);
    draws.stepLength[draw] = values.stepLength;
    draws.tortuosity[draw] = values.tortuosity;
    draws.netDisplacement[draw] = values.netDisplacement;
    draws.returnRate[draw] = values.returnRate;
    await pause(n * n);
  }
  return { values: pathValues(products, ownOrder(n), starts), draws };
}

/** What a reader must know of the agents behind a mean over their paths. */
export function pathWarnings(
  { paths, tooMany, postsWithoutAuthor }: PathsFound,
  { unit, maxPosts }: { unit: PathNull["unit"]; maxPosts: number },
): string[] {
  const fewDays = paths.filter(({ days }) => new Set(days).size <= 3).length;
  return [
    ...(paths.length < FEW_AGENTS ? [`illustrative: ${count(paths.length, "agent")}`] : []),
    ...(unit === "day" && fewDays > 0
      ? [`${fewDays} of ${count(paths.length, "agent")} wrote on 3 days or fewer: too few orders for p ≤ 0.05`]
      : []),
    ...(tooMany > 0 ? [`${count(tooMany, "agent")} with more than ${maxPosts} posts left out`] : []),
    ...(postsWithoutAuthor > 0 ? [`${count(postsWithoutAuthor, "post")} without author left out`] : []),
  ];
}

function settingsOf(
  { paths, tooFew, tooMany, postsWithoutAuthor }: PathsFound,
  { windowPosts, minPosts, maxPosts, given }: {
    windowPosts: number;
    minPosts: number;
    maxPosts: number;
    given: PathNull;
  },
): Record<string, Json> {
  return {
    windowPosts,
    minPosts,
    maxPosts,
    posts: paths.reduce((sum, { vectors }) => sum + vectors.length, 0),
    nullUnit: given.unit,
    draws: given.draws,
    seed: given.seed,
    agentsLeftOut: tooFew + tooMany,
    postsWithoutAuthor,
  };
}

function checkStatisticsOptions(options: TrajectoryStatisticsOptions) {
  const caller = "trajectoryStatistics";
  checkOptions(caller, options, ["minPosts", "windowPosts", "maxPosts", "null", "interval", "onProgress", "signal"]);
  const windowPosts = checkInteger(caller, "windowPosts", options.windowPosts ?? 1, { min: 1, max: 10_000 });
  const least = LEAST_WINDOWS * windowPosts;
  const minPosts = checkInteger(caller, `minPosts with windows of ${count(windowPosts, "post")}`, options.minPosts, {
    min: least,
  });
  const maxPosts = checkInteger(caller, "maxPosts", options.maxPosts ?? Math.max(MOST_POSTS, minPosts), {
    min: minPosts,
  });
  checkPathNull(caller, options.null);
  if (options.interval !== undefined) checkIntervalOptions(caller, options.interval);
  return { windowPosts, minPosts, maxPosts, null: options.null };
}
