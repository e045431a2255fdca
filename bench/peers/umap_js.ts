import { UMAP } from "umap-js";
import { seededRandom } from "../../lib/foundation/mod.ts";
import type { Embeddings } from "../../lib/shapes.ts";

/** umap-js as its documentation has it: rows as arrays, its own search for neighbours, cosine passed in. */
export async function mapByUmapJs({ ids, dims, vectors }: Embeddings): Promise<Float64Array> {
  const rows = ids.map((_, row) => Array.from(vectors.subarray(row * dims, (row + 1) * dims)));
  const umap = new UMAP({
    ...{ nNeighbors: 15, minDist: 0.1, nComponents: 2 },
    distanceFn: cosineDistance,
    random: seededRandom(1, "umap-js"),
  });
  return Float64Array.from((await umap.fitAsync(rows, () => true)).flat());
}

/** Rows have length 1. */
function cosineDistance(a: number[], b: number[]): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += (a[i] as number) * (b[i] as number);
  return 1 - product;
}
