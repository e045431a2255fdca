import { checkInteger, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { checkConstantDistribution, type ConstantDistributionNull } from "./constant_distribution.ts";
import { postsByDay } from "./daily_centroids.ts";
import { PAIRS_OF, stabilityOf, type StabilityVariant, sumsAsTheyAre } from "./day_sums.ts";
import { dealtSums, packetSettings } from "./dealt_sums.ts";
import { bandOfDefined, meanOfDefined } from "./defined.ts";
import type { UnitBand } from "./null_band.ts";
import { count, type PlacedPost, placePosts } from "./placed.ts";
import { similarityInterval } from "./similarity_interval.ts";
import type { SimilaritySums } from "./similarity_sums.ts";
import { checkSubsampleOptions, type SubsampleOptions, subsampleSettings } from "./subsample.ts";

/** Options of `centroidStability()`. */
export interface CentroidStabilityOptions {
  /**
   * "raw": cosine of two days' centroids, which grows with the posts a day. "corrected": mean
   * similarity across days over the geometric mean of those within, same-author pairs left
   * out; free of n, 1 where both days draw from one pool, noisy where posts are few.
   */
  variant: StabilityVariant;
  /** Posts a day needs to be kept, ≥ 1 for raw, ≥ 2 for corrected. */
  minPosts: number;
  /** From 8,192 posts on, raw stability deals packets of posts; `result.settings` then says how large. */
  null: ConstantDistributionNull;
  /** Interval of the mean, agents subsampled without replacement. Default: none. */
  interval?: SubsampleOptions;
  /** Told in shuffles. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `centroidStability()` returns. */
export interface CentroidStabilityResult {
  /** Mean over consecutive kept days, against the same days with posts dealt anew. */
  result: MeasureResult;
  /** One row a pair of days: `unitId` is the earlier, `window` the later, n the posts of both. */
  rows: readonly MetricRow[];
  /** Consecutive kept days against their own null: `unitId` is the later, `window` the earlier. */
  bands: readonly UnitBand[];
}

/**
 * Did what the agents write about, on average, stay the same from day to day?
 *
 * Measure M2. Raw stability is close to 1 on busy days whatever happens (0.99 at 1,000 posts of
 * a constant distribution, 0.37 at 5), so that it is read against posts dealt anew over the
 * same days. That null asks whether days differ at all, in topics or in who writes.
 *
 * @param posts Posts with a row each in the embeddings.
 * @param embeddings n × d, unit rows.
 * @param options See `CentroidStabilityOptions`.
 * @returns Mean over consecutive days with its null, and every pair of days.
 * @throws {RangeError} If fewer than 2 days are kept, or no pair of them is defined.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { centroidStability } from "twoplane/content";
 * const post = {
 *   authorId: "ada", kind: "post", text: "…", title: null, communityId: null, parentId: null,
 *   threadId: null, score: null, modelId: null, source: "made up",
 * } as const;
 * const posts = ["a", "b"].map((postId, i) => ({ ...post, postId, createdAt: `2026-02-0${i + 1}T00:00:00.000Z` }));
 * const embeddings = { ids: ["a", "b"], dims: 2, model: "hand", vectors: Float32Array.of(1, 0, 0, 1) };
 * const { result } = await centroidStability(posts, embeddings, {
 *   variant: "raw",
 *   minPosts: 1,
 *   null: { kind: "constant distribution", draws: 19, seed: 1 },
 * });
 * assert(result.estimate === 0);
 * ```
 */
export async function centroidStability(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: CentroidStabilityOptions,
): Promise<CentroidStabilityResult> {
  checkStabilityOptions(options);
  const { variant, minPosts, interval, onProgress, signal } = options;
  const placed = placePosts("centroidStability", posts, embeddings);
  const { kept, dropped } = postsByDay("centroidStability", placed, minPosts);
  if (kept.length < 2) {
    throw new RangeError(`Cannot run centroidStability(): needs 2 days of at least ${minPosts} posts, got 1`);
  }
  const days = kept.map(({ posts: ofDay }) => ofDay);
  const pairs = PAIRS_OF[variant];
  const sums = sumsAsTheyAre(days, pairs);
  const found = consecutive(sums, variant);
  const estimate = meanOfDefined(found);
  if (estimate === null) throw undefinedEverywhere(kept);
  const drawn: (number | null)[][] = [];
  for await (const dealt of dealtSums(days, { pairs, reach: 1, null: options.null, onProgress, signal })) {
    drawn.push(consecutive(dealt, variant));
  }
  const value = (part: SimilaritySums) => meanOfDefined(consecutive(part, variant));
  const made = interval === undefined ? null : await similarityInterval("centroidStability", days, {
    ...{ estimate, pairs, reach: 1, value, interval, signal },
    bounds: variant === "raw" ? [-1, 1] : [-Infinity, Infinity],
  });
  const { rows, undefinedPairs } = pairRows(kept, sums, variant);
  const { kind, draws, seed } = options.null;
  const posted = kept.reduce((sum, { posts: ofDay }) => sum + ofDay.length, 0);
  const result: MeasureResult = {
    metric: "centroid stability",
    variant,
    estimate,
    interval: made?.interval ?? null,
    null: bandOfDefined(kind, estimate, drawn.map(meanOfDefined)),
    sensitivity: null,
    n: found.filter((value) => value !== null).length,
    settings: {
      summary: "mean over consecutive kept days",
      minPosts,
      days: kept.length,
      daysDropped: dropped.length,
      posts: posted,
      draws,
      seed,
      ...packetSettings(posted, pairs),
      ...subsampleSettings(interval),
    },
    warnings: [
      ...warningsOf({ days: kept.length, undefinedPairs, withoutAuthor: withoutAuthor(kept), variant }),
      ...(made?.warnings ?? []),
    ],
  };
  const bands = found.flatMap((value, i): UnitBand[] => {
    const band = value === null ? null : bandOfDefined(kind, value, drawn.map((draw) => draw[i] as number | null));
    if (value === null || band === null) return [];
    const [earlier, later] = [kept[i] as Day, kept[i + 1] as Day];
    const n = earlier.posts.length + later.posts.length;
    return [{ unitId: later.day, window: earlier.day, estimate: value, n, ...band }];
  });
  return { result, rows, bands };
}

interface Day {
  day: string;
  posts: readonly PlacedPost[];
}

/** Similarity of each day to the next. */
function consecutive(sums: SimilaritySums, variant: StabilityVariant): (number | null)[] {
  return Array.from({ length: sums.days - 1 }, (_, i) => stabilityOf(variant, sums, { earlier: i, later: i + 1 }));
}

function pairRows(days: readonly Day[], sums: SimilaritySums, variant: StabilityVariant) {
  const rows: MetricRow[] = [];
  let undefinedPairs = 0;
  days.forEach((first, earlier) =>
    days.slice(earlier + 1).forEach((second, i) => {
      const value = stabilityOf(variant, sums, { earlier, later: earlier + 1 + i });
      const n = first.posts.length + second.posts.length;
      if (value === null) undefinedPairs++;
      else rows.push({ metric: "centroid stability", variant, unitId: first.day, window: second.day, value, n });
    })
  );
  return { rows, undefinedPairs };
}

function warningsOf({ days, undefinedPairs, withoutAuthor, variant }: {
  days: number;
  undefinedPairs: number;
  withoutAuthor: number;
  variant: StabilityVariant;
}): string[] {
  return [
    ...(days < 5 ? [`illustrative: ${count(days, "day")}`] : []),
    ...(undefinedPairs > 0
      ? [`${count(undefinedPairs, "pair")} of days undefined: too few authors or no likeness`]
      : []),
    ...(variant === "corrected" && withoutAuthor > 0
      ? [`${count(withoutAuthor, "post")} without author counted as written by as many authors`]
      : []),
  ];
}

function withoutAuthor(days: readonly Day[]): number {
  return days.reduce((sum, { posts }) => sum + posts.filter(({ authorId }) => authorId === null).length, 0);
}

function undefinedEverywhere(kept: readonly Day[]): RangeError {
  const most = Math.max(...kept.map(({ posts }) => new Set(posts.map(({ authorId }) => authorId)).size));
  return new RangeError(
    `Cannot run centroidStability() with variant "corrected": needs consecutive days with posts of 2 authors that ` +
      `are somewhat alike, got none in ${kept.length} days of at most ${count(most, "author")}. Use variant "raw"`,
  );
}

function checkStabilityOptions(options: CentroidStabilityOptions): void {
  const caller = "centroidStability";
  checkOptions(caller, options, ["variant", "minPosts", "null", "interval", "onProgress", "signal"]);
  checkOneOf(caller, "variant", options.variant, ["raw", "corrected"]);
  checkInteger(caller, `minPosts of variant "${options.variant}"`, options.minPosts, {
    min: options.variant === "raw" ? 1 : 2,
  });
  checkConstantDistribution(caller, options.null);
  if (options.interval !== undefined) checkSubsampleOptions(caller, options.interval);
}
