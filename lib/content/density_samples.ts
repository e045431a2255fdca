import { seededRandom, shuffled } from "../foundation/mod.ts";
import type { DensityChoice } from "./density_options.ts";
import type { PlacedPost } from "./placed.ts";

/** The days to search: all their posts once, or samples of as many posts of each. */
export function sampledDays(
  days: readonly (readonly PlacedPost[])[],
  sample: DensityChoice["sample"],
): (readonly (readonly PlacedPost[])[])[] {
  if (sample === "whole days") return [days];
  const random = seededRandom(sample.seed, "equal posts");
  return Array.from(
    { length: sample.samples },
    () => days.map((posts) => shuffled(posts, random).slice(0, sample.posts)),
  );
}
