import type { Ceiling } from "./ceiling.ts";
import { type Cost, costOfRecord } from "./plan_cost.ts";
import { costOf, type Money, type Price } from "./plan_prices.ts";
import type { Stopped } from "./run_stop.ts";
import type { TrialRecord } from "../shapes.ts";

/** How far a run came, and what it took. */
export interface RunSummary {
  /** Of the design. */
  trials: number;
  /** With a record, errors included. */
  finished: number;
  /** With an error in their record. */
  failed: number;
  /** Without a record. */
  left: number;
  /** Finished by this call. */
  asked: number;
  /** Calls of this one that were asked again. */
  retries: number;
  /** Of this call; `null` without a clock. */
  seconds: number | null;
  /** By all calls with this ledger; `money` is `null` where no price of the model is known. */
  spent: Cost & { money: Money | null };
  ceiling: Ceiling;
  /** `null`: all trials are finished. */
  stopped: Stopped | null;
}

/** Counts records as they come. */
export interface Tally {
  finished: number;
  failed: number;
  spent: Cost;
}

/** What the records of a ledger say that was done before. */
export function tallyOf(tally: Tally, record: TrialRecord): Tally {
  const cost = costOfRecord(record);
  return {
    finished: tally.finished + 1,
    failed: tally.failed + (record.error === null ? 0 : 1),
    spent: {
      calls: tally.spent.calls + cost.calls,
      promptTokens: tally.spent.promptTokens + cost.promptTokens,
      completionTokens: tally.spent.completionTokens + cost.completionTokens,
    },
  };
}

/** Tokens in money, where the price is known. */
export function moneyOf(spent: Cost, price: Price | null, currency: string): Money | null {
  return price === null ? null : { amount: costOf(spent, price), currency };
}
