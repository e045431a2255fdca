import type { Exposure } from "../shapes.ts";
import type { InteractionComments } from "./interaction_comments.ts";
import { ascending } from "./placed.ts";
import type { TimedText } from "./timed_texts.ts";

/** One agent reads one text of another at a moment. */
export interface ReadingMoment {
  reader: string;
  read: TimedText;
  at: string;
}

/** Each reader's first reading of each text: exposures where they are known, else comments. In order of time. */
export function readingMoments(
  { comments, texts }: InteractionComments,
  exposures: readonly Exposure[] | undefined,
): { moments: ReadingMoment[]; readBy: ReadonlyMap<string, ReadonlySet<string>> } {
  const byId = new Map(texts.map((text) => [text.postId, text]));
  const all: ReadingMoment[] = exposures === undefined
    ? comments.map(({ text, to }) => ({ reader: text.authorId as string, read: to, at: text.createdAt }))
    : exposures.flatMap(({ agentId, postId, shownAt }) => {
      const read = byId.get(postId);
      return read === undefined ? [] : [{ reader: agentId, read, at: shownAt }];
    });
  const readBy = new Map<string, Set<string>>();
  const place = new Map(texts.map(({ postId }, i) => [postId, i]));
  const firstOf = new Map<string, number>();
  for (const { authorId } of texts) {
    if (authorId !== null && !firstOf.has(authorId)) firstOf.set(authorId, firstOf.size);
  }
  const orderOf = ({ reader, read }: ReadingMoment) =>
    (firstOf.get(reader) ?? firstOf.size) * texts.length + (place.get(read.postId) as number);
  const moments = all.toSorted((a, b) => ascending(a.at, b.at) || orderOf(a) - orderOf(b))
    .filter(({ reader, read, at }) => {
      const known = readBy.get(reader) ?? new Set();
      const isNew = !known.has(read.postId);
      readBy.set(reader, known.add(read.postId));
      return isNew && read.authorId !== null && read.authorId !== reader && read.createdAt <= at;
    });
  return { moments, readBy };
}
