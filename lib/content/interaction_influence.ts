import { groupBy, randomIndex, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, Post, Random } from "../shapes.ts";
import { type AgentBands, collectBands, type UnitDraws } from "./agent_bands.ts";
import { bootstrapAgents } from "./agent_bootstrap.ts";
import { controlledResult, type InfluenceContext } from "./controlled_influence.ts";
import { type InfluenceEvents, influenceEvents } from "./influence_events.ts";
import {
  CALLER,
  type InfluencePlan,
  type InteractionInfluenceOptions,
  planOf,
  settingsOf,
} from "./influence_options.ts";
import type { InteractionsFound } from "./interactions.ts";
import type { UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count } from "./placed.ts";
import { measuredDraws } from "./unit_draws.ts";
import { EXPOSURE_UNKNOWN } from "./unknown_exposure.ts";

/** What `interactionInfluence()` returns. */
export interface InteractionInfluenceResult {
  /** Mean over agents of the change after a comment, against random posts of the same day in the commented one's place. */
  result: MeasureResult;
  /** The change less that toward posts that could be seen and were not commented on; `null` where there are none. */
  controlled: MeasureResult | null;
  /** Placebo: the same contrast one window earlier, before the comment; `null` where it cannot be had. */
  lead: MeasureResult | null;
  /** One row an agent and metric, by agentId; n is its comments. */
  rows: readonly MetricRow[];
  /** Each agent's change against its own baseline, by agentId. */
  bands: readonly UnitBand[];
  /** Only where `keepDraws` is set. */
  draws?: UnitDraws;
}

/**
 * Do agents move toward a post after they commented on it?
 *
 * Measure M10: likeness of the agent's later posts to the post less that of its earlier ones. Agents comment where they
 * already stand and go back to their mean afterwards, which makes the plain measure negative without any influence. The
 * controlled contrast therefore compares with posts of the same community and hour that the agent could see and did not
 * comment on, matched by length and by likeness to the agent's earlier posts and to the last of them, with what is left of these
 * differences taken out by regression. It cannot see what moved the agent between its last post and the comment; the lead shows
 * whether it was already on its way: above 0 it was drawn to such posts before it commented.
 *
 * @param posts Posts, comments and replies. Only posts need vectors, unless options say that comments are measured.
 * @param embeddings n × d, unit rows.
 * @param options See `InteractionInfluenceOptions`.
 * @returns Positive: more like the post than before.
 * @throws {RangeError} If no agent has a comment on another's post with posts of its own before and after.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { interactionInfluence } from "twoplane/content";
 * const made = [["x", "bob", 1], ["y", "cyn", 1], ["a1", "ada", 1], ["c", "ada", 2], ["a2", "ada", 3]] as const;
 * const posts = made.map(([postId, authorId, day]) => ({
 *   postId, authorId, kind: postId === "c" ? "comment" as const : "post" as const, text: "…", title: null,
 *   createdAt: `2026-02-0${day}T00:00:00.000Z`, communityId: "all", parentId: postId === "c" ? "x" : null,
 *   threadId: postId === "c" ? "x" : null, score: null, modelId: null, source: "made up",
 * }));
 * const vectors = Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0); // ada comes to write what x says
 * const { result } = await interactionInfluence(posts, { ids: ["x", "y", "a1", "a2"], dims: 2, model: "hand", vectors }, {
 *   variant: "semantic",
 *   window: { by: "posts", size: 1 },
 *   null: { kind: "random post of the same day", draws: 19, seed: 1 },
 * });
 * assert(result.estimate === 1); // from 0 to 1; no control, since one comment cannot be matched
 * ```
 */
export async function interactionInfluence(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: InteractionInfluenceOptions,
): Promise<InteractionInfluenceResult> {
  const plan = planOf(options);
  const events = influenceEvents(posts, embeddings, { plan, exposures: options.exposures });
  const read = await readEvents(events, { plan, options });
  const { raw, left } = read;
  if (raw === null) throw nothingToMeasure(events.found, left);
  const { found } = events;
  const shared: InfluenceContext = {
    plan,
    options,
    settings: {
      ...settingsOf(options, plan),
      comments: raw.bands.reduce((sum, { n }) => sum + n, 0),
      commentsWithoutTextsAround: left.withoutTexts,
      commentsWithoutBaseline: left.withoutBaseline,
      commentsToPostsNotGiven: found.toOtherPosts,
      commentsToOwnPosts: found.toOwnPosts,
      commentsRepeated: found.repeated,
      commentsOfAgentsWithoutTexts: found.withoutTexts,
    },
    warnings: warningsOf(raw.values.length, { options, found }),
    agentIds: found.agents.map(({ agentId }) => agentId),
  };
  const controlled = read.controlled === null ? null : await controlledResult(read.controlled, CONTROLLED, shared);
  const lead = read.lead === null ? null : await controlledResult(read.lead, LEAD, shared);
  return {
    result: rawResult(raw, {
      ...shared,
      warnings: [...shared.warnings, ...(controlled === null ? [WITHOUT_CONTROLS] : [])],
    }),
    controlled: controlled?.result ?? null,
    lead: lead?.result ?? null,
    rows: [raw, controlled, lead].flatMap((part) => part?.rows ?? []),
    bands: raw.bands,
    ...(raw.draws === null ? {} : { draws: measuredDraws(raw.draws) }),
  };
}

