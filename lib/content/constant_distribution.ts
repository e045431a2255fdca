import { checkInteger, checkOneOf, checkOptions, groupBy, shuffled } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import type { PlacedPost } from "./placed.ts";

/** The null of measures by day (M2–M5): does it matter on which day a post was written? */
export interface ConstantDistributionNull {
  kind: "constant distribution";
  /** Shuffles, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/**
 * The same days with as many posts each, the posts dealt anew: what stability is when every
 * day draws from one and the same pool, whoever writes.
 */
export function shuffledOverDays(days: readonly (readonly PlacedPost[])[], random: Random): PlacedPost[][] {
  const pool = shuffled(days.flat(), random);
  let dealt = 0;
  return days.map(({ length }) => pool.slice(dealt, dealt += length));
}

/** The same days and the same authors in the same places, each author's posts dealt anew over the author's own. */
export function shuffledWithinAuthors(days: readonly (readonly PlacedPost[])[], random: Random): PlacedPost[][] {
  const dealt = new Map<PlacedPost, PlacedPost>();
  for (const own of groupBy(days.flat(), ({ authorKey }) => authorKey).values()) {
    if (own.length === 1) continue;
    const anew = shuffled(own, random);
    own.forEach((post, place) => dealt.set(post, anew[place] as PlacedPost));
  }
  return days.map((posts) => posts.map((post) => dealt.get(post) ?? post));
}

/** Refuses a misspelt or impossible null. */
export function checkConstantDistribution(caller: string, given: ConstantDistributionNull): void {
  checkOptions(caller, given, ["kind", "draws", "seed"]);
  checkOneOf(caller, "null.kind", given.kind, ["constant distribution"]);
  checkInteger(caller, "null.draws", given.draws, { min: 19 });
  checkInteger(caller, "null.seed", given.seed);
}
