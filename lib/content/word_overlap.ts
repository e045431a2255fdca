import { words } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";

/** Distinct word n-grams of a text as sorted 32-bit hashes; two texts that differ share one by chance in 2³² pairs. */
export type GramSet = Int32Array;

/**
 * The n-grams of a post's title and text: runs of n words by the rule of `words()`, each once.
 *
 * @returns Empty where the text has fewer than n words.
 */
export function gramSet({ title, text }: Pick<Post, "title" | "text">, n: number): GramSet {
  const hashes = words(title === null ? text : `${title}\n${text}`).map(hashOf);
  const grams = new Set<number>();
  for (let i = 0; i + n <= hashes.length; i++) {
    let gram = 0;
    for (let j = i; j < i + n; j++) gram = mixed(Math.imul(gram, 31) ^ (hashes[j] as number));
    grams.add(gram);
  }
  return Int32Array.from(grams).sort();
}

/** Share of the n-grams of either text that both have (Jaccard), in [0, 1]; 0 where neither has any. */
export function gramOverlap(a: GramSet, b: GramSet): number {
  let [i, j, common] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i] as number, b[j] as number];
    if (left === right) common++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  const either = a.length + b.length - common;
  return either === 0 ? 0 : common / either;
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return mixed(hash);
}

/** Spreads every bit over all of them. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b);
  return twice ^ (twice >>> 16);
}
