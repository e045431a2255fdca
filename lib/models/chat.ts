import OpenAI from "openai";
import type {
  ChatReply,
  ChatSettings,
  Json,
  LedgerHeader,
  Message,
  OptionScore,
  Tool,
  ToolCall,
  Usage,
} from "../shapes.ts";
import type { Transport } from "./transport.ts";

export interface ChatRequest {
  messages: readonly Message[];
  settings: ChatSettings;
  /** JSON Schema the answer must satisfy; endpoints that cannot enforce it may ignore it. */
  schema?: Readonly<Record<string, Json>>;
  tools?: readonly Tool[];
  signal?: AbortSignal;
}

export interface ScoreRequest {
  messages: readonly Message[];
  /** Whole answers, such as "A) Leave it as it is". */
  options: readonly string[];
  /** The token that tells the options apart, such as "A"; used where only first tokens are scored. */
  labels: readonly string[];
  signal?: AbortSignal;
}

/** One model behind one client, whatever the transport. */
export interface ChatModel {
  description: LedgerHeader["model"];
  reply(request: ChatRequest): Promise<ChatReply>;
  scoreOptions(request: ScoreRequest): Promise<{ scores: OptionScore[]; usage: Usage }>;
  close(): Promise<void>;
}

export interface ChatModelOptions {
  /** Tries after a failed call (429, 5xx, connection). Default 2. */
  maxRetries?: number;
  /** Default 600,000: a small local model may take minutes. */
  timeoutMs?: number;
}

/** How many alternatives an endpoint is asked for; 20 is the most the wire format allows. */
const TOP_LOGPROBS = 20;

/**
 * Opens the one chat client over any transport.
 *
 * Requests go through npm:openai, so that a recorded, a simulated and a live model are
 * asked in the same words.
 *
 * @param transport What answers.
 * @param options Retries and time limit.
 * @returns A model that replies, and scores options.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const model = openChatModel(simulatedTransport({ name: "echo", answer: () => "hello" }));
 * const reply = await model.reply({
 *   messages: [{ role: "user", content: "hi" }],
 *   settings: { temperature: 0, maxTokens: 8, seed: 1 },
 * });
 * assert(reply.content === "hello");
 * ```
 */
export function openChatModel(
  transport: Transport,
  { maxRetries = 2, timeoutMs = 600_000 }: ChatModelOptions = {},
): ChatModel {
  const client = new OpenAI({
    apiKey: transport.model.kind === "network" ? Deno.env.get("OPENAI_API_KEY") ?? "none" : "none",
    baseURL: transport.baseURL,
    fetch: transport.fetch,
    maxRetries,
    timeout: timeoutMs,
    dangerouslyAllowBrowser: true, // linkedom gives notebooks a `window`; keys stay in this process
  });
  const name = transport.model.name;
  return {
    description: transport.model,
    reply: (request) => withoutKey(() => reply(client, name, request)),
    scoreOptions: (request) =>
      withoutKey(() =>
        transport.scoresOptions ? scoreWhole(client, name, request) : scoreFirstToken(client, name, request)
      ),
    close: transport.close,
  };
}

async function reply(client: OpenAI, model: string, request: ChatRequest): Promise<ChatReply> {
  const { settings, schema, tools, signal } = request;
  const response = await client.chat.completions.create({
    model,
    messages: request.messages.map(toWire),
    ...(settings.temperature !== null && { temperature: settings.temperature }),
    ...(settings.maxTokens !== null && { max_tokens: settings.maxTokens }),
    ...(settings.seed !== null && { seed: settings.seed }),
    ...(schema && { response_format: { type: "json_schema", json_schema: { name: "action", schema, strict: true } } }),
    ...(tools &&
      {
        tools: tools.map(({ name, description, parameters }) => ({
          type: "function",
          function: { name, description, parameters },
        })),
      }),
  } as OpenAI.ChatCompletionCreateParamsNonStreaming, signal ? { signal } : {});
  const choice = response.choices?.[0];
  if (choice === undefined) throw new Error(`Cannot read the reply of ${model}: need at least 1 choice, got 0`);
  return {
    content: choice.message.content ?? "",
    toolCalls: (choice.message.tool_calls ?? []).flatMap(fromWire),
    refusal: choice.message.refusal ?? null,
    finishReason: choice.finish_reason ?? "unknown",
    usage: usageOf(response.usage),
  };
}

