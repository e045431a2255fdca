import PQueue from "p-queue";
import { checkInteger, checkNumber, checkOptions, messageOf } from "../foundation/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { Json, OnProgress, Trial, TrialRecord } from "../shapes.ts";
import { act, choose } from "./agent.ts";
import { type Ledger, ledgerHeader, openLedger } from "./ledger.ts";

export interface RunOptions {
  /** Where records are kept; `null` keeps them in memory only. */
  ledgerPath: string | null;
  /** Written into the ledger's header for readers. */
  settings?: Readonly<Record<string, Json>>;
  /** Trials asked at the same time. Default 1; a local model takes one at a time anyway. */
  concurrency?: number;
  /** Milliseconds since any start, such as `() => performance.now()`. Without it durations are null. */
  now?: () => number;
  /** Stop once more than this share of at least 10 trials ended in an error, 0 to 1. Default 0.2. */
  maxErrorShare?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Runs trials against a model, each once, and keeps every record.
 *
 * A trial that is in the ledger is not asked again, so a run that was stopped, killed or
 * cut off goes on where it was. A call that fails becomes a record with an error: it is
 * never counted as behaviour.
 *
 * @param trials What `matchPairs()` gives.
 * @param model What `openChatModel()` gives.
 * @param options Ledger, concurrency, clock, limits.
 * @returns Records in the order of the trials.
 * @throws {Error} If the endpoint refuses the key, the ledger is of another run, or too many trials fail.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs, run, simulatedAgents } from "twoplane/action";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const trials = matchPairs(loadScenarios({ only: ["file-move", "score-report", "shutdown-switch"] }), {
 *   factor: "relationship", control: "none", treatments: ["cooperative"], mode: "act", worlds: 1, seed: 1,
 * });
 * const agents = simulatedAgents(trials, { rates: { none: 0.2, cooperative: 0.8 }, seed: 1 });
 * const model = openChatModel(simulatedTransport({ name: "planted effect", ...agents }));
 * const records = await run(trials, model, { ledgerPath: null });
 * assert(records.length === trials.length);
 * ```
 */
export async function run(trials: readonly Trial[], model: ChatModel, options: RunOptions): Promise<TrialRecord[]> {
  checkOptions("run", options, OPTION_NAMES);
  checkDistinct(trials);
  const ledger = open(trials, model, options);
  const records = new Map<string, TrialRecord>(ledger?.finished);
  const waiting = trials.filter(({ trialId }) => !records.has(trialId));
  const queue = new PQueue({ concurrency: checkInteger("run", "concurrency", options.concurrency ?? 1, { min: 1 }) });
  const mayGoOn = errorLimit(checkNumber("run", "maxErrorShare", options.maxErrorShare ?? 0.2, { min: 0, max: 1 }));
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  options.onProgress?.(records.size, trials.length);
  try {
    await Promise.all(waiting.map((trial) =>
      queue.add(async () => {
        signal.throwIfAborted();
        const record = await runTrial(trial, model, signal, options.now);
        ledger?.append(record);
        records.set(trial.trialId, record);
        options.onProgress?.(records.size, trials.length);
        mayGoOn(record);
      })
    ));
  } catch (cause) {
    stop.abort(cause);
    queue.clear();
    await queue.onIdle();
    throw cause;
  } finally {
    ledger?.close();
  }
  return trials.map(({ trialId }) => records.get(trialId) as TrialRecord);
}

const OPTION_NAMES = [
  "ledgerPath",
  "settings",
  "concurrency",
  "now",
  "maxErrorShare",
  "onProgress",
  "signal",
];

function open(trials: readonly Trial[], model: ChatModel, options: RunOptions): Ledger<TrialRecord> | null {
  if (options.ledgerPath === null) return null;
  const header = ledgerHeader(trials.map(({ trialId }) => trialId), {
    model: model.description,
    settings: options.settings ?? {},
  });
  return openLedger<TrialRecord>(options.ledgerPath, header, ({ trial }) => trial.trialId);
}

/** A failure stays a failure: it is filed as an error, never as "did not act". */
async function runTrial(
  trial: Trial,
  model: ChatModel,
  signal: AbortSignal,
  now: RunOptions["now"],
): Promise<TrialRecord> {
  const start = now?.() ?? null;
  const duration = () => ({ durationMs: start === null || now === undefined ? null : Math.round(now() - start) });
  const common = { trial, model: model.description.name };
  try {
    const behaviour = await (trial.mode === "act" ? act : choose)(trial, model, signal);
    return { ...common, ...behaviour, timing: duration(), error: null };
  } catch (cause) {
    if (signal.aborted) throw cause;
    const status = (cause as { status?: number }).status;
    if (status === 401 || status === 403) {
      throw new Error(
        `Cannot ask ${common.model}: the endpoint needs a key it accepts, got status ${status}. Set OPENAI_API_KEY`,
        { cause },
      );
    }
    return {
      ...common,
      transcript: trial.messages,
      finalWorld: trial.world,
      menuScores: null,
      usage: { promptTokens: 0, completionTokens: 0 },
      timing: duration(),
      error: messageOf(cause),
    };
  }
}

/** Ten trials are the fewest from which a share says anything. */
function errorLimit(maxErrorShare: number): (record: TrialRecord) => void {
  let done = 0;
  let failed = 0;
  return (record) => {
    done++;
    if (record.error !== null) failed++;
    if (done < 10 || failed / done <= maxErrorShare) return;
    throw new Error(
      `Cannot go on with the run: at most ${maxErrorShare} of the trials may fail, got ${failed} of ${done}, ` +
        `the last with "${record.error}". Finished trials are kept; mend the cause and run again`,
    );
  };
}

function checkDistinct(trials: readonly Trial[]): void {
  const seen = new Set<string>();
  for (const { trialId } of trials) {
    if (seen.has(trialId)) throw new RangeError(`Cannot run trials: need distinct ids, got "${trialId}" twice`);
    seen.add(trialId);
  }
}
