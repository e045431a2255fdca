import { groupBy } from "../foundation/mod.ts";
import type { ExposureMoment } from "./exposure_moments.ts";
import { ascending } from "./placed.ts";

/** Moments whose exposures are exchanged: places among all moments, no agent twice. */
export type Stratum = readonly number[];

/**
 * Sorts moments into strata: the same society and day, the same topic, the same turn of the agent on that day.
 *
 * An agent's second set of the day is exchanged with other agents' second sets, so that no agent ever
 * gets another set of its own. Strata of more than `most` sets are cut by the hour, which holds
 * what happened within the day as well and keeps the work in proportion to n.
 *
 * @returns Strata of at least two, and how many moments had nothing to be exchanged with.
 */
export function strataOf(
  moments: readonly ExposureMoment[],
  topics: readonly string[],
  most: number,
): { strata: Stratum[]; unmatched: number } {
  const turns = new Map<string, number>();
  const keys = moments.map(({ society, agent, day }, i) => {
    const own = `${agent}\0${day}\0${topics[i]}`;
    const turn = turns.get(own) ?? 0;
    turns.set(own, turn + 1);
    return `${society}\0${day}\0${topics[i]}\0${turn}`;
  });
  const places = moments.map((_, i) => i).sort((a, b) => {
    const [first, second] = [moments[a] as ExposureMoment, moments[b] as ExposureMoment];
    return ascending(first.shownAt, second.shownAt) || first.agent - second.agent || a - b;
  });
  const strata: number[][] = [];
  let unmatched = 0;
  for (const members of groupBy(places, (i) => keys[i] as string).values()) {
    if (members.length < 2) unmatched++;
    else strata.push(...cut(members, most));
  }
  return { strata, unmatched };
}

/** Parts of nearly equal size, none above `most`. */
function cut(members: readonly number[], most: number): number[][] {
  const parts = Math.ceil(members.length / most);
  return Array.from(
    { length: parts },
    (_, part) =>
      members.slice(Math.floor(part * members.length / parts), Math.floor((part + 1) * members.length / parts)),
  );
}
