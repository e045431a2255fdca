import { lengthOf, removeFrom, scaled, unit, withSign } from "./plain_vectors.ts";
import { smallEigen } from "./small_eigen.ts";

/** Directions of one round. */
const DIRECTIONS = 40;
/** Directions kept for the next round besides the wanted ones. */
const KEPT_BESIDES = 8;
const MOST_ROUNDS = 30;

/** A symmetric matrix, known by what it does to a vector. */
export interface Operator {
  size: number;
  times: (vector: Float64Array) => Float64Array;
  /** Known eigenvectors of length 1 to leave out, orthogonal to each other. */
  without: readonly Float64Array[];
}

/** What came of the search for eigenvectors. */
export interface LeadingEigen {
  /** Each of length 1, its largest entry positive. */
  vectors: Float64Array[];
  /** Their eigenvalues, largest first. */
  values: number[];
  /** Length of A·v − λ·v, the largest of all. */
  residual: number;
}

/** Options of `leadingEigen()`. */
export interface LeadingEigenOptions {
  /** How many; fewer come where the matrix has no more. */
  count: number;
  /** Draws the start. */
  random: () => number;
  /** Residual at which to stop. */
  tolerance: number;
}

/**
 * The eigenvectors with the largest eigenvalues.
 *
 * Lanczos with full orthogonalisation and thick restarts (Wu and Simon 2000) in plain float64, so that the same matrix and start
 * give the same bytes. After 30 rounds of 40 directions the best so far is taken: see `residual`.
 */
export function leadingEigen(operator: Operator, { count, random, tolerance }: LeadingEigenOptions): LeadingEigen {
  const free = operator.size - operator.without.length;
  const size = Math.min(DIRECTIONS, free);
  const wanted = Math.min(count, size);
  if (wanted < 1) return { vectors: [], values: [], residual: 0 };
  let kept: Kept = { vectors: [], values: [] };
  let next = newDirection(operator, [], random);
  for (let round = 1;; round++) {
    const { basis, projected, rest, restLength } = grownBasis(operator, { kept, next, size, random });
    const { values, vectors } = smallEigen(projected);
    const residuals = vectors.slice(0, wanted).map((weights) => Math.abs(weights[size - 1] as number) * restLength);
    const residual = Math.max(...residuals);
    const isDone = residual <= tolerance || round === MOST_ROUNDS || size === free;
    const keep = isDone ? wanted : Math.min(wanted + KEPT_BESIDES, size - 1);
    const combined = vectors.slice(0, keep).map((weights) => combination(basis, weights));
    kept = { vectors: combined, values: [...values.subarray(0, keep)] };
    if (isDone) return { vectors: combined.map(withSign), values: kept.values, residual };
    next = rest;
  }
}

/** Eigenvectors found so far, the start of the next round. */
interface Kept {
  vectors: Float64Array[];
  values: number[];
}

/** Grows an orthonormal basis from the kept vectors; `projected` is the matrix seen from it. */
function grownBasis(
  operator: Operator,
  { kept, next, size, random }: { kept: Kept; next: Float64Array; size: number; random: () => number },
): { basis: Float64Array[]; projected: Float64Array[]; rest: Float64Array; restLength: number } {
  const basis = [...kept.vectors, next];
  const projected = Array.from({ length: size }, () => new Float64Array(size));
  kept.values.forEach((value, i) => (projected[i] as Float64Array)[i] = value);
  for (let at = kept.vectors.length;; at++) {
    const rest = operator.times(basis[at] as Float64Array);
    for (const known of operator.without) removeFrom(rest, known);
    basis.forEach((vector, i) => {
      const share = removeFrom(rest, vector);
      (projected[i] as Float64Array)[at] = share;
      (projected[at] as Float64Array)[i] = share;
    });
    orthogonalise(rest, operator, basis); // once more: the first pass leaves rounding behind
    const length = lengthOf(rest);
    const isLost = length < 1e-10;
    const direction = isLost && at + 1 < size ? newDirection(operator, basis, random) : scaled(rest, 1 / length);
    if (at + 1 === size) return { basis, projected, rest: direction, restLength: isLost ? 0 : length };
    basis.push(direction);
  }
}

function newDirection(operator: Operator, basis: readonly Float64Array[], random: () => number): Float64Array {
  const vector = Float64Array.from({ length: operator.size }, () => random() - 0.5);
  orthogonalise(vector, operator, basis);
  orthogonalise(vector, operator, basis);
  return unit(vector);
}

function orthogonalise(vector: Float64Array, { without }: Operator, basis: readonly Float64Array[]): void {
  for (const known of without) removeFrom(vector, known);
  for (const other of basis) removeFrom(vector, other);
}

function combination(basis: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array((basis[0] as Float64Array).length);
  basis.forEach((vector, i) => {
    const weight = weights[i] as number;
    for (let j = 0; j < sum.length; j++) sum[j] = (sum[j] as number) + weight * (vector[j] as number);
  });
  return unit(sum);
}
