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

/** log P(X ≥ k) for X ~ Binomial(n, p). */
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
