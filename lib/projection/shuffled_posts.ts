import { checkInteger, checkOneOf, checkOptions, seededRandom, shuffled } from "../foundation/mod.ts";
import type { AgentPath } from "./agent_paths.ts";

/**
 * A null of measures on an agent's path: are its posts, or its days, exchangeable in time?
 *
 * It tests temporal structure of any kind and is no null of influence: topics that last, or news that everyone writes
 * about, reject it too.
 */
export interface PathNull {
  kind: "temporal structure";
  /** What is shuffled within each agent: single posts, or whole days where sessions cluster. */
  unit: "post" | "day";
  /** Shuffled orders, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/** Refuses a misspelt or impossible null. */
export function checkPathNull(caller: string, given: PathNull): void {
  checkOptions(caller, given, ["kind", "unit", "draws", "seed"]);
  checkOneOf(caller, "null.kind", given.kind, ["temporal structure"]);
  checkOneOf(caller, "null.unit", given.unit, ["post", "day"]);
  checkInteger(caller, "null.draws", given.draws, { min: 19 });
  checkInteger(caller, "null.seed", given.seed);
}

/**
 * Deals the posts of one agent anew, draw after draw, from a stream of the agent's own.
 *
 * @returns Places of its posts in the next shuffled order.
 */
export function orderDealer({ firstPostId, days }: AgentPath, { unit, seed }: PathNull): () => Int32Array {
  const random = seededRandom(seed, `shuffled order\0${firstPostId}`);
  const blocks: number[][] = [];
  days.forEach((day, place) => {
    const isNew = unit === "post" || place === 0 || day !== days[place - 1];
    if (isNew) blocks.push([place]);
    else (blocks.at(-1) as number[]).push(place);
  });
  return () => Int32Array.from(shuffled(blocks, random).flat());
}

/** The order in which the posts were written. */
export function ownOrder(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, place) => place);
}
