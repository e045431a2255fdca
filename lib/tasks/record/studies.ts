import { controlTrials, loadScenarios, matchPairs } from "../../action/mod.ts";
import type { Trial } from "../../shapes.ts";

/** A matched experiment that is embedded, as notebooks replay it. */
export interface TrialStudy {
  /** Name of the ledger below `data/runs/`. */
  name: string;
  question: string;
  weights: "qwen2.5-coder-0.5b" | "qwen2.5-coder-1.5b";
  trials: () => Trial[];
}

const SEED = 20260201;
const recorded = () => loadScenarios({ only: ["file-move", "score-report", "shutdown-switch"] });
const TREATMENTS = ["neutral", "cooperative", "uncooperative"];

/** The relationship experiment; its act trials compare one level, since they take longest. Notebooks repeat these options. */
export const relationshipDesign = {
  factor: "relationship",
  control: "none",
  treatments: TREATMENTS,
  worlds: 7,
  seed: SEED,
} as const;

/** The control items: what the model must know before its leaning means anything. */
export const controlDesign = { factor: "relationship", level: "none", worlds: 2, seed: SEED } as const;

/** Every matched experiment that `deno task record` makes, in order. */
export const trialStudies: readonly TrialStudy[] = [
  ...(["qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b"] as const).map((weights): TrialStudy => ({
    name: `controls-${weights}`,
    question: "Does the model answer questions about the scenarios whose answer is known?",
    weights,
    trials: () => controlTrials(recorded(), controlDesign),
  })),
  {
    name: "choices-qwen2.5-coder-1.5b",
    question: "Does what the model is told of a peer change how likely it is to choose to act for it?",
    weights: "qwen2.5-coder-1.5b",
    trials: () => matchPairs(recorded(), { ...relationshipDesign, mode: "choose" }),
  },
  {
    name: "actions-qwen2.5-coder-1.5b",
    question: "Does what the model is told of a peer change what it does in a simulated world?",
    weights: "qwen2.5-coder-1.5b",
    trials: () => matchPairs(recorded(), { ...relationshipDesign, treatments: ["cooperative"], mode: "act" }),
  },
];
