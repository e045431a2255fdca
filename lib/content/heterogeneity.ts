import { checkInteger, checkOptions, normalFrom, quote, seededRandom } from "../foundation/mod.ts";
import type { MeasureResult, MetricRow, OnProgress } from "../shapes.ts";
import { proportion } from "../statistics/mod.ts";
import type { UnitDraws } from "./agent_bands.ts";
import { nullBand, type UnitBand } from "./null_band.ts";
import { columnsOfBands, columnsOfDraws, levelOfBand, type NullColumns } from "./null_columns.ts";
import { pacer } from "./pace.ts";
import { ascending, count } from "./placed.ts";
import {
  type CommonValue,
  commonValue,
  meanOfSpread,
  type NoisyValues,
  type TwoGroups,
  twoGroups,
} from "./two_groups.ts";

/** Units below which groups among them cannot be told. */
const FEWEST_UNITS = 6;
/** Fits of two groups behind a p-value, unless asked otherwise. */
const FITS = 199;

/** Options of `heterogeneity()`. */
export interface HeterogeneityOptions {
  seed: number;
  /**
   * Every unit's value under every draw, as a measure with `keepDraws` returns it: the tests are then permutation tests,
   * and what units share is kept. Without it units are taken as independent and normal.
   */
  draws?: UnitDraws;
  /** Simulated societies where there are no draws, ≥ 99. Default 999. */
  simulations?: number;
  /** Societies that two groups are fitted to for each of their p-values, ≥ 19. Default 199. */
  fits?: number;
  /** Told in fits of two groups. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `heterogeneity()` returns. */
export interface Heterogeneity {
  /** Share of units beyond their own band, against that share in societies under the null. */
  result: MeasureResult;
  /** One row a unit, by unitId: distance from the mean of its null, in standard deviations of it. */
  rows: readonly MetricRow[];
  /** Counts on either side of the bands, and the share that bands of this many draws let out by chance. */
  beyond: { above: number; below: number; expectedShare: number };
  /** Mean of the true distances from the null, which may differ between units, and its standard error. */
  mean: { value: number; error: number; pValue: number };
  /** Do the units differ from each other by more than chance? */
  spread: Omit<CommonValue, "mean"> & { pValue: number };
  /**
   * The best two groups: `pValue` against one common value, `pValueAgainstSpread` against true values that scatter
   * normally around one. Both small: there are groups.
   */
  groups: Omit<TwoGroups, "overOne" | "overSpread"> & { pValue: number; pValueAgainstSpread: number };
  /** The mean is within its null at 5% and the units differ: effects of opposite sign cancel. */
  cancels: boolean;
}

/**
 * Does a mean hide groups of agents that moved in opposite ways?
 *
 * A mean of zero is what you get when nothing happens, and also when half of the agents go one way and half the other.
 * Three looks at the agents' own values and nulls tell these apart: how many lie beyond their own band, whether they
 * scatter around their common mean by more than their nulls do (Cochran's Q), and whether two groups fit better than one
 * value, or than a continuous spread. The scatter of each unit is that of its null: where an effect also makes values
 * noisier, as with the length of drifts, a common effect can look like differences.
 *
 * @param bands Units with their own nulls, as `drift()`, `pullToCentre()` and others return them; at least 6.
 * @param options See `HeterogeneityOptions`.
 * @returns Share beyond the bands with its null, spread, groups, and whether effects cancel.
 * @throws {RangeError} If fewer than 6 units have a null with any spread.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { heterogeneity } from "twoplane/content";
 * const bands = Array.from({ length: 20 }, (_, i) => ({
 *   unitId: `agent ${i}`, window: null, estimate: i < 10 ? -3 : 3, n: 10,
 *   kind: "temporal structure", draws: 999, mean: 0, low: -1.96, high: 1.96, pValue: 0.01,
 * }));
 * const { result, groups, cancels } = await heterogeneity(bands, { seed: 1 });
 * assert(result.estimate === 1 && groups.pValue < 0.05 && cancels);
 * ```
 */
export async function heterogeneity(
  bands: readonly UnitBand[],
  options: HeterogeneityOptions,
): Promise<Heterogeneity> {
  const columns = columnsFor(bands, options);
  const { bands: kept, deviations, observed } = columns;
  const shares = Array.from(columns.above, (units, k) => units + (columns.below[k] as number));
  const above = kept.filter(({ estimate, high }) => estimate > high).length;
  const below = kept.filter(({ estimate, low }) => estimate < low).length;
  const own = { values: observed, deviations };
  const underNull = [...Array(columns.count).keys()].map((k) => commonValue(columnAt(columns, k)));
  const common = commonValue(own);
  const { mean: _, ...spread } = common;
  const { mean, error } = meanOfSpread(own, common.between);
  const inErrors = underNull.map(({ between }, k) => {
    const drawn = meanOfSpread(columnAt(columns, k), between);
    return Math.abs(drawn.mean) / drawn.error;
  });
  const meanP = shareAsFar(inErrors, Math.abs(mean) / error);
  const spreadP = shareAsFar(underNull.map(({ q }) => q), common.q);
  const { groups, fits } = await fitGroups(own, common, columns, options);
  const share = (shares[0] as number) / kept.length; // with draws: beyond a band of data and draws together
  const kind = options.draws === undefined ? `${kept[0]?.kind}, units independent` : kept[0]?.kind as string;
  const band = nullBand(kind, share, Float64Array.from(shares.slice(1), (units) => units / kept.length));
  const result: MeasureResult = {
    metric: "heterogeneity",
    variant: "share beyond own band",
    estimate: (above + below) / kept.length,
    interval: wilson(above + below, kept.length),
    null: band,
    sensitivity: null,
    n: kept.length,
    settings: {
      unitsWithoutSpread: bands.length - kept.length,
      reference: options.draws === undefined ? "simulated from the bands" : "draws of the measure",
      societies: columns.count,
      fits,
      seed: options.seed,
    },
    warnings: [
      ...(kept.length < 20 ? [`illustrative: ${count(kept.length, "unit")}`] : []),
      ...(kept.length < bands.length
        ? [`${count(bands.length - kept.length, "unit")} whose null has no spread left out`]
        : []),
    ],
  };
  return {
    result,
    rows: rowsOf(columns),
    beyond: { above, below, expectedShare: expectedShare(columns, options, band.mean) },
    mean: { value: mean, error, pValue: meanP },
    spread: { ...spread, pValue: spreadP },
    groups,
    cancels: meanP > 0.05 && spreadP <= 0.05,
  };
}

function columnsFor(bands: readonly UnitBand[], options: HeterogeneityOptions): NullColumns {
  const caller = "heterogeneity";
  checkOptions(caller, options, ["seed", "draws", "simulations", "fits", "onProgress", "signal"]);
  checkInteger(caller, "seed", options.seed);
  const simulations = checkInteger(caller, "simulations", options.simulations ?? 999, { min: 99 });
  checkInteger(caller, "fits", options.fits ?? FITS, { min: 19 });
  if (!Array.isArray(bands)) {
    throw new TypeError(`Cannot run ${caller}(): needs an array of bands, got ${quote(bands)}`);
  }
  const known = options.draws === undefined ? null : new Set(options.draws.unitIds);
  const strange = known === null ? undefined : bands.find(({ unitId }) => !known.has(unitId));
  if (strange !== undefined) {
    throw new RangeError(
      `Cannot run ${caller}() at unit ${quote(strange.unitId)}: needs its draws, got those of other units`,
    );
  }
  // By value, so that names change nothing.
  const inOrder = bands.toSorted((a, b) => a.estimate - b.estimate || a.mean - b.mean || a.low - b.low || a.n - b.n);
  const columns = options.draws === undefined
    ? columnsOfBands(inOrder, { count: simulations, seed: options.seed })
    : columnsOfDraws(inOrder, options.draws);
  if (columns.bands.length >= FEWEST_UNITS) return columns;
  throw new RangeError(
    `Cannot run ${caller}(): needs at least ${FEWEST_UNITS} units whose null has a spread, got ` +
      `${columns.bands.length} of ${bands.length}`,
  );
}

/** Two groups in the data, in societies under the null, and in societies with a normal spread of true values. */
async function fitGroups(
  own: NoisyValues,
  common: CommonValue,
  columns: NullColumns,
  { seed, fits: asked = FITS, onProgress, signal }: HeterogeneityOptions,
) {
  const fits = Math.min(asked, columns.count);
  const pace = pacer(signal);
  const normal = normalFrom(seededRandom(seed, "spread of true values"));
  const { overOne, overSpread, ...groups } = twoGroups(own, common);
  const [underNull, underSpread]: [number[], number[]] = [[], []];
  for (let fit = 0; fit < fits; fit++) {
    underNull.push(twoGroups(columnAt(columns, fit)).overOne);
    const values = own.deviations.map((deviation) => Math.hypot(deviation, common.between) * normal());
    underSpread.push(twoGroups({ values, deviations: own.deviations }).overSpread);
    onProgress?.(fit + 1, fits);
    await pace(own.values.length * 6000);
  }
  const [pValue, pValueAgainstSpread] = [shareAsFar(underNull, overOne), shareAsFar(underSpread, overSpread)];
  return { groups: { ...groups, pValue, pValueAgainstSpread }, fits };
}

function columnAt({ columns, deviations }: NullColumns, k: number): NoisyValues {
  return { values: columns.subarray(k * deviations.length, (k + 1) * deviations.length), deviations };
}

/** (1 + draws at least as large) / (draws + 1). */
function shareAsFar(draws: readonly number[], value: number): number {
  const slack = 1e-9 * Math.abs(value);
  return (1 + draws.filter((draw) => draw >= value - slack).length) / (draws.length + 1);
}

function expectedShare({ bands }: NullColumns, { draws }: HeterogeneityOptions, drawn: number): number {
  if (draws !== undefined) return drawn;
  return bands.reduce((sum, band) => sum + levelOfBand(band.draws), 0) / bands.length;
}

function wilson(events: number, n: number): MeasureResult["interval"] {
  const { interval } = proportion({ events, n });
  return interval === null ? null : { ...interval, confidence: 0.95, method: "Wilson, units independent" };
}

function rowsOf({ bands, observed, deviations }: NullColumns): MetricRow[] {
  return bands.map(({ unitId, window, n }, i) => ({
    metric: "heterogeneity",
    variant: "standardised distance",
    unitId,
    window,
    value: (observed[i] as number) / (deviations[i] as number),
    n,
  })).sort((a, b) => ascending(a.unitId, b.unitId));
}
