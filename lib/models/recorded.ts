import { canonicalJson, sha256 } from "../foundation/mod.ts";
import type { LedgerHeader, Message, OptionScore } from "../shapes.ts";
import { completion, errorResponse, IN_PROCESS, jsonResponse, readRequest, type Transport } from "./transport.ts";

/** What was once asked and answered. */
export type Exchange =
  | { kind: "reply"; messages: readonly Message[]; seed: number | null; content: string }
  | { kind: "scores"; messages: readonly Message[]; scores: readonly OptionScore[] };

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
  const replies = new Map<string, string>();
  const scores = new Map<string, readonly OptionScore[]>();
  for (const exchange of exchanges) {
    if (exchange.kind === "reply") replies.set(keyOf(exchange.messages, exchange.seed), exchange.content);
    else scores.set(keyOf(exchange.messages, null), exchange.scores);
  }
  const answer: typeof fetch = async (input, init) => {
    const { path, body } = await readRequest(input, init);
    const messages = body.messages as readonly Message[];
    if (path === "/options/score") {
      const found = scores.get(keyOf(messages, null));
      if (found === undefined) return errorResponse(404, neverAsked(scores.size));
      return jsonResponse({ scores: found.map((score) => ({ option: score.option, logprob: score.logProbability })) });
    }
    const content = replies.get(keyOf(messages, (body.seed ?? null) as number | null));
    if (content === undefined) return errorResponse(404, neverAsked(replies.size));
    return completion(name, { content, finishReason: "stop", usage: { promptTokens: 0, completionTokens: 0 } });
  };
  return {
    model: { name, kind: "recorded", sha256: hash },
    baseURL: IN_PROCESS,
    fetch: answer,
    scoresOptions: true,
    close: () => Promise.resolve(),
  };
}

function keyOf(messages: readonly Message[], seed: number | null): string {
  return sha256(canonicalJson({ messages: messages.map(({ role, content }) => ({ role, content })), seed }));
}

function neverAsked(size: number): string {
  return `Cannot answer from the record: need one of its ${size} requests, got another. Record it with a live model`;
}
