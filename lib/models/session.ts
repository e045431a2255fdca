import {
  type ChatHistoryItem,
  type ChatWrapper,
  getLlama,
  type Llama,
  LlamaLogLevel,
  type LlamaModel,
  resolveChatWrapper,
  type Token,
} from "node-llama-cpp";
import { messageOf } from "../foundation/mod.ts";
import type { Message } from "../shapes.ts";
import { exactTokens, fillRow, inOrder, missingPlaces, ROWS, type Slot } from "./exact.ts";
import { type Generation, type GenerationOptions, writeAnswer } from "./generation.ts";
import { openPool, type Pool, reuse } from "./pool.ts";
import { scoreAnswers } from "./scoring.ts";
import { openTurns, type Turns } from "./turns.ts";

/** One loaded model; each of its sequences remembers what it evaluated last. */
export interface LocalSession {
  generate(messages: readonly Message[], options: GenerationOptions & Stop): Promise<Generation>;
  score(
    messages: readonly Message[],
    options: readonly string[],
    stop?: Stop,
  ): Promise<{ logProbabilities: number[]; promptTokens: number }>;
  close(): Promise<void>;
}

interface Stop {
  signal?: AbortSignal | undefined;
}

interface Loaded {
  llama: Llama;
  model: LlamaModel;
  wrapper: ChatWrapper;
  contextSize: number;
  pool: Pool<Slot>;
  turns: Turns;
}

/** How a model is loaded. */
export interface SessionOptions {
  contextSize: number;
  /** Requests at the same time. */
  parallel: number;
  /** Prompts remembered, at least `parallel`. */
  remembered: number;
}

/**
 * Loads a GGUF file. On shared cores a second thread's spin barrier makes it many times slower, hence one;
 * answers that are written at the same time share their batches, which costs that thread less than one by one.
 * Flash attention stays off: its result depends on where a batch begins.
 */
export async function openSession(modelPath: string, options: SessionOptions): Promise<LocalSession> {
  const { contextSize, parallel, remembered } = options;
  try {
    const llama = await getLlama({ gpu: false, build: "never", maxThreads: 1, logLevel: LlamaLogLevel.error });
    const model = await llama.loadModel({ modelPath });
    const sequences = parallel === 1 ? remembered : Math.ceil(Math.max(parallel, remembered) / ROWS) * ROWS;
    const context = await model.createContext({
      contextSize: contextSize + ROWS, // a batch that is filled up must not push the prompt's beginning out
      sequences,
      threads: 1,
      batchSize: 512,
      flashAttention: false,
      batching: { itemPrioritizationStrategy: inOrder },
    });
    const slots = Array.from(
      { length: sequences },
      (_, place): Slot => ({ place, sequence: context.getSequence(), exact: 0 }),
    );
    const pool = openPool(slots, parallel);
    const wrapper = resolveChatWrapper(model);
    const loaded: Loaded = { llama, model, wrapper, contextSize, pool, turns: turnsFor(slots, model, parallel) };
    return {
      generate: (messages, asked) => generate(loaded, messages, asked),
      score: (messages, asked, stop) => score(loaded, messages, asked, stop),
      close: () => pool.idle().then(() => llama.dispose()),
    };
  } catch (cause) {
    throw new Error(`Cannot load ${modelPath}: need a GGUF model llama.cpp can run, got "${messageOf(cause)}"`, {
      cause,
    });
  }
}

/** One answer at a time goes row by row, several in whole groups of rows: each way an answer's bits do not depend on others. */
function turnsFor(slots: readonly Slot[], model: LlamaModel, parallel: number): Turns {
  if (parallel === 1) return openTurns();
  const token = model.tokenize(".")[0] as Token;
  return openTurns({
    missing: (taken) => missingPlaces(taken, slots.length),
    run: (place) => fillRow(slots[place] as Slot, token),
  });
}

async function generate(
  loaded: Loaded,
  messages: readonly Message[],
  { signal, ...options }: GenerationOptions & Stop,
): Promise<Generation> {
  const prompt = promptTokens(loaded, messages);
  const maxTokens = Math.min(options.maxTokens, loaded.contextSize - prompt.length);
  return await onSlot(
    loaded,
    prompt,
    (slot) => writeAnswer({ ...loaded, slot, prompt, signal }, { ...options, maxTokens }),
  );
}

async function score(
  loaded: Loaded,
  messages: readonly Message[],
  options: readonly string[],
  { signal }: Stop = {},
): Promise<{ logProbabilities: number[]; promptTokens: number }> {
  const longest = Math.max(0, ...options.map((option) => loaded.model.tokenize(option).length));
  const prompt = promptTokens(loaded, messages, longest);
  const logProbabilities = await onSlot(
    loaded,
    prompt,
    (slot) => scoreAnswers({ ...loaded, slot, prompt, signal }, options),
  );
  return { logProbabilities, promptTokens: prompt.length };
}

/** Gives the task the slot that has evaluated most of the prompt already. */
async function onSlot<Result>(
  { pool }: Loaded,
  prompt: readonly Token[],
  task: (slot: Slot) => Promise<Result>,
): Promise<Result> {
  return await pool.use((slot) => reuse(exactTokens(slot), prompt), task);
}

/** The chat in the model's own template, ready for the assistant's turn. Message text cannot form control tokens. */
function promptTokens(
  { model, wrapper, contextSize }: Loaded,
  messages: readonly Message[],
  answerTokens = 1,
): Token[] {
  const { contextText } = wrapper.generateContextState({
    chatHistory: [...messages.map(toHistory), { type: "model", response: [] }],
  });
  const tokens = contextText.tokenize(model.tokenizer);
  const most = contextSize - Math.max(1, answerTokens);
  if (tokens.length <= most) return tokens;
  throw new RangeError(
    `Cannot ask the local model: the prompt needs at most ${most} tokens, got ${tokens.length}`,
  );
}

function toHistory({ role, content }: Message): ChatHistoryItem {
  if (role === "system") return { type: "system", text: content };
  if (role === "assistant") return { type: "model", response: [content] };
  return { type: "user", text: content };
}
