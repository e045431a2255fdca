import { seededRandom } from "../foundation/mod.ts";
import type { Embeddings, Json, MeasureResult, MetricRow, Post } from "../shapes.ts";
import { collectBands, type UnitDraws } from "./agent_bands.ts";
import type { UnitBand } from "./null_band.ts";
import { nullBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count, placePosts } from "./placed.ts";
import { type ArmEffect, armEffect, type ArmUnit, type KnownPosts, meanUnit } from "./socialization_arm.ts";
import { armDifference, unitInterval } from "./socialization_interval.ts";
import {
  CALLER,
  EXPOSURE,
  planOf,
  settingsOf,
  type SocializationEffectOptions,
  type SocializationPlan,
  societiesOf,
} from "./socialization_options.ts";

/** What `socializationEffect()` returns. */
export interface SocializationEffectResult {
  /** Mean over agents, or over societies where there are several, in cosine; against reassigned exposure. */
  result: MeasureResult;
  /** The same in the control arm; `null` without one. */
  control: MeasureResult | null;
  /** Effect less effect in the control arm; `null` without one. */
  difference: MeasureResult | null;
  /** One row an agent, and one a society where there are several. */
  rows: readonly MetricRow[];
  /** Each agent against its own null, by agentId. */
  bands: readonly UnitBand[];
  /** Only where `keepDraws` is set. */
  draws?: UnitDraws;
}

/**
 * Do agents move toward what they themselves were shown, beyond what others were shown that day?
 *
 * For each set of posts shown to an agent: similarity of its next posts to the set minus that of its posts before, less
 * the mean of the same shift toward the sets of other agents of that day and topic. The order of posts stays as it is;
 * means and posts shown are frozen as they were, the agent's own left out; what shifts all agents of a day, such as
 * common news, is taken out. The null deals whole sets anew among agents of a day and topic. Where the feed was random
 * that is the randomisation itself, so that neither lasting topics nor common news can fire it. Where agents chose what
 * to read, topic matching protects as far as topics catch the choice, and no further: of simulated societies without
 * influence, in which agents picked the nearest topic, 84% fired unmatched and none beyond 5% matched; in which they picked
 * single posts by what they were about to write, nearly all fired either way (`tests/content/socialization_calibration_test.ts`).
 *
 * @param posts Posts with a row each in the embeddings; without author they can be shown but not measured.
 * @param embeddings n × d, unit rows; also of the posts of the control arm.
 * @param options See `SocializationEffectOptions`.
 * @returns Positive: nearer to what it was shown. The unit is excess cosine.
 * @throws {TypeError} If there are neither exposures nor societies.
 * @throws {RangeError} If no two agents were shown something on one day, with posts before and after.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { socializationEffect } from "twoplane/content";
 * const made = [["a1", "ada", 1], ["b1", "bob", 1], ["x", "cyn", 1], ["y", "cyn", 1], ["a2", "ada", 2], ["b2", "bob", 2]] as const;
 * const posts = made.map(([postId, authorId, day]) => ({
 *   postId, authorId, kind: "post" as const, createdAt: `2026-02-0${day}T00:00:00.000Z`, text: "…", title: null,
 *   communityId: null, parentId: null, threadId: null, score: null, modelId: null, source: "made up",
 * }));
 * const shown = [["ada", "x"], ["bob", "y"]].map(([agentId, postId]) => (
 *   { agentId: agentId!, postId: postId!, shownAt: "2026-02-02T00:00:00.000Z", round: 1, position: 0, promptHash: "" }
 * ));
 * const vectors = Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0); // each comes to write what it was shown
 * const embeddings = { ids: posts.map(({ postId }) => postId), dims: 2, model: "hand", vectors };
 * const { result } = await socializationEffect(posts, embeddings, {
 *   variant: "shift",
 *   exposures: shown,
 *   exposureSource: "randomised",
 *   topics: { by: "none" },
 *   null: { kind: "exposure reassignment", draws: 19, seed: 1 },
 * });
 * assert(result.estimate === 2); // from 0 to 1 toward its own, from 1 to 0 toward the other's
 * ```
 */
export async function socializationEffect(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: SocializationEffectOptions,
): Promise<SocializationEffectResult> {
  const plan = planOf(options);
  const known = knownPosts(posts, options.control?.posts ?? [], embeddings);
  const run = armRunner(known, { plan, options });
  const fed = await run(societiesOf({ posts, ...picked(options) }, ""), "");
  const given = options.control;
  const control = given === undefined ? null : await run(societiesOf(given, " with control"), ", control");
  const settings = settingsOf(options, plan);
  const collected = collectBands({
    kind: options.null.kind,
    draws: plan.draws,
    agents: fed.agents.length,
    keepDraws: options.keepDraws === true,
  });
  for (const { unitId: agentId, ...agent } of fed.agents) collected.add({ agentId, ...agent });
  const { bands, rows, draws } = collected.finish({ metric: METRIC, variant: plan.variant });
  return {
    result: armResult(fed, { plan, options, settings, metric: METRIC }),
    control: control === null
      ? null
      : armResult(control, { plan, options, settings, metric: `${METRIC}, control arm` }),
    difference: control === null || given === undefined ? null : armDifference(fed, control, {
      pairing: given.pairing,
      options,
      base: { metric: `${METRIC}, difference of arms`, variant: plan.variant, settings },
    }),
    rows: [...rows, ...(fed.societies.length > 1 ? unitRows(fed.societies, plan) : [])],
    bands,
    ...(draws === null ? {} : { draws }),
  };
}

