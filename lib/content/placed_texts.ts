import { groupBy, quote } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";
import { ascending, dayOf } from "./placed.ts";

/** A post as measures without vectors read it. */
export interface PlacedText {
  post: Post;
  /** Tells authors apart: a post without author is an author of its own. */
  authorKey: string;
  /** UTC day, `2026-02-03`. */
  day: string;
}

/**
 * Posts in order of time, equal times by postId.
 *
 * @throws {RangeError} If there are no posts, one stands twice, or a time is not in UTC.
 */
export function placeTexts(caller: string, posts: readonly Post[]): PlacedText[] {
  if (!Array.isArray(posts)) {
    throw new TypeError(`Cannot run ${caller}(): needs an array of posts, got ${quote(posts)}`);
  }
  if (posts.length === 0) throw new RangeError(`Cannot run ${caller}(): needs at least 1 post, got 0`);
  const seen = new Set<string>();
  return posts.map((post): PlacedText => {
    if (seen.has(post.postId)) {
      throw new RangeError(`Cannot run ${caller}(): posts need to be distinct, got ${quote(post.postId)} twice`);
    }
    seen.add(post.postId);
    const authorKey = post.authorId === null ? `post ${post.postId}` : `author ${post.authorId}`;
    return { post, authorKey, day: dayOf(caller, post) };
  }).sort((a, b) => ascending(a.post.createdAt, b.post.createdAt) || ascending(a.post.postId, b.post.postId));
}

/** Days with enough posts, ascending, with the places of their posts among those kept; and the others. */
export function textDays(caller: string, placed: readonly PlacedText[], minPosts: number): {
  kept: PlacedText[];
  days: { day: string; posts: Int32Array }[];
  dropped: number;
} {
  const all = [...groupBy(placed, ({ day }) => day)];
  const enough = all.filter(([, posts]) => posts.length >= minPosts);
  if (enough.length === 0) {
    const most = Math.max(...all.map(([, posts]) => posts.length));
    throw new RangeError(`Cannot run ${caller}(): needs a day of at least ${minPosts} posts, got at most ${most}`);
  }
  let next = 0;
  const days = enough.map(([day, posts]) => ({ day, posts: Int32Array.from(posts, () => next++) }));
  return { kept: enough.flatMap(([, posts]) => posts), days, dropped: all.length - enough.length };
}
