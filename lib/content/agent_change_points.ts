import { checkInteger, checkNumber, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { adjustPValues, type ChangePoint, changePoints } from "../statistics/mod.ts";
import { type AgentPosts, postsByAgent } from "./agents.ts";
import { chanceShare } from "./chance_share.ts";
import { pacer } from "./pace.ts";
import { ascending, count, placePosts } from "./placed.ts";
import { type TimeUnits, timeUnits } from "./time_units.ts";

/** Options of `agentChangePoints()`. */
export interface AgentChangePointsOptions {
  /** What is shuffled: whole days (default), or posts, which takes the mood of a day for a change. */
  unit?: "day" | "post";
  /** Neighbouring units shuffled as one, against momentum from day to day; a change is then placed to the block. Default 1. */
  block?: number;
  /** Most changes looked for in an agent; 1 asks whether there is any. */
  most: number;
  /** Fewest blocks between two changes, and at both ends, at least 2. Default 5. */
  minSegment?: number;
  /** Units an agent needs; default and least 2 · minSegment · block. */
  minUnits?: number;
  /** Posts an agent needs. Default 10. */
  minPosts?: number;
  /** Shuffles a change, at least 99. Default 999. */
  draws?: number;
  seed: number;
  /** Level at which an agent counts as changed, in [0.001, 0.5]. Default 0.05. */
  alpha?: number;
  /** Told in agents. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** One agent's changes. */
export interface AgentChanges {
  agentId: string;
  posts: number;
  /** Days with posts, or posts. */
  units: number;
  /** That there is any change at all; looking everywhere is paid for. */
  pValue: number;
  /** The same, corrected over the agents by Holm. */
  adjustedPValue: number;
  /** By day: `day` opens the new part; each p is of its own step of the search. */
  changes: readonly { day: string; postId: string; pValue: number; size: number }[];
}

/** What `agentChangePoints()` returns. */
export interface AgentChangePointsResult {
  /** Share of agents with at least one change at `alpha`, against `alpha`. */
  result: MeasureResult;
  /** One row an agent and change, by agentId and day: distance of the means before and after. */
  rows: readonly MetricRow[];
  /** Every agent that was searched, by agentId. */
  agents: readonly AgentChanges[];
}

/**
 * When did the mean of what each agent writes change?
 *
 * Each agent's series is searched by itself with `changePoints()`: the split with the largest distance between the
 * means, against the same maximum with its days shuffled. About a share `alpha` of the agents comes out changed by
 * chance; the result compares with that by an exact binomial test, which takes agents as independent: news that all
 * write about moves them together. `settings.agentsByHolm` holds whatever agents share.
 *
 * Shuffled days are exchangeable days. Where a day's topic lasts into the next one, this rejects too, though nothing
 * happened at any date; `block` shuffles stretches of neighbouring units, which keeps momentum shorter than a block.
 * Changes of the mean only: a change of spread, or back and forth, goes unseen. For a change whose date is known
 * `interruptedSeries()` asks less and says more.
 *
 * @param posts Posts with a row each in the embeddings; those without author are left out and counted.
 * @param embeddings n × d, unit rows.
 * @param options See `AgentChangePointsOptions`.
 * @returns Share of agents that changed; when, and by how much; agents too short are counted in settings and warnings.
 * @throws {RangeError} If no agent has enough posts and units, or an option is out of bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { agentChangePoints } from "twoplane/content";
 * const days = Array.from({ length: 20 }, (_, i) => new Date(Date.UTC(2026, 1, 1 + i)).toISOString());
 * const posts = days.map((createdAt, day) => ({
 *   postId: `p${day}`, authorId: "ada", createdAt, kind: "post" as const, text: "…", title: null,
 *   communityId: null, parentId: null, threadId: null, score: null, modelId: null, source: "made up",
 * }));
 * const vectors = Float32Array.from(days.flatMap((_, day) => day < 12 ? [1, 0] : [0, 1]));
 * const embeddings = { ids: posts.map(({ postId }) => postId), dims: 2, model: "hand", vectors };
 * const { agents } = await agentChangePoints(posts, embeddings, { most: 1, draws: 99, seed: 1 });
 * assert.equal(agents[0]?.changes[0]?.day, "2026-02-13");
 * ```
 */
export async function agentChangePoints(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: AgentChangePointsOptions,
): Promise<AgentChangePointsResult> {
  const settings = checkChanges(options);
  const found = postsByAgent(CALLER, placePosts(CALLER, posts, embeddings), settings.minPosts);
  const series = found.agents.map((agent) => ({ agent, units: timeUnits(agent.posts, settings) }));
  const long = series.filter(({ units }) => units.count >= settings.minUnits);
  if (long.length === 0) {
    const most = series.reduce((longest, { units }) => Math.max(longest, units.count), 0);
    throw new RangeError(
      `Cannot run ${CALLER}(): needs an agent with at least ${count(settings.minUnits, settings.unit)} of posts, got ` +
        `${count(series.length, "agent")} with at most ${most}`,
    );
  }
  const pause = pacer(options.signal);
  const searched: { pValue: number; changes: readonly ChangePoint[] }[] = [];
  for (const { units } of long) {
    searched.push(search(units, settings));
    options.onProgress?.(searched.length, long.length);
    await pause(settings.draws * units.blocks * units.dims * 2);
  }
  const adjusted = adjustPValues(searched.map(({ pValue }) => pValue), { method: "holm" });
  const agents = long.map(({ agent, units }, i) => ({
    ...changesOf(agent, searched[i]?.changes ?? []),
    units: units.count,
    pValue: searched[i]?.pValue as number,
    adjustedPValue: adjusted[i] as number,
  }));
  const short = series.length - long.length;
  const fewBlocks = long.filter(({ units }) => units.blocks < FEW_BLOCKS).length;
  return {
    result: resultOf(agents, settings, { ...found, short, fewBlocks }),
    rows: agents.toSorted((a, b) => ascending(a.agentId, b.agentId)).flatMap(({ agentId, posts: n, changes }) =>
      changes.map(({ day, size }) => (
        {
          metric: METRIC,
          variant: `distance of means, by ${settings.unit}`,
          unitId: agentId,
          window: day,
          value: size,
          n,
        }
      ))
    ),
    agents: agents.toSorted((a, b) => ascending(a.agentId, b.agentId)),
  };
}

const CALLER = "agentChangePoints";
const METRIC = "change points";
/** With fewer blocks, too few orders differ for p ≤ 0.05. */
const FEW_BLOCKS = 8;
/** Agents below which a share of agents is shown as an illustration. */
const FEW_AGENTS = 20;

type Settings = ReturnType<typeof checkChanges>;

function search(units: TimeUnits, settings: Settings): { pValue: number; changes: readonly ChangePoint[] } {
  const { most, minSegment, draws, seed, alpha } = settings;
  const tested = changePoints(units, { most, minSegment, draws, seed, alpha });
  return {
    pValue: tested.pValue as number,
    changes: tested.details?.changes as unknown as readonly ChangePoint[],
  };
}

function changesOf(
  { agentId, posts }: AgentPosts,
  changes: readonly ChangePoint[],
): Pick<AgentChanges, "agentId" | "posts" | "changes"> {
  return {
    agentId,
    posts: posts.length,
    changes: changes.map(({ row, pValue, size }) => {
      const { day, postId } = posts[row] as AgentPosts["posts"][number];
      return { day, postId, pValue, size };
    }),
  };
}

function resultOf(
  agents: readonly AgentChanges[],
  settings: Settings,
  left: { leftOut: number; short: number; fewBlocks: number; withoutAuthor: number },
): MeasureResult {
  const { unit, draws, alpha, minUnits, minPosts } = settings;
  const changed = agents.filter(({ pValue }) => pValue <= alpha).length;
  return {
    metric: METRIC,
    variant: `share of agents with a change, ${unit}s shuffled`,
    estimate: changed / agents.length,
    interval: null,
    null: chanceShare(`${shuffledOf(settings)} shuffled, agents independent`, changed, agents.length, settings),
    sensitivity: null,
    n: agents.length,
    settings: {
      ...settings,
      posts: agents.reduce((sum, { posts }) => sum + posts, 0),
      agentsByHolm: agents.filter(({ adjustedPValue }) => adjustedPValue <= alpha).length,
      smallestAdjustedPValue: Math.min(...agents.map(({ adjustedPValue }) => adjustedPValue)),
      agentsLeftOut: left.leftOut,
      agentsTooShort: left.short,
      postsWithoutAuthor: left.withoutAuthor,
    },
    warnings: [
      `shuffled ${
        shuffledOf(settings)
      } are taken as exchangeable: topics that last from one to the next reject as well`,
      ...(agents.length > 1 ? ["p takes agents as independent: news that all write about moves them together"] : []),
      ...(agents.length < FEW_AGENTS ? [`illustrative: ${count(agents.length, "agent")}`] : []),
      ...(left.leftOut > 0 ? [`${count(left.leftOut, "agent")} with fewer than ${minPosts} posts left out`] : []),
      ...(left.short > 0 ? [`${count(left.short, "agent")} with fewer than ${minUnits} ${unit}s left out`] : []),
      ...(left.fewBlocks > 0
        ? [
          `${left.fewBlocks} of ${
            count(agents.length, "agent")
          } with fewer than ${FEW_BLOCKS} blocks: p ≤ 0.05 is hard to reach`,
        ]
        : []),
      ...(left.withoutAuthor > 0 ? [`${count(left.withoutAuthor, "post")} without author left out`] : []),
      ...(agents.length / (draws + 1) > alpha
        ? [
          `Holm over ${agents.length} agents needs ${
            Math.ceil(agents.length / alpha) - 1
          } draws for level ${alpha}, got ${draws}`,
        ]
        : []),
      ...(draws * alpha < 10 ? [`only ${draws} draws for level ${alpha}`] : []),
    ],
  };
}

function shuffledOf({ unit, block }: Settings): string {
  return block === 1 ? `${unit}s` : `blocks of ${block} ${unit}s`;
}

function checkChanges(options: AgentChangePointsOptions) {
  checkOptions(CALLER, options, [
    ...["unit", "block", "most", "minSegment", "minUnits", "minPosts", "draws", "seed", "alpha"],
    ...["onProgress", "signal"],
  ]);
  const { unit = "day", block = 1, most, minSegment = 5, minPosts = 10, draws = 999, seed, alpha = 0.05 } = options;
  checkOneOf(CALLER, "unit", unit, ["day", "post"]);
  checkInteger(CALLER, "block", block, { min: 1 });
  checkInteger(CALLER, "most", most, { min: 1 });
  checkInteger(CALLER, "minSegment", minSegment, { min: 2 });
  const least = 2 * minSegment * block;
  const minUnits = checkInteger(CALLER, "minUnits", options.minUnits ?? least, { min: least });
  checkInteger(CALLER, "minPosts", minPosts, { min: 2 });
  checkInteger(CALLER, "draws", draws, { min: 99 });
  checkInteger(CALLER, "seed", seed);
  checkNumber(CALLER, "alpha", alpha, { min: 0.001, max: 0.5 });
  return { unit, block, most, minSegment, minUnits, minPosts, draws, seed, alpha };
}
