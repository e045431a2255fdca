/**
 * The regularized incomplete beta function in log space: every binomial, t and F tail
 * of this room is one of its values.
 *
 * @module
 */
import { devianceTerm, logOneMinusExp, stirlingError } from "./gamma.ts";
import { findRoot } from "./roots.ts";

/** Logs of I_x(a, b) and of its complement. */
export interface BetaTails {
  logLower: number;
  logUpper: number;
}

/**
 * Both tails of the beta distribution at x, without underflow.
 *
 * The continued fraction (Abramowitz & Stegun 1964, 26.5.8) is evaluated by Lentz's method on
 * the side where it converges; its factor xᵃ(1−x)ᵇ / B(a, b) follows Loader (2000).
 *
 * @param x In [0, 1].
 * @param a, b Positive.
 * @param complement 1 − x, given where the caller knows it more exactly.
 */
export function betaTails(x: number, a: number, b: number, complement: number = 1 - x): BetaTails {
  if (x <= 0) return { logLower: -Infinity, logUpper: 0 };
  if (complement <= 0) return { logLower: 0, logUpper: -Infinity };
  const logFactor = logBetaKernel(x, complement, a, b);
  if (x <= (a + 1) / (a + b + 2)) {
    const logLower = Math.min(0, logFactor - Math.log(a) + Math.log(continuedFraction(x, a, b)));
    return { logLower, logUpper: logOneMinusExp(logLower) };
  }
  const logUpper = Math.min(0, logFactor - Math.log(b) + Math.log(continuedFraction(complement, b, a)));
  return { logLower: logOneMinusExp(logUpper), logUpper };
}

/** I_x(a, b), the beta distribution's lower tail. */
export function betaLower(x: number, a: number, b: number): number {
  return Math.exp(betaTails(x, a, b).logLower);
}

/**
 * The x with I_x(a, b) = p.
 *
 * @param p In [0, 1].
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const gap = (logOdds: number) => {
    const x = 1 / (1 + Math.exp(-logOdds));
    const tails = betaTails(x, a, b, 1 / (1 + Math.exp(logOdds)));
    return p < 0.5 ? tails.logLower - Math.log(p) : Math.log1p(-p) - tails.logUpper;
  };
  const logOdds = findRoot(gap, -700, 700);
  return 1 / (1 + Math.exp(-logOdds));
}

/** log of xᵃ yᵇ / B(a, b), y = 1 − x. */
export function logBetaKernel(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const scale = Math.log(a) + Math.log(b) - Math.log(n);
  return scale + logBinomialKernel(a, b, x, y);
}

/** log of Γ(k+m+1) / (Γ(k+1) Γ(m+1)) xᵏ yᵐ for real k, m ≥ 0: the binomial density where both are whole. */
export function logBinomialKernel(k: number, m: number, x: number, y: number): number {
  const n = k + m;
  if (k === 0) return n === 0 ? 0 : n * logOf(y, x);
  if (m === 0) return n * logOf(x, y);
  if (x <= 0 || y <= 0) return -Infinity;
  const correction = stirlingError(n) - stirlingError(k) - stirlingError(m) - devianceTerm(k, n * x) -
    devianceTerm(m, n * y);
  return correction + 0.5 * (Math.log(n) - Math.log(k) - Math.log(m) - Math.log(2 * Math.PI));
}

/** log(p), exact near 1 through q = 1 − p. */
function logOf(p: number, q: number): number {
  return p > 0.5 ? Math.log1p(-q) : Math.log(p);
}

function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const steps = 1000 + 20 * Math.ceil(Math.sqrt(Math.max(a, b)));
  let d = 1 / guard(1 - (a + b) * x / (a + 1), tiny);
  let c = 1;
  let value = d;
  for (let m = 1; m <= steps; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d, tiny);
    c = guard(1 + even / c, tiny);
    value *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d, tiny);
    c = guard(1 + odd / c, tiny);
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value;
}

function guard(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
