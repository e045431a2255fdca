import type {
  CustomBatchingPrioritizationStrategy,
  EvaluationPriority,
  LlamaContextSequence,
  Token,
} from "node-llama-cpp";
import { sharedLength } from "./pool.ts";
import type { Turns } from "./turns.ts";

/**
 * Rows that llama.cpp's quantised kernels multiply together. A batch's rows beyond a whole multiple go through
 * other kernels, whose sums are rounded differently: log-probabilities then move by up to 0.3. Batches filled up to a
 * whole multiple give every token the same bits wherever the batch begins, so also after a reused beginning.
 */
export const ROWS = 4;

/** Tokens evaluated between two looks at the signal: larger batches are no faster on one thread. */
const CHUNK = 128;

/** A sequence of a model's context, and how much of it was evaluated in whole groups of rows. */
export interface Slot {
  /** Its place among the sequences of the context. */
  place: number;
  sequence: LlamaContextSequence;
  /** Tokens from the start that have the bits of a fresh evaluation; what was written token by token has not. */
  exact: number;
}

type Controlled = Awaited<ReturnType<LlamaContextSequence["controlledEvaluate"]>>;
/** What is asked of the model after a token. */
export type Wish = { probabilities: true } | { token: true; confidence: true };

/** How an evaluation shares the model with others. */
export interface Sharing {
  turns: Turns;
  signal?: AbortSignal | undefined;
}

/** What a prompt can take over from what the slot has evaluated. */
export function exactTokens({ sequence, exact }: Slot): Token[] {
  return sequence.contextTokens.slice(0, exact);
}

/**
 * Forgets what does not begin like these tokens; returns how many it kept.
 *
 * @param atMost Most tokens to keep, so that what follows them is evaluated anew.
 */
export async function keepBeginning(
  slot: Slot,
  tokens: readonly Token[],
  { turns, atMost }: Sharing & { atMost: number },
): Promise<number> {
  const kept = Math.min(sharedLength(exactTokens(slot), tokens), atMost);
  await turns.alone(() => forgetFrom(slot, kept));
  return kept;
}

/** Forgets the tokens from this one on; only while nothing else runs. */
export async function forgetFrom(slot: Slot, start: number): Promise<void> {
  await eraseFrom(slot.sequence, start);
  slot.exact = Math.min(slot.exact, start);
}

/**
 * Evaluates tokens after what the slot holds, with the same bits whatever it held and whoever else asks.
 *
 * @param wishes What is asked after the token at an index.
 * @returns What the model says after each token that has a wish, at the token's index.
 */
export async function evaluateExactly(
  slot: Slot,
  tokens: readonly Token[],
  { turns, signal, wishes = new Map() }: Sharing & { wishes?: ReadonlyMap<number, Wish> },
): Promise<Controlled> {
  const results: Controlled = [];
  for (let start = 0; start < tokens.length; start += CHUNK) {
    signal?.throwIfAborted();
    const chunk = tokens.slice(start, start + CHUNK);
    const input = [...chunk, ...filler(chunk)].map((token, i) => {
      const wish = i < chunk.length ? wishes.get(start + i) : undefined;
      return wish === undefined ? token : [token, { generateNext: wish }] as [Token, { generateNext: Wish }];
    });
    results.push(
      ...await turns.alone(async () => {
        const end = slot.sequence.nextTokenIndex + chunk.length;
        const said = await slot.sequence.controlledEvaluate(input);
        await eraseFrom(slot.sequence, end);
        slot.exact = end;
        return chunk.map((_, i) => said[i]);
      }),
    );
  }
  return results;
}

/** Tokens that fill a batch up; they come after the ones that count, which therefore do not see them. */
function filler(chunk: readonly Token[]): Token[] {
  const missing = (ROWS - chunk.length % ROWS) % ROWS;
  return Array.from({ length: missing }, () => chunk[0] as Token);
}

/**
 * Places that are filled so that a round of answers has the bits of any other round: batches are cut where the places of
 * their rows do not follow one another, and each cut is to hold whole groups of rows.
 *
 * @param taken Places of the answers.
 * @param places How many there are, a multiple of `ROWS`.
 */
export function missingPlaces(taken: readonly number[], places: number): number[] {
  const [low, high] = [Math.min(...taken), Math.max(...taken)];
  const size = Math.ceil((high - low + 1) / ROWS) * ROWS;
  const first = Math.min(low, places - size);
  return Array.from({ length: size }, (_, i) => first + i).filter((place) => !taken.includes(place));
}

/** Evaluates a token that nobody asked for, and forgets it. */
export async function fillRow({ sequence, place }: Slot, token: Token): Promise<void> {
  const end = sequence.nextTokenIndex;
  await sequence.controlledEvaluate([[token, { generateNext: { token: true } }]], {
    evaluationPriority: priority(place),
  });
  await eraseFrom(sequence, end);
}

/** How the rows of a batch are put in order, see `inOrder()`. */
export function priority(place: number): EvaluationPriority {
  return place as EvaluationPriority;
}

/** Rows in the order of their places: in another order llama.cpp evaluates each by itself, three times slower. */
export const inOrder: CustomBatchingPrioritizationStrategy = ({ items, size }) => {
  let left = size;
  return items.toSorted((a, b) => a.evaluationPriority - b.evaluationPriority).flatMap((item) => {
    const processAmount = Math.min(item.tokens.length, left);
    left -= processAmount;
    return processAmount > 0 ? [{ item, processAmount }] : [];
  });
};

/** Forgets the tokens from this one on. */
async function eraseFrom(sequence: LlamaContextSequence, start: number): Promise<void> {
  if (start >= sequence.nextTokenIndex) return;
  await sequence.eraseContextTokenRanges([{ start, end: sequence.nextTokenIndex }]);
}
