import type { Similarities } from "./exposure_similarities.ts";

/** How much of the likeness after is the likeness there was before, and earlier. */
export interface ShiftSlopes {
  before: number;
  earlier: number;
}

/**
 * What each agent gains from each set: n × n, own sets on the diagonal.
 *
 * Row and column means are taken out, so that neither an agent that shifts toward everything nor a set that
 * everyone shifts toward counts: day effects and common news go. The scale n / (n − 1) makes the
 * mean of the diagonal own exposure minus the mean of the others' sets.
 */
export function gainsOf({ n, shift, after, before, earlier }: Similarities, slopes: ShiftSlopes | null): Float64Array {
  const gains = slopes === null
    ? Float64Array.from(shift)
    : after.map((value, cell) =>
      value - slopes.before * (before[cell] as number) - slopes.earlier * (earlier[cell] as number)
    );
  centreBothWays(gains, n);
  return gains.map((value) => value * n / (n - 1));
}

/** Least squares of after on before and earlier within strata, over all pairs, so that no reassignment changes it. */
export function slopesOf(strata: readonly Similarities[]): ShiftSlopes {
  let [bb, be, ee, ba, ea] = [0, 0, 0, 0, 0];
  for (const { n, after, before, earlier } of strata) {
    const [a, b, e] = [after, before, earlier].map((matrix) => {
      const centred = Float64Array.from(matrix);
      centreBothWays(centred, n);
      return centred;
    }) as [Float64Array, Float64Array, Float64Array];
    for (let cell = 0; cell < n * n; cell++) {
      const [y, x, z] = [a[cell] as number, b[cell] as number, e[cell] as number];
      bb += x * x;
      be += x * z;
      ee += z * z;
      ba += x * y;
      ea += z * y;
    }
  }
  const determinant = bb * ee - be * be;
  if (determinant > 1e-9 * bb * ee) {
    return { before: (ba * ee - ea * be) / determinant, earlier: (ea * bb - ba * be) / determinant };
  }
  return { before: bb > 0 ? ba / bb : 0, earlier: 0 }; // no earlier posts, or nothing varies
}

/** Takes row and column means out, in place. */
function centreBothWays(matrix: Float64Array, n: number): void {
  const [rows, columns] = [new Float64Array(n), new Float64Array(n)];
  let all = 0;
  matrix.forEach((value, cell) => {
    const [row, column] = [Math.floor(cell / n), cell % n];
    rows[row] = (rows[row] as number) + value / n;
    columns[column] = (columns[column] as number) + value / n;
    all += value / (n * n);
  });
  matrix.forEach((value, cell) => {
    matrix[cell] = value - (rows[Math.floor(cell / n)] as number) - (columns[cell % n] as number) + all;
  });
}

/** Rounds of filling; a few suffice, since few pairs are ever empty. */
const ROUNDS = 200;

/**
 * Fills empty pairs with what agent and set would give if they had nothing to do with each other, in place: the sum of
 * a level of the agent and one of the set, fitted to the other pairs. Such a pair counts neither for nor against.
 */
export function fillEmpty(matrix: Float64Array, n: number): void {
  const empty = Array.from(matrix, (value, cell) => Number.isNaN(value) ? cell : -1).filter((cell) => cell >= 0);
  if (empty.length === 0) return;
  const known = matrix.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  for (const cell of empty) matrix[cell] = mean;
  for (let round = 0; round < ROUNDS; round++) {
    const left = Float64Array.from(matrix);
    centreBothWays(left, n);
    let most = 0;
    for (const cell of empty) {
      matrix[cell] = (matrix[cell] as number) - (left[cell] as number);
      most = Math.max(most, Math.abs(left[cell] as number));
    }
    if (most < 1e-14) return;
  }
}
