import { checkInteger, checkNumber, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Json, OnProgress, Vote } from "../shapes.ts";
import { type AgentIntervalOptions, checkIntervalOptions, intervalSettings } from "./agent_bootstrap.ts";
import type { AgeAdjustment, AgeStratifiedVotesNull } from "./age_stratified_votes.ts";
import type { FeedbackPlan } from "./feedback_draws.ts";
import type { LaterPosts, ProgressVariant } from "./feedback_windows.ts";
import type { VoteField, VotesCast } from "./vote_counts.ts";
import type { TieRule } from "./vote_weights.ts";

/** Options of `feedbackAdaptation()`. */
export interface FeedbackAdaptationOptions {
  /** "raw": cosines of centroids. "unbiased": mean cosine of posts, a post never with itself; linear, free of n. */
  variant: ProgressVariant;
  /** Posts whose votes are ranked together, ≥ 2. Default 10. */
  windowPosts?: number;
  /** Share of a window that makes its top, and its bottom, in (0, 0.5]. Default 0.3. */
  share?: number;
  /** What followed a window: the next complete one (default), the next post, or all later ones. */
  later?: LaterPosts;
  /** Default "score", the crawl's; the others count `votes`, which they need. */
  voteField?: VoteField;
  votes?: readonly Vote[];
  /**
   * "all" (default), or only votes cast "before what follows": later ones cannot have moved anything. It needs `votes`
   * that say when they were cast.
   */
  votesCast?: VotesCast;
  /** Posts of equal votes at the border. Default "shared". */
  ties?: TieRule;
  /** Default "window". "none" is what recency bends: −0.09 without any adaptation in the reference's simulation. */
  ageAdjustment?: AgeAdjustment;
  /** When the votes of each post were read, by postId, UTC. Default: those of all at one moment. */
  votesReadAt?: ReadonlyMap<string, string>;
  null: AgeStratifiedVotesNull;
  /** Of the mean over agents. Default: none. */
  interval?: AgentIntervalOptions;
  /** Keep every agent's value under every draw, for `heterogeneity()`: agents × draws numbers. Default: false. */
  keepDraws?: boolean;
  /** Told in shuffles over all agents. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

const CALLER = "feedbackAdaptation";

const NAMES: readonly (keyof FeedbackAdaptationOptions)[] = [
  "variant",
  "windowPosts",
  "share",
  "later",
  "voteField",
  "votes",
  "votesCast",
  "ties",
  "ageAdjustment",
  "votesReadAt",
  "null",
  "interval",
  "keepDraws",
  "onProgress",
  "signal",
];

/** The options with every default filled in, or an error that says what is wrong with them. */
export function planOf(options: FeedbackAdaptationOptions): FeedbackPlan {
  checkOptions(CALLER, options, NAMES);
  const { later = "next window", ties = "shared", ageAdjustment = "window", voteField = "score" } = options;
  checkOneOf(CALLER, "variant", options.variant, ["raw", "unbiased"]);
  checkOneOf(CALLER, "later", later, ["next window", "next post", "all later"]);
  checkOneOf(CALLER, "ties", ties, ["shared", "earlier first", "left out"]);
  checkOneOf(CALLER, "ageAdjustment", ageAdjustment, ["none", "window", "pooled"]);
  checkOneOf(CALLER, "voteField", voteField, ["score", "net votes", "up votes"]);
  if ((voteField === "score") !== (options.votes === undefined)) {
    throw new TypeError(
      `Cannot run ${CALLER}() with voteField "${voteField}": it ` +
        (voteField === "score" ? "reads the posts' score, got votes as well" : "counts votes, got none"),
    );
  }
  const votesCast = checkOneOf(CALLER, "votesCast", options.votesCast ?? "all", ["all", "before what follows"]);
  if (votesCast === "before what follows") checkCasts(options.votes, ageAdjustment);
  const windowPosts = checkInteger(CALLER, "windowPosts", options.windowPosts ?? 10, { min: 2 });
  const share = checkNumber(CALLER, "share", options.share ?? 0.3, { min: Number.MIN_VALUE, max: 0.5 });
  checkOptions(CALLER, options.null, ["kind", "stratumPosts", "draws", "seed"]);
  checkOneOf(CALLER, "null.kind", options.null.kind, ["age-stratified votes"]);
  const stratumPosts = checkInteger(CALLER, "null.stratumPosts", options.null.stratumPosts, {
    min: 2,
    max: windowPosts,
  });
  const draws = checkInteger(CALLER, "null.draws", options.null.draws, { min: 19 });
  if (options.interval !== undefined) checkIntervalOptions(CALLER, options.interval);
  const k = Math.max(1, Math.floor(share * windowPosts + 1e-9)); // 0.3 × 10 is 3, whatever its last bit
  return { variant: options.variant, windowPosts, k, later, ties, votesCast, ageAdjustment, stratumPosts, draws };
}

/** What the result says was chosen. */
export function settingsOf(
  { share = 0.3, voteField = "score", votesReadAt, interval, null: { seed } }: FeedbackAdaptationOptions,
  { windowPosts, k, later, ties, votesCast, ageAdjustment, stratumPosts, draws }: FeedbackPlan,
): Record<string, Json> {
  return {
    windowPosts,
    share,
    postsAtTop: k,
    later,
    voteField,
    votesCast,
    ties,
    ageAdjustment,
    votesReadAt: votesReadAt === undefined ? "all at one moment" : "by post",
    stratumPosts,
    draws,
    seed,
    ...intervalSettings(interval),
  };
}

/** Posts an agent needs: a window and what has to follow it. */
export function leastPosts({ windowPosts, later }: FeedbackPlan): number {
  return later === "next window" ? 2 * windowPosts : windowPosts + 1;
}

function checkCasts(votes: readonly Vote[] | undefined, ageAdjustment: AgeAdjustment): void {
  const where = `Cannot run ${CALLER}() with votesCast "before what follows"`;
  if (votes === undefined) {
    throw new TypeError(`${where}: needs votes, got none. A score does not say when it came about`);
  }
  if (ageAdjustment === "pooled") {
    throw new TypeError(
      `${where}: votes of other agents have other ends, needs ageAdjustment "window" or "none", got "pooled"`,
    );
  }
  const timeless = votes.filter(({ castAt }) => castAt === undefined).length;
  if (timeless > 0) {
    throw new RangeError(`${where}: needs votes with castAt, got ${timeless} of ${votes.length} without`);
  }
}
