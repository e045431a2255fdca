import { checkInteger, checkOptions } from "../foundation/mod.ts";

/**
 * How far apart are two paths if each may wait for the other? Dynamic time warping.
 *
 * The least mean distance over all ways to walk both paths from start to end together without
 * turning back (Sakoe and Chiba 1978, symmetric weights: a step of both counts 2, a step of one 1,
 * so that all weights sum to rows + columns and paths of any length compare).
 *
 * @param distances rows × columns, row-major: distance of each point of one path from each of the other.
 * @param size Points of either path, at least 1.
 * @returns Mean distance along the best common walk; 0 where one path is the other with pauses.
 * @throws {RangeError} If the sizes do not fit, or a distance is negative or not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dynamicTimeWarping } from "twoplane/projection";
 * // 0, 5 and 0, 0, 5: the second waits once.
 * const distances = Float64Array.of(0, 0, 5, 5, 5, 0);
 * assert(dynamicTimeWarping(distances, { rows: 2, columns: 3 }) === 0);
 * ```
 */
export function dynamicTimeWarping(distances: Float64Array, size: { rows: number; columns: number }): number {
  const caller = "dynamicTimeWarping";
  checkOptions(caller, size, ["rows", "columns"]);
  const rows = checkInteger(caller, "rows", size.rows, { min: 1 });
  const columns = checkInteger(caller, "columns", size.columns, { min: 1 });
  if (distances.length !== rows * columns) {
    throw new RangeError(`Cannot run ${caller}(): needs ${rows} × ${columns} distances, got ${distances.length}`);
  }
  const bad = distances.findIndex((value) => !(value >= 0 && value < Infinity));
  if (bad >= 0) {
    throw new RangeError(`Cannot run ${caller}(): distances[${bad}] needs a number ≥ 0, got ${distances[bad]}`);
  }
  const costs = new Float64Array(columns); // least cost of a walk to each point of the second path
  for (let i = 0; i < rows; i++) {
    let diagonal = 0;
    for (let j = 0; j < columns; j++) {
      const cost = distances[i * columns + j] as number;
      const above = costs[j] as number;
      const ways = [
        i > 0 ? above + cost : Infinity,
        j > 0 ? (costs[j - 1] as number) + cost : Infinity,
        i > 0 === j > 0 ? diagonal + 2 * cost : Infinity, // to the first point from nowhere
      ];
      costs[j] = Math.min(...ways);
      diagonal = above;
    }
  }
  return (costs[columns - 1] as number) / (rows + columns);
}

/** Distances of two paths' points in whole units, and in which order either path takes its points. */
export interface WalkedDistances {
  /** Whole multiples of a unit. */
  distances: Int32Array;
  columns: number;
  rowOrder: Int32Array;
  columnOrder: Int32Array;
}

/**
 * `dynamicTimeWarping()` of a stretch of either path in whole units, nothing checked.
 *
 * Whole numbers, since which of three ways is least is a coin toss to the processor: chosen by their signs instead of
 * by a jump it takes a fifth of the time.
 *
 * @param stretch First place and end of each path's stretch in its order; `scratch` holds one number a column at least.
 * @returns Mean distance along the best common walk, in units. All costs of a walk must stay below 2³⁰ units.
 */
export function warpedUnits(
  { distances, columns: stride, rowOrder, columnOrder }: WalkedDistances,
  { rows: [top, bottom], columns: [left, right], scratch }: {
    rows: readonly [number, number];
    columns: readonly [number, number];
    scratch: Int32Array;
  },
): number {
  const width = right - left;
  const first = (rowOrder[top] as number) * stride;
  let before = 0;
  for (let j = 0; j < width; j++) {
    const cost = distances[first + (columnOrder[left + j] as number)] as number;
    before = (before + (j === 0 ? 2 : 1) * cost) | 0;
    scratch[j] = before;
  }
  for (let i = top + 1; i < bottom; i++) {
    const row = (rowOrder[i] as number) * stride;
    let diagonal = scratch[0] as number;
    before = (diagonal + (distances[row + (columnOrder[left] as number)] as number)) | 0;
    scratch[0] = before;
    for (let j = 1; j < width; j++) {
      const cost = distances[row + (columnOrder[left + j] as number)] as number;
      const above = scratch[j] as number;
      const diagonalMore = (diagonal + cost - above) | 0;
      const least = (above + (diagonalMore & (diagonalMore >> 31))) | 0; // the smaller of above and diagonal + cost
      const leastMore = (least - before) | 0;
      before = (before + (leastMore & (leastMore >> 31)) + cost) | 0;
      diagonal = above;
      scratch[j] = before;
    }
  }
  return before / (bottom - top + width);
}
