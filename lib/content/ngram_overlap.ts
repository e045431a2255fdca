import { checkInteger, checkOptions, words } from "../foundation/mod.ts";
import type { Exposure, OnProgress, Post } from "../shapes.ts";
import { type AgentIntervalOptions, checkIntervalOptions } from "./agent_bootstrap.ts";
import { readingLikeness, type ReadingLikenessResult } from "./reading_likeness.ts";
import { readingsOf } from "./readings.ts";
import { checkReassignedReading, type ReassignedReadingNull } from "./reassigned_reading.ts";
import { type TimedText, wholeText } from "./timed_texts.ts";
import { gramOverlap, type GramSet, gramSet } from "./word_overlap.ts";

/** Options of `ngramOverlap()`. */
export interface NgramOverlapOptions {
  /** n of the n-grams, in words, ≥ 1. Default 2. */
  wordsPerGram?: number;
  null: ReassignedReadingNull;
  /** Who was shown what. Without it each comment is compared with what it answers. */
  exposures?: readonly Exposure[];
  /** Whole agents resampled. Default: none. */
  interval?: AgentIntervalOptions;
  /** Told in agents. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

const CALLER = "ngramOverlap";

/**
 * Do agents use the words of what they read?
 *
 * Share of the word n-grams of either text that both have (Jaccard), between a text and what its author read before, against
 * other texts of the same day and length in the place of what was read. A second opinion to embeddings: copying shows even
 * where meaning does not move. Topic is not controlled: agents that read about bees write about bees.
 *
 * @param posts Posts, comments and replies; title and text are read.
 * @param options See `NgramOverlapOptions`.
 * @returns Mean over agents in [0, 1].
 * @throws {RangeError} If no text can be compared with what was read and with another text of that day.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ngramOverlap } from "twoplane/content";
 * const made = [["p", "ada", "bees swarm at noon"], ["q", "bob", "rain all the day"], ["c", "cyn", "so bees swarm at noon"]];
 * const posts = made.map(([postId = "", authorId = "", text = ""], hour) => ({
 *   postId, authorId, text, kind: postId === "c" ? "comment" as const : "post" as const, title: null, communityId: null,
 *   createdAt: `2026-02-01T0${hour}:00:00.000Z`, parentId: postId === "c" ? "p" : null,
 *   threadId: postId === "c" ? "p" : null, score: null, modelId: null, source: "made up",
 * }));
 * const { result } = await ngramOverlap(posts, { null: { kind: "reassigned reading", draws: 19, seed: 1 } });
 * assert(result.estimate === 3 / 4 && result.settings.baseline === 0);
 * ```
 */
export async function ngramOverlap(
  posts: readonly Post[],
  options: NgramOverlapOptions,
): Promise<ReadingLikenessResult> {
  checkOptions(CALLER, options, ["wordsPerGram", "null", "exposures", "interval", "onProgress", "signal"]);
  const n = checkInteger(CALLER, "wordsPerGram", options.wordsPerGram ?? 2, { min: 1 });
  if (options.interval !== undefined) checkIntervalOptions(CALLER, options.interval);
  const against = checkReassignedReading(CALLER, options.null);
  const found = readingsOf(CALLER, posts, options.exposures);
  const grams = new Map<string, { grams: GramSet; length: number }>();
  const read = (text: TimedText) => {
    const known = grams.get(text.postId) ?? { grams: gramSet(text, n), length: words(wholeText(text)).length };
    grams.set(text.postId, known);
    return known;
  };
  return await readingLikeness({
    caller: CALLER,
    metric: "n-gram overlap",
    variant: `${n}-grams, Jaccard`,
    found,
    null: against,
    interval: options.interval,
    lengthOf: (text) => {
      const { length } = read(text);
      return length >= n ? length : null;
    },
    likeness: (text, other) => gramOverlap(read(text).grams, read(other).grams),
    settings: { wordsPerGram: n, textsRead: "title and text" },
    warnings: [],
    onProgress: options.onProgress,
    signal: options.signal,
  });
}
