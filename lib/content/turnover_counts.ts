import { shuffled } from "../foundation/mod.ts";
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
export function countTurnover({ n, ids, frequencies }: GramIds, days: DayRuns, leastFrequency: number): TurnoverDay[] {
  const counts = days.map((): TurnoverDay => ({ inUse: 0, born: 0, lastUsed: 0, kept: 0 }));
  const lastDays = new Int32Array(frequencies.length); // counted from 1
  days.forEach((runs, day) => {
    const [today, count] = [day + 1, counts[day] as TurnoverDay];
    for (let run = 0; run < runs.length; run += 2) {
      const end = (runs[run + 1] as number) - n;
      for (let at = runs[run] as number; at <= end; at++) {
        const id = ids[at] as number;
        const last = lastDays[id] as number;
        if (last === today || (frequencies[id] as number) < leastFrequency) continue;
        lastDays[id] = today;
        count.inUse++;
        if (last === 0) count.born++;
        else (counts[last - 1] as TurnoverDay).lastUsed--;
        if (last === day && day > 0) count.kept++;
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
  words: TextWords,
  days: readonly Int32Array[],
  { tokens, random }: { tokens: number; random: Random },
): Int32Array[] {
  return wholeDays(words, days.map((posts) => Int32Array.from(shuffled([...posts], random)))).map((runs) => {
    let left = tokens;
    let run = 0;
    for (; run < runs.length && left > 0; run += 2) {
      const taken = Math.min(left, (runs[run + 1] as number) - (runs[run] as number));
      runs[run + 1] = (runs[run] as number) + taken;
      left -= taken;
    }
    return runs.subarray(0, run);
  });
}

/** Words of each day. */
export function tokensOf({ starts }: TextWords, posts: Int32Array): number {
  return posts.reduce((sum, post) => sum + (starts[post + 1] as number) - (starts[post] as number), 0);
}
