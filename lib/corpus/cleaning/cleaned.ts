import type { Json, Post } from "../../shapes.ts";
import { quote } from "../../foundation/mod.ts";

/** A post that a step left out, and why. */
export interface DroppedPost {
  post: Post;
  reason: string;
}

/** What a step of cleaning gave: every post that went in is in `kept` or in `dropped`, both in the order they came. */
export interface Cleaned {
  /** Name of the step. */
  step: string;
  settings: Readonly<Record<string, Json>>;
  kept: Post[];
  dropped: DroppedPost[];
}

/** Sorts posts into kept and dropped by the reason each is given; `null` keeps. */
export function cleanedBy(
  step: string,
  posts: readonly Post[],
  settings: Readonly<Record<string, Json>>,
  reasonOf: (post: Post, index: number) => string | null,
): Cleaned {
  const [kept, dropped]: [Post[], DroppedPost[]] = [[], []];
  posts.forEach((post, index) => {
    const reason = reasonOf(post, index);
    if (reason === null) kept.push(post);
    else dropped.push({ post, reason });
  });
  return { step, settings, kept, dropped };
}

/** Refuses what is no array of posts, such as the whole result of the step before. */
export function checkPosts(step: string, posts: unknown): void {
  if (Array.isArray(posts)) return;
  const hint = typeof posts === "object" && posts !== null && "kept" in posts ? ". Pass its kept" : "";
  throw new TypeError(`Cannot run ${step}(): need an array of posts, got ${quote(posts)}${hint}`);
}

/** A list of texts, or a TypeError; at least one. */
export function checkTexts(step: string, name: string, value: unknown): readonly string[] {
  const isList = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
  if (isList) return value as string[];
  throw new TypeError(`Cannot run ${step}(): ${name} needs an array of at least one text, got ${quote(value)}`);
}
