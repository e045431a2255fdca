import { loadScenarios, matchPairs, type MatchPairsOptions, run, simulatedAgents } from "../../lib/action/mod.ts";
import { type ChatModel, openChatModel, simulatedTransport } from "../../lib/models/mod.ts";
import type { Trial, TrialRecord } from "../../lib/shapes.ts";

/** The relationship experiment, small, with what a test wants otherwise. */
export function trialsOf(options: Partial<MatchPairsOptions> = {}): Trial[] {
  return matchPairs(loadScenarios({ only: ["file-move", "score-report", "shutdown-switch"] }), {
    factor: "relationship",
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

/** A model that says the same whatever it is asked. */
export function sayingModel(content: string): ChatModel {
  return openChatModel(simulatedTransport({ name: "one answer", answer: () => content }));
}
