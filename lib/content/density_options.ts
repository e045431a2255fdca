import { checkInteger, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Json, OnProgress } from "../shapes.ts";
import { checkConstantDistribution, type ConstantDistributionNull } from "./constant_distribution.ts";
import { type Engine, engineFor } from "./engine.ts";
import type { NeighbourPool } from "./neighbour_lists.ts";
import { count } from "./placed.ts";
import { checkSubsampleOptions, type SubsampleOptions, subsampleSettings } from "./subsample.ts";

/** As many posts of every day, drawn at random. */
export interface EqualPostsSample {
  /** Posts of each day, more than K; days with fewer are left out. */
  posts: number;
  seed: number;
  /** Samples whose densities are averaged, ≥ 1. Default 10. */
  samples?: number;
}

/**
 * The null of `localDensity()`: does it matter on which day a post was written?
 *
 * "constant distribution" deals all posts over all days. An author's posts of one day are not neighbours in the variant "same day, other
 * authors", and such a deal parts them, so that each post has more neighbours to choose from than on the days as they are: where
 * authors post several times a day, take "constant distribution within authors", which deals each author's posts over the author's own
 * places and holds fixed who wrote how much when.
 */
export interface ConstantDensityNull extends Omit<ConstantDistributionNull, "kind"> {
  kind: "constant distribution" | "constant distribution within authors";
  /**
   * Posts of each day, drawn at random, whose neighbours are looked for in each draw; all posts of the day may be
   * neighbours. The p-value compares the same posts of the days as they are. Default: all, as long as the measure itself.
   */
  queries?: number;
}

/** Options of `localDensity()`. */
export interface LocalDensityOptions {
  /** Which posts count as neighbours. Default "same day"; an author's own posts are often the nearest. */
  variant?: NeighbourPool;
  /** All posts of the day, whose number moves the density, or as many of every day, on which days can be compared. */
  sample: "whole days" | EqualPostsSample;
  /** K: neighbours of each post. Default 10. */
  neighbours?: number;
  /** `null`: none is drawn, and the result says so. */
  null: ConstantDensityNull | null;
  /** Interval of the mean, agents subsampled without replacement. Default: none. */
  interval?: SubsampleOptions;
  /** Default "float64" up to 4,000 posts (same bytes on every processor), "native" above: the same to 1e-6. */
  engine?: Engine;
  /** Told in days searched. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** All that was chosen, defaults filled in. */
export interface DensityChoice {
  variant: NeighbourPool;
  sample: "whole days" | Required<EqualPostsSample>;
  k: number;
}

/** Refuses options that cannot be met, and fills in the others. */
export function checkDensityOptions(caller: string, options: LocalDensityOptions): DensityChoice {
  const known = ["variant", "sample", "neighbours", "null", "interval", "engine", "onProgress", "signal"];
  checkOptions(caller, options, known);
  const pools = ["same day", "same day, other authors"] as const;
  const variant = checkOneOf(caller, "variant", options.variant ?? "same day", pools);
  const k = checkInteger(caller, "neighbours", options.neighbours ?? 10, { min: 1 });
  engineFor(caller, options.engine, 0);
  if (options.null !== null) checkNull(caller, options.null);
  if (options.interval !== undefined) checkSubsampleOptions(caller, options.interval);
  if (typeof options.sample !== "object") {
    return { variant, k, sample: checkOneOf<"whole days">(caller, "sample", options.sample, ["whole days"]) };
  }
  checkOptions(caller, options.sample, ["posts", "seed", "samples"]);
  if (options.null?.queries !== undefined) {
    throw new TypeError(`Cannot run ${caller}(): null.queries is for sample "whole days" alone, got equal posts`);
  }
  return {
    ...{ variant, k },
    sample: {
      posts: checkInteger(caller, "sample.posts", options.sample.posts, { min: k + 1 }),
      seed: checkInteger(caller, "sample.seed", options.sample.seed),
      samples: checkInteger(caller, "sample.samples", options.sample.samples ?? 10, { min: 1 }),
    },
  };
}

function checkNull(caller: string, { queries, kind, ...given }: ConstantDensityNull): void {
  checkOneOf(caller, "null.kind", kind, ["constant distribution", "constant distribution within authors"]);
  checkConstantDistribution(caller, { ...given, kind: "constant distribution" });
  if (queries !== undefined) checkInteger(caller, "null.queries", queries, { min: 1 });
}

/** What `result.settings` says. */
export function densitySettings(
  options: LocalDensityOptions,
  { choice: { sample, k }, engine, days, dropped, unplaced }: {
    choice: DensityChoice;
    engine: Engine;
    days: number;
    dropped: number;
    unplaced: number;
  },
): Record<string, Json> {
  return {
    neighbours: k,
    ...(sample === "whole days"
      ? { sample }
      : { sample: "equal posts", posts: sample.posts, samples: sample.samples, sampleSeed: sample.seed }),
    ...{ summary: "mean over kept days", days, daysDropped: dropped, postsWithoutNeighbours: unplaced },
    ...(options.null === null ? {} : { draws: options.null.draws, seed: options.null.seed }),
    ...(options.null?.queries === undefined ? {} : { nullQueries: options.null.queries }),
    ...subsampleSettings(options.interval),
    ...(engine === "native" ? { engine } : {}), // plain float64 where nothing is said
  };
}

/** What a reader has to know of the choices made. */
export function densityWarnings(
  options: LocalDensityOptions,
  { days, unplaced }: { days: number; unplaced: number },
): string[] {
  return [
    ...(days < 5 ? [`illustrative: ${count(days, "day")}`] : []),
    ...(options.sample === "whole days" ? ["whole days: density rises with the number of posts of the day"] : []),
    ...(unplaced > 0 ? [`${count(unplaced, "post")} without enough neighbours by other authors`] : []),
    ...(options.null === null ? ["no null drawn"] : []),
    ...(options.null?.kind === "constant distribution" && options.variant === "same day, other authors"
      ? ["the null parts an author's posts of a day: where that moves density, deal within authors"]
      : []),
  ];
}
