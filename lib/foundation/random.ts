import { createHash } from "node:crypto";
import type { Random } from "../shapes.ts";
import { quote } from "./errors.ts";

/**
 * A named, seeded stream of uniform numbers in [0, 1).
 *
 * Each purpose takes a stream of its own ("bootstrap", "layout"), so that adding a call
 * in one place moves no result elsewhere. The generator is sfc32 (128 bits of state,
 * period of at least 2³² for every seed) started from 128 bits of the SHA-256 of seed and name.
 *
 * @param seed Whole number; goes into logs and captions.
 * @param stream What the numbers are for.
 * @returns A function that gives the next number.
 * @throws {RangeError} If the seed is not a whole number.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { seededRandom } from "twoplane/foundation";
 * const random = seededRandom(7, "bootstrap");
 * const first = random();
 * assert(first === seededRandom(7, "bootstrap")());
 * ```
 */
export function seededRandom(seed: number, stream: string): Random {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`Cannot run seededRandom(): seed needs a whole number, got ${quote(seed)}`);
  }
  return sfc32(hash128(`${seed}\0${stream}`));
}

/** Whole number in [0, bound). */
export function randomIndex(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** A shuffled copy (Fisher–Yates). */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const copy = items.slice();
  for (let i = copy.length - 1; i > 0; i--) {
    const j = randomIndex(random, i + 1);
    [copy[i], copy[j]] = [copy[j] as Item, copy[i] as Item];
  }
  return copy;
}

/** Standard normal numbers by Box–Muller, one a call. */
export function normalFrom(random: Random): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Chris Doty-Humphrey's sfc32, warmed up by 12 steps. */
function sfc32([a, b, c, d]: [number, number, number, number]): Random {
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

function hash128(text: string): [number, number, number, number] {
  const digest = createHash("sha256").update(text).digest();
  return [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)) as [number, number, number, number];
}
