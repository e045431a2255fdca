/**
 * Log-gamma and the two corrections that keep binomial, beta and t tails exact to
 * nearly all digits where n reaches 10⁵ and more.
 *
 * @module
 */

/** Bernoulli-number coefficients of Stirling's series, B(2k) / (2k (2k − 1)). */
const stirlingSeries = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];
const halfLogTwoPi = 0.9189385332046727418;

/** Natural logarithm of Γ(x), x > 0: Stirling's series at x ≥ 16, shifted up below. */
export function logGamma(x: number): number {
  if (x >= 16) return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + stirlingTail(x);
  let product = 1;
  let shifted = x;
  while (shifted < 16) product *= shifted++;
  return logGamma(shifted) - Math.log(product);
}

/** log Γ(n + 1) − log(√(2πn) (n/e)ⁿ), the error of Stirling's formula (Loader 2000), n ≥ 0. */
export function stirlingError(n: number): number {
  if (n >= 16) return stirlingTail(n);
  if (n === 0) return Infinity;
  return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - halfLogTwoPi;
}

/**
 * x log(x / mean) + mean − x without cancellation where x is near the mean (Loader 2000):
 * half the deviance of a Poisson count.
 */
export function devianceTerm(x: number, mean: number): number {
  if (x === 0) return mean;
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const ratio = difference / (x + mean);
  let sum = difference * ratio;
  let term = 2 * x * ratio;
  for (let j = 1; j < 1000; j++) {
    term *= ratio * ratio;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** log(1 − exp(logP)) for logP ≤ 0, exact near both ends. */
export function logOneMinusExp(logP: number): number {
  if (logP >= 0) return -Infinity;
  return logP > -Math.LN2 ? Math.log(-Math.expm1(logP)) : Math.log1p(-Math.exp(logP));
}

/** log(exp(a) + exp(b)). */
export function logSumExp(a: number, b: number): number {
  const high = Math.max(a, b);
  if (high === -Infinity) return -Infinity;
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

function stirlingTail(x: number): number {
  const inverseSquare = 1 / (x * x);
  let sum = 0;
  for (let i = stirlingSeries.length - 1; i >= 0; i--) sum = sum * inverseSquare + (stirlingSeries[i] as number);
  return sum / x;
}
