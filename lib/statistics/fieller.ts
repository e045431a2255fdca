import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkConfidence, checkEqualLength, checkNumbers } from "./checks.ts";
import { studentUpperQuantile } from "./distributions/student.ts";
import { mean, variance } from "./moments.ts";

/** Effects of interest and effects of the positive control, one number a unit each. */
export interface RatioData {
  numerator: readonly number[];
  denominator: readonly number[];
}

/** Options of `fiellerRatio()`. */
export interface FiellerOptions {
  /** `paired`: the i-th numbers come from one unit; `independent`: from different units. */
  relation: "paired" | "independent";
  /** Share of such intervals that hold the true ratio, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * How large is an effect as a share of a positive control's? Ratio of two means with Fieller's interval.
 *
 * The interval holds every ratio r for which a t test does not reject mean(numerator) = r · mean(denominator)
 * (Fieller 1954, JRSS B 16:175–185). Where the control's own effect cannot be told from 0 no bounded interval
 * exists: then `interval` is `null` and `details.shape` says "outside" (all but a gap) or "unbounded" (every
 * ratio). Means are close to normal; for independent groups the degrees of freedom are those of the smaller
 * group, which is cautious.
 *
 * @param data Differences, one a unit, of the effect and of the positive control.
 * @returns `estimate` is mean(numerator) / mean(denominator).
 * @throws {RangeError} If the control's mean is exactly 0 or there are fewer than two units.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fiellerRatio } from "twoplane/statistics";
 * const data = { numerator: [1, 2, 1, 2], denominator: [4, 5, 4, 6] };
 * const { interval } = fiellerRatio(data, { relation: "paired" });
 * assert.ok(interval !== null && interval.low > 0.15 && interval.high < 0.5);
 * ```
 */
export function fiellerRatio(data: RatioData, options: FiellerOptions): TestResult {
  const caller = "fiellerRatio";
  checkOptions(caller, options, ["relation", "confidence"]);
  const relation = checkOneOf(caller, "relation", options.relation, ["paired", "independent"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const numerator = checkNumbers(caller, "numerator", data.numerator, 2);
  const denominator = checkNumbers(caller, "denominator", data.denominator, 2);
  if (relation === "paired") {
    checkEqualLength(caller, { name: "numerator", values: numerator }, { name: "denominator", values: denominator });
  }
  const [a, b] = [mean(numerator), mean(denominator)];
  if (b === 0) throw new RangeError(`Cannot run ${caller}(): denominator needs a mean other than 0, got 0`);
  const df = Math.min(numerator.length, denominator.length) - 1;
  const t = studentUpperQuantile((1 - confidence) / 2, df);
  const { interval, shape, excluded } = solve({
    a,
    b,
    vAA: variance(numerator) / numerator.length,
    vBB: variance(denominator) / denominator.length,
    vAB: relation === "paired" ? covariance(numerator, denominator) / numerator.length : 0,
    t,
  });
  return {
    method: `ratio of means, Fieller, ${relation}`,
    estimate: a / b,
    interval,
    confidence: interval === null ? null : confidence,
    statistic: null,
    df,
    pValue: null,
    alternative: "two-sided",
    n: relation === "paired" ? numerator.length : numerator.length + denominator.length,
    details: { effect: "ratio to the positive control", shape, excluded, numerator: a, denominator: b },
    warnings: shape === "bounded"
      ? []
      : ["the positive control's effect cannot be told from 0: no bounded interval exists"],
  };
}

interface RatioParts {
  a: number;
  b: number;
  vAA: number;
  vBB: number;
  vAB: number;
  t: number;
}

/** (a − r b)² ≤ t² (vAA − 2 r vAB + r² vBB), a quadratic in r. */
function solve({ a, b, vAA, vBB, vAB, t }: RatioParts) {
  const square = b * b - t * t * vBB;
  const linear = a * b - t * t * vAB;
  const constant = a * a - t * t * vAA;
  const discriminant = linear * linear - square * constant;
  if (square > 0) {
    const root = Math.sqrt(Math.max(0, discriminant));
    return {
      interval: { low: (linear - root) / square, high: (linear + root) / square },
      shape: "bounded",
      excluded: null,
    };
  }
  if (discriminant <= 0 || square === 0) return { interval: null, shape: "unbounded", excluded: null };
  const ends = [(linear - Math.sqrt(discriminant)) / square, (linear + Math.sqrt(discriminant)) / square];
  return { interval: null, shape: "outside", excluded: { low: Math.min(...ends), high: Math.max(...ends) } };
}

function covariance(a: Float64Array, b: Float64Array): number {
  const sums = variance(a.map((value, i) => value + (b[i] as number)));
  return (sums - variance(a) - variance(b)) / 2;
}
