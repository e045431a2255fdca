import { checkNumber, checkOptions } from "../foundation/mod.ts";
import type { LedgerHeader, Trial, TrialRecord } from "../shapes.ts";
import { type Cost, costOfRecord } from "./plan_cost.ts";

/** What a trial of one mode took on average. */
export interface ModeRates {
  /** Trials that were measured: those with a duration and no error. */
  trials: number;
  secondsPerTrial: number;
  callsPerTrial: number;
  promptTokensPerTrial: number;
  completionTokensPerTrial: number;
  /** Prompts and answers together, of one trial at a time. */
  tokensPerSecond: number;
}

/** How fast a model was, and how much it was asked. */
export interface Rates {
  model: LedgerHeader["model"];
  /** Trials that were in flight together. */
  concurrency: number;
  /** Of all trials of the ledger, as they came: durations over concurrency. */
  trialsPerSecond: number;
  /** `null`: the ledger holds no trials of that mode. */
  act: ModeRates | null;
  choose: ModeRates | null;
}

/** Options of `ratesOf()`. */
export interface RatesOfOptions {
  /** Trials that were in flight together. Default: what the ledger's settings say under `concurrency`, else 1. */
  concurrency?: number;
}

/**
 * How fast was this model in an earlier run? Tokens, calls and seconds a trial, as its ledger shows.
 *
 * Give them to `plan()` for the next design with the same model: a trial stops earlier than it may, so that what to expect is
 * well below the most. Durations hold for that machine, that number of trials in flight and prompts of that length.
 *
 * @param ledger What `readLedger()` gives of an earlier run that had a clock (`now`).
 * @param options Trials in flight, where the ledger does not say.
 * @returns Means by mode.
 * @throws {RangeError} If no record has a duration.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ratesOf, readLedger } from "twoplane/action";
 * import { dataPath } from "twoplane/foundation";
 * const rates = ratesOf(readLedger(dataPath("runs/actions-qwen2.5-coder-1.5b.jsonl.gz")));
 * assert(rates.choose === null && rates.act!.callsPerTrial >= 1);
 * ```
 */
export function ratesOf(
  ledger: { header: LedgerHeader; records: readonly TrialRecord[] },
  options: RatesOfOptions = {},
): Rates {
  checkOptions("ratesOf", options, ["concurrency"]);
  const { header, records } = ledger;
  const told = header.settings.concurrency;
  const concurrency = checkNumber(
    "ratesOf",
    "concurrency",
    options.concurrency ?? (typeof told === "number" ? told : 1),
    { min: 1 },
  );
  const timed = records.filter(({ error, timing }) => error === null && timing.durationMs !== null);
  if (timed.length === 0) {
    throw new RangeError(
      `Cannot measure rates of ${header.model.name}: need records with a duration, got ${records.length} without. ` +
        "Run with a clock: now: () => performance.now()",
    );
  }
  const seconds = timed.reduce((sum, { timing }) => sum + (timing.durationMs as number) / 1000, 0);
  return {
    model: header.model,
    concurrency,
    trialsPerSecond: concurrency * timed.length / seconds,
    act: modeRates(timed, "act"),
    choose: modeRates(timed, "choose"),
  };
}

function modeRates(timed: readonly TrialRecord[], mode: Trial["mode"]): ModeRates | null {
  const rows = timed.filter(({ trial }) => trial.mode === mode);
  if (rows.length === 0) return null;
  const costs = rows.map(costOfRecord);
  const total = (field: keyof Cost) => costs.reduce((sum, cost) => sum + cost[field], 0);
  const seconds = rows.reduce((sum, { timing }) => sum + (timing.durationMs as number) / 1000, 0);
  const tokens = total("promptTokens") + total("completionTokens");
  return {
    trials: rows.length,
    secondsPerTrial: seconds / rows.length,
    callsPerTrial: total("calls") / rows.length,
    promptTokensPerTrial: total("promptTokens") / rows.length,
    completionTokensPerTrial: total("completionTokens") / rows.length,
    tokensPerSecond: seconds === 0 ? 0 : tokens / seconds,
  };
}
