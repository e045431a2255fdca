/** Controls, marks that turn text around, and characters that take no room, as the inside of a character class. */
const HIDDEN =
  "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f" +
  "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufdd0-\\ufdef\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff" +
  "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}";

/** Scripts whose letters take another form beside a joiner. */
const JOINING = ["Arabic", "Bengali", "Devanagari", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Oriya", "Sinhala"]
  .concat("Tamil", "Telugu").map((script) => `\\p{Script=${script}}`).join("");

/** Joiners and selectors where writing needs them: inside an emoji, a keycap, and between letters that join. */
const NEEDED = [
  "(?<=\\p{Extended_Pictographic}\\p{Emoji_Modifier}?)(?:\\ufe0f(?:\\u200d(?=\\p{Extended_Pictographic}))?|\\u200d(?=\\p{Extended_Pictographic}))",
  "(?<=[#*0-9])\\ufe0f(?=\\u20e3)",
  `(?<=[${JOINING}])[\\u200c\\u200d](?=\\p{L})`,
].join("|");

const PIECES = new RegExp(`(${NEEDED})|([${HIDDEN}])\\2*`, "gu");

/**
 * Text as a reader must see it who does not trust its author: nothing hidden, nothing that acts.
 *
 * Zero-width characters, tags, direction marks and controls carry messages that no eye sees; each becomes its number, such as
 * `⟨U+200B⟩`, a run of one of them `⟨U+200B ×12⟩`, and the escape of terminal colours `⟨ESC⟩`. Tabs and line breaks stay, and so do
 * joiners inside an emoji and in scripts that need them. Half characters become `�`.
 *
 * @param text Such as an agent's message.
 * @returns Text to show, still to be escaped for HTML.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { visible } from "twoplane/foundation";
 * assert.ok(visible("pay\u200b\u200b me \u001b[31m") === "pay⟨U+200B ×2⟩ me ⟨ESC⟩[31m");
 * ```
 */
export function visible(text: string): string {
  return text.replace(/\r\n?/g, "\n").toWellFormed().replace(
    PIECES,
    (run, needed: string | undefined, character: string) => needed ?? nameOf(character, run.length / character.length),
  );
}

function nameOf(character: string, count: number): string {
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  const name = character === "\u001b" ? "ESC" : `U+${code}`;
  return `⟨${name}${count === 1 ? "" : ` ×${count}`}⟩`;
}
