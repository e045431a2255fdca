import { messageOf } from "../foundation/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { Trial, TrialRecord } from "../shapes.ts";
import type { Ceiling, CeilingGate } from "./ceiling.ts";
import { costAtMost } from "./plan_cost.ts";
import { type CallGuards, guardedModel, type Meter } from "./run_calls.ts";
import { stopError, stopOf, type Stopped } from "./run_stop.ts";
import { runTrial } from "./run_trial.ts";

/** What a run is made of, once its options are checked and its ledger is open. */
export interface Engine {
  /** Those to be asked, in order; drawn one at a time. */
  waiting: Iterator<Trial>;
  model: ChatModel;
  concurrency: number;
  /** `null` without a ceiling. */
  gate: CeilingGate | null;
  guards: Omit<CallGuards, "signal" | "allowsRetry" | "quiet">;
  now: (() => number) | undefined;
  maxErrorShare: number;
  /** Stops at once; calls in flight are dropped. */
  signal: AbortSignal | undefined;
  /** Begins no further trial; those in flight are finished. */
  drain: AbortSignal | undefined;
  /** Makes a record last; resolves once it does. */
  commit: (record: TrialRecord) => Promise<void>;
  /** Sees each record that lasts. */
  onRecord: (record: TrialRecord) => void;
}

/** How it ended. */
export interface Ended {
  /** `null`: all trials were asked. */
  stopped: Stopped | null;
  /** What was thrown, where something was. */
  cause: unknown;
  used: Meter;
}

/** Asks trials until there are none left or something ends the run; resolves when nothing is in flight any more. */
export async function runEach(engine: Engine): Promise<Ended> {
  const run = openRun(engine);
  const unlisten = listen(engine, run);
  try {
    await Promise.all(Array.from({ length: engine.concurrency }, () => worker(engine, run)));
    await run.lasting;
  } finally {
    unlisten();
  }
  const { stopped, cause } = run.end ?? { stopped: null, cause: undefined };
  if (run.end !== null && stopped === null) throw cause;
  return { stopped, cause, used: run.used };
}

/** Records for each call in flight that may wait for the disk. */
const BEHIND = 8;

interface Run {
  end: { stopped: Stopped | null; cause: unknown } | null;
  abort: AbortController;
  guards: CallGuards;
  used: Meter;
  asked: number;
  failed: number;
  /** Records that do not last yet. */
  pending: number;
  /** Resolves when no record waits for the disk any more, whether or not it lasts. */
  lasting: Promise<void>;
}

function openRun({ guards, gate }: Engine): Run {
  const abort = new AbortController();
  return {
    end: null,
    abort,
    guards: { ...guards, signal: abort.signal, allowsRetry: gate?.allowsRetry ?? (() => true), quiet: { until: null } },
    used: { calls: 0, retries: 0, promptTokens: 0, completionTokens: 0 },
    asked: 0,
    failed: 0,
    pending: 0,
    lasting: Promise.resolve(),
  };
}

function listen({ signal, drain }: Engine, run: Run): () => void {
  const cancel = (reason: unknown) => stop(run, stopError({ by: "cancelled", message: messageOf(reason) }, reason));
  const onAbort = () => cancel(signal?.reason);
  const onDrain = () =>
    run.end ??= { stopped: { by: "cancelled", message: messageOf(drain?.reason) }, cause: drain?.reason };
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort);
  if (drain?.aborted) onDrain();
  else drain?.addEventListener("abort", onDrain);
  return () => {
    signal?.removeEventListener("abort", onAbort);
    drain?.removeEventListener("abort", onDrain);
  };
}

/** Ends the run at once. The first reason counts, except that nothing hides a fault that is no reason to stop. */
function stop(run: Run, error: unknown): void {
  const stopped = stopOf(error);
  const end = { stopped, cause: stopped?.by === "cancelled" ? (error as Error).cause : error };
  run.end = stopped === null ? end : run.end ?? end;
  run.abort.abort(error);
}

async function worker(engine: Engine, run: Run): Promise<void> {
  while (run.end === null) {
    const next = engine.waiting.next();
    if (next.done) return;
    const most = engine.gate === null ? null : costAtMost(next.value);
    const full = most === null ? null : await engine.gate!.admit(most);
    if (full !== null) return endAt(full, run);
    const meter: Meter = { calls: 0, retries: 0, promptTokens: 0, completionTokens: 0 };
    try {
      if (run.end === null) await askOne(next.value, meter, engine, run);
    } catch (error) {
      if (!run.abort.signal.aborted) stop(run, error);
    } finally {
      if (most !== null) engine.gate!.release(most, meter);
      for (const field of Object.keys(run.used) as (keyof Meter)[]) run.used[field] += meter[field];
    }
  }
}

function endAt(ceiling: keyof Ceiling, run: Run): void {
  const message = `The ceiling on ${ceiling} leaves no room for another trial`;
  run.end ??= { stopped: { by: "ceiling", ceiling, message }, cause: stopError({ by: "ceiling", ceiling, message }) };
}

/**
 * Records are written at once, which a killed process survives, and synced while others are asked, which a power cut needs.
 * One at a time, the next trial begins when the one before lasts; else a slow disk may be some records behind.
 */
async function askOne(trial: Trial, meter: Meter, engine: Engine, run: Run): Promise<void> {
  const model = guardedModel(engine.model, meter, run.guards);
  const record = await runTrial(trial, model, { meter, signal: run.abort.signal, now: engine.now });
  run.pending++;
  const lasts = engine.commit(record).then(
    () => {
      run.pending--;
      engine.onRecord(record);
    },
    (cause) => Promise.reject(stopError({ by: "ledger", message: messageOf(cause) }, cause)),
  );
  const settled = lasts.catch((error) => stop(run, error));
  run.lasting = run.lasting.then(() => settled);
  checkErrors(record, engine, run);
  if (run.pending >= (engine.concurrency === 1 ? 1 : BEHIND * engine.concurrency)) await lasts;
}

/** Ten trials are the fewest from which a share says anything. */
function checkErrors(record: TrialRecord, { maxErrorShare }: Engine, run: Run): void {
  run.asked++;
  if (record.error !== null) run.failed++;
  if (run.asked < 10 || run.failed / run.asked <= maxErrorShare) return;
  throw stopError({
    by: "errors",
    message: `Cannot go on with the run: at most ${maxErrorShare} of the trials may fail, got ${run.failed} of ` +
      `${run.asked}, the last with "${record.error}". Finished trials are kept; mend the cause and run again`,
  });
}
