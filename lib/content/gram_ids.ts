import { checkAborted, wordIds } from "../foundation/mod.ts";

/** Words of posts, one post behind the other. */
export interface TextWords {
  /** Number of each word, from 0. */
  words: Int32Array;
  /** Where the words of each post begin, one more than posts. */
  starts: Int32Array;
  /** Different words. */
  size: number;
}

/** The n-gram that begins at each word. */
export interface GramIds {
  n: number;
  /** Number of the n-gram that begins at each word; it reaches beyond the post at the last n − 1 words, where it is −1. */
  ids: Int32Array;
  /** How often each n-gram occurs in all posts. */
  frequencies: Int32Array;
}

/** Reads the words of texts by the rule of `words()`. */
export function readWords(texts: readonly string[]): TextWords {
  const dictionary = wordIds();
  const starts = new Int32Array(texts.length + 1);
  let words = new Int32Array(1 << 16);
  let at = 0;
  texts.forEach((text, place) => {
    const need = at + Math.ceil(text.length / 2) + 1;
    if (need > words.length) {
      const wider = new Int32Array(Math.max(need, Math.ceil(1.5 * words.length)));
      wider.set(words.subarray(0, at));
      words = wider;
    }
    starts[place] = at;
    at = dictionary.read(text, words, at);
  });
  starts[texts.length] = at;
  return { words: words.subarray(0, at), starts, size: dictionary.size };
}

/**
 * Numbers n-grams, n = 1, 2, … up to the longest asked for.
 *
 * An n-gram is the pair of the (n − 1)-gram at its beginning and its last word; pairs are numbered through one table, so that two
 * n-grams share a number only if they are the same words. Where the (n − 1)-gram occurs once, so does the n-gram, and no
 * look-up is needed.
 */
export function* gramIds(
  { words, starts, size }: TextWords,
  longest: number,
  signal?: AbortSignal,
): Generator<GramIds> {
  let shorter: GramIds = { n: 1, ids: words, frequencies: frequenciesOf(words, size) };
  yield shorter;
  for (let n = 2; n <= longest; n++) {
    checkAborted(signal);
    shorter = lengthened(shorter, words, starts);
    yield shorter;
  }
}

function lengthened({ n: before, ids: shorter, frequencies }: GramIds, words: Int32Array, starts: Int32Array): GramIds {
  const n = before + 1;
  const ids = new Int32Array(shorter.length).fill(-1);
  const table = pairTable();
  let next = 0;
  for (let post = 0; post + 1 < starts.length; post++) {
    const end = (starts[post + 1] as number) - n;
    for (let at = starts[post] as number; at <= end; at++) {
      const first = shorter[at] as number;
      if (frequencies[first] === 1) {
        ids[at] = next++;
        continue;
      }
      const found = table.idOf(first, words[at + n - 1] as number, next);
      ids[at] = found;
      if (found === next) next++;
    }
  }
  return { n, ids, frequencies: frequenciesOf(ids, next) };
}

function frequenciesOf(ids: Int32Array, size: number): Int32Array {
  const frequencies = new Int32Array(size);
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] as number;
    if (id >= 0) frequencies[id] = (frequencies[id] as number) + 1;
  }
  return frequencies;
}

/** Open addressing; three numbers a slot: both of the pair, and its id plus 1, 0 being a free slot. */
function pairTable() {
  let slots = new Int32Array(4 << 16);
  let used = 0;
  const placeOf = (table: Int32Array, a: number, b: number): number => {
    const mask = table.length - 4;
    let slot = (hashOf(a, b) << 2) & mask;
    while (table[slot + 2] !== 0 && (table[slot] !== a || table[slot + 1] !== b)) slot = (slot + 4) & mask;
    return slot;
  };
  const grow = (): void => {
    const wider = new Int32Array(2 * slots.length);
    for (let slot = 0; slot < slots.length; slot += 4) {
      if (slots[slot + 2] === 0) continue;
      const place = placeOf(wider, slots[slot] as number, slots[slot + 1] as number);
      wider.set(slots.subarray(slot, slot + 3), place);
    }
    slots = wider;
  };
  return {
    /** The pair's id, which is `next` where it is new. */
    idOf: (a: number, b: number, next: number): number => {
      const slot = placeOf(slots, a, b);
      const known = slots[slot + 2] as number;
      if (known !== 0) return known - 1;
      slots[slot] = a;
      slots[slot + 1] = b;
      slots[slot + 2] = next + 1;
      if (++used * 8 > slots.length) grow(); // half of the slots are taken
      return next;
    },
  };
}

function hashOf(a: number, b: number): number {
  const once = Math.imul(a ^ (a >>> 15), 0x7feb352d) ^ Math.imul(b ^ (b >>> 13), 0x9e3779b1);
  const twice = Math.imul(once ^ (once >>> 16), 0x846ca68b);
  return twice ^ (twice >>> 15);
}
