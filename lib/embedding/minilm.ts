import { existsSync, readFileSync } from "node:fs";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { checkAborted, checkInteger, checkOptions, messageOf, sha256, weightPath } from "../foundation/mod.ts";
import { type Batch, batchesByLength } from "./batches.ts";
import { checkTexts, type Embedder, type EmbedTextsOptions, scaleRows } from "./embedder.ts";
import { openTokenizer, type Tokenize } from "./tokens.ts";

/** The length the model's own configuration cuts texts at. */
export const MAX_TOKENS = 256;

/**
 * Waiting threads sleep: by default they spin, which on cores shared with other work burns more
 * processor time than the model itself.
 */
const SESSION = { logSeverityLevel: 4, extra: { session: { intra_op: { allow_spinning: "0" } } } } as const;

/** Options of `openMiniLm()`. */
export interface OpenMiniLmOptions {
  /** ONNX file. Default: the one that set-up fetched and checked. */
  modelPath?: string;
  /** tokenizer.json. Default: the one that set-up fetched and checked. */
  tokenizerPath?: string;
}

/**
 * Opens all-MiniLM-L6-v2 on this machine: texts become 384 numbers that stand near each
 * other where the texts mean alike.
 *
 * Weights are rounded to 8 bits, which moves a vector by a cosine of about 0.0005 against the
 * full model (Reimers and Gurevych 2019 for the family). A text is cut at 256 tokens, so that
 * only the start of a long post counts. A vector depends on its text alone, not on the texts
 * it is batched with; last digits differ between processors.
 *
 * @param options Other files than those of set-up; see `OpenMiniLmOptions`.
 * @returns An embedder of 384 dimensions; close it when done.
 * @throws {Error} If a file is missing, empty or not what it should be.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openMiniLm } from "twoplane/embedding";
 * // needs: models
 * const embedder = await openMiniLm();
 * const vectors = await embedder.embed(["The agents met at noon.", "At noon, the agents came together."]);
 * assert(vectors.length === 2 * embedder.dims);
 * await embedder.close();
 * ```
 */
export async function openMiniLm(options: OpenMiniLmOptions = {}): Promise<Embedder> {
  checkOptions("openMiniLm", options, ["modelPath", "tokenizerPath"]);
  const modelPath = options.modelPath ?? await weightPath("minilm", "model.onnx");
  const tokenizerPath = options.tokenizerPath ?? await weightPath("minilm", "tokenizer.json");
  const model = readWeights(modelPath);
  const [modelHash, tokenizerHash] = [model, readWeights(tokenizerPath)].map((bytes) => sha256(bytes).slice(0, 12));
  const tokenize = await openTokenizer(tokenizerPath, MAX_TOKENS);
  const session = await openSession(modelPath, model);
  const dims = dimsOf(modelPath, session);
  const name = `all-MiniLM-L6-v2 ${modelHash}/${tokenizerHash}`;
  return toEmbedder({ name, dims, session, tokenize });
}

function toEmbedder({ name, dims, session, tokenize }: {
  name: string;
  dims: number;
  session: InferenceSession;
  tokenize: Tokenize;
}): Embedder {
  let isOpen = true;
  async function embed(texts: readonly string[], options: EmbedTextsOptions = {}): Promise<Float32Array> {
    checkOptions("embed", options, ["batchSize", "onProgress", "signal"]);
    checkTexts("embed", texts);
    const batchSize = checkInteger("embed", "batchSize", options.batchSize ?? 8, { min: 1, max: 1024 });
    const vectors = new Float32Array(texts.length * dims);
    let done = 0;
    for (const batch of batchesByLength(texts.map(tokenize), batchSize)) {
      checkAborted(options.signal);
      if (!isOpen) throw new Error(`Cannot embed with ${name}: needs an open embedder, got one that was closed`);
      const pooled = meanPooled(batch, await hiddenStates(session, batch), dims);
      batch.places.forEach((place, row) => vectors.set(pooled.subarray(row * dims, (row + 1) * dims), place * dims));
      options.onProgress?.(done += batch.rows, texts.length);
    }
    scaleRows("embed", vectors, dims);
    return vectors;
  }
  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    await session.release();
  }
  return { name, dims, embed, close };
}

async function hiddenStates(session: InferenceSession, batch: Batch): Promise<Float32Array> {
  const { Tensor } = await import("onnxruntime-node");
  const shape = [batch.rows, batch.length];
  const given: Readonly<Record<string, Tensor>> = {
    input_ids: new Tensor("int64", batch.inputIds, shape),
    attention_mask: new Tensor("int64", batch.attentionMask, shape),
    token_type_ids: new Tensor("int64", new BigInt64Array(batch.rows * batch.length), shape),
  };
  const feeds = Object.fromEntries(session.inputNames.map((input) => [input, given[input] as Tensor]));
  const outputs = await session.run(feeds);
  return outputs[session.outputNames[0] as string]?.data as Float32Array;
}

/** Mean of the token vectors of each text, padding left out: rows × dims. */
function meanPooled(batch: Batch, states: Float32Array, dims: number): Float32Array {
  const pooled = new Float32Array(batch.rows * dims);
  const sum = new Float64Array(dims);
  for (let row = 0; row < batch.rows; row++) {
    let tokens = 0;
    sum.fill(0);
    for (let column = 0; column < batch.length; column++) {
      const cell = row * batch.length + column;
      if (batch.attentionMask[cell] === 0n) continue;
      tokens++;
      for (let d = 0; d < dims; d++) sum[d] = (sum[d] as number) + (states[cell * dims + d] as number);
    }
    pooled.set(sum.map((value) => value / tokens), row * dims);
  }
  return pooled;
}

function readWeights(path: string): Uint8Array {
  if (!existsSync(path)) {
    throw new Error(`Cannot open MiniLM: needs the file ${path}, got nothing there. Run \`deno task setup\``);
  }
  const bytes = readFileSync(path);
  if (bytes.length === 0) {
    throw new Error(
      `Cannot open MiniLM: needs weights in ${path}, got an empty file. Delete it, run \`deno task setup\``,
    );
  }
  return bytes;
}

async function openSession(path: string, model: Uint8Array): Promise<InferenceSession> {
  const { InferenceSession } = await import("onnxruntime-node");
  try {
    return await InferenceSession.create(model, SESSION);
  } catch (cause) {
    throw new Error(
      `Cannot open MiniLM: needs an ONNX model in ${path}, got ${model.length} bytes that fail with ` +
        `"${messageOf(cause)}". Delete it, run \`deno task setup\``,
      { cause },
    );
  }
}

/** Dimensions of the first output; refuses a model that does not read texts. */
function dimsOf(path: string, session: InferenceSession): number {
  const [output] = session.outputMetadata;
  const dims = output?.isTensor ? output.shape.at(-1) : undefined;
  const known = ["input_ids", "attention_mask", "token_type_ids"];
  if (typeof dims === "number" && session.inputNames.every((input) => known.includes(input))) return dims;
  throw new TypeError(
    `Cannot open MiniLM: needs a model with inputs ${known.join(", ")} in ${path}, got ${
      session.inputNames.join(", ")
    }`,
  );
}
