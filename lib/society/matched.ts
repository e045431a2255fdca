import { seededRandom, shuffled } from "../foundation/mod.ts";
import type { ShownText } from "./feed.ts";

/** Share of a text's length by which its match may be longer or shorter. */
const TOLERANCE = 0.1;
const ORDERS = 60;

/**
 * A text of the same length that no agent wrote, for the matched arm.
 *
 * Handbook sentences in a drawn order, as many as come nearest to the length of the post they
 * stand in for; other orders are tried until one is within a tenth of it. Where whole sentences
 * cannot do that, as for very short posts, the last one ends early, at a word.
 *
 * @param shown What the feed arm would show.
 * @param handbook Sentences that are no agent's, at least one.
 * @returns A text whose length is within 10% where words allow it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matchedText } from "twoplane/society";
 * const post = { authorId: "ann", postId: "s/000/ann", text: "x".repeat(40) };
 * const { text, authorId } = matchedText(post, ["Cork floats.", "Salt lowers the temperature at which ice melts."], { seed: 1 });
 * assert(authorId === null && Math.abs(text.length - 40) <= 4);
 * ```
 */
export function matchedText(shown: ShownText, handbook: readonly string[], { seed }: { seed: number }): ShownText {
  const random = seededRandom(seed, `handbook ${shown.postId}`);
  const length = shown.text.length;
  let text = "";
  for (let order = 0; order < ORDERS && !fits(text, length); order++) {
    const candidate = nearest(shuffled(handbook, random), length);
    if (order === 0 || offBy(candidate, length) < offBy(text, length)) text = candidate;
  }
  return {
    authorId: null,
    postId: null,
    text: fits(text, length) ? text : shortened(text, length),
    ...(shown.postId !== null && { standsFor: shown.postId }),
  };
}

function nearest(sentences: readonly string[], length: number): string {
  let text = sentences[0] ?? "";
  for (const sentence of sentences.slice(1)) {
    const longer = `${text} ${sentence}`;
    if (offBy(longer, length) >= offBy(text, length)) break;
    text = longer;
  }
  return text;
}

/** Cut after the word that brings it nearest; never empty. */
function shortened(text: string, length: number): string {
  const words = text.split(" ");
  return words.map((_, i) => words.slice(0, i + 1).join(" "))
    .reduce((best, candidate) => offBy(candidate, length) < offBy(best, length) ? candidate : best);
}

function offBy(text: string, length: number): number {
  return Math.abs(text.length - length);
}

function fits(text: string, length: number): boolean {
  return text !== "" && offBy(text, length) <= TOLERANCE * length;
}
