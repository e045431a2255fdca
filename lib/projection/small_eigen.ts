import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** Eigenvalues, largest first, and their vectors of length 1: vector j stands at `vectors[j]`. */
export interface Eigen {
  values: Float64Array;
  vectors: Float64Array[];
}

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix, in plain float64: the same bytes on every processor.
 *
 * @param matrix m rows of m numbers; it is not changed.
 */
export function smallEigen(matrix: readonly Float64Array[]): Eigen {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix(matrix as Float64Array[]),
    { assumeSymmetric: true },
  );
  const value = (i: number) => realEigenvalues[i] as number;
  const order = matrix.map((_, i) => i).sort((i, j) => value(j) - value(i) || i - j);
  return {
    values: Float64Array.from(order, value),
    vectors: order.map((i) => Float64Array.from(eigenvectorMatrix.getColumn(i))),
  };
}
