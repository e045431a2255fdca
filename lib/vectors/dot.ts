/**
 * Inner product, summed in float64 in a fixed order (four lanes), so that every processor
 * gives the same bytes.
 *
 * @param a d numbers.
 * @param b d numbers.
 * @throws {RangeError} If the lengths differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dot } from "twoplane/vectors";
 * assert(dot([1, 2], [3, 4]) === 11);
 * ```
 */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new RangeError(`Cannot run dot(): needs two vectors of equal length, got ${a.length} and ${b.length}`);
  }
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  const whole = a.length - a.length % 4;
  for (let i = 0; i < whole; i += 4) {
    s0 += (a[i] as number) * (b[i] as number);
    s1 += (a[i + 1] as number) * (b[i + 1] as number);
    s2 += (a[i + 2] as number) * (b[i + 2] as number);
    s3 += (a[i + 3] as number) * (b[i + 3] as number);
  }
  for (let i = whole; i < a.length; i++) s0 += (a[i] as number) * (b[i] as number);
  return (s0 + s1) + (s2 + s3);
}

/** Euclidean length. */
export function norm(vector: ArrayLike<number>): number {
  return Math.sqrt(dot(vector, vector));
}

/**
 * How alike are two directions? 1 is the same, 0 unrelated, −1 opposite.
 *
 * A vector of length 0 points nowhere: its similarity to anything is 0.
 *
 * @param a d numbers, of any length.
 * @param b d numbers, of any length.
 * @returns Cosine in [−1, 1].
 * @throws {RangeError} If the numbers of values differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cosineSimilarity } from "twoplane/vectors";
 * assert(cosineSimilarity([2, 0], [5, 0]) === 1);
 * ```
 */
export function cosineSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const lengths = norm(a) * norm(b);
  if (lengths === 0) return 0;
  return Math.max(-1, Math.min(1, dot(a, b) / lengths));
}
