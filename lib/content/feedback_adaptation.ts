import { seededRandom } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, Post } from "../shapes.ts";
import { type AgentBands, collectBands, type UnitDraws } from "./agent_bands.ts";
import { bootstrapAgents } from "./agent_bootstrap.ts";
import { type AgentPosts, postsByAgent } from "./agents.ts";
import { feedbackOfAgent, type FeedbackPlan, type VotesAndAges, votesAndAges } from "./feedback_draws.ts";
import { type FeedbackAdaptationOptions, leastPosts, planOf, settingsOf } from "./feedback_options.ts";
import type { UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count, placePosts } from "./placed.ts";
import { measuredDraws } from "./unit_draws.ts";
import { EXPOSURE_UNKNOWN } from "./unknown_exposure.ts";
import { type VoteCounts, voteCounts } from "./vote_counts.ts";

/** What `feedbackAdaptation()` returns. */
export interface FeedbackAdaptationResult {
  /** Mean net progress over agents, against votes dealt anew among posts of about one age. */
  result: MeasureResult;
  /** The same less its value in reverse time, under the same draws; `null` where no agent has both. */
  forwardMinusBackward: MeasureResult | null;
  /** One row an agent and metric, by agentId; n is its windows. */
  rows: readonly MetricRow[];
  /** Each agent against its own null, by agentId. */
  bands: readonly UnitBand[];
  /** Only where `keepDraws` is set. */
  draws?: UnitDraws;
}

/**
 * Did agents move toward those of their posts that got the votes?
 *
 * Measure M9: in windows of 10 posts, net progress is the move of the following posts toward the
 * top 30% by votes less their move toward the bottom 30%. Votes gather with age, so that old posts
 * stand at the top and the next post resembles the young ones: this alone makes the raw measure
 * negative. Ages are therefore taken out of the votes, and the null exchanges votes only among posts
 * of about one age. What makes well-received posts typical of their agent anyway shows in reverse time
 * as well: see `forwardMinusBackward`, which does not cancel recency but doubles it.
 *
 * @param posts Posts with a row each in the embeddings; those without author or votes are left out and counted.
 * @param embeddings n × d, unit rows.
 * @param options See `FeedbackAdaptationOptions`.
 * @returns Positive: nearer to what was voted up. Whether agents saw their votes no corpus says, hence the warning.
 * @throws {RangeError} If no agent has a window with something after it, or votes are equal within every window.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { feedbackAdaptation } from "twoplane/content";
 * const post = {
 *   authorId: "ada", kind: "post", text: "…", title: null, communityId: null, parentId: null,
 *   threadId: null, modelId: null, source: "made up",
 * } as const;
 * const scores = [9, 0, 9, 0, 0, 0, 0, 0]; // the first kind is voted up and stays
 * const posts = scores.map((score, i) => ({ ...post, postId: `p${i}`, score, createdAt: `2026-02-0${i + 1}T00:00:00.000Z` }));
 * const vectors = Float32Array.from(scores.flatMap((score, i) => score > 0 || i > 3 ? [1, 0] : [0, 1]));
 * const embeddings = { ids: posts.map(({ postId }) => postId), dims: 2, model: "hand", vectors };
 * const { result } = await feedbackAdaptation(posts, embeddings, {
 *   variant: "unbiased",
 *   windowPosts: 4,
 *   null: { kind: "age-stratified votes", stratumPosts: 4, draws: 99, seed: 1 },
 * });
 * assert(result.estimate > 0);
 * ```
 */
