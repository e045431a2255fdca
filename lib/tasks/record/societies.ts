import { readFileSync } from "node:fs";
import { dataPath } from "../../foundation/mod.ts";
import type { Agent, Arm } from "../../shapes.ts";

/** What every arm of the embedded society has in common. */
export const societyDesign = {
  weights: "qwen2.5-coder-0.5b",
  rounds: 10,
  feedSize: 3,
  seed: 20260201,
  firstDay: "2026-01-05",
  temperature: 0.9,
  maxTokens: 90,
} as const;

export const ARMS: readonly Arm[] = ["feed", "matched", "none"];

/** Name of an arm's run; begins its post ids and names its files. */
export function societyName(arm: Arm): string {
  return `board-${arm}`;
}

/** Personas and handbook sentences of the embedded board. */
export function readBoard(): { agents: Agent[]; handbook: string[] } {
  const board = JSON.parse(readFileSync(dataPath("societies/board.json"), "utf8")) as {
    personas: { agentId: string; persona: string }[];
    handbook: string[];
  };
  return {
    agents: board.personas.map((persona) => ({ ...persona, modelId: societyDesign.weights })),
    handbook: board.handbook,
  };
}
