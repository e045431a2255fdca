/** Small dense matrices, row-major, for regressions of a few coefficients. @module */

/** Product of an n × m and an m × k matrix. */
export function multiply(a: Float64Array, b: Float64Array, m: number): Float64Array {
  const [n, k] = [a.length / m, b.length / m];
  const product = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < m; l++) {
      const factor = a[i * m + l] as number;
      for (let j = 0; j < k; j++) {
        product[i * k + j] = (product[i * k + j] as number) + factor * (b[l * k + j] as number);
      }
    }
  }
  return product;
}

/** Σ a·b. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Eigenvalues and eigenvectors (columns) of a symmetric p × p matrix, by Jacobi rotations. */
export function symmetricEigen(matrix: Float64Array, p: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(p * p);
  for (let i = 0; i < p; i++) vectors[i * p + i] = 1;
  for (let sweep = 0; sweep < 100 && offDiagonal(a, p) > 0; sweep++) {
    for (let i = 0; i < p; i++) for (let j = i + 1; j < p; j++) rotate(a, vectors, p, i, j);
  }
  return { values: Float64Array.from({ length: p }, (_, i) => a[i * p + i] as number), vectors };
}

/** f applied to the eigenvalues of a symmetric matrix, such as its inverse root. */
export function matrixFunction(matrix: Float64Array, p: number, f: (eigenvalue: number) => number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, p);
  const result = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      let sum = 0;
      for (let k = 0; k < p; k++) {
        sum += (vectors[i * p + k] as number) * f(values[k] as number) * (vectors[j * p + k] as number);
      }
      result[i * p + j] = sum;
    }
  }
  return result;
}

/** Gaussian elimination with row exchanges; `null` where the equations do not decide. */
export function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const rows = matrix.map((row, i) => [...row, right[i] as number]);
  const size = rows.length;
  const scale = Math.max(...matrix.flat().map(Math.abs));
  for (let column = 0; column < size; column++) {
    const pivot = rows.slice(column).reduce(
      (best, row, i) => Math.abs(row[column] as number) > Math.abs(rows[best]?.[column] as number) ? column + i : best,
      column,
    );
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const lead = rows[column] as number[];
    if (Math.abs(lead[column] as number) < 1e-10 * scale) return null;
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = (rows[i]?.[column] as number) / (lead[column] as number);
      rows[i] = (rows[i] as number[]).map((value, j) => value - factor * (lead[j] as number));
    }
  }
  return rows.map((row, i) => (row[size] as number) / (row[i] as number));
}

function offDiagonal(a: Float64Array, p: number): number {
  let [off, all] = [0, 0];
  for (let i = 0; i < p * p; i++) {
    const square = (a[i] as number) ** 2;
    all += square;
    if (i % (p + 1) !== 0) off += square;
  }
  return off > 1e-34 * all ? off : 0;
}

/** One rotation that makes a[i][j] zero. */
function rotate(a: Float64Array, vectors: Float64Array, p: number, i: number, j: number): void {
  const off = a[i * p + j] as number;
  if (off === 0) return;
  const theta = ((a[j * p + j] as number) - (a[i * p + i] as number)) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  const turn = (matrix: Float64Array, first: number, second: number) => {
    const [x, y] = [matrix[first] as number, matrix[second] as number];
    matrix[first] = cosine * x - sine * y;
    matrix[second] = sine * x + cosine * y;
  };
  for (let k = 0; k < p; k++) turn(a, k * p + i, k * p + j);
  for (let k = 0; k < p; k++) turn(a, i * p + k, j * p + k);
  for (let k = 0; k < p; k++) turn(vectors, k * p + i, k * p + j);
}
