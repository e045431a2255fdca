import { checkInteger, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Exposure, OnProgress } from "../shapes.ts";
import { type AgentIntervalOptions, checkIntervalOptions } from "./agent_bootstrap.ts";

/** Would matched non-readers have come as near? */
export interface ReadersExchangedNull {
  kind: "readers exchanged with matched non-readers";
  /** Draws, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/** Options of `predictiveInfluence()`. */
export interface PredictiveInfluenceOptions {
  /** "cosine gain": of the vectors. "n-gram gain": of distinct word n-grams in common (Jaccard), title and text. */
  variant: "cosine gain" | "n-gram gain";
  /** Whose change counts: "posts" (default), or "all texts", the reader's answers to what was read left out. */
  outcome?: "posts" | "all texts";
  /** n of the n-grams, in words, ≥ 1. Default 2. */
  wordsPerGram?: number;
  /** Non-readers matched to each reader, ≥ 1. Default 3. */
  controls?: number;
  /** Non-readers looked at for each, ≥ controls. Default 50. */
  candidates?: number;
  /** Readings an author needs for a band of its own, ≥ 1. Default 3. */
  minReadings?: number;
  null: ReadersExchangedNull;
  /** Who was shown what. Without it readers are those who comment, and who else read is unknown. */
  exposures?: readonly Exposure[];
  /** Whole authors resampled. Default: none. */
  interval?: AgentIntervalOptions;
  /** Told in readings. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** The options with every default filled in. */
export type PredictivePlan = ReturnType<typeof predictivePlan>;

export const PREDICTIVE = "predictiveInfluence";

/** What is to be done, or an error that says what is wrong with the options. */
export function predictivePlan(options: PredictiveInfluenceOptions) {
  const caller = PREDICTIVE;
  checkOptions(caller, options, [
    "variant",
    "outcome",
    "wordsPerGram",
    "controls",
    "candidates",
    "minReadings",
    "null",
    "exposures",
    "interval",
    "onProgress",
    "signal",
  ]);
  checkOptions(caller, options.null, ["kind", "draws", "seed"]);
  if (options.interval !== undefined) checkIntervalOptions(caller, options.interval);
  const controls = checkInteger(caller, "controls", options.controls ?? 3, { min: 1 });
  return {
    variant: checkOneOf(caller, "variant", options.variant, ["cosine gain", "n-gram gain"]),
    outcome: checkOneOf(caller, "outcome", options.outcome ?? "posts", ["posts", "all texts"]),
    wordsPerGram: checkInteger(caller, "wordsPerGram", options.wordsPerGram ?? 2, { min: 1 }),
    controls,
    candidates: checkInteger(caller, "candidates", options.candidates ?? 50, { min: controls }),
    minReadings: checkInteger(caller, "minReadings", options.minReadings ?? 3, { min: 1 }),
    kind: checkOneOf(caller, "null.kind", options.null.kind, ["readers exchanged with matched non-readers"]),
    draws: checkInteger(caller, "null.draws", options.null.draws, { min: 19 }),
    seed: checkInteger(caller, "null.seed", options.null.seed),
  };
}
