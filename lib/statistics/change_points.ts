import { checkInteger, checkOptions, quote, seededRandom } from "../foundation/mod.ts";
import type { Random, TestResult } from "../shapes.ts";
import { checkOpenUnit } from "./checks.ts";

/** A series in time order: numbers (dims 1) or vectors. */
export interface Series {
  /** Length n · dims, row-major, in time order. */
  values: readonly number[] | Float32Array | Float64Array;
  dims: number;
  /** Length n: neighbouring rows of one unit (a day) belong together and are shuffled whole. Left out, each row is its own. */
  units?: readonly string[];
}

/** Options of `changePoints()`. */
export interface ChangePointOptions {
  /** Most change points looked for; 1 asks whether there is any. */
  most: number;
  /** Seed of the shuffles. */
  seed: number;
  /** Shuffles a change point. Default 999. */
  draws?: number;
  /** Fewest units between two changes, and at both ends. Default 5. */
  minSegment?: number;
  /** Level at which the search stops, in (0, 1). Default 0.05. */
  alpha?: number;
}

/** One change: the row that opens the new segment. */
export interface ChangePoint {
  row: number;
  pValue: number;
  /** Distance between the means before and after, within its segment. */
  size: number;
}

/**
 * When did the mean of a series change? One or several change points with permutation p-values.
 *
 * The split with the largest weighted squared distance between the means before and after is compared with
 * the same maximum after shuffling time, so that looking everywhere is paid for. If it counts, both sides are
 * searched in turn, each shuffled within itself (binary segmentation: Scott & Knott 1974, Biometrics
 * 30:507–512; permutation as in Matteson & James 2014, JASA 109:334–345). Shuffling needs units that are
 * independent over time if nothing changed; drift or momentum makes it reject: give whole days or weeks as
 * `units`. It sees changes of the mean only.
 *
 * @param series n rows of `dims` numbers in time order.
 * @returns `estimate` is the number of changes; `details.changes` lists them by row, `pValue` is that of the
 *   first looked for.
 * @throws {RangeError} If the series is shorter than two segments.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { changePoints } from "twoplane/statistics";
 * const values = Array.from({ length: 40 }, (_, i) => (i < 25 ? 0 : 2) + ((i * 7) % 5) / 5);
 * const { details } = changePoints({ values, dims: 1 }, { most: 3, seed: 1 });
 * assert.deepEqual((details?.changes as { row: number }[]).map(({ row }) => row), [25]);
 * ```
 */
export function changePoints(series: Series, options: ChangePointOptions): TestResult {
  const caller = "changePoints";
  checkOptions(caller, options, ["most", "seed", "draws", "minSegment", "alpha"]);
  const { most, seed, draws = 999, minSegment = 5, alpha = 0.05 } = options;
  checkInteger(caller, "most", most, { min: 1 });
  checkInteger(caller, "draws", draws, { min: 99 });
  checkInteger(caller, "minSegment", minSegment, { min: 2 });
  checkOpenUnit(caller, "alpha", alpha);
  const units = collectUnits(caller, series);
  if (units.starts.length < 2 * minSegment) {
    throw new RangeError(`Cannot run ${caller}(): need at least ${2 * minSegment} units, got ${units.starts.length}`);
  }
  const random = seededRandom(seed, caller);
  const { changes, first } = segment(units, { most, minSegment, alpha, draws, random });
  return {
    method: "change points of the mean, permutation",
    estimate: changes.length,
    interval: null,
    confidence: null,
    statistic: first.statistic,
    df: null,
    pValue: first.pValue,
    alternative: "greater",
    n: units.starts.length,
    details: {
      effect: "change points",
      units: "time units",
      changes: changes.map(({ row, pValue, size }) => ({ row, pValue, size })),
      alpha,
      minSegment,
      draws,
      seed,
    },
  };
}

/** Sums and sizes of the units, in time order. */
interface Units {
  /** Row at which each begins. */
  starts: readonly number[];
  /** Length units · dims. */
  sums: Float64Array;
  sizes: Float64Array;
  dims: number;
}

interface Search {
  most: number;
  minSegment: number;
  alpha: number;
  draws: number;
  random: Random;
}

interface Split {
  /** Unit that opens the second part; −1 where the segment is too short. */
  at: number;
  statistic: number;
}

