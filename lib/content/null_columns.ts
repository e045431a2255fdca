import { normalFrom, randomIndex, seededRandom } from "../foundation/mod.ts";
import type { UnitDraws } from "./agent_bands.ts";
import type { UnitBand } from "./null_band.ts";

/** Values closer than this are the same order of posts added up in another sequence. */
const SAME = 1e-12;
/** Width of the central 95% of a normal distribution, in standard deviations. */
const WIDTH_95 = 2 * 1.959963984540054;
/** Samples that tell how far a mean and a width of so many draws are off. */
const SAMPLES = 200;

/** All units of a measure, as they are and as the null would have them: column k is one society under the null. */
export interface NullColumns {
  /** Units whose null has a spread. */
  bands: readonly UnitBand[];
  /** Standard deviation of each unit's null. */
  deviations: Float64Array;
  /** Distance of each unit's value from the mean of its null. */
  observed: Float64Array;
  /** The same under the null: columns × units, row-major. */
  columns: Float64Array;
  count: number;
  /** Units above and below their band: of the data first, then of each column. */
  above: Int32Array;
  below: Int32Array;
}

/**
 * Columns from the draws of the measure itself. Means, deviations and bands are taken over the data and the draws
 * together, so that the data are one column among equals wherever the null holds; what units share is kept.
 */
export function columnsOfDraws(bands: readonly UnitBand[], draws: UnitDraws): NullColumns {
  const rows = new Map(draws.unitIds.map((unitId, row) => [unitId, row]));
  const count = draws.draws;
  const pools = bands.map(({ unitId, estimate }) => {
    const start = rows.get(unitId) as number * count;
    return Float64Array.of(estimate, ...draws.values.subarray(start, start + count));
  });
  const spreads = pools.map((pool) => {
    const mean = pool.reduce((sum, value) => sum + value, 0) / pool.length;
    const squares = pool.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / (pool.length - 1)) };
  });
  const kept = [...bands.keys()].filter((i) => (spreads[i]?.deviation ?? 0) > SAME);
  const columns = new Float64Array(kept.length * count);
  const observed = new Float64Array(kept.length);
  const [above, below] = [new Int32Array(count + 1), new Int32Array(count + 1)];
  kept.forEach((unit, place) => {
    const pool = pools[unit] as Float64Array;
    const { mean } = spreads[unit] as { mean: number };
    const { low, high } = centralBand(pool);
    pool.forEach((value, k) => {
      if (value > high + SAME) above[k] = (above[k] as number) + 1;
      if (value < low - SAME) below[k] = (below[k] as number) + 1;
      if (k === 0) observed[place] = value - mean;
      else columns[(k - 1) * kept.length + place] = value - mean;
    });
  });
  return {
    bands: kept.map((i) => bands[i] as UnitBand),
    deviations: Float64Array.from(kept, (i) => spreads[i]?.deviation as number),
    observed,
    columns,
    count,
    above,
    below,
  };
}

/**
 * Columns where only bands are at hand: units taken as independent and normal, with the error that a mean and a width
 * of so many draws have.
 */
export function columnsOfBands(
  bands: readonly UnitBand[],
  { count, seed }: { count: number; seed: number },
): NullColumns {
  const kept = bands.filter(({ low, high }) => high - low > SAME);
  const deviations = Float64Array.from(kept, ({ low, high }) => (high - low) / WIDTH_95);
  const random = seededRandom(seed, "units under the null");
  const normal = normalFrom(random);
  const columns = new Float64Array(kept.length * count);
  const errorsOf = new Map(
    [...new Set(kept.map(({ draws }) => draws))].map((draws) => [draws, bandErrors(draws, normal)]),
  );
  const [above, below] = [new Int32Array(count + 1), new Int32Array(count + 1)];
  kept.forEach(({ estimate, low, high }) => {
    if (estimate > high + SAME) above[0] = (above[0] as number) + 1;
    if (estimate < low - SAME) below[0] = (below[0] as number) + 1;
  });
  for (let k = 0; k < count; k++) {
    kept.forEach(({ draws }, unit) => {
      const errors = errorsOf.get(draws) as readonly { mean: number; width: number }[];
      const { mean, width } = errors[randomIndex(random, SAMPLES)] as { mean: number; width: number };
      columns[k * kept.length + unit] = (deviations[unit] as number) * (normal() - mean) / width;
      const [level, place] = [levelOfBand(draws) / 2, random()];
      if (place < level) below[k + 1] = (below[k + 1] as number) + 1;
      else if (place < 2 * level) above[k + 1] = (above[k + 1] as number) + 1;
    });
  }
  const observed = Float64Array.from(kept, ({ estimate, mean }) => estimate - mean);
  return { bands: kept, deviations, observed, columns, count, above, below };
}

/** Mean and width, in standard deviations, that samples of a normal null show instead of 0 and 1. */
function bandErrors(draws: number, normal: () => number): { mean: number; width: number }[] {
  return Array.from({ length: SAMPLES }, () => {
    const sample = Float64Array.from({ length: draws }, normal);
    const mean = sample.reduce((sum, value) => sum + value, 0) / draws;
    const { low, high } = centralBand(sample);
    return { mean, width: (high - low) / WIDTH_95 };
  });
}

/** Share of fresh draws outside the central 95% of so many: 5.2% of 1,000, 6.9% of 99. */
export function levelOfBand(draws: number): number {
  return 2 * (0.025 * (draws - 1) + 1) / (draws + 1);
}

/** Central 95% of values, by linear interpolation (R's type 7). */
function centralBand(values: Float64Array): { low: number; high: number } {
  const sorted = values.toSorted();
  const at = (share: number) => {
    const place = (sorted.length - 1) * share;
    const [below, above] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
    return below + (place - Math.floor(place)) * (above - below);
  };
  return { low: at(0.025), high: at(0.975) };
}
