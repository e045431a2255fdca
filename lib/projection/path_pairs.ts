import { randomIndex, seededRandom, shuffled } from "../foundation/mod.ts";

/** Pairs that may be listed before some of them are drawn. */
const MOST_LISTED = 1_000_000;

/** Pairs of so many agents: all, or `most` of them drawn by the seed; each once, in ascending order. */
export function agentPairs(agents: number, { most, seed }: { most: number; seed: number }): [number, number][] {
  const total = agents * (agents - 1) / 2;
  if (total <= most) return everyPair(agents);
  const random = seededRandom(seed, "agent pairs");
  if (total <= MOST_LISTED) return inOrder(shuffled(everyPair(agents), random).slice(0, most));
  const drawn = new Map<number, [number, number]>();
  while (drawn.size < most) {
    const [a, b] = [randomIndex(random, agents), randomIndex(random, agents)];
    if (a !== b) drawn.set(Math.min(a, b) * agents + Math.max(a, b), [Math.min(a, b), Math.max(a, b)]);
  }
  return inOrder([...drawn.values()]);
}

function everyPair(agents: number): [number, number][] {
  const places = Array.from({ length: agents }, (_, place) => place);
  return places.flatMap((a) => places.slice(a + 1).map((b): [number, number] => [a, b]));
}

function inOrder(pairs: [number, number][]): [number, number][] {
  return pairs.toSorted((x, y) => x[0] - y[0] || x[1] - y[1]);
}
