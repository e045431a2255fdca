import type { Outcome, OutcomeKind, TrialRecord } from "../shapes.ts";
import { parseAction } from "./protocol.ts";
import { evidenceOf, holds } from "./rule.ts";

/**
 * What did each agent do? Read from the stored final world, never from its words.
 *
 * Only acted and abstained are behaviour. An agent that refused, that never made a valid
 * call, or whose call failed did none of both, and is not a zero.
 *
 * @param records Act trials as a ledger keeps them.
 * @returns One outcome for each record, with the state that decided it.
 * @throws {TypeError} If a record is of a choice trial, which has a disposition instead.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { outcomes } from "twoplane/action";
 * assert(outcomes([]).length === 0);
 * ```
 */
export function outcomes(records: readonly TrialRecord[]): Outcome[] {
  return records.map(outcomeOf);
}

function outcomeOf(record: TrialRecord): Outcome {
  const { trial, finalWorld, transcript, error } = record;
  if (trial.mode !== "act") {
    throw new TypeError(
      `Cannot read the outcome of ${trial.trialId}: need an act trial, got a choice. Use disposition()`,
    );
  }
  const is = (kind: OutcomeKind, evidence: string): Outcome => ({ trialId: trial.trialId, kind, evidence });
  if (error !== null) return is("error", error);
  if (holds(trial.outcome.acted, finalWorld)) return is("acted", evidenceOf(trial.outcome.acted, finalWorld));
  const refusal = transcript.find((message) => message.isRefusal);
  if (refusal !== undefined) return is("refused", refusal.content);
  const answers = transcript.filter(({ role }) => role === "assistant");
  const isOurs = record.importedFrom === undefined; // other tools have protocols of their own
  if (isOurs && !answers.some(({ content }) => parseAction(content, trial.tools) !== null)) {
    return is("invalid", `no valid call in ${answers.length} answers`);
  }
  if (holds(trial.outcome.abstained, finalWorld)) {
    return is("abstained", evidenceOf(trial.outcome.abstained, finalWorld));
  }
  return is("invalid", `neither outcome: ${evidenceOf(trial.outcome.abstained, finalWorld)}`);
}
