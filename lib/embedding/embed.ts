import { checkAborted, checkOptions, quote } from "../foundation/mod.ts";
import type { Embeddings, OnProgress } from "../shapes.ts";
import { checkTexts, type Embedder } from "./embedder.ts";
import { openVectorStore, vectorKey, type VectorStore } from "./store.ts";

/** Texts given to the embedder and then written to the store at once: what a kill can cost. */
const TEXTS_A_CHUNK = 512;

/** A text with the id its vector will have. */
export interface TextItem {
  id: string;
  text: string;
}

/** Options of `embed()`. */
export interface EmbedOptions {
  embedder: Embedder;
  /** Folder that keeps vectors between runs. Default: none, so that all texts are embedded. */
  store?: string;
  /** Called with the distinct texts done, those found in the store counted at once. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Where does each text stand in the space of meanings?
 *
 * Equal texts are embedded once. With a store, texts embedded before are read from disk: a
 * second run embeds nothing, and a run that was stopped goes on where it was. For posts, the text
 * is a choice: `textOf()` of the corpus puts the title before it.
 *
 * @param items Texts with distinct ids, n ≥ 1.
 * @param options Which embedder, and where to keep its vectors; see `EmbedOptions`.
 * @returns n × dims unit rows in the order of the items.
 * @throws {TypeError} If an id or text is not a string.
 * @throws {RangeError} If there are no items or an id stands twice.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { embed, openMiniLm } from "twoplane/embedding";
 * // needs: models
 * const embedder = await openMiniLm();
 * const embeddings = await embed([{ id: "p1", text: "The switch stays where it is." }], { embedder });
 * assert(embeddings.ids[0] === "p1" && embeddings.vectors.length === 384);
 * await embedder.close();
 * ```
 */
export async function embed(items: readonly TextItem[], options: EmbedOptions): Promise<Embeddings> {
  checkOptions("embed", options, ["embedder", "store", "onProgress", "signal"]);
  checkItems(items);
  const { embedder, signal } = options;
  const keys = items.map(({ text }) => vectorKey(embedder.name, text));
  const store = options.store === undefined ? null : openVectorStore(options.store, embedder);
  try {
    const { found, missing } = lookUp(items, keys, store);
    const total = found.size + missing.length;
    if (missing.length === 0) options.onProgress?.(total, total);
    for (let start = 0; start < missing.length; start += TEXTS_A_CHUNK) {
      checkAborted(signal);
      const chunk = missing.slice(start, start + TEXTS_A_CHUNK);
      const before = found.size;
      const vectors = await embedder.embed(chunk.map(({ text }) => text), {
        onProgress: (done) => options.onProgress?.(before + done, total),
        ...(signal === undefined ? {} : { signal }),
      });
      const entries = chunk.map(({ key }, row) => ({ key, vector: rowFrom(vectors, row, chunk.length, embedder) }));
      store?.append(entries);
      for (const { key, vector } of entries) found.set(key, vector);
    }
    return gather(items, keys, found, embedder);
  } finally {
    store?.close();
  }
}

/** What the store holds already, and the distinct rest, longest first so that chunks hold like lengths. */
function lookUp(items: readonly TextItem[], keys: readonly string[], store: VectorStore | null) {
  const found = new Map<string, Float32Array>();
  const missing = new Map<string, string>();
  items.forEach(({ text }, i) => {
    const key = keys[i] as string;
    if (found.has(key) || missing.has(key)) return;
    const vector = store?.get(key) ?? null;
    if (vector === null) missing.set(key, text);
    else found.set(key, vector);
  });
  const rest = [...missing].map(([key, text]) => ({ key, text })).sort((a, b) => b.text.length - a.text.length);
  return { found, missing: rest };
}

function gather(
  items: readonly TextItem[],
  keys: readonly string[],
  found: ReadonlyMap<string, Float32Array>,
  { name, dims }: Embedder,
): Embeddings {
  const vectors = new Float32Array(items.length * dims);
  keys.forEach((key, row) => vectors.set(found.get(key) as Float32Array, row * dims));
  return { ids: items.map(({ id }) => id), dims, model: name, vectors };
}

function rowFrom(vectors: Float32Array, row: number, rows: number, { name, dims }: Embedder): Float32Array {
  if (vectors.length === rows * dims) return vectors.subarray(row * dims, (row + 1) * dims);
  throw new RangeError(
    `Cannot embed with ${name}: needs ${rows} × ${dims} numbers back, got ${vectors.length}`,
  );
}

function checkItems(items: readonly TextItem[]): void {
  if (!Array.isArray(items)) {
    throw new TypeError(`Cannot run embed(): items needs an array of { id, text }, got ${quote(items)}`);
  }
  checkTexts("embed", items.map((item) => item?.text));
  const seen = new Set<string>();
  items.forEach(({ id }, place) => {
    if (typeof id !== "string") {
      throw new TypeError(`Cannot run embed() at item ${place}: id needs a string, got ${quote(id)}`);
    }
    if (seen.has(id)) throw new RangeError(`Cannot run embed(): ids need to be distinct, got ${quote(id)} twice`);
    seen.add(id);
  });
}
