/** From a log probability to what a result carries. @module */

/**
 * exp(logP), held in [smallest positive number, 1]: a p-value that underflows is reported
 * as an upper bound of itself, never as 0. `details.logPValue` keeps the exact logarithm.
 */
export function fromLog(logP: number): number {
  if (logP === -Infinity) return 0;
  return Math.min(1, Math.max(Number.MIN_VALUE, Math.exp(logP)));
}

/** The interval's ends held inside the range the quantity can take. */
export function clip(
  interval: { low: number; high: number },
  [low, high]: readonly [number, number],
): { low: number; high: number } {
  return { low: Math.max(low, interval.low), high: Math.min(high, interval.high) };
}
