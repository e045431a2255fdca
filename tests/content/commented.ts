import { seededRandom } from "../../lib/foundation/mod.ts";
import type { Post, Random } from "../../lib/shapes.ts";
import { postBy, timeOf } from "./made.ts";

/** A comment of one agent under a post of another, on a day. */
export interface Tie {
  from: number;
  to: number;
  day: number;
}

/** One post of each agent on each day, and a comment for each tie, in order of the ties. */
export function commented(ties: readonly Tie[], nameOf = (agent: number): string => `agent ${agent}`): Post[] {
  const agents = Math.max(...ties.flatMap(({ from, to }) => [from, to])) + 1;
  const days = [...new Set(ties.map(({ day }) => day))];
  const posts = days.flatMap((day) =>
    Array.from({ length: agents }, (_, agent) => postBy(nameOf(agent), `p${day}-${agent}`, timeOf(day, agent)))
  );
  const comments = ties.map(({ from, to, day }, place): Post => ({
    ...postBy(nameOf(from), `c${place}`, timeOf(day, 500 + place % 900)),
    kind: "comment",
    parentId: `p${day}-${to}`,
    threadId: `p${day}-${to}`,
  }));
  return [...posts, ...comments];
}

/** Each ordered pair is tied with the same chance: given the degrees, every graph is equally likely. */
export function evenTies({ agents, share, days, seed }: {
  agents: number;
  share: number;
  days: number;
  seed: number;
}): Tie[] {
  const random = seededRandom(seed, "even ties");
  return Array.from({ length: days }, (_, day) => day).flatMap((day) =>
    pairs(agents).filter(() => random() < share).map(([from, to]) => ({ from, to, day }))
  );
}

/** Each comment goes from and to agents of its own choice, some more often than others, never to its author. */
export function evenComments({ agents, comments, days, seed }: {
  agents: number;
  comments: number;
  days: number;
  seed: number;
}): Tie[] {
  const random = seededRandom(seed, "even comments");
  const agent = () => Math.floor(agents * random() ** 1.5);
  return Array.from({ length: comments }, (_, place) => {
    let [from, to] = [agent(), agent()];
    while (from === to) [from, to] = [agent(), agent()];
    return { from, to, day: Math.floor(place * days / comments) };
  });
}

/** Ties returned with a chance of their own. */
export function returnedTies({ agents, share, returned, seed }: {
  agents: number;
  share: number;
  returned: number;
  seed: number;
}): Tie[] {
  const random = seededRandom(seed, "returned ties");
  return pairs(agents).filter(([from, to]) => from < to && random() < share).flatMap(([from, to]) => [
    { from, to, day: 0 },
    ...(random() < returned ? [{ from: to, to: from, day: 0 }] : []),
  ]);
}

function pairs(agents: number): [number, number][] {
  const all = Array.from({ length: agents }, (_, agent) => agent);
  return all.flatMap((from) => all.filter((to) => to !== from).map((to): [number, number] => [from, to]));
}

/** Texts of words without digits from a vocabulary of `size`, the frequent ones as in language: one over the rank. */
export function textMaker(random: Random, size: number, prefix = "w"): (length: number) => string[] {
  const cumulative = new Float64Array(size);
  let total = 0;
  for (let rank = 0; rank < size; rank++) cumulative[rank] = total += 1 / (rank + 1);
  const word = (): string => {
    const at = random() * total;
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] as number) < at) low = middle + 1;
      else high = middle;
    }
    return prefix + String(low).replace(/\d/g, (digit) => "abcdefghij"[Number(digit)] as string); // digits would be masked
  };
  return (length) => Array.from({ length }, word);
}
