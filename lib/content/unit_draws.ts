import type { UnitDraws } from "./agent_bands.ts";

/** Draws of the agents that were measured: room was kept for all, and some could not be. */
export function measuredDraws({ unitIds, draws, values }: UnitDraws): UnitDraws {
  return { unitIds, draws, values: values.subarray(0, unitIds.length * draws) };
}
