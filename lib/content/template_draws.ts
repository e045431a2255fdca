import { randomIndex, seededRandom } from "../foundation/mod.ts";
import type { OnProgress, Random } from "../shapes.ts";
import { pacer } from "./pace.ts";
import { ascending } from "./placed.ts";
import type { TimedText } from "./timed_texts.ts";

/** A text as its template shows it. */
export interface MaskedText {
  author: number;
  text: TimedText;
  /** With masks. */
  words: string[];
  /** Without. */
  plain: string[];
}

/** How many texts share a template. */
export interface Shares<Key> {
  shared: number;
  across: number;
  /** Keys that enough texts have, with how many. */
  groups: Map<Key, number>;
}

/** What the draws need to know. */
export interface TemplatePlan {
  variant: "whole text" | "opening";
  openingWords: number;
  minTexts: number;
  kind: string;
  draws: number;
  seed: number;
}

/** Shares of texts whose key enough others have, and whose key another author has too. */
export function sharesOf<Key>(texts: readonly { author: number; key: Key }[], minTexts: number): Shares<Key> {
  const counts = new Map<Key, { texts: number; first: number; across: boolean }>();
  for (const { author, key } of texts) {
    const known = counts.get(key) ?? { texts: 0, first: author, across: false };
    counts.set(key, { texts: known.texts + 1, first: known.first, across: known.across || known.first !== author });
  }
  const groups = [...counts].filter(([, { texts: n }]) => n >= minTexts);
  const sum = (those: typeof groups) => those.reduce((total, [, { texts: n }]) => total + n, 0) / texts.length;
  return {
    shared: sum(groups),
    across: sum(groups.filter(([, { across }]) => across)),
    groups: new Map(groups.map(([key, { texts: n }]) => [key, n])),
  };
}

/** The same shares where all words are dealt anew to texts of the same lengths; a key is 53 bits of a hash of its words. */
export async function drawnShares(
  texts: readonly MaskedText[],
  { variant, openingWords, minTexts, kind, draws, seed }: TemplatePlan,
  { onProgress, signal }: { onProgress?: OnProgress; signal?: AbortSignal },
): Promise<{ shared: Float64Array; across: Float64Array }> {
  const [random, pace] = [seededRandom(seed, kind), pacer(signal)];
  const most = variant === "opening" ? openingWords : Infinity;
  const pool = wordPool(texts.toSorted((a, b) => ascending(a.text.createdAt, b.text.createdAt)));
  const drawn = { shared: new Float64Array(draws), across: new Float64Array(draws) };
  for (let draw = 0; draw < draws; draw++) {
    shuffle(pool, random);
    let at = 0;
    const dealt = texts.map(({ author, words: { length } }) => {
      const key = hashOf(pool, at, at + Math.min(most, length));
      at += Math.min(most, length);
      return { author, key };
    });
    const { shared, across } = sharesOf(dealt, minTexts);
    drawn.shared[draw] = shared;
    drawn.across[draw] = across;
    onProgress?.(draw + 1, draws);
    await pace(pool.length * 30);
  }
  return drawn;
}

/** Numbers of all words, in order of the texts. */
function wordPool(texts: readonly MaskedText[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(texts.flatMap(({ words: own }) =>
    own.map((word) => {
      const number = numbers.get(word) ?? numbers.size;
      numbers.set(word, number);
      return number;
    })
  ));
}

function hashOf(pool: Int32Array, start: number, end: number): number {
  let [a, b] = [0x811c9dc5, end - start];
  for (let i = start; i < end; i++) {
    const word = pool[i] as number;
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b ^ (b >>> 15) ^ word, 0x2c1b3c6d);
    a ^= a >>> 13;
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}

function shuffle(items: Int32Array, random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomIndex(random, i + 1);
    const kept = items[i] as number;
    items[i] = items[j] as number;
    items[j] = kept;
  }
}
