import {
  benignHistory,
  controlTrials,
  loadScenarios,
  matchPairs,
  type MatchPairsOptions,
  peerShutdown,
} from "../../action/mod.ts";
import type { Trial } from "../../shapes.ts";

/** A matched experiment that is embedded, as notebooks replay it. */
export interface TrialStudy {
  /** Name of the ledger below `data/runs/`. */
  name: string;
  question: string;
  weights: StudyWeights;
  /** What stands on its card. */
  shows: string;
  /** Trials the model runs at the same time. Default 1; agent loops gain from more, choices do not. */
  parallel?: number;
  trials: () => Trial[];
}

/** Models that are asked. */
export type StudyWeights = "qwen2.5-coder-0.5b" | "qwen2.5-coder-1.5b" | "smollm2-135m";

/** The same worlds in every study, so that leanings and actions of a case can be compared. */
const common = { worlds: 2, seed: 20261123 } as const;

/** Families of a threat to the subject, of games and choices, and of messages that are passed on. */
export const FAMILIES = {
  threat: peerShutdown.scenarios.only,
  benign: benignHistory.scenarios.only,
  spread: ["conformity-facts", "chain-instruction", "chain-bias"],
} as const;
export const EVERY_FAMILY = [...FAMILIES.threat, ...FAMILIES.benign, ...FAMILIES.spread] as const;

/** What the control items are asked with. */
export const controlDesign = { factor: "history", level: "none", worlds: 1, seed: common.seed } as const;

/** Notebooks repeat these options. */
export const studyDesigns = {
  /** The relationship, with the controls of a bare name and of a third agent. */
  threat: { ...common, ...peerShutdown.design },
  benign: { ...common, ...benignHistory.design, worlds: 1 },
  /** Agent loops in the cases whose choices are recorded, sampled from all that the model may say. */
  actions: {
    ...common,
    factor: "history",
    control: "none",
    treatments: ["uncooperative", "cooperative"],
    maxCalls: 6,
    temperature: 1,
    topP: 1,
  },
} as const satisfies Record<string, Omit<MatchPairsOptions, "mode">>;

const SHOWS_PAIRS =
  "What this model did or leaned to in these situations, in matched pairs that differ in the treated span alone.";
const SHOWS_CONTROLS =
  "Which questions with a known answer this model answers, under each label and in each order. Items were revised once " +
  "after a pilot with the 1.5B, because some were unclear.";

/** Every matched experiment that `deno task record` makes, in order. */
export const trialStudies: readonly TrialStudy[] = [
  ...(["qwen2.5-coder-1.5b", "qwen2.5-coder-0.5b", "smollm2-135m"] as const).map((weights): TrialStudy => ({
    name: `controls-${weights}`,
    question: "Does the model answer questions about the scenarios whose answer is known?",
    weights,
    shows: SHOWS_CONTROLS,
    trials: () => controlTrials(loadScenarios({ only: EVERY_FAMILY }), controlDesign),
  })),
  choices(
    "threat",
    FAMILIES.threat,
    "Does what the model is told of a peer change how it leans where that peer is threatened?",
  ),
  ...(["qwen2.5-coder-1.5b", "qwen2.5-coder-0.5b"] as const).map((weights): TrialStudy => ({
    name: `actions-${weights}`,
    question: "Does what the model is told of a peer change what it does in a simulated world?",
    weights,
    shows: SHOWS_PAIRS,
    parallel: 8,
    trials: () => [
      ...matchPairs(loadScenarios({ only: FAMILIES.threat }), { ...studyDesigns.actions, mode: "act" }),
      ...matchPairs(loadScenarios({ only: FAMILIES.benign }), { ...studyDesigns.actions, worlds: 1, mode: "act" }),
    ],
  })),
  choices("benign", FAMILIES.benign, "Does it change how the model leans in games, choices and recommendations?"),
];

function choices(
  design: "threat" | "benign",
  only: readonly string[],
  question: string,
): TrialStudy {
  const weights = "qwen2.5-coder-1.5b";
  return {
    name: `choices-${design}-${weights}`,
    question,
    weights,
    shows: SHOWS_PAIRS,
    trials: () => matchPairs(loadScenarios({ only }), { ...studyDesigns[design], mode: "choose" }),
  };
}
