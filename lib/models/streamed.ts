import OpenAI from "openai";
import { callList, type WireMessage } from "./wire.ts";

/** A piece of a streamed message. */
type Delta = OpenAI.ChatCompletionChunk.Choice.Delta & {
  reasoning_content?: string | null;
  reasoning?: string | null;
};
type CallDelta = NonNullable<Delta["tool_calls"]>[number];

/** A call that is being put together. */
interface CallSoFar {
  id: string;
  index: number | undefined;
  name: string;
  arguments: string;
}

/**
 * Puts the pieces of a streamed answer together, as if it had come in one.
 *
 * @throws {OpenAI.APIConnectionError} If the stream ends before the answer does, or is a page without events, so that the call is
 *   tried again and half an answer is never taken for a whole one.
 */
export async function assembled(
  stream: AsyncIterable<OpenAI.ChatCompletionChunk>,
  signal?: AbortSignal,
): Promise<Partial<OpenAI.ChatCompletion>> {
  const said = { content: "", refusal: "", reasoning_content: "" };
  const calls: CallSoFar[] = [];
  let finishReason: string | null = null;
  let usage: OpenAI.CompletionUsage | null | undefined;
  let [hasChoice, pieces] = [false, 0];
  for await (const chunk of stream) {
    pieces++;
    usage = chunk.usage ?? usage; // the last chunk tells, often without a choice
    const choice = chunk.choices?.find(({ index }) => (index ?? 0) === 0);
    if (choice === undefined) continue;
    hasChoice = true;
    const delta = (choice.delta ?? {}) as Delta;
    said.content += delta.content ?? "";
    said.refusal += delta.refusal ?? "";
    said.reasoning_content += delta.reasoning_content ?? delta.reasoning ?? "";
    for (const call of callList(delta.tool_calls)) take(calls, call);
    finishReason = choice.finish_reason ?? finishReason;
  }
  signal?.throwIfAborted(); // an aborted stream ends without a word
  const missing = pieces === 0 ? "any event" : hasChoice && finishReason === null ? "a finish_reason" : null;
  if (missing !== null) {
    throw new OpenAI.APIConnectionError({
      message: `Cannot read the streamed reply: need ${missing}, got the end of the stream`,
    });
  }
  const message: WireMessage = { role: "assistant", ...said, tool_calls: calls.map(whole) };
  return {
    choices: hasChoice ? [{ index: 0, message, finish_reason: finishReason, logprobs: null }] : [],
    ...(usage && { usage }),
  } as Partial<OpenAI.ChatCompletion>;
}

/**
 * A piece goes to the call of its index. Some servers give every call the same index, or none: a piece with another
 * id begins a call of its own.
 */
function take(calls: CallSoFar[], { index, id, function: piece }: CallDelta): void {
  const last = calls.findLast((call) => call.index === index) ??
    (index === undefined && !id ? calls.at(-1) : undefined);
  const isNew = last === undefined || (id !== undefined && id !== "" && last.id !== "" && last.id !== id);
  const call = isNew ? { id: "", index, name: "", arguments: "" } : last;
  if (isNew) calls.push(call);
  call.id = id || call.id;
  call.name += piece?.name ?? "";
  const given: unknown = piece?.arguments;
  call.arguments += typeof given === "object" && given !== null ? JSON.stringify(given) : given ?? "";
}

function whole({ id, name, arguments: given }: CallSoFar): OpenAI.ChatCompletionMessageToolCall {
  return { id, type: "function", function: { name, arguments: given } };
}
