import { type Llama, LlamaGrammarEvaluationState, type LlamaModel, type Token } from "node-llama-cpp";
import { evaluateExactly, keepBeginning, priority, type Sharing, type Slot } from "./exact.ts";

export interface Generation {
  content: string;
  finishReason: "stop" | "length";
  usage: { promptTokens: number; completionTokens: number };
}

export interface GenerationOptions {
  temperature: number;
  /** Nucleus of the sampling; `null`: llama.cpp's usual one (the 40 likeliest tokens, of them 95% of the mass). */
  topP: number | null;
  maxTokens: number;
  seed: number;
  schema: Readonly<Record<string, unknown>> | undefined;
}

/** What writes an answer, where. */
export interface Writing extends Sharing {
  llama: Llama;
  model: LlamaModel;
  slot: Slot;
  prompt: readonly Token[];
}

/**
 * Writes an answer token by token. All of the prompt but its last token is evaluated exactly; that one and what is written go
 * one a step, which is what a fresh model does too. Written tokens are evaluated anew when a later prompt holds them.
 */
export async function writeAnswer(writing: Writing, options: GenerationOptions): Promise<Generation> {
  const { model, slot, prompt, turns, signal } = writing;
  const grammar = options.schema === undefined
    ? undefined
    : await writing.llama.createGrammarForJsonSchema(options.schema as never);
  const kept = await keepBeginning(slot, prompt, { ...writing, atMost: prompt.length - 1 });
  await evaluateExactly(slot, prompt.slice(kept, -1), writing);
  const tokens: Token[] = [];
  let finishReason: Generation["finishReason"] = "stop"; // the stream ends by itself where the model ends its turn
  const steps = slot.sequence.evaluate([prompt.at(-1) as Token], {
    temperature: options.temperature,
    ...(options.topP !== null && { topP: options.topP, topK: 0 }),
    seed: options.seed,
    evaluationPriority: priority(slot.place),
    ...(grammar && { grammarEvaluationState: new LlamaGrammarEvaluationState({ model, grammar }) }),
  });
  try {
    while (true) {
      signal?.throwIfAborted();
      const { value, done } = await turns.shared(slot.place, () => steps.next());
      if (done) break;
      tokens.push(value as Token);
      if (grammar !== undefined && isWholeJson(model.detokenize(tokens))) break;
      if (tokens.length >= options.maxTokens) {
        finishReason = "length";
        break;
      }
    }
  } finally {
    await steps.return(undefined as never);
  }
  return {
    content: model.detokenize(tokens).trim(),
    finishReason,
    usage: { promptTokens: prompt.length, completionTokens: tokens.length },
  };
}

/** The grammar would let a finished object be followed by blank lines. */
function isWholeJson(text: string): boolean {
  if (!text.trimEnd().endsWith("}")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
