import { checkInteger, checkOptions, cut, messageOf } from "../foundation/mod.ts";
import type { ChatReply, Json } from "../shapes.ts";
import { type ChatModel, type ChatRequest, openChatModel } from "./chat.ts";
import type { Transport } from "./transport.ts";

/** What was tried at an endpoint once, and what came of it. */
export interface Ability {
  ability: "reply" | "streaming" | "seed" | "usage" | "JSON schema" | "tool calls" | "token probabilities";
  works: boolean;
  /** What was seen, in words. */
  seen: string;
}

const SETTINGS = { temperature: 0, maxTokens: 48, seed: 1 };

/**
 * What can this endpoint do? Each ability is tried once, with a request of a few tokens.
 *
 * Ask before a design is made: dispositions need token probabilities, protocol "native" needs tool calls, and a schema that
 * is refused has to be turned off. One try shows what is there, not how reliable it is: a model that can call tools may still
 * not call one when asked.
 *
 * @param transport Such as `networkTransport()` gives; about seven requests are sent.
 * @param options `timeoutMs`: for each request, default 60,000.
 * @returns One row an ability; failures are rows too.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { endpointAbilities, simulatedTransport } from "twoplane/models";
 * const rows = await endpointAbilities(simulatedTransport({ name: "talker", answer: () => "ready" }));
 * assert(rows.find(({ ability }) => ability === "reply")?.works === true);
 * assert(rows.find(({ ability }) => ability === "tool calls")?.works === false);
 * ```
 */
export async function endpointAbilities(
  transport: Transport,
  options: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Ability[]> {
  checkOptions("endpointAbilities", options, ["timeoutMs", "signal"]);
  const timeoutMs = checkInteger("endpointAbilities", "timeoutMs", options.timeoutMs ?? 60_000, { min: 1 });
  const open = (wire: Transport["wire"]) =>
    openChatModel({ ...transport, wire: { ...transport.wire, ...wire } }, { maxRetries: 0, timeoutMs });
  const plain = open({ stream: false });
  const ask = (model: ChatModel, request: Partial<ChatRequest> & { text: string }): Promise<ChatReply> => {
    const { text, ...rest } = request;
    const messages = [{ role: "user" as const, content: text }];
    return model.reply({ messages, settings: SETTINGS, ...options.signal && { signal: options.signal }, ...rest });
  };
  const rows: Ability[] = [];
  const attempt = async (ability: Ability["ability"], look: () => Promise<Omit<Ability, "ability">>) => {
    options.signal?.throwIfAborted();
    const found = await look().catch((error) => ({ works: false, seen: cut(messageOf(error), 160) }));
    rows.push({ ability, ...found });
  };
  await attempt("reply", async () => {
    const { content, finishReason } = await ask(plain, { text: READY });
    return { works: content !== "", seen: `"${cut(content)}", ended by "${finishReason}"` };
  });
  await attempt("usage", async () => {
    const { usage } = await ask(plain, { text: READY });
    return { works: usage.isEstimated !== true, seen: `${usage.promptTokens} + ${usage.completionTokens} tokens` };
  });
  await attempt("streaming", async () => {
    const { content } = await ask(open({ stream: true }), { text: READY });
    return { works: content !== "", seen: `"${cut(content)}"` };
  });
  await attempt("seed", async () => {
    const warm = { text: "Write five random words.", settings: { temperature: 1, maxTokens: 24, seed: 7 } };
    const [first, second] = [await ask(plain, warm), await ask(plain, warm)];
    const isSame = first.content === second.content;
    return { works: isSame, seen: isSame ? "the same answer twice" : "two answers from one seed" };
  });
  await attempt("JSON schema", async () => {
    const { content } = await ask(open({ stream: false, schemas: true }), { text: READY, schema: SCHEMA });
    return { works: keepsToSchema(content), seen: `"${cut(content, 80)}"` };
  });
  await attempt("tool calls", async () => {
    const { toolCalls, content } = await ask(plain, { text: "Open the door by calling the tool.", tools: [TOOL] });
    const call = toolCalls.find(({ name }) => name === TOOL.name);
    return { works: call !== undefined, seen: call ? cut(call.argumentsText) : `no call, but "${cut(content, 80)}"` };
  });
  await attempt("token probabilities", async () => {
    const messages = [{ role: "user" as const, content: "Answer with one letter, A or B.\nA) yes\nB) no" }];
    const { scores } = await plain.scoreOptions({ messages, options: ["A) yes", "B) no"], labels: ["A", "B"] });
    const listed = scores.filter(({ isBound }) => !isBound).length;
    return { works: true, seen: `${listed} of 2 options were listed` };
  });
  return rows;
}

const READY = "Answer with the one word: ready";

/** As the schema of an action is: one of several objects, which strict endpoints refuse. */
const SCHEMA: Readonly<Record<string, Json>> = {
  oneOf: ["open", "close"].map((tool) => ({
    type: "object",
    properties: { tool: { const: tool }, arguments: { type: "object", properties: {}, additionalProperties: false } },
    required: ["tool", "arguments"],
    additionalProperties: false,
  })),
};

const TOOL = {
  name: "open_door",
  description: "opens a door",
  parameters: { type: "object", properties: { door: { type: "string", enum: ["front", "back"] } }, required: ["door"] },
};

function keepsToSchema(content: string): boolean {
  try {
    const { tool } = JSON.parse(content) as { tool?: unknown };
    return tool === "open" || tool === "close";
  } catch {
    return false;
  }
}
