import { solveLinear } from "./linear.ts";
import { centreColumns } from "./permanova.ts";

/** Rows of numbers and the two ways in which they hang together. */
export interface CrossedVectors {
  /** Length n · dims, row by row. */
  vectors: ArrayLike<number>;
  dims: number;
  /** Two lists of n labels. */
  units: readonly [readonly string[], readonly string[]];
}

/**
 * Where does the variance of vectors lie: between the levels of one unit, of another crossed with it, or within?
 *
 * `varianceComponents()` for vectors: sums of squares become sums of squared lengths, which is the same as splitting
 * each dimension and adding up (Henderson 1953, Biometrics 9:226–252, method 1; no interaction, balanced or not).
 *
 * @param data n × d with two labels a row, n ≥ 3.
 * @returns Variance between levels of the first unit, of the second, and within, each as it comes out, below 0 where it
 *   is too small to see; `null` where they cannot be told apart, as when every row is a level of its own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { vectorComponents } from "twoplane/statistics";
 * const vectors = [0, 0, 0, 1, 4, 0, 4, 1]; // agents differ by 4 in the first number, days by 1 in the second
 * const found = vectorComponents({ vectors, dims: 2, units: [["a", "a", "b", "b"], ["mon", "tue", "mon", "tue"]] });
 * assert.deepEqual(found, [8, 0.5, 0]);
 * ```
 */
export function vectorComponents({ vectors, dims, units }: CrossedVectors): [number, number, number] | null {
  const n = vectors.length / dims;
  const centred = centreColumns(vectors, dims);
  const tables = units.map((labels) => tableOf(labels, centred, dims));
  const spill = spillOf(units);
  const [first, second] = tables as [Table, Table];
  if (n < 3 || first.levels < 2 || second.levels < 2) return null;
  const meanTerms = tables.map(({ sizes }) => sizes.reduce((sum, size) => sum + size * size, 0) / n) as [
    number,
    number,
  ];
  const equations = [
    [n - meanTerms[0], spill[0] - meanTerms[1], first.levels - 1],
    [spill[1] - meanTerms[0], n - meanTerms[1], second.levels - 1],
    [n - meanTerms[0], n - meanTerms[1], n - 1],
  ];
  const found = solveLinear(equations, [first.squares, second.squares, squaresOf(centred)]);
  return found === null ? null : found as [number, number, number];
}

interface Table {
  levels: number;
  /** Rows of each level. */
  sizes: number[];
  /** Σ over levels of |sum of the level|² / size. */
  squares: number;
}

function tableOf(labels: readonly string[], centred: Float64Array, dims: number): Table {
  const places = placesOf(labels);
  const levels = Math.max(...places) + 1;
  const sums = new Float64Array(levels * dims);
  const sizes = Array<number>(levels).fill(0);
  places.forEach((place, row) => {
    sizes[place] = (sizes[place] as number) + 1;
    for (let i = 0; i < dims; i++) {
      sums[place * dims + i] = (sums[place * dims + i] as number) + (centred[row * dims + i] as number);
    }
  });
  const squares = sizes.reduce(
    (all, size, level) => all + squaresOf(sums.subarray(level * dims, (level + 1) * dims)) / size,
    0,
  );
  return { levels, sizes, squares };
}

/** How much of the other unit's variance the squares of each hold: Σ over levels of Σ cell² / size. */
function spillOf(units: CrossedVectors["units"]): [number, number] {
  const [first, second] = units;
  const cells = new Map<string, { first: string; second: string; n: number }>();
  first.forEach((label, row) => {
    const other = second[row] as string;
    const key = JSON.stringify([label, other]);
    const cell = cells.get(key) ?? { first: label, second: other, n: 0 };
    cell.n++;
    cells.set(key, cell);
  });
  const sizes = units.map((labels) => {
    const counts = new Map<string, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts;
  });
  let [inFirst, inSecond] = [0, 0];
  for (const cell of cells.values()) {
    inFirst += cell.n ** 2 / (sizes[0]?.get(cell.first) as number);
    inSecond += cell.n ** 2 / (sizes[1]?.get(cell.second) as number);
  }
  return [inFirst, inSecond];
}

function placesOf(labels: readonly string[]): Int32Array {
  const places = new Map<string, number>();
  return Int32Array.from(labels, (label) => {
    const place = places.get(label) ?? places.size;
    places.set(label, place);
    return place;
  });
}

function squaresOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2;
  return sum;
}
