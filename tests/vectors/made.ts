import type { Embeddings } from "../../lib/shapes.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";

/** Random unit vectors, ids `p000`, `p001`, …; the same for the same seed. */
export function randomEmbeddings(rows: number, dims: number, seed: number): Embeddings {
  const normal = normalFrom(seededRandom(seed, "test vectors"));
  return embeddingsOf(Array.from({ length: rows }, () => Array.from({ length: dims }, normal)));
}

/** Embeddings from rows of any length; each is scaled to 1. */
export function embeddingsOf(rows: readonly (readonly number[])[], ids?: readonly string[]): Embeddings {
  const dims = rows[0]?.length ?? 1;
  const vectors = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    const length = Math.hypot(...row);
    vectors.set(row.map((value) => value / length), i * dims);
  });
  return { ids: ids ?? rows.map((_, i) => `p${String(i).padStart(3, "0")}`), dims, model: "made by a test", vectors };
}

/** |a − b| ≤ tolerance, with both shown where it is not. */
export function close(actual: number | undefined, expected: number | undefined, tolerance: number): void {
  if (actual !== undefined && expected !== undefined && Math.abs(actual - expected) <= tolerance) return;
  throw new Error(`need ${actual} within ${tolerance} of ${expected}`);
}
