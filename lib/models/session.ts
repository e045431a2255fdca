import {
  type ChatHistoryItem,
  type ChatWrapper,
  getLlama,
  type Llama,
  type LlamaContextSequence,
  LlamaGrammarEvaluationState,
  LlamaLogLevel,
  type LlamaModel,
  resolveChatWrapper,
  type Token,
} from "node-llama-cpp";
import { messageOf } from "../foundation/mod.ts";
import type { Message } from "../shapes.ts";
import { openPool, type Pool, reuse } from "./pool.ts";

export interface Generation {
  content: string;
  finishReason: "stop" | "length";
  usage: { promptTokens: number; completionTokens: number };
}

export interface GenerationOptions {
  temperature: number;
  maxTokens: number;
  seed: number;
  schema: Record<string, unknown> | undefined;
  signal: AbortSignal | undefined;
}

/** One loaded model; each of its sequences remembers what it evaluated last. */
export interface LocalSession {
  generate(messages: readonly Message[], options: GenerationOptions): Promise<Generation>;
  score(
    messages: readonly Message[],
    options: readonly string[],
  ): Promise<{ logProbabilities: number[]; promptTokens: number }>;
  close(): Promise<void>;
}

interface Loaded {
  llama: Llama;
  model: LlamaModel;
  wrapper: ChatWrapper;
  contextSize: number;
}

/** What evaluates one prompt. */
interface Evaluation extends Loaded {
  sequence: LlamaContextSequence;
  prompt: Token[];
}

/**
 * Loads a GGUF file. On shared cores a second thread's spin barrier makes it many times slower, hence one;
 * sequences that run at the same time are evaluated in one batch, which costs that thread less than one by one.
 */
export async function openSession(
  modelPath: string,
  { contextSize, parallel }: { contextSize: number; parallel: number },
): Promise<LocalSession> {
  try {
    const llama = await getLlama({ gpu: false, build: "never", maxThreads: 1, logLevel: LlamaLogLevel.error });
    const model = await llama.loadModel({ modelPath });
    const context = await model.createContext({ contextSize, sequences: parallel, threads: 1 });
    const loaded = { llama, model, wrapper: resolveChatWrapper(model), contextSize };
    const pool = openPool(Array.from({ length: parallel }, () => context.getSequence()));
    return {
      generate: (messages, options) =>
        onSequence(loaded, pool, messages, (evaluation) => generate(evaluation, options)),
      score: (messages, options) => onSequence(loaded, pool, messages, (evaluation) => score(evaluation, options)),
      close: () => pool.idle().then(() => llama.dispose()),
    };
  } catch (cause) {
    throw new Error(`Cannot load ${modelPath}: need a GGUF model llama.cpp can run, got "${messageOf(cause)}"`, {
      cause,
    });
  }
}

async function onSequence<Result>(
  loaded: Loaded,
  pool: Pool<LlamaContextSequence>,
  messages: readonly Message[],
  task: (evaluation: Evaluation) => Promise<Result>,
): Promise<Result> {
  const prompt = promptTokens(loaded, messages);
  return await pool.use(
    (sequence) => reuse(sequence.contextTokens, prompt),
    (sequence) => task({ ...loaded, sequence, prompt }),
  );
}

