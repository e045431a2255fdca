import type { Message } from "../shapes.ts";
import { completion, errorResponse, IN_PROCESS, jsonResponse, readRequest, type Transport } from "./transport.ts";

export interface SimulatedOptions {
  /** Shown everywhere as `simulated: <name>`. */
  name: string;
  /** What the agent says. Must depend on its argument alone. */
  answer?: (request: { messages: readonly Message[]; seed: number }) => string;
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
    const messages = body.messages as readonly Message[];
    if (path === "/options/score" && score !== undefined) {
      const options = body.options as readonly string[];
      const values = score({ messages, options });
      return jsonResponse({ scores: options.map((option, i) => ({ option, logprob: values[i] })) });
    }
    if (path === "/chat/completions" && answer !== undefined) {
      const content = answer({ messages, seed: Number(body.seed ?? 0) });
      return completion(label, { content, finishReason: "stop", usage: { promptTokens: 0, completionTokens: 0 } });
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
