import type { Transport } from "./transport.ts";

export interface NetworkOptions {
  /** Name the endpoint knows the model by. */
  model: string;
  /** Base address with version, such as `http://127.0.0.1:11434/v1`. */
  baseURL: string;
  /** Stands in for the network in tests. Default: the global `fetch`. */
  fetch?: typeof fetch;
}

/**
 * Any OpenAI-compatible endpoint: a provider, Ollama, vLLM, a llama.cpp server.
 *
 * The key is read by the client from `OPENAI_API_KEY` and stays there.
 *
 * @param options Model name and base address.
 * @returns A transport of kind "network".
 * @throws {TypeError} If the address is not an http(s) URL.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { networkTransport } from "twoplane/models";
 * const transport = networkTransport({ model: "llama3.2", baseURL: "http://127.0.0.1:11434/v1" });
 * assert(transport.model.kind === "network");
 * ```
 */
export function networkTransport({ model, baseURL, fetch: send = fetch }: NetworkOptions): Transport {
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
    close: () => Promise.resolve(),
  };
}
