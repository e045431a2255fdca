/** The standard normal distribution, upper tails kept in log space. @module */
import { findRoot } from "./roots.ts";

const logRootTwoPi = 0.9189385332046727418;

/** P(Z > z). */
export function normalTail(z: number): number {
  return z < 0 ? 1 - normalTail(-z) : Math.exp(normalLogTail(z));
}

/** log P(Z > z), finite for every finite z. */
export function normalLogTail(z: number): number {
  if (z < 0) return Math.log1p(-normalTail(-z));
  return z < 2.5 ? Math.log(0.5 - normalDensity(z) * centreSeries(z)) : millsRatioLog(z) - z * z / 2 - logRootTwoPi;
}

/** Density at z. */
export function normalDensity(z: number): number {
  return Math.exp(-z * z / 2 - logRootTwoPi);
}

/**
 * The z with P(Z ≤ z) = p.
 *
 * @param p Strictly between 0 and 1 gives a finite value; 0 and 1 give ∓∞.
 */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  return p < 0.5 ? -normalUpperQuantile(p) : normalUpperQuantile(1 - p);
}

/** The z with P(Z > z) = p: exact for p near 0, where 1 − p would round. */
export function normalUpperQuantile(p: number): number {
  if (p <= 0) return Infinity;
  if (p >= 1) return -Infinity;
  if (p > 0.5) return -normalUpperQuantile(1 - p);
  const target = Math.log(p);
  return findRoot((z) => normalLogTail(z) - target, 0, 40);
}

/** z + z³/3 + z⁵/15 + …: Φ(z) = ½ + φ(z) · this. */
function centreSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; term > sum * 1e-17; k += 2) sum += term *= z * z / k;
  return sum;
}

/** log of (1 − Φ(z)) / φ(z) by its continued fraction, evaluated backwards. */
function millsRatioLog(z: number): number {
  const depth = z > 1e4 ? 4 : Math.ceil(20 + 500 / (z * z));
  let fraction = z;
  for (let k = depth; k >= 1; k--) fraction = z + k / fraction;
  return -Math.log(fraction);
}
