import type { CorpusProfile, DayCount, Post, PostKind } from "../../shapes.ts";
import { checkAborted, checkInteger, quote } from "../../foundation/mod.ts";
import { authorCounts } from "./author_counts.ts";
import { type Collected, collector, KINDS, NO_AUTHOR } from "./collect.ts";
import { languageName } from "./language_names.ts";
import { openLanguageDetector } from "./languages.ts";
import { type ProfileOptions, type ProfileSettings, profileSettings, settingsShown } from "./options.ts";
import { findOutages } from "./outages.ts";
import { postingRegularity } from "./regularity.ts";
import { textGroups } from "./text_groups.ts";

export interface ProfileStreamOptions extends ProfileOptions {
  /** Posts there will be, for `onProgress`. Without it, progress is not reported. */
  total?: number;
}

const CHUNK = 2000;

/**
 * What does a corpus look like before anything is measured on it? Counts, silences, copies, languages and authors.
 *
 * Look at it before any measure: an outage makes gaps, a repeated text makes agents look alike, and an account that
 * posts by the clock is no socialized agent. Nothing is dropped here; the steps of cleaning do that, visibly. How
 * outages, near-duplicates, languages and regularity are told is said at `CorpusProfile` and in `settings`.
 *
 * @param posts Any order, none at all included; not changed.
 * @param options Thresholds, each with a default; see `ProfileOptions`.
 * @returns Plain data: the same for the same posts, seed and options.
 * @throws {RangeError} If an option is out of bounds or a post has no time.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { profilePosts } from "twoplane/corpus";
 * import { readSociety } from "twoplane/society";
 * import { dataPath } from "twoplane/foundation";
 * const { posts } = readSociety(dataPath("societies/board-feed.jsonl.gz")).society;
 * const profile = await profilePosts(posts);
 * assert.equal(profile.posts, 80);
 * assert.equal(profile.authors.known, 8);
 * ```
 */
export function profilePosts(posts: readonly Post[], options: ProfileOptions = {}): Promise<CorpusProfile> {
  if (!Array.isArray(posts)) {
    throw new TypeError(`Cannot run profilePosts(): need an array of posts, got ${quote(posts)}`);
  }
  return profileOf("profilePosts", chunksOf(posts), { ...options, total: posts.length });
}

/**
 * The profile of posts that come in chunks, such as from a table too large for memory.
 *
 * Of each post 17 bytes are kept and of each distinct text its hash and first id; texts themselves are kept up to
 * `maxTexts`, for the search of near-duplicates. The value is the one `profilePosts()` gives for the same posts in the
 * same order, however they are cut into chunks.
 *
 * @param chunks Chunks of posts; any order, any sizes.
 * @param options As `profilePosts()`, and `total` for the progress.
 * @throws {RangeError} If an option is out of bounds or a post has no time.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { profileStream } from "twoplane/corpus";
 * async function* none() {}
 * assert.equal((await profileStream(none())).posts, 0);
 * ```
 */
export function profileStream(
  chunks: AsyncIterable<readonly Post[]>,
  options: ProfileStreamOptions = {},
): Promise<CorpusProfile> {
  return profileOf("profileStream", chunks, options, ["total"]);
}

async function profileOf(
  caller: string,
  chunks: AsyncIterable<readonly Post[]>,
  { total, ...options }: ProfileStreamOptions,
  more: readonly string[] = [],
): Promise<CorpusProfile> {
  const settings = profileSettings(caller, options, more);
  if (total !== undefined) checkInteger(caller, "total", total, { min: 0 });
  const { minLetters } = settings;
  const collect = collector(settings, {
    languageOf: await openLanguageDetector({ minLetters }),
    signal: options.signal,
  });
  let done = 0;
  for await (const chunk of chunks) {
    checkAborted(options.signal);
    for (const post of chunk) collect.add(post);
    done += chunk.length;
    if (total !== undefined) options.onProgress?.(done, total);
  }
  return summarize(collect.collected(), settings);
}

