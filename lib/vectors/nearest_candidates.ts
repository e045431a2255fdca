import { nearestGraph } from "./onnx_graph.ts";

/** Waiting threads sleep instead of spinning, which costs more on cores shared with other work. */
const SESSION = { extra: { session: { intra_op: { allow_spinning: "0" } } } } as const;
/** Scores held at once: 16 million float32, 64 MB. */
const SCORES_A_BLOCK = 16_000_000;
/** Candidates held at once, over the rows of a block. */
const CANDIDATES_A_BLOCK = 2_000_000;

/** Rows in float32, row-major. */
export interface FloatMatrix {
  rows: number;
  columns: number;
  values: Float32Array;
}

/** Which rows are likely nearest, by native products in single precision. */
export interface NearestCandidates {
  /**
   * The `count` rows of `all` with the highest product with each query, highest first, the query itself among them where it is a
   * row of `all`. Rows closer than about 1e-6 may change places: ask for some more, and measure them again.
   *
   * @param take Is given the candidates of one block of queries: `count` places a query, from query `start` on.
   */
  search: (
    all: FloatMatrix,
    queries: FloatMatrix,
    options: {
      count: number;
      take: (places: Int32Array, start: number) => void;
      /** Awaited between blocks. */
      pause?: () => Promise<void>;
    },
  ) => Promise<void>;
  /** Frees the memory of the engine; call it when done. */
  release: () => Promise<void>;
}

/**
 * Opens the search for candidates among very many rows, in blocks of bounded memory.
 *
 * @returns The search; `release()` it in a `finally`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openNearestCandidates } from "twoplane/vectors";
 * const search = await openNearestCandidates();
 * const all = { rows: 2, columns: 2, values: Float32Array.of(1, 0, 0, 1) };
 * const query = { rows: 1, columns: 2, values: Float32Array.of(0, 1) };
 * await search.search(all, query, { count: 1, take: (places) => assert.deepEqual([...places], [1]) });
 * await search.release();
 * ```
 */
export async function openNearestCandidates(): Promise<NearestCandidates> {
  const { InferenceSession, Tensor } = await import("onnxruntime-node");
  const session = await InferenceSession.create(nearestGraph(), SESSION);
  const tensor = ({ rows, columns, values }: FloatMatrix) => new Tensor("float32", values, [rows, columns]);
  return {
    search: async (all, queries, { count, take, pause }) => {
      checkSearch(all, queries, count);
      const [whole, most] = [tensor(all), new Tensor("int64", BigInt64Array.of(BigInt(count)), [1])];
      const blockRows = Math.max(
        1,
        Math.min(1000, Math.floor(SCORES_A_BLOCK / all.rows), Math.floor(CANDIDATES_A_BLOCK / count)),
      );
      for (let start = 0; start < queries.rows; start += blockRows) {
        const end = Math.min(queries.rows, start + blockRows);
        const values = queries.values.subarray(start * queries.columns, end * queries.columns);
        const block = tensor({ rows: end - start, columns: queries.columns, values });
        const { places } = await session.run({ rows: block, all: whole, count: most }, ["places"]);
        take(lowWords(places?.data as BigInt64Array), start);
        await pause?.();
      }
    },
    release: () => session.release(),
  };
}

/** Places are small: the lower half of each 64-bit integer, without making a BigInt of it. */
function lowWords(places: BigInt64Array): Int32Array {
  const halves = new Int32Array(places.buffer, places.byteOffset, 2 * places.length);
  const low = isLittleEndian ? 0 : 1;
  const numbers = new Int32Array(places.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = halves[2 * i + low] as number;
  return numbers;
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function checkSearch(all: FloatMatrix, queries: FloatMatrix, count: number): void {
  if (all.columns !== queries.columns) {
    throw new RangeError(
      `Cannot search candidates: needs rows of equal length, got ${all.columns} and ${queries.columns} columns`,
    );
  }
  if (Number.isSafeInteger(count) && count >= 1 && count <= all.rows) return;
  throw new RangeError(`Cannot search candidates: needs a count from 1 to ${all.rows}, got ${count}`);
}
