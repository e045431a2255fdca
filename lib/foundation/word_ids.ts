import { lowerCase } from "./words.ts";

/** Gives every word a number, the first 0; for measures over millions of texts, where a `Map` of strings is too slow. */
export interface WordIds {
  /**
   * Writes the number of each word of a text to `into`, from `at` on.
   *
   * @returns The place behind the last.
   */
  read(text: string, into: Int32Array, at: number): number;
  /** How many different words there were so far. */
  readonly size: number;
}

/**
 * Reads words by the rule of `words()` without making a string of each.
 *
 * A text has at most as many words as half its length, rounded up, so `into` needs that much room behind `at`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { wordIds } from "twoplane/foundation";
 * const ids = wordIds();
 * const into = new Int32Array(3);
 * assert(ids.read("Ada, Bob, ada", into, 0) === 3 && ids.size === 2);
 * assert.deepEqual([...into], [0, 1, 0]);
 * ```
 */
export function wordIds(): WordIds {
  const dictionary = wordDictionary();
  const { codes, codeOf } = unitCodes();
  let word = new Uint16Array(1024);
  const read = (text: string, into: Int32Array, from: number): number => {
    if (text.length > word.length) word = new Uint16Array(2 * text.length);
    let [at, length, hash] = [from, 0, 0];
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      let code = codes[unit] as number;
      if (code < OTHER) {
        if ((unit & 0xf800) === 0xd800) return readSlowly(text, into, from, { dictionary, codeOf });
        code = codeOf(unit, length > 0);
      }
      if (code >= 0) {
        word[length++] = code;
        hash = Math.imul(hash ^ code, 0x01000193);
      } else if (length > 0) {
        into[at++] = dictionary.idOf(word, length, hash);
        length = hash = 0;
      }
    }
    if (length > 0) into[at++] = dictionary.idOf(word, length, hash);
    return at;
  };
  return {
    read,
    get size() {
      return dictionary.size();
    },
  };
}

/** Texts with characters beyond 16 bits, such as emoji: the code points one by one. */
function readSlowly(
  text: string,
  into: Int32Array,
  from: number,
  { dictionary, codeOf }: { dictionary: Dictionary; codeOf: UnitCodes["codeOf"] },
): number {
  const word = new Uint16Array(text.length);
  let [at, length, hash] = [from, 0, 0];
  for (const character of text) {
    const isInWord = character.length === 2
      ? belongs(kindOf(character), length > 0)
      : codeOf(character.charCodeAt(0), length > 0) >= 0;
    if (isInWord) {
      const lower = lowerCase(character);
      for (let index = 0; index < lower.length; index++) {
        word[length++] = lower.charCodeAt(index);
        hash = Math.imul(hash ^ lower.charCodeAt(index), 0x01000193);
      }
    } else if (length > 0) {
      into[at++] = dictionary.idOf(word, length, hash);
      length = hash = 0;
    }
  }
  if (length > 0) into[at++] = dictionary.idOf(word, length, hash);
  return at;
}

/** Of each UTF-16 code unit its lower case, if it can begin a word; learnt as they come. */
interface UnitCodes {
  /** Below `OTHER`: look with `codeOf()`. */
  codes: Int32Array;
  /** Lower case of a unit that belongs to a word here, or `OTHER`. */
  codeOf: (unit: number, isInside: boolean) => number;
}

const OTHER = -1;
const MARK_OR_UNKNOWN = -2;

function unitCodes(): UnitCodes {
  const codes = new Int32Array(65_536).fill(MARK_OR_UNKNOWN);
  const marks = new Set<number>();
  const codeOf = (unit: number, isInside: boolean): number => {
    const character = String.fromCharCode(unit);
    const lower = lowerCase(character).charCodeAt(0);
    if (codes[unit] !== MARK_OR_UNKNOWN) return codes[unit] as number;
    const kind = marks.has(unit) ? "mark" : kindOf(character);
    if (kind === "mark") marks.add(unit);
    else codes[unit] = kind === "start" ? lower : OTHER;
    return belongs(kind, isInside) ? lower : OTHER;
  };
  return { codes, codeOf };
}

type Kind = "start" | "mark" | "other";

/** Letters and digits begin a word or go on with it, marks only go on. */
function belongs(kind: Kind, isInside: boolean): boolean {
  return kind === "start" || (kind === "mark" && isInside);
}

function kindOf(character: string): Kind {
  if (/[\p{L}\p{N}]/u.test(character)) return "start";
  return /\p{M}/u.test(character) ? "mark" : "other";
}

interface Dictionary {
  idOf: (word: Uint16Array, length: number, hash: number) => number;
  size: () => number;
}

/** Open addressing; the characters of all words stand in one array, so a number is given by the word itself. */
function wordDictionary(): Dictionary {
  let slots = new Int32Array(1 << 17).fill(-1);
  let hashes = new Int32Array(1 << 16);
  let starts = new Uint32Array((1 << 16) + 1);
  let units = new Uint16Array(1 << 20);
  let size = 0;
  const same = (id: number, word: Uint16Array, length: number): boolean => {
    const start = starts[id] as number;
    if ((starts[id + 1] as number) - start !== length) return false;
    for (let index = 0; index < length; index++) if (units[start + index] !== word[index]) return false;
    return true;
  };
  const grow = (): void => {
    hashes = grown(hashes, new Int32Array(2 * hashes.length));
    starts = grown(starts, new Uint32Array(2 * hashes.length + 1));
    slots = new Int32Array(2 * slots.length).fill(-1);
    for (let id = 0; id < size; id++) {
      let slot = spread(hashes[id] as number) & (slots.length - 1);
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = id;
    }
  };
  const add = (word: Uint16Array, length: number, hash: number): number => {
    if (size === hashes.length) grow();
    const start = starts[size] as number;
    while (start + length > units.length) units = grown(units, new Uint16Array(2 * units.length));
    units.set(word.subarray(0, length), start);
    hashes[size] = hash;
    starts[size + 1] = start + length;
    let slot = spread(hash) & (slots.length - 1);
    while ((slots[slot] as number) >= 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = size;
    return size++;
  };
  return {
    idOf: (word, length, hash) => {
      const mask = slots.length - 1;
      for (let slot = spread(hash) & mask;; slot = (slot + 1) & mask) {
        const id = slots[slot] as number;
        if (id < 0) return add(word, length, hash);
        if (hashes[id] === hash && same(id, word, length)) return id;
      }
    },
    size: () => size,
  };
}

const spread = (hash: number): number => {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return mixed ^ (mixed >>> 15);
};

function grown<Values extends Int32Array | Uint32Array | Uint16Array>(old: Values, wider: Values): Values {
  wider.set(old);
  return wider;
}
