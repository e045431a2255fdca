import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { checkOneOf, checkOptions, pacer } from "../foundation/mod.ts";
import type { Embeddings, Projection } from "../shapes.ts";
import { checkEmbeddings, FLOAT64_ROWS, meanOfRows, type NativeProducts, openNativeProducts } from "../vectors/mod.ts";

/** Rows whose products are added up together. */
const ROWS_A_BLOCK = 2048;
/** A direction with less than this share of the spread is rounding. */
const LEAST_SHARE = 1e-12;

/** Options of `principalMap()`. */
export interface PrincipalMapOptions {
  /** Default "float64" up to 4,000 rows (same bytes on every processor), "native" above. */
  engine?: "float64" | "native";
  signal?: AbortSignal;
}

/**
 * What does the plainest map show? Principal components: the two directions along which the
 * vectors differ most (Pearson 1901).
 *
 * The honest baseline beside any other map: a straight shadow of the vectors that has no seed and
 * invents no groups. Shares of the spread stand in `quality`; in hundreds of dimensions two
 * directions hold little of it. Each direction points to where its largest part is positive, so
 * that signs do not flip between runs. Where the third direction is as long as the second, which of them is shown is
 * arbitrary.
 *
 * @param embeddings n × d, unit rows, n ≥ 1.
 * @param options See `PrincipalMapOptions`.
 * @returns 2 · n coordinates; `quality.explainedSpread` is the share of the spread that both axes hold, 0 where all
 *   rows are the same and stand on one place.
 * @throws {RangeError} If a row is not of length 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { principalMap } from "twoplane/projection";
 * const vectors = Float32Array.of(1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1, 0);
 * const map = await principalMap({ ids: ["a", "b", "c", "d"], dims: 3, model: "hand", vectors });
 * assert(Math.abs((map.quality.explainedSpread ?? 0) - 1) < 1e-12);
 * ```
 */
export async function principalMap(embeddings: Embeddings, options: PrincipalMapOptions = {}): Promise<Projection> {
  const caller = "principalMap";
  checkOptions(caller, options, ["engine", "signal"]);
  checkEmbeddings(caller, embeddings);
  const { ids, dims, vectors } = embeddings;
  const byDefault = ids.length <= FLOAT64_ROWS ? "float64" : "native";
  const engine = checkOneOf(caller, "engine", options.engine ?? byDefault, ["float64", "native"]);
  const centre = meanOfRows(embeddings, [...ids.keys()]);
  const native = engine === "native" ? await openNativeProducts() : null;
  try {
    const products = await scatter(embeddings, centre, { native, pause: pacer(options.signal) });
    const { axes, shares } = principalAxes(products, dims);
    const coordinates = new Float64Array(2 * ids.length);
    for (let row = 0; row < ids.length; row++) {
      for (let axis = 0; axis < axes.length; axis++) {
        const direction = axes[axis] as Float64Array;
        let sum = 0;
        for (let i = 0; i < dims; i++) {
          sum += ((vectors[row * dims + i] as number) - (centre[i] as number)) * (direction[i] as number);
        }
        coordinates[2 * row + axis] = sum;
      }
    }
    const explained = [shares[0] ?? 0, shares[1] ?? 0];
    return {
      ids,
      coordinates,
      seed: 0,
      settings: { method: "PCA", explainedSpread: explained, engine },
      quality: { explainedSpread: explained.reduce((sum, share) => sum + share, 0) },
    };
  } finally {
    await native?.release();
  }
}

/** Σ (x − centre)(x − centre)ᵀ over all rows: d × d, row-major, in blocks of rows. */
async function scatter(
  { ids, dims, vectors }: Embeddings,
  centre: Float64Array,
  { native, pause }: { native: NativeProducts | null; pause: (work: number) => Promise<void> },
): Promise<Float64Array> {
  const sums = new Float64Array(dims * dims);
  for (let start = 0; start < ids.length; start += ROWS_A_BLOCK) {
    const rows = Math.min(ROWS_A_BLOCK, ids.length - start);
    // One dimension a row: what is multiplied then stands side by side.
    const block = new Float64Array(dims * rows);
    for (let i = 0; i < dims; i++) {
      for (let row = 0; row < rows; row++) {
        block[i * rows + row] = (vectors[(start + row) * dims + i] as number) - (centre[i] as number);
      }
    }
    if (native === null) await addProducts(sums, block, { dims, rows, pause });
    else {
      const matrix = { rows: dims, columns: rows, values: block };
      const { values } = await native.timesTransposed(matrix, matrix);
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (values[i] as number);
    }
    await pause(dims * rows);
  }
  return sums;
}

/** Upper half by sums of four lanes in a fixed order, mirrored. */
async function addProducts(
  sums: Float64Array,
  block: Float64Array,
  { dims, rows, pause }: { dims: number; rows: number; pause: (work: number) => Promise<void> },
): Promise<void> {
  const whole = rows - rows % 4;
  for (let i = 0; i < dims; i++) {
    for (let j = i; j < dims; j++) {
      const [a, b] = [i * rows, j * rows];
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (let row = 0; row < whole; row += 4) {
        s0 += (block[a + row] as number) * (block[b + row] as number);
        s1 += (block[a + row + 1] as number) * (block[b + row + 1] as number);
        s2 += (block[a + row + 2] as number) * (block[b + row + 2] as number);
        s3 += (block[a + row + 3] as number) * (block[b + row + 3] as number);
      }
      for (let row = whole; row < rows; row++) s0 += (block[a + row] as number) * (block[b + row] as number);
      const sum = (sums[i * dims + j] as number) + ((s0 + s1) + (s2 + s3));
      sums[i * dims + j] = sum;
      sums[j * dims + i] = sum;
    }
    await pause(rows * (dims - i));
  }
}

/** The two directions of most spread, signs settled, and their shares; fewer where there is no more spread. */
function principalAxes(products: Float64Array, dims: number): { axes: Float64Array[]; shares: number[] } {
  let total = 0;
  for (let i = 0; i < dims; i++) total += products[i * dims + i] as number;
  if (!(total > 1e-18)) return { axes: [], shares: [] };
  const matrix = Matrix.from1DArray(dims, dims, products);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i)
    .sort((a, b) => (realEigenvalues[b] as number) - (realEigenvalues[a] as number))
    .slice(0, 2)
    .filter((i) => (realEigenvalues[i] as number) > LEAST_SHARE * total);
  return {
    axes: order.map((i) => settled(Float64Array.from(eigenvectorMatrix.getColumn(i)))),
    shares: order.map((i) => (realEigenvalues[i] as number) / total),
  };
}

/** The sign in which the part of largest size is positive; parts that differ by rounding count as equal, the first wins. */
function settled(direction: Float64Array): Float64Array {
  const largest = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const deciding = direction.find((value) => Math.abs(value) >= largest * (1 - 1e-9)) as number;
  return deciding < 0 ? direction.map((value) => -value) : direction;
}
