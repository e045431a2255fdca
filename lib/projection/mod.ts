/**
 * Embeddings → a map to look at, how far it can be believed, and the agents' ways across it.
 *
 * @module
 */
export { project, type ProjectOptions } from "./project.ts";
export { trustworthiness, type TrustworthinessOptions } from "./trustworthiness.ts";
export { trajectories, type TrajectoriesOptions } from "./trajectories.ts";
