import { checkInteger, checkOneOf, checkOptions, shuffled } from "../foundation/mod.ts";
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

/** Refuses a misspelt or impossible null. */
export function checkConstantDistribution(caller: string, given: ConstantDistributionNull): void {
  checkOptions(caller, given, ["kind", "draws", "seed"]);
  checkOneOf(caller, "null.kind", given.kind, ["constant distribution"]);
  checkInteger(caller, "null.draws", given.draws, { min: 19 });
  checkInteger(caller, "null.seed", given.seed);
}
