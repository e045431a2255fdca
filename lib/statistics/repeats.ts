/** Whether any pairId occurs twice, fast enough for 100,000 pairs. @module */

type Row = { readonly pairId?: unknown } | null | undefined;

/** What is wrong with the pairIds of a list. */
export interface IdFaults {
  /** The first row without a pairId that is text; −1 where all have one. */
  nameless: number;
  /** Whether two rows share a pairId. */
  repeats: boolean;
}

/**
 * Whether every row has a pairId, and no two the same. Large lists go through a bit for each hash first, so that only
 * the few ids whose bit was taken are compared as text: a set of 100,000 strings takes longer than the test it guards.
 */
export function inspectIds(rows: readonly Row[]): IdFaults {
  const n = rows.length;
  const hashes = new Int32Array(n);
  const taken = new Uint32Array(2 ** Math.ceil(Math.log2(n + 1)));
  const suspects = new Uint32Array(2 ** 10);
  let found = 0;
  for (let i = 0; i < n; i++) {
    const pairId = rows[i]?.pairId;
    if (typeof pairId !== "string") return { nameless: i, repeats: false };
    const hash = hashOf(pairId);
    hashes[i] = hash;
    if (!mark(taken, hash)) continue;
    mark(suspects, hash);
    found++;
  }
  return { nameless: -1, repeats: found > 0 && repeatAmong(rows, hashes, suspects) };
}

/** Compares as text the rows whose hash is one of the suspects. */
function repeatAmong(rows: readonly Row[], hashes: Int32Array, suspects: Uint32Array): boolean {
  const seen = new Set<string>();
  for (let i = 0; i < rows.length; i++) {
    if (!isMarked(suspects, hashes[i] as number)) continue;
    const pairId = rows[i]?.pairId as string;
    if (seen.has(pairId)) return true;
    seen.add(pairId);
  }
  return false;
}

/** Sets the bit of a hash; true if it was set before. The number of words is a power of 2. */
function mark(bits: Uint32Array, hash: number): boolean {
  const place = (hash >>> 5) & (bits.length - 1);
  const word = bits[place] as number;
  const bit = 1 << (hash & 31);
  bits[place] = word | bit;
  return (word & bit) !== 0;
}

function isMarked(bits: Uint32Array, hash: number): boolean {
  return ((bits[(hash >>> 5) & (bits.length - 1)] as number) & (1 << (hash & 31))) !== 0;
}

/** Multiplies in every character of a short id, and about 24 of a long one. */
function hashOf(text: string): number {
  const step = text.length <= 24 ? 1 : Math.floor(text.length / 24);
  let hash = text.length;
  for (let i = text.length - 1; i >= 0; i -= step) hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}