function collectUnits(caller: string, { values, dims, units }: Series): Units {
  checkInteger(caller, "dims", dims, { min: 1 });
  const n = values.length / dims;
  if (!Number.isInteger(n)) {
    throw new RangeError(`Cannot run ${caller}(): values needs n × ${dims} numbers, got ${values.length}`);
  }
  if (units !== undefined && units.length !== n) {
    throw new RangeError(`Cannot run ${caller}(): units needs one name a row, got ${units.length} for ${n} rows`);
  }
  const names = units ?? Array.from({ length: n }, (_, i) => String(i));
  const starts = names.flatMap((name, row) => row === 0 || name !== names[row - 1] ? [row] : []);
  if (new Set(names).size !== starts.length) {
    const again = starts.find((row, i) => starts.slice(0, i).some((before) => names[before] === names[row]));
    throw new RangeError(
      `Cannot run ${caller}(): rows of a unit need to follow each other, got ${quote(names[again as number])} twice`,
    );
  }
  const sums = new Float64Array(starts.length * dims);
  const sizes = new Float64Array(starts.length);
  let unit = -1;
  for (let row = 0; row < n; row++) {
    if (row === starts[unit + 1]) unit++;
    sizes[unit] = (sizes[unit] as number) + 1;
    for (let j = 0; j < dims; j++) {
      const value = values[row * dims + j] as number;
      if (!Number.isFinite(value)) {
        throw new RangeError(`Cannot run ${caller}(): row ${row} needs finite numbers, got ${quote(value)}`);
      }
      sums[unit * dims + j] = (sums[unit * dims + j] as number) + value;
    }
  }
  return { starts, sums, sizes, dims };
}

/** Splits at the best place while its p-value holds, the segment with the smallest p first. */
function segment(
  units: Units,
  search: Search,
): { changes: ChangePoint[]; first: { statistic: number; pValue: number } } {
  const look = (from: number, to: number) => ({ from, to, ...testSegment(units, from, to, search) });
  const open = [look(0, units.starts.length)];
  const first = { statistic: open[0]?.split.statistic ?? 0, pValue: open[0]?.pValue ?? 1 };
  const changes: ChangePoint[] = [];
  while (changes.length < search.most && open.length > 0) {
    open.sort((a, b) => a.pValue - b.pValue || b.split.statistic - a.split.statistic);
    const best = open.shift();
    if (best === undefined || best.pValue > search.alpha || best.split.at < 0) break;
    const { at } = best.split;
    changes.push({
      row: units.starts[at] as number,
      pValue: best.pValue,
      size: meanDistance(units, best.from, at, best.to),
    });
    if (changes.length < search.most) open.push(look(best.from, at), look(at, best.to));
  }
  return { changes: changes.sort((a, b) => a.row - b.row), first };
}

function testSegment(units: Units, from: number, to: number, { minSegment, draws, random }: Search) {
  const order = Int32Array.from({ length: to - from }, (_, i) => from + i);
  const split = bestSplit(units, order, minSegment);
  if (split.at < 0) return { split, pValue: 1 };
  let reached = 1;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = (random() * (i + 1)) | 0;
      const unit = order[i] as number;
      order[i] = order[j] as number;
      order[j] = unit;
    }
    if (bestSplit(units, order, minSegment).statistic >= split.statistic * (1 - 1e-9)) reached++;
  }
  return { split: { ...split, at: split.at + from }, pValue: reached / (draws + 1) };
}

/** Largest n₁n₂/(n₁ + n₂) |mean before − mean after|² over the splits of the units in this order. */
function bestSplit({ sums, sizes, dims }: Units, order: Int32Array, minSegment: number): Split {
  const all = new Float64Array(dims);
  let rows = 0;
  for (const unit of order) {
    rows += sizes[unit] as number;
    for (let j = 0; j < dims; j++) all[j] = (all[j] as number) + (sums[unit * dims + j] as number);
  }
  const before = new Float64Array(dims);
  const best = { at: -1, statistic: 0 };
  let passed = 0;
  for (let i = 0; i < order.length - minSegment; i++) {
    const unit = order[i] as number;
    passed += sizes[unit] as number;
    let square = 0;
    for (let j = 0; j < dims; j++) {
      before[j] = (before[j] as number) + (sums[unit * dims + j] as number);
      square += ((before[j] as number) - passed / rows * (all[j] as number)) ** 2;
    }
    const statistic = square * rows / (passed * (rows - passed));
    if (i + 1 >= minSegment && statistic > best.statistic) Object.assign(best, { at: i + 1, statistic });
  }
  return best;
}

function meanDistance({ sums, sizes, dims }: Units, from: number, at: number, to: number): number {
  const means = ([[from, at], [at, to]] as const).map(([start, end]) => {
    const mean = new Float64Array(dims);
    let rows = 0;
    for (let unit = start; unit < end; unit++) {
      rows += sizes[unit] as number;
      for (let j = 0; j < dims; j++) mean[j] = (mean[j] as number) + (sums[unit * dims + j] as number);
    }
    return mean.map((sum) => sum / rows);
  }) as [Float64Array, Float64Array];
  return Math.hypot(...means[0].map((value, j) => value - (means[1][j] as number)));
}
