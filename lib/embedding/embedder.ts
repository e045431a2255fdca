import { quote } from "../foundation/mod.ts";
import type { OnProgress } from "../shapes.ts";

/** Options of `Embedder.embed()`. */
export interface EmbedTextsOptions {
  /** Texts that pass through the model together. Default 8; changes the speed, not the vectors. */
  batchSize?: number;
  /** Called after each batch with the texts done. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** Something that turns texts into unit vectors: a local model, an endpoint, or a stand-in. */
export interface Embedder {
  /** Name and hash prefix of the model: two embedders that differ in their vectors differ in their names. */
  readonly name: string;
  readonly dims: number;
  /** Texts in, n × dims unit rows out, row-major and in the order of the texts. */
  embed(texts: readonly string[], options?: EmbedTextsOptions): Promise<Float32Array>;
  /** Frees the model; safe to call twice. */
  close(): Promise<void>;
}

/** Refuses what is not a list of at least one string, naming the place. */
export function checkTexts(caller: string, texts: readonly string[]): void {
  if (!Array.isArray(texts)) {
    throw new TypeError(`Cannot run ${caller}(): texts needs an array of strings, got ${quote(texts)}`);
  }
  if (texts.length === 0) throw new RangeError(`Cannot run ${caller}(): need at least 1 text, got 0`);
  const place = texts.findIndex((text) => typeof text !== "string");
  if (place === -1) return;
  throw new TypeError(`Cannot run ${caller}() at text ${place}: needs a string, got ${quote(texts[place])}`);
}

/** Scales n rows to length 1, in place, refusing a row that cannot be. */
export function scaleRows(caller: string, vectors: Float32Array, dims: number): void {
  for (let start = 0; start < vectors.length; start += dims) {
    const row = vectors.subarray(start, start + dims);
    let squares = 0;
    for (const value of row) squares += value * value;
    const length = Math.sqrt(squares);
    if (!(length > 0 && Number.isFinite(length))) {
      throw new RangeError(
        `Cannot run ${caller}(): the model needs to give finite vectors, got length ${length} for text ${start / dims}`,
      );
    }
    for (let i = 0; i < dims; i++) row[i] = (row[i] as number) / length;
  }
}
