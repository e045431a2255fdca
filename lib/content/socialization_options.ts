import { checkInteger, checkOneOf, checkOptions, quote } from "../foundation/mod.ts";
import type { Exposure, Json, OnProgress, Post } from "../shapes.ts";
import { type AgentIntervalOptions, checkIntervalOptions, intervalSettings } from "./agent_bootstrap.ts";
import type { LagOptions } from "./exposure_moments.ts";
import type { ExposureTopics } from "./exposure_topics.ts";
import type { ExposureReassignmentNull, ShiftVariant } from "./reassigned_exposure.ts";
import { EXPOSURE_UNKNOWN } from "./unknown_exposure.ts";

/** One society and who was shown what in it; a `SocietyRun` is one. */
export interface ExposedSociety {
  societyId: string;
  posts: readonly Post[];
  exposures: readonly Exposure[];
}

/**
 * How it came about who was shown what. "randomised": by chance, by design of the feed. "recorded": known, but chosen by
 * agents or a platform. "assumed": inferred, such as from comments; then only association can be read.
 */
export type ExposureSource = "randomised" | "recorded" | "assumed";

/** The arm that a socialization effect is measured against. */
export interface ControlArm {
  /** Posts of agents who were not shown what the exposures say: yoked agents, or text of equal length in its place. */
  posts: readonly Post[];
  /** What they would have been shown; posts of either arm. */
  exposures?: readonly Exposure[];
  /** Instead of exposures, where the control has several societies. */
  societies?: readonly ExposedSociety[];
  /** "paired": the same agentIds, or societies in the same order, stand for each other. "independent": they do not. */
  pairing: "paired" | "independent";
}

