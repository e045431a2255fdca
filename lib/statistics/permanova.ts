import { checkInteger, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { dispersion } from "./permdisp.ts";
import { arrangements, type GroupedVectors, type IndexedGroups, indexGroups, shuffleLabels } from "./vector_groups.ts";

/** Options of `permanova()` and `permdisp()`. */
export interface PermanovaOptions {
  /** Seed of the shuffles. */
  seed: number;
  /** Shuffles. Default 999. */
  draws?: number;
}

/**
 * Do groups of vectors stand in different places? PERMANOVA, with a test of unequal spread beside it.
 *
 * Splits the squared distances into between and within groups and shuffles the labels (Anderson 2001, Austral
 * Ecology 26:32–46). On unit vectors the squared distance is 2(1 − cosine). Rows of one agent are not
 * independent: give `units`, which are then shuffled whole. With groups of unequal size an unequal spread
 * alone can make it reject; `details.dispersion` is PERMDISP's p for that: read a small one as a warning. ω²
 * is the share of variance explained, corrected for chance, and can be slightly negative.
 *
 * @param data n vectors of `dims` numbers with a group each, and optionally a unit each.
 * @returns `estimate` is ω² (Kelly et al. 2015, Bioinformatics 31:2461–2468); `statistic` pseudo-F; `details.r2`.
 * @throws {RangeError} If there are fewer than two groups of two units, or a unit is in two groups.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { permanova } from "twoplane/statistics";
 * const vectors = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1) + ((i * 7) % 5) / 10);
 * const groups = Array.from({ length: 20 }, (_, i) => (i < 10 ? "a" : "b"));
 * const { pValue, estimate } = permanova({ vectors, dims: 2, groups }, { seed: 1 });
 * assert.ok((pValue ?? 1) < 0.01 && estimate > 0.8);
 * ```
 */
export function permanova(data: GroupedVectors, options: PermanovaOptions): TestResult {
  checkOptions("permanova", options, ["seed", "draws"]);
  const { seed, draws = 999 } = options;
  checkInteger("permanova", "draws", draws, { min: 99 });
  const indexed = indexGroups("permanova", data);
  const centred = centreColumns(data.vectors, data.dims);
  const total = squares(centred);
  if (total === 0) throw new RangeError("Cannot run permanova(): need vectors that vary, got the same one throughout");
  const between = betweenOf(centred, data.dims, indexed.labels, indexed.names.length);
  const reached = countReached(centred, data.dims, indexed, between * (1 - 1e-9), draws, seed);
  const spread = dispersion("permanova", data, { seed, draws });
  return {
    method: data.units === undefined ? "PERMANOVA" : "PERMANOVA, whole units shuffled",
    ...sizes(total, between, indexed),
    interval: null,
    confidence: null,
    pValue: reached / (draws + 1),
    alternative: "greater",
    n: indexed.n,
    details: {
      effect: "omega squared",
      units: "rows",
      groups: indexed.names.length,
      shuffledUnits: indexed.unitLabels.length,
      r2: between / total,
      draws,
      seed,
      dispersion: { statistic: spread.statistic, pValue: spread.pValue },
    },
    warnings: [
      ...fewWarning(indexed),
      ...((spread.pValue ?? 1) <= 0.05
        ? ["groups differ in spread too (PERMDISP): a difference in place is not sure"]
        : []),
    ],
  };
}

/** ω² and pseudo-F from the sums of squares. */
function sizes(total: number, between: number, { n, names }: IndexedGroups) {
  const df = names.length - 1;
  const meanWithin = (total - between) / (n - names.length);
  return {
    estimate: (between - df * meanWithin) / (total + meanWithin),
    statistic: between / df / meanWithin,
    df,
  };
}

/** How many shuffles, the data included, split the squares at least as far. F rises with the sum between groups. */
function countReached(
  centred: Float64Array,
  dims: number,
  indexed: IndexedGroups,
  bar: number,
  draws: number,
  seed: number,
): number {
  const random = seededRandom(seed, "permanova");
  const [unitLabels, labels] = [indexed.unitLabels.slice().sort(), indexed.labels.slice()];
  let reached = 1;
  for (let draw = 0; draw < draws; draw++) {
    shuffleLabels(unitLabels, indexed.unitOf, labels, random);
    if (betweenOf(centred, dims, labels, indexed.names.length) >= bar) reached++;
  }
  return reached;
}

/** Σ over groups of |Σ rows|² / size: the squares between groups, since the columns are centred. */
function betweenOf(centred: Float64Array, dims: number, labels: Int32Array, groups: number): number {
  const counts = new Int32Array(groups);
  for (let row = 0; row < labels.length; row++) {
    counts[labels[row] as number] = (counts[labels[row] as number] as number) + 1;
  }
  const largest = counts.indexOf(Math.max(...counts));
  const sums = new Float64Array(groups * dims);
  // The largest group's sum is minus the others', so its rows need not be added.
  for (let row = 0; row < labels.length; row++) {
    const group = labels[row] as number;
    if (group === largest) continue;
    const [to, from] = [group * dims, row * dims];
    for (let j = 0; j < dims; j++) sums[to + j] = (sums[to + j] as number) + (centred[from + j] as number);
  }
  for (let group = 0; group < groups; group++) {
    if (group === largest) continue;
    for (let j = 0; j < dims; j++) {
      sums[largest * dims + j] = (sums[largest * dims + j] as number) - (sums[group * dims + j] as number);
    }
  }
  let between = 0;
  for (let group = 0; group < groups; group++) {
    between += squares(sums.subarray(group * dims, (group + 1) * dims)) / Math.max(1, counts[group] as number);
  }
  return between;
}

/** A copy whose columns have mean 0. */
export function centreColumns(vectors: ArrayLike<number>, dims: number): Float64Array {
  const n = vectors.length / dims;
  const means = new Float64Array(dims);
  for (let i = 0; i < vectors.length; i++) means[i % dims] = (means[i % dims] as number) + (vectors[i] as number) / n;
  return Float64Array.from(vectors, (value, i) => value - (means[i % dims] as number));
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2;
  return sum;
}

/** Warns where the units allow so few arrangements that no small p-value can come out. */
export function fewWarning({ unitLabels, names }: IndexedGroups): string[] {
  const ways = arrangements(unitLabels, names.length);
  return ways >= 40 ? [] : [
    `${unitLabels.length} units allow only ${Math.round(ways)} arrangements: no p-value can be below ${
      (1 / ways).toFixed(3)
    }`,
  ];
}
