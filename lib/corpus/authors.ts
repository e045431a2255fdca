import { checkInteger } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";

/**
 * What did each author write? Posts by author, each author's in order of time.
 *
 * Posts whose author is `null` are left out: nobody knows whether one or many wrote them.
 *
 * @param posts Any order; not changed.
 * @returns Authors in order of their ids; posts at the same moment in order of their ids.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { byAuthor } from "twoplane/corpus";
 * assert(byAuthor([]).size === 0);
 * ```
 */
export function byAuthor(posts: readonly Post[]): Map<string, Post[]> {
  const known = posts.filter(({ authorId }) => authorId !== null);
  const groups = [...Map.groupBy(known, ({ authorId }) => authorId as string)];
  return new Map(
    groups.toSorted(([a], [b]) => compare(a, b)).map(([author, own]) => [author, own.toSorted(inTime)]),
  );
}

/**
 * Who wrote at least `n` posts? A measure over time needs several from each.
 *
 * @param posts Any order; posts without an author count for nobody.
 * @param n Whole number of at least 1.
 * @returns Ids of authors, most posts first, ties in order of the id.
 * @throws {RangeError} If `n` is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { authorsWithAtLeast } from "twoplane/corpus";
 * assert(authorsWithAtLeast([], 10).length === 0);
 * ```
 */
export function authorsWithAtLeast(posts: readonly Post[], n: number): string[] {
  checkInteger("authorsWithAtLeast", "n", n, { min: 1 });
  return [...byAuthor(posts)]
    .filter(([, own]) => own.length >= n)
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([author]) => author);
}

function inTime(a: Post, b: Post): number {
  return compare(a.createdAt, b.createdAt) || compare(a.postId, b.postId);
}

/** By code units, so that the order is the same in every language setting. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
