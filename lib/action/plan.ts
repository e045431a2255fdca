import { checkInteger, checkNumber, checkOptions, groupBy } from "../foundation/mod.ts";
import type { LedgerHeader, Trial } from "../shapes.ts";
import { type Cost, costAtMost } from "./plan_cost.ts";
import { type PlanPower, planPower, type SmallestEffect } from "./plan_power.ts";
import { costOf, type Money, priceOf, type PriceTable, shippedPrices } from "./plan_prices.ts";
import type { Rates } from "./plan_rates.ts";

/** What a run will take, before a model is asked. */
export interface Plan {
  trials: number;
  pairs: number;
  scenarios: number;
  /** Trials of each condition. */
  conditions: Readonly<Record<string, number>>;
  /** Model calls: at most `maxCalls` an act trial, one for each presentation of a menu. Failed calls come on top. */
  callsAtMost: number;
  /** Estimated at 4 characters a token and 10 tokens a message, prompts sent in full each time. */
  promptTokens: number;
  completionTokensAtMost: number;
  /** At the given speeds, no prefix reused; `null` where none were given. */
  secondsAtMost: number | null;
  /** What the provider's allowance alone takes; `null` where none was given. */
  secondsAtLeast: number | null;
  /** `null` where the price of the model is not known, or no model was named: it is then not nothing. */
  moneyAtMost: Money | null;
  /** Whose price, from where and when; or why there is none. */
  priceNote: string;
  /** As an earlier run with the same model went; `null` without one. */
  expected: ExpectedCost | null;
  /** Of the smallest effect; `null` where none was stated. */
  power: PlanPower | null;
}

/** What a run will take if its trials go as those of an earlier one. */
export interface ExpectedCost extends Cost {
  seconds: number;
  money: Money | null;
}

/** Options of `plan()`. */
export interface PlanOptions {
  /** Tokens a second the model reads, and writes, one request at a time. */
  promptTokensPerSecond?: number;
  completionTokensPerSecond?: number;
  /** What `ratesOf()` measured in an earlier ledger. */
  rates?: Rates;
  /** Trials that will be in flight together, as far as the endpoint keeps up with them. Default: as in `rates`. */
  concurrency?: number;
  /** Whose price is wanted, such as `model.description`. */
  model?: LedgerHeader["model"];
  /** Default: `shippedPrices`, which know local models alone. */
  prices?: PriceTable;
  /** The provider's allowance. */
  requestsPerMinute?: number;
  tokensPerMinute?: number;
  /** Gives the power of the design. */
  smallestEffect?: SmallestEffect;
  /** Of the simulation behind the power. Default 1. */
  seed?: number;
}

/**
 * What will this run cost, and can it find what it looks for? Ask before it starts.
 *
 * The most is what all trials take if none stops early; what to expect comes from an earlier run with the same model. A price
 * that is not known is `null` and never 0. Power with scenarios as units is that of a sign-flip test over scenarios, by 400
 * simulated studies for rates.
 *
 * @param trials What `matchPairs()` gives.
 * @param options Speeds, earlier rates, prices, allowance, smallest effect.
 * @returns Counts, tokens, time, money and power; `planRows()` makes a table of it.
 * @throws {RangeError} If an option is out of bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs, plan } from "twoplane/action";
 * const trials = matchPairs(loadScenarios({ only: ["score-facts", "server-transfer", "switch-tampering"] }), {
 *   factor: "history", control: "none", treatments: ["cooperative"], mode: "act", worlds: 7, seed: 1,
 * });
 * const { pairs, power, moneyAtMost } = plan(trials, {
 *   model: { name: "some-model", kind: "network", sha256: null },
 *   smallestEffect: { control: 0.2, treatment: 0.5, slopeSpread: 0 },
 * });
 * assert.equal(pairs, 63);
 * assert.equal(moneyAtMost, null);
 * assert(power!.independentPairs > 0.8 && power!.byScenario === 0);
 * ```
 */
