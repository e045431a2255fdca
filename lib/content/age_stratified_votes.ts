import { randomIndex } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";

/** The null of `feedbackAdaptation()`: does it matter which of an agent's posts of about one age got the votes? */
export interface AgeStratifiedVotesNull {
  kind: "age-stratified votes";
  /** Neighbours in age, within a window, whose votes are exchanged: from 2 to the window. Fewer keep more of a trend. */
  stratumPosts: number;
  /** Shuffles, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/**
 * How votes are freed of the age of their posts.
 *
 * "none": as they are. "window": ranks within the window less their linear trend over the ranks of
 * age there, which needs no assumption on how votes come in. "pooled": share of the posts of about
 * the same age, by any agent, that got fewer; right where votes of all agents grow alike.
 */
export type AgeAdjustment = "none" | "window" | "pooled";

/** Votes of one window, ready to be drawn anew. */
export interface WindowVotes {
  /** Votes or residuals in order of time. */
  values: Float64Array;
  /** Places from the oldest to the youngest. */
  byAge: Int32Array;
  /** Centred ranks of age by place, or `null` where nothing is to be taken out. */
  trend: Float64Array | null;
  /** What the values ranged over before residuals were taken. */
  scale: number;
}

/** Groups of equal age for "pooled": twentieths of all posts. */
const AGE_GROUPS = 20;

/** The votes of one window under an adjustment; "pooled" expects shares already. */
export function windowVotes(
  votes: Float64Array,
  ages: Float64Array,
  adjustment: AgeAdjustment,
): WindowVotes {
  const places = Array.from(votes, (_, i) => i);
  const byAge = Int32Array.from(places.sort((a, b) => (ages[b] as number) - (ages[a] as number) || a - b));
  const values = adjustment === "window" ? midranks(votes) : Float64Array.from(votes);
  const scale = Math.max(...values) - Math.min(...values);
  const trend = adjustment === "window" ? centred(midranks(ages)) : null;
  if (trend !== null) detrend(values, trend);
  return { values, byAge, trend, scale };
}

/**
 * The votes dealt anew among neighbours in age, their trend over age taken out again.
 *
 * Written into `drawn`. What recency does to votes stays in every draw, but for what it does
 * within a stratum.
 */
export function drawVotes(
  { values, byAge, trend }: WindowVotes,
  { stratumPosts, random, drawn }: { stratumPosts: number; random: Random; drawn: Float64Array },
): void {
  drawn.set(values);
  for (let start = 0; start < byAge.length; start += stratumPosts) {
    for (let i = Math.min(start + stratumPosts, byAge.length) - 1; i > start; i--) {
      const [a, b] = [byAge[i] as number, byAge[start + randomIndex(random, i - start + 1)] as number];
      const kept = drawn[a] as number;
      drawn[a] = drawn[b] as number;
      drawn[b] = kept;
    }
  }
  if (trend !== null) detrend(drawn, trend);
}

/** For each post the share of posts of its age that got fewer votes, ties by half; ages in equal-sized groups. */
export function sharesWithinAge(votes: Float64Array, ages: Float64Array): Float64Array {
  const order = Array.from(ages, (_, i) => i).sort((a, b) => (ages[a] as number) - (ages[b] as number) || a - b);
  const shares = new Float64Array(votes.length);
  const groups = Math.min(AGE_GROUPS, Math.max(1, Math.floor(votes.length / AGE_GROUPS)));
  for (let group = 0; group < groups; group++) {
    const members = order.slice(
      Math.floor(group * order.length / groups),
      Math.floor((group + 1) * order.length / groups),
    );
    const ranks = midranks(Float64Array.from(members, (i) => votes[i] as number));
    members.forEach((i, place) => shares[i] = (ranks[place] as number) / members.length);
  }
  return shares;
}

/** Ranks from 0.5 on, equal values at their mean rank. */
function midranks(values: Float64Array): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let place = start; place < end; place++) ranks[order[place] as number] = (start + end) / 2;
    start = end;
  }
  return ranks;
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/** Takes mean and slope over a centred trend out, in place; where all are of one age there is no slope. */
function detrend(values: Float64Array, trend: Float64Array): void {
  let [sum, along, squares] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const step = trend[i] as number;
    sum += values[i] as number;
    along += step * (values[i] as number);
    squares += step * step;
  }
  const [mean, slope] = [sum / values.length, squares === 0 ? 0 : along / squares];
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) - mean - slope * (trend[i] as number);
}
