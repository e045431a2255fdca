import { checkInteger, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { type GroupedVectors, type IndexedGroups, indexGroups } from "./vector_groups.ts";

/**
 * Are groups of vectors unequally spread out? PERMDISP.
 *
 * Takes each vector's distance to its group's centroid, times √(n/(n − 1)) so that small groups do not look
 * tighter, and compares the groups' means by F; residuals of the distances are shuffled (Anderson 2006,
 * Biometrics 62:245–253). With `units` the distances are first averaged over each unit, which is then the
 * observation. Level is approximate below about 10 units a group.
 *
 * @param data n vectors of `dims` numbers with a group each, and optionally a unit each.
 * @returns `estimate` is the largest mean distance to a centroid minus the smallest; `details.spread` has each group's.
 * @throws {RangeError} If there are fewer than two groups of two units.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { permdisp } from "twoplane/statistics";
 * const vectors = Float64Array.from({ length: 60 }, (_, i) => (i < 30 ? 1 : 6) * ((i * 7) % 10 - 4.5));
 * const groups = Array.from({ length: 60 }, (_, i) => (i < 30 ? "tight" : "loose"));
 * assert.ok((permdisp({ vectors, dims: 1, groups }, { seed: 1 }).pValue ?? 1) < 0.01);
 * ```
 */
export function permdisp(data: GroupedVectors, options: { seed: number; draws?: number }): TestResult {
  checkOptions("permdisp", options, ["seed", "draws"]);
  return dispersion("permdisp", data, { draws: 999, ...options });
}

/** The test, called also by `permanova()`. */
export function dispersion(
  caller: string,
  data: GroupedVectors,
  { seed, draws }: { seed: number; draws: number },
): TestResult {
  checkInteger(caller, "draws", draws, { min: 99 });
  const indexed = indexGroups(caller, data);
  const { distances, labels } = unitDistances(data, indexed);
  const groups = indexed.names.length;
  const means = groupMeans(distances, labels, groups);
  const statistic = fRatio(distances, labels, groups);
  const residuals = distances.map((distance, i) => distance - (means[labels[i] as number] as number));
  residuals.sort(); // the p-value does not depend on the order of the rows
  const random = seededRandom(seed, "permdisp");
  let reached = 1;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = residuals.length - 1; i > 0; i--) {
      const j = (random() * (i + 1)) | 0;
      const residual = residuals[i] as number;
      residuals[i] = residuals[j] as number;
      residuals[j] = residual;
    }
    if (fRatio(residuals, labels, groups) >= statistic * (1 - 1e-9)) reached++;
  }
  return {
    method: "PERMDISP",
    estimate: Math.max(...means) - Math.min(...means),
    interval: null,
    confidence: null,
    statistic,
    df: groups - 1,
    pValue: reached / (draws + 1),
    alternative: "greater",
    n: indexed.n,
    details: {
      effect: "difference of mean distances to the centroid",
      units: "rows",
      groups,
      spread: Object.fromEntries(indexed.names.map((name, i) => [name, means[i] as number])),
      draws,
      seed,
    },
  };
}

/** Each unit's mean distance to the centroid of its group. */
function unitDistances(data: GroupedVectors, { n, names, labels, unitOf, unitLabels }: IndexedGroups) {
  const { vectors, dims } = data;
  const [centroids, sizes] = [new Float64Array(names.length * dims), new Float64Array(names.length)];
  for (let row = 0; row < n; row++) {
    const group = labels[row] as number;
    sizes[group] = (sizes[group] as number) + 1;
    for (let j = 0; j < dims; j++) {
      centroids[group * dims + j] = (centroids[group * dims + j] as number) + (vectors[row * dims + j] as number);
    }
  }
  const [sums, rows] = [new Float64Array(unitLabels.length), new Float64Array(unitLabels.length)];
  for (let row = 0; row < n; row++) {
    const [group, unit] = [labels[row] as number, unitOf[row] as number];
    const size = sizes[group] as number;
    let square = 0;
    for (let j = 0; j < dims; j++) {
      square += ((vectors[row * dims + j] as number) - (centroids[group * dims + j] as number) / size) ** 2;
    }
    sums[unit] = (sums[unit] as number) + Math.sqrt(square * size / (size - 1));
    rows[unit] = (rows[unit] as number) + 1;
  }
  return { distances: sums.map((sum, unit) => sum / (rows[unit] as number)), labels: unitLabels };
}

function groupMeans(values: Float64Array, labels: Int32Array, groups: number): Float64Array {
  const [sums, sizes] = [new Float64Array(groups), new Float64Array(groups)];
  values.forEach((value, i) => {
    const group = labels[i] as number;
    sums[group] = (sums[group] as number) + value;
    sizes[group] = (sizes[group] as number) + 1;
  });
  return sums.map((sum, group) => sum / (sizes[group] as number));
}

/** One-way analysis of variance. */
function fRatio(values: Float64Array, labels: Int32Array, groups: number): number {
  const means = groupMeans(values, labels, groups);
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [between, within] = [0, 0];
  values.forEach((value, i) => {
    const mean = means[labels[i] as number] as number;
    between += (mean - centre) ** 2;
    within += (value - mean) ** 2;
  });
  if (within <= 1e-30 * values.length) return between > 1e-24 ? Number.MAX_VALUE : 0;
  return between / (groups - 1) / (within / (values.length - groups));
}
