/**
 * The rule of what a word is, for measures of vocabulary: a letter or digit and all letters, digits and combining marks
 * that follow it (Unicode general categories L, N, M).
 *
 * Read by `RegExp` with the flag `u`, by RE2 (DuckDB) and by Java (Trino) alike. An engine knows the letters of its own
 * version of Unicode: V8 of Deno 2.8 knows those of 16.0, DuckDB 1.5 those of 15.0.
 */
export const WORD_PATTERN = "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]*";

const WORD = new RegExp(WORD_PATTERN, "gu");

/**
 * Which words does a text hold? In order, in lower case, repeats included.
 *
 * A word is a run of letters and digits of any script with their combining marks; anything else ends it, so that
 * "don't" is two words and an emoji none. Scripts that write no spaces (Chinese, Japanese, Thai) give one word a run.
 * Nothing is normalised: "é" as one character and as two are different words. `wordsSql()` is the same rule in SQL.
 *
 * @param text Any text.
 * @returns Words in the order of the text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { words } from "twoplane/foundation";
 * assert.deepEqual(words("Don't PANIC, 42 🐘!"), ["don", "t", "panic", "42"]);
 * ```
 */
export function words(text: string): string[] {
  return lowerCase(text).match(WORD) ?? [];
}

/**
 * The rule of `words()` as an SQL expression: an array of words in order.
 *
 * @param column A column or expression that holds text, as it stands in SQL.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openDuckDb, wordsSql } from "twoplane/foundation";
 * const database = await openDuckDb(null);
 * const [row] = await database.query(`SELECT ${wordsSql("'Ada, Bob'")} AS words`);
 * assert.deepEqual(row, { words: ["ada", "bob"] });
 * database.close();
 * ```
 */
export function wordsSql(column: string): string {
  return `regexp_extract_all(lower(${column}), '${WORD_PATTERN}')`;
}

/**
 * Lower case character by character, as SQL engines do it. `toLowerCase()` alone also looks at the neighbours of Σ and
 * writes İ as two characters.
 */
export function lowerCase(text: string): string {
  return text.replaceAll("Σ", "σ").replaceAll("İ", "i").toLowerCase();
}
