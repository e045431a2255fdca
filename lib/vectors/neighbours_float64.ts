import { checkAborted } from "../foundation/mod.ts";
import type { Embeddings, OnProgress } from "../shapes.ts";
import { dot } from "./dot.ts";
import { nearestLists } from "./nearest_lists.ts";
import { rowOf, toUnit } from "./rows.ts";

/** Rows between two pauses in which progress is told and an abort is heard. */
const ROWS_A_PAUSE = 256;

/** Every pair once, in plain float64: n² · d / 2 multiplications. */
export async function exactNeighbours(
  embeddings: Embeddings,
  { k, onProgress, signal }: { k: number; onProgress?: OnProgress; signal?: AbortSignal },
): Promise<{ indices: Int32Array; distances: Float64Array }> {
  const { ids } = embeddings;
  const units = ids.map((_, row) => toUnit(rowOf(embeddings, row)));
  const { indices, distances, offer } = nearestLists(ids, k);
  for (let row = 0; row < ids.length; row++) {
    if (row % ROWS_A_PAUSE === 0) {
      await new Promise((resume) => setTimeout(resume));
      checkAborted(signal);
      onProgress?.(row, ids.length);
    }
    const unit = units[row] as Float64Array;
    for (let other = row + 1; other < ids.length; other++) {
      const similarity = dot(unit, units[other] as Float64Array);
      offer(row, other, similarity);
      offer(other, row, similarity);
    }
  }
  onProgress?.(ids.length, ids.length);
  return { indices, distances };
}
