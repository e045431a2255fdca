/**
 * Embeddings → a map to look at, how far it can be believed, and the agents' ways across it.
 *
 * @module
 */
export { project, type ProjectOptions } from "./project.ts";
export { place, type PlaceOptions } from "./place.ts";
export { trustworthiness, type TrustworthinessOptions } from "./trustworthiness.ts";
export { trajectories, type TrajectoriesOptions } from "./trajectories.ts";
export { type FlowNull, mapFlow, type MapFlowOptions } from "./flow.ts";
export type { FlowNullKind, FlowUnit } from "./flow_walks.ts";
export { type DensityNull, mapDensityChange, type MapDensityChangeOptions } from "./density_change.ts";
export type { DensityShuffle } from "./density_labels.ts";
export type { JudgeOptions } from "./judged_rows.ts";
export { continuity, neighbourPreservation } from "./continuity.ts";
export { distanceCorrelation, type DistanceCorrelationOptions } from "./distance_correlation.ts";
export {
  type MapQuality,
  mapQuality,
  type MapQualityOptions,
  QUALITY_FLOORS,
  type QualityFloors,
} from "./map_quality.ts";
export {
  type MapTransform,
  procrustes,
  type ProcrustesOptions,
  procrustesTransform,
  transformMap,
} from "./procrustes.ts";
export { type MapStability, mapStability, type MapStabilityOptions, STABILITY_FLOORS } from "./map_stability.ts";
export { principalMap, type PrincipalMapOptions } from "./principal_map.ts";
export type { PathNull } from "./shuffled_posts.ts";
export {
  type TrajectoryMeasure,
  type TrajectoryStatistics,
  trajectoryStatistics,
  type TrajectoryStatisticsOptions,
} from "./trajectory_statistics.ts";
export { dynamicTimeWarping } from "./time_warping.ts";
export { type PathConvergence, pathConvergence, type PathConvergenceOptions } from "./path_convergence.ts";
export { type AlignedMaps, alignedMaps, type WindowMovement } from "./aligned_maps.ts";
export type { AlignedMapsOptions, MapWindow } from "./aligned_options.ts";
export type { WindowLayout, WindowLayoutOptions } from "./anchored_layout.ts";
export type { AnchorKind, WindowAnchors } from "./window_anchors.ts";
