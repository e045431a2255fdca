import { seededRandom } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import type { TextWords } from "./gram_ids.ts";
import {
  equalTokens,
  shuffledPlaces,
  tokensOf,
  type TurnoverCounter,
  turnoverRates,
  wholeDays,
} from "./turnover_counts.ts";
import type { LexicalTurnoverOptions } from "./turnover_options.ts";

/** Rates of each day, the mean over samples where there are several. */
export interface TurnoverCounts {
  births: (number | null)[];
  deaths: (number | null)[];
  /** Different n-grams of each day. */
  inUse: number[];
}

/** Counts n-grams of the days as they are, of the same days with posts dealt anew, and of some agents alone. */
export interface TurnoverSampler {
  /** Days with enough words. */
  days: readonly string[];
  /** Authors of those days, in order of first post. */
  agents: number;
  observed: (counter: TurnoverCounter) => TurnoverCounts;
  dealt: (counter: TurnoverCounter, random: Random) => TurnoverCounts;
  /** `kept`: places of agents. Samples of equal words shrink with the share of agents. */
  subsample: (counter: TurnoverCounter, kept: Int32Array) => TurnoverCounts;
}

/**
 * Makes the sampler of one corpus.
 *
 * @param corpus Words of the posts, places of each day's posts, author of each post.
 * @throws {RangeError} If fewer than two days have enough words.
 */
export function turnoverSampler(
  caller: string,
  { words, days, authors }: {
    words: TextWords;
    days: readonly { day: string; posts: Int32Array }[];
    authors: readonly string[];
  },
  { sample, variant = "ever seen", filter = "none" }: LexicalTurnoverOptions,
): TurnoverSampler {
  const least = sample === "whole days" ? 1 : sample.words;
  const kept = days.filter(({ posts }) => tokensOf(words, posts) >= least);
  if (kept.length < 2) {
    throw new RangeError(`Cannot run ${caller}(): needs 2 days of at least ${least} words, got ${kept.length}`);
  }
  const places = kept.map(({ posts }) => posts);
  const pool = Int32Array.from(places.flatMap((posts) => [...posts]));
  const numbers = new Map<string, number>();
  const agentOf = authors.map(() => -1);
  for (const place of pool) {
    const author = authors[place] as string;
    if (!numbers.has(author)) numbers.set(author, numbers.size);
    agentOf[place] = numbers.get(author) as number;
  }
  const leastFrequency = filter === "none" ? 1 : 2;
  const count = (counter: TurnoverCounter, runs: readonly Int32Array[]): TurnoverCounts => {
    const counted = counter(runs, leastFrequency);
    return { ...turnoverRates(counted, variant), inUse: counted.map(({ inUse }) => inUse) };
  };
  const measured = (counter: TurnoverCounter, posts: readonly Int32Array[], share = 1): TurnoverCounts => {
    if (sample === "whole days") return count(counter, wholeDays(words, posts));
    const random = seededRandom(sample.seed, "equal words");
    const tokens = Math.max(1, Math.round(share * sample.words));
    return meanCounts(Array.from(
      { length: sample.samples ?? 1 },
      () => count(counter, equalTokens(words, posts, { tokens, random })),
    ));
  };
  return {
    days: kept.map(({ day }) => day),
    agents: numbers.size,
    observed: (counter) => measured(counter, places),
    dealt: (counter, random) => {
      const dealt = shuffledPlaces(pool, random);
      let next = 0;
      return measured(counter, places.map(({ length }) => dealt.subarray(next, next += length)));
    },
    subsample: (counter, agents) => {
      const isKept = new Uint8Array(numbers.size);
      for (const agent of agents) isKept[agent] = 1;
      const posts = places.map((ofDay) => ofDay.filter((place) => isKept[agentOf[place] as number] === 1));
      return measured(counter, posts, agents.length / numbers.size);
    },
  };
}

function meanCounts(counts: readonly TurnoverCounts[]): TurnoverCounts {
  const [first] = counts as [TurnoverCounts];
  if (counts.length === 1) return first;
  const mean = (values: readonly (number | null)[]) => {
    const defined = values.filter((value) => value !== null);
    return defined.length < values.length ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
  };
  const over = (field: "births" | "deaths" | "inUse") =>
    first[field].map((_, day) => mean(counts.map((one) => one[field][day] ?? null)));
  return { births: over("births"), deaths: over("deaths"), inUse: over("inUse").map((value) => value ?? 0) };
}
