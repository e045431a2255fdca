import type { PublishedStudy } from "./published.ts";

/** Do the figures of one behaviour fit the number of trials that are said to lie behind them? */
export interface GridCheck {
  behaviour: string;
  subject: "self" | "peer";
  statistic: "max" | "mean";
  /** Trials supposed: those of one way of knowing the peer for a max, of all ways for a mean. */
  n: number;
  cells: number;
  /** Figures that are k / n for a whole k, after rounding to the published decimal. */
  fitting: number;
  /** Share of all figures from 0.0 to 100.0 that would fit. */
  byChance: number;
}

/** Published percentages have one decimal. */
const STEP = 0.1;

/**
 * Can the published figures have come from the trials that are said to lie behind them?
 *
 * A rate over n trials is k / n: with few trials most percentages cannot occur (the GRIM test; Brown & Heathers 2017, Social
 * Psychological and Personality Science 8:363–369). Figures that all fit, where few would by chance, confirm how the
 * trials were counted; figures that do not fit say that trials were left out, or settings weighted.
 *
 * @param study What `loadPublished()` returns.
 * @returns One row a behaviour, subject and statistic.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gridCheck, loadPublished } from "twoplane/action";
 * const row = gridCheck(await loadPublished()).find(({ behaviour }) => behaviour === "exfiltration");
 * assert.ok(row?.fitting === row?.cells && row!.byChance < 0.25);
 * ```
 */
export function gridCheck(study: PublishedStudy): GridCheck[] {
  const ways = study.waysOfKnowingThePeer.length;
  return study.cells.flatMap(({ behaviour, subject, trials }) => {
    const rates = study[subject].filter((rate) => rate.behaviour === behaviour);
    return ([["max", trials], ["mean", ways * trials]] as const).flatMap(([statistic, n]) => {
      const known = rates.flatMap((rate) => rate[statistic] === null ? [] : [100 * (rate[statistic] as number)]);
      if (known.length === 0) return [];
      const all = Array.from({ length: Math.round(100 / STEP) + 1 }, (_, i) => i * STEP);
      return [{
        behaviour,
        subject,
        statistic,
        n,
        cells: known.length,
        fitting: known.filter((percent) => fits(percent, n)).length,
        byChance: all.filter((percent) => fits(percent, n)).length / all.length,
      }];
    });
  });
}

function fits(percent: number, n: number): boolean {
  return Math.abs(100 * Math.round(percent * n / 100) / n - percent) <= STEP / 2 + 1e-9;
}
