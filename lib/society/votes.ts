import type { Agent, Vote } from "../shapes.ts";
import type { TurnRecord } from "./turn.ts";

/** How likely the model was to name each shown post as the most useful to it. */
export interface VoteCall {
  question: string;
  /** In the order shown; the label of the first is "1". */
  postIds: readonly string[];
  /** Natural log-probability of each label. Empty where the call failed. */
  logProbabilities: readonly number[];
  error: string | null;
}

/**
 * How much each shown post is preferred, freed of the model's leaning to a label and in units of its own spread.
 *
 * A small model names "1" more often whatever stands there. So each label's log-probability, against the
 * mean of its call, is compared with what it was on average in earlier calls of the same length; which
 * post stands where is drawn by the seed, which makes that average the leaning of the label alone. What
 * is left is divided by its standard deviation over the earlier calls, since one model spreads its
 * answers much further than another.
 *
 * @param call One scored vote.
 * @param earlier Votes of agents with the same model in rounds before this one.
 * @returns One number a post, above 0 where it is likelier than its label usually is; `null` where there is
 * nothing to compare with.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { preferences } from "twoplane/society";
 * const call = (...logProbabilities: number[]) => ({ question: "?", postIds: ["p", "q"], logProbabilities, error: null });
 * const earlier = [call(-0.4, -3.0), call(-0.6, -2.8)]; // leans to the first label, by 2.4 on average
 * const [p, q] = preferences(call(-0.5, -2.4), earlier) ?? [];
 * assert(p! < 0 && q! > 0);
 * ```
 */
export function preferences(call: VoteCall, earlier: readonly VoteCall[]): number[] | null {
  const alike = earlier.filter(({ logProbabilities }) => logProbabilities.length === call.postIds.length)
    .map(({ logProbabilities }) => centred(logProbabilities));
  if (call.error !== null || call.logProbabilities.length === 0 || alike.length < 2) return null;
  const leaning = call.postIds.map((_, i) => alike.reduce((sum, values) => sum + values[i]!, 0) / alike.length);
  const squares = alike.flatMap((values) => values.map((value, i) => (value - leaning[i]!) ** 2));
  const spread = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  if (spread === 0) return null;
  return centred(call.logProbabilities).map((value, i) => (value - leaning[i]!) / spread);
}

/** The votes of the rounds before, of agents that the same model speaks for. */
export function earlierVotes(
  turns: readonly TurnRecord[],
  agents: readonly Agent[],
  { agentId, round }: { agentId: string; round: number },
): VoteCall[] {
  const modelOf = new Map(agents.map((agent) => [agent.agentId, agent.modelId]));
  return turns
    .filter((turn) => turn.round < round && modelOf.get(turn.agentId) === modelOf.get(agentId))
    .flatMap(({ vote }) => vote ?? []);
}

/**
 * Votes read off the scored calls: up where a shown post's preference is at least `threshold`, down
 * where it is at most `-threshold`, none between.
 *
 * The calls are what was recorded; this rule can change without asking a model again. The first
 * round with a feed only shows how the labels lean: no votes come from it.
 *
 * @param turns All turns of the run.
 * @returns One entry a vote cast, in the order of turns and positions.
 */
export function votesOf(
  turns: readonly TurnRecord[],
  agents: readonly Agent[],
  { threshold, castAt }: { threshold: number; castAt: (turn: TurnRecord) => string },
): Vote[] {
  return turns.flatMap((turn) => {
    const { vote, agentId, round } = turn;
    const values = vote && preferences(vote, earlierVotes(turns, agents, turn));
    if (!vote || !values) return [];
    return values.flatMap((value, i): Vote[] => {
      if (Math.abs(value) < threshold) return [];
      const direction = value > 0 ? "up" : "down";
      return [{ agentId, postId: vote.postIds[i]!, direction, round, castAt: castAt(turn) }];
    });
  });
}

/** Log-probabilities less their mean: only what sets the labels of one call apart, whatever mass the menu has. */
function centred(logs: readonly number[]): number[] {
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return logs.map((log) => log - mean);
}
