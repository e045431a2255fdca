import { checkInteger, checkNumber, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Exposure, Json, OnProgress } from "../shapes.ts";
import { type AgentIntervalOptions, checkIntervalOptions, intervalSettings } from "./agent_bootstrap.ts";
import type { InfluenceVariant } from "./influence_likeness.ts";
import type { InfluenceWindow } from "./influence_windows.ts";
import type { SameDayNull } from "./same_day_posts.ts";
import type { SameMomentControl } from "./same_moment_visible.ts";
import { EXPOSURE_UNKNOWN } from "./unknown_exposure.ts";

/** Options of `interactionInfluence()`. */
export interface InteractionInfluenceOptions {
  /** "semantic": mean cosine. "n-gram overlap": mean share of distinct word n-grams in common (Jaccard), title and text. */
  variant: InfluenceVariant;
  /** Which texts count as before and after; the published study does not say, so that there is no default. */
  window: InfluenceWindow;
  /** "thread" (default): the post at the top of the thread. "parent": what is answered, comments too. */
  target?: "thread" | "parent";
  /** Whose change is measured: "posts" (default), or "all texts", with comments elsewhere; then comments need vectors. */
  outcome?: "posts" | "all texts";
  /** n of the n-grams, in words, ≥ 1. Default 2. */
  wordsPerGram?: number;
  null: SameDayNull;
  /** Default: within 1 hour, 5 controls of 50 candidates. */
  control?: SameMomentControl;
  /** Who was shown what. Without it who saw a post and passed by is not known. */
  exposures?: readonly Exposure[];
  /** Whole agents resampled. Default: none. */
  interval?: AgentIntervalOptions;
  /** Keep every agent's value under every draw, for `heterogeneity()`. Default: false. */
  keepDraws?: boolean;
  /** Told in agents. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** The options with every default filled in. */
export interface InfluencePlan {
  variant: InfluenceVariant;
  window: InfluenceWindow;
  target: "thread" | "parent";
  outcome: "posts" | "all texts";
  wordsPerGram: number;
  draws: number;
  seed: number;
  /** Candidates of the baseline. */
  baseline: number;
  control: Required<SameMomentControl>;
}

export const CALLER = "interactionInfluence";

const NAMES: readonly (keyof InteractionInfluenceOptions)[] = [
  "variant",
  "window",
  "target",
  "outcome",
  "wordsPerGram",
  "null",
  "control",
  "exposures",
  "interval",
  "keepDraws",
  "onProgress",
  "signal",
];

/** What is to be done, or an error that says what is wrong with the options. */
export function planOf(options: InteractionInfluenceOptions): InfluencePlan {
  checkOptions(CALLER, options, NAMES);
  const { window, target = "thread", outcome = "posts", wordsPerGram = 2 } = options;
  const { hours = 1, controls = 5, candidates = 50, kind = "same-moment visible control" } = options.control ?? {};
  checkOneOf(CALLER, "variant", options.variant, ["semantic", "n-gram overlap"]);
  checkWindow(window);
  checkOneOf(CALLER, "target", target, ["thread", "parent"]);
  checkOneOf(CALLER, "outcome", outcome, ["posts", "all texts"]);
  checkInteger(CALLER, "wordsPerGram", wordsPerGram, { min: 1 });
  checkOptions(CALLER, options.null, ["kind", "draws", "seed", "candidates"]);
  checkOneOf(CALLER, "null.kind", options.null.kind, ["random post of the same day"]);
  checkOptions(CALLER, options.control ?? {}, ["kind", "hours", "controls", "candidates"]);
  checkOneOf(CALLER, "control.kind", kind, ["same-moment visible control"]);
  checkNumber(CALLER, "control.hours", hours, { min: 1e-6 });
  checkInteger(CALLER, "control.controls", controls, { min: 1 });
  checkInteger(CALLER, "control.candidates", candidates, { min: controls });
  if (options.interval !== undefined) checkIntervalOptions(CALLER, options.interval);
  return {
    variant: options.variant,
    window,
    target,
    outcome,
    wordsPerGram,
    draws: checkInteger(CALLER, "null.draws", options.null.draws, { min: 19 }),
    seed: checkInteger(CALLER, "null.seed", options.null.seed),
    baseline: checkInteger(CALLER, "null.candidates", options.null.candidates ?? 20, { min: 2 }),
    control: { kind, hours, controls, candidates },
  };
}

/** What the results say was chosen. */
export function settingsOf(
  { exposures, interval }: InteractionInfluenceOptions,
  { window, target, outcome, variant, wordsPerGram, draws, seed, baseline, control }: InfluencePlan,
): Record<string, Json> {
  return {
    window: window.by === "all" ? "all texts" : `${window.size} ${window.by}`,
    target,
    outcome,
    ...(variant === "semantic" ? {} : { wordsPerGram }),
    baselineCandidates: baseline,
    controlHours: control.hours,
    controls: control.controls,
    controlCandidates: control.candidates,
    exposure: exposures === undefined ? EXPOSURE_UNKNOWN : "recorded exposure",
    draws,
    seed,
    ...intervalSettings(interval),
  };
}

function checkWindow(window: InfluenceWindow): void {
  checkOptions(CALLER, window, ["by", "size"]);
  checkOneOf(CALLER, "window.by", window.by, ["posts", "days", "all"]);
  if (window.by === "posts") checkInteger(CALLER, "window.size", window.size, { min: 1 });
  if (window.by === "days") checkNumber(CALLER, "window.size", window.size, { min: 1e-6 });
}
