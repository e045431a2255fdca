import type { Embeddings } from "../shapes.ts";
import { norm, openNativeProducts, rowOf } from "../vectors/mod.ts";

/** Rows compared together, so that the others are read from memory once for all of them. */
const ROWS_A_TILE = 8;
/** Products held at once by the native engine: 128 MB. */
const PRODUCTS_A_BLOCK = 16_000_000;
/** Numbers of the others held in double precision at once by the native engine: 64 MB. */
const NUMBERS_A_BLOCK = 8_000_000;

/** Is given one judged row and its similarity to each of n rows; the array is used again for the next. */
export type TakeRow = (row: number, similarities: Float64Array) => void;

/** Cosine of each judged row with every row, in plain float64 in a fixed order: judged × n × d multiplications. */
export function eachSimilarityRow(embeddings: Embeddings, judged: readonly number[], take: TakeRow): void {
  const { ids, dims, vectors } = embeddings;
  const n = ids.length;
  const scales = inverseNorms(embeddings);
  const tile = new Float64Array(ROWS_A_TILE * dims);
  const products = new Float64Array(ROWS_A_TILE * n);
  for (let start = 0; start < judged.length; start += ROWS_A_TILE) {
    const rows = judged.slice(start, start + ROWS_A_TILE);
    rows.forEach((row, place) => tile.set(rowOf(embeddings, row), place * dims));
    for (let other = 0; other < n; other++) eightProducts({ tile, vectors, dims, products, n }, other);
    rows.forEach((row, place) => take(row, scaled(products.subarray(place * n, (place + 1) * n), row, scales)));
  }
}

/** The same by native products in double precision, in blocks of bounded memory; the last bits depend on the processor. */
export async function eachNativeSimilarityRow(
  embeddings: Embeddings,
  judged: readonly number[],
  take: TakeRow,
): Promise<void> {
  const { ids, dims, vectors } = embeddings;
  const n = ids.length;
  const scales = inverseNorms(embeddings);
  const native = await openNativeProducts();
  try {
    const judgedABlock = Math.max(1, Math.min(judged.length, Math.floor(PRODUCTS_A_BLOCK / n)));
    const othersABlock = Math.max(1, Math.floor(NUMBERS_A_BLOCK / dims));
    for (let start = 0; start < judged.length; start += judgedABlock) {
      const rows = judged.slice(start, start + judgedABlock);
      const left = { rows: rows.length, columns: dims, values: new Float64Array(rows.length * dims) };
      rows.forEach((row, place) => left.values.set(rowOf(embeddings, row), place * dims));
      const products = new Float64Array(rows.length * n);
      for (let from = 0; from < n; from += othersABlock) {
        const size = Math.min(othersABlock, n - from);
        const values = Float64Array.from(vectors.subarray(from * dims, (from + size) * dims));
        const block = await native.timesTransposed(left, { rows: size, columns: dims, values });
        rows.forEach((_, place) =>
          products.set(block.values.subarray(place * size, (place + 1) * size), place * n + from)
        );
      }
      rows.forEach((row, place) => take(row, scaled(products.subarray(place * n, (place + 1) * n), row, scales)));
    }
  } finally {
    await native.release();
  }
}

function inverseNorms(embeddings: Embeddings): Float64Array {
  return Float64Array.from(embeddings.ids, (_, row) => 1 / norm(rowOf(embeddings, row)));
}

/** Products with rows as they are, made cosines in place: the rows are of length 1 to single precision only. */
function scaled(products: Float64Array, row: number, scales: Float64Array): Float64Array {
  const own = scales[row] as number;
  for (let other = 0; other < products.length; other++) {
    products[other] = (products[other] as number) * own * (scales[other] as number);
  }
  return products;
}

/** Eight sums beside each other keep the processor busy and stay in one fixed order each. */
function eightProducts(
  { tile, vectors, dims, products, n }: {
    tile: Float64Array;
    vectors: Float32Array;
    dims: number;
    products: Float64Array;
    n: number;
  },
  other: number,
): void {
  const [d2, d3, d4, d5, d6, d7] = [2 * dims, 3 * dims, 4 * dims, 5 * dims, 6 * dims, 7 * dims];
  const from = other * dims;
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
  for (let i = 0; i < dims; i++) {
    const value = vectors[from + i] as number;
    s0 += (tile[i] as number) * value;
    s1 += (tile[dims + i] as number) * value;
    s2 += (tile[d2 + i] as number) * value;
    s3 += (tile[d3 + i] as number) * value;
    s4 += (tile[d4 + i] as number) * value;
    s5 += (tile[d5 + i] as number) * value;
    s6 += (tile[d6 + i] as number) * value;
    s7 += (tile[d7 + i] as number) * value;
  }
  products[other] = s0;
  products[n + other] = s1;
  products[2 * n + other] = s2;
  products[3 * n + other] = s3;
  products[4 * n + other] = s4;
  products[5 * n + other] = s5;
  products[6 * n + other] = s6;
  products[7 * n + other] = s7;
}
