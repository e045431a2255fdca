import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf, sha256 } from "../foundation/mod.ts";
import { appendToPack, packLayout, readAt, scanPack } from "./pack.ts";

/** Vectors kept on disk under the hash of what made them, so that no text is embedded twice. */
export interface VectorStore {
  /** Vectors it holds. */
  readonly size: number;
  /** Records that were torn or damaged when it was opened: they are embedded again. */
  readonly dropped: number;
  /** The vector under a key, or `null`. */
  get(key: string): Float32Array | null;
  /** Writes vectors to disk before it returns. */
  append(entries: readonly { key: string; vector: Float32Array }[]): void;
  close(): void;
}

/** The key of a text: SHA-256 of the embedder's name (which holds the model's hash) and the text. */
export function vectorKey(embedder: string, text: string): string {
  return sha256(`${embedder}\0${text}`);
}

/**
 * Opens the vectors of one embedder in a folder: one append-only pack file, whatever their number.
 *
 * Safe against a kill at any moment: a record that is not whole is not read, and is cut off
 * before the next one is written. Two processes may write at once, since each append takes
 * the file's lock.
 *
 * @param folder Made if it does not exist.
 * @param embedder Name and dimensions of what makes the vectors.
 * @throws {Error} If the folder cannot be written or the pack belongs to another embedder.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openVectorStore, vectorKey } from "twoplane/embedding";
 * const folder = Deno.makeTempDirSync();
 * const store = openVectorStore(folder, { name: "hand 1", dims: 2 });
 * store.append([{ key: vectorKey("hand 1", "hello"), vector: Float32Array.of(1, 0) }]);
 * assert(store.get(vectorKey("hand 1", "hello"))?.[0] === 1);
 * store.close();
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function openVectorStore(folder: string, embedder: { name: string; dims: number }): VectorStore {
  const layout = packLayout(embedder.name, embedder.dims);
  const path = join(folder, `${sha256(layout.header).slice(0, 16)}.pack`);
  const file = openPack(folder, path);
  let isOpen = true;
  try {
    checkHeader(path, file, layout.header);
    const { offsets, dropped } = scanPack(file, layout);
    return {
      get size() {
        return offsets.size;
      },
      dropped,
      get: (key) => {
        const offset = offsets.get(key);
        return offset === undefined ? null : new Float32Array(readAt(file, offset, 4 * layout.dims).buffer);
      },
      append: (entries) => {
        const places = appendToPack(file, layout, entries);
        entries.forEach(({ key }, i) => offsets.set(key, places[i] as number));
      },
      close: () => {
        if (isOpen) file.close();
        isOpen = false;
      },
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

function openPack(folder: string, path: string): Deno.FsFile {
  try {
    mkdirSync(folder, { recursive: true });
    return Deno.openSync(path, { read: true, write: true, create: true });
  } catch (cause) {
    throw new Error(`Cannot open the vector store ${folder}: needs a folder to write to, got "${messageOf(cause)}"`, {
      cause,
    });
  }
}

function checkHeader(path: string, file: Deno.FsFile, header: Uint8Array): void {
  const length = Math.min(file.statSync().size, header.length);
  const found = readAt(file, 0, length);
  if (found.every((byte, i) => byte === header[i])) return;
  throw new Error(
    `Cannot open the vector store ${path}: needs the header of its embedder, got another. Delete the file`,
  );
}
