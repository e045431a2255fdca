import type { Embeddings, MeasureResult, MetricRow, NullBand, Post } from "../shapes.ts";
import { FLOAT64_ROWS, openNearestCandidates } from "../vectors/mod.ts";
import { postsByDay } from "./daily_centroids.ts";
import { densityInterval } from "./density_interval.ts";
import { drawDensities } from "./density_null.ts";
import {
  checkDensityOptions,
  type DensityChoice,
  densitySettings,
  densityWarnings,
  type LocalDensityOptions,
} from "./density_options.ts";
import { sampledDays } from "./density_samples.ts";
import { type DayNeighbours, dayNeighbours, densities, type DensitySearch, meanOfNumbers } from "./day_densities.ts";
import { meanOfDefined } from "./defined.ts";
import { type Engine, engineFor } from "./engine.ts";
import { type KnownCosines, knownCosines } from "./neighbour_lists.ts";
import { quantile, type UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { placePosts } from "./placed.ts";

/** What `localDensity()` returns. */
export interface LocalDensityResult {
  /** Mean over kept days. */
  result: MeasureResult;
  /** Mean density of each day; n its posts. */
  rows: readonly MetricRow[];
  /** How densities spread within each day: quantiles, `variant` such as `same day, 25%`. */
  distribution: readonly MetricRow[];
  /** Each day against its null. */
  bands: readonly UnitBand[];
}

const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/**
 * How near are the nearest other posts of the day? Do texts crowd together?
 *
 * Measure M4: of each post the mean cosine to its K = 10 nearest posts of the same UTC day, exactly; of each day the mean over its posts,
 * and the estimate is the mean over days. The more posts a day has, the nearer the nearest, whatever they say: days of different
 * size are compared on `sample` of as many posts each. The null deals all posts anew over the same days: it asks whether days
 * hold together more than posts of any day would. Posts that say the same count as neighbours of cosine 1.
 *
 * @param posts Posts with a row each in the embeddings.
 * @param embeddings n × d, unit rows.
 * @param options See `LocalDensityOptions`.
 * @returns The mean with null and interval, every day, and how densities spread in it.
 * @throws {RangeError} If no day has more than K posts, or as many as the sample needs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { localDensity } from "twoplane/content";
 * const post = {
 *   authorId: "ada", kind: "post", createdAt: "2026-02-01T00:00:00.000Z", text: "…", title: null, communityId: null,
 *   parentId: null, threadId: null, score: null, modelId: null, source: "made up",
 * } as const;
 * const posts = ["a", "b", "c"].map((postId) => ({ ...post, postId }));
 * const embeddings = { ids: ["a", "b", "c"], dims: 2, model: "hand", vectors: Float32Array.of(1, 0, 1, 0, 0, 1) };
 * const { result } = await localDensity(posts, embeddings, { sample: "whole days", neighbours: 1, null: null });
 * assert(Math.abs(result.estimate - 2 / 3) < 1e-12); // two say the same, the third stands alone
 * ```
 */
export async function localDensity(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: LocalDensityOptions,
): Promise<LocalDensityResult> {
  const caller = "localDensity";
  const choice = checkDensityOptions(caller, options);
  const { variant, sample, k } = choice;
  const least = sample === "whole days" ? k + 1 : sample.posts;
  const { kept, dropped } = postsByDay(caller, placePosts(caller, posts, embeddings), least);
  const days = kept.map(({ posts: ofDay }) => ofDay);
  const engine = engineFor(caller, options.engine, days.reduce((sum, { length }) => sum + length, 0));
  const native = engine === "native" ? await openNearestCandidates() : null;
  const pause = pacer(options.signal);
  try {
    const known = await knownOf(days, { engine, options, pause });
    const search = { k, pool: variant, length: lengthOf(k, options), native, known, pause };
    const sets = await neighboursOf(sampledDays(days, sample), search, options);
    const values = valuesOf(sets, k);
    const daily = values.map(meanOfNumbers);
    const estimate = meanOfDefined(daily);
    if (estimate === null) throw noNeighbours(caller, choice);
    const null_ = await drawDensities(days, values, { choice, options, search: { ...search, length: k } });
    const made = await densityInterval(caller, { sets, estimate, choice, options });
    const unplaced = values.reduce((sum, ofDay) => sum + ofDay.filter(Number.isNaN).length, 0);
    const counts = { days: days.length, dropped: dropped.length, unplaced };
    const names = kept.map(({ day }) => day);
    const result: MeasureResult = {
      ...{ metric: "local density", variant, estimate, interval: made?.interval ?? null },
      null: null_?.overall ?? null,
      ...{ sensitivity: null, n: values.reduce((sum, { length }) => sum + length, 0) - unplaced },
      settings: densitySettings(options, { choice, engine, ...counts }),
      warnings: [...densityWarnings(options, counts), ...(made?.warnings ?? [])],
    };
    return {
      result,
      rows: daily.flatMap((value, i) => value === null ? [] : [rowOf(variant, names[i], value, days[i]?.length)]),
      distribution: values.flatMap((ofDay, i) => quantileRows(ofDay, { variant, day: names[i], n: days[i]?.length })),
      bands: daily.flatMap((value, i) =>
        bandOf(names[i], value, { n: days[i]?.length, band: null_?.daily[i] ?? null })
      ),
    };
  } finally {
    await native?.release();
  }
}

/** Neighbours beyond K only where agents are subsampled: enough that K of those kept stand in nearly every list. */
function lengthOf(k: number, { interval }: LocalDensityOptions): number {
  return interval === undefined ? k : Math.ceil(3 * k / (interval.share ?? 0.5)) + 10;
}

/** All cosines at once, where the null deals few enough posts again and again. */
async function knownOf(
  days: readonly DayNeighbours["posts"][],
  { engine, options, pause }: { engine: Engine; options: LocalDensityOptions; pause: (work: number) => Promise<void> },
): Promise<KnownCosines | null> {
  const posts = days.flat();
  const isWorth = engine === "float64" && options.null !== null && posts.length <= FLOAT64_ROWS;
  return isWorth ? await knownCosines(posts, pause) : null;
}

/** Sample after sample, day after day. */
async function neighboursOf(
  samples: readonly (readonly (DayNeighbours["posts"])[])[],
  search: DensitySearch,
  { onProgress }: LocalDensityOptions,
): Promise<DayNeighbours[][]> {
  const total = samples.reduce((sum, days) => sum + days.length, 0);
  const sets: DayNeighbours[][] = [];
  let done = 0;
  for (const days of samples) {
    const set: DayNeighbours[] = [];
    for (const posts of days) {
      set.push(await dayNeighbours(posts, search));
      onProgress?.(++done, total);
    }
    sets.push(set);
  }
  return sets;
}

/** Densities of each day, those of all samples together. */
function valuesOf(sets: readonly (readonly DayNeighbours[])[], k: number): Float64Array[] {
  const [first = []] = sets;
  return first.map((_, day) => {
    const all = sets.map((set) => densities(set[day] as DayNeighbours, k));
    const joined = new Float64Array(all.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const one of all) {
      joined.set(one, at);
      at += one.length;
    }
    return joined;
  });
}

function quantileRows(
  values: Float64Array,
  { variant, day, n }: { variant: string; day: string | undefined; n: number | undefined },
): MetricRow[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [];
  return SHARES.map((share) => rowOf(`${variant}, ${100 * share}%`, day, quantile(sorted, share), n));
}

function rowOf(variant: string, day = "", value: number, n = 0): MetricRow {
  return { metric: "local density", variant, unitId: day, window: day, value, n };
}

function bandOf(
  day = "",
  value: number | null,
  { n = 0, band }: { n: number | undefined; band: NullBand | null },
): UnitBand[] {
  return value === null || band === null ? [] : [{ unitId: day, window: day, estimate: value, n, ...band }];
}

function noNeighbours(caller: string, { variant, k }: DensityChoice): RangeError {
  return new RangeError(
    `Cannot run ${caller}() with variant "${variant}": needs a post with ${k} posts of other authors on its day, got ` +
      `none. Use variant "same day" or fewer neighbours`,
  );
}
