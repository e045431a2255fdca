/**
 * Embeddings → a map to look at, how far it can be believed, and the agents' ways across it.
 *
 * @module
 */
export { project, type ProjectOptions } from "./project.ts";
export { trustworthiness, type TrustworthinessOptions } from "./trustworthiness.ts";
export { trajectories, type TrajectoriesOptions } from "./trajectories.ts";
export { type FlowNull, mapFlow, type MapFlowOptions } from "./flow.ts";
export type { FlowNullKind, FlowUnit } from "./flow_walks.ts";
export { type DensityNull, mapDensityChange, type MapDensityChangeOptions } from "./density_change.ts";
export type { DensityShuffle } from "./density_labels.ts";
