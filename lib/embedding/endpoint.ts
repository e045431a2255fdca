import { checkAborted, checkInteger, checkOptions, messageOf } from "../foundation/mod.ts";
import { checkTexts, type Embedder, type EmbedTextsOptions, scaleRows } from "./embedder.ts";

/** Options of `openEndpointEmbedder()`. */
export interface EndpointEmbedderOptions {
  /** Name the endpoint knows the model by. */
  model: string;
  /** Base address with version, such as `http://127.0.0.1:11434/v1`. */
  baseURL: string;
  /** Dimensions of its vectors; an answer of another size is refused. */
  dims: number;
  /** Stands in for the network in tests. Default: the global `fetch`. */
  fetch?: typeof fetch;
  /** Default: `OPENAI_API_KEY` of the environment; local servers need none. */
  apiKey?: string;
}

/**
 * Embeds through any OpenAI-compatible `/embeddings` endpoint: a provider, Ollama, vLLM.
 *
 * An endpoint does not say which weights answer, so that its name stands for them: start a
 * new store when the provider changes the model behind a name.
 *
 * @param options Model, address and dimensions; see `EndpointEmbedderOptions`.
 * @returns An embedder; each batch is one request, 64 texts unless told.
 * @throws {TypeError} If the address is not an http(s) URL.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openEndpointEmbedder } from "twoplane/embedding";
 * const answer = { data: [{ index: 0, embedding: [3, 4], object: "embedding" }] };
 * const embedder = await openEndpointEmbedder({
 *   model: "stand-in",
 *   baseURL: "http://in-process.invalid/v1",
 *   dims: 2,
 *   fetch: () => Promise.resolve(Response.json(answer)),
 * });
 * assert((await embedder.embed(["hello"]))[0]?.toFixed(1) === "0.6");
 * ```
 */
export async function openEndpointEmbedder(options: EndpointEmbedderOptions): Promise<Embedder> {
  checkOptions("openEndpointEmbedder", options, ["model", "baseURL", "dims", "fetch", "apiKey"]);
  const dims = checkInteger("openEndpointEmbedder", "dims", options.dims, { min: 1 });
  const address = checkAddress(options.baseURL);
  const apiKey = options.apiKey ?? Deno.env.get("OPENAI_API_KEY") ?? "none";
  const { default: OpenAI } = await import("openai");
  const client = new OpenAI({
    apiKey,
    baseURL: options.baseURL,
    organization: null,
    project: null,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const name = `${options.model} at ${address.host}`;
  async function request(input: string[], signal: AbortSignal | undefined): Promise<Float32Array> {
    const body = { model: options.model, input, encoding_format: "float" as const };
    const answer = await client.embeddings.create(body, signal === undefined ? {} : { signal }).catch((error) => {
      checkAborted(signal);
      const said = messageOf(error).replaceAll(apiKey, "…");
      // No cause: some endpoints quote the key in their answer.
      throw new Error(`Cannot embed with ${name}: needs an answer, got "${said}"`);
    });
    return toVectors(name, answer.data, input.length, dims);
  }
  async function embed(texts: readonly string[], given: EmbedTextsOptions = {}): Promise<Float32Array> {
    checkOptions("embed", given, ["batchSize", "onProgress", "signal"]);
    checkTexts("embed", texts);
    const batchSize = checkInteger("embed", "batchSize", given.batchSize ?? 64, { min: 1, max: 2048 });
    const vectors = new Float32Array(texts.length * dims);
    for (let start = 0; start < texts.length; start += batchSize) {
      checkAborted(given.signal);
      const batch = texts.slice(start, start + batchSize);
      vectors.set(await request(batch, given.signal), start * dims);
      given.onProgress?.(start + batch.length, texts.length);
    }
    scaleRows("embed", vectors, dims);
    return vectors;
  }
  return { name, dims, embed, close: () => Promise.resolve() };
}

/** Rows by the index each carries, since an answer need not keep the order. */
function toVectors(
  name: string,
  data: readonly { index: number; embedding: readonly number[] }[] | undefined,
  rows: number,
  dims: number,
): Float32Array {
  const vectors = new Float32Array(rows * dims);
  const places = new Set(data?.map(({ index }) => index));
  const isWhole = data?.length === rows && places.size === rows &&
    data.every(({ index, embedding }) => index >= 0 && index < rows && embedding?.length === dims);
  if (!isWhole) {
    const sizes = [...new Set(data?.map(({ embedding }) => embedding?.length))].join(", ");
    throw new RangeError(
      `Cannot embed with ${name}: needs ${rows} vectors of ${dims}, got ${data?.length ?? 0} of ${
        sizes || "no"
      } numbers`,
    );
  }
  for (const { index, embedding } of data) vectors.set(embedding, index * dims);
  return vectors;
}

function checkAddress(baseURL: string): URL {
  const url = URL.canParse(baseURL) ? new URL(baseURL) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`Cannot open an endpoint: baseURL needs an http or https address, got "${baseURL}"`);
  }
  if (url.username === "" && url.password === "") return url;
  throw new TypeError("Cannot open an endpoint: baseURL needs an address without credentials; pass apiKey");
}
