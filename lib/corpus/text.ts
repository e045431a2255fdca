import type { Post } from "../shapes.ts";

/**
 * Title and text of a post as one text, for measures that take what a reader sees.
 *
 * Platforms cut long titles and fill a missing one from the text, so a title that the text begins with is not
 * repeated; a cut ("…" or "...") at its end counts as its end.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { textOf } from "twoplane/corpus";
 * assert(textOf({ title: "On memory", text: "We forget." }) === "On memory\n\nWe forget.");
 * assert(textOf({ title: "We for...", text: "We forget." }) === "We forget.");
 * ```
 */
export function textOf(post: Pick<Post, "title" | "text">): string {
  const { title, text } = post;
  if (title === null || title.trim() === "") return text;
  const start = oneLine(title).replace(/\s?(?:…|\.\.\.)$/, "");
  return oneLine(text).startsWith(start) ? text : `${title}\n\n${text}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
