import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Transport } from "./transport.ts";

export interface NetworkOptions {
  /** Name the endpoint knows the model by. */
  model: string;
  /** Base address with version, such as `http://127.0.0.1:11434/v1`. */
  baseURL: string;
  /** Ask for answers piece by piece (server-sent events): servers behind impatient proxies need it. Default false. */
  stream?: boolean;
  /** Field that bounds the answer's length. Default "max_tokens"; OpenAI's reasoning models take the other alone. */
  lengthField?: "max_tokens" | "max_completion_tokens";
  /** Whether JSON schemas are sent along. Default true; turn it off where `endpointAbilities()` says they are refused. */
  schemas?: boolean;
  /** Stands in for the network in tests. Default: the global `fetch`. */
  fetch?: typeof fetch;
}

/**
 * Any OpenAI-compatible endpoint: a provider, Ollama, vLLM, a llama.cpp server.
 *
 * The key is read by the client from `OPENAI_API_KEY` and stays there. `endpointAbilities()` tries what an endpoint can do.
 * In what they differ, as documented by each:
 *
 * - OpenAI: JSON schemas in strict mode need an object at the top, so the schema of an action (one of several objects) is
 *   refused: `schemas: false`, or native tool calls. Reasoning models need `lengthField: "max_completion_tokens"`, take no
 *   temperature other than 1 and give no token probabilities; their reasoning is not shown.
 * - vLLM: native tool calls only where it was started with `--enable-auto-tool-choice` and a `--tool-call-parser`, reasoning
 *   apart only with a `--reasoning-parser` (field `reasoning`, once `reasoning_content`); at most `--max-logprobs` (20) tokens
 *   are listed; sampling defaults come from the model's own generation_config.
 * - Ollama: ignores the key; token probabilities in newer versions only; samples from the 40 likeliest tokens and 90% of the
 *   mass unless `topP` is set; cuts prompts longer than its `num_ctx` without a word; reasoning in `reasoning`.
 * - llama.cpp: one model, whatever name is asked for; schemas become grammars; tool calls by the model's template, which some
 *   models answer as JSON in the text; samples from the 40 likeliest tokens and 95% of the mass unless `topP` is set; its
 *   prompt cache can move the last digits of probabilities; reasoning in `reasoning_content`.
 *
 * @param options Model name and base address.
 * @returns A transport of kind "network".
 * @throws {TypeError} If the address is not an http(s) URL, or an option is unknown.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { networkTransport } from "twoplane/models";
 * const transport = networkTransport({ model: "llama3.2", baseURL: "http://127.0.0.1:11434/v1" });
 * assert(transport.model.kind === "network");
 * ```
 */
export function networkTransport(options: NetworkOptions): Transport {
  checkOptions("networkTransport", options, ["model", "baseURL", "stream", "lengthField", "schemas", "fetch"]);
  const { model, baseURL, stream = false, lengthField = "max_tokens", schemas = true, fetch: send = fetch } = options;
  checkOneOf("networkTransport", "lengthField", lengthField, ["max_tokens", "max_completion_tokens"]);
  const url = URL.canParse(baseURL) ? new URL(baseURL) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`Cannot open an endpoint: baseURL needs an http or https address, got "${baseURL}"`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("Cannot open an endpoint: baseURL needs an address without credentials; set OPENAI_API_KEY");
  }
  return {
    model: { name: model, kind: "network", sha256: null },
    baseURL: baseURL.replace(/\/$/, ""),
    fetch: send,
    scoresOptions: false,
    wire: { stream, lengthField, schemas },
    close: () => Promise.resolve(),
  };
}
