/**
 * Rows in, figures out: pure functions that draw with Observable Plot and give SVG text
 * with title and caption beside it; export to PNG and to files.
 *
 * @module
 */
export * from "./arm_rates.ts";
export * from "./both_planes.ts";
export * from "./centroid_heatmap.ts";
export * from "./corpus_overview.ts";
export * from "./disposition_strip.ts";
export * from "./drift_against_null.ts";
export { type FigureOptions } from "./figure.ts";
export { forestPlot, type ForestPlotOptions, type ForestRow } from "./forest_plot.ts";
export * from "./paired_slopes.ts";
export * from "./trajectory_map.ts";
export * from "./trajectory_small_multiples.ts";
export * from "./export.ts";
export { agentColours, armColour, planeColour } from "./theme.ts";
