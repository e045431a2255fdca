import { checkInteger, checkNumber, checkOneOf, checkOptions, randomIndex } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import type { AuthorDay } from "./daily_activity.ts";

/**
 * The null of `macroActivity()`: was every day as likely as any other?
 *
 * What an author wrote on one day stays together and is put on a day at random, an author's days on different days: counts
 * then scatter as widely as authors write in bursts, not as if texts came one by one.
 */
export interface ConstantRateNull {
  kind: "constant rate";
  /** Draws, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
  /**
   * By how much days differ anyhow (weekdays, outages, moods that all share): coefficient of variation of a day's rate, from 0
   * (default) to 2. Nothing in the data tells it from a rate that changes, so that it is yours to say.
   */
  dayVariation?: number;
}

/** A day of its own for each author-day, the rate of each day drawn first. */
export function dealtAuthorDays(
  byAuthor: readonly (readonly number[])[],
  authorDays: readonly AuthorDay[],
  { days, random, dayVariation }: { days: number; random: Random; dayVariation: number },
): Int32Array {
  const pick = dayPicker(days, { random, dayVariation });
  const dealt = new Int32Array(authorDays.length);
  for (const places of byAuthor) {
    if (dayVariation === 0 && places.length <= days / 2) dealSome(places, dealt, pick);
    else dealMost(places, dealt, { days, pick, random });
  }
  return dealt;
}

/** An author of few days: another day is drawn where one is taken. */
function dealSome(places: readonly number[], dealt: Int32Array, pick: () => number): void {
  places.forEach((place, i) => {
    let day = pick();
    for (; taken(places, dealt, i, day);) day = pick();
    dealt[place] = day;
  });
}

function taken(places: readonly number[], dealt: Int32Array, before: number, day: number): boolean {
  for (let i = 0; i < before; i++) if (dealt[places[i] as number] === day) return true;
  return false;
}

/** An author of most days, or days of very different rates: a bounded number of tries, then any day that is left. */
function dealMost(
  places: readonly number[],
  dealt: Int32Array,
  { days, pick, random }: { days: number; pick: () => number; random: Random },
): void {
  const left = new Set(Array.from({ length: days }, (_, day) => day));
  for (const place of places) {
    let day = pick();
    for (let tries = 0; !left.has(day); tries++) {
      day = tries < 8 * days ? pick() : [...left][randomIndex(random, left.size)] as number; // days of next to no rate
    }
    left.delete(day);
    dealt[place] = day;
  }
}

/** Draws days: all alike, or by rates drawn from a gamma distribution of mean 1. */
function dayPicker(days: number, { random, dayVariation }: { random: Random; dayVariation: number }): () => number {
  if (dayVariation === 0) return () => randomIndex(random, days);
  const shape = 1 / dayVariation ** 2;
  const upTo = new Float64Array(days);
  let sum = 0;
  for (let day = 0; day < days; day++) upTo[day] = sum += gamma(shape, random);
  return () => {
    const at = random() * sum;
    let [low, high] = [0, days - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Marsaglia & Tsang (2000); below shape 1 by a power of a uniform number. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * normal ** 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Refuses a misspelt or impossible null. */
export function checkConstantRate(caller: string, given: ConstantRateNull): void {
  checkOptions(caller, given, ["kind", "draws", "seed", "dayVariation"]);
  checkOneOf(caller, "null.kind", given.kind, ["constant rate"]);
  checkInteger(caller, "null.draws", given.draws, { min: 19 });
  checkInteger(caller, "null.seed", given.seed);
  checkNumber(caller, "null.dayVariation", given.dayVariation ?? 0, { min: 0, max: 2 });
}
