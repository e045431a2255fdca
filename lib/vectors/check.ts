import { quote } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";

/** A row this far from length 1 was not made by an embedder of ours. */
const UNIT_TOLERANCE = 1e-5;

/**
 * Refuses embeddings that a measure would silently turn into nonsense: ragged, NaN, not of
 * unit length, or with one id twice.
 *
 * @param caller Name of the public function, for the message.
 * @param embeddings n × d, unit rows.
 * @param atLeast Rows the caller needs.
 * @throws {RangeError} If a length, a value or an id does not fit, naming the row.
 */
export function checkEmbeddings(caller: string, embeddings: Embeddings, atLeast = 1): void {
  const { ids, dims, vectors } = embeddings;
  if (!Array.isArray(ids) || !(vectors instanceof Float32Array)) {
    throw new TypeError(
      `Cannot run ${caller}(): embeddings need ids and a Float32Array of vectors, got ${quote(embeddings)}`,
    );
  }
  if (!Number.isSafeInteger(dims) || dims < 1 || vectors.length !== ids.length * dims) {
    throw new RangeError(
      `Cannot run ${caller}(): embeddings need ids × dims numbers (${ids.length} × ${dims}), got ${vectors.length}`,
    );
  }
  if (ids.length < atLeast) {
    throw new RangeError(`Cannot run ${caller}(): need at least ${atLeast} embedded texts, got ${ids.length}`);
  }
  checkIds(caller, ids);
  ids.forEach((id, row) => checkRow(caller, id, { vectors, from: row * dims, to: (row + 1) * dims }));
}

function checkIds(caller: string, ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (typeof id !== "string") throw new TypeError(`Cannot run ${caller}(): ids need to be strings, got ${quote(id)}`);
    if (seen.has(id)) throw new RangeError(`Cannot run ${caller}(): ids need to be distinct, got ${quote(id)} twice`);
    seen.add(id);
  }
}

function checkRow(
  caller: string,
  id: string,
  { vectors, from, to }: { vectors: Float32Array; from: number; to: number },
): void {
  let squares = 0;
  for (let i = from; i < to; i++) squares += (vectors[i] as number) ** 2;
  if (Math.abs(Math.sqrt(squares) - 1) <= UNIT_TOLERANCE) return; // NaN fails here too
  const found = Number.isFinite(squares) ? `length ${Math.sqrt(squares).toPrecision(4)}` : "a value that is not finite";
  throw new RangeError(`Cannot run ${caller}() at row ${quote(id)}: needs a vector of length 1, got ${found}`);
}
