import { checkAborted } from "../foundation/mod.ts";
import type { LayoutWatch } from "./layout_worker_client.ts";
import type { NeighbourLists } from "./fuzzy_graph.ts";

/** Epochs between two pauses in which progress is told and an abort is heard. */
const EPOCHS_A_PAUSE = 10;

/** The reference engine: the layout of umap-js over exact neighbours, from a random start. */
export async function layOutByUmapJs(
  nearest: NeighbourLists,
  { minDist, epochs, random }: { minDist: number; epochs: number; random: () => number },
  { onProgress, signal }: LayoutWatch,
): Promise<Float64Array> {
  const { UMAP } = await import("umap-js");
  // A new object a call: a second fit on one object never ends.
  const umap = new UMAP({ nNeighbors: nearest.k + 1, minDist, random, nEpochs: epochs });
  const rows = nearest.indices.length / nearest.k;
  const { indices, distances } = withSelf(nearest, rows);
  umap.setPrecomputedKNN(indices, distances);
  // With neighbours given, only the number of rows is read from the data.
  umap.initializeFit(Array.from({ length: rows }, () => []));
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (epoch % EPOCHS_A_PAUSE === 0) {
      await new Promise((resume) => setTimeout(resume));
      checkAborted(signal);
      onProgress?.(epoch, epochs);
    }
    umap.step();
  }
  onProgress?.(epochs, epochs);
  return Float64Array.from(umap.getEmbedding().flat());
}

/** Each row as its own first neighbour at distance 0, as UMAP counts. */
function withSelf(
  { indices, distances, k }: NeighbourLists,
  rows: number,
): { indices: number[][]; distances: number[][] } {
  const places = Array.from({ length: rows }, (_, row) => row);
  return {
    indices: places.map((row) => [row, ...indices.subarray(row * k, (row + 1) * k)]),
    distances: places.map((row) => [0, ...distances.subarray(row * k, (row + 1) * k)]),
  };
}
