import type { ChatModel } from "../models/mod.ts";
import type { Json, OnProgress, Trial, TrialRecord } from "../shapes.ts";
import type { Ceiling } from "./ceiling.ts";
import type { PriceTable } from "./plan_prices.ts";
import type { RateLimit, Sleep } from "./run_rate.ts";
import type { RetryOptions } from "./run_retry.ts";
import { runSession } from "./run_session.ts";
import type { RunSummary } from "./run_summary.ts";

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
  /** What the ledger may take in all; a trial that might go beyond is not begun. Default: no ceiling. */
  ceiling?: Ceiling;
  /** Prices for a ceiling on money and for what was spent. Default: `shippedPrices`, which know local models alone. */
  prices?: PriceTable;
  /** The provider's allowance, from `openRateLimit()`; give the same one to every run against that provider. */
  rate?: RateLimit;
  /** How failed calls are asked again, after the client's own tries. */
  retry?: RetryOptions;
  /** Most milliseconds a call may take before it counts as failed. Default: the client's own limit. */
  timeoutMs?: number;
  /** Waits before a call is asked again. Default: a timer. */
  sleep?: Sleep;
  /** Trials whose record in the ledger is an error: kept as they are, or asked again. Default "keep". */
  failed?: "keep" | "ask";
  /** Trials that last, of all; never called with less than is on disk. */
  onProgress?: OnProgress;
  /** Stops at once; trials in flight have no record and are asked again. */
  signal?: AbortSignal;
  /** Begins no further trial once it is aborted; those in flight are finished and kept. */
  drain?: AbortSignal;
}

/**
 * Runs trials against a model, each once, and keeps every record.
 *
 * A trial that is in the ledger is not asked again, so a run that was stopped, killed or
 * cut off goes on where it was. A call that fails becomes a record with an error: it is
 * never counted as behaviour. A run that ends before its last trial is an error here, though all that was finished is in
 * the ledger: `runUntil()` returns it with the reason instead.
 *
 * @param trials What `matchPairs()` gives.
 * @param model What `openChatModel()` gives.
 * @param options Ledger, concurrency, clock, limits.
 * @returns Records in the order of the trials.
 * @throws {Error} If the endpoint refuses the key, the ledger is of another run, too many trials fail, a ceiling is
 *   reached, or the caller stops it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs, run, simulatedAgents } from "twoplane/action";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const trials = matchPairs(loadScenarios({ only: ["score-facts", "server-transfer", "switch-tampering"] }), {
 *   factor: "history", control: "none", treatments: ["cooperative"], mode: "act", worlds: 1, seed: 1,
 * });
 * const agents = simulatedAgents(trials, { rates: { none: 0.2, cooperative: 0.8 }, seed: 1 });
 * const model = openChatModel(simulatedTransport({ name: "planted effect", ...agents }));
 * const records = await run(trials, model, { ledgerPath: null });
 * assert(records.length === trials.length);
 * ```
 */
export async function run(trials: readonly Trial[], model: ChatModel, options: RunOptions): Promise<TrialRecord[]> {
  const records = new Map<string, TrialRecord>();
  const { summary, cause } = await runSession(trials, model, { caller: "run", options, onRecord: keepIn(records) });
  if (summary.stopped === null) return inOrder(trials, records);
  if (summary.stopped.by !== "ceiling") throw cause;
  throw new Error(
    `Cannot finish the run: ${summary.stopped.message}, got ${summary.finished} of ${summary.trials} trials. ` +
      "Raise the ceiling to go on with the same ledger, or take what there is with runUntil()",
  );
}

/**
 * Runs trials like `run()`, and gives what was finished whatever ended the run.
 *
 * @param trials What `matchPairs()` gives.
 * @param model What `openChatModel()` gives.
 * @param options See `run()`.
 * @returns Records of the finished trials in the order of the trials, and a summary: what is left, what was spent,
 *   and what stopped the run, if anything did.
 * @throws {Error} If the ledger cannot be opened or is of another run.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs, runUntil, simulatedAgents } from "twoplane/action";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const trials = matchPairs(loadScenarios({ only: ["switch-tampering"] }), {
 *   factor: "history", control: "none", treatments: ["cooperative"], mode: "act", worlds: 2, seed: 1,
 * });
 * const agents = simulatedAgents(trials, { rates: { none: 0, cooperative: 1 }, seed: 1 });
 * const model = openChatModel(simulatedTransport({ name: "planted effect", ...agents }));
 * const { records, summary } = await runUntil(trials, model, { ledgerPath: null, ceiling: { calls: 10 } });
 * assert.equal(summary.stopped?.ceiling, "calls");
 * assert.equal(records.length + summary.left, trials.length);
 * assert(summary.spent.calls <= 10);
 * ```
 */
export async function runUntil(
  trials: readonly Trial[],
  model: ChatModel,
  options: RunOptions,
): Promise<{ records: TrialRecord[]; summary: RunSummary }> {
  const records = new Map<string, TrialRecord>();
  const { summary } = await runSession(trials, model, { caller: "runUntil", options, onRecord: keepIn(records) });
  return { records: inOrder(trials, records), summary };
}

/**
 * Runs any number of trials into a ledger, with no more in memory than their ids and what is in flight.
 *
 * For designs whose trials or records do not fit into memory. The trials are gone through twice, first for their ids, so
 * that they may be made as they are needed. Read the records with `streamLedger()`.
 *
 * @param trials An array, or anything else that can be gone through again and gives the same trials each time.
 * @param model What `openChatModel()` gives.
 * @param options As of `run()`, with the path of a ledger.
 * @returns What is finished, what is left, what was spent, and what stopped the run, if anything did.
 * @throws {TypeError} If there is no ledger, or the trials can be gone through only once.
 * @throws {Error} If the ledger cannot be opened or is of another run.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs, runToLedger, simulatedAgents } from "twoplane/action";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const scenarios = loadScenarios({ only: ["server-transfer", "switch-tampering"] });
 * const design = { factor: "history", control: "none", treatments: ["cooperative"], worlds: 1, seed: 1 };
 * const trials = {
 *   *[Symbol.iterator]() {
 *     for (const scenario of scenarios) yield* matchPairs([scenario], { ...design, mode: "act" });
 *   },
 * };
 * const agents = simulatedAgents([...trials], { rates: { none: 0, cooperative: 1 }, seed: 1 });
 * const model = openChatModel(simulatedTransport({ name: "planted effect", ...agents }));
 * const folder = await Deno.makeTempDir();
 * const summary = await runToLedger(trials, model, { ledgerPath: `${folder}/run.jsonl` });
 * assert.deepEqual([summary.finished, summary.left, summary.stopped], [12, 0, null]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function runToLedger(
  trials: Iterable<Trial>,
  model: ChatModel,
  options: RunOptions & { ledgerPath: string },
): Promise<RunSummary> {
  if (typeof options.ledgerPath !== "string") {
    throw new TypeError(`Cannot run runToLedger(): needs ledgerPath, got ${String(options.ledgerPath)}`);
  }
  const { summary } = await runSession(trials, model, { caller: "runToLedger", options, onRecord: () => {} });
  return summary;
}

function keepIn(records: Map<string, TrialRecord>): (record: TrialRecord) => void {
  return (record) => void records.set(record.trial.trialId, record);
}

function inOrder(trials: readonly Trial[], records: ReadonlyMap<string, TrialRecord>): TrialRecord[] {
  return trials.flatMap(({ trialId }) => records.get(trialId) ?? []);
}
