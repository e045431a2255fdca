import type { CorpusProfile, FixedIntervalAuthor } from "../../shapes.ts";

const MINUTE_MS = 60_000;
const LEAST_POSTS = 3;
const NO_AUTHOR = 0xffffffff;

/** Posts in order of time, as parallel columns. */
export interface TimedPosts {
  /** Milliseconds since 1970, ascending. */
  times: Float64Array;
  /** Index of the author of each post; 0xffffffff where unknown. */
  authors: Uint32Array;
}

/** Sums over one author's gaps, by Welford's method. */
interface GapSums {
  gaps: Float64Array;
  means: Float64Array;
  squares: Float64Array;
}

type Regularity = CorpusProfile["regularity"];

const CLASSES = [
  { class: "< 0.3", below: 0.3 },
  { class: "0.3–0.5", below: 0.5 },
  { class: "0.5–1", below: 1 },
  { class: "1–2", below: 2 },
  { class: "> 2", below: Infinity },
] as const;

/**
 * How evenly does each author post? Coefficient of variation of the gaps between posts, in five classes.
 *
 * 0 is a clock, 1 is what a poster at random gives, above 1 are sessions. A gap that holds an outage is left out, so
 * that one silence of the platform does not dominate; the standard deviation has n − 1 in the denominator. With three
 * posts one random poster in five falls below 0.3, so only authors with `minRegularPosts` are listed as clocks.
 *
 * @param posts In order of time.
 * @param options `counts`: posts of each author; `outages`: ends of the outages in ms, ascending.
 */
export function postingRegularity(
  posts: TimedPosts,
  { counts, outageEnds, minRegularPosts, listLength, nameOf }: {
    counts: Uint32Array;
    outageEnds: readonly number[];
    minRegularPosts: number;
    listLength: number;
    nameOf: (author: number) => string;
  },
): Regularity {
  const sums = gapSums(posts, counts.length, outageEnds);
  const classes = CLASSES.map((one) => ({ class: one.class, authors: 0 }));
  const regular: { author: number; cov: number }[] = [];
  let undefinedAuthors = 0;
  for (let author = 0; author < counts.length; author++) {
    if ((counts[author] as number) < LEAST_POSTS) continue;
    const cov = variation(sums, author);
    if (cov === null) undefinedAuthors++;
    else {
      const at = CLASSES.findIndex(({ below }) => cov < below);
      (classes[at] as { authors: number }).authors++;
      if (at === 0 && (sums.gaps[author] as number) >= minRegularPosts - 1) regular.push({ author, cov });
    }
  }
  const listed = regular
    .sort((a, b) => (counts[b.author] as number) - (counts[a.author] as number) || a.author - b.author)
    .slice(0, listLength);
  const medians = medianGaps(posts, new Set(listed.map(({ author }) => author)), outageEnds);
  const top: FixedIntervalAuthor[] = listed.map(({ author, cov }) => ({
    authorId: nameOf(author),
    posts: counts[author] as number,
    gaps: sums.gaps[author] as number,
    medianGapMinutes: (medians.get(author) as number) / MINUTE_MS,
    cov,
  }));
  const authors = classes.reduce((sum, one) => sum + one.authors, 0);
  return { authors, classes, undefined: undefinedAuthors, fixedInterval: { authors: regular.length, top } };
}

/** `null` where there are fewer than two gaps, or all of them are 0. */
function variation({ gaps, means, squares }: GapSums, author: number): number | null {
  const [n, mean] = [gaps[author] as number, means[author] as number];
  if (n < 2 || mean === 0) return null;
  return Math.sqrt((squares[author] as number) / (n - 1)) / mean;
}

function gapSums(posts: TimedPosts, authors: number, outageEnds: readonly number[]): GapSums {
  const sums = {
    gaps: new Float64Array(authors),
    means: new Float64Array(authors),
    squares: new Float64Array(authors),
  };
  eachGap(posts, authors, outageEnds, (author, gap) => {
    const n = sums.gaps[author] = (sums.gaps[author] as number) + 1;
    const before = gap - (sums.means[author] as number);
    sums.means[author] = (sums.means[author] as number) + before / n;
    sums.squares[author] = (sums.squares[author] as number) + before * (gap - (sums.means[author] as number));
  });
  return sums;
}

function medianGaps(
  posts: TimedPosts,
  wanted: ReadonlySet<number>,
  outageEnds: readonly number[],
): Map<number, number> {
  if (wanted.size === 0) return new Map();
  const gaps = new Map<number, number[]>([...wanted].map((author) => [author, []]));
  eachGap(posts, Math.max(...wanted) + 1, outageEnds, (author, gap) => gaps.get(author)?.push(gap));
  return new Map([...gaps].map(([author, own]) => {
    own.sort((a, b) => a - b);
    const middle = (own.length - 1) / 2;
    return [author, ((own[Math.floor(middle)] as number) + (own[Math.ceil(middle)] as number)) / 2];
  }));
}

/** Every gap between two posts of one author with no outage in between. */
function eachGap(
  { times, authors }: TimedPosts,
  authorCount: number,
  outageEnds: readonly number[],
  take: (author: number, gap: number) => void,
): void {
  const last = new Float64Array(authorCount).fill(NaN);
  const outagesBefore = new Uint32Array(authorCount);
  let ended = 0;
  for (let at = 0; at < times.length; at++) {
    const [time, author] = [times[at] as number, authors[at] as number];
    while (ended < outageEnds.length && (outageEnds[ended] as number) <= time) ended++;
    if (author === NO_AUTHOR || author >= authorCount) continue;
    const before = last[author] as number;
    if (!Number.isNaN(before) && outagesBefore[author] === ended) take(author, time - before);
    last[author] = time;
    outagesBefore[author] = ended;
  }
}
