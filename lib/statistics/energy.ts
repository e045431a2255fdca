import { checkInteger, checkNumber, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { fewWarning } from "./permanova.ts";
import { type GroupedVectors, type IndexedGroups, indexGroups, shuffleLabels } from "./vector_groups.ts";

/** Options of `energyDistance()`. */
export interface EnergyOptions {
  /** Seed of the shuffles. */
  seed: number;
  /** Shuffles. Default 999. */
  draws?: number;
}

/** Options of `meanDiscrepancy()`. */
export interface DiscrepancyOptions extends EnergyOptions {
  /** Width of the Gaussian kernel, above 0. Default: the median distance between rows. */
  bandwidth?: number;
}

const mostRows = 6_000;

/**
 * Do two clouds of vectors differ in any way? Energy distance with permutation p-value.
 *
 * Twice the mean distance between groups minus the mean distances within (Székely & Rizzo 2013, Journal of
 * Statistical Planning and Inference 143:1249–1272): 0 only if the distributions are equal, so it sees
 * differences of spread and shape as well as of place. Rows of one agent are not independent: give `units`,
 * which are then shuffled whole. Needs the n × n distances: up to 6,000 rows.
 *
 * @param data n vectors of `dims` numbers in exactly two groups, and optionally a unit each.
 * @returns `estimate` is the squared energy distance, at least 0.
 * @throws {RangeError} If there are not two groups of at least two units, or too many rows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { energyDistance } from "twoplane/statistics";
 * const vectors = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1) + ((i * 7) % 5) / 10);
 * const groups = Array.from({ length: 40 }, (_, i) => (i < 20 ? "a" : "b"));
 * assert.ok((energyDistance({ vectors, dims: 1, groups }, { seed: 1 }).pValue ?? 1) < 0.01);
 * ```
 */
export function energyDistance(data: GroupedVectors, options: EnergyOptions): TestResult {
  checkOptions("energyDistance", options, ["seed", "draws"]);
  const distances = distanceMatrix("energyDistance", data);
  // Distances are minus a kernel: large within-group distances make the groups alike.
  return twoSample("energyDistance", data, distances, -1, "energy distance", options);
}

/**
 * Do two clouds of vectors differ in any way? Maximum mean discrepancy with permutation p-value.
 *
 * Mean Gaussian kernel within groups minus between (Gretton et al. 2012, JMLR 13:723–773, the biased
 * estimate). The bandwidth decides at which scale differences are seen; the median distance is a common
 * default and is blind to much finer ones. As `energyDistance()` otherwise.
 *
 * @param data n vectors of `dims` numbers in exactly two groups, and optionally a unit each.
 * @returns `estimate` is the squared discrepancy; `details.bandwidth` is what was used.
 * @throws {RangeError} If there are not two groups of at least two units, or too many rows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanDiscrepancy } from "twoplane/statistics";
 * const vectors = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1) + ((i * 7) % 5) / 10);
 * const groups = Array.from({ length: 40 }, (_, i) => (i < 20 ? "a" : "b"));
 * assert.ok((meanDiscrepancy({ vectors, dims: 1, groups }, { seed: 1 }).pValue ?? 1) < 0.01);
 * ```
 */
export function meanDiscrepancy(data: GroupedVectors, options: DiscrepancyOptions): TestResult {
  checkOptions("meanDiscrepancy", options, ["seed", "draws", "bandwidth"]);
  const { bandwidth: given, ...rest } = options;
  const distances = distanceMatrix("meanDiscrepancy", data);
  const bandwidth = checkNumber(
    "meanDiscrepancy",
    "bandwidth",
    given ?? medianDistance(distances, data.groups.length),
    {
      min: Number.MIN_VALUE,
    },
  );
  const kernel = distances.map((distance) => Math.exp(-distance * distance / (2 * bandwidth * bandwidth)));
  const result = twoSample("meanDiscrepancy", data, kernel, 1, "maximum mean discrepancy", rest);
  return { ...result, details: { ...result.details, bandwidth } };
}

/** Mean within both groups minus twice the mean between, of a kernel (sign 1) or of distances (sign −1). */
function twoSample(
  caller: string,
  data: GroupedVectors,
  matrix: Float32Array | Float64Array,
  sign: 1 | -1,
  name: string,
  { seed, draws = 999 }: EnergyOptions,
): TestResult {
  checkInteger(caller, "draws", draws, { min: 99 });
  const indexed = indexGroups(caller, data);
  if (indexed.names.length !== 2) {
    throw new RangeError(`Cannot run ${caller}(): need exactly 2 groups, got ${indexed.names.join(", ")}`);
  }
  const split = splitter(matrix, indexed.n);
  const estimate = sign * split(indexed.labels);
  const random = seededRandom(seed, caller);
  const [unitLabels, labels] = [indexed.unitLabels.slice().sort(), indexed.labels.slice()];
  let reached = 1;
  for (let draw = 0; draw < draws; draw++) {
    shuffleLabels(unitLabels, indexed.unitOf, labels, random);
    if (scaled(sign * split(labels), labels) >= scaled(estimate, indexed.labels) - 1e-12) reached++;
  }
  return {
    method: `${name}${data.units === undefined ? "" : ", whole units shuffled"}`,
    estimate,
    interval: null,
    confidence: null,
    statistic: scaled(estimate, indexed.labels),
    df: null,
    pValue: reached / (draws + 1),
    alternative: "greater",
    n: indexed.n,
    details: { effect: `squared ${name}`, units: "rows", shuffledUnits: indexed.unitLabels.length, draws, seed },
    warnings: fewWarning(indexed as IndexedGroups),
  };
}

/** Times n₁n₂/(n₁ + n₂), which matters where whole units of unequal size are shuffled. */
function scaled(value: number, labels: Int32Array): number {
  let first = 0;
  for (let i = 0; i < labels.length; i++) first += 1 - (labels[i] as number);
  return value * first * (labels.length - first) / labels.length;
}

/** mean within first + mean within second − 2 mean between, from row sums and the smaller group's block alone. */
function splitter(matrix: Float32Array | Float64Array, n: number): (labels: Int32Array) => number {
  const rowSums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) rowSums[i] = (rowSums[i] as number) + (matrix[i * n + j] as number);
  }
  const all = rowSums.reduce((sum, row) => sum + row, 0);
  const members = new Int32Array(n);
  return (labels) => {
    let ones = 0;
    for (let i = 0; i < n; i++) ones += labels[i] as number;
    const smaller = 2 * ones <= n ? 1 : 0;
    let size = 0;
    for (let i = 0; i < n; i++) if (labels[i] === smaller) members[size++] = i;
    let [within, touching] = [0, 0];
    for (let a = 0; a < size; a++) {
      const row = (members[a] as number) * n;
      touching += rowSums[members[a] as number] as number;
      within += matrix[row + (members[a] as number)] as number;
      let part = 0;
      for (let b = 0; b < a; b++) part += matrix[row + (members[b] as number)] as number;
      within += 2 * part;
    }
    const between = touching - within;
    const rest = all - 2 * between - within;
    return within / size ** 2 + rest / (n - size) ** 2 - 2 * between / (size * (n - size));
  };
}

/** Euclidean distances of all rows, n × n. */
function distanceMatrix(caller: string, { vectors, dims, groups }: GroupedVectors): Float64Array {
  const n = groups.length;
  if (n > mostRows) {
    throw new RangeError(
      `Cannot run ${caller}(): need at most ${mostRows} rows, got ${n}. Draw a sample, or use permanova()`,
    );
  }
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let k = 0; k < dims; k++) {
        square += ((vectors[i * dims + k] as number) - (vectors[j * dims + k] as number)) ** 2;
      }
      matrix[i * n + j] = matrix[j * n + i] = Math.sqrt(square);
    }
  }
  return matrix;
}

/** Median of the distances between different rows. */
function medianDistance(matrix: Float64Array, n: number): number {
  const list = new Float64Array(n * (n - 1) / 2);
  let place = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) list[place++] = matrix[i * n + j] as number;
  list.sort();
  const middle = list.length >> 1;
  return list.length % 2 === 1 ? list[middle] as number : ((list[middle - 1] as number) + (list[middle] as number)) / 2;
}