const METRIC = "interaction influence";
const CONTROLLED = `${METRIC}, controlled`;
const LEAD = `${METRIC}, lead`;
/** Agents below which a mean over agents is shown as an illustration. */
const FEW_AGENTS = 20;

const WITHOUT_CONTROLS =
  "no controlled contrast: too few posts could be seen at the moment of a comment, or all were unlike it";

/** Comments that could not be used. */
interface Left {
  withoutTexts: number;
  withoutBaseline: number;
}

/** Agents one after the other: the plain change with its baseline, and the sets of both contrasts. */
async function readEvents(
  events: InfluenceEvents,
  { plan, options }: { plan: InfluencePlan; options: InteractionInfluenceOptions },
) {
  const byAgent = groupBy(events.found.interactions, ({ agent }) => agent);
  const collected = collectBands({
    kind: options.null.kind,
    draws: plan.draws,
    agents: byAgent.size,
    keepDraws: options.keepDraws === true,
  });
  const [pace, random] = [pacer(options.signal), seededRandom(plan.seed, options.null.kind)];
  const [controlled, lead] = [events.sets(), events.sets()];
  const left: Left = { withoutTexts: 0, withoutBaseline: 0 };
  let [agents, sets, leads, done] = [0, 0, 0, 0];
  for (const [agent, interactions] of byAgent) {
    const of = readerOf(events.found, agent);
    const changes: Change[] = [];
    for (const interaction of interactions) {
      const { target } = interaction;
      const around = events.around(interaction, false);
      if (around === null) {
        left.withoutTexts++;
        continue;
      }
      const others = events.baseline(interaction, of).map(around.change);
      if (others.length === 0) left.withoutBaseline++;
      else changes.push({ own: around.change(target), others });
      const candidates = events.visible(interaction, of);
      if (controlled.add({ agent, target, candidates, around })) sets++;
      const before = events.around(interaction, true);
      if (before !== null && lead.add({ agent, target, candidates, around: before })) leads++;
      await pace((others.length + 2 * candidates.length) * 3 * target.vector.length);
    }
    if (changes.length > 0) {
      collected.add({ agentId: of.agentId, n: changes.length, ...meanChange(changes, { draws: plan.draws, random }) });
      agents++;
    }
    options.onProgress?.(++done, byAgent.size);
  }
  return {
    raw: agents === 0 ? null : collected.finish({ metric: METRIC, variant: plan.variant }),
    controlled: sets === 0 ? null : controlled.finish(),
    lead: leads === 0 ? null : lead.finish(),
    left,
  };
}

/** The change toward the post commented on, and toward others of its day. */
interface Change {
  own: number;
  others: readonly number[];
}

/** An agent's mean change, and that of posts drawn in their place. */
function meanChange(changes: readonly Change[], { draws, random }: { draws: number; random: Random }) {
  const drawn = new Float64Array(draws);
  for (const { others } of changes) {
    for (let draw = 0; draw < draws; draw++) {
      drawn[draw] = (drawn[draw] as number) + (others[randomIndex(random, others.length)] as number) / changes.length;
    }
  }
  return { estimate: changes.reduce((sum, { own }) => sum + own, 0) / changes.length, draws: drawn };
}

/** Mean over agents, with the interval if one was asked for. */
function rawResult(
  { estimate, null: band, values }: AgentBands,
  { plan, options, settings, warnings }: InfluenceContext,
): MeasureResult {
  const made = options.interval === undefined ? null : bootstrapAgents(CALLER, values, options.interval);
  return {
    metric: METRIC,
    variant: plan.variant,
    estimate,
    interval: made?.interval ?? null,
    null: band,
    sensitivity: null,
    n: values.length,
    settings,
    warnings: [...warnings, ...(made?.warnings ?? [])],
  };
}

function readerOf({ agents, commented }: InteractionsFound, agent: number) {
  return { agentId: agents[agent]?.agentId as string, commented: commented[agent] as ReadonlySet<string> };
}

function warningsOf(
  agents: number,
  { options, found }: { options: InteractionInfluenceOptions; found: InteractionsFound },
): string[] {
  return [
    ...(options.exposures === undefined ? [EXPOSURE_UNKNOWN] : []),
    ...(agents < FEW_AGENTS ? [`illustrative: ${count(agents, "agent")}`] : []),
    ...(found.toOtherPosts > 0 ? [`${count(found.toOtherPosts, "comment")} to posts not given left out`] : []),
  ];
}

function nothingToMeasure({ interactions, toOtherPosts, toOwnPosts, withoutTexts }: InteractionsFound, left: Left) {
  return new RangeError(
    `Cannot run ${CALLER}(): needs a comment on another agent's post, with texts of the commenter before and after and ` +
      `another post of that day, got ${interactions.length} comments on others' posts: ${left.withoutTexts} without ` +
      `texts around them, ${left.withoutBaseline} without another post; besides ${toOtherPosts} to posts not given, ` +
      `${toOwnPosts} to own posts, ${withoutTexts} of agents without texts`,
  );
}
