import { type DealtNgrams, ngramDealer, PARTS } from "./ngram_parts.ts";
import type { WordsByDay } from "./ngram_days.ts";

/** Different n-grams of one day. */
export interface NgramDay {
  day: string;
  /** In use that day. */
  inUse: number;
  /** On no day before. */
  born: number;
  /** On no day after. */
  lastUsed: number;
}

/**
 * Counts n-grams in use, born and last used on each day.
 *
 * Each n-gram is told from the others by 64 bits made from its words' numbers: without loss up to n = 2; beyond, among
 * 10⁸ different n-grams, the chance that any two share theirs is 3 in 10,000. They are dealt into parts by their bits,
 * and one part after the other is counted, so that a table fits the processor's cache.
 *
 * @param partBytes Most memory for what is dealt at a time; more n-grams are dealt in several passes.
 */
export function countNgrams(words: WordsByDay, n: number, partBytes: number): NgramDay[] {
  const { pieces } = words;
  const days = [...new Set(pieces.map(({ day }) => day))];
  const counts = days.map((day) => ({ day, inUse: 0, born: 0, lastUsed: 0 }));
  const place = new Map(days.map((day, index) => [day, index]));
  if (n === 1) return countWords(words, counts, place);
  const grams = pieces.reduce((sum, { ids }) => sum + ids.length, 0);
  const passes = Math.min(PARTS, Math.max(1, Math.ceil((grams * 8) / partBytes)));
  const deal = ngramDealer(n, Math.max(0, ...pieces.map(({ ids }) => ids.length)));
  const countPart = partCounter(counts);
  for (let pass = 0; pass < passes; pass++) {
    const range = { from: Math.floor((pass * PARTS) / passes), to: Math.floor(((pass + 1) * PARTS) / passes) };
    const dealt = pieces.map(({ day, ids }) => ({ day: place.get(day) as number, ...deal(ids, range) }));
    for (let part = 0; part < range.to - range.from; part++) countPart(dealt, part);
  }
  return counts;
}

/** A word's number is its place in the table. */
function countWords({ pieces, size }: WordsByDay, counts: NgramDay[], place: ReadonlyMap<string, number>): NgramDay[] {
  const lastDays = new Int32Array(size);
  for (const { day, ids } of pieces) {
    const today = (place.get(day) as number) + 1;
    const count = counts[today - 1] as NgramDay;
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index] as number;
      const last = id < 0 ? today : lastDays[id] as number;
      if (last === today) continue;
      lastDays[id] = today;
      count.inUse++;
      count.lastUsed++;
      if (last === 0) count.born++;
      else (counts[last - 1] as NgramDay).lastUsed--;
    }
  }
  return counts;
}

/** Open addressing; of each n-gram its two halves and the last day it was seen, counted from 1; 0 is a free slot. */
function partCounter(counts: readonly NgramDay[]) {
  let memory = new Int32Array(1 << 16);
  return (dealt: readonly (DealtNgrams & { day: number })[], part: number): void => {
    const total = dealt.reduce((sum, { starts }) => sum + (starts[part + 1] as number) - (starts[part] as number), 0);
    const length = 4 * 2 ** Math.ceil(Math.log2(total + 2));
    if (memory.length < length) memory = new Int32Array(length);
    const table = memory.subarray(0, length).fill(0);
    for (const { day, pairs, starts } of dealt) {
      const { fresh, again } = countSlice(table, pairs, {
        from: starts[part] as number,
        to: starts[part + 1] as number,
        day: day + 1,
        moved: (last) => (counts[last - 1] as NgramDay).lastUsed--,
      });
      const count = counts[day] as NgramDay;
      count.born += fresh;
      count.inUse += fresh + again;
      count.lastUsed += fresh + again;
    }
  };
}

/** Enters the pairs of one day: `fresh` were in the table on no day before, `again` not yet on this one. */
function countSlice(
  table: Int32Array,
  pairs: Int32Array,
  { from, to, day, moved }: { from: number; to: number; day: number; moved: (last: number) => void },
): { fresh: number; again: number } {
  const mask = table.length - 4;
  let fresh = 0;
  let again = 0;
  for (let at = from; at < to; at += 2) {
    const x = pairs[at] as number;
    const y = pairs[at + 1] as number;
    let slot = (y << 2) & mask;
    while (table[slot + 2] !== 0 && (table[slot] !== x || table[slot + 1] !== y)) slot = (slot + 4) & mask;
    const last = table[slot + 2] as number;
    if (last === day) continue;
    table[slot + 2] = day;
    if (last > 0) {
      again++;
      moved(last);
    } else {
      fresh++;
      table[slot] = x;
      table[slot + 1] = y;
    }
  }
  return { fresh, again };
}
