import type { Post } from "../../shapes.ts";
import { checkOneOf, checkOptions, quote } from "../../foundation/mod.ts";
import { languageName, LANGUAGES, UNDETERMINED } from "../profile/language_names.ts";
import { openLanguageDetector } from "../profile/languages.ts";
import { checkPosts, checkTexts, type Cleaned, cleanedBy } from "./cleaned.ts";

export interface KeepLanguagesOptions {
  /** ISO 639-1 codes such as `en`. */
  languages: readonly string[];
  /** What becomes of texts too short or unclear to tell. */
  undetermined: "keep" | "drop";
  /** Letters a text needs before its language is told. Default 16. */
  minLetters?: number;
}

/**
 * Which posts are in the languages studied?
 *
 * An embedding made for one language places the others by script more than by meaning. Short texts have no language
 * that can be told ("gm", "🦞"), so what becomes of them is a choice of its own; see `openLanguageDetector()`.
 *
 * @param posts Any order; not changed.
 * @throws {TypeError} If a language is unknown or `undetermined` is neither of both.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { keepLanguages } from "twoplane/corpus";
 * assert.equal((await keepLanguages([], { languages: ["en"], undetermined: "drop" })).kept.length, 0);
 * ```
 */
export async function keepLanguages(posts: readonly Post[], options: KeepLanguagesOptions): Promise<Cleaned> {
  checkPosts("keepLanguages", posts);
  checkOptions("keepLanguages", options, ["languages", "undetermined", "minLetters"]);
  const languages = checkTexts("keepLanguages", "languages", options.languages);
  const undetermined = checkOneOf("keepLanguages", "undetermined", options.undetermined, ["keep", "drop"]);
  const unknown = languages.find((language) => !LANGUAGES.includes(language));
  if (unknown !== undefined) {
    throw new TypeError(`Cannot run keepLanguages() with language ${quote(unknown)}: it knows ${LANGUAGES.join(", ")}`);
  }
  const { minLetters = 16 } = options;
  const languageOf = await openLanguageDetector({ minLetters });
  return cleanedBy("keepLanguages", posts, { languages, undetermined, minLetters }, ({ text }) => {
    const language = languageOf(text);
    if (language === UNDETERMINED) return undetermined === "keep" ? null : "language is undetermined";
    return languages.includes(language) ? null : `language is ${languageName(language)}`;
  });
}
