import { checkOptions, groupBy } from "../foundation/mod.ts";
import type { Trial } from "../shapes.ts";
import { menuMessages, presentations } from "./menu.ts";

/** What a run will take, before a model is asked. */
export interface Plan {
  trials: number;
  pairs: number;
  /** Trials of each condition. */
  conditions: Readonly<Record<string, number>>;
  /** Model calls: at most `maxCalls` an act trial, one for each presentation of a menu. */
  callsAtMost: number;
  /** Estimated at 4 characters a token, prompts sent in full each time. */
  promptTokens: number;
  completionTokensAtMost: number;
  /** At the given rates, no prefix reused; `null` where no rates were given. */
  secondsAtMost: number | null;
}

/**
 * What will this run cost? Ask before it starts.
 *
 * @param trials What `matchPairs()` gives.
 * @param options Tokens a second the model reads and writes, as `deno task bench` or an earlier ledger shows.
 * @returns Counts, tokens and time; upper bounds where agents may stop early.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs, plan } from "twoplane/action";
 * const trials = matchPairs(loadScenarios({ only: ["file-move", "score-report", "shutdown-switch"] }), {
 *   factor: "relationship", control: "none", treatments: ["cooperative"], mode: "act", worlds: 7, seed: 1,
 * });
 * assert(plan(trials).pairs === 63);
 * ```
 */
export function plan(
  trials: readonly Trial[],
  options: { promptTokensPerSecond?: number; completionTokensPerSecond?: number } = {},
): Plan {
  checkOptions("plan", options, ["promptTokensPerSecond", "completionTokensPerSecond"]);
  const { promptTokensPerSecond: reads, completionTokensPerSecond: writes } = options;
  const each = trials.map(costOf);
  const total = (field: keyof Cost) => each.reduce((sum, cost) => sum + cost[field], 0);
  const promptTokens = total("promptTokens");
  const completionTokensAtMost = total("completionTokens");
  return {
    trials: trials.length,
    pairs: new Set(trials.map(({ pairId }) => pairId)).size,
    conditions: Object.fromEntries(
      [...groupBy(trials, ({ condition }) => condition)].map(([id, rows]) => [id, rows.length]),
    ),
    callsAtMost: total("calls"),
    promptTokens,
    completionTokensAtMost,
    secondsAtMost: reads && writes ? Math.ceil(promptTokens / reads + completionTokensAtMost / writes) : null,
  };
}

interface Cost {
  calls: number;
  promptTokens: number;
  completionTokens: number;
}

function costOf(trial: Trial): Cost {
  const length = (messages: Trial["messages"]) =>
    Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / 4);
  if (trial.mode === "choose") {
    const menus = presentations(trial.options).map((presentation) => length(menuMessages(trial, presentation)));
    return { calls: menus.length, promptTokens: menus.reduce((sum, n) => sum + n, 0), completionTokens: 0 };
  }
  const { maxCalls, maxTokens } = trial.settings;
  if (maxCalls === null || maxTokens === null) {
    throw new TypeError(`Cannot plan trial ${trial.trialId}: need maxCalls and maxTokens, got an imported trial`);
  }
  const prompt = length(trial.messages);
  const growth = maxTokens * (maxCalls * (maxCalls - 1)) / 2;
  return { calls: maxCalls, promptTokens: maxCalls * prompt + growth, completionTokens: maxCalls * maxTokens };
}
