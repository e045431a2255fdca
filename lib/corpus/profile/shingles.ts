/** Characters of a text that are compared; what comes later is left out. */
export const COMPARED_CHARACTERS = 5000;

/** Lower case, one space for any white space, none at the ends: what two texts must share to count as alike. */
export function plainText(text: string): string {
  return text.slice(0, COMPARED_CHARACTERS).toLowerCase().replace(/\s+/g, " ").trim();
}

/**
 * Hashes of all runs of `length` characters (UTF-16 units), in order, with repeats; a shorter text is one shingle.
 *
 * @param plain What `plainText()` gave.
 * @returns 32 bits a shingle; none for an empty text.
 */
export function shingleHashes(plain: string, { length, seed }: { length: number; seed: number }): Uint32Array {
  if (plain.length === 0) return new Uint32Array(0);
  const size = Math.min(length, plain.length);
  const hashes = new Uint32Array(plain.length - size + 1);
  for (let start = 0; start < hashes.length; start++) {
    let hash = seed;
    for (let at = start; at < start + size; at++) hash = Math.imul(hash ^ plain.charCodeAt(at), 0x01000193);
    hashes[start] = mixed(hash);
  }
  return hashes;
}

/** Each hash once, ascending. */
export function asSet(hashes: Uint32Array): Uint32Array {
  const ascending = hashes.slice().sort();
  let kept = 0;
  for (let at = 0; at < ascending.length; at++) {
    if (at === 0 || ascending[at] !== ascending[at - 1]) ascending[kept++] = ascending[at] as number;
  }
  return ascending.slice(0, kept);
}

/** Exact Jaccard similarity of two ascending sets: what both hold over what either holds; 1 for two empty ones. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let [i, j, shared] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i] as number, b[j] as number];
    if (left === right) shared++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  const union = a.length + b.length - shared;
  return union === 0 ? 1 : shared / union;
}

/** Finalizer of MurmurHash3: every bit of the input moves every bit of the output. */
export function mixed(hash: number): number {
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
