/** The binomial distribution in log space. @module */
import { betaQuantile, betaTails, logBinomialKernel } from "./beta.ts";

/** log P(X = k) for X ~ Binomial(n, p). */
export function binomialLogDensity(k: number, n: number, p: number): number {
  return logBinomialKernel(k, n - k, p, 1 - p);
}

/** log P(X ≤ k) for X ~ Binomial(n, p). */
export function binomialLogLower(k: number, n: number, p: number): number {
  if (k < 0) return -Infinity;
  if (k >= n) return 0;
  return betaTails(p, k + 1, n - k).logUpper;
}

/**
 * How likely are k or more of n by chance? log P(X ≥ k) for X ~ Binomial(n, p), exact also where P itself underflows.
 *
 * @param k Any whole number.
 * @param n Independent trials.
 * @param p Chance of each, in (0, 1).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { binomialLogUpper } from "twoplane/statistics";
 * assert(Math.abs(Math.exp(binomialLogUpper(2, 2, 0.5)) - 0.25) < 1e-12);
 * ```
 */
export function binomialLogUpper(k: number, n: number, p: number): number {
  if (k <= 0) return 0;
  if (k > n) return -Infinity;
  return betaTails(p, k, n - k + 1).logLower;
}

/**
 * The exact interval of Clopper and Pearson (1934, Biometrika 26:404–413) for k of n.
 *
 * @returns Bounds whose coverage is at least `confidence` at every p.
 */
export function exactBinomialInterval(k: number, n: number, confidence: number): { low: number; high: number } {
  const tail = (1 - confidence) / 2;
  return {
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  };
}
