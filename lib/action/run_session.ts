import { checkInteger, checkNumber, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { Trial, TrialRecord } from "../shapes.ts";
import { checkCeiling, openCeiling } from "./ceiling.ts";
import { ledgerHeader, resumeLedger } from "./ledger.ts";
import type { OpenDisk } from "./ledger_file.ts";
import { trialDifference } from "./ledger_difference.ts";
import { checkPlanned, trialRecordOf } from "./ledger_records.ts";
import { priceOf, shippedPrices } from "./plan_prices.ts";
import type { RunOptions } from "./run.ts";
import { type Engine, runEach } from "./run_engine.ts";
import { sleepFor } from "./run_rate.ts";
import { moneyOf, type RunSummary, type Tally, tallyOf } from "./run_summary.ts";

/** What the ways to run trials differ in. */
export interface SessionOptions {
  /** Name of the public function, for errors. */
  caller: string;
  options: RunOptions;
  /** Sees every record that lasts, those of earlier calls included. */
  onRecord: (record: TrialRecord) => void;
  /** A test may put a failing disk in its place. */
  openDisk?: OpenDisk | undefined;
}

/** One call of `run()` and its like: opens the ledger, asks what is not in it, says how that went. */
export async function runSession(
  trials: Iterable<Trial>,
  model: ChatModel,
  { caller, options, onRecord, openDisk }: SessionOptions,
): Promise<{ summary: RunSummary; cause: unknown }> {
  const checked = checkRun(caller, options);
  const ids = distinctIds(trials);
  const { price, currency } = priceOf(model.description, options.prices ?? shippedPrices);
  checkCeiling(caller, options.ceiling ?? {}, { price, now: options.now });
  const { finished, before, ledger } = openRecords(trials, ids, { model, options, onRecord, openDisk });
  let [done, failed] = [finished.size, before.failed];
  const asked = { count: 0 };
  try {
    const gate = options.ceiling === undefined
      ? null
      : openCeiling(options.ceiling, { before: before.spent, price, now: options.now });
    if (done < ids.size) ledger?.checkRoom();
    const start = options.now?.() ?? null;
    options.onProgress?.(done, ids.size);
    const { stopped, cause, used } = await runEach({
      ...checked,
      waiting: without(trials, finished),
      model,
      gate,
      commit: (record) => ledger === null ? Promise.resolve() : ledger.commit(record),
      onRecord: (record) => {
        onRecord(record);
        asked.count++;
        done++;
        if (record.error !== null) failed++;
        options.onProgress?.(done, ids.size);
      },
    });
    const calls = before.spent.calls + used.calls;
    const promptTokens = before.spent.promptTokens + used.promptTokens;
    const completionTokens = before.spent.completionTokens + used.completionTokens;
    const spent = { calls, promptTokens, completionTokens };
    const summary: RunSummary = {
      trials: ids.size,
      finished: done,
      failed,
      left: ids.size - done,
      asked: asked.count,
      retries: used.retries,
      seconds: start === null ? null : (options.now!() - start) / 1000,
      spent: { ...spent, money: moneyOf(spent, price, currency) },
      ceiling: options.ceiling ?? {},
      stopped: done === ids.size ? null : stopped,
    };
    return { summary, cause };
  } finally {
    ledger?.close();
  }
}

const OPTION_NAMES = [
  "ledgerPath",
  "settings",
  "concurrency",
  "now",
  "maxErrorShare",
  "ceiling",
  "prices",
  "rate",
  "retry",
  "timeoutMs",
  "sleep",
  "failed",
  "onProgress",
  "signal",
  "drain",
];

function checkRun(
  caller: string,
  options: RunOptions,
): Pick<Engine, "concurrency" | "guards" | "now" | "maxErrorShare" | "signal" | "drain"> {
  checkOptions(caller, options, OPTION_NAMES);
  const { retry = {}, rate = null, timeoutMs = null, sleep = sleepFor, now, signal, drain } = options;
  checkOptions(`${caller} with retry`, retry, ["most", "firstWaitMs", "longestWaitMs"]);
  checkInteger(caller, "retry.most", retry.most ?? 3, { min: 0 });
  checkNumber(caller, "retry.firstWaitMs", retry.firstWaitMs ?? 0, { min: 0 });
  checkNumber(caller, "retry.longestWaitMs", retry.longestWaitMs ?? 0, { min: 0 });
  checkOneOf(caller, "failed", options.failed ?? "keep", ["keep", "ask"]);
  if (timeoutMs !== null) checkNumber(caller, "timeoutMs", timeoutMs, { min: 1, max: 2 ** 31 - 1 });
  return {
    concurrency: checkInteger(caller, "concurrency", options.concurrency ?? 1, { min: 1 }),
    maxErrorShare: checkNumber(caller, "maxErrorShare", options.maxErrorShare ?? 0.2, { min: 0, max: 1 }),
    // Two runs that begin together need different waits; nothing else hangs on them.
    guards: { rate, retry, timeoutMs, sleep, random: seededRandom(Math.floor(now?.() ?? 0), "waits") },
    now,
    signal,
    drain,
  };
}

/** @throws {TypeError} If the trials can be gone through once only: they are needed again when they are asked. */
function distinctIds(trials: Iterable<Trial>): ReadonlySet<string> {
  if (trials[Symbol.iterator]() as unknown === trials) {
    throw new TypeError(
      "Cannot run trials: need an array, or an object whose [Symbol.iterator]() begins anew each time, got an iterator",
    );
  }
  const seen = new Set<string>();
  for (const { trialId } of trials) {
    if (seen.has(trialId)) throw new RangeError(`Cannot run trials: need distinct ids, got "${trialId}" twice`);
    seen.add(trialId);
  }
  return seen;
}

interface Opened {
  finished: ReadonlySet<string>;
  before: Tally;
  ledger: ReturnType<typeof resumeLedger<TrialRecord>> | null;
}

/** A failed trial that is to be asked again counts as not finished, and what it took counts all the same. */
function openRecords(
  trials: Iterable<Trial>,
  ids: ReadonlySet<string>,
  { model, options, onRecord, openDisk }: Pick<SessionOptions, "options" | "onRecord" | "openDisk"> & {
    model: ChatModel;
  },
): Opened {
  const failures = new Map<string, boolean>();
  let before: Tally = { finished: 0, failed: 0, spent: { calls: 0, promptTokens: 0, completionTokens: 0 } };
  const { ledgerPath: path } = options;
  if (path === null) return { finished: new Set(), before, ledger: null };
  const header = ledgerHeader([...ids], { model: model.description, settings: options.settings ?? {} });
  const ledger = resumeLedger<TrialRecord>(path, header, {
    ...(openDisk && { open: openDisk }),
    differences: (row) => trialDifference(trials, row),
    onRow: (row, number) => {
      const place = { path, number, verb: "go on with" };
      const record = trialRecordOf(row, place);
      checkPlanned(record, ids, place);
      before = tallyOf(before, record);
      const isFailure = record.error !== null;
      failures.set(record.trial.trialId, isFailure);
      if (!isFailure || options.failed !== "ask") onRecord(record);
    },
  });
  const finished = [...failures].filter(([, isFailure]) => !isFailure || options.failed !== "ask").map(([id]) => id);
  const failed = options.failed === "ask" ? 0 : [...failures.values()].filter(Boolean).length;
  return { finished: new Set(finished), before: { ...before, failed }, ledger };
}

function* without(trials: Iterable<Trial>, finished: ReadonlySet<string>): Generator<Trial> {
  for (const trial of trials) if (!finished.has(trial.trialId)) yield trial;
}