async function* chunksOf(posts: readonly Post[]): AsyncGenerator<readonly Post[]> {
  for (let start = 0; start < posts.length; start += CHUNK) yield posts.slice(start, start + CHUNK);
}

function summarize(collected: Collected, settings: ProfileSettings): CorpusProfile {
  const order = inTime(collected.times);
  const times = Float64Array.from(order, (post) => collected.times[post] as number);
  const authors = Uint32Array.from(order, (post) => collected.authors[post] as number);
  const { outages, undecided } = findOutages(times, settings.outages);
  const { texts, warnings } = textGroups(collected, settings);
  const counts = collected.authorCounts;
  const nameOf = (author: number) => collected.authorNames[author] as string;
  const { listLength, minRegularPosts } = settings;
  const postsWithoutAuthor = authors.reduce((sum, author) => sum + Number(author === NO_AUTHOR), 0);
  const outageEnds = outages.map(({ end }) => Date.parse(end));
  return {
    posts: times.length,
    kinds: Object.fromEntries(
      KINDS.map((kind, index) => [kind, collected.kinds.reduce((sum, own) => sum + Number(own === index), 0)]),
    ) as Record<PostKind, number>,
    time: {
      first: times.length === 0 ? null : new Date(times[0] as number).toISOString(),
      last: times.length === 0 ? null : new Date(times.at(-1) as number).toISOString(),
      daily: dailyOf(times, authors, Uint8Array.from(order, (post) => collected.kinds[post] as number), counts.length),
      outages,
    },
    texts,
    languages: languagesOf(collected),
    authors: authorCounts(counts, { postsWithoutAuthor, listLength, nameOf }),
    regularity: postingRegularity({ times, authors }, { counts, outageEnds, minRegularPosts, listLength, nameOf }),
    settings: settingsShown(settings),
    warnings: [...undecidedWarning(undecided), ...warnings],
  };
}

/** Positions of the posts in order of time; posts of the same moment stay as they came. */
function inTime(times: Float64Array): Uint32Array {
  const order = Uint32Array.from(times, (_, index) => index);
  const isSorted = times.every((time, index) => index === 0 || time >= (times[index - 1] as number));
  return isSorted ? order : order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
}

function undecidedWarning(undecided: number): string[] {
  return undecided === 0
    ? []
    : [`Long silences that may be outages, with too few days around them to tell: ${undecided}`];
}

/** @param times In order of time, as the other columns. */
function dailyOf(times: Float64Array, authors: Uint32Array, kinds: Uint8Array, authorCount: number): DayCount[] {
  const daily: DayCount[] = [];
  const lastDay = new Int32Array(authorCount);
  const names = ["posts", "comments", "replies"] as const;
  let before = NaN;
  for (let at = 0; at < times.length; at++) {
    const day = Math.floor((times[at] as number) / 86_400_000);
    if (day !== before) {
      daily.push({
        day: new Date(day * 86_400_000).toISOString().slice(0, 10),
        posts: 0,
        comments: 0,
        replies: 0,
        authors: 0,
      });
      before = day;
    }
    const today = daily.at(-1) as DayCount;
    today[names[kinds[at] as number] as typeof names[number]]++;
    const author = authors[at] as number;
    if (author === NO_AUTHOR || lastDay[author] === daily.length) continue;
    lastDay[author] = daily.length;
    today.authors++;
  }
  return daily;
}

function languagesOf({ texts, languages, languageCodes }: Collected): CorpusProfile["languages"] {
  const counts = new Float64Array(languageCodes.length);
  for (const text of texts) counts[languages[text] as number]!++;
  return languageCodes
    .map((language, index) => ({ language, name: languageName(language), posts: counts[index] as number }))
    .sort((a, b) => b.posts - a.posts || (a.language < b.language ? -1 : 1))
    .map((row) => ({ ...row, share: row.posts / texts.length }));
}
