import type { PartitionRows } from "./partition_rows.ts";

/** Shares of variance, in order, `residual` last. */
export interface Partition {
  shares: readonly { part: string; share: number; df: number }[];
}

const SWEEPS = 200;
const TOLERANCE = 1e-11;

/**
 * Sequential least squares in d dimensions: what each part explains of what the parts before it left over.
 *
 * Fitting several groupings at once means taking out their group means in turn until nothing changes (alternating
 * projections), which needs no matrix of dummy variables however many agents there are.
 */
export function partition(rows: PartitionRows): Partition {
  const { n, dims } = rows;
  const residual = Float64Array.from(rows.vectors);
  sweep(residual, dims, new Int32Array(n), 1);
  const whole = squares(residual);
  const found: { part: string; squares: number; df: number }[] = [];
  let left = whole;
  const taken: PartitionRows["groupings"][number][] = [];
  for (const grouping of rows.groupings) {
    taken.push(grouping);
    sweepAll(residual, dims, taken);
    const now = squares(residual);
    found.push({ part: grouping.part, squares: left - now, df: grouping.df });
    left = now;
  }
  const slope = rows.exposure === null ? null : slopeSquares(residual, rows, taken);
  const usedDf = found.reduce((sum, { df }) => sum + df, 0) + (slope === null ? 0 : 1 / dims);
  const residualDf = Math.max(1, n - 1 - usedDf);
  const meanSquare = (left - (slope ?? 0)) / residualDf;
  const corrected = found.map(({ part, squares: own, df }) => ({
    part,
    share: (own - df * meanSquare) / (whole + meanSquare),
    df,
  }));
  if (slope !== null) corrected.push({ part: "exposure", share: slope / (whole + meanSquare), df: 1 });
  const explained = corrected.reduce((sum, { share }) => sum + share, 0);
  return { shares: [...corrected, { part: "residual", share: 1 - explained, df: residualDf }] };
}

/** Takes the groups' means out of the rows, in place; returns how much that moved, as a sum of squares. */
function sweep(rows: Float64Array, dims: number, labels: Int32Array, groups: number): number {
  const sums = new Float64Array(groups * dims);
  const counts = new Float64Array(groups);
  for (let row = 0; row < labels.length; row++) {
    const [group, start] = [labels[row] as number, row * dims];
    counts[group] = (counts[group] as number) + 1;
    for (let i = 0; i < dims; i++) {
      sums[group * dims + i] = (sums[group * dims + i] as number) + (rows[start + i] as number);
    }
  }
  let moved = 0;
  for (let group = 0; group < groups; group++) {
    const size = counts[group] as number;
    for (let i = group * dims; size > 0 && i < (group + 1) * dims; i++) {
      sums[i] = (sums[i] as number) / size;
      moved += size * (sums[i] as number) ** 2;
    }
  }
  for (let row = 0; row < labels.length; row++) {
    const [group, start] = [labels[row] as number, row * dims];
    for (let i = 0; i < dims; i++) {
      rows[start + i] = (rows[start + i] as number) - (sums[group * dims + i] as number);
    }
  }
  return moved;
}

function sweepAll(rows: Float64Array, dims: number, groupings: PartitionRows["groupings"]): void {
  const scale = squares(rows) || 1;
  for (let round = 0; round < SWEEPS; round++) {
    const moved = groupings.map(({ labels, groups }) => sweep(rows, dims, labels, groups));
    if (groupings.length === 1 || Math.max(...moved) <= TOLERANCE * scale) return;
  }
}

/** What one common step toward the exposure explains of the residual. */
function slopeSquares(residual: Float64Array, rows: PartitionRows, groupings: PartitionRows["groupings"]): number {
  const shown = Float64Array.from(rows.exposure as Float64Array);
  sweep(shown, rows.dims, new Int32Array(rows.n), 1);
  sweepAll(shown, rows.dims, groupings);
  let [product, length] = [0, 0];
  for (let i = 0; i < shown.length; i++) {
    product += (shown[i] as number) * (residual[i] as number);
    length += (shown[i] as number) ** 2;
  }
  return length < 1e-12 ? 0 : product ** 2 / length;
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2;
  return sum;
}
