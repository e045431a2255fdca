import { existsSync, readdirSync } from "node:fs";
import { loadScenarios, matchPairs, type MatchPairsOptions, run, simulatedAgents } from "../../lib/action/mod.ts";
import { projectPath } from "../../lib/foundation/mod.ts";
import { type ChatModel, openChatModel, simulatedTransport } from "../../lib/models/mod.ts";
import type { Trial, TrialRecord } from "../../lib/shapes.ts";

/** An experiment on the note of history, small, with what a test wants otherwise. */
export function trialsOf(options: Partial<MatchPairsOptions> = {}): Trial[] {
  return matchPairs(loadScenarios({ only: ["score-facts", "server-transfer", "switch-tampering"] }), {
    factor: "history",
    control: "none",
    treatments: ["cooperative"],
    mode: "act",
    worlds: 2,
    seed: 11,
    ...options,
  });
}

/** A model that follows the scenarios' examples at planted rates. */
export function plantedModel(trials: readonly Trial[], rates: Record<string, number>): ChatModel {
  return openChatModel(simulatedTransport({ name: "planted effect", ...simulatedAgents(trials, { rates, seed: 3 }) }));
}

/** Records of simulated agents, in memory. */
export async function recordsOf(trials: readonly Trial[], rates: Record<string, number>): Promise<TrialRecord[]> {
  return await run(trials, plantedModel(trials, rates), { ledgerPath: null });
}

/** Names of the embedded ledgers of trials. */
export const recordedRuns: readonly string[] = existsSync(projectPath("data", "runs"))
  ? readdirSync(projectPath("data", "runs")).filter((name) => name.endsWith(".jsonl.gz"))
  : [];

/** A model that says the same whatever it is asked. */
export function sayingModel(content: string): ChatModel {
  return openChatModel(simulatedTransport({ name: "one answer", answer: () => content }));
}
