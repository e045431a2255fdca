import { checkInteger, checkNumber, checkOneOf, checkOptions, words } from "../foundation/mod.ts";
import type { Exposure, OnProgress, Post } from "../shapes.ts";
import { type AgentIntervalOptions, checkIntervalOptions } from "./agent_bootstrap.ts";
import { FUNCTION_CLASS_OF, FUNCTION_CLASSES } from "./function_words.ts";
import { count } from "./placed.ts";
import { readingLikeness, type ReadingLikenessResult } from "./reading_likeness.ts";
import { readingsOf } from "./readings.ts";
import { checkReassignedReading, type ReassignedReadingNull } from "./reassigned_reading.ts";
import { type TimedText, wholeText } from "./timed_texts.ts";

/** Options of `styleMatching()`. */
export interface StyleMatchingOptions {
  /** A class that neither text uses: "match" as published (default), or "left out". */
  variant?: "match" | "left out";
  /** Words a text needs, ≥ 1. Default 10; rates of shorter texts are mostly 0. */
  minWords?: number;
  /** Share of English function words a text needs, in [0, 1], so that other languages are left out. Default 0.2. */
  minFunctionShare?: number;
  null: ReassignedReadingNull;
  /** Who was shown what. Without it each comment is compared with what it answers. */
  exposures?: readonly Exposure[];
  /** Whole agents resampled. Default: none. */
  interval?: AgentIntervalOptions;
  /** Told in agents. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

const CALLER = "styleMatching";

/**
 * Do agents take over the style of what they read?
 *
 * Language style matching (Ireland & Pennebaker 2010, J. Pers. Soc. Psychol. 99:549): the mean over classes of function words of
 * 1 − |a − b| / (a + b + 0.0001), a and b the percentages of words of that class in the two texts. Function words carry
 * little topic, which embeddings see most. The word lists are this kit's own and hold for English only; texts with
 * few English function words are left out. Values depend on length, so that other texts of the same day and length are the null. An
 * agent that answers texts of its own style has the same excess: it is no influence.
 *
 * @param posts Posts, comments and replies.
 * @param options See `StyleMatchingOptions`.
 * @returns Mean over agents in [0, 1]; 1 where both texts use every class alike.
 * @throws {RangeError} If no text can be compared with what was read and with another text of that day.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { styleMatch } from "twoplane/content";
 * assert(styleMatch("We all know that it is not there.", "We all know that it is not here.") === 1);
 * assert(styleMatch("We know it.", "The cat of the house.") < 0.6);
 * ```
 */
export async function styleMatching(
  posts: readonly Post[],
  options: StyleMatchingOptions,
): Promise<ReadingLikenessResult> {
  checkOptions(CALLER, options, [
    "variant",
    "minWords",
    "minFunctionShare",
    "null",
    "exposures",
    "interval",
    "onProgress",
    "signal",
  ]);
  const variant = checkOneOf(CALLER, "variant", options.variant ?? "match", ["match", "left out"]);
  const minWords = checkInteger(CALLER, "minWords", options.minWords ?? 10, { min: 1 });
  const minShare = checkNumber(CALLER, "minFunctionShare", options.minFunctionShare ?? 0.2, { min: 0, max: 1 });
  if (options.interval !== undefined) checkIntervalOptions(CALLER, options.interval);
  const against = checkReassignedReading(CALLER, options.null);
  const found = readingsOf(CALLER, posts, options.exposures);
  const styles = new Map(found.texts.map((text) => [text.postId, styleOf(wholeText(text))]));
  const styleFor = ({ postId }: TimedText) => styles.get(postId) as Style;
  const foreign = [...styles.values()].filter(({ n, share }) => n >= minWords && share < minShare).length;
  return await readingLikeness({
    caller: CALLER,
    metric: "style matching",
    variant,
    found,
    null: against,
    interval: options.interval,
    lengthOf: (text) => {
      const { n, share } = styleFor(text);
      return n >= minWords && share >= minShare ? n : null;
    },
    likeness: (text, read) => matchOf(styleFor(text), styleFor(read), variant),
    settings: {
      words: "own lists of English function words",
      classes: FUNCTION_CLASSES.join(", "),
      minWords,
      minFunctionShare: minShare,
      textsLeftOutAsNotEnglish: foreign,
    },
    warnings: [
      "English only: style is read off English function words",
      ...(foreign > 0 ? [`${count(foreign, "text")} with few English function words left out`] : []),
    ],
    onProgress: options.onProgress,
    signal: options.signal,
  });
}

/** Percentages of function words by class. */
interface Style {
  n: number;
  /** Of words that are function words. */
  share: number;
  rates: Float64Array;
}

/**
 * Language style matching of two English texts, in [0, 1].
 *
 * @param variant What a class that neither uses counts as. Default "match", as published; "left out" gives 0 where no class is
 *   used at all.
 */
export function styleMatch(a: string, b: string, variant: "match" | "left out" = "match"): number {
  return matchOf(styleOf(a), styleOf(b), variant);
}

function styleOf(text: string): Style {
  const all = words(text);
  const rates = new Float64Array(FUNCTION_CLASSES.length);
  let known = 0;
  for (const word of all) {
    const name = FUNCTION_CLASS_OF.get(word);
    if (name === undefined) continue;
    const place = FUNCTION_CLASSES.indexOf(name);
    rates[place] = (rates[place] as number) + 100 / all.length;
    known++;
  }
  return { n: all.length, share: all.length === 0 ? 0 : known / all.length, rates };
}

function matchOf(a: Style, b: Style, variant: "match" | "left out"): number {
  let [sum, classes] = [0, 0];
  for (let i = 0; i < a.rates.length; i++) {
    const [x, y] = [a.rates[i] as number, b.rates[i] as number];
    if (x === 0 && y === 0 && variant === "left out") continue;
    sum += 1 - Math.abs(x - y) / (x + y + 0.0001);
    classes++;
  }
  return classes === 0 ? 0 : sum / classes;
}
