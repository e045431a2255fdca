import { randomIndex } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import type { GramIds, TextWords } from "./gram_ids.ts";

/** Different n-grams of one day. */
export interface TurnoverDay {
  inUse: number;
  /** On no day before. */
  born: number;
  /** On no day after. */
  lastUsed: number;
  /** On the day before as well. */
  kept: number;
}

/** What is read of each day: beginnings and ends of runs of words, one post each. */
export type DayRuns = readonly Int32Array[];

/** "ever seen": against all other days. "previous day": against the day before alone. */
export type TurnoverRule = "ever seen" | "previous day";

/** Counts the different n-grams of each day, in order of the days. */
export type TurnoverCounter = (days: DayRuns, leastFrequency: number) => TurnoverDay[];

/**
 * Makes the counter of one n, which may be called again and again: what an earlier call noted lies before this call's first day and
 * counts as never, so that nothing has to be cleared.
 */
export function turnoverCounter({ n, ids, frequencies }: GramIds): TurnoverCounter {
  const lastDays = new Int32Array(frequencies.length);
  let before = 0;
  return (days, leastFrequency) => {
    if (before + days.length >= 2 ** 31) {
      lastDays.fill(0);
      before = 0;
    }
    const counts = countDays({ n, ids, frequencies }, days, { leastFrequency, lastDays, before });
    before += days.length;
    return counts;
  };
}

function countDays(
  { n, ids, frequencies }: GramIds,
  days: DayRuns,
  { leastFrequency, lastDays, before }: { leastFrequency: number; lastDays: Int32Array; before: number },
): TurnoverDay[] {
  const counts = days.map((): TurnoverDay => ({ inUse: 0, born: 0, lastUsed: 0, kept: 0 }));
  days.forEach((runs, day) => {
    const [today, count] = [before + day + 1, counts[day] as TurnoverDay];
    for (let run = 0; run < runs.length; run += 2) {
      const end = (runs[run + 1] as number) - n;
      for (let at = runs[run] as number; at <= end; at++) {
        const id = ids[at] as number;
        const last = lastDays[id] as number;
        if (last === today || (frequencies[id] as number) < leastFrequency) continue;
        lastDays[id] = today;
        count.inUse++;
        if (last <= before) count.born++;
        else (counts[last - before - 1] as TurnoverDay).lastUsed--;
        if (last === today - 1 && day > 0) count.kept++;
        count.lastUsed++;
      }
    }
  });
  return counts;
}

/** Births and deaths as shares; `null` on the first day, and where there is no n-gram to be a share of. */
export function turnoverRates(days: readonly TurnoverDay[], rule: TurnoverRule): {
  births: (number | null)[];
  deaths: (number | null)[];
} {
  const share = (part: number, of: number) => of === 0 ? null : part / of;
  return {
    births: days.map(({ inUse, born, kept }, day) =>
      day === 0 ? null : share(rule === "ever seen" ? born : inUse - kept, inUse)
    ),
    deaths: days.map(({ kept }, day) => {
      const before = days[day - 1];
      if (before === undefined) return null;
      return share(rule === "ever seen" ? before.lastUsed : before.inUse - kept, before.inUse);
    }),
  };
}

/** All words of the posts of each day. */
export function wholeDays({ starts }: TextWords, days: readonly Int32Array[]): Int32Array[] {
  return days.map((posts) => {
    const runs = new Int32Array(2 * posts.length);
    posts.forEach((post, i) => {
      runs[2 * i] = starts[post] as number;
      runs[2 * i + 1] = starts[post + 1] as number;
    });
    return runs;
  });
}

/** Posts of each day in random order until there are `tokens` words; the last is cut to fit. Days with fewer keep all. */
export function equalTokens(
  { starts }: TextWords,
  days: readonly Int32Array[],
  { tokens, random }: { tokens: number; random: Random },
): Int32Array[] {
  return days.map((posts) => {
    const order = posts.slice();
    const runs: number[] = [];
    for (let i = 0, left = tokens; i < order.length && left > 0; i++) {
      const post = drawnPost(order, i, random);
      const start = starts[post] as number;
      const taken = Math.min(left, (starts[post + 1] as number) - start);
      runs.push(start, start + taken);
      left -= taken;
    }
    return Int32Array.from(runs);
  });
}

/** The next post of a shuffle that stops where enough are drawn. */
function drawnPost(order: Int32Array, i: number, random: Random): number {
  const j = i + randomIndex(random, order.length - i);
  const post = order[j] as number;
  order[j] = order[i] as number;
  order[i] = post;
  return post;
}

/** A shuffled copy. */
export function shuffledPlaces(places: Int32Array, random: Random): Int32Array {
  const order = places.slice();
  for (let i = 0; i < order.length; i++) drawnPost(order, i, random);
  return order;
}

/** Words of each day. */
export function tokensOf({ starts }: TextWords, posts: Int32Array): number {
  return posts.reduce((sum, post) => sum + (starts[post + 1] as number) - (starts[post] as number), 0);
}
