/** Sweeps of Jacobi's rotations; ten are enough. */
const MOST_SWEEPS = 60;

/** Eigenvalues, largest first, and their vectors of length 1: vector j stands at `vectors[j]`. */
export interface Eigen {
  values: Float64Array;
  vectors: Float64Array[];
}

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations in a fixed order.
 *
 * @param matrix m rows of m numbers; it is not changed.
 */
export function smallEigen(matrix: readonly Float64Array[]): Eigen {
  const size = matrix.length;
  const left = matrix.map((row) => row.slice());
  const vectors = matrix.map((_, i) => new Float64Array(size).fill(0).fill(1, i, i + 1));
  for (let sweep = 0; sweep < MOST_SWEEPS && !isDiagonal(left); sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(left, vectors, p, q);
  }
  const value = (i: number) => (left[i] as Float64Array)[i] as number;
  const order = matrix.map((_, i) => i).sort((i, j) => value(j) - value(i) || i - j);
  return { values: Float64Array.from(order, value), vectors: order.map((i) => vectors[i] as Float64Array) };
}

function isDiagonal(matrix: readonly Float64Array[]): boolean {
  let [off, all] = [0, 0];
  matrix.forEach((row, i) =>
    row.forEach((value, j) => {
      all += value * value;
      if (i !== j) off += value * value;
    })
  );
  return off <= 1e-28 * all;
}

/** Turns the plane of p and q so that their shared entry becomes 0. */
function rotate(matrix: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): void {
  const [rowP, rowQ] = [matrix[p] as Float64Array, matrix[q] as Float64Array];
  const shared = rowP[q] as number;
  if (shared === 0) return;
  const theta = ((rowQ[q] as number) - (rowP[p] as number)) / (2 * shared);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of matrix) turn(row, row, p, q, cosine, sine);
  for (let i = 0; i < matrix.length; i++) {
    const [a, b] = [rowP[i] as number, rowQ[i] as number];
    rowP[i] = cosine * a - sine * b;
    rowQ[i] = sine * a + cosine * b;
  }
  const [vectorP, vectorQ] = [vectors[p] as Float64Array, vectors[q] as Float64Array];
  for (let i = 0; i < matrix.length; i++) {
    const [a, b] = [vectorP[i] as number, vectorQ[i] as number];
    vectorP[i] = cosine * a - sine * b;
    vectorQ[i] = sine * a + cosine * b;
  }
}

function turn(from: Float64Array, to: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const [a, b] = [from[p] as number, from[q] as number];
  to[p] = cosine * a - sine * b;
  to[q] = sine * a + cosine * b;
}
