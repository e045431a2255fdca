/** Means and variances that do not lose digits. @module */

/** Arithmetic mean, summed with compensation (Neumaier 1974). */
export function mean(values: ArrayLike<number>): number {
  return compensatedSum(values) / values.length;
}

/** Sample variance, n − 1 below, by the corrected two-pass formula (Chan, Golub & LeVeque 1983). */
export function variance(values: ArrayLike<number>, centre: number = mean(values)): number {
  let [squares, rest] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const distance = (values[i] as number) - centre;
    squares += distance * distance;
    rest += distance;
  }
  return Math.max(0, squares - rest * rest / values.length) / (values.length - 1);
}

/** Σ values without the rounding of a running sum. */
export function compensatedSum(values: ArrayLike<number>): number {
  let [sum, lost] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }
  return sum + lost;
}

/** Linear-interpolation quantile of ascending values, R's type 7. */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (place - below) * (high - low);
}

/** One array after the other; no limit on their lengths. */
export function concatenate(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
  const joined = new Float64Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
