import { checkInteger, checkNumber, checkOneOf, checkOptions } from "../foundation/mod.ts";
import { checkProbability } from "./arms.ts";
import { checkOpenUnit } from "./checks.ts";
import { binomialLogDensity, binomialLogLower } from "./distributions/binomial.ts";
import { noncentralStudentLower } from "./distributions/noncentral.ts";
import { normalTail } from "./distributions/normal.ts";
import { studentUpperQuantile } from "./distributions/student.ts";
import { differenceScore } from "./two_proportions.ts";

/** Options of `powerPairedT()` and `powerUnpairedT()`. */
export interface PowerTOptions {
  /** Mean difference in standard deviations: of the differences (paired), of one group (unpaired). */
  effect: number;
  /** Pairs, or values a group. */
  n: number;
  /** Two-sided level, in (0, 1). Default 0.05. */
  alpha?: number;
}

/** Options of `powerMcnemar()`. */
export interface PowerMcnemarOptions {
  /** Chance that a pair acts under treatment only. */
  gained: number;
  /** Chance that a pair acts under control only. */
  lost: number;
  /** Pairs. */
  n: number;
  /** Two-sided level, in (0, 1). Default 0.05. */
  alpha?: number;
  /** `exact` (default) or `mid-p`. */
  test?: "exact" | "mid-p";
}

/** Options of `powerTwoProportions()`. */
export interface PowerTwoProportionsOptions {
  /** Rates supposed for the two groups. */
  control: number;
  treatment: number;
  nControl: number;
  nTreatment: number;
  /** Two-sided level, in (0, 1). Default 0.05. */
  alpha?: number;
}

/**
 * How likely does a paired t test find an effect of this size? Exact, by the noncentral t.
 *
 * Effects are d_z: mean difference over the standard deviation of the differences, which shrinks as
 * replicates are folded (Cohen 1988, Statistical Power Analysis, §2). Take the smallest effect of interest,
 * not an effect found before. Differences are normal and independent; for clusters and folded yes/no outcomes
 * use `simulatePower()`.
 *
 * @returns Power in [0, 1], both sides counted.
 * @throws {RangeError} If n is below 2.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerPairedT } from "twoplane/statistics";
 * assert.ok(Math.abs(powerPairedT({ effect: 0.5, n: 34 }) - 0.8077775) < 1e-6);
 * ```
 */
export function powerPairedT(options: PowerTOptions): number {
  const { effect, n, alpha } = checkPowerT("powerPairedT", options);
  return powerOfT(effect * Math.sqrt(n), n - 1, alpha);
}

/**
 * How likely does an unpaired t test with equal groups find an effect of this size? Exact, by the noncentral t.
 *
 * Effects are Cohen's d, with equal spread in both groups. For rates use `powerTwoProportions()`.
 *
 * @returns Power in [0, 1], both sides counted; n is the size of each group.
 * @throws {RangeError} If n is below 2.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerUnpairedT } from "twoplane/statistics";
 * assert.ok(Math.abs(powerUnpairedT({ effect: 0.5, n: 64 }) - 0.8014596) < 1e-6);
 * ```
 */
export function powerUnpairedT(options: PowerTOptions): number {
  const { effect, n, alpha } = checkPowerT("powerUnpairedT", options);
  return powerOfT(effect * Math.sqrt(n / 2), 2 * n - 2, alpha);
}

/**
 * How likely does McNemar's test find an effect of this size? Exact: all numbers of discordant pairs counted.
 *
 * Pairs are independent. The power of an exact test does not rise steadily with n, so `smallestSample()`
 * looks for the n from which on it stays.
 *
 * @returns Power in [0, 1], both sides counted.
 * @throws {RangeError} If the two chances are impossible together.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerMcnemar } from "twoplane/statistics";
 * const power = powerMcnemar({ gained: 0.3, lost: 0.1, n: 60 });
 * assert.ok(power > 0.6 && power < 0.75);
 * ```
 */