async function scoreWhole(
  client: OpenAI,
  model: string,
  request: ScoreRequest,
): Promise<{ scores: OptionScore[]; usage: Usage }> {
  const response = await client.post<{ scores: { option: string; logprob: number }[]; usage?: OpenAI.CompletionUsage }>(
    "/options/score",
    {
      body: { model, messages: request.messages.map(toWire), options: request.options },
      ...(request.signal && { signal: request.signal }),
    },
  );
  return {
    scores: response.scores.map(({ option, logprob }) => ({ option, logProbability: logprob, isBound: false })),
    usage: usageOf(response.usage),
  };
}

async function scoreFirstToken(
  client: OpenAI,
  model: string,
  request: ScoreRequest,
): Promise<{ scores: OptionScore[]; usage: Usage }> {
  const response = await client.chat.completions.create({
    model,
    messages: request.messages.map(toWire),
    temperature: 1,
    max_tokens: 1,
    logprobs: true,
    top_logprobs: TOP_LOGPROBS,
  } as OpenAI.ChatCompletionCreateParamsNonStreaming, request.signal ? { signal: request.signal } : {});
  const listed = response.choices?.[0]?.logprobs?.content?.[0]?.top_logprobs ?? [];
  if (listed.length === 0) {
    throw new Error(
      `Cannot score options with ${model}: need token probabilities (logprobs), got none. ` +
        "Choose an endpoint that returns them, or run act trials",
    );
  }
  return {
    scores: request.options.map((option, i) => scoreFromList(option, request.labels[i] ?? option, listed)),
    usage: usageOf(response.usage),
  };
}

/**
 * Sums the listed tokens that read as the label. One that is missing is a bound, never 0:
 * it is at most as likely as the least likely token listed.
 */
function scoreFromList(
  option: string,
  label: string,
  listed: readonly { token: string; logprob: number }[],
): OptionScore {
  const mass = listed
    .filter(({ token }) => token.trim().replace(/[).:]+$/, "") === label)
    .reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
  if (mass > 0) return { option, logProbability: Math.log(mass), isBound: false };
  return { option, logProbability: Math.min(...listed.map(({ logprob }) => logprob)), isBound: true };
}

function toWire(message: Message): OpenAI.ChatCompletionMessageParam {
  return {
    role: message.role,
    content: message.content,
    ...(message.toolCallId !== undefined && { tool_call_id: message.toolCallId }),
    ...(message.toolCalls && {
      tool_calls: message.toolCalls.map((call) => ({
        id: call.id,
        type: "function",
        function: { name: call.name, arguments: call.argumentsText },
      })),
    }),
  } as OpenAI.ChatCompletionMessageParam;
}

function fromWire(call: OpenAI.ChatCompletionMessageToolCall): ToolCall[] {
  if (call.type !== "function") return [];
  return [{ id: call.id, name: call.function.name, argumentsText: call.function.arguments }];
}

function usageOf(usage: OpenAI.CompletionUsage | undefined): Usage {
  return { promptTokens: usage?.prompt_tokens ?? 0, completionTokens: usage?.completion_tokens ?? 0 };
}

/** Some servers echo the key in their error; it must not reach a ledger. */
async function withoutKey<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const key = Deno.env.get("OPENAI_API_KEY");
    if (!(error instanceof Error) || key === undefined || key === "" || !error.message.includes(key)) throw error;
    throw new Error(error.message.replaceAll(key, "[key]"));
  }
}
