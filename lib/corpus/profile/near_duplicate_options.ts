import { checkInteger, checkNumber } from "../../foundation/mod.ts";
import { bandsFor } from "./signatures.ts";

/** How alike two texts must be, and how such pairs are searched. */
export interface NearDuplicateOptions {
  /** Least Jaccard similarity of the shingle sets of two near-duplicates, in (0, 1]. Default 0.7. */
  nearDuplicateThreshold?: number;
  /** Characters of a shingle, 1 to 20. Default 5. */
  shingleLength?: number;
  /** Length of a MinHash signature, a power of two from 16 to 1024. Default 128. */
  permutations?: number;
  /** Distinct texts that are compared at most, up to 2,097,152; later ones are left out. Default 200,000. */
  maxTexts?: number;
  /** Seed of the hash functions. Default 1. */
  seed?: number;
}

/** Choices of the search, all stated in its result. */
export type NearDuplicateSettings = Required<NearDuplicateOptions> & { recallAtThreshold: number };

export const NEAR_DUPLICATE_NAMES = [
  "nearDuplicateThreshold",
  "shingleLength",
  "permutations",
  "maxTexts",
  "seed",
] as const;

const MOST_TEXTS = 2 ** 21;

export function nearDuplicateSettings(options: NearDuplicateOptions): NearDuplicateSettings {
  const threshold = options.nearDuplicateThreshold ?? 0.7;
  const permutations = options.permutations ?? 128;
  return {
    nearDuplicateThreshold: threshold,
    shingleLength: options.shingleLength ?? 5,
    permutations,
    maxTexts: options.maxTexts ?? 200_000,
    seed: options.seed ?? 1,
    recallAtThreshold: Number(bandsFor({ threshold, permutations }).recallAtThreshold.toFixed(4)),
  };
}

export function checkNearDuplicateSettings(caller: string, settings: NearDuplicateSettings): void {
  const { nearDuplicateThreshold, permutations } = settings;
  checkNumber(caller, "nearDuplicateThreshold", nearDuplicateThreshold, { min: 0.05, max: 1 });
  checkInteger(caller, "shingleLength", settings.shingleLength, { min: 1, max: 20 });
  checkInteger(caller, "permutations", permutations, { min: 16, max: 1024 });
  checkInteger(caller, "maxTexts", settings.maxTexts, { min: 1, max: MOST_TEXTS });
  checkInteger(caller, "seed", settings.seed);
  if (Number.isInteger(Math.log2(permutations))) return;
  throw new RangeError(`Cannot run ${caller}(): permutations needs a power of two, got ${permutations}`);
}
