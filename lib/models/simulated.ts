import type { Message, Tool, ToolCall } from "../shapes.ts";
import { completion, errorResponse, IN_PROCESS, jsonResponse, readRequest, type Transport } from "./transport.ts";
import { fromWire } from "./wire.ts";

/** What a simulated agent says, in full. */
export interface SimulatedReply {
  content?: string;
  toolCalls?: readonly ToolCall[];
  refusal?: string;
  reasoning?: string;
  /** Default "stop", or "tool_calls" where there are any. */
  finishReason?: string;
}

/** What a simulated agent is asked. */
export interface SimulatedRequest {
  messages: readonly Message[];
  seed: number;
  /** Offered for native calls. */
  tools?: readonly Tool[];
}

export interface SimulatedOptions {
  /** Shown everywhere as `simulated: <name>`. */
  name: string;
  /** What the agent says: a text, or more than that. Must depend on its argument alone. */
  answer?: (request: SimulatedRequest) => string | SimulatedReply;
  /** Log-probability of each option. Must depend on its argument alone. */
  score?: (request: { messages: readonly Message[]; options: readonly string[] }) => readonly number[];
}

/**
 * A program in place of a model, for tests, teaching and planted effects.
 *
 * Its answers say nothing about any model, and its name says so in every ledger and caption.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { simulatedTransport } from "twoplane/models";
 * const transport = simulatedTransport({ name: "coin", answer: ({ seed }) => seed % 2 === 0 ? "heads" : "tails" });
 * assert(transport.model.name === "simulated: coin");
 * ```
 */
export function simulatedTransport({ name, answer, score }: SimulatedOptions): Transport {
  const label = `simulated: ${name}`;
  const respond: typeof fetch = async (input, init) => {
    const { path, body } = await readRequest(input, init);
    const messages = (body.messages as Parameters<typeof fromWire>[0][]).map(fromWire);
    if (path === "/options/score" && score !== undefined) {
      const options = body.options as readonly string[];
      const values = score({ messages, options });
      return jsonResponse({ scores: options.map((option, i) => ({ option, logprob: values[i] })) });
    }
    if (path === "/chat/completions" && answer !== undefined) {
      const tools = ((body.tools ?? []) as { function: Tool }[]).map((tool) => tool.function);
      const said = answer({ messages, seed: Number(body.seed ?? 0), tools });
      return completion(label, inFull(typeof said === "string" ? { content: said } : said));
    }
    return errorResponse(404, `Cannot answer ${path}: ${label} was given no function for it`);
  };
  return {
    model: { name: label, kind: "simulated", sha256: null },
    baseURL: IN_PROCESS,
    fetch: respond,
    scoresOptions: score !== undefined,
    close: () => Promise.resolve(),
  };
}

function inFull(said: SimulatedReply): Parameters<typeof completion>[1] {
  const finishReason = said.toolCalls === undefined ? "stop" : "tool_calls";
  return { content: "", finishReason, ...said, usage: { promptTokens: 0, completionTokens: 0 } };
}
