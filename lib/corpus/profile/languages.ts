import { checkInteger, checkOptions } from "../../foundation/mod.ts";
import { UNDETERMINED } from "./language_names.ts";

export interface LanguageOptions {
  /** Letters a text needs, at least 1; a Han, kana, Hangul or Thai letter counts as four. Default 16. */
  minLetters?: number;
}

/** The language of a text as an ISO 639-1 code, or `undetermined`. */
export type LanguageDetector = (text: string) => string;

/** Of the detector's result, what is read here. */
interface Detection {
  language: string;
  getScores(): Readonly<Record<string, number>>;
}

/** Characters in which words are looked for, and characters of words that are read: more of them cost more than they tell. */
const SEARCHED_CHARACTERS = 1000;
const READ_CHARACTERS = 60;
/** Letters of which one says as much as four of an alphabet. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/** Least score over the second best language; below it a text could be either. */
const LEAST_MARGIN = 0.0005;
/** Least score; a right detection has 0.75 to 0.89 on average, scraps of code and names less. */
const LEAST_SCORE = 0.55;

/**
 * In which language is a text? Opens a detector for 60 languages that needs no network.
 *
 * Addresses, names after @, code and words with digits are left out first. A text is `undetermined` if fewer than
 * `minLetters` letters remain, if its best score is below 0.55 or if a second language scores alike (within 0.0005).
 * About 60 characters are read, so a text in two languages is given the one it begins with. The detector compares
 * byte n-grams (eld, database "medium").
 *
 * @returns A function from text to ISO 639-1 code; loading the database takes about half a second, a text some 40 µs.
 * @throws {RangeError} If `minLetters` is no whole number of at least 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openLanguageDetector } from "twoplane/corpus";
 * const languageOf = await openLanguageDetector();
 * assert.deepEqual(["Guten Morgen zusammen", "gm", "大家早上好"].map(languageOf), ["de", "undetermined", "zh"]);
 * ```
 */
export async function openLanguageDetector(options: LanguageOptions = {}): Promise<LanguageDetector> {
  checkOptions("openLanguageDetector", options, ["minLetters"]);
  const minLetters = checkInteger("openLanguageDetector", "minLetters", options.minLetters ?? 16, { min: 1 });
  const { eld } = await import("eld/medium"); // 2 MB of n-grams, so loaded by those who ask only
  const detector = eld.newInstance(); // the shared one may have been set to fewer languages
  return (text) => {
    const words = firstWords(text);
    return hasLetters(words, minLetters) ? clearWinner(detector.detect(words)) : UNDETERMINED;
  };
}

/** Not the library's own `isReliable()`, which compares the best score with the number of the second language. */
function clearWinner(detection: Detection): string {
  const [best, second] = Object.entries(detection.getScores());
  if (best === undefined || best[1] < LEAST_SCORE) return UNDETERMINED;
  return second !== undefined && best[1] - second[1] < LEAST_MARGIN ? UNDETERMINED : best[0];
}

/** The first words of a text without what is no language: addresses, handles, code, words with digits. */
function firstWords(text: string): string {
  const prose = text.slice(0, SEARCHED_CHARACTERS).replace(/https?:\/\/[\x21-\x7e]+/g, " ");
  let words = "";
  for (const [word] of prose.matchAll(/\S+/g)) {
    if (/^[\x21-\x7e]+$/.test(word) && /[0-9@$_/\\{}<>=|`]/.test(word)) continue;
    words += `${word} `;
    if (words.length >= READ_CHARACTERS) break;
  }
  return words.slice(0, READ_CHARACTERS + 20).toWellFormed();
}

function hasLetters(words: string, least: number): boolean {
  let letters = 0;
  for (const character of words) {
    if (/\p{L}/u.test(character)) letters += DENSE.test(character) ? 4 : 1;
    if (letters >= least) return true;
  }
  return false;
}
