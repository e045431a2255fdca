import type { Post } from "../shapes.ts";
import { count } from "./placed.ts";
import { type TimedText, timedTexts } from "./timed_texts.ts";

/** Whose text a comment goes to. "parent": the author of what it answers. "thread": of the post at the top. */
export type TieTarget = "parent" | "thread";

/** One comment from an agent to another's text. */
export interface InteractionComment {
  /** Index of the commenter among the agents. */
  source: number;
  /** Index of the author commented on. */
  target: number;
  /** UTC day of the comment. */
  day: string;
  /** Whether it answers a post or another comment. */
  answers: "post" | "comment";
  text: TimedText;
  /** What was commented on, as `TieTarget` says. */
  to: TimedText;
}

/** Who commented on whom, in order of time. */
export interface InteractionComments {
  /** Ids by first text, so that names move no draw. */
  agents: string[];
  texts: TimedText[];
  comments: InteractionComment[];
  /** Comments under texts that are not among those given. */
  toOtherTexts: number;
  toOwnTexts: number;
  /** Comments without author, or on texts without. */
  withoutAuthor: number;
}

/**
 * Who commented on whom when?
 *
 * @param posts Posts, comments and replies; a comment whose target is not among them is counted and left out.
 * @throws {RangeError} If there are no posts, one stands twice, or a time is not UTC.
 */
export function interactionComments(
  caller: string,
  posts: readonly Post[],
  target: TieTarget,
): InteractionComments {
  const texts = timedTexts(caller, posts);
  const byId = new Map(texts.map((text) => [text.postId, text]));
  const indices = new Map<string, number>();
  for (const { authorId } of texts) {
    if (authorId !== null && !indices.has(authorId)) indices.set(authorId, indices.size);
  }
  const found: InteractionComments = {
    agents: [...indices.keys()],
    texts,
    comments: [],
    toOtherTexts: 0,
    toOwnTexts: 0,
    withoutAuthor: 0,
  };
  for (const text of texts) {
    const { kind, parentId, threadId, authorId, day } = text;
    if (kind === "post") continue;
    const answered = parentId ?? threadId;
    const targetId = target === "parent" ? answered : threadId ?? parentId;
    const to = targetId === null ? undefined : byId.get(targetId);
    if (to === undefined) found.toOtherTexts++;
    else if (authorId === null || to.authorId === null) found.withoutAuthor++;
    else if (to.authorId === authorId) found.toOwnTexts++;
    else {
      const parent = answered === null ? undefined : byId.get(answered);
      const answersPost = parent === undefined ? answered === threadId : parent.kind === "post";
      const [source, other] = [indices.get(authorId) as number, indices.get(to.authorId) as number];
      found.comments.push({ source, target: other, day, answers: answersPost ? "post" : "comment", text, to });
    }
  }
  return found;
}

/** An error that says why there is no tie to measure. */
export function noTies(caller: string, { texts, toOtherTexts, toOwnTexts, withoutAuthor }: InteractionComments): Error {
  return new RangeError(
    `Cannot run ${caller}(): needs comments of agents on others' texts, got none among ${
      count(texts.length, "text")
    }: ` +
      `${toOtherTexts} to texts not given, ${toOwnTexts} to own texts, ${withoutAuthor} without author`,
  );
}
