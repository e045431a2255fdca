import type { Random } from "../shapes.ts";
import {
  type AgeAdjustment,
  drawVotes,
  sharesWithinAge,
  type WindowVotes,
  windowVotes,
} from "./age_stratified_votes.ts";
import type { AgentPosts } from "./agents.ts";
import { type FeedbackWindow, feedbackWindows, type LaterPosts, netProgress } from "./feedback_windows.ts";
import type { ProgressVariant } from "./feedback_windows.ts";
import type { PlacedPost } from "./placed.ts";
import type { Cast, VotesCast } from "./vote_counts.ts";
import { type TieRule, type VoteWeights, voteWeights } from "./vote_weights.ts";

/** What `feedbackAdaptation()` does, every choice made. */
export interface FeedbackPlan {
  variant: ProgressVariant;
  windowPosts: number;
  /** Posts at the top, and at the bottom, of a window. */
  k: number;
  later: LaterPosts;
  ties: TieRule;
  votesCast: VotesCast;
  ageAdjustment: AgeAdjustment;
  stratumPosts: number;
  draws: number;
}

/** Votes and age of a post by postId. */
export type VotesAndAges = ReadonlyMap<string, VotedPost>;

interface VotedPost {
  votes: number;
  age: number;
  casts: readonly Cast[];
}

/** One agent's net progress and its draws. */
export interface AgentFeedback {
  agentId: string;
  /** Windows with a contrast and something after them. */
  windows: number;
  /** Mean over these windows. */
  forward: { estimate: number; draws: Float64Array };
  /** Forward less backward, where there is both. */
  difference: { estimate: number; draws: Float64Array } | null;
}

/** Votes and ages of the posts that have votes; "pooled" turns votes into shares among posts of their age. */
export function votesAndAges(
  placed: readonly PlacedPost[],
  { votes, casts, readAt, ageAdjustment }: {
    votes: ReadonlyMap<string, number>;
    casts: ReadonlyMap<string, readonly Cast[]>;
    readAt: ReadonlyMap<string, string> | undefined;
    ageAdjustment: AgeAdjustment;
  },
): VotesAndAges {
  const known = placed.filter(({ postId }) => votes.has(postId));
  const counts = Float64Array.from(known, ({ postId }) => votes.get(postId) as number);
  const ages = Float64Array.from(known, ({ postId, createdAt }) => {
    const read = readAt?.get(postId);
    return (read === undefined ? 0 : Date.parse(read)) - Date.parse(createdAt);
  });
  const values = ageAdjustment === "pooled" ? sharesWithinAge(counts, ages) : counts;
  return new Map(known.map(({ postId }, i) => [
    postId,
    { votes: values[i] as number, age: ages[i] as number, casts: casts.get(postId) ?? [] },
  ]));
}

/** One agent's windows, measured as they are and under draws; `withoutContrast` counts windows of equal votes. */
export async function feedbackOfAgent(
  { agentId, posts }: AgentPosts,
  known: VotesAndAges,
  { plan, random, pace }: { plan: FeedbackPlan; random: Random; pace: (work: number) => Promise<void> },
): Promise<{ feedback: AgentFeedback | null; withoutContrast: number }> {
  const windows = feedbackWindows(posts, { size: plan.windowPosts, later: plan.later, variant: plan.variant });
  await pace(posts.length * plan.windowPosts * (posts[0]?.vector.length ?? 0));
  const measure = windowMeasure(plan);
  const [forward, backward] = [emptyMean(plan.draws), emptyMean(plan.draws)];
  let withoutContrast = 0;
  for (const window of windows) {
    const own = posts.slice(window.start, window.start + plan.windowPosts).map(({ postId }) =>
      known.get(postId) as VotedPost
    );
    const until = plan.votesCast === "all" ? undefined : posts[window.start + plan.windowPosts]?.createdAt;
    const votes = windowVotes(
      Float64Array.from(own, (post) => votesUntil(post, until)),
      Float64Array.from(own, (post) => post.age),
      plan.ageAdjustment,
    );
    if (!measure(window, votes.values, votes, { forward, backward, draw: null })) {
      withoutContrast++;
      continue;
    }
    const drawn = new Float64Array(plan.windowPosts);
    for (let draw = 0; draw < plan.draws; draw++) {
      drawVotes(votes, { stratumPosts: plan.stratumPosts, random, drawn });
      measure(window, drawn, votes, { forward, backward, draw });
    }
    await pace(plan.draws * plan.windowPosts * 20);
  }
  if (forward.n === 0) return { feedback: null, withoutContrast };
  finish(forward);
  if (backward.n > 0) finish(backward);
  const difference = backward.n === 0 ? null : {
    estimate: forward.estimate - backward.estimate,
    draws: forward.draws.map((value, i) => value - (backward.draws[i] as number)),
  };
  return { feedback: { agentId, windows: forward.n, forward, difference }, withoutContrast };
}

/** A mean over windows, and that mean under each draw. */
interface RunningMean {
  n: number;
  estimate: number;
  draws: Float64Array;
}

function emptyMean(draws: number): RunningMean {
  return { n: 0, estimate: 0, draws: new Float64Array(draws) };
}

function finish(mean: RunningMean): void {
  mean.estimate /= mean.n;
  for (let i = 0; i < mean.draws.length; i++) mean.draws[i] = (mean.draws[i] as number) / mean.n;
}

/** Adds one window's net progress to both means: as it is (`draw` null) or under a draw. */
function windowMeasure({ windowPosts, k, ties }: FeedbackPlan) {
  const into: VoteWeights = { top: new Float64Array(windowPosts), bottom: new Float64Array(windowPosts) };
  const order = new Int32Array(windowPosts);
  return (
    window: FeedbackWindow,
    values: Float64Array,
    { scale }: WindowVotes,
    { forward, backward, draw }: { forward: RunningMean; backward: RunningMean; draw: number | null },
  ): boolean => {
    if (!voteWeights(values, { k, ties, scale, into, order })) return false;
    if (window.forward !== null) addTo(forward, draw, netProgress(window.forward, into, window.products));
    if (window.backward !== null) addTo(backward, draw, netProgress(window.backward, into, window.products));
    return true;
  };
}

function addTo(mean: RunningMean, draw: number | null, value: number): void {
  if (draw !== null) mean.draws[draw] = (mean.draws[draw] as number) + value;
  else {
    mean.estimate += value;
    mean.n++;
  }
}

function votesUntil({ votes, casts }: VotedPost, until: string | undefined): number {
  if (until === undefined) return votes;
  return casts.reduce((sum, { worth, at }) => at !== null && at < until ? sum + worth : sum, 0);
}
