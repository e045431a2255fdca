import golden from "../../golden/umap_graph.json" with { type: "json" };

/** A case of `umap_graph.json` with its neighbours as typed arrays. */
export const cases = golden.cases.map((made) => ({
  ...made,
  nearest: { indices: Int32Array.from(made.indices), distances: Float64Array.from(made.distances), k: made.k },
  nearestDistances: made.nearest,
}));

export const curves = golden.curves;
