import { groupBy, quote } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";
import { ascending } from "./placed.ts";

/** A text with its UTC day, for measures that read words and ties and no vectors. */
export interface TimedText extends Post {
  /** Such as `2026-02-03`. */
  day: string;
}

/**
 * Posts, comments and replies in order of time, equal times by postId.
 *
 * @throws {RangeError} If there are none, one stands twice, or a time is not UTC.
 */
export function timedTexts(caller: string, posts: readonly Post[]): TimedText[] {
  if (!Array.isArray(posts)) {
    throw new TypeError(`Cannot run ${caller}(): needs an array of posts, got ${quote(posts)}`);
  }
  if (posts.length === 0) throw new RangeError(`Cannot run ${caller}(): needs at least 1 post, got 0`);
  const seen = new Set<string>();
  return posts.map((post: Post) => {
    const { postId, createdAt } = post;
    if (seen.has(postId)) {
      throw new RangeError(`Cannot run ${caller}(): posts need to be distinct, got ${quote(postId)} twice`);
    }
    seen.add(postId);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(createdAt)) {
      throw new RangeError(
        `Cannot run ${caller}() at post ${quote(postId)}: createdAt needs UTC like "2026-02-03T13:11:42.603Z", got ` +
          quote(createdAt),
      );
    }
    return { ...post, day: createdAt.slice(0, 10) };
  }).sort((a, b) => ascending(a.createdAt, b.createdAt) || ascending(a.postId, b.postId));
}

/** Known authors and their texts in order of time, authors by their first text, so that names move no draw. */
export function textsByAuthor<Text extends Post>(texts: readonly Text[]): Map<string, Text[]> {
  const authored = texts.filter(({ authorId }) => authorId !== null);
  return groupBy(authored, ({ authorId }) => authorId as string);
}

/** Title and text of a post as one string. */
export function wholeText({ title, text }: Pick<Post, "title" | "text">): string {
  return title === null ? text : `${title}\n${text}`;
}
