/** Finding where a function crosses zero. @module */

/**
 * A root of a continuous function inside a bracket, by Brent's method (Brent 1973,
 * Algorithms for Minimization without Derivatives, chapter 4).
 *
 * @param f Has opposite signs (or a zero) at the two ends.
 * @param tolerance Width of the last bracket; the machine's own limit is added to it.
 * @throws {RangeError} If f has the same sign at both ends.
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance = 0): number {
  let [a, b, fa, fb] = [low, high, f(low), f(high)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0) && Math.sign(fa) === Math.sign(fb)) {
    throw new RangeError(`Cannot run findRoot(): f needs opposite signs at ${low} and ${high}, got ${fa} and ${fb}`);
  }
  let [c, fc, step, previous] = [a, fa, b - a, b - a];
  for (let i = 0; i < 300; i++) {
    if (Math.sign(fb) === Math.sign(fc)) [c, fc, step, previous] = [a, fa, b - a, b - a];
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const limit = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2;
    const half = (c - b) / 2;
    if (Math.abs(half) <= limit || fb === 0) return b;
    const guess = interpolate(a, b, c, fa, fb, fc);
    const usable = Math.abs(previous) >= limit && Math.abs(fa) > Math.abs(fb) && guess * half > 0 &&
      Math.abs(guess) < Math.min(1.5 * Math.abs(half), Math.abs(previous) / 2);
    [previous, step] = usable ? [step, guess] : [half, half];
    [a, fa] = [b, fb];
    b += Math.abs(step) > limit ? step : Math.sign(half) * limit;
    fb = f(b);
  }
  return b;
}

/** Step from b to where the secant or the inverse parabola through the points crosses zero. */
function interpolate(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa;
  if (!Number.isFinite(s)) return 0;
  if (a === c) return (c - b) * s / (s - 1);
  const q = fa / fc;
  const r = fb / fc;
  const p = s * ((c - b) * q * (q - r) - (b - a) * (r - 1));
  return -p / ((q - 1) * (r - 1) * (s - 1));
}