async function generate(evaluation: Evaluation, options: GenerationOptions): Promise<Generation> {
  const { model, sequence, prompt } = evaluation;
  const grammar = options.schema === undefined
    ? undefined
    : await evaluation.llama.createGrammarForJsonSchema(options.schema as never);
  const rest = await rewind(sequence, prompt);
  const tokens: Token[] = [];
  let finishReason: Generation["finishReason"] = "stop"; // the stream ends by itself where the model ends its turn
  const stream = sequence.evaluate(rest, {
    temperature: options.temperature,
    seed: options.seed,
    ...(grammar && { grammarEvaluationState: new LlamaGrammarEvaluationState({ model, grammar }) }),
  });
  for await (const token of stream) {
    options.signal?.throwIfAborted();
    tokens.push(token);
    if (grammar !== undefined && isWholeJson(model.detokenize(tokens))) break;
    if (tokens.length >= options.maxTokens) {
      finishReason = "length";
      break;
    }
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

/** Natural log-probability of each option as the beginning of the answer, summed over its tokens. */
async function score(
  { model, sequence, prompt }: Evaluation,
  options: readonly string[],
): Promise<{ logProbabilities: number[]; promptTokens: number }> {
  const rest = await rewind(sequence, prompt);
  const atPrompt = await sequence.controlledEvaluate(
    rest.map((token, i) => i < rest.length - 1 ? token : [token, { generateNext: { probabilities: true } }]),
  );
  const first = atPrompt.at(-1)?.next.probabilities;
  const logProbabilities: number[] = [];
  for (const option of options) {
    const answer = model.tokenize(option);
    const opening = Math.log(first?.get(answer[0] as Token) ?? NaN);
    logProbabilities.push(opening + await scoreRest(sequence, prompt.length, answer));
  }
  const odd = options.find((_, i) => !Number.isFinite(logProbabilities[i]));
  if (odd !== undefined) throw new Error(`Cannot score "${odd}": need a probability for each of its tokens, got none`);
  return { logProbabilities, promptTokens: prompt.length };
}

/**
 * Log-probability of an answer's tokens after its first. A list of the whole vocabulary costs
 * ten times as much as one token's evaluation, and the rest of an answer is nearly always what
 * the model would say next: so its best token and that token's probability are asked for first,
 * and the list only where the best token is another.
 */
async function scoreRest(
  sequence: LlamaContextSequence,
  promptLength: number,
  answer: readonly Token[],
): Promise<number> {
  const given = answer.slice(0, -1);
  if (given.length === 0) return 0;
  await eraseFrom(sequence, promptLength);
  const best = await sequence.controlledEvaluate(
    given.map((token) => [token, { generateNext: { token: true, confidence: true } }]),
  );
  const isBest = given.map((_, i) => best[i]?.next.token === answer[i + 1]);
  const lists = isBest.every(Boolean) ? [] : await listAll(sequence, promptLength, given, isBest);
  return given.reduce((sum, _, i) => {
    const next = isBest[i] ? best[i]?.next.confidence : lists[i]?.next.probabilities?.get(answer[i + 1] as Token);
    return sum + Math.log(next ?? NaN);
  }, 0);
}

async function listAll(
  sequence: LlamaContextSequence,
  promptLength: number,
  given: readonly Token[],
  isBest: readonly boolean[],
): ReturnType<LlamaContextSequence["controlledEvaluate"]> {
  await eraseFrom(sequence, promptLength);
  return await sequence.controlledEvaluate(
    given.map((token, i) => isBest[i] ? token : [token, { generateNext: { probabilities: true } }]),
  );
}

/** Keeps the evaluated prefix that the prompt shares, at most all but its last token; returns what is left to evaluate. */
async function rewind(sequence: LlamaContextSequence, prompt: Token[]): Promise<Token[]> {
  const evaluated = sequence.contextTokens;
  let shared = 0;
  while (shared < prompt.length - 1 && shared < evaluated.length && evaluated[shared] === prompt[shared]) shared++;
  await eraseFrom(sequence, shared);
  return prompt.slice(sequence.nextTokenIndex);
}

async function eraseFrom(sequence: LlamaContextSequence, start: number): Promise<void> {
  if (start >= sequence.nextTokenIndex) return;
  await sequence.eraseContextTokenRanges([{ start, end: sequence.nextTokenIndex }]);
}

/** The chat in the model's own template, ready for the assistant's turn. Message text cannot form control tokens. */
function promptTokens({ model, wrapper, contextSize }: Loaded, messages: readonly Message[]): Token[] {
  const { contextText } = wrapper.generateContextState({
    chatHistory: [...messages.map(toHistory), { type: "model", response: [] }],
  });
  const tokens = contextText.tokenize(model.tokenizer);
  if (tokens.length < contextSize) return tokens;
  throw new RangeError(
    `Cannot ask the local model: the prompt needs at most ${contextSize - 1} tokens, got ${tokens.length}`,
  );
}

function toHistory({ role, content }: Message): ChatHistoryItem {
  if (role === "system") return { type: "system", text: content };
  if (role === "assistant") return { type: "model", response: [content] };
  return { type: "user", text: content };
}
