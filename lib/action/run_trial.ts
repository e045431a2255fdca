import { messageOf } from "../foundation/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { Trial, TrialRecord } from "../shapes.ts";
import { act, choose } from "./agent.ts";
import type { Meter } from "./run_calls.ts";
import { stopOf } from "./run_stop.ts";

/** What running one trial takes. */
export interface RunTrialOptions {
  /** Counts what the trial takes, for a record of a failure too. */
  meter: Meter;
  signal: AbortSignal;
  now: (() => number) | undefined;
}

/**
 * Runs one trial. A failure stays a failure: it is filed as an error, never as "did not act".
 *
 * @throws What stops the whole run; the trial then has no record and is asked again.
 */
export async function runTrial(
  trial: Trial,
  model: ChatModel,
  { meter, signal, now }: RunTrialOptions,
): Promise<TrialRecord> {
  const start = now?.() ?? null;
  const duration = () => ({ durationMs: start === null || now === undefined ? null : Math.round(now() - start) });
  const common = { trial, model: model.description.name };
  try {
    const behaviour = await (trial.mode === "act" ? act : choose)(trial, model, signal);
    return { ...common, ...behaviour, timing: duration(), error: null };
  } catch (cause) {
    if (signal.aborted || stopOf(cause) !== null) throw cause;
    return {
      ...common,
      transcript: trial.messages,
      finalWorld: trial.world,
      menuScores: null,
      usage: { promptTokens: meter.promptTokens, completionTokens: meter.completionTokens },
      timing: duration(),
      error: messageOf(cause),
    };
  }
}
