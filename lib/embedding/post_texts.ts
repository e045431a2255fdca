import { checkOneOf } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";
import type { TextItem } from "./embed.ts";

/** Options of `postTexts()`. */
export interface PostTextsOptions {
  /** What stands for a post: its title, a blank line and its text; or its text alone. */
  parts: "title and text" | "text";
}

/**
 * Which text stands for each post when it is embedded?
 *
 * The title counts for much in a short post, and studies differ on whether it is embedded:
 * so it is asked for, not assumed. Comments and replies have no title.
 *
 * @param posts n ≥ 0.
 * @param options See `PostTextsOptions`.
 * @returns One item a post, under its postId.
 *
 * @example
 * ```ts
 * import { postTexts } from "twoplane/embedding";
 * console.assert(postTexts([], { parts: "text" }).length === 0);
 * ```
 */
export function postTexts(posts: readonly Post[], { parts }: PostTextsOptions): TextItem[] {
  checkOneOf("postTexts", "parts", parts, ["title and text", "text"]);
  return posts.map(({ postId, title, text }) => ({
    id: postId,
    text: parts === "text" || title === null || title === "" ? text : `${title}\n\n${text}`,
  }));
}
