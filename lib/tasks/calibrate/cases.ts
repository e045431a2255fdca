/** Every case, in the order of the table. @module */
import { clusterCases, componentCases } from "./cases_clusters.ts";
import { familyCases, shapeCases } from "./cases_families.ts";
import { pairedNumberCases, pairedRateCases } from "./cases_paired.ts";
import { numberCases, rateCases } from "./cases_unpaired.ts";
import type { CalibrationCase } from "./judge.ts";

/** Seed of all calibrations, fixed before the first run. */
export const calibrationSeed = 20_261_122;

/** What is simulated. */
export const calibrationCases: readonly CalibrationCase[] = [
  ...pairedRateCases,
  ...pairedNumberCases,
  ...rateCases,
  ...numberCases,
  ...clusterCases,
  ...componentCases,
  ...familyCases,
  ...shapeCases,
];
