import { cosineSimilarity } from "../vectors/mod.ts";
import type { PlacedPost } from "./placed.ts";
import {
  addAuthors,
  emptySums,
  meanCosine,
  poolOf,
  type PostPairs,
  type SimilaritySums,
  sumsOfAllPairs,
} from "./similarity_sums.ts";

/** How two days' centroids are compared. */
export type StabilityVariant = "raw" | "corrected";

/** Only the corrected variant needs to tell authors apart. */
export const PAIRS_OF: Readonly<Record<StabilityVariant, PostPairs>> = {
  raw: "all pairs",
  corrected: "different authors",
};

/** Sums of the days as they are, for pairs of posts of one kind. */
export function sumsAsTheyAre(days: readonly (readonly PlacedPost[])[], pairs: PostPairs): SimilaritySums {
  if (pairs === "all pairs") return sumsOfAllPairs(days, days[0]?.[0]?.vector.length ?? 0);
  const pool = poolOf(days);
  const sums = emptySums(pool.days, pool.dims, pairs);
  addAuthors(pool, pool.dayOf, { pairs, sumsFor: () => sums, reach: Infinity });
  return sums;
}

/**
 * Similarity of two days; `null` where a day has no post, and where the corrected one has nothing to go by: no pair of
 * different authors within a day or across both, or a day whose authors are not alike at all.
 */
export function stabilityOf(
  variant: StabilityVariant,
  sums: SimilaritySums,
  { earlier, later }: { earlier: number; later: number },
): number | null {
  if (sums.counts[earlier] === 0 || sums.counts[later] === 0) return null;
  if (variant === "raw") return cosineSimilarity(sums.rows[earlier] as Float64Array, sums.rows[later] as Float64Array);
  const across = meanCosine(sums, earlier, later);
  const [first, second] = [meanCosine(sums, earlier, earlier), meanCosine(sums, later, later)];
  if (across === null || first === null || second === null || first <= 0 || second <= 0) return null;
  return across / Math.sqrt(first * second);
}
