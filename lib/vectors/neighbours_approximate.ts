import { checkAborted, seededRandom, shuffled } from "../foundation/mod.ts";
import type { Embeddings, OnProgress } from "../shapes.ts";
import { dot, norm } from "./dot.ts";
import { openNearestCandidates } from "./nearest_candidates.ts";
import { type NearestLists, nearestLists } from "./nearest_lists.ts";
import { rowOf } from "./rows.ts";

/** Ties a row has in the graph, and rows looked at while it is built and searched: more find more and take longer. */
const GRAPH = { connectivity: 16, expansion_add: 128, expansion_search: 96 } as const;
/** Rows added or searched between two pauses. */
const BLOCK = 5000;
/** Candidates beyond k: the row itself, and some that float32 may have put in another order. */
const SPARE = 9;
/** Rows whose neighbours are also found exactly. */
const SAMPLE = 200;

/**
 * Neighbours by a walk through a graph of near rows, measured again in float64.
 *
 * One thread builds the graph, so that the same rows in the same order give the same neighbours on the same processor.
 */
export async function approximateNeighbours(
  embeddings: Embeddings,
  { k, onProgress, signal }: { k: number; onProgress?: OnProgress; signal?: AbortSignal },
): Promise<{ indices: Int32Array; distances: Float64Array; recall: number }> {
  const { ids, dims, vectors } = embeddings;
  const rows = ids.length;
  const { BatchMatches, Index, MetricKind, ScalarKind } = await import("usearch");
  const kinds = { metric: MetricKind.Cos, quantization: ScalarKind.F32, multi: false };
  const index = new Index({ dimensions: dims, ...kinds, ...GRAPH });
  const lists = nearestLists(ids, k);
  const norms = Float64Array.from(ids, (_, row) => norm(rowOf(embeddings, row)));
  const blocks = async (work: (start: number, end: number) => void, done: number) => {
    for (let start = 0; start < rows; start += BLOCK) {
      checkAborted(signal);
      onProgress?.(done + start, 2 * rows);
      work(start, Math.min(rows, start + BLOCK));
      await Promise.resolve();
    }
  };
  await blocks((start, end) => {
    const keys = BigUint64Array.from({ length: end - start }, (_, i) => BigInt(start + i));
    index.add(keys, vectors.subarray(start * dims, end * dims), 1);
  }, 0);
  const wanted = Math.min(rows, k + SPARE);
  const short: number[] = []; // the walk may end early, as among many equal rows
  await blocks((start, end) => {
    const found = index.search(vectors.subarray(start * dims, end * dims), wanted, 1);
    for (let row = start; row < end; row++) {
      const { keys } = found instanceof BatchMatches ? found.get(row - start) : found; // one query has one list
      for (const key of keys) offer(embeddings, norms, lists, row, Number(key));
      if (lists.indices[row * k + k - 1] === -1) short.push(row);
    }
  }, rows);
  if (short.length > 0) copyRows(await exactRows(embeddings, norms, short, k), lists, short, k);
  onProgress?.(2 * rows, 2 * rows);
  const sample = shuffled(ids.map((_, row) => row), seededRandom(1, "recall")).slice(0, SAMPLE);
  const truth = await exactRows(embeddings, norms, sample, k);
  const hits = sample.reduce((sum, row) => {
    const own = new Set(lists.indices.subarray(row * k, (row + 1) * k));
    return sum + truth.indices.subarray(row * k, (row + 1) * k).filter((other) => own.has(other)).length;
  }, 0);
  return { indices: lists.indices, distances: lists.distances, recall: hits / (sample.length * k) };
}

function offer(embeddings: Embeddings, norms: Float64Array, lists: NearestLists, row: number, other: number): void {
  if (other === row) return;
  const lengths = (norms[row] as number) * (norms[other] as number);
  lists.offer(row, other, dot(rowOf(embeddings, row), rowOf(embeddings, other)) / lengths);
}

/** The k nearest of some rows, found by comparing them with all. */
async function exactRows(
  embeddings: Embeddings,
  norms: Float64Array,
  wanted: readonly number[],
  k: number,
): Promise<NearestLists> {
  const { ids, dims, vectors } = embeddings;
  const values = new Float32Array(wanted.length * dims);
  wanted.forEach((row, place) => values.set(rowOf(embeddings, row), place * dims));
  const count = Math.min(ids.length, k + SPARE);
  const lists = nearestLists(ids, k);
  const search = await openNearestCandidates();
  try {
    const all = { rows: ids.length, columns: dims, values: vectors };
    await search.search(all, { rows: wanted.length, columns: dims, values }, {
      count,
      take: (places, start) =>
        places.forEach((other, at) => {
          offer(embeddings, norms, lists, wanted[start + Math.floor(at / count)] as number, other);
        }),
    });
  } finally {
    await search.release();
  }
  return lists;
}

function copyRows(from: NearestLists, to: NearestLists, rows: readonly number[], k: number): void {
  for (const row of rows) {
    to.indices.set(from.indices.subarray(row * k, (row + 1) * k), row * k);
    to.distances.set(from.distances.subarray(row * k, (row + 1) * k), row * k);
  }
}
