import { mixed } from "./shingles.ts";

/**
 * MinHash signature of a set, by one permutation: the top bits of each hash choose a bin, the least hash of a bin
 * stands for it, and empty bins borrow from a bin that a hash of their own number picks (optimal densification,
 * Shrivastava 2017). Two sets agree in a bin with a probability equal to their Jaccard similarity.
 *
 * @param hashes At least one; repeats change nothing.
 * @param options `bins`: a power of two; `seed`: of the borrowing.
 * @returns One value a bin.
 */
export function minHash(hashes: Uint32Array, { bins, seed }: { bins: number; seed: number }): Uint32Array {
  const shift = 32 - Math.log2(bins);
  const least = new Uint32Array(bins).fill(0xffffffff);
  const isFilled = new Uint8Array(bins);
  for (const hash of hashes) {
    const bin = hash >>> shift;
    if (isFilled[bin] === 0 || hash < (least[bin] as number)) least[bin] = hash;
    isFilled[bin] = 1;
  }
  for (let bin = 0; bin < bins; bin++) {
    if (isFilled[bin] === 0) least[bin] = least[donor(bin, isFilled, seed)] as number;
  }
  return least;
}

function donor(bin: number, isFilled: Uint8Array, seed: number): number {
  const mask = isFilled.length - 1;
  for (let attempt = 1;; attempt++) {
    const other = mixed(seed ^ mixed(Math.imul(bin + 1, 0x9e3779b1) + attempt)) & mask;
    if (isFilled[other] === 1) return other;
  }
}

/** How a signature is cut into bands: two texts are compared if any band of theirs is equal. */
export interface Bands {
  bands: number;
  rows: number;
  /** Chance that two texts just at the threshold are compared. */
  recallAtThreshold: number;
}

/** The longest bands, so the fewest vain comparisons, that still find 99% of the pairs at the threshold. */
export function bandsFor({ threshold, permutations }: { threshold: number; permutations: number }): Bands {
  const plans = Array.from({ length: 16 }, (_, index) => {
    const rows = index + 1;
    const bands = Math.floor(permutations / rows);
    return { bands, rows, recallAtThreshold: 1 - (1 - threshold ** rows) ** bands };
  });
  return plans.findLast(({ recallAtThreshold }) => recallAtThreshold >= 0.99) ?? plans[0] as Bands;
}

/** One hash a band. */
export function bandKeys(signature: Uint32Array, { bands, rows }: Bands): Uint32Array {
  const keys = new Uint32Array(bands);
  for (let band = 0; band < bands; band++) {
    let key = band;
    for (let row = band * rows; row < (band + 1) * rows; row++) {
      key = mixed(Math.imul(key, 31) ^ (signature[row] as number));
    }
    keys[band] = key;
  }
  return keys;
}
