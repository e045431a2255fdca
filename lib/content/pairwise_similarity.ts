import { checkInteger, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { checkConstantDistribution, type ConstantDistributionNull } from "./constant_distribution.ts";
import { postsByDay } from "./daily_centroids.ts";
import { sumsAsTheyAre } from "./day_sums.ts";
import { dealtSums, packetSettings } from "./dealt_sums.ts";
import { bandOfDefined, meanOfDefined } from "./defined.ts";
import type { UnitBand } from "./null_band.ts";
import { count, type PlacedPost, placePosts } from "./placed.ts";
import { similarityInterval } from "./similarity_interval.ts";
import { meanCosine, type PostPairs, type SimilaritySums } from "./similarity_sums.ts";
import { checkSubsampleOptions, type SubsampleOptions, subsampleSettings } from "./subsample.ts";

/** What one number says of all days: mean over days, mean over pairs of days, or the former minus the latter. */
export type SimilarityScope = "within days" | "across days" | "within minus across";

/** Options of `pairwiseSimilarity()`. */
export interface PairwiseSimilarityOptions {
  /** "all pairs" (default), or pairs of "different authors" only, so that who repeats himself does not count. */
  variant?: PostPairs;
  /** What the estimate is; rows hold days and pairs of days whatever it is. Default "within days". */
  scope?: SimilarityScope;
  /** Posts a day needs to be kept, ≥ 2. */
  minPosts: number;
  /** From 8,192 posts on, all pairs are drawn in packets of posts; `result.settings` then says how large. */
  null: ConstantDistributionNull;
  /** Interval of the estimate, agents subsampled without replacement. Default: none. */
  interval?: SubsampleOptions;
  /** Told in draws of the null. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `pairwiseSimilarity()` returns. */
export interface PairwiseSimilarityResult {
  /** Mean over kept days or pairs of them, against the same days with posts dealt anew. */
  result: MeasureResult;
  /** One row a day (`unitId` and `window` the same) and a pair of days (`window` the later); n the posts of both. */
  rows: readonly MetricRow[];
  /** Each day's own similarity against its null. */
  bands: readonly UnitBand[];
}

/**
 * How alike are two posts of the same day, and two posts of different days?
 *
 * Measure M3: the mean cosine over all pairs, a post never paired with itself, exactly and from sums alone. Unlike the cosine of
 * centroids (M2) and the nearest neighbours (M4) it does not depend on how many posts a day has. Every day counts the same, whatever
 * its size. The null deals all posts anew over the same days, so that "within minus across" is 0 on average: it asks whether
 * days differ, in topics or in who writes, not why.
 *
 * @param posts Posts with a row each in the embeddings.
 * @param embeddings n × d, unit rows.
 * @param options See `PairwiseSimilarityOptions`.
 * @returns The mean with its null and interval, every day and every pair of days.
 * @throws {RangeError} If no day has `minPosts` posts, or no pair of posts is left to compare.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairwiseSimilarity } from "twoplane/content";
 * const post = {
 *   kind: "post", createdAt: "2026-02-01T00:00:00.000Z", text: "…", title: null, communityId: null, parentId: null,
 *   threadId: null, score: null, modelId: null, source: "made up",
 * } as const;
 * const posts = ["a", "b", "c"].map((postId) => ({ ...post, postId, authorId: `agent ${postId}` }));
 * const embeddings = { ids: ["a", "b", "c"], dims: 2, model: "hand", vectors: Float32Array.of(1, 0, 1, 0, 0, 1) };
 * const { result } = await pairwiseSimilarity(posts, embeddings, {
 *   minPosts: 2,
 *   null: { kind: "constant distribution", draws: 19, seed: 1 },
 * });
 * assert(Math.abs(result.estimate - 1 / 3) < 1e-12); // one pair of three says the same
 * ```
 */
export async function pairwiseSimilarity(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: PairwiseSimilarityOptions,
): Promise<PairwiseSimilarityResult> {
  const caller = "pairwiseSimilarity";
  checkSimilarityOptions(caller, options);
  const { variant = "all pairs", scope = "within days", minPosts, interval, onProgress, signal } = options;
  const { kept, dropped } = postsByDay(caller, placePosts(caller, posts, embeddings), minPosts);
  const days = kept.map(({ posts: ofDay }) => ofDay);
  const sums = sumsAsTheyAre(days, variant);
  const estimate = scopeOf(scope, sums);
  if (estimate === null) throw nothingToCompare(caller, { variant, scope, days: days.length });
  const reach = scope === "within days" ? 0 : Infinity;
  const drawn: (number | null)[] = [];
  const drawnDays: (number | null)[][] = [];
  for await (const dealt of dealtSums(days, { pairs: variant, reach, null: options.null, onProgress, signal })) {
    drawn.push(scopeOf(scope, dealt));
    drawnDays.push(withinDays(dealt));
  }
  const made = interval === undefined ? null : await similarityInterval(caller, days, {
    ...{ estimate, pairs: variant, reach, interval, signal },
    value: (part) => scopeOf(scope, part),
    bounds: scope === "within minus across" ? [-2, 2] : [-1, 1],
  });
  const { kind, draws, seed } = options.null;
  const posted = days.reduce((sum, { length }) => sum + length, 0);
  const rows = rowsOf(kept, sums, variant);
  const result: MeasureResult = {
    metric: "pairwise similarity",
    variant,
    estimate,
    interval: made?.interval ?? null,
    null: bandOfDefined(kind, estimate, drawn),
    sensitivity: null,
    n: posted,
    settings: {
      ...{ scope, minPosts, days: days.length, daysDropped: dropped.length, draws, seed },
      ...packetSettings(posted, variant),
      ...subsampleSettings(interval),
    },
    warnings: [...warningsOf(days, { variant, found: rows.length }), ...(made?.warnings ?? [])],
  };
  const bands = withinDays(sums).flatMap((value, i): UnitBand[] => {
    const band = value === null ? null : bandOfDefined(kind, value, drawnDays.map((draw) => draw[i] as number | null));
    const { day, posts: ofDay } = kept[i] as (typeof kept)[number];
    return value === null || band === null
      ? []
      : [{ unitId: day, window: day, estimate: value, n: ofDay.length, ...band }];
  });
  return { result, rows, bands };
}

function scopeOf(scope: SimilarityScope, sums: SimilaritySums): number | null {
  const within = scope === "across days" ? null : meanOfDefined(withinDays(sums));
  const across = scope === "within days" ? null : meanOfDefined(acrossDays(sums));
  if (scope === "within days") return within;
  if (scope === "across days") return across;
  return within === null || across === null ? null : within - across;
}

function withinDays(sums: SimilaritySums): (number | null)[] {
  return Array.from({ length: sums.days }, (_, day) => meanCosine(sums, day, day));
}

function acrossDays(sums: SimilaritySums): (number | null)[] {
  const values: (number | null)[] = [];
  for (let day = 0; day < sums.days; day++) {
    for (let later = day + 1; later < sums.days; later++) values.push(meanCosine(sums, day, later));
  }
  return values;
}

function rowsOf(
  days: readonly { day: string; posts: readonly PlacedPost[] }[],
  sums: SimilaritySums,
  variant: PostPairs,
) {
  return days.flatMap((first, i) =>
    days.slice(i).flatMap((second, ahead): MetricRow[] => {
      const value = meanCosine(sums, i, i + ahead);
      const n = first.posts.length + (ahead === 0 ? 0 : second.posts.length);
      if (value === null) return [];
      return [{ metric: "pairwise similarity", variant, unitId: first.day, window: second.day, value, n }];
    })
  );
}

function warningsOf(
  days: readonly (readonly PlacedPost[])[],
  { variant, found }: { variant: PostPairs; found: number },
): string[] {
  const missing = days.length * (days.length + 1) / 2 - found;
  const withoutAuthor = days.flat().filter(({ authorId }) => authorId === null).length;
  return [
    ...(days.length < 5 ? [`illustrative: ${count(days.length, "day")}`] : []),
    ...(missing > 0 ? [`undefined for ${missing} of the days and pairs of days: no two authors`] : []),
    ...(variant === "different authors" && withoutAuthor > 0
      ? [`${count(withoutAuthor, "post")} without author counted as written by as many authors`]
      : []),
  ];
}

function nothingToCompare(
  caller: string,
  { variant, scope, days }: { variant: PostPairs; scope: SimilarityScope; days: number },
): RangeError {
  const advice = variant === "different authors" ? '. Use variant "all pairs"' : "";
  return new RangeError(
    `Cannot run ${caller}() with variant "${variant}" and scope "${scope}": needs pairs of posts to compare, got none ` +
      `in ${count(days, "day")}${scope === "within days" ? advice : ""}`,
  );
}

function checkSimilarityOptions(caller: string, options: PairwiseSimilarityOptions): void {
  checkOptions(caller, options, ["variant", "scope", "minPosts", "null", "interval", "onProgress", "signal"]);
  checkOneOf(caller, "variant", options.variant ?? "all pairs", ["all pairs", "different authors"]);
  checkOneOf(caller, "scope", options.scope ?? "within days", ["within days", "across days", "within minus across"]);
  checkInteger(caller, "minPosts", options.minPosts, { min: 2 });
  checkConstantDistribution(caller, options.null);
  if (options.interval !== undefined) checkSubsampleOptions(caller, options.interval);
}