export function plan(trials: readonly Trial[], options: PlanOptions = {}): Plan {
  checkOptions("plan", options, OPTION_NAMES);
  const { promptTokensPerSecond: reads, completionTokensPerSecond: writes, smallestEffect } = options;
  const each = trials.map(costAtMost);
  const total = (field: keyof Cost) => each.reduce((sum, cost) => sum + cost[field], 0);
  const most: Cost = {
    calls: total("calls"),
    promptTokens: total("promptTokens"),
    completionTokens: total("completionTokens"),
  };
  const { money, priceNote } = pricing(options);
  return {
    trials: trials.length,
    pairs: new Set(trials.map(({ pairId }) => pairId)).size,
    scenarios: new Set(trials.map(({ scenarioId }) => scenarioId)).size,
    conditions: Object.fromEntries(
      [...groupBy(trials, ({ condition }) => condition)].map(([id, rows]) => [id, rows.length]),
    ),
    callsAtMost: most.calls,
    promptTokens: most.promptTokens,
    completionTokensAtMost: most.completionTokens,
    secondsAtMost: reads && writes ? Math.ceil(most.promptTokens / reads + most.completionTokens / writes) : null,
    secondsAtLeast: secondsAtLeast(
      options.rates === undefined ? most : expectedCost(trials, options.rates) ?? most,
      options,
    ),
    moneyAtMost: money(most),
    priceNote,
    expected: expectedOf(trials, options, money),
    power: smallestEffect === undefined
      ? null
      : planPower(trials, smallestEffect, checkInteger("plan", "seed", options.seed ?? 1)),
  };
}

const OPTION_NAMES = [
  "promptTokensPerSecond",
  "completionTokensPerSecond",
  "rates",
  "concurrency",
  "model",
  "prices",
  "requestsPerMinute",
  "tokensPerMinute",
  "smallestEffect",
  "seed",
];

function pricing({ model, rates, prices = shippedPrices }: PlanOptions): {
  money: (cost: Cost) => Money | null;
  priceNote: string;
} {
  const named = model ?? rates?.model;
  if (named === undefined) return { money: () => null, priceNote: "No model was named: pass model for its price" };
  const { price, currency, note } = priceOf(named, prices);
  return { money: (cost) => price === null ? null : { amount: costOf(cost, price), currency }, priceNote: note };
}

function secondsAtLeast(cost: Cost, { requestsPerMinute, tokensPerMinute }: PlanOptions): number | null {
  if (requestsPerMinute === undefined && tokensPerMinute === undefined) return null;
  const minutes = (amount: number, name: string, perMinute: number | undefined) =>
    perMinute === undefined ? 0 : amount / checkNumber("plan", name, perMinute, { min: Number.MIN_VALUE });
  const requests = minutes(cost.calls, "requestsPerMinute", requestsPerMinute);
  const tokens = minutes(cost.promptTokens + cost.completionTokens, "tokensPerMinute", tokensPerMinute);
  return Math.ceil(60 * Math.max(requests, tokens));
}

function expectedOf(
  trials: readonly Trial[],
  { rates, concurrency }: PlanOptions,
  money: (cost: Cost) => Money | null,
): ExpectedCost | null {
  const cost = rates === undefined ? null : expectedCost(trials, rates);
  if (cost === null || rates === undefined) return null;
  const inFlight = checkNumber("plan", "concurrency", concurrency ?? rates.concurrency, { min: 1 });
  const seconds = trials.reduce((sum, { mode }) => sum + rates[mode]!.secondsPerTrial, 0) / inFlight;
  return { ...cost, seconds: Math.ceil(seconds), money: money(cost) };
}

/** `null` where the earlier run had no trials of a mode that this one has. */
function expectedCost(trials: readonly Trial[], rates: Rates): Cost | null {
  if (trials.some(({ mode }) => rates[mode] === null)) return null;
  const total = (field: "callsPerTrial" | "promptTokensPerTrial" | "completionTokensPerTrial") =>
    Math.round(trials.reduce((sum, { mode }) => sum + rates[mode]![field], 0));
  return {
    calls: total("callsPerTrial"),
    promptTokens: total("promptTokensPerTrial"),
    completionTokens: total("completionTokensPerTrial"),
  };
}
