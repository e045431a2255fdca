import { words } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";
import { wholeText } from "./timed_texts.ts";

const ADDRESS = /https?:\/\/\S+|www\.\S+/giu;
const MARKED = /(?<![\p{L}\p{N}_])@[\p{L}\p{M}\p{N}_.-]+/gu;

/** What stands for what was masked: words that no text can hold. */
const MASKS = { address: "‹address›", name: "‹name›", number: "‹number›" } as const;

/**
 * The words of a text with what changes from one use of a template to the next masked.
 *
 * @param names Names to mask, as their words joined by spaces, besides words after @; those of several words are found as a run.
 * @returns Words with masks, and without.
 */
export function maskedWords(
  text: Pick<Post, "title" | "text">,
  names: ReadonlySet<string>,
): { words: string[]; plain: string[] } {
  const whole = wholeText(text).replaceAll("\u0000", " ");
  const parts = whole.replace(ADDRESS, " \u0000a ").replace(MARKED, " \u0000n ").split("\u0000");
  const masked = parts.flatMap((part, i) => {
    if (i === 0) return words(part);
    return [part.startsWith("a") ? MASKS.address : MASKS.name, ...words(part.slice(1))];
  });
  const runs = names.size === 0 ? masked : withoutNames(masked, names);
  return { words: runs.map((word) => /\p{N}/u.test(word) ? MASKS.number : word), plain: words(whole) };
}

/** Longest name that is looked for, in words. */
const MOST_WORDS = 4;

function withoutNames(all: readonly string[], names: ReadonlySet<string>): string[] {
  const out: string[] = [];
  for (let at = 0; at < all.length;) {
    let length = Math.min(MOST_WORDS, all.length - at);
    while (length > 0 && !namesHold(names, all.slice(at, at + length))) length--;
    out.push(length > 0 ? MASKS.name : all[at] as string);
    at += Math.max(1, length);
  }
  return out;
}

/** Names are compared as words: "Ada-7" and "ada 7" are the same two words. */
function namesHold(names: ReadonlySet<string>, run: readonly string[]): boolean {
  return names.has(run.join(" "));
}