export async function feedbackAdaptation(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: FeedbackAdaptationOptions,
): Promise<FeedbackAdaptationResult> {
  const plan = planOf(options);
  const { voteField = "score", votes, votesReadAt: readAt } = options;
  const counted = voteCounts(posts, { field: voteField, votes });
  const placed = placePosts(CALLER, posts, embeddings).filter(({ postId }) => counted.votes.has(postId));
  const found = postsByAgent(CALLER, placed, leastPosts(plan), ` with later posts "${plan.later}"`);
  const known = votesAndAges(placed, { ...counted, readAt, ageAdjustment: plan.ageAdjustment });
  const { forward, difference, withoutContrast } = await drawAgents(found.agents, known, { plan, options });
  if (forward === null) {
    throw new RangeError(
      `Cannot run ${CALLER}(): needs a window of ${plan.windowPosts} posts whose votes differ beyond their age, got ` +
        `${count(withoutContrast, "window")} of equal votes in ${count(found.agents.length, "agent")}`,
    );
  }
  const agents = forward.values.length;
  const shared = {
    settings: {
      ...settingsOf(options, plan),
      windows: forward.bands.reduce((sum, { n }) => sum + n, 0),
      windowsWithoutContrast: withoutContrast,
      agentsLeftOut: found.leftOut + found.agents.length - agents,
      postsWithoutVotes: counted.postsWithoutVotes,
      postsWithoutAuthor: found.withoutAuthor,
      selfVotesLeftOut: counted.selfVotes,
      votesForOtherPosts: counted.strangeVotes,
    },
    warnings: warningsOf(agents, { plan, counted, withoutAuthor: found.withoutAuthor }),
  };
  return {
    result: summary(METRIC, forward, { shared, options }),
    forwardMinusBackward: difference === null
      ? null
      : summary(`${METRIC}, ${DIFFERENCE}`, difference, { shared, options }),
    rows: [...forward.rows, ...(difference?.rows ?? [])],
    bands: forward.bands,
    ...(forward.draws === null ? {} : { draws: measuredDraws(forward.draws) }),
  };
}

const CALLER = "feedbackAdaptation";
const METRIC = "feedback adaptation";
const DIFFERENCE = "forward minus backward";
/** Agents below which a mean over agents is shown as an illustration. */
const FEW_AGENTS = 20;

/** Agents one after the other, in order of their first post; `null` where none could be measured. */
async function drawAgents(
  found: readonly AgentPosts[],
  known: VotesAndAges,
  { plan, options: { variant, null: { draws, seed, kind }, keepDraws, signal, onProgress } }: {
    plan: FeedbackPlan;
    options: FeedbackAdaptationOptions;
  },
) {
  const [random, pace] = [seededRandom(seed, kind), pacer(signal)];
  const forward = collectBands({ kind, draws, agents: found.length, keepDraws: keepDraws === true });
  const difference = collectBands({ kind, draws, agents: 0, keepDraws: false });
  let [agents, both, withoutContrast] = [0, 0, 0];
  for (const [place, agent] of found.entries()) {
    const { feedback, withoutContrast: equal } = await feedbackOfAgent(agent, known, { plan, random, pace });
    withoutContrast += equal;
    if (feedback !== null) {
      const { agentId, windows: n } = feedback;
      forward.add({ agentId, n, ...feedback.forward });
      agents++;
      if (feedback.difference !== null) {
        difference.add({ agentId, n, ...feedback.difference });
        both++;
      }
    }
    onProgress?.((place + 1) * draws, found.length * draws);
  }
  return {
    forward: agents === 0 ? null : forward.finish({ metric: METRIC, variant }),
    difference: both === 0 ? null : difference.finish({ metric: `${METRIC}, ${DIFFERENCE}`, variant }),
    withoutContrast,
  };
}

/** Mean over agents, against the mean of the same agents' draws. */
function summary(
  metric: string,
  { estimate, null: band, values }: AgentBands,
  { shared, options: { variant, interval } }: {
    shared: Pick<MeasureResult, "settings" | "warnings">;
    options: FeedbackAdaptationOptions;
  },
): MeasureResult {
  const made = interval === undefined ? null : bootstrapAgents(CALLER, values, interval);
  return {
    metric,
    variant,
    estimate,
    interval: made?.interval ?? null,
    null: band,
    sensitivity: null,
    n: values.length,
    settings: shared.settings,
    warnings: [...shared.warnings, ...(made?.warnings ?? [])],
  };
}

function warningsOf(
  agents: number,
  { plan, counted, withoutAuthor }: { plan: FeedbackPlan; counted: VoteCounts; withoutAuthor: number },
): string[] {
  return [
    EXPOSURE_UNKNOWN,
    ...(agents < FEW_AGENTS ? [`illustrative: ${count(agents, "agent")}`] : []),
    ...(plan.ageAdjustment === "none" ? ["votes not freed of age: their growth with it alone moves this measure"] : []),
    ...(counted.postsWithoutVotes > 0 ? [`${count(counted.postsWithoutVotes, "post")} without votes left out`] : []),
    ...(counted.strangeVotes > 0 ? [`${count(counted.strangeVotes, "vote")} for posts not given left out`] : []),
    ...(withoutAuthor > 0 ? [`${count(withoutAuthor, "post")} without author left out`] : []),
  ];
}
