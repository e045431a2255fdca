import { loadScenarios } from "../../../lib/action/mod.ts";
import type { Scenario } from "../../../lib/shapes.ts";

/** Every embedded scenario, loaded once. */
export const scenarios: readonly Scenario[] = loadScenarios();

/** Those with the notes of the factor `history`: all but the three that were recorded first. */
export const families = scenarios.filter(({ defaults }) => defaults.history !== undefined);

export function scenarioOf(id: string): Scenario {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (found === undefined) throw new Error(`no scenario ${id}`);
  return found;
}

/** Levels of one factor of a scenario. */
export function levelsOf(scenario: Scenario, factor: string): string[] {
  return scenario.factors.find(({ id }) => id === factor)?.levels.map(({ id }) => id) ?? [];
}
