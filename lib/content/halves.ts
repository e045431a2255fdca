import { checkOneOf } from "../foundation/mod.ts";
import type { AgentPosts } from "./agents.ts";

/** How the distance between an agent's early and late posts is taken. */
export type DriftVariant = "raw" | "unbiased";

/**
 * Where an agent's posts are cut in two. "order": as many early as late posts, an odd one late.
 * "time": the middle between the agent's first and last post, a post at that very moment late.
 */
export type HalvesSplit = "order" | "time";

/** What `result.settings` says of a split. */
export const SPLIT_SETTING: Readonly<Record<HalvesSplit, string>> = {
  order: "halves by post order",
  time: "halves of the agent's own time span",
};

/** Posts below which a variant is not defined. */
export const LEAST_POSTS: Readonly<Record<DriftVariant, number>> = { raw: 2, unbiased: 4 };

/** An agent whose first `early` posts are its early half. */
export interface AgentHalves extends AgentPosts {
  early: number;
}

/** Posts in each half: an odd one counts as late. */
export function halfSizes(n: number): { early: number; late: number } {
  return { early: Math.floor(n / 2), late: n - Math.floor(n / 2) };
}

/** How many of an agent's posts are early. */
export function earlySize({ posts }: AgentPosts, split: HalvesSplit): number {
  if (split === "order") return halfSizes(posts.length).early;
  const times = posts.map(({ createdAt }) => Date.parse(createdAt));
  const middle = ((times[0] as number) + (times.at(-1) as number)) / 2;
  return times.filter((time) => time < middle).length;
}

/**
 * Agents with both halves; those with too few posts in one of them are counted as uncut.
 *
 * @param least Posts each half needs.
 * @throws {RangeError} If no agent is left.
 */
export function splitAgents(
  caller: string,
  agents: readonly AgentPosts[],
  { split, least }: { split: HalvesSplit; least: number },
): { halves: AgentHalves[]; uncut: number } {
  const halves = agents.map((agent) => ({ ...agent, early: earlySize(agent, split) }))
    .filter(({ early, posts }) => early >= least && posts.length - early >= least);
  if (halves.length > 0) return { halves, uncut: agents.length - halves.length };
  throw new RangeError(
    `Cannot run ${caller}() with split "${split}": needs an agent with at least ${least} posts in each half of its ` +
      `own time, got none of ${agents.length}. Use split "order"`,
  );
}

/** Refuses an unknown split. */
export function checkSplit(caller: string, split: HalvesSplit | undefined): HalvesSplit {
  return checkOneOf(caller, "split", split ?? "order", ["order", "time"]);
}

/** Squared lengths of the early and the late sum of unit vectors, and their product. */
export interface SumProducts {
  early: number;
  late: number;
  across: number;
}

/**
 * Distance between two halves of n and m posts from the products of their sums.
 *
 * raw: 1 − cos(early centroid, late centroid); positive by chance alone, the more so the fewer
 * the posts. unbiased: M3(early, early) + M3(late, late) − 2 · mean early · mean late, whose mean
 * over samples is the squared distance of the true means, whatever n: it may be negative.
 */
export function halvesDistance(variant: DriftVariant, products: SumProducts, n: number, m: number): number {
  const { early, late, across } = products;
  if (variant === "raw") {
    const lengths = Math.sqrt(early) * Math.sqrt(late);
    return 1 - (lengths === 0 ? 0 : Math.max(-1, Math.min(1, across / lengths)));
  }
  return (early - n) / (n * (n - 1)) + (late - m) / (m * (m - 1)) - 2 * (across / (n * m));
}

/** Squared length of late centroid − early centroid, from the products of their sums; rounding makes none negative. */
export function squaredShift({ early, late, across }: SumProducts, n: number, m: number): number {
  return Math.max(0, early / (n * n) + late / (m * m) - 2 * (across / (n * m)));
}
