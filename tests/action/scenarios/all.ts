import { loadScenarios } from "../../../lib/action/mod.ts";
import type { Scenario, Trial } from "../../../lib/shapes.ts";

/** Every embedded scenario, loaded once. */
export const scenarios: readonly Scenario[] = loadScenarios();

export function scenarioOf(id: string): Scenario {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (found === undefined) throw new Error(`no scenario ${id}`);
  return found;
}

/** Levels of one factor of a scenario. */
export function levelsOf(scenario: Scenario, factor: string): string[] {
  return scenario.factors.find(({ id }) => id === factor)?.levels.map(({ id }) => id) ?? [];
}

/** The situation of a choice, after the examples of answers and before the question about it. */
export function situationOf({ messages }: Trial): string {
  return messages.at(-3)!.content;
}

/** What a choice says besides the system message and the examples: the situation and the question. */
export function ownPart(trial: Trial): string {
  return `${situationOf(trial)}\n\n${trial.messages.at(-1)!.content}`;
}
