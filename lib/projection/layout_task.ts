import { seededRandom } from "../foundation/mod.ts";
import type { Embeddings, Neighbours } from "../shapes.ts";
import { type Components, components } from "./components.ts";
import { fitCurve } from "./curve.ts";
import { fuzzyGraph } from "./fuzzy_graph.ts";
import type { LayoutTask } from "./layout.ts";
import { principalMap } from "./principal_map.ts";
import { stateFrom } from "./stream.ts";

/** Map distance over which closeness falls off; it only sets the unit of the map. */
const SPREAD = 1;

/**
 * All that a layout needs: the fuzzy graph, the curve, where to start from, and the stream of chance.
 */
export async function layoutTask(
  embeddings: Embeddings,
  nearest: Neighbours,
  { seed, minDist, epochs, init, signal }: {
    seed: number;
    minDist: number;
    epochs: number;
    init: "spectral" | "pca";
    signal?: AbortSignal | undefined;
  },
): Promise<LayoutTask> {
  const graph = fuzzyGraph(nearest);
  const parts = components(graph);
  const needsAxes = init === "pca" || parts.count > 1;
  const axes = needsAxes ? await principalMap(embeddings, signal === undefined ? {} : { signal }) : null;
  const start: LayoutTask["start"] = init === "pca"
    ? { kind: "given", coordinates: axes?.coordinates as Float64Array }
    : { kind: "spectral", parts, centres: axes === null ? new Float64Array(2) : centresOf(parts, axes.coordinates) };
  const state = stateFrom(seededRandom(seed, "layout"));
  return { graph, curve: fitCurve(minDist, SPREAD), epochs, state, start };
}

/** Mean place of each part. */
function centresOf({ partOf, count }: Components, coordinates: Float64Array): Float64Array {
  const sums = new Float64Array(2 * count);
  const sizes = new Float64Array(count);
  partOf.forEach((part, row) => {
    sizes[part] = (sizes[part] as number) + 1;
    for (let axis = 0; axis < 2; axis++) {
      sums[2 * part + axis] = (sums[2 * part + axis] as number) + (coordinates[2 * row + axis] as number);
    }
  });
  return sums.map((sum, place) => sum / (sizes[place >> 1] as number));
}
