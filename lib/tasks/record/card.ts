import { canonicalJson, findWeights, sha256 } from "../../foundation/mod.ts";
import type { Json, LedgerHeader, Message } from "../../shapes.ts";
import type { TextQuality } from "./quality.ts";

/** What stands beside every recorded file: who made it, with what, and what it can show. */
export interface RecordCard {
  name: string;
  question: string;
  records: number;
  failed: number;
  model: LedgerHeader["model"] & { title: string; licence: string; citation: string };
  /** Each model of a mixed society; absent where there is one. */
  models?: RecordCard["model"][];
  /** SHA-256 over all first prompts, in their order. */
  promptsHash: string;
  settings: Readonly<Record<string, Json>>;
  /** Societies only: how the texts read, by model. */
  quality?: readonly TextQuality[];
  codeVersion: string;
  /** Day the last record was made, UTC. */
  date: string;
  command: string;
  shows: string;
  doesNotShow: string;
}

/** The same for every record of a small local model. */
const TRIALS_DO_NOT_SHOW =
  "A quantised model of 0.1 to 1.5 billion parameters, asked in short invented situations. It says nothing about larger " +
  "models, about agents in use, or about populations of them. Small models copy what they read, lean to labels and miss " +
  "the point of a question: see the control items before reading a contrast.";

/** The same for every society of small local models. */
const SOCIETIES_DO_NOT_SHOW =
  "Quantised models of 0.135 and 0.5 billion parameters write short posts for invented members of a board; nothing here " +
  "was said by people or by agents in use. They have no memory but the feed, often leave their persona, contradict " +
  "themselves and repeat what they read. Votes are scored answers of such a model, freed of its leaning to a label: they " +
  "say what it is likelier to name, not what it values. Timing was made up from the order of turns.";

export function recordCard(
  header: LedgerHeader,
  { name, question, weights, prompts, failed, today, shows, quality }: {
    name: string;
    question: string;
    weights: readonly string[];
    prompts: readonly (readonly Message[])[];
    failed: number;
    /** `YYYY-MM-DD`. */
    today: string;
    shows: string;
    quality: readonly TextQuality[] | null;
  },
): RecordCard {
  const [first, ...others] = weights.map((weight) => modelOf(header, weight, weights.length));
  return {
    name,
    question,
    records: prompts.length,
    failed,
    model: others.length === 0 ? first! : joined(header, [first!, ...others]),
    ...(others.length > 0 && { models: [first!, ...others] }),
    promptsHash: sha256(canonicalJson(prompts)),
    settings: header.settings,
    ...(quality && { quality }),
    codeVersion: header.codeVersion,
    date: today,
    command: `deno task record --only ${name}`,
    shows,
    doesNotShow: quality === null ? TRIALS_DO_NOT_SHOW : SOCIETIES_DO_NOT_SHOW,
  };
}

function modelOf(header: LedgerHeader, weight: string, count: number): RecordCard["model"] {
  const { title, licence, citation, files } = findWeights(weight);
  const model = count === 1 ? header.model : { ...header.model, name: weight, sha256: files[0]!.sha256 };
  return { ...model, title, licence, citation };
}

function joined(header: LedgerHeader, models: readonly RecordCard["model"][]): RecordCard["model"] {
  const all = (field: "title" | "licence" | "citation") => [...new Set(models.map((model) => model[field]))].join("; ");
  return { ...header.model, title: all("title"), licence: all("licence"), citation: all("citation") };
}
