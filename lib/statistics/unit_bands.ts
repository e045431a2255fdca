import type { MetricRow, NullBand } from "../shapes.ts";
import { nullBand, type UnitBand } from "./null_band.ts";

/** Every unit's value under every draw of the null; what `heterogeneity()` takes. */
export interface UnitDraws {
  /** Which unit each row belongs to. */
  unitIds: readonly string[];
  draws: number;
  /** Units × draws, row-major; column k holds the k-th draw of all. */
  values: Float64Array;
}

/** What a measure of units found, unit by unit. */
export interface UnitBands {
  /** Mean over agents. */
  estimate: number;
  /** The mean against the mean of the same agents under the null. */
  null: NullBand;
  /** Each agent against its own null, by agentId. */
  bands: UnitBand[];
  /** One row an agent, by agentId. */
  rows: MetricRow[];
  /** The agents' values in order of first post. */
  values: number[];
  /** `null` unless they were to be kept. */
  draws: UnitDraws | null;
}

/** Takes agents in order of first post, one after the other, and sums them up without keeping their draws. */
export interface BandCollector {
  add: (agent: { agentId: string; n: number; estimate: number; draws: Float64Array }) => void;
  finish: (labels: { metric: string; variant: string }) => UnitBands;
}

/** Starts the bands of a measure whose value is a mean over agents. */
export function collectBands(
  { kind, draws, agents, keepDraws }: { kind: string; draws: number; agents: number; keepDraws: boolean },
): BandCollector {
  const bands: UnitBand[] = [];
  const sums = new Float64Array(draws);
  const kept = keepDraws ? new Float64Array(agents * draws) : null;
  return {
    add: ({ agentId, n, estimate, draws: own }) => {
      kept?.set(own, bands.length * draws);
      for (let draw = 0; draw < draws; draw++) sums[draw] = (sums[draw] as number) + (own[draw] as number);
      bands.push({ unitId: agentId, window: null, estimate, n, ...nullBand(kind, estimate, own) });
    },
    finish: ({ metric, variant }) => {
      const values = bands.map(({ estimate }) => estimate);
      const estimate = values.reduce((sum, value) => sum + value, 0) / values.length;
      const unitIds = bands.map(({ unitId }) => unitId);
      const sorted = bands.toSorted((a, b) => a.unitId < b.unitId ? -1 : a.unitId > b.unitId ? 1 : 0);
      return {
        estimate,
        null: nullBand(kind, estimate, sums.map((sum) => sum / values.length)),
        bands: sorted,
        rows: sorted.map(({ unitId, estimate: value, n }) => ({ metric, variant, unitId, window: null, value, n })),
        values,
        draws: kept === null ? null : { unitIds, draws, values: kept },
      };
    },
  };
}
