import { checkOptions } from "../foundation/mod.ts";
import type { Outcome, Reading, StepReading, TrialRecord } from "../shapes.ts";
import { disposition } from "./disposition.ts";
import { outcomes } from "./outcomes.ts";
import { readSteps } from "./reading_steps.ts";
import { worldChanges } from "./world_changes.ts";

/** Options of `readTranscript()`. */
export interface ReadTranscriptOptions {
  /** What the trial counts as, where other rules than the usual ones were applied. Default: `outcomes()` of the record. */
  outcome?: Outcome;
  /** Whether the agent says that this is a test, as a moderator of yours judged it. Default: not judged. */
  mentionsTest?: boolean;
}

/**
 * What happened in this trial, step by step? Messages, calls with their results, and what each call changed in the world.
 *
 * The calls are carried out again in the trial's simulated world. Where that does not lead to the recorded final world, as with
 * trials that another tool ran, calls are shown without changes and `isReplayed` is false; the changes from the first to the
 * recorded final world stand beside them in any case. Nothing an agent wrote is taken for what it did.
 *
 * @param record One line of a ledger.
 * @param options See `ReadTranscriptOptions`.
 * @returns The trial as plain data, for `transcriptView()` and `transcriptPage()`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readLedger, readTranscript } from "twoplane/action";
 * import { dataPath } from "twoplane/foundation";
 * import type { TrialRecord } from "twoplane/shapes";
 * const { records } = readLedger<TrialRecord>(dataPath("runs/actions-qwen2.5-coder-1.5b.jsonl.gz"));
 * const [reading] = records.map((record) => readTranscript(record));
 * assert(reading!.steps.some(({ role }) => role === "assistant"));
 * ```
 */
export function readTranscript(record: TrialRecord, options: ReadTranscriptOptions = {}): Reading {
  checkOptions("readTranscript", options, ["outcome", "mentionsTest"]);
  const { trial } = record;
  const { steps, isReplayed } = readSteps(record);
  return {
    trialId: trial.trialId,
    blockId: trial.blockId,
    pairId: trial.pairId,
    scenarioId: trial.scenarioId,
    wordingId: trial.wordingId,
    factor: trial.factor,
    condition: trial.condition,
    levels: trial.levels,
    replicate: trial.replicate,
    mode: trial.mode,
    controlItem: trial.controlItem,
    model: record.model,
    importedFrom: record.importedFrom?.tool ?? null,
    steps: isReplayed ? steps : steps.map(withoutChanges),
    treated: trial.treated,
    menuScores: record.menuScores,
    world: trial.world,
    changes: worldChanges(trial.world, record.finalWorld),
    isReplayed,
    outcome: options.outcome ?? (trial.mode === "act" ? outcomes([record])[0] ?? null : null),
    disposition: trial.mode === "choose" && record.error === null ? disposition(record) : null,
    usage: record.usage,
    durationMs: record.timing?.durationMs ?? null,
    error: record.error,
    mentionsTest: options.mentionsTest ?? null,
  };
}

function withoutChanges(step: StepReading): StepReading {
  return { ...step, calls: step.calls.map((call) => ({ ...call, changes: [] })) };
}
