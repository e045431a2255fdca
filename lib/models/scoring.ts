import type { LlamaModel, Token } from "node-llama-cpp";
import { evaluateExactly, forgetFrom, keepBeginning, type Sharing, type Slot, type Wish } from "./exact.ts";

/** What is scored, where. */
export interface Scoring extends Sharing {
  model: LlamaModel;
  slot: Slot;
  prompt: readonly Token[];
}

/** Natural log-probability of each option as the beginning of the answer, summed over its tokens. */
export async function scoreAnswers(scoring: Scoring, options: readonly string[]): Promise<number[]> {
  const { slot, prompt, model } = scoring;
  const kept = await keepBeginning(slot, prompt, { ...scoring, atMost: prompt.length - 1 });
  const rest = prompt.slice(kept);
  const atPrompt = await evaluateExactly(slot, rest, { ...scoring, wishes: new Map([[rest.length - 1, LIST]]) });
  const first = atPrompt.at(-1)?.next.probabilities;
  const logProbabilities: number[] = [];
  for (const option of options) {
    const answer = model.tokenize(option);
    const opening = Math.log(first?.get(answer[0] as Token) ?? NaN);
    logProbabilities.push(opening + await scoreRest(scoring, answer));
  }
  const odd = options.find((_, i) => !Number.isFinite(logProbabilities[i]));
  if (odd !== undefined) throw new Error(`Cannot score "${odd}": need a probability for each of its tokens, got none`);
  return logProbabilities;
}

const LIST: Wish = { probabilities: true };
const BEST: Wish = { token: true, confidence: true };

/**
 * Log-probability of an answer's tokens after its first. A list of the whole vocabulary costs
 * as much as several tokens' evaluation, and the rest of an answer is nearly always what
 * the model would say next: so its best token and that token's probability are asked for first,
 * and the list only from where the best token is another.
 */
async function scoreRest(scoring: Scoring, answer: readonly Token[]): Promise<number> {
  const { slot, prompt } = scoring;
  const given = answer.slice(0, -1);
  if (given.length === 0) return 0;
  await scoring.turns.alone(() => forgetFrom(slot, prompt.length));
  const best = await evaluateExactly(slot, given, { ...scoring, wishes: new Map(given.map((_, i) => [i, BEST])) });
  const isBest = given.map((_, i) => best[i]?.next.token === answer[i + 1]);
  const from = isBest.indexOf(false);
  const lists = from < 0 ? [] : await listFrom(scoring, given, isBest, from);
  return given.reduce((sum, _, i) => {
    const next = isBest[i]
      ? best[i]?.next.confidence
      : lists[i - from]?.next.probabilities?.get(answer[i + 1] as Token);
    return sum + Math.log(next ?? NaN);
  }, 0);
}

/** Whole lists after the tokens from the first on whose best successor is another than the answer's. */
async function listFrom(
  scoring: Scoring,
  given: readonly Token[],
  isBest: readonly boolean[],
  from: number,
): ReturnType<typeof evaluateExactly> {
  await scoring.turns.alone(() => forgetFrom(scoring.slot, scoring.prompt.length + from));
  const asked = given.slice(from, isBest.lastIndexOf(false) + 1);
  const wishes = new Map(asked.flatMap((_, i) => isBest[from + i] ? [] : [[i, LIST] as const]));
  return await evaluateExactly(scoring.slot, asked, { ...scoring, wishes });
}
