import { groupBy } from "../foundation/mod.ts";
import type { Exposure, Post } from "../shapes.ts";
import { interactionComments } from "./interaction_comments.ts";
import { timesBefore } from "./interactions.ts";
import { textsByAuthor, type TimedText } from "./timed_texts.ts";
import { EXPOSURE_UNKNOWN } from "./unknown_exposure.ts";

/** A text and one that its author read before. */
export interface Reading {
  text: TimedText;
  read: TimedText;
}

/** Who read what before writing what. */
export interface Readings {
  texts: TimedText[];
  /** In order of the texts written, each pair once. */
  readings: Reading[];
  /** Ids of texts that each agent read at any time. */
  readBy: ReadonlyMap<string, ReadonlySet<string>>;
  /** "recorded exposure", or that it is unknown: then comments alone show what was read. */
  source: string;
  /** Exposures or comments that could not be used. */
  unused: number;
}

/**
 * What had the author of a text read?
 *
 * With exposures: each text shown, and the reader's first text at or after that moment. Without: each comment, and the text it
 * answers; who else read that text and wrote nothing is then unknown.
 */
export function readingsOf(
  caller: string,
  posts: readonly Post[],
  exposures: readonly Exposure[] | undefined,
): Readings {
  const { texts, comments, toOtherTexts, toOwnTexts, withoutAuthor } = interactionComments(caller, posts, "parent");
  if (exposures === undefined) {
    const readings = comments.map(({ text, to }) => ({ text, read: to }));
    const unused = toOtherTexts + toOwnTexts + withoutAuthor;
    return { texts, readings, readBy: readByOf(readings), source: EXPOSURE_UNKNOWN, unused };
  }
  const byId = new Map(texts.map((text) => [text.postId, text]));
  const byAuthor = new Map(
    [...textsByAuthor(texts)].map(([id, own]) => [id, { own, times: own.map(({ createdAt }) => createdAt) }]),
  );
  const seen = new Map<TimedText, Set<TimedText>>();
  let unused = 0;
  for (const { agentId, postId, shownAt } of exposures) {
    const [read, reader] = [byId.get(postId), byAuthor.get(agentId)];
    const text = reader?.own[timesBefore(reader.times, shownAt)];
    if (read === undefined || text === undefined || read.authorId === agentId || read.createdAt > text.createdAt) {
      unused++;
    } else seen.set(text, (seen.get(text) ?? new Set()).add(read));
  }
  const readings = texts.flatMap((text) => [...seen.get(text) ?? []].map((read) => ({ text, read })));
  const readBy = new Map(
    [...groupBy(exposures, ({ agentId }) => agentId)].map((
      [id, own],
    ) => [id, new Set(own.map(({ postId }) => postId))]),
  );
  return { texts, readings, readBy, source: "recorded exposure", unused };
}

function readByOf(readings: readonly Reading[]): Map<string, Set<string>> {
  const readBy = new Map<string, Set<string>>();
  for (const { text, read } of readings) {
    const id = text.authorId as string;
    readBy.set(id, (readBy.get(id) ?? new Set()).add(read.postId));
  }
  return readBy;
}
