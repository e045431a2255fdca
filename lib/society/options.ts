import { checkInteger, checkNumber, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Agent, Arm, Message, OnProgress } from "../shapes.ts";
import type { FeedRule } from "./feed.ts";
import type { SocietyWording } from "./prompt.ts";

/** A question that an account which is no agent puts to every agent. */
export interface Probe {
  probeId: string;
  question: string;
}

/** Every `everyRounds`-th round closes with the next of the questions. */
export interface ProbePlan {
  /** Account that asks; must be no agent's. */
  authorId: string;
  everyRounds: number;
  questions: readonly Probe[];
}

/** One comment a turn, on a shown post. */
export interface CommentPlan {
  /** Share of turns, in [0, 1], that comment on the post the agent's vote prefers; the others comment on one drawn by the seed. */
  preferredShare: number;
  /** Longest comment in tokens. */
  maxTokens: number;
}

/** A scored vote a turn; see `votesOf()`. */
export interface VotePlan {
  /** How strong a preference must be to count, in standard deviations of the model's own answers; above 0. */
  threshold: number;
}

export interface SocietyOptions {
  /** Name of the run; begins every post id. */
  societyId: string;
  /** feed: others' posts; matched: handbook text of equal length; none: nothing. */
  arm: Arm;
  /** A round is one UTC day. At least 1. */
  rounds: number;
  /** Which posts are shown. Default: drawn from the round before. */
  feed?: FeedRule;
  /** Texts shown to an agent in a round, where the rule does not say. Default 3. */
  feedSize?: number;
  /** Sentences that are no agent's, for the matched arm. */
  handbook: readonly string[];
  /** Whole number; fixes feeds and sampling seeds, the same in every arm. */
  seed: number;
  /** First day, `YYYY-MM-DD`. */
  firstDay: string;
  /** Where records are kept; `null` keeps them in memory only. */
  ledgerPath: string | null;
  /** Default: the words of the embedded board. */
  wording?: SocietyWording;
  /** Subjects for `{{cue}}` in the question for a post; each agent goes through them in an order of its own. */
  cues?: readonly string[];
  /** By agent: turns that stand before the feed, the same in every round and arm. */
  examples?: Readonly<Record<string, readonly Message[]>>;
  /** Default: no votes. */
  votes?: VotePlan;
  /** Default: no comments. */
  comments?: CommentPlan;
  /** Default: no probes. */
  probes?: ProbePlan;
  /** Turns of a round asked at the same time; they do not depend on each other. Default 1. */
  parallel?: number;
  /** 0 to 2. Default 0.9. */
  temperature?: number;
  /** Longest post in tokens. Default 90. */
  maxTokens?: number;
  /** Milliseconds since any start. Without it durations are null. */
  now?: () => number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

const OPTION_NAMES = [
  "societyId",
  "arm",
  "rounds",
  "feed",
  "feedSize",
  "handbook",
  "seed",
  "firstDay",
  "ledgerPath",
  "wording",
  "cues",
  "examples",
  "votes",
  "comments",
  "probes",
  "parallel",
  "temperature",
  "maxTokens",
  "now",
  "onProgress",
  "signal",
];

/** @throws {TypeError | RangeError} If the society cannot be run as described. */
export function checkSociety(agents: readonly Agent[], options: SocietyOptions): void {
  checkOptions("runSociety", options, OPTION_NAMES);
  checkOneOf("runSociety", "arm", options.arm, ["feed", "matched", "none"]);
  checkInteger("runSociety", "rounds", options.rounds, { min: 1 });
  checkInteger("runSociety", "feedSize", options.feedSize ?? 3, { min: 1 });
  checkInteger("runSociety", "parallel", options.parallel ?? 1, { min: 1 });
  checkNumber("runSociety", "temperature", options.temperature ?? 0.9, { min: 0, max: 2 });
  const distinct = new Set(agents.map(({ agentId }) => agentId)).size;
  if (agents.length < 2 || distinct < agents.length) {
    throw new RangeError(
      `Cannot run a society: need at least 2 agents with distinct ids, got ${distinct} of ${agents.length}`,
    );
  }
  if (options.arm === "matched" && options.handbook.length === 0) {
    throw new RangeError("Cannot run the matched arm: need handbook sentences to stand in for posts, got 0");
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(options.firstDay)) {
    throw new RangeError(`Cannot run a society: firstDay needs the form YYYY-MM-DD, got "${options.firstDay}"`);
  }
  checkPlans(agents, options);
}

function checkPlans(agents: readonly Agent[], { feed, votes, comments, probes }: SocietyOptions): void {
  if (feed !== undefined) checkOneOf("runSociety", "feed.kind", feed.kind, ["random", "yoked"]);
  if (feed?.kind === "random") checkInteger("runSociety", "feed.windowRounds", feed.windowRounds, { min: 1 });
  if (votes !== undefined) checkNumber("runSociety", "votes.threshold", votes.threshold, { min: 0 });
  if (comments !== undefined) {
    checkNumber("runSociety", "comments.preferredShare", comments.preferredShare, { min: 0, max: 1 });
    checkInteger("runSociety", "comments.maxTokens", comments.maxTokens, { min: 1 });
  }
  if (probes === undefined) return;
  checkInteger("runSociety", "probes.everyRounds", probes.everyRounds, { min: 1 });
  if (probes.questions.length === 0) {
    throw new RangeError("Cannot run a society with probes: need at least 1 question, got 0");
  }
  if (agents.some(({ agentId }) => agentId === probes.authorId)) {
    throw new RangeError(
      `Cannot run a society with probes: need an asking account that is no agent, got "${probes.authorId}"`,
    );
  }
}