export function powerMcnemar(options: PowerMcnemarOptions): number {
  const caller = "powerMcnemar";
  checkOptions(caller, options, ["gained", "lost", "n", "alpha", "test"]);
  const { gained, lost, n, alpha = 0.05, test = "exact" } = options;
  checkProbability(caller, "gained", gained);
  checkProbability(caller, "lost", lost);
  checkProbability(caller, "gained + lost", gained + lost);
  checkInteger(caller, "n", n, { min: 1 });
  checkOpenUnit(caller, "alpha", alpha);
  checkOneOf(caller, "test", test, ["exact", "mid-p"]);
  const discordant = gained + lost;
  if (discordant === 0) return 0;
  const spread = 12 * Math.sqrt(n * discordant * (1 - discordant)) + 12;
  const [from, to] = [
    Math.max(0, Math.floor(n * discordant - spread)),
    Math.min(n, Math.ceil(n * discordant + spread)),
  ];
  let power = 0;
  for (let m = from; m <= to; m++) {
    const cut = largestRejected(m, alpha, test);
    if (cut < 0) continue;
    const share = gained / discordant;
    const reject = Math.exp(binomialLogLower(cut, m, share)) + Math.exp(binomialLogLower(cut, m, 1 - share));
    power += Math.exp(binomialLogDensity(m, n, discordant)) * reject;
  }
  return Math.min(1, power);
}

/**
 * How likely does the score test find a difference of two unpaired rates? Exact: all tables counted.
 *
 * Counts the tables whose score test (the one of `twoProportions()`) rejects, with their probabilities.
 * Trials are independent.
 *
 * @returns Power in [0, 1], both sides counted.
 * @throws {RangeError} If a rate is outside [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerTwoProportions } from "twoplane/statistics";
 * const power = powerTwoProportions({ control: 0.2, treatment: 0.5, nControl: 40, nTreatment: 40 });
 * assert.ok(power > 0.75 && power < 0.85);
 * ```
 */
export function powerTwoProportions(options: PowerTwoProportionsOptions): number {
  const caller = "powerTwoProportions";
  checkOptions(caller, options, ["control", "treatment", "nControl", "nTreatment", "alpha"]);
  const { control, treatment, nControl, nTreatment, alpha = 0.05 } = options;
  checkProbability(caller, "control", control);
  checkProbability(caller, "treatment", treatment);
  checkInteger(caller, "nControl", nControl, { min: 1, max: 5000 });
  checkInteger(caller, "nTreatment", nTreatment, { min: 1, max: 5000 });
  checkOpenUnit(caller, "alpha", alpha);
  let power = 0;
  for (let a = 0; a <= nControl; a++) {
    const chance = Math.exp(binomialLogDensity(a, nControl, control));
    if (chance < 1e-18) continue;
    for (let b = 0; b <= nTreatment; b++) {
      const score = differenceScore(
        { control: { events: a, n: nControl }, treatment: { events: b, n: nTreatment } },
        0,
      );
      if (2 * normalTail(Math.abs(score)) <= alpha) {
        power += chance * Math.exp(binomialLogDensity(b, nTreatment, treatment));
      }
    }
  }
  return Math.min(1, power);
}

function checkPowerT(caller: string, options: PowerTOptions): Required<PowerTOptions> {
  checkOptions(caller, options, ["effect", "n", "alpha"]);
  const { effect, n, alpha = 0.05 } = options;
  checkNumber(caller, "effect", effect);
  checkNumber(caller, "n", n, { min: 2 });
  checkOpenUnit(caller, "alpha", alpha);
  return { effect, n, alpha };
}

function powerOfT(shift: number, df: number, alpha: number): number {
  const bar = studentUpperQuantile(alpha / 2, df);
  return 1 - noncentralStudentLower(bar, df, shift) + noncentralStudentLower(-bar, df, shift);
}

/** The largest count of the rarer discordant kind that still rejects; −1 where none does. */
function largestRejected(m: number, alpha: number, test: "exact" | "mid-p"): number {
  let [low, high] = [-1, Math.floor((m - 1) / 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const tail = Math.exp(binomialLogLower(middle, m, 0.5));
    const p = test === "exact" ? 2 * tail : 2 * tail - Math.exp(binomialLogDensity(middle, m, 0.5));
    if (p <= alpha) low = middle;
    else high = middle - 1;
  }
  return low;
}
