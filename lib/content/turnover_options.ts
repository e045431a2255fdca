import { checkInteger, checkOneOf, checkOptions, quote } from "../foundation/mod.ts";
import type { Json, OnProgress } from "../shapes.ts";
import { checkConstantDistribution, type ConstantDistributionNull } from "./constant_distribution.ts";
import { count } from "./placed.ts";
import { checkSubsampleOptions, type SubsampleOptions, subsampleSettings } from "./subsample.ts";
import type { TurnoverRule } from "./turnover_counts.ts";

/** Equal numbers of words from every day, posts drawn at random. */
export interface EqualWordsSample {
  /** Words of each day; days with fewer are left out. */
  words: number;
  seed: number;
  /** Samples whose rates are averaged, ≥ 1. Default 1. */
  samples?: number;
}

/** Options of `lexicalTurnover()`. */
export interface LexicalTurnoverOptions {
  /** Words in an n-gram, each from 1 to 5: one or several, such as `[1, 2]`. */
  n: number | readonly number[];
  /** What "new" and "gone" mean: on no earlier (later) day, or not on the day before (after). Default "ever seen". */
  variant?: TurnoverRule;
  /** Everything that was written, or as many words of every day, which days can be compared on. */
  sample: "whole days" | EqualWordsSample;
  /** Leave n-grams out that occur once in all, as published; looks into the future. Default "none". */
  filter?: "none" | "global frequency ≥ 2";
  /** What is read of a post. Default "title and text". */
  text?: "title and text" | "text";
  /** Posts a day needs to be kept. Default 1. */
  minPosts?: number;
  /** `null`: none is drawn, and the result says so; a draw takes as long as the measure. */
  null: ConstantDistributionNull | null;
  /** Interval of the means, agents subsampled without replacement. Default: none. */
  interval?: SubsampleOptions;
  /** Told in draws of the null, for each n. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** The lengths asked for, each once; refuses options that cannot be met. */
export function checkTurnoverOptions(caller: string, options: LexicalTurnoverOptions): number[] {
  const known = ["n", "variant", "sample", "filter", "text", "minPosts", "null", "interval", "onProgress", "signal"];
  checkOptions(caller, options, known);
  const lengths = [...new Set([options.n].flat() as number[])];
  if (lengths.length === 0) {
    throw new RangeError(`Cannot run ${caller}(): needs at least one n, got ${quote(options.n)}`);
  }
  for (const length of lengths) checkInteger(caller, "n", length, { min: 1, max: 5 });
  checkOneOf(caller, "variant", options.variant ?? "ever seen", ["ever seen", "previous day"]);
  checkOneOf(caller, "filter", options.filter ?? "none", ["none", "global frequency ≥ 2"]);
  checkOneOf(caller, "text", options.text ?? "title and text", ["title and text", "text"]);
  checkInteger(caller, "minPosts", options.minPosts ?? 1, { min: 1 });
  checkSample(caller, options.sample);
  if (options.null !== null) checkConstantDistribution(caller, options.null);
  if (options.interval !== undefined) checkSubsampleOptions(caller, options.interval);
  return lengths;
}

function checkSample(caller: string, sample: LexicalTurnoverOptions["sample"]): void {
  if (typeof sample !== "object") {
    checkOneOf(caller, "sample", sample, ["whole days"]);
    return;
  }
  checkOptions(caller, sample, ["words", "seed", "samples"]);
  checkInteger(caller, "sample.words", sample.words, { min: 1 });
  checkInteger(caller, "sample.seed", sample.seed);
  checkInteger(caller, "sample.samples", sample.samples ?? 1, { min: 1 });
}

/** What `result.settings` says. */
export function turnoverSettings(
  options: LexicalTurnoverOptions,
  { days, dropped }: { days: readonly string[]; dropped: number },
): Record<string, Json> {
  const { sample, filter = "none", text = "title and text", minPosts = 1, interval } = options;
  return {
    rule: options.variant ?? "ever seen",
    ...(sample === "whole days"
      ? { sample }
      : { sample: "equal words", words: sample.words, samples: sample.samples ?? 1, sampleSeed: sample.seed }),
    ...{ filter, text, minPosts, days: days.length, daysDropped: dropped },
    ...(options.null === null ? {} : { draws: options.null.draws, seed: options.null.seed }),
    ...subsampleSettings(interval),
  };
}

/** What a reader has to know of the choices made. */
export function turnoverWarnings(
  { sample, filter = "none", ...options }: LexicalTurnoverOptions,
  days: number,
): string[] {
  return [
    ...(days < 5 ? [`illustrative: ${count(days, "day")}`] : []),
    ...(sample === "whole days" ? ["whole days: rates depend on how much was written that day"] : []),
    ...(filter === "none" ? [] : ["the filter looks into the future: it counts later days"]),
    ...(options.null === null ? ["no null drawn"] : []),
  ];
}
