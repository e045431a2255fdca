import { groupBy } from "../foundation/mod.ts";
import type { Post, Random } from "../shapes.ts";
import { type ExposureMoment, exposureMoments, type MomentsFound, type SocietyAgent } from "./exposure_moments.ts";
import { topicsOf } from "./exposure_topics.ts";
import type { PlacedPost } from "./placed.ts";
import { reassign, type ReassignedExposure, reassignedExposure } from "./reassigned_exposure.ts";
import { CALLER, type ExposedSociety, type SocializationPlan } from "./socialization_options.ts";

/** All posts of all arms by id, in order of time. */
export interface KnownPosts {
  placed: ReadonlyMap<string, PlacedPost>;
  posts: ReadonlyMap<string, Post>;
}

/** An agent or a society with its effect and its value under each draw. */
export interface ArmUnit {
  unitId: string;
  /** Index of the agent over all societies, or of the society. */
  place: number;
  estimate: number;
  draws: Float64Array;
  /** Moments of an agent, agents of a society. */
  n: number;
}

/** A unit's numbers without its name. */
export type UnitValue = Pick<ArmUnit, "estimate" | "draws" | "n">;

/** What one arm gave. */
export interface ArmEffect {
  /** By society, agents in order of first posts. */
  agents: ArmUnit[];
  /** In the order given; those without an agent that could be measured are left out. */
  societies: ArmUnit[];
  moments: number;
  strata: number;
  /** Natural logarithm of the number of distinct reassignments. */
  logReassignments: number;
  left: Omit<MomentsFound, "moments"> & { unmatched: number; emptyPairs: number };
  slopes: ReassignedExposure["slopes"];
}

/** The effect in one arm; an arm with no two sets to exchange gives no agents. */
export async function armEffect(
  societies: readonly ExposedSociety[],
  known: KnownPosts,
  { plan, random, pace, onStrata }: {
    plan: SocializationPlan;
    random: Random;
    pace: (work: number) => Promise<void>;
    onStrata: (done: number, total: number) => void;
  },
): Promise<ArmEffect> {
  const { moments, left, names } = momentsOf(societies, known, plan);
  const topics = topicsOf(moments, plan.topics, ({ postId }) => known.posts.get(postId)?.communityId ?? null);
  const found = await reassignedExposure(moments, topics, { ...plan, pace });
  const agents = await drawAgents(moments, found, { plan, random, pace, onStrata });
  const ofSociety = groupBy(agents, ({ society }) => society);
  const several = societies.length > 1;
  const idOf = ({ agent, society }: { agent: number; society: number }) =>
    several ? `${societies[society]?.societyId}/${names[agent]}` : names[agent] as string;
  return {
    agents: agents.map((agent) => ({ unitId: idOf(agent), place: agent.agent, ...agent.unit })),
    societies: [...ofSociety].sort(([a], [b]) => a - b).map(([society, members]) => ({
      unitId: societies[society]?.societyId ?? "",
      place: society,
      ...meanUnit(members.map(({ unit }) => unit)),
    })),
    moments: agents.reduce((sum, { unit }) => sum + unit.n, 0),
    strata: found.strata.length,
    logReassignments: found.strata.reduce((sum, { members }) => sum + logFactorial(members.length), 0),
    left: { ...left, unmatched: found.unmatched, emptyPairs: found.emptyPairs },
    slopes: found.slopes,
  };
}

/** Mean of units, draw by draw. */
export function meanUnit(units: readonly UnitValue[]): UnitValue {
  const n = units.length;
  const draws = new Float64Array(units[0]?.draws.length ?? 0);
  for (const unit of units) {
    for (let i = 0; i < draws.length; i++) draws[i] = (draws[i] as number) + (unit.draws[i] as number) / n;
  }
  return { n, draws, estimate: units.reduce((sum, { estimate }) => sum + estimate / n, 0) };
}

function momentsOf(societies: readonly ExposedSociety[], { placed, posts }: KnownPosts, plan: SocializationPlan) {
  const moments: ExposureMoment[] = [];
  const names: string[] = [];
  const left = { toOtherPosts: 0, toOwnPosts: 0, withoutPosts: 0, withoutFollowing: 0 };
  societies.forEach(({ posts: own, exposures }, society) => {
    const ids = new Set(own.map(({ postId }) => postId));
    const texts = [...placed.values()].filter(({ postId, authorId }) =>
      authorId !== null && ids.has(postId) && (plan.outcome === "all texts" || posts.get(postId)?.kind === "post")
    );
    const agents = [...groupBy(texts, ({ authorId }) => authorId as string)].map(
      ([agentId, ofAgent]): SocietyAgent => ({
        agentId,
        society,
        agent: names.push(agentId) - 1,
        posts: ofAgent,
      }),
    );
    const found = exposureMoments(agents, exposures, { shownById: placed, lag: plan.lag });
    for (const moment of found.moments) moments.push(moment);
    for (const name of Object.keys(left) as (keyof typeof left)[]) left[name] += found[name];
  });
  return { moments, left, names };
}

/** Each agent's mean over its moments, as it is and under every draw. */
async function drawAgents(
  moments: readonly ExposureMoment[],
  { strata }: ReassignedExposure,
  { plan, random, pace, onStrata }: Parameters<typeof armEffect>[2],
): Promise<{ agent: number; society: number; unit: UnitValue }[]> {
  const used = strata.flatMap(({ members }) => members).map((i) => moments[i] as ExposureMoment);
  const order = [...new Map(used.map(({ agent, society }) => [agent, society]))].sort(([a], [b]) => a - b);
  checkSize(order.length, plan.draws);
  const rows = new Map(order.map(([agent], row) => [agent, row]));
  const counts = new Int32Array(order.length);
  for (const { agent } of used) counts[rows.get(agent) as number]!++;
  const rowOf = Int32Array.from(moments, ({ agent }) => rows.get(agent) ?? -1);
  const estimates = new Float64Array(order.length);
  const draws = new Float64Array(order.length * plan.draws);
  for (const [i, stratum] of strata.entries()) {
    const n = stratum.members.length;
    stratum.members.forEach((moment, place) => {
      const row = rowOf[moment] as number;
      estimates[row] = (estimates[row] as number) +
        (stratum.gains[place * n + place] as number) / (counts[row] as number);
    });
    reassign(stratum, {
      draws: plan.draws,
      random,
      take: (draw, moment, gain) => {
        const row = rowOf[moment] as number;
        const cell = row * plan.draws + draw;
        draws[cell] = (draws[cell] as number) + gain / (counts[row] as number);
      },
    });
    onStrata(i + 1, strata.length);
    await pace(n * plan.draws * 10);
  }
  return order.map(([agent, society], row) => ({
    agent,
    society,
    unit: {
      n: counts[row] as number,
      estimate: estimates[row] as number,
      draws: draws.subarray(row * plan.draws, (row + 1) * plan.draws),
    },
  }));
}

/** Agents × draws are held at once: more than 1.6 GB are too many. */
const MOST_VALUES = 2e8;

function checkSize(agents: number, draws: number): void {
  if (agents * draws <= MOST_VALUES) return;
  throw new RangeError(
    `Cannot run ${CALLER}(): agents × draws need to be at most ${MOST_VALUES}, got ${agents} × ${draws}. ` +
      "Take fewer draws",
  );
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}
