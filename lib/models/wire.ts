import type OpenAI from "openai";
import { quote } from "../foundation/mod.ts";
import type { ChatReply, Message, Tool, ToolCall, Usage } from "../shapes.ts";
import type { ChatRequest } from "./chat.ts";
import type { Wire } from "./transport.ts";

/** A message in the wire format, with the fields in which some endpoints give reasoning. */
export type WireMessage = Partial<OpenAI.ChatCompletionMessage> & {
  reasoning_content?: string | null;
  reasoning?: string | null;
};

/** The body of a chat request. Reasoning is never sent back: some endpoints refuse it, others would act on it. */
export function requestBody(
  model: string,
  { messages, settings, schema, tools }: ChatRequest,
  { lengthField = "max_tokens", schemas = true }: Wire = {},
): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return {
    model,
    messages: messages.map(toWire),
    ...(settings.temperature !== null && { temperature: settings.temperature }),
    ...(settings.topP !== undefined && { top_p: settings.topP }),
    ...(settings.maxTokens !== null && { [lengthField]: settings.maxTokens }),
    ...(settings.seed !== null && { seed: settings.seed }),
    ...(schema && schemas &&
      { response_format: { type: "json_schema", json_schema: { name: "action", schema, strict: true } } }),
    ...(tools && { tools: tools.map(toWireTool) }),
  } as OpenAI.ChatCompletionCreateParamsNonStreaming;
}

/** A message as endpoints take it. */
export function toWire(message: Message): OpenAI.ChatCompletionMessageParam {
  const { role, content, toolCallId, toolCalls } = message;
  const calls = toolCalls?.map(({ id, name, argumentsText }) => ({
    id,
    type: "function",
    function: { name, arguments: argumentsText },
  }));
  return {
    role,
    content: calls !== undefined && content === "" ? null : content,
    ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
    ...(calls && { tool_calls: calls }),
  } as OpenAI.ChatCompletionMessageParam;
}

/** A message that stands in a request, as it was before it was put into the wire format. */
export function fromWire(message: OpenAI.ChatCompletionMessageParam): Message {
  const { role, content, tool_call_id, tool_calls } = message as {
    role: Message["role"];
    content: string | null;
    tool_call_id?: string;
    tool_calls?: OpenAI.ChatCompletionMessageToolCall[];
  };
  return {
    role,
    content: content ?? "",
    ...(tool_calls && { toolCalls: tool_calls.flatMap(toolCallOf) }),
    ...(tool_call_id !== undefined && { toolCallId: tool_call_id }),
  };
}

function toWireTool({ name, description, parameters }: Tool): OpenAI.ChatCompletionTool {
  return { type: "function", function: { name, description, parameters } };
}

function toolCallOf(call: OpenAI.ChatCompletionMessageToolCall | null): ToolCall[] {
  if (call?.type !== undefined && call.type !== "function") return [];
  const asked: { name?: unknown; arguments?: unknown } | null | undefined = call?.function;
  if (typeof asked?.name !== "string") {
    throw new Error(`Cannot read the reply: need the name of a function in every tool call, got ${quote(asked?.name)}`);
  }
  // Some servers send the arguments as an object.
  const { name, arguments: given } = asked;
  const argumentsText = typeof given === "string" ? given : JSON.stringify(given ?? {});
  return [{ id: String(call?.id ?? ""), name, argumentsText }];
}

/** The tool calls of a message or of a piece of one; some servers send null for none. */
export function callList<Call>(calls: readonly Call[] | null | undefined): readonly Call[] {
  if (calls === null || calls === undefined) return [];
  if (Array.isArray(calls)) return calls;
  throw new Error(`Cannot read the reply: need tool_calls as a list, got ${quote(calls)}`);
}

/** What a `chat.completion` says: its first choice. */
export function replyOf(
  response: Partial<OpenAI.ChatCompletion> | null,
  request: ChatRequest,
  model: string,
): ChatReply {
  const choice = response?.choices?.[0];
  if (choice === undefined || choice === null) {
    throw new Error(`Cannot read the reply of ${model}: need at least 1 choice, got 0`);
  }
  const message = (choice.message ?? {}) as WireMessage;
  const content = typeof message.content === "string" ? message.content : "";
  const toolCalls = withIds(callList(message.tool_calls).flatMap(toolCallOf));
  const reasoning = message.reasoning_content || message.reasoning;
  return {
    content,
    toolCalls,
    refusal: message.refusal || null,
    ...(typeof reasoning === "string" && { reasoning }),
    finishReason: choice.finish_reason ?? "unknown",
    usage: usageOf(
      response?.usage,
      request.messages,
      [reasoning ?? "", content, ...toolCalls.map(({ argumentsText }) => argumentsText)].join(""),
    ),
  };
}

/** Gives a call without an id one of its own, since its answer has to name it. */
function withIds(calls: readonly ToolCall[]): ToolCall[] {
  return calls.map((call, i) => call.id === "" ? { ...call, id: `call-${i}` } : call);
}

function numberOr0(tokens: unknown): number {
  return typeof tokens === "number" ? tokens : 0;
}

/** What was spent, or an estimate where the endpoint does not tell, so that a ceiling holds all the same. */
export function usageOf(
  usage: OpenAI.CompletionUsage | null | undefined,
  messages: readonly Message[],
  answer: string,
): Usage {
  if (typeof usage?.prompt_tokens === "number") {
    return { promptTokens: usage.prompt_tokens, completionTokens: numberOr0(usage.completion_tokens) };
  }
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
  return {
    promptTokens: Math.ceil(characters / 4),
    completionTokens: Math.ceil(answer.length / 4),
    isEstimated: true,
  };
}
