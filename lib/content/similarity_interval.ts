import { seededRandom, shuffled } from "../foundation/mod.ts";
import type { OnProgress } from "../shapes.ts";
import type { PlacedPost } from "./placed.ts";
import { addAuthors, addSums, emptySums, poolOf, type PostPairs, type SimilaritySums } from "./similarity_sums.ts";
import { subsampleAgents, type Subsampled, type SubsampleOptions } from "./subsample.ts";

/** Numbers that the sums of all groups of agents may take: 16 million, 128 MB. */
const ROOM = 2 ** 24;
const [FEWEST_GROUPS, MOST_GROUPS] = [24, 400];

/**
 * Interval of a measure of day sums, by subsampling agents without replacement.
 *
 * Sums over agents are sums of agents' own sums, so that no subsample reads a post again. More than 400 agents are put
 * into as many random groups (fewer where there are many days), which are then drawn as agents are: the random-groups form of the same
 * method (Wolter 2007, Introduction to Variance Estimation, chapter 2).
 */
export async function similarityInterval(
  caller: string,
  days: readonly (readonly PlacedPost[])[],
  { estimate, pairs, reach, value, interval, bounds, onProgress, signal }: {
    estimate: number;
    pairs: PostPairs;
    /** How many days apart two days may be whose pairs are needed. */
    reach: number;
    value: (sums: SimilaritySums) => number | null;
    interval: SubsampleOptions;
    bounds: readonly [number, number];
    onProgress?: OnProgress | undefined;
    signal: AbortSignal | undefined;
  },
): Promise<Subsampled> {
  const pool = poolOf(days);
  const { dims, authors } = pool;
  const groups = groupsOf(authors.length, days.length, dims);
  const parts = Array.from({ length: groups }, () => emptySums(days.length, dims, pairs));
  const groupOf = dealtGroups(authors.length, groups, interval.seed);
  const sumsFor = (author: number) => parts[groupOf[author] as number] as SimilaritySums;
  addAuthors(pool, pool.dayOf, { pairs, sumsFor, reach });
  const made = await subsampleAgents(caller, {
    agents: groups,
    estimate,
    statistic: (kept) => {
      const total = emptySums(days.length, dims, pairs);
      for (const group of kept) addSums(total, parts[group] as SimilaritySums);
      return value(total);
    },
    bounds,
    work: groups * days.length * (dims + days.length),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  }, interval);
  return groups === authors.length || made.interval === null
    ? made
    : { ...made, interval: named(made.interval, authors.length) };
}

function named(interval: NonNullable<Subsampled["interval"]>, agents: number) {
  return { ...interval, method: interval.method.replace(/(\d+) agents/, `$1 random groups of ${agents} agents`) };
}

function groupsOf(agents: number, days: number, dims: number): number {
  const room = Math.floor(ROOM / (days * (dims + 2 * days)));
  return Math.min(agents, Math.max(FEWEST_GROUPS, Math.min(MOST_GROUPS, room)));
}

/** Each agent its own group, or groups of equal size at random. */
function dealtGroups(agents: number, groups: number, seed: number): Int32Array {
  const groupOf = Int32Array.from({ length: agents }, (_, agent) => agent);
  if (agents === groups) return groupOf;
  shuffled([...groupOf], seededRandom(seed, "groups of agents")).forEach((agent, i) => groupOf[agent] = i % groups);
  return groupOf;
}
