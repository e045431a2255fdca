import { checkAborted } from "../foundation/mod.ts";
import type { Embeddings, OnProgress } from "../shapes.ts";
import { dot, norm } from "./dot.ts";
import { nearestLists } from "./nearest_lists.ts";
import { nearestGraph } from "./onnx_graph.ts";
import { rowOf } from "./rows.ts";

/** Waiting threads sleep instead of spinning, which costs more on cores shared with other work. */
const SESSION = { extra: { session: { intra_op: { allow_spinning: "0" } } } } as const;
/** Scores held at once: 16 million float32, 64 MB. */
const SCORES_A_BLOCK = 16_000_000;
/** Candidates beyond k, since float32 may swap rows that are closer than its rounding. */
const SPARE = 8;

/**
 * Candidates by native matrix product and top-k in blocks of rows, then measured again in
 * float64. `scoresABlock` bounds the memory, whatever the number of rows.
 */
export async function nativeNeighbours(
  embeddings: Embeddings,
  { k, onProgress, signal, scoresABlock = SCORES_A_BLOCK }: {
    k: number;
    onProgress?: OnProgress;
    signal?: AbortSignal;
    scoresABlock?: number;
  },
): Promise<{ indices: Int32Array; distances: Float64Array }> {
  const { ids, dims, vectors } = embeddings;
  const rows = ids.length;
  const { InferenceSession, Tensor } = await import("onnxruntime-node");
  const session = await InferenceSession.create(nearestGraph(), SESSION);
  try {
    const { indices, distances, offer } = nearestLists(ids, k);
    const norms = Float64Array.from(ids, (_, row) => norm(rowOf(embeddings, row)));
    const candidates = Math.min(rows, k + 1 + SPARE);
    const all = new Tensor("float32", vectors, [rows, dims]);
    const count = new Tensor("int64", BigInt64Array.of(BigInt(candidates)), [1]);
    const blockRows = Math.max(1, Math.min(1000, Math.floor(scoresABlock / rows)));
    for (let start = 0; start < rows; start += blockRows) {
      checkAborted(signal);
      onProgress?.(start, rows);
      const end = Math.min(rows, start + blockRows);
      const block = new Tensor("float32", vectors.subarray(start * dims, end * dims), [end - start, dims]);
      const { places } = await session.run({ rows: block, all, count }, ["places"]);
      offerCandidates(embeddings, { start, candidates, places: places?.data as BigInt64Array, norms, offer });
    }
    onProgress?.(rows, rows);
    return { indices, distances };
  } finally {
    await session.release();
  }
}

function offerCandidates(
  embeddings: Embeddings,
  { start, candidates, places, norms, offer }: {
    start: number;
    candidates: number;
    places: BigInt64Array;
    norms: Float64Array;
    offer: (row: number, other: number, similarity: number) => void;
  },
): void {
  for (let at = 0; at < places.length; at += candidates) {
    const row = start + at / candidates;
    const vector = rowOf(embeddings, row);
    for (const place of places.subarray(at, at + candidates)) {
      const other = Number(place);
      if (other === row) continue;
      const lengths = (norms[row] as number) * (norms[other] as number);
      offer(row, other, dot(vector, rowOf(embeddings, other)) / lengths);
    }
  }
}
