import { dot, type NativeProducts } from "../vectors/mod.ts";
import type { AgentHalves } from "./halves.ts";
import { addOne, sumOf } from "./sums.ts";

/** How the mean of the other agents' drifts is taken: of the vectors as they are, or each at length 1. */
export type DirectionVariant = "raw" | "unit";

/** One vector an agent, with its squared length. */
export interface Directions {
  dims: number;
  /** Agents × d, row-major. */
  values: Float64Array;
  squares: Float64Array;
}

/** Drifts shorter than 1e-7 are rounding and point nowhere: their cosine is 0. */
export const NOWHERE_SQUARED = 1e-14;
/** Numbers of the weights of one native product: 32 MB. */
const NUMBERS_A_BLOCK = 4_000_000;

/** Late centroid − early centroid of each agent, as the variant takes it. */
export function driftVectors(agents: readonly AgentHalves[], variant: DirectionVariant): Directions {
  const dims = (agents[0]?.posts[0]?.vector as Float64Array).length;
  const values = new Float64Array(agents.length * dims);
  agents.forEach(({ posts, early }, i) => {
    const vectors = posts.map(({ vector }) => vector);
    const total = sumOf(vectors, dims);
    shiftInto(values.subarray(i * dims, (i + 1) * dims), sumOf(vectors.slice(0, early), dims), total, {
      early,
      late: posts.length - early,
    });
  });
  return finishDirections(values, dims, variant);
}

/** Writes late centroid − early centroid, from the sum of the early posts and that of all. */
export function shiftInto(
  target: Float64Array,
  earlySum: Float64Array,
  total: Float64Array,
  { early, late }: { early: number; late: number },
): void {
  for (let d = 0; d < target.length; d++) {
    target[d] = ((total[d] as number) - (earlySum[d] as number)) / late - (earlySum[d] as number) / early;
  }
}

/** Squared lengths of the rows, which variant "unit" brings to length 1 in place; a row that points nowhere is 0. */
export function finishDirections(values: Float64Array, dims: number, variant: DirectionVariant): Directions {
  const squares = new Float64Array(values.length / dims);
  for (let i = 0; i < squares.length; i++) {
    const row = values.subarray(i * dims, (i + 1) * dims);
    const length = dot(row, row);
    const scale = scaleOf(length, variant);
    if (scale !== 1) { for (let d = 0; d < dims; d++) row[d] = (row[d] as number) * scale; }
    squares[i] = length * scale * scale;
  }
  return { dims, values, squares };
}

/** What a drift of this squared length is multiplied by. */
export function scaleOf(squared: number, variant: DirectionVariant): number {
  if (squared < NOWHERE_SQUARED) return 0;
  return variant === "raw" ? 1 : 1 / Math.sqrt(squared);
}

/**
 * Cosine of one vector with the sum of the others, from three products: with the sum of all, its own squared length,
 * the squared length of the sum. 0 where one of both points nowhere.
 */
export function leaveOneOutCosine(withSum: number, own: number, sum: number): number {
  const others = sum - 2 * withSum + own;
  if (own < NOWHERE_SQUARED || others < NOWHERE_SQUARED * Math.max(own, sum)) return 0;
  return Math.max(-1, Math.min(1, (withSum - own) / (Math.sqrt(own) * Math.sqrt(others))));
}

/** Cosine of each vector with the mean of the others. */
export function alignments({ dims, values, squares }: Directions): Float64Array {
  const sum = new Float64Array(dims);
  const rows = [...squares.keys()].map((i) => values.subarray(i * dims, (i + 1) * dims));
  for (const row of rows) addOne(sum, row);
  const length = dot(sum, sum);
  return squares.map((own, i) => leaveOneOutCosine(dot(rows[i] as Float64Array, sum), own, length));
}

/**
 * The same with a weight of −1, 0 or 1 for each vector, many times over: −1 turns a vector round, 0 leaves it out
 * (its cosine is then 0).
 *
 * @param weights Called once a draw, in order.
 * @param take Is given each draw's cosines; they are overwritten by the next.
 */
export async function weightedAlignments(
  directions: Directions,
  { draws, weights, take, native, pace }: {
    draws: number;
    weights: (draw: number) => Float64Array;
    take: (draw: number, cosines: Float64Array) => void;
    native: NativeProducts | null;
    pace: (work: number) => Promise<void>;
  },
): Promise<void> {
  const { dims, values, squares } = directions;
  const agents = squares.length;
  const cosines = new Float64Array(agents);
  const block = native === null ? 1 : Math.max(1, Math.floor(NUMBERS_A_BLOCK / agents));
  for (let start = 0; start < draws; start += block) {
    const rows = Math.min(block, draws - start);
    const given = Array.from({ length: rows }, (_, row) => weights(start + row));
    const { sums, products } = native === null
      ? plainProducts(directions, given[0] as Float64Array)
      : await nativeProducts(native, directions, given);
    for (let row = 0; row < rows; row++) {
      const sum = sums.subarray(row * dims, (row + 1) * dims);
      const length = dot(sum, sum);
      for (let i = 0; i < agents; i++) {
        const weight = given[row]?.[i] as number;
        const product = weight * (products[row * agents + i] as number);
        cosines[i] = weight === 0 ? 0 : leaveOneOutCosine(product, squares[i] as number, length);
      }
      take(start + row, cosines);
    }
    await pace(2 * rows * values.length / (native === null ? 1 : 8));
  }
}

/** Weighted sum of the rows, and the product of every row with it. */
function plainProducts({ dims, values, squares }: Directions, weights: Float64Array) {
  const sums = new Float64Array(dims);
  for (let i = 0; i < squares.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    for (let d = 0; d < dims; d++) sums[d] = (sums[d] as number) + weight * (values[i * dims + d] as number);
  }
  return { sums, products: squares.map((_, i) => dot(values.subarray(i * dims, (i + 1) * dims), sums)) };
}

async function nativeProducts(native: NativeProducts, { dims, values, squares }: Directions, given: Float64Array[]) {
  const weights = {
    rows: given.length,
    columns: squares.length,
    values: new Float64Array(given.length * squares.length),
  };
  given.forEach((row, i) => weights.values.set(row, i * squares.length));
  const rows = { rows: squares.length, columns: dims, values };
  const sums = await native.times(weights, rows);
  return { sums: sums.values, products: (await native.timesTransposed(sums, rows)).values };
}
