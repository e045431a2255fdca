import type { Exchange, RecordedReply } from "../models/mod.ts";
import type { Message, Trial, TrialRecord } from "../shapes.ts";
import { callSeed } from "./agent.ts";
import { readLedger } from "./ledger.ts";
import { unitOf } from "./ledger_lines.ts";
import { menuMessages, presentations } from "./menu.ts";

/**
 * The records of these trials from a ledger, with no model asked.
 *
 * @param path A ledger, also compressed.
 * @param trials The design; each of its trials must be in the ledger.
 * @returns Records in the order of the trials, and who made them.
 * @throws {RangeError} If a trial is not in the ledger: the design is another than the recorded one.
 */
export function replay(path: string, trials: readonly Trial[]): { records: TrialRecord[]; model: string } {
  const { header, records } = readLedger<TrialRecord>(path);
  const byId = new Map(records.map((record) => [unitOf(record), record])); // of society runs: ids of turns
  const missing = trials.filter(({ trialId }) => !byId.has(trialId)).length;
  if (missing > 0) {
    throw new RangeError(
      `Cannot replay ${path}: need all ${trials.length} trials of the design, got ${trials.length - missing}. ` +
        "Use the options it was recorded with, or run() the new design",
    );
  }
  return { records: trials.map(({ trialId }) => byId.get(trialId) as TrialRecord), model: header.model.name };
}

/** What was asked and answered in these records, for `recordedTransport()`. */
export function exchangesOf(records: readonly TrialRecord[]): Exchange[] {
  return records.filter(({ error }) => error === null).flatMap((record): Exchange[] => {
    const { trial, transcript, menuScores } = record;
    if (menuScores !== null) {
      return presentations(trial.options).map((presentation, i) => ({
        kind: "scores",
        messages: menuMessages(trial, presentation),
        scores: menuScores[i]!.scores,
      }));
    }
    const answers = transcript.flatMap(({ role }, i) => role === "assistant" && i >= trial.messages.length ? [i] : []);
    return answers.map((index, call) => ({
      kind: "reply",
      messages: transcript.slice(0, index),
      seed: callSeed(trial.settings.seed, call),
      ...recordedReply(transcript[index] as Message),
    }));
  });
}

function recordedReply({ content, toolCalls, reasoning, finishReason, isRefusal }: Message): RecordedReply {
  return {
    content: isRefusal ? "" : content,
    ...(isRefusal && { refusal: content }),
    ...(toolCalls && { toolCalls }),
    ...(reasoning !== undefined && { reasoning }),
    ...(finishReason !== undefined && { finishReason }),
  };
}
