/** Every case, in the order of the table. @module */
import { actionCases } from "./cases_action.ts";
import { clusterCases } from "./cases_clusters.ts";
import { componentCases } from "./cases_components.ts";
import { familyCases } from "./cases_families.ts";
import { judgeCases } from "./cases_judges.ts";
import { pairedNumberCases } from "./cases_paired.ts";
import { pairedRateCases } from "./cases_paired_rates.ts";
import { rateCases } from "./cases_rates.ts";
import { reachCases } from "./cases_reach.ts";
import { shapeCases } from "./cases_shape.ts";
import { numberCases } from "./cases_unpaired.ts";
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
  ...actionCases,
  ...reachCases,
  ...judgeCases,
];
