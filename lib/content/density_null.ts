import { seededRandom, shuffled } from "../foundation/mod.ts";
import type { NullBand, Random } from "../shapes.ts";
import { shuffledOverDays, shuffledWithinAuthors } from "./constant_distribution.ts";
import { dayNeighbours, densities, type DensitySearch, meanOfNumbers } from "./day_densities.ts";
import { bandOfDefined, meanOfDefined } from "./defined.ts";
import type { DensityChoice, LocalDensityOptions } from "./density_options.ts";
import { sampledDays } from "./density_samples.ts";
import type { PlacedPost } from "./placed.ts";

/** The null of the mean over days, and of each day. */
export interface DensityNull {
  overall: NullBand | null;
  daily: (NullBand | null)[];
}

/**
 * Densities when all posts are dealt anew over the same days.
 *
 * Where only some queries of each day are searched, the days as they are give as many of theirs, so that both scatter alike.
 *
 * @param values Densities of every post of each day as it is.
 */
export async function drawDensities(
  days: readonly (readonly PlacedPost[])[],
  values: readonly Float64Array[],
  { choice, options, search }: { choice: DensityChoice; options: LocalDensityOptions; search: DensitySearch },
): Promise<DensityNull | null> {
  if (options.null === null) return null;
  const { kind, draws, seed, queries } = options.null;
  const random = seededRandom(seed, kind);
  const deal = kind === "constant distribution" ? shuffledOverDays : shuffledWithinAuthors;
  const chosen = seededRandom(seed, "queries of the null");
  const observed = values.map((ofDay) => meanOfNumbers(someOf(ofDay, queries, chosen)));
  const drawn: (number | null)[][] = [];
  for (let draw = 0; draw < draws; draw++) {
    const dealt = deal(days, random);
    const samples: (number | null)[][] = [];
    for (const set of sampledDays(dealt, choice.sample)) {
      const means: (number | null)[] = [];
      for (const posts of set) {
        const asked = queries === undefined ? undefined : placesOf(posts.length, queries, random);
        means.push(meanOfNumbers(densities(await dayNeighbours(posts, search, asked), choice.k)));
      }
      samples.push(means);
    }
    drawn.push(observed.map((_, day) => meanOfDefined(samples.map((means) => means[day] ?? null))));
  }
  const estimate = meanOfDefined(observed);
  return {
    overall: estimate === null ? null : bandOfDefined(kind, estimate, drawn.map(meanOfDefined)),
    daily: observed.map((value, day) =>
      value === null ? null : bandOfDefined(kind, value, drawn.map((draw) => draw[day] ?? null))
    ),
  };
}

function placesOf(posts: number, queries: number, random: Random): Int32Array {
  return Int32Array.from(shuffled(Array.from({ length: posts }, (_, place) => place), random).slice(0, queries));
}

function someOf(values: Float64Array, queries: number | undefined, random: Random): Float64Array {
  return queries === undefined ? values : Float64Array.from(shuffled([...values], random).slice(0, queries));
}
