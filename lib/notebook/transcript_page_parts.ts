import { filledIn, joinModules } from "../foundation/mod.ts";
import align from "./reading/align.js" with { type: "text" };
import stepText from "./reading/step_text.js" with { type: "text" };
import words from "./reading/words.js" with { type: "text" };
import body from "./transcript_page/body.html" with { type: "text" };
import compare from "./transcript_page/compare.js" with { type: "text" };
import elements from "./transcript_page/elements.js" with { type: "text" };
import filters from "./transcript_page/filters.js" with { type: "text" };
import list from "./transcript_page/list.js" with { type: "text" };
import main from "./transcript_page/main.js" with { type: "text" };
import style from "./transcript_page/page.css" with { type: "text" };
import reader from "./transcript_page/reader.js" with { type: "text" };
import search from "./transcript_page/search.js" with { type: "text" };
import store from "./transcript_page/store.js" with { type: "text" };

/** The page's script: every module after those it imports. */
export const pageScript: string = joinModules([
  words,
  align,
  stepText,
  store,
  search,
  elements,
  filters,
  list,
  reader,
  compare,
  main,
]);

/** The page's style sheet. */
export const pageStyle: string = style;

/** The page's elements, with words filled in. */
export function pageBody(words: Readonly<Record<string, string>>): string {
  return filledIn(body, words);
}
