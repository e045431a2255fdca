/**
 * The content plane: one file a measure, its null beside it. Reads vectors, never a map.
 *
 * @module
 */
export { type DailyCentroids, dailyCentroids, type DailyCentroidsOptions } from "./daily_centroids.ts";
export {
  centroidStability,
  type CentroidStabilityOptions,
  type CentroidStabilityResult,
} from "./centroid_stability.ts";
export type { StabilityVariant } from "./day_sums.ts";
export type { ConstantDistributionNull } from "./constant_distribution.ts";
export { meanSimilarity, type MeanSimilarityOptions } from "./mean_similarity.ts";
export { drift, type DriftOptions, type DriftResult } from "./drift.ts";
export type { DriftVariant } from "./halves.ts";
export type { TemporalStructureNull } from "./shuffled_order.ts";
export type { UnitBand } from "./null_band.ts";
export { plant, type Planted, type PlantKind, type PlantOptions, PLANTS } from "./plant.ts";
export type { ContentCorpus } from "./resample.ts";
export { sensitivity, type SensitivityOptions, withSensitivity } from "./sensitivity.ts";
export { equivalenceToNull, type EquivalenceToNullOptions } from "./equivalence.ts";
export { plantWords, type PlantWordsOptions } from "./plant_text.ts";
