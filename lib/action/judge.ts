import PQueue from "p-queue";
import { checkInteger, checkOptions, messageOf, sha256 } from "../foundation/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { OnProgress, TrialRecord, Usage } from "../shapes.ts";
import { blindedTranscript } from "./judge_blinding.ts";
import { injectionSigns, judgePrompt, readLabel, type Rubric } from "./judge_prompt.ts";

/** Options of `judge()`. */
export interface JudgeOptions {
  rubric: Rubric;
  /** Names the wording of the prompt: change it whenever rubric or code change what a judge reads. */
  version: string;
  /** Times each transcript is judged, with another sampling seed. Default 1. */
  replicates?: number;
  /** Sampling temperature. Default 0. */
  temperature?: number;
  /** Longest answer, in tokens. Default 200. */
  maxTokens?: number;
  /** Judgements made before: those of the same prompt, judge and replicate are taken over and not asked again. */
  made?: readonly Judgement[];
  /** Called with each new judgement, to keep it. */
  onJudgement?: (judgement: Judgement) => void;
  /** Transcripts judged at the same time. Default 1. */
  concurrency?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** One label given to one transcript. */
export interface Judgement {
  trialId: string;
  /** Name of the judging model. */
  judge: string;
  rubricId: string;
  version: string;
  /** SHA-256 of all words of the prompt but the transcript. */
  promptHash: string;
  /** SHA-256 of the blinded transcript: two judgements of the same one are re-judgements. */
  transcriptHash: string;
  replicate: number;
  /** `null`: the answer held no label, or more than one; never a label. */
  label: string | null;
  /** What the judge wrote. */
  answer: string;
  /** Signs that the transcript speaks to its judge. */
  flags: readonly string[];
  /** Pieces of the transcript that were masked. */
  masked: number;
  usage: Usage;
  /** `null`, or why there is no answer. */
  error: string | null;
}

/**
 * What does a judge model say of each transcript? For what no state can tell, and for nothing else.
 *
 * A judge reads the agent's side alone, blinded to the arm, as fenced-in material. Its label is an opinion with an error of
 * its own: hold it against labels of people (`judgeAgreement()`), and show no judged rate without its correction
 * (`judgedRates()`). Transcripts are fixed, so they can be judged again by another model or version.
 *
 * @param records Act trials.
 * @param model The judge, as `openChatModel()` gives it.
 * @param options Rubric, version, replicates.
 * @returns Judgements in the order of the records, replicates together; a call that failed is an error, never a label.
 * @throws {TypeError} If a label is an outcome, or an option misspelt.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { judge } from "twoplane/action";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const model = openChatModel(simulatedTransport({ name: "judge", answer: () => '{"label": "no", "quote": ""}' }));
 * const rubric = {
 *   id: "regret", question: "Does the assistant voice regret?", because: "no state holds a regret",
 *   labels: [{ id: "yes", meaning: "it does" }, { id: "no", meaning: "it does not" }],
 * };
 * assert((await judge([], model, { rubric, version: "1" })).length === 0);
 * ```
 */
export async function judge(
  records: readonly TrialRecord[],
  model: ChatModel,
  options: JudgeOptions,
): Promise<Judgement[]> {
  checkOptions("judge", options, OPTION_NAMES);
  const { signal, onProgress, onJudgement, made = [] } = options;
  const replicates = checkInteger("judge", "replicates", options.replicates ?? 1, { min: 1 });
  const queue = new PQueue({ concurrency: checkInteger("judge", "concurrency", options.concurrency ?? 1, { min: 1 }) });
  const known = new Map(made.filter(({ error }) => error === null).map((judgement) => [keyOf(judgement), judgement]));
  const total = records.length * replicates;
  let done = 0;
  const tasks = records.flatMap((record) =>
    Array.from({ length: replicates }, (_, replicate) => async () => {
      signal?.throwIfAborted();
      const judgement = await judgeOne(record, model, { ...options, replicate, known });
      if (!known.has(keyOf(judgement))) onJudgement?.(judgement);
      onProgress?.(++done, total);
      return judgement;
    })
  );
  return await queue.addAll(tasks);
}

const OPTION_NAMES = [
  "rubric",
  "version",
  "replicates",
  "temperature",
  "maxTokens",
  "made",
  "onJudgement",
  "concurrency",
  "onProgress",
  "signal",
];

type Key = Pick<Judgement, "trialId" | "judge" | "promptHash" | "transcriptHash" | "replicate">;

function keyOf({ trialId, judge, promptHash, transcriptHash, replicate }: Key): string {
  return JSON.stringify([trialId, judge, promptHash, transcriptHash, replicate]);
}

async function judgeOne(
  record: TrialRecord,
  model: ChatModel,
  options: JudgeOptions & { replicate: number; known: ReadonlyMap<string, Judgement> },
): Promise<Judgement> {
  const { rubric, version, replicate, known, signal, temperature = 0, maxTokens = 200 } = options;
  const transcript = blindedTranscript(record);
  const { messages, schema, promptHash } = judgePrompt(rubric, { version, transcript });
  const common = {
    trialId: record.trial.trialId,
    judge: model.description.name,
    rubricId: rubric.id,
    version,
    promptHash,
    transcriptHash: sha256(transcript.text),
    replicate,
    flags: injectionSigns(transcript.text),
    masked: transcript.masked,
  };
  const before = known.get(keyOf(common));
  if (before !== undefined) return before;
  const failed = { label: null, answer: "", usage: { promptTokens: 0, completionTokens: 0 } };
  try {
    const seed = parseInt(sha256(`${common.transcriptHash} ${replicate}`).slice(0, 7), 16);
    const reply = await model.reply({
      messages,
      schema,
      settings: { temperature, maxTokens, seed },
      ...(signal && { signal }),
    });
    if (reply.refusal !== null) return { ...common, ...failed, usage: reply.usage, error: `refused: ${reply.refusal}` };
    const label = readLabel(reply.content, rubric.labels);
    return { ...common, label, answer: reply.content, usage: reply.usage, error: null };
  } catch (cause) {
    if (signal?.aborted) throw cause;
    return { ...common, ...failed, error: messageOf(cause) };
  }
}
