import type { Embeddings } from "../shapes.ts";
import { norm } from "./dot.ts";

/** Vector of row i, a view that shares its memory. */
export function rowOf(embeddings: Pick<Embeddings, "dims" | "vectors">, row: number): Float32Array {
  const { dims, vectors } = embeddings;
  if (!Number.isSafeInteger(row) || row < 0 || (row + 1) * dims > vectors.length) {
    throw new RangeError(`Cannot read row ${row}: needs a whole number from 0 to ${vectors.length / dims - 1}`);
  }
  return vectors.subarray(row * dims, (row + 1) * dims);
}

/** Where each id stands: id → row. */
export function rowsById(embeddings: Pick<Embeddings, "ids">): Map<string, number> {
  return new Map(embeddings.ids.map((id, row) => [id, row]));
}

/** Adds a vector to a running sum, in place: the one writer of this room. */
export function addTo(sum: Float64Array, vector: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number);
}

/** Sum of the named rows in float64, in the order given. */
export function sumOfRows(
  embeddings: Pick<Embeddings, "dims" | "vectors">,
  rows: readonly number[],
): Float64Array {
  const sum = new Float64Array(embeddings.dims);
  for (const row of rows) addTo(sum, rowOf(embeddings, row));
  return sum;
}

/** Mean of the named rows: a raw centroid, as long as the rows agree and shorter the more they differ. */
export function meanOfRows(
  embeddings: Pick<Embeddings, "dims" | "vectors">,
  rows: readonly number[],
): Float64Array {
  if (rows.length === 0) throw new RangeError("Cannot take the mean of rows: needs at least 1 row, got 0");
  return sumOfRows(embeddings, rows).map((value) => value / rows.length);
}

/**
 * The same direction at length 1.
 *
 * @throws {RangeError} If the vector has length 0, since it points nowhere.
 */
export function toUnit(vector: ArrayLike<number>): Float64Array {
  const length = norm(vector);
  if (!(length > 0)) throw new RangeError(`Cannot scale a vector to length 1: needs a length above 0, got ${length}`);
  return Float64Array.from(vector, (value) => value / length);
}
