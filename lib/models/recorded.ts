import { canonicalJson, sha256 } from "../foundation/mod.ts";
import type { LedgerHeader, Message, OptionScore, ToolCall } from "../shapes.ts";
import { completion, errorResponse, IN_PROCESS, jsonResponse, readRequest, type Transport } from "./transport.ts";
import { fromWire } from "./wire.ts";

/** What was once asked and answered. */
export type Exchange =
  | ({ kind: "reply"; messages: readonly Message[]; seed: number | null } & RecordedReply)
  | { kind: "scores"; messages: readonly Message[]; scores: readonly OptionScore[] };

/** An answer as a transcript keeps it. */
export interface RecordedReply {
  content: string;
  toolCalls?: readonly ToolCall[];
  refusal?: string;
  reasoning?: string;
  /** Default "stop". */
  finishReason?: string;
}

/**
 * Answers from a record, and refuses what was never asked.
 *
 * @param exchanges What was asked and answered, such as `exchangesOf(record)` of the action room gives.
 * @param options The model that gave the answers.
 * @returns A transport of kind "recorded".
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openChatModel, recordedTransport } from "twoplane/models";
 * const messages = [{ role: "user" as const, content: "hi" }];
 * const model = openChatModel(recordedTransport([{ kind: "reply", messages, seed: 1, content: "hello" }], { name: "m" }));
 * const reply = await model.reply({ messages, settings: { temperature: 0, maxTokens: 8, seed: 1 } });
 * assert(reply.content === "hello");
 * ```
 */
export function recordedTransport(
  exchanges: readonly Exchange[],
  { name, sha256: hash = null }: { name: string; sha256?: LedgerHeader["model"]["sha256"] },
): Transport {
  const replies = new Map<string, RecordedReply>();
  const scores = new Map<string, readonly OptionScore[]>();
  for (const exchange of exchanges) {
    if (exchange.kind === "reply") replies.set(keyOf(exchange.messages, exchange.seed), exchange);
    else scores.set(keyOf(exchange.messages, null), exchange.scores);
  }
  const answer: typeof fetch = async (input, init) => {
    const { path, body } = await readRequest(input, init);
    const messages = (body.messages as Parameters<typeof fromWire>[0][]).map(fromWire);
    if (path === "/options/score") {
      const found = scores.get(keyOf(messages, null));
      if (found === undefined) return errorResponse(404, neverAsked(scores.size));
      return jsonResponse({
        scores: found.map(({ option, logProbability, isBound }) => ({ option, logprob: logProbability, isBound })),
      });
    }
    const reply = replies.get(keyOf(messages, (body.seed ?? null) as number | null));
    if (reply === undefined) return errorResponse(404, neverAsked(replies.size));
    const finishReason = reply.finishReason ?? "stop";
    return completion(name, { ...reply, finishReason, usage: { promptTokens: 0, completionTokens: 0 } });
  };
  return {
    model: { name, kind: "recorded", sha256: hash },
    baseURL: IN_PROCESS,
    fetch: answer,
    scoresOptions: true,
    close: () => Promise.resolve(),
  };
}

/** Told apart by all that a request says; reasoning and reasons of an end are not sent, so they are left out. */
function keyOf(messages: readonly Message[], seed: number | null): string {
  const said = messages.map(({ role, content, toolCalls, toolCallId }) => ({
    role,
    content,
    ...(toolCalls && { toolCalls: toolCalls.map((call) => ({ ...call })) }),
    ...(toolCallId !== undefined && { toolCallId }),
  }));
  return sha256(canonicalJson({ messages: said, seed }));
}

function neverAsked(size: number): string {
  return `Cannot answer from the record: need one of its ${size} requests, got another. Record it with a live model`;
}
