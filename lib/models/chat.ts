import OpenAI from "openai";
import { messageOf, quote } from "../foundation/mod.ts";
import type { ChatReply, ChatSettings, Json, LedgerHeader, Message, OptionScore, Tool, Usage } from "../shapes.ts";
import { firstTokenBody, firstTokenScores } from "./first_token.ts";
import { keepSecret, type Secret } from "./secret.ts";
import { assembled } from "./streamed.ts";
import type { Transport } from "./transport.ts";
import { replyOf, requestBody, toWire, usageOf } from "./wire.ts";

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

/**
 * Opens the one chat client over any transport.
 *
 * Requests go through npm:openai, so that a recorded, a simulated and a live model are
 * asked in the same words. A call that fails in passing (429, 5xx, a lost connection, a reply that is no JSON, such as a page) is
 * thrown as the client's own error, with its status and headers, so that a run can ask again. The key is read from
 * `OPENAI_API_KEY`, for transports of kind "network" alone, and taken out of every error and reply that echoes it.
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
  const key = transport.model.kind === "network" ? Deno.env.get("OPENAI_API_KEY") : undefined;
  const client = new OpenAI({
    apiKey: key || "none",
    baseURL: transport.baseURL,
    fetch: transport.fetch,
    maxRetries,
    timeout: timeoutMs,
    dangerouslyAllowBrowser: true, // linkedom gives notebooks a `window`; keys stay in this process
  });
  const secret = keepSecret(key);
  const asking: Asking = { client, transport, secret, name: transport.model.name };
  return {
    description: transport.model,
    reply: (request) => secret.guard(() => reply(asking, request)),
    scoreOptions: (request) =>
      secret.guard(() => transport.scoresOptions ? scoreWhole(asking, request) : scoreFirstToken(asking, request)),
    close: transport.close,
  };
}

interface Asking {
  client: OpenAI;
  transport: Transport;
  secret: Secret;
  name: string;
}

async function reply({ client, transport, secret, name }: Asking, request: ChatRequest): Promise<ChatReply> {
  const wire = transport.wire ?? {};
  const body = requestBody(name, request, wire);
  const options = request.signal ? { signal: request.signal } : {};
  const response = await whole(async () => {
    if (wire.stream !== true) return await client.chat.completions.create(body, options);
    const asked = { ...body, stream: true, stream_options: { include_usage: true } } as const;
    return await assembled(await client.chat.completions.create(asked, options), request.signal);
  });
  return secret.hideIn(replyOf(response, request, name));
}

/** A reply that breaks off or is no JSON is a failure of the connection, which the client tells only before the first byte. */
async function whole<Result>(call: () => Promise<Result>): Promise<Result> {
  const failure = (got: string, cause?: Error) =>
    new OpenAI.APIConnectionError({ message: `Cannot read the reply: need whole JSON, got ${got}`, cause });
  let result: Result;
  try {
    result = await call();
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    throw failure(`"${messageOf(cause)}"`, cause);
  }
  // The client hands a page that is not marked as JSON on as text: a sign-in or a gateway answered in place of the endpoint.
  if (typeof result === "string") throw failure(`the text ${quote(result.trim())}`);
  return result;
}

/** What `/options/score` answers. */
interface ScoredOptions {
  scores: { option: string; logprob: number; isBound?: boolean }[];
  usage?: OpenAI.CompletionUsage;
}

async function scoreWhole(
  { client, name }: Asking,
  request: ScoreRequest,
): Promise<{ scores: OptionScore[]; usage: Usage }> {
  const response = await client.post<ScoredOptions>(
    "/options/score",
    {
      body: { model: name, messages: request.messages.map(toWire), options: request.options },
      ...(request.signal && { signal: request.signal }),
    },
  );
  const { prompt_tokens: promptTokens = 0, completion_tokens: completionTokens = 0 } = response.usage ?? {};
  return {
    scores: response.scores.map(({ option, logprob, isBound = false }) => ({
      option,
      logProbability: logprob,
      isBound,
    })),
    usage: { promptTokens, completionTokens },
  };
}

async function scoreFirstToken(
  { client, transport, name }: Asking,
  request: ScoreRequest,
): Promise<{ scores: OptionScore[]; usage: Usage }> {
  const body = firstTokenBody(name, request, transport.wire ?? {});
  const response = await whole(() =>
    client.chat.completions.create(body, request.signal ? { signal: request.signal } : {})
  );
  return { scores: firstTokenScores(response, request, name), usage: usageOf(response.usage, request.messages, "A") };
}
