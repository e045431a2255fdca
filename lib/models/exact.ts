import type { LlamaContextSequence, Token } from "node-llama-cpp";
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
export async function keepBeginning(slot: Slot, tokens: readonly Token[], atMost: number): Promise<number> {
  const kept = Math.min(sharedLength(exactTokens(slot), tokens), atMost);
  await eraseFrom(slot.sequence, kept);
  slot.exact = kept;
  return kept;
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
    const end = slot.sequence.nextTokenIndex + chunk.length;
    results.push(
      ...await turns.alone(async () => {
        const said = await slot.sequence.controlledEvaluate(input);
        await eraseFrom(slot.sequence, end);
        return chunk.map((_, i) => said[i]);
      }),
    );
    slot.exact = end;
  }
  return results;
}

/** Tokens that fill a batch up; they come after the ones that count, which therefore do not see them. */
function filler(chunk: readonly Token[]): Token[] {
  const missing = (ROWS - chunk.length % ROWS) % ROWS;
  return Array.from({ length: missing }, () => chunk[0] as Token);
}

/** Forgets the tokens from this one on. */
export async function eraseFrom(sequence: LlamaContextSequence, start: number): Promise<void> {
  if (start >= sequence.nextTokenIndex) return;
  await sequence.eraseContextTokenRanges([{ start, end: sequence.nextTokenIndex }]);
}
