import { checkAborted } from "../foundation/mod.ts";
import type { Embeddings, OnProgress } from "../shapes.ts";
import { nearestLists } from "./nearest_lists.ts";
import { rowOf, toUnit } from "./rows.ts";

/** Rows compared with all others between two pauses, in which progress is told and an abort is heard. */
const ROWS_A_PAUSE = 256;
/** Rows compared together, so that the others are read from memory once for all of them. */
const ROWS_A_TILE = 16;

/** Every pair once, in plain float64: n² · d / 2 multiplications. */
export async function exactNeighbours(
  embeddings: Embeddings,
  { k, onProgress, signal }: { k: number; onProgress?: OnProgress; signal?: AbortSignal },
): Promise<{ indices: Int32Array; distances: Float64Array }> {
  const { ids, dims } = embeddings;
  const units = new Float64Array(ids.length * dims);
  ids.forEach((_, row) => units.set(toUnit(rowOf(embeddings, row)), row * dims));
  const { indices, distances, offer } = nearestLists(ids, k);
  for (let start = 0; start < ids.length; start += ROWS_A_TILE) {
    if (start % ROWS_A_PAUSE === 0) {
      await new Promise((resume) => setTimeout(resume));
      checkAborted(signal);
      onProgress?.(start, ids.length);
    }
    const end = Math.min(ids.length, start + ROWS_A_TILE);
    for (let other = start + 1; other < ids.length; other++) {
      for (let row = start; row < Math.min(other, end); row++) {
        const similarity = dotAt(units, row * dims, other * dims, dims);
        offer(row, other, similarity);
        offer(other, row, similarity);
      }
    }
  }
  onProgress?.(ids.length, ids.length);
  return { indices, distances };
}

/** `dot()` inside one matrix: the same lanes in the same order, without views. */
function dotAt(units: Float64Array, a: number, b: number, dims: number): number {
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  const whole = dims - dims % 4;
  for (let i = 0; i < whole; i += 4) {
    s0 += (units[a + i] as number) * (units[b + i] as number);
    s1 += (units[a + i + 1] as number) * (units[b + i + 1] as number);
    s2 += (units[a + i + 2] as number) * (units[b + i + 2] as number);
    s3 += (units[a + i + 3] as number) * (units[b + i + 3] as number);
  }
  for (let i = whole; i < dims; i++) s0 += (units[a + i] as number) * (units[b + i] as number);
  return (s0 + s1) + (s2 + s3);
}