/** Options of `socializationEffect()`. */
export interface SocializationEffectOptions {
  /**
   * "shift": similarity after minus similarity before, the effect as defined. "adjusted": after, given before
   * and earlier, by regression: less noise, and less bias where agents read what is like their last post.
   */
  variant: ShiftVariant;
  /** Who was shown what; `societies` instead where there are several. */
  exposures?: readonly Exposure[];
  /** Independent societies: together they hold the posts given. The unit of the interval from two on. */
  societies?: readonly ExposedSociety[];
  exposureSource: ExposureSource;
  /** What makes a reassigned set one of the same topic. */
  topics: ExposureTopics;
  /** Posts after what was shown, ≥ 1. Default 1, the next post. */
  followingPosts?: number;
  /** Posts left out before those, for effects that come late. Default 0. */
  skippedPosts?: number;
  /** Posts before, at most. Default as many as follow. */
  precedingPosts?: number;
  /** Whose change is measured: "posts" (default) or "all texts", comments and replies too. */
  outcome?: "posts" | "all texts";
  null: ExposureReassignmentNull;
  control?: ControlArm;
  /** Whole agents resampled, or Student's t over societies. Default: none. */
  interval?: AgentIntervalOptions;
  /** Keep every agent's value under every draw, for `heterogeneity()`. Default: false. */
  keepDraws?: boolean;
  /** Told in strata. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** The options with every default filled in. */
export interface SocializationPlan {
  variant: ShiftVariant;
  lag: LagOptions;
  topics: ExposureTopics;
  outcome: "posts" | "all texts";
  draws: number;
  stratumSets: number;
}

export const CALLER = "socializationEffect";

const NAMES: readonly (keyof SocializationEffectOptions)[] = [
  "variant",
  "exposures",
  "societies",
  "exposureSource",
  "topics",
  "followingPosts",
  "skippedPosts",
  "precedingPosts",
  "outcome",
  "null",
  "control",
  "interval",
  "keepDraws",
  "onProgress",
  "signal",
];

/** What is to be done, or an error that says what is wrong with the options. */
export function planOf(options: SocializationEffectOptions): SocializationPlan {
  checkOptions(CALLER, options, NAMES);
  const { topics, followingPosts = 1, skippedPosts = 0, precedingPosts = followingPosts, outcome = "posts" } = options;
  checkOneOf(CALLER, "variant", options.variant, ["shift", "adjusted"]);
  checkOneOf(CALLER, "exposureSource", options.exposureSource, ["randomised", "recorded", "assumed"]);
  checkOneOf(CALLER, "outcome", outcome, ["posts", "all texts"]);
  checkInteger(CALLER, "followingPosts", followingPosts, { min: 1 });
  checkInteger(CALLER, "skippedPosts", skippedPosts, { min: 0 });
  checkInteger(CALLER, "precedingPosts", precedingPosts, { min: 1 });
  checkTopics(topics);
  checkOptions(CALLER, options.null, ["kind", "draws", "seed", "stratumSets"]);
  checkOneOf(CALLER, "null.kind", options.null.kind, ["exposure reassignment"]);
  const draws = checkInteger(CALLER, "null.draws", options.null.draws, { min: 19 });
  checkInteger(CALLER, "null.seed", options.null.seed);
  const stratumSets = checkInteger(CALLER, "null.stratumSets", options.null.stratumSets ?? 32, { min: 2 });
  if (options.interval !== undefined) checkIntervalOptions(CALLER, options.interval);
  if (options.control !== undefined) {
    checkOptions(CALLER, options.control, ["posts", "exposures", "societies", "pairing"]);
    checkOneOf(CALLER, "control.pairing", options.control.pairing, ["paired", "independent"]);
  }
  const lag = { followingPosts, skippedPosts, precedingPosts };
  return { variant: options.variant, lag, topics, outcome, draws, stratumSets };
}

/** The societies of an arm: as given, or the one that posts and exposures make. */
export function societiesOf(
  arm: { posts: readonly Post[]; exposures?: readonly Exposure[]; societies?: readonly ExposedSociety[] },
  where: string,
): readonly ExposedSociety[] {
  const { posts, exposures, societies } = arm;
  if ((exposures === undefined) === (societies === undefined)) {
    throw new TypeError(
      `Cannot run ${CALLER}()${where}: needs either exposures or societies that have them, got ` +
        `${exposures === undefined ? "neither. Without exposures use interactionInfluence()" : "both"}`,
    );
  }
  if (societies === undefined) return [{ societyId: "", posts, exposures: exposures ?? [] }];
  const known = new Set(posts.map(({ postId }) => postId));
  const held = societies.flatMap((society) => society.posts.map(({ postId }) => postId));
  const strange = held.find((postId) => !known.has(postId));
  if (strange === undefined && held.length === posts.length) return societies;
  throw new RangeError(
    `Cannot run ${CALLER}()${where}: the societies together need to hold the posts given, each once, got ` +
      (strange === undefined ? `${held.length} posts for ${posts.length}` : `post ${quote(strange)} besides`),
  );
}

/** What the result says was chosen. */
export function settingsOf(
  { exposureSource, null: { seed }, interval }: SocializationEffectOptions,
  { lag, topics, outcome, draws, stratumSets }: SocializationPlan,
): Record<string, Json> {
  return {
    exposure: EXPOSURE[exposureSource],
    topics: topics.by,
    ...(topics.by === "clusters" ? { topicClusters: topics.clusters, topicSeed: topics.seed } : {}),
    ...lag,
    outcome,
    stratumSets,
    draws,
    seed,
    ...intervalSettings(interval),
  };
}

/** How a result names where its exposures come from. */
export const EXPOSURE: Readonly<Record<ExposureSource, string>> = {
  randomised: "randomised exposure",
  recorded: "recorded exposure, not randomised",
  assumed: EXPOSURE_UNKNOWN,
};

function checkTopics(topics: ExposureTopics): void {
  checkOptions(CALLER, topics, ["by", "clusters", "seed"]);
  checkOneOf(CALLER, "topics.by", topics.by, ["none", "community", "clusters"]);
  if (topics.by !== "clusters") return;
  checkInteger(CALLER, "topics.clusters", topics.clusters, { min: 2 });
  checkInteger(CALLER, "topics.seed", topics.seed);
}
