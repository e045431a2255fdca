/**
 * Rows in, figures out: pure functions that draw with Observable Plot and give SVG text
 * with title and caption beside it; export to PNG and to files.
 *
 * @module
 */
export * from "./anchor_counts.ts";
export * from "./arm_rates.ts";
export * from "./both_planes.ts";
export * from "./calibration_curve.ts";
export * from "./centroid_heatmap.ts";
export * from "./corpus_overview.ts";
export * from "./density_change.ts";
export * from "./disposition_strip.ts";
export { doseCurve, type DoseCurveOptions, type DosePoint } from "./dose_curve.ts";
export * from "./drift_against_null.ts";
export * from "./event_against_placebos.ts";
export { type FigureOptions } from "./figure.ts";
export { flowField, type FlowFieldOptions } from "./flow_field.ts";
export { forestPlot, type ForestPlotOptions, type ForestRow } from "./forest_plot.ts";
export { mapPage, type MapPageOptions } from "./map_page.ts";
export * from "./measure_over_time.ts";
export * from "./measures_forest.ts";
export * from "./paired_slopes.ts";
export { rangedForest, type RangedForestOptions, type RangedForestRow } from "./ranged_forest.ts";
export * from "./sensitivity_curve.ts";
export type { MomentBand } from "./series.ts";
export * from "./share_bars.ts";
export * from "./trajectory_map.ts";
export * from "./trajectory_small_multiples.ts";
export { type UnitRow, unitsAgainstNull, type UnitsAgainstNullOptions } from "./units_against_null.ts";
export * from "./export.ts";
export { agentColours, armColour, planeColour } from "./theme.ts";
