import { checkInteger, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Random, TestResult } from "../shapes.ts";
import { bcaLevels } from "./bootstrap.ts";
import { checkConfidence, checkNumbers } from "./checks.ts";
import { groupBy, type Grouping, type UnitOf } from "./clusters.ts";
import { studentUpperQuantile } from "./distributions/student.ts";
import { solveLinear } from "./linear.ts";
import { compensatedSum, sortedQuantile, variance } from "./moments.ts";

/** Options of `varianceComponents()`. */
export interface VarianceComponentsOptions<Row> {
  /** The number whose variance is split. */
  value: (row: Row) => number;
  /** One or two ways in which rows hang together, by name: `{ scenario: … }` or `{ scenario: …, model: … }`, crossed. */
  units: Readonly<Record<string, UnitOf<Row>>>;
  /** Seed of the resamples. */
  seed: number;
  /** Resamples. Default 2,000. */
  draws?: number;
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * Where does the variance lie: between scenarios, between models, or within? Variance components by the
 * method of moments.
 *
 * Sums of squares are set equal to their expectations under random effects (Henderson 1953, Biometrics
 * 9:226–252, method 1), for one grouping or two crossed ones without interaction, balanced or not. An
 * estimate below 0 is reported as 0, the plain one in `details.raw`: it means "too small to see". Intervals
 * resample whole levels (crossed: both at once, Owen 2007, Annals of Applied Statistics 1:386–411, which runs
 * wide); they suppose effects not far from normal and about 20 levels, and run narrow where a component is
 * small and its levels few. More levels, not more rows, sharpen a component.
 *
 * @param rows Anything with a number and its units, n ≥ 3.
 * @returns One result a unit, and "residual", by name; each `estimate` is a variance, `details.share` its
 *   part of the sum.
 * @throws {RangeError} If a unit has fewer than two levels, or no unit has two rows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { varianceComponents } from "twoplane/statistics";
 * const rows = Array.from({ length: 60 }, (_, i) => ({ scenario: `s${i % 10}`, value: (i % 10) + ((i * 7) % 3) / 10 }));
 * const options = { value: (row: { value: number }) => row.value, units: { scenario: (row: { scenario: string }) => row.scenario } };
 * const { scenario, residual } = varianceComponents(rows, { ...options, seed: 1, draws: 200 });
 * assert.ok((scenario?.estimate ?? 0) > 50 * (residual?.estimate ?? 1));
 * ```
 */
export function varianceComponents<Row>(
  rows: readonly Row[],
  options: VarianceComponentsOptions<Row>,
): Record<string, TestResult> {
  const caller = "varianceComponents";
  checkOptions(caller, options, ["value", "units", "seed", "draws", "confidence"]);
  const { seed, draws = 2_000, confidence = 0.95 } = options;
  checkConfidence(caller, confidence);
  checkInteger(caller, "draws", draws, { min: 100 });
  const names = Object.keys(options.units);
  if (names.length < 1 || names.length > 2) {
    throw new RangeError(`Cannot run ${caller}(): need one or two units, got ${names.length}`);
  }
  const values = checkNumbers(caller, "value", rows.map(options.value), 3);
  const groupings = names.map((name) => groupBy(caller, rows, options.units[name] as UnitOf<Row>));
  const once = groupings.map(({ names }) => new Float64Array(names.length).fill(1));
  const cells = cellsOf(values, groupings);
  const raw = components(cells, once);
  if (raw === null) {
    throw new RangeError(
      `Cannot run ${caller}(): need units with at least 2 rows that are not nested, got ${rows.length} rows`,
    );
  }
  const random = seededRandom(seed, caller);
  const resamples = Array.from({ length: draws }, () => components(cells, drawnTimes(groupings, random)))
    .filter((sample) => sample !== null);
  const jackknives = once.map((levels, unit) => levelsLeftOut(cells, once, unit, levels.length));
  const sum = raw.reduce((total, value) => total + Math.max(0, value), 0);
  return Object.fromEntries([...names, "residual"].map((name, i): [string, TestResult] => {
    const sorted = Float64Array.from(resamples, (sample) => sample[i] as number).sort();
    const estimate = Math.max(0, raw[i] as number);
    const without = jackknives.map((samples) => Float64Array.from(samples, (sample) => sample[i] as number));
    const interval = intervalOf(sorted, raw[i] as number, without, confidence);
    return [name, {
      method: `variance component, ${names.length === 1 ? "one-way" : "crossed"}, method of moments`,
      estimate,
      interval,
      confidence,
      statistic: null,
      df: null,
      pValue: null,
      alternative: "two-sided",
      n: rows.length,
      details: {
        effect: name === "residual" ? "residual variance" : `variance between levels of ${name}`,
        units: "rows",
        raw: raw[i] as number,
        share: sum === 0 ? 0 : estimate / sum,
        levels: name === "residual" ? null : (groupings[i] as Grouping).names.length,
        draws,
        seed,
      },
    }];
  }));
}

/**
 * Standard error of the logarithm by the bootstrap, with t on the fewest levels (Davison & Hinkley 1997, §5.2):
 * a variance is skewed and its logarithm is not. Where resamples reach 0 the logarithm ends, and BCa stands in.
 */
function intervalOf(sorted: Float64Array, raw: number, jackknives: readonly Float64Array[], confidence: number) {
  if ((sorted[0] as number) > 0) {
    const spread = Math.sqrt(variance(sorted.map(Math.log)));
    const fewest = Math.min(...jackknives.map(({ length }) => length));
    const half = studentUpperQuantile((1 - confidence) / 2, fewest - 1) * spread;
    return { low: raw * Math.exp(-half), high: raw * Math.exp(half) };
  }
  const { low, high } = bcaLevels(sorted, raw, jackknives, confidence);
  return { low: Math.max(0, sortedQuantile(sorted, low)), high: Math.max(0, sortedQuantile(sorted, high)) };
}

/** How often each level of each unit is drawn, with replacement. */
function drawnTimes(groupings: readonly Grouping[], random: Random): Float64Array[] {
  return groupings.map(({ names }) => {
    const times = new Float64Array(names.length);
    for (let i = 0; i < names.length; i++) {
      const pick = (random() * names.length) | 0;
      times[pick] = (times[pick] as number) + 1;
    }
    return times;
  });
}

/** The components without each level of a unit in turn. */
function levelsLeftOut(cells: readonly Cell[], once: readonly Float64Array[], unit: number, count: number): number[][] {
  const samples = Array.from({ length: count }, (_, left) => {
    const times = once.map((levels, u) => (u === unit ? levels.map((_, l) => (l === left ? 0 : 1)) : levels));
    return components(cells, times);
  });
  return samples.filter((sample) => sample !== null);
}

/** What rows share all their units: their levels, number, sum and sum of squares. */
interface Cell {
  levels: readonly number[];
  n: number;
  sum: number;
  squares: number;
}

/** Rows gathered by their levels, values taken around the grand mean. */
function cellsOf(values: Float64Array, groupings: readonly Grouping[]): Cell[] {
  const centre = compensatedSum(values) / values.length;
  const cells = new Map<string, Cell>();
  values.forEach((value, row) => {
    const levels = groupings.map(({ of }) => of[row] as number);
    const key = levels.join();
    const cell = cells.get(key) ?? { levels, n: 0, sum: 0, squares: 0 };
    cell.n += 1;
    cell.sum += value - centre;
    cell.squares += (value - centre) ** 2;
    cells.set(key, cell);
  });
  return [...cells.values()];
}

/**
 * Henderson's method 1, where level l of unit u stands `times[u][l]` times as a level of its own.
 * Sums of squares are taken around the mean, so that the term of the mean drops out.
 */
function components(cells: readonly Cell[], times: readonly Float64Array[]): number[] | null {
  const weights = cells.map(({ levels }) =>
    levels.reduce((weight, level, unit) => weight * timesOf(times, unit, level), 1)
  );
  const weighted = (part: (cell: Cell) => number): number =>
    cells.reduce((sum, cell, i) => sum + (weights[i] as number) * part(cell), 0);
  const n = weighted((cell) => cell.n);
  if (n < 3) return null;
  const centre = weighted((cell) => cell.sum) / n;
  const squares = weighted((cell) => cell.squares) - n * centre * centre;
  const tables = times.map((copies, unit) => tableOf(cells, unit, times, copies, centre));
  const meanTerms = tables.map(({ sizes }, unit) =>
    sizes.reduce((sum, size, level) => sum + timesOf(times, unit, level) * size * size, 0) / n
  );
  const equations = tables.map((table, unit) => [
    ...tables.map((_, other) => (other === unit ? n : table.spill) - (meanTerms[other] as number)),
    table.levels - 1,
  ]);
  equations.push([...meanTerms.map((term) => n - term), n - 1]);
  return solveLinear(equations, [...tables.map((table) => table.squares), squares]);
}

interface Table {
  /** Rows of one copy of each level. */
  sizes: Float64Array;
  levels: number;
  /** Σ over copies of (sum of the level)² / size. */
  squares: number;
  /** How much of the other unit's variance these squares hold: Σ over copies of Σ cell² / size. */
  spill: number;
}

function tableOf(
  cells: readonly Cell[],
  unit: number,
  times: readonly Float64Array[],
  copies: Float64Array,
  centre: number,
): Table {
  const [sums, sizes, cellSquares] = [copies, copies, copies].map(({ length }) => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const { levels: at, n, sum } of cells) {
    const level = at[unit] as number;
    const drawn = times.length === 1 ? 1 : timesOf(times, 1 - unit, at[1 - unit] as number);
    sums[level] = (sums[level] as number) + drawn * (sum - n * centre);
    sizes[level] = (sizes[level] as number) + drawn * n;
    cellSquares[level] = (cellSquares[level] as number) + drawn * n * n;
  }
  let [levels, squares, spill] = [0, 0, 0];
  sizes.forEach((size, level) => {
    if (size === 0) return;
    const stands = copies[level] as number;
    levels += stands;
    squares += stands * (sums[level] as number) ** 2 / size;
    spill += stands * (cellSquares[level] as number) / size;
  });
  return { sizes, levels, squares, spill };
}

function timesOf(times: readonly Float64Array[], unit: number, level: number): number {
  return times[unit]?.[level] as number;
}
