import type { Curve } from "./curve.ts";

/** Squared distances from 2^−40 to 2^24 are told apart, in steps of 1/128 of an octave's start. */
const LOWEST_EXPONENT = -40;
const OCTAVES = 64;
const STEP_BITS = 7;
const STEPS = 1 << STEP_BITS;

/** Where the upper half of a float64 stands among two 32-bit integers: second, but on a processor that stores it first. */
export const UPPER_HALF = new Uint8Array(Uint16Array.of(1).buffer)[0] as number;
/** Bits of that half below those that choose the entry. */
export const FRACTION_BITS = 20 - STEP_BITS;
/** What those bits, as a whole number, are multiplied with to become a share of the step. */
export const FRACTION_SCALE = 1 / (1 << FRACTION_BITS);
/** Entry of 2^LOWEST_EXPONENT, counted in the bits of that half. */
export const FIRST_ENTRY = (1023 + LOWEST_EXPONENT) << STEP_BITS;
export const LAST_ENTRY = OCTAVES * STEPS - 1;

/**
 * How strongly two points pull or push each other, by squared distance, as tables to interpolate in.
 *
 * A power costs as much as all else in the inner loop. The tables are read by the exponent and the first seven bits of the
 * distance and are within 1e-4 of the formula, in arithmetic that is the same on every processor.
 */
export interface Forces {
  attraction: Float64Array;
  repulsion: Float64Array;
}

/** Slopes of UMAP's objective, each a factor of the difference of two points. */
export const attractionAt = ({ a, b }: Curve, square: number): number =>
  -2 * a * b * square ** (b - 1) / (1 + a * square ** b);
export const repulsionAt = ({ a, b }: Curve, square: number): number =>
  2 * b / ((0.001 + square) * (1 + a * square ** b));

/** Tables of both forces for a curve. */
export function forcesOf(curve: Curve): Forces {
  const squares = Array.from(
    { length: LAST_ENTRY + 2 },
    (_, entry) => 2 ** (LOWEST_EXPONENT + Math.floor(entry / STEPS)) * (1 + (entry % STEPS) / STEPS),
  );
  return {
    attraction: Float64Array.from(squares, (square) => attractionAt(curve, square)),
    repulsion: Float64Array.from(squares, (square) => repulsionAt(curve, square)),
  };
}
