/** Which scenarios may be interpreted, as an analysis asks. @module */
import type { TrialRecord } from "../shapes.ts";
import type { Gate } from "./gate.ts";

/** What an analysis needs of a gate; without a model it holds for all. */
export type GateVerdict = Pick<Gate, "scenarioId" | "passes"> & Partial<Gate>;

/** Scenarios of these records that passed; all of them where no gates are given. */
export function understood(
  records: readonly TrialRecord[],
  gates: readonly GateVerdict[] | undefined,
  model: string,
): string[] {
  const scenarios = [...new Set(records.map(({ trial }) => trial.scenarioId))].sort();
  return gates === undefined ? scenarios : scenarios.filter((id) => gateOf(id, gates, model)?.passes === true);
}

/** The verdict on one scenario and model. */
export function gateOf(
  scenarioId: string,
  gates: readonly GateVerdict[],
  model: string,
): GateVerdict | undefined {
  return gates.find((gate) => gate.scenarioId === scenarioId && (gate.model === undefined || gate.model === model));
}

/** Why a scenario has no result. */
export function notInterpretable(scenarioId: string, gates: readonly GateVerdict[], model: string): string {
  const gate = gateOf(scenarioId, gates, model);
  if (gate === undefined) return "not interpretable: no control items";
  const { reason, right = 0, items = 0 } = gate;
  return `not interpretable: ${reason || `${Math.round(right * items)} of ${items} control items right`}`;
}