const METRIC = "socialization effect";
/** Agents below which a mean over agents is shown as an illustration. */
const FEW_AGENTS = 20;

function picked({ exposures, societies }: SocializationEffectOptions) {
  return { ...(exposures === undefined ? {} : { exposures }), ...(societies === undefined ? {} : { societies }) };
}

/** Both arms' posts in order of time. */
function knownPosts(posts: readonly Post[], control: readonly Post[], embeddings: Embeddings): KnownPosts {
  const ids = new Set(posts.map(({ postId }) => postId));
  const all = [...posts, ...control.filter(({ postId }) => !ids.has(postId))];
  return {
    placed: new Map(placePosts(CALLER, all, embeddings).map((post) => [post.postId, post])),
    posts: new Map(all.map((post) => [post.postId, post])),
  };
}

function armRunner(
  known: KnownPosts,
  { plan, options }: { plan: SocializationPlan; options: SocializationEffectOptions },
) {
  const pace = pacer(options.signal);
  return async (societies: ReturnType<typeof societiesOf>, arm: string): Promise<ArmEffect> => {
    const effect = await armEffect(societies, known, {
      plan,
      random: seededRandom(options.null.seed, `${options.null.kind}${arm}`),
      pace,
      onStrata: (done, total) => options.onProgress?.(done, total),
    });
    if (effect.agents.length > 0) return effect;
    const exposures = societies.reduce((sum, society) => sum + society.exposures.length, 0);
    const { left } = effect;
    throw new RangeError(
      `Cannot run ${CALLER}()${arm.replace(", ", " with ")}: needs two agents who were shown posts of others on one ` +
        `day and topic, with posts of their own before and after, got ${count(exposures, "exposure")}: ` +
        `${left.toOtherPosts} to posts not given, ${left.toOwnPosts} to own posts; ${left.unmatched} sets without ` +
        `another to exchange, ${left.withoutPosts} without posts around them`,
    );
  };
}

function armResult(
  arm: ArmEffect,
  { plan, options, settings, metric }: {
    plan: SocializationPlan;
    options: SocializationEffectOptions;
    settings: Record<string, Json>;
    metric: string;
  },
): MeasureResult {
  const units = arm.societies.length > 1 ? arm.societies : arm.agents;
  const { estimate, draws } = meanUnit(units);
  const made = unitInterval(arm, options.interval);
  const { toOtherPosts, toOwnPosts, withoutPosts, withoutFollowing, unmatched, emptyPairs } = arm.left;
  return {
    metric,
    variant: plan.variant,
    estimate,
    interval: made.interval,
    null: nullBand(options.null.kind, estimate, draws),
    sensitivity: null,
    n: units.length,
    settings: {
      ...settings,
      unit: arm.societies.length > 1 ? "society" : "agent",
      agents: arm.agents.length,
      sets: arm.moments,
      strata: arm.strata,
      setsUnmatched: unmatched,
      setsWithoutPosts: withoutPosts,
      exposuresToPostsNotGiven: toOtherPosts,
      exposuresToOwnPosts: toOwnPosts,
      exposuresWithoutFollowingPost: withoutFollowing,
      emptyPairs,
      ...(arm.slopes === null ? {} : { slopeBefore: arm.slopes.before, slopeEarlier: arm.slopes.earlier }),
    },
    warnings: [...warningsOf(arm, options), ...made.warnings],
  };
}

function warningsOf(arm: ArmEffect, { exposureSource }: SocializationEffectOptions): string[] {
  const reassignments = Math.exp(arm.logReassignments);
  const [agents, { unmatched, toOtherPosts }] = [arm.agents.length, arm.left];
  return [
    ...(exposureSource === "randomised" ? [] : [EXPOSURE[exposureSource]]),
    ...(agents < FEW_AGENTS ? [`illustrative: ${count(agents, "agent")}`] : []),
    ...(reassignments < 100
      ? [`only ${Math.round(reassignments)} distinct reassignments: no p-value below their inverse`]
      : []),
    ...(unmatched > arm.moments ? [`most sets had no other of their day and topic: ${unmatched} left out`] : []),
    ...(toOtherPosts > 0 ? [`${count(toOtherPosts, "exposure")} to posts not given left out`] : []),
  ];
}

function unitRows(units: readonly ArmUnit[], { variant }: SocializationPlan): MetricRow[] {
  return units.map(({ unitId, estimate: value, n }) => (
    { metric: `${METRIC} by society`, variant, unitId, window: null, value, n }
  ));
}
