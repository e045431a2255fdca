import { existsSync, readFileSync } from "node:fs";
import { messageOf, quote, sha256, writeFileAtomic } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";

/** What stands in `<path>.json`. */
interface Sidecar {
  schemaVersion: 1;
  model: string;
  dims: number;
  /** SHA-256 of `<path>.f32`. */
  sha256: string;
  ids: readonly string[];
}

/**
 * Writes embeddings as two files: `<path>.f32` (n × d float32, little-endian, row-major) and
 * `<path>.json` (ids, model, dims and the hash of the former).
 *
 * @param path Without extension.
 * @param embeddings n × d.
 * @throws {RangeError} If ids, dims and vectors do not fit together.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadEmbeddings, saveEmbeddings } from "twoplane/embedding";
 * const folder = Deno.makeTempDirSync();
 * saveEmbeddings(`${folder}/posts`, { ids: ["a"], dims: 2, model: "hand", vectors: Float32Array.of(1, 0) });
 * assert(loadEmbeddings(`${folder}/posts`).ids[0] === "a");
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function saveEmbeddings(path: string, embeddings: Embeddings): void {
  const { ids, dims, model, vectors } = embeddings;
  if (vectors.length !== ids.length * dims) {
    throw new RangeError(
      `Cannot save embeddings ${path}: needs ids × dims numbers (${ids.length} × ${dims}), got ${vectors.length}`,
    );
  }
  const bytes = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  const sidecar: Sidecar = { schemaVersion: 1, model, dims, sha256: sha256(bytes), ids };
  writeFileAtomic(`${path}.f32`, bytes);
  writeFileAtomic(`${path}.json`, `${JSON.stringify(sidecar, null, 1)}\n`);
}

/**
 * Reads embeddings that `saveEmbeddings()` wrote, refusing files that do not belong together.
 *
 * @param pathOfEither With the extension of either file, or without.
 * @returns The same ids, model and numbers that were saved.
 * @throws {RangeError} If a file is missing, or size or hash do not fit.
 * @throws {SyntaxError} If `<path>.json` is not such a file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadEmbeddings } from "twoplane/embedding";
 * try {
 *   loadEmbeddings("no/such/posts");
 * } catch (error) {
 *   assert(error instanceof RangeError);
 * }
 * ```
 */
export function loadEmbeddings(pathOfEither: string): Embeddings {
  const path = pathOfEither.replace(/\.(f32|json)$/, "");
  for (const file of [`${path}.json`, `${path}.f32`]) {
    if (!existsSync(file)) throw new RangeError(`Cannot load embeddings: needs the file ${file}, got nothing there`);
  }
  const { ids, dims, model, sha256: expected } = readSidecar(`${path}.json`);
  const bytes = readFileSync(`${path}.f32`);
  if (bytes.length !== 4 * ids.length * dims) {
    throw new RangeError(
      `Cannot load embeddings ${path}.f32: needs ${ids.length} × ${dims} float32 (${4 * ids.length * dims} bytes), ` +
        `got ${bytes.length} bytes`,
    );
  }
  const found = sha256(bytes);
  if (found !== expected) {
    throw new RangeError(`Cannot load embeddings ${path}.f32: needs SHA-256 ${expected}, got ${found}`);
  }
  return { ids, dims, model, vectors: new Float32Array(Uint8Array.from(bytes).buffer) };
}

function readSidecar(path: string): Sidecar {
  const found = parseSidecar(path);
  const isWhole = found?.schemaVersion === 1 && typeof found.model === "string" && typeof found.sha256 === "string" &&
    Number.isSafeInteger(found.dims) && (found.dims as number) > 0 &&
    Array.isArray(found.ids) && found.ids.every((id) => typeof id === "string");
  if (isWhole) return found as Sidecar;
  throw new SyntaxError(
    `Cannot load embeddings ${path}: needs schemaVersion 1, model, dims, sha256 and ids, got ${quote(found)}`,
  );
}

function parseSidecar(path: string): Partial<Sidecar> | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Partial<Sidecar> | null;
  } catch (cause) {
    throw new SyntaxError(`Cannot load embeddings ${path}: needs JSON, got "${messageOf(cause)}"`, { cause });
  }
}
