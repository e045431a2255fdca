/** The chi-square distribution with whole degrees of freedom. @module */
import { normalTail } from "./normal.ts";

/** P(X > x): a finite sum, from e^(−x/2) for even df and from the normal tail for odd ones. */
export function chiSquareTail(x: number, df: number): number {
  if (x <= 0) return 1;
  const half = x / 2;
  let term = df % 2 === 0 ? Math.exp(-half) : Math.exp(-half) * Math.sqrt(half) / (Math.sqrt(Math.PI) / 2);
  let sum = df % 2 === 0 ? 0 : 2 * normalTail(Math.sqrt(x));
  for (let k = df % 2 === 0 ? 1 : 1.5; k <= df / 2; k++) {
    sum += term;
    term *= half / k;
  }
  return Math.min(1, sum);
}
