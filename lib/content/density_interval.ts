import { type DayNeighbours, densityOfKept } from "./day_densities.ts";
import { meanOfDefined } from "./defined.ts";
import type { DensityChoice, LocalDensityOptions } from "./density_options.ts";
import { subsampleAgents, type Subsampled } from "./subsample.ts";

/** Interval of the mean density over days: the posts of some agents among each other, found in the lists of all. */
export async function densityInterval(
  caller: string,
  { sets, estimate, choice: { k, variant }, options: { interval, signal } }: {
    sets: readonly (readonly DayNeighbours[])[];
    estimate: number;
    choice: DensityChoice;
    options: LocalDensityOptions;
  },
): Promise<Subsampled | null> {
  if (interval === undefined) return null;
  const numbers = new Map<string, number>();
  const authorsOf = sets.map((days) =>
    days.map(({ posts }) =>
      Int32Array.from(posts, ({ authorKey }) => {
        const known = numbers.get(authorKey);
        if (known !== undefined) return known;
        numbers.set(authorKey, numbers.size);
        return numbers.size - 1;
      })
    )
  );
  const posts = sets.reduce((sum, days) => sum + days.reduce((n, day) => n + day.posts.length, 0), 0);
  return await subsampleAgents(caller, {
    agents: numbers.size,
    estimate,
    statistic: (agents) => {
      const isKept = new Uint8Array(numbers.size);
      for (const agent of agents) isKept[agent] = 1;
      const ofSet = (days: readonly DayNeighbours[], set: number) =>
        meanOfDefined(
          days.map((day, i) =>
            densityOfKept(
              day,
              (authorsOf[set]?.[i] as Int32Array).reduce(markKept(isKept), new Uint8Array(day.posts.length)),
              {
                k,
                pool: variant,
              },
            )
          ),
        );
      return meanOfDefined(sets.map(ofSet));
    },
    bounds: [-1, 1],
    work: posts * k * 4,
    ...(signal && { signal }),
  }, interval);
}

function markKept(isKept: Uint8Array) {
  return (marks: Uint8Array, author: number, post: number): Uint8Array => {
    marks[post] = isKept[author] as number;
    return marks;
  };
}
