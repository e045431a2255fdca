import { groupBy } from "../foundation/mod.ts";
import { count } from "./placed.ts";
import type { TimedText } from "./timed_texts.ts";

/** Texts of a day against the median day, below which the day counts as cut short. */
const THIN = 0.1;
/** Comments of the largest threads from which on equal sizes are no chance. */
const CAPPED = 20;
/** Threads of exactly the largest size from which on a cap is likely, if fewer are just below it. */
const PILED = 3;
/** The cap of early crawls of Moltbook. */
const KNOWN_CAP = 100;

/**
 * What bends graphs of comments: days that are missing or thin, and threads cut off at a fixed number of comments.
 *
 * @param texts In order of time.
 */
export function crawlWarnings(texts: readonly TimedText[]): string[] {
  return [...thinDays(texts), ...cappedThreads(texts)];
}

function thinDays(texts: readonly TimedText[]): string[] {
  const [first, last] = [texts[0]?.day, texts.at(-1)?.day];
  if (first === undefined || last === undefined) return [];
  const sizes = new Map([...groupBy(texts, ({ day }) => day)].map(([day, ofDay]) => [day, ofDay.length]));
  const sorted = [...sizes.values()].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  const thin: string[] = [];
  for (let time = Date.parse(first); time <= Date.parse(last); time += 86_400_000) {
    const day = new Date(time).toISOString().slice(0, 10);
    const isEdge = day === first || day === last;
    const size = sizes.get(day) ?? 0;
    if (size === 0 || (!isEdge && size < THIN * median)) thin.push(day);
  }
  if (thin.length === 0) return [];
  const named = thin.slice(0, 5).join(", ") + (thin.length > 5 ? ", …" : "");
  return [`possible outage: ${count(thin.length, "day")} with under 10% of the median day's texts (${named})`];
}

function cappedThreads(texts: readonly TimedText[]): string[] {
  const comments = texts.filter(({ kind }) => kind !== "post");
  const sizes = [...groupBy(comments, ({ threadId, parentId }) => threadId ?? parentId)].map(([, own]) => own.length);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const at = sizes.filter((size) => size === largest).length;
  const justBelow = sizes.filter((size) => size < largest && size >= largest - PILED).length;
  const isPiled = largest >= CAPPED && at >= PILED && at > justBelow;
  if (largest !== KNOWN_CAP && !isPiled) return [];
  return [`possible truncation: ${count(at, "thread")} with exactly ${largest} comments, none with more`];
}
