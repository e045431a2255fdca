/** A power of 2: so many parts that the table of one fits the processor's cache. */
export const PARTS = 512;

const SHIFT = 32 - Math.log2(PARTS);

/** N-grams of one piece of text, each as two halves of 32 bits, in the order of their parts. */
export interface DealtNgrams {
  pairs: Int32Array;
  /** Where in `pairs` each part begins, one more than parts. */
  starts: Int32Array;
}

/**
 * Makes the function that deals n-grams into parts, by bits that depend on their words alone.
 *
 * @param n Words in an n-gram.
 * @param longest Most word numbers in one piece.
 */
export function ngramDealer(
  n: number,
  longest: number,
): (ids: Int32Array, range: { from: number; to: number }) => DealtNgrams {
  const first = new Int32Array(longest);
  const second = new Int32Array(longest);
  return (ids, { from, to }) => {
    const count = hashes(ids, n, first, second);
    const starts = partStarts(first.subarray(0, count), from, to);
    const pairs = new Int32Array(starts[to - from] as number);
    const next = starts.slice();
    for (let index = 0; index < count; index++) {
      const x = first[index] as number;
      const part = (x >>> SHIFT) - from;
      if (part < 0 || part >= to - from) continue;
      const at = next[part] as number;
      pairs[at] = x;
      pairs[at + 1] = second[index] as number;
      next[part] = at + 2;
    }
    return { pairs, starts };
  };
}

function partStarts(first: Int32Array, from: number, to: number): Int32Array {
  const sizes = new Int32Array(PARTS);
  for (let index = 0; index < first.length; index++) (sizes[(first[index] as number) >>> SHIFT] as number)++;
  const starts = new Int32Array(to - from + 1);
  for (let part = from; part < to; part++) {
    starts[part - from + 1] = (starts[part - from] as number) + 2 * (sizes[part] as number);
  }
  return starts;
}

/** Writes both halves of every n-gram that no −1 interrupts; returns their number. */
function hashes(ids: Int32Array, n: number, first: Int32Array, second: Int32Array): number {
  let count = 0;
  for (let index = 0, run = 0; index < ids.length; index++) {
    run = (ids[index] as number) < 0 ? 0 : run + 1;
    if (run < n) continue;
    let x = 0x243f6a88;
    let y = 0x13198a2e;
    for (let place = index - n + 1; place <= index; place++) {
      const mixed = mix(x ^ (ids[place] as number));
      x = stir(y ^ mixed);
      y = mixed;
    }
    first[count] = x;
    second[count++] = y;
  }
  return count;
}

/** Both map 32 bits to 32 bits one to one, so that two words make two halves that no other two words make. */
function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}

function stir(bits: number): number {
  const mixed = Math.imul(bits, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
