import { checkInteger, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, NullBand, OnProgress, Post } from "../shapes.ts";
import { type ConstantDistributionNull, shuffledOverDays } from "./constant_distribution.ts";
import { postsByDay } from "./daily_centroids.ts";
import { daySums, stabilityOf, type StabilityVariant } from "./day_sums.ts";
import { nullBand, type UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count, type PlacedPost, placePosts } from "./placed.ts";

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
  null: ConstantDistributionNull;
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
  const { variant, minPosts } = options;
  const placed = placePosts("centroidStability", posts, embeddings);
  const { kept, dropped } = postsByDay("centroidStability", placed, minPosts);
  if (kept.length < 2) {
    throw new RangeError(`Cannot run centroidStability(): needs 2 days of at least ${minPosts} posts, got 1`);
  }
  const days = kept.map(({ day, posts: ofDay }) => ({ day, sums: daySums(ofDay, variant) }));
  const found = consecutive(kept.map(({ posts: ofDay }) => ofDay), variant);
  const estimate = meanOfDefined(found);
  if (estimate === null) throw undefinedEverywhere(kept);
  const drawn = await drawStability(kept.map(({ posts: ofDay }) => ofDay), embeddings.dims, options);
  const { rows, undefinedPairs } = pairRows(days, variant);
  const { kind, draws, seed } = options.null;
  const result: MeasureResult = {
    metric: "centroid stability",
    variant,
    estimate,
    interval: null,
    null: bandOf(kind, estimate, drawn.map(meanOfDefined)),
    sensitivity: null,
    n: found.filter((value) => value !== null).length,
    settings: {
      summary: "mean over consecutive kept days",
      minPosts,
      days: kept.length,
      daysDropped: dropped.length,
      posts: kept.reduce((sum, { posts: ofDay }) => sum + ofDay.length, 0),
      draws,
      seed,
    },
    warnings: warningsOf({ days: kept.length, undefinedPairs, withoutAuthor: withoutAuthor(kept), variant }),
  };
  const bands = found.flatMap((value, i): UnitBand[] => {
    const band = value === null ? null : bandOf(kind, value, drawn.map((draw) => draw[i] as number | null));
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
function consecutive(days: readonly (readonly PlacedPost[])[], variant: StabilityVariant): (number | null)[] {
  const sums = days.map((posts) => daySums(posts, variant));
  return sums.slice(1).map((later, i) => stabilityOf(variant, sums[i] as (typeof sums)[number], later));
}

async function drawStability(
  days: readonly (readonly PlacedPost[])[],
  dims: number,
  { variant, null: { draws, seed }, signal, onProgress }: CentroidStabilityOptions,
): Promise<(number | null)[][]> {
  const random = seededRandom(seed, "constant distribution");
  const pace = pacer(signal);
  const posts = days.reduce((sum, { length }) => sum + length, 0);
  const drawn: (number | null)[][] = [];
  for (let draw = 0; draw < draws; draw++) {
    drawn.push(consecutive(shuffledOverDays(days, random), variant));
    onProgress?.(draw + 1, draws);
    await pace(posts * dims * 2);
  }
  return drawn;
}

function pairRows(days: readonly { day: string; sums: ReturnType<typeof daySums> }[], variant: StabilityVariant) {
  const rows: MetricRow[] = [];
  let undefinedPairs = 0;
  days.forEach((earlier, i) =>
    days.slice(i + 1).forEach((later) => {
      const value = stabilityOf(variant, earlier.sums, later.sums);
      const n = earlier.sums.n + later.sums.n;
      if (value === null) undefinedPairs++;
      else rows.push({ metric: "centroid stability", variant, unitId: earlier.day, window: later.day, value, n });
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

function meanOfDefined(values: readonly (number | null)[]): number | null {
  const defined = definedOnly(values);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/** Against the defined draws, `draws` saying how many; `null` where there is none. */
function bandOf(kind: string, estimate: number, draws: readonly (number | null)[]): NullBand | null {
  const defined = definedOnly(draws);
  return defined.length === 0 ? null : nullBand(kind, estimate, defined);
}

function definedOnly(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values.filter((value) => value !== null));
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
  checkOptions(caller, options, ["variant", "minPosts", "null", "onProgress", "signal"]);
  checkOneOf(caller, "variant", options.variant, ["raw", "corrected"]);
  checkInteger(caller, `minPosts of variant "${options.variant}"`, options.minPosts, {
    min: options.variant === "raw" ? 1 : 2,
  });
  checkOptions(caller, options.null, ["kind", "draws", "seed"]);
  checkOneOf(caller, "null.kind", options.null.kind, ["constant distribution"]);
  checkInteger(caller, "null.draws", options.null.draws, { min: 19 });
}
