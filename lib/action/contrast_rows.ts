import type { Contrast } from "./contrasts.ts";
import { armMeans } from "./pair_warnings.ts";

/** A contrast as a plain row, for a table and for `forestPlot()`. */
export interface ContrastRow {
  label: string;
  model: string;
  treatment: string;
  scenario: string;
  /** Complete pairs. */
  n: number;
  dropped: number;
  /** Pairs known by bounds only. */
  bounded: number;
  /** What was flipped or clustered, and how many of it. */
  cluster: string;
  clusters: number | null;
  /** Mean of the control and of the treatment arm over complete pairs. */
  controlMean: number | null;
  treatmentMean: number | null;
  estimate: number | null;
  low: number | null;
  high: number | null;
  pValue: number | null;
  /** Corrected for the number of tests. */
  pAdjusted: number | null;
  /** Where the effect lies whatever dropped and bounded values were; `null`: no limit. */
  worstLow: number | null;
  worstHigh: number | null;
  note: string;
  warnings: string;
}

/**
 * Contrasts as plain rows, for a table and for `forestPlot()`; a row without a result says why.
 *
 * @param found What `contrasts()` gives.
 * @returns One row a contrast, in the same order; models are named where there are several.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { contrastRows } from "twoplane/action";
 * assert(contrastRows([]).length === 0);
 * ```
 */
export function contrastRows(found: readonly Contrast[]): ContrastRow[] {
  const isOneModel = new Set(found.map(({ model }) => model)).size < 2;
  return found.map((contrast): ContrastRow => {
    const { model, treatment, pairs, dropped, result, note, worst } = contrast;
    const interval = result?.interval ?? null;
    const means = armMeans(pairs);
    const scenario = contrast.scenarioId ?? "all scenarios";
    const clusters = result?.details?.clusters;
    return {
      label: `${isOneModel ? "" : `${model}, `}${treatment}: ${scenario}`,
      model,
      treatment,
      scenario,
      n: pairs.length,
      dropped: dropped.length,
      bounded: pairs.filter(({ ranges }) => ranges !== undefined).length,
      cluster: contrast.cluster,
      clusters: typeof clusters === "number" ? clusters : null,
      controlMean: means?.control ?? null,
      treatmentMean: means?.treatment ?? null,
      estimate: interval === null ? null : result?.estimate ?? null,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      pValue: result?.pValue ?? null,
      pAdjusted: contrast.pAdjusted,
      worstLow: worst.low,
      worstHigh: worst.high,
      note: note === "" && interval === null ? "no interval: too few clusters" : note,
      warnings: contrast.warnings.join("; "),
    };
  });
}
