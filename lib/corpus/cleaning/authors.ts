import type { Post } from "../../shapes.ts";
import { checkInteger, checkOptions, quote } from "../../foundation/mod.ts";
import { checkPosts, checkTexts, type Cleaned, cleanedBy } from "./cleaned.ts";

/** Names that stand for nobody, in lower case; compared without case and surrounding space. */
export const DELETED_NAMES: readonly string[] = [
  ...["", "none", "null", "undefined", "nan", "n/a", "unknown"],
  ...["[deleted]", "[removed]", "(deleted)", "<deleted>", "[deleted user]", "[deleted account]"],
];

export interface DropDeletedAuthorsOptions {
  /** Names that stand for nobody, compared without case and surrounding space. Default `DELETED_NAMES`. */
  names?: readonly string[];
}

/**
 * Which posts have an author? Leaves out posts of nobody: `null`, "None", "[deleted]" and the like.
 *
 * A placeholder counted as one author is the most active account of many a crawl, and no agent at all.
 *
 * @param posts Any order; not changed.
 * @param options The names, if not the usual ones.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dropDeletedAuthors } from "twoplane/corpus";
 * assert.equal(dropDeletedAuthors([]).kept.length, 0);
 * ```
 */
export function dropDeletedAuthors(posts: readonly Post[], options: DropDeletedAuthorsOptions = {}): Cleaned {
  checkPosts("dropDeletedAuthors", posts);
  checkOptions("dropDeletedAuthors", options, ["names"]);
  const names = checkTexts("dropDeletedAuthors", "names", options.names ?? DELETED_NAMES).map(plain);
  const known = new Set(names);
  return cleanedBy("dropDeletedAuthors", posts, { names }, ({ authorId }) => {
    if (authorId === null) return "author is null";
    return known.has(plain(authorId)) ? `author is ${quote(authorId)}` : null;
  });
}

export interface KeepActiveAuthorsOptions {
  /** Posts an author needs, at least 1. */
  minPosts: number;
}

/**
 * Whose posts are enough to be measured over time? Keeps authors with at least `minPosts` of the posts given.
 *
 * Run it last: the steps before it take posts away. Posts without an author are dropped, since nobody knows whether
 * one or many wrote them.
 *
 * @param posts Any order; not changed.
 * @param options `minPosts` is a scientific choice and has no default.
 * @throws {RangeError} If `minPosts` is no whole number of at least 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { keepActiveAuthors } from "twoplane/corpus";
 * assert.equal(keepActiveAuthors([], { minPosts: 4 }).kept.length, 0);
 * ```
 */
export function keepActiveAuthors(posts: readonly Post[], options: KeepActiveAuthorsOptions): Cleaned {
  checkPosts("keepActiveAuthors", posts);
  checkOptions("keepActiveAuthors", options, ["minPosts"]);
  const minPosts = checkInteger("keepActiveAuthors", "minPosts", options.minPosts, { min: 1 });
  const counts = new Map<string, number>();
  for (const { authorId } of posts) {
    if (authorId !== null) counts.set(authorId, (counts.get(authorId) ?? 0) + 1);
  }
  return cleanedBy("keepActiveAuthors", posts, { minPosts }, ({ authorId }) => {
    if (authorId === null) return "author is null";
    return (counts.get(authorId) ?? 0) < minPosts ? `author has fewer than ${minPosts} posts` : null;
  });
}

function plain(name: string): string {
  return name.trim().toLowerCase();
}
