/** The noncentral t distribution, for power and for intervals of standardized effects. @module */
import { logGamma } from "./gamma.ts";
import { normalTail } from "./normal.ts";

/**
 * P(T ≤ t) for the noncentral t with df degrees of freedom and the given shift.
 *
 * T = (Z + shift) / √(χ²/df), so the probability is the mean of Φ(t u − shift) over u = √(χ²/df), taken
 * by Gauss–Legendre quadrature in panels around the bulk of u. Absolute error is about 1e-13.
 */
export function noncentralStudentLower(t: number, df: number, shift: number): number {
  if (df === Infinity) return normalTail(shift - t);
  const logScale = Math.LN2 + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  const density = (u: number) => u <= 0 ? 0 : Math.exp(logScale + (df - 1) * Math.log(u) - df * u * u / 2);
  const mode = Math.sqrt(Math.max(0, df - 1) / df);
  const width = 1 / Math.sqrt(2 * df);
  const [from, to] = [Math.max(0, mode - 12 * width), mode + 12 * width + (df < 4 ? 4 : 0)];
  // A large t makes Φ(t u − shift) a steep step, which needs narrow panels.
  const panels = Math.min(200, Math.ceil(16 + 6 * Math.abs(t) * width));
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    const half = (to - from) / panels / 2;
    const middle = from + (2 * panel + 1) * half;
    for (const [node, weight] of legendre) {
      for (const sign of [-1, 1]) {
        const u = middle + sign * node * half;
        sum += weight * half * density(u) * normalTail(shift - t * u);
      }
    }
  }
  return Math.min(1, Math.max(0, sum));
}

/** Nodes and weights of Legendre's rule of order 16 on [-1, 1], positive half, by Newton's method. */
const legendre: readonly (readonly [number, number])[] = Array.from({ length: 8 }, (_, i) => {
  let x = Math.cos(Math.PI * (i + 0.75) / 16.5);
  let slope = 1;
  for (let step = 0; step < 50; step++) {
    let [before, value] = [1, x];
    for (let k = 2; k <= 16; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
    slope = 16 * (x * value - before) / (x * x - 1);
    const change = value / slope;
    x -= change;
    if (Math.abs(change) < 1e-16) break;
  }
  return [x, 2 / ((1 - x * x) * slope * slope)] as const;
});
