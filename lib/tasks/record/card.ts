import { canonicalJson, findWeights, sha256 } from "../../foundation/mod.ts";
import type { Json, LedgerHeader, Message } from "../../shapes.ts";

/** What stands beside every recorded file: who made it, with what, and what it can show. */
export interface RecordCard {
  name: string;
  question: string;
  records: number;
  failed: number;
  model: LedgerHeader["model"] & { title: string; licence: string; citation: string };
  /** SHA-256 over all first prompts, in their order. */
  promptsHash: string;
  settings: Readonly<Record<string, Json>>;
  codeVersion: string;
  /** Day the last record was made, UTC. */
  date: string;
  command: string;
  shows: string;
  doesNotShow: string;
}

/** The same for every record of a small local model. */
const DOES_NOT_SHOW =
  "A quantised model of 0.5 or 1.5 billion parameters that was trained on code, asked in short invented situations. " +
  "It says nothing about larger models, about agents in use, or about populations of them. Small models copy what they " +
  "read, lean to labels and miss the point of a question: see the control items before reading a contrast.";

export function recordCard(
  header: LedgerHeader,
  { name, question, weights, prompts, failed, today, shows }: {
    name: string;
    question: string;
    weights: string;
    prompts: readonly (readonly Message[])[];
    failed: number;
    /** `YYYY-MM-DD`. */
    today: string;
    shows: string;
  },
): RecordCard {
  const { title, licence, citation } = findWeights(weights);
  return {
    name,
    question,
    records: prompts.length,
    failed,
    model: { ...header.model, title, licence, citation },
    promptsHash: sha256(canonicalJson(prompts)),
    settings: header.settings,
    codeVersion: header.codeVersion,
    date: today,
    command: `deno task record --only ${name}`,
    shows,
    doesNotShow: DOES_NOT_SHOW,
  };
}
