import { checkOptions, quote } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { checkFolded } from "./checks.ts";
import { binomialLogDensity, binomialLogLower } from "./distributions/binomial.ts";
import { fromLog } from "./probability.ts";
import { checkSharing, clusteredRates, type SharingOptions } from "./sharing.ts";

/** Options of `mcnemarExact()` and `mcnemarMidP()`. */
export type McnemarOptions = SharingOptions;

/** How often each of the four things happened. */
export interface PairCounts {
  /** Acted under both arms. */
  both: number;
  /** Acted under treatment only. */
  gained: number;
  /** Acted under control only. */
  lost: number;
  neither: number;
  n: number;
}

/**
 * Did the treatment change a yes/no action? Exact McNemar test on matched pairs.
 *
 * Pairs that act alike under both conditions say nothing about the treatment, so only the
 * discordant ones count: under the null each is a fair coin (McNemar 1947, Psychometrika
 * 12:153–157). The level is never above the nominal one, often well below. Pairs must be
 * independent: where pairs share scenarios whose effects vary, the pooled test rejects too
 * often; use `mcnemarClustered()` or `signFlip()` over scenarios.
 *
 * @param pairs Complete matched pairs, n ≥ 1, one a pairId.
 * @returns `estimate` is the risk difference, treatment − control, in [-1, 1];
 *   `details.logPValue` stays exact where the p-value underflows. No interval: see `pairedRiskDifference()`.
 * @throws {RangeError} If there are no pairs, or replicates are not folded.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mcnemarExact } from "twoplane/statistics";
 * const pairs = [true, true, true, false].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: false, treatment, n: { control: 1, treatment: 1 },
 * }));
 * assert(Math.abs((mcnemarExact(pairs).pValue ?? 1) - 0.25) < 1e-12);
 * ```
 */
export function mcnemarExact(pairs: readonly Pair<boolean>[], options: McnemarOptions = {}): TestResult {
  checkOptions("mcnemarExact", options, ["scenarios"]);
  const counts = countPairs("mcnemarExact", pairs);
  const warnings = checkSharing("mcnemarExact", pairs, options, clusteredRates);
  const { gained, lost } = counts;
  const logTail = binomialLogLower(Math.min(gained, lost), gained + lost, 0.5);
  return summary("McNemar exact", counts, Math.min(0, Math.LN2 + logTail), warnings);
}

/**
 * Did the treatment change a yes/no action? McNemar test with mid-p.
 *
 * The exact test counts the observed table in full and so is conservative; the mid-p counts half
 * of it. Its level is close to nominal and, in small samples, can pass it slightly (Fagerland,
 * Lydersen & Laake 2013, BMC Medical Research Methodology 13:91). Pairs must be independent.
 *
 * @param pairs Complete matched pairs, n ≥ 1, one a pairId.
 * @returns As `mcnemarExact()`.
 * @throws {RangeError} If there are no pairs, or replicates are not folded.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mcnemarMidP } from "twoplane/statistics";
 * const pairs = [true, true, true, false].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: false, treatment, n: { control: 1, treatment: 1 },
 * }));
 * assert(Math.abs((mcnemarMidP(pairs).pValue ?? 1) - 0.125) < 1e-12);
 * ```
 */
export function mcnemarMidP(pairs: readonly Pair<boolean>[], options: McnemarOptions = {}): TestResult {
  checkOptions("mcnemarMidP", options, ["scenarios"]);
  const counts = countPairs("mcnemarMidP", pairs);
  const warnings = checkSharing("mcnemarMidP", pairs, options, clusteredRates);
  const [discordant, fewer] = [counts.gained + counts.lost, Math.min(counts.gained, counts.lost)];
  const logTail = binomialLogLower(fewer, discordant, 0.5);
  const logHalfPoint = binomialLogDensity(fewer, discordant, 0.5) - Math.LN2;
  const logMid = logTail + Math.log1p(-Math.exp(logHalfPoint - logTail));
  return summary("McNemar mid-p", counts, Math.min(0, Math.LN2 + logMid), warnings);
}

/**
 * Counts the four kinds of pairs.
 *
 * @throws {TypeError} If an arm is not true or false, as after folding by mean.
 */
export function countPairs(caller: string, pairs: readonly Pair<boolean>[]): PairCounts {
  checkFolded(caller, pairs);
  let [both, gained, lost] = [0, 0, 0];
  for (let i = 0; i < pairs.length; i++) {
    const { control, treatment } = pairs[i] as Pair<boolean>;
    if (typeof control !== "boolean") throw notBoolean(caller, pairs[i] as Pair<boolean>, "control");
    if (typeof treatment !== "boolean") throw notBoolean(caller, pairs[i] as Pair<boolean>, "treatment");
    if (control && treatment) both++;
    else if (treatment) gained++;
    else if (control) lost++;
  }
  return { both, gained, lost, neither: pairs.length - both - gained - lost, n: pairs.length };
}

function summary(method: string, counts: PairCounts, logPValue: number, warnings: string[]): TestResult {
  return {
    method,
    estimate: (counts.gained - counts.lost) / counts.n,
    interval: null,
    confidence: null,
    statistic: counts.gained,
    df: null,
    pValue: fromLog(logPValue),
    alternative: "two-sided",
    n: counts.n,
    details: { effect: "risk difference", units: "pairs", ...counts, logPValue },
    warnings: counts.gained + counts.lost === 0
      ? [...warnings, "no discordant pair: nothing here speaks for or against an effect"]
      : warnings,
  };
}

function notBoolean(caller: string, pair: Pair<boolean>, arm: "control" | "treatment"): TypeError {
  const value: unknown = pair[arm];
  const hint = typeof value === "number"
    ? ". Shares folded by mean go to pairedT() or signFlip(); fold by any, majority or first for a yes/no test"
    : "";
  return new TypeError(
    `Cannot run ${caller}() on pair "${pair.pairId}": ${arm} needs true or false, got ${quote(value)}${hint}`,
  );
}
