import { cosineSimilarity } from "../vectors/mod.ts";
import { acrossSimilarity, withinSimilarity } from "./mean_similarity.ts";

/** How the distance between an agent's early and late posts is taken. */
export type DriftVariant = "raw" | "unbiased";

/** Posts in each half: an odd one counts as late. */
export function halfSizes(n: number): { early: number; late: number } {
  return { early: Math.floor(n / 2), late: n - Math.floor(n / 2) };
}

/** Posts below which a variant is not defined. */
export const LEAST_POSTS: Readonly<Record<DriftVariant, number>> = { raw: 2, unbiased: 4 };

/**
 * Distance between two halves from the sums of their unit vectors.
 *
 * raw: 1 − cos(early centroid, late centroid); positive by chance alone, the more so the fewer
 * the posts. unbiased: M3(early, early) + M3(late, late) − 2 · mean early · mean late, whose mean
 * over samples is the squared distance of the true means, whatever n: it may be negative.
 */
export function halvesDistance(
  variant: DriftVariant,
  early: { sum: Float64Array; n: number },
  late: { sum: Float64Array; n: number },
): number {
  if (variant === "raw") return 1 - cosineSimilarity(early.sum, late.sum);
  return withinSimilarity(early.sum, early.n) + withinSimilarity(late.sum, late.n) -
    2 * acrossSimilarity(early.sum, early.n, late.sum, late.n);
}
