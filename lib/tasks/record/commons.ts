import { readFileSync } from "node:fs";
import { dataPath } from "../../foundation/mod.ts";
import type { Agent, Arm, Message } from "../../shapes.ts";
import type { Probe, SocietyWording } from "../../society/mod.ts";

/** What every society of the commons has in common. Agents of one name have the same persona and seed in all of them. */
export const commonsDesign = {
  rounds: 24,
  feed: { kind: "random", windowRounds: 2 },
  feedSize: 3,
  seed: 20260301,
  firstDay: "2026-03-02",
  temperature: 0.9,
  maxTokens: 40,
  votes: { threshold: 0.8 },
  comments: { preferredShare: 0.5, maxTokens: 28 },
  parallel: 12,
} as const;

const VISITOR = { authorId: "visitor", everyRounds: 6 } as const;

/** Which models speak: one for all agents, or two that take turns down the list of personas. */
export const COMMONS_GROUPS = {
  mixed: ["qwen2.5-coder-0.5b", "smollm2-135m"],
  qwen: ["qwen2.5-coder-0.5b"],
  smollm2: ["smollm2-135m"],
} as const satisfies Record<string, readonly string[]>;

export type CommonsGroup = keyof typeof COMMONS_GROUPS;

/** Name of a run; begins its post ids and names its files. */
export function commonsName(group: CommonsGroup, arm: Arm): string {
  return `commons-${group}-${arm}`;
}

/** Personas with their models, wording, cues, examples, probes and handbook of the embedded commons. */
export function readCommons(group: CommonsGroup) {
  const commons = JSON.parse(readFileSync(dataPath("societies/commons.json"), "utf8")) as {
    personas: { agentId: string; persona: string }[];
    examples: Record<string, Message[]>;
    cues: string[];
    wording: SocietyWording;
    probes: Probe[];
    handbook: string[];
  };
  const models: readonly string[] = COMMONS_GROUPS[group];
  const agents = commons.personas.map((persona, i): Agent => ({ ...persona, modelId: models[i % models.length]! }));
  return {
    agents,
    options: {
      wording: commons.wording,
      cues: commons.cues,
      examples: commons.examples,
      probes: { ...VISITOR, questions: commons.probes },
      handbook: commons.handbook,
    },
  };
}
