import { checkOptions } from "../foundation/mod.ts";
import { clusterRobust } from "../statistics/mod.ts";
import { adjusted, type Adjustment } from "./adjusted.ts";

/** Options of `clusteredContrasts()`. */
export interface ClusteredContrastsOptions<Row> {
  /** The number compared; `null` leaves the row out, and is counted. */
  value: (row: Row) => number | null;
  /** Names a row's arm, such as the partner it met. */
  arm: (row: Row) => string;
  control: string;
  /** Arms compared with it. Default: all others, in the order of the rows. */
  treatments?: readonly string[];
  /** Names what rows hang together with, such as a persona: rows of one cluster are never taken for independent. */
  cluster: (row: Row) => string;
  /** Default "holm". */
  adjust?: Adjustment;
  /** Share of such intervals that hold the true difference, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** One arm against the control. */
export interface ClusteredContrast {
  treatment: string;
  controlMean: number;
  treatmentMean: number;
  estimate: number;
  low: number | null;
  high: number | null;
  pValue: number | null;
  pAdjusted: number | null;
  /** Rows in both arms. */
  n: number;
  leftOut: number;
  clusters: number;
  /** Satterthwaite's: how many clusters really carry the difference. */
  df: number | null;
  note: string;
}

/**
 * How far is each arm from the control, where rows hang together by a label? Cluster-robust differences of means.
 *
 * For trials that are no matched pairs, such as repeated games of personas against fixed partners: least squares on an
 * indicator of the arm, CR2 errors and Satterthwaite's degrees of freedom over clusters (Pustejovsky & Tipton 2018). Where a
 * cluster meets both arms its differences count, where it meets one its level does; below six clusters there is no interval.
 *
 * @param rows Anything: records, rounds, rows of a table.
 * @param options Value, arm, cluster.
 * @returns One row an arm.
 * @throws {RangeError} If an arm has no rows with a value, or there are fewer than two clusters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { clusteredContrasts } from "twoplane/action";
 * const rows = Array.from({ length: 48 }, (_, i) => ({
 *   partner: i % 2 ? "tit for tat" : "random", persona: `p${i % 8 >> 1}${i % 3}`, rate: (i % 2) * 0.4 + ((i * 7) % 5) / 10,
 * }));
 * const [row] = clusteredContrasts(rows, {
 *   value: ({ rate }) => rate, arm: ({ partner }) => partner, control: "random", cluster: ({ persona }) => persona,
 * });
 * assert(row!.estimate > 0.3 && row!.clusters === 12);
 * ```
 */
export function clusteredContrasts<Row>(
  rows: readonly Row[],
  options: ClusteredContrastsOptions<Row>,
): ClusteredContrast[] {
  const caller = "clusteredContrasts";
  checkOptions(caller, options, ["value", "arm", "control", "treatments", "cluster", "adjust", "confidence"]);
  const { control, confidence } = options;
  const read = rows.map((row) => ({ value: options.value(row), arm: options.arm(row), cluster: options.cluster(row) }));
  const arms = [...new Set(read.map(({ arm }) => arm))];
  const treatments = options.treatments ?? arms.filter((arm) => arm !== control);
  for (const arm of [control, ...treatments]) {
    if (read.some((row) => row.arm === arm && row.value !== null)) continue;
    throw new RangeError(
      `Cannot run ${caller}(): need rows with a value in arm "${arm}", got ${arms.join(", ") || "no rows"}`,
    );
  }
  const found = treatments.map((treatment): Omit<ClusteredContrast, "pAdjusted"> => {
    const both = read.filter(({ arm }) => arm === control || arm === treatment);
    const kept = both.flatMap(({ value, ...row }) => value === null ? [] : [{ ...row, value }]);
    const result = clusterRobust({
      outcome: kept.map(({ value }) => value),
      predictors: { treatment: kept.map(({ arm }) => arm === treatment ? 1 : 0) },
      clusters: kept.map(({ cluster }) => cluster),
    }, { coefficient: "treatment", ...(confidence !== undefined && { confidence }) });
    const mean = (wanted: string) => {
      const own = kept.filter(({ arm }) => arm === wanted);
      return own.reduce((sum, { value }) => sum + value, 0) / own.length;
    };
    return {
      treatment,
      controlMean: mean(control),
      treatmentMean: mean(treatment),
      estimate: result.estimate,
      low: result.interval?.low ?? null,
      high: result.interval?.high ?? null,
      pValue: result.pValue,
      n: kept.length,
      leftOut: both.length - kept.length,
      clusters: new Set(kept.map(({ cluster }) => cluster)).size,
      df: result.df,
      note: result.warnings?.join("; ") ?? "",
    };
  });
  return adjusted(found, { method: options.adjust ?? "holm", family: () => "all", pOf: ({ pValue }) => pValue });
}
