import { checkAborted, checkOptions } from "../../foundation/mod.ts";
import { growing } from "./growing.ts";
import {
  checkNearDuplicateSettings,
  NEAR_DUPLICATE_NAMES,
  type NearDuplicateOptions,
  type NearDuplicateSettings,
  nearDuplicateSettings,
} from "./near_duplicate_options.ts";
import { asSet, COMPARED_CHARACTERS, jaccard, mixed, plainText, shingleHashes } from "./shingles.ts";
import { bandKeys, bandsFor, minHash } from "./signatures.ts";
import { uniteBands } from "./unite_bands.ts";

/** Distinct texts that are alike. */
export interface NearDuplicateGroups {
  /** Positions of the texts, ascending in each group; groups by their first position; at least two in each. */
  groups: readonly (readonly number[])[];
  /** Texts that were compared. */
  searched: number;
  /** Texts whose comparisons were cut short, since too many others looked alike. */
  cutShort: number;
  settings: NearDuplicateSettings;
}

/** Takes texts one by one, so that a stream can feed it, and groups them at the end. */
export interface NearDuplicateSearch {
  /** Texts taken so far. */
  readonly length: number;
  add(text: string): void;
  /** A text as it was taken, its first 5,000 characters at least. */
  textAt(index: number): string;
  groups(): NearDuplicateGroups;
}

/**
 * Which texts are copies of each other but for a little?
 *
 * Two texts are near-duplicates if the sets of their runs of `shingleLength` characters, in lower case and with white
 * space folded, have a Jaccard similarity of at least the threshold; groups are what such pairs connect. MinHash
 * signatures cut into bands choose the pairs to compare (Broder 1997; Leskovec, Rajaraman and Ullman, ch. 3), and each
 * chosen pair is then compared exactly, so no group holds a pair that only looked alike; a pair at the threshold is
 * missed with a chance of 1 − `recallAtThreshold`. The first 5,000 characters of a text are compared.
 *
 * @param texts Equal texts are near-duplicates too: pass distinct ones to leave copies out.
 * @returns Groups of positions in `texts`.
 * @throws {RangeError} If an option is out of bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { nearDuplicateGroups } from "twoplane/corpus";
 * const { groups } = nearDuplicateGroups(["Mint 100 CLAW with me today!", "Something else", "Mint 100 CLAW with me today?"]);
 * assert.deepEqual(groups, [[0, 2]]);
 * ```
 */
export function nearDuplicateGroups(
  texts: readonly string[],
  options: NearDuplicateOptions = {},
): NearDuplicateGroups {
  checkOptions("nearDuplicateGroups", options, NEAR_DUPLICATE_NAMES);
  const settings = nearDuplicateSettings(options);
  checkNearDuplicateSettings("nearDuplicateGroups", settings);
  const search = nearDuplicateSearch(settings);
  for (const text of texts) search.add(text);
  return search.groups();
}

/** The search as an accumulator: it keeps the texts and, of each, one hash a band. */
export function nearDuplicateSearch(settings: NearDuplicateSettings, signal?: AbortSignal): NearDuplicateSearch {
  const { nearDuplicateThreshold: threshold, shingleLength: length, permutations, maxTexts } = settings;
  const plan = bandsFor({ threshold, permutations });
  const seed = mixed(settings.seed | 0);
  const texts: string[] = [];
  const keys = growing((size) => new Uint32Array(size));
  return {
    get length() {
      return texts.length;
    },
    add(text) {
      if (texts.length >= maxTexts) return;
      const plain = plainText(text);
      const hashes = shingleHashes(plain, { length, seed });
      // A text without characters has no bands to share: its keys are its own.
      const own = hashes.length === 0
        ? new Uint32Array(plan.bands).fill(mixed(texts.length))
        : bandKeys(minHash(hashes, { bins: permutations, seed }), plan);
      for (const key of own) keys.push(key);
      texts.push(heldText(text));
    },
    textAt: (index) => texts[index] as string,
    groups() {
      const setOf = cachedSets((index) => asSet(shingleHashes(plainText(texts[index] as string), { length, seed })));
      const isAlike = (a: number, b: number): boolean => {
        const [left, right] = [setOf(a), setOf(b)];
        const [few, many] = [Math.min(left.length, right.length), Math.max(left.length, right.length)];
        return few > 0 && few >= threshold * many - 1e-9 && jaccard(left, right) >= threshold;
      };
      const united = uniteBands(keys.values(), { bands: plan.bands, isAlike, check: () => checkAborted(signal) });
      return { ...united, searched: texts.length, settings };
    },
  };
}

/** A long text as a copy of its start, so that the whole is not kept in memory for it. */
function heldText(text: string): string {
  if (text.length <= 2 * COMPARED_CHARACTERS) return text;
  return new TextDecoder("utf-16le").decode(
    Uint16Array.from({ length: COMPARED_CHARACTERS }, (_, at) => text.charCodeAt(at)),
  );
}

/** Sets made once, until they take too much room. */
function cachedSets(make: (index: number) => Uint32Array): (index: number) => Uint32Array {
  const most = 16_000_000; // numbers: 64 MB
  let sets = new Map<number, Uint32Array>();
  let held = 0;
  return (index) => {
    const known = sets.get(index);
    if (known !== undefined) return known;
    const made = make(index);
    if (held + made.length > most) [sets, held] = [new Map(), 0];
    sets.set(index, made);
    held += made.length;
    return made;
  };
}
