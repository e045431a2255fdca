/** Student's t and Fisher's F through the incomplete beta function. @module */
import { betaTails } from "./beta.ts";
import { normalLogTail, normalUpperQuantile } from "./normal.ts";
import { findRoot } from "./roots.ts";

/** log P(T > t) with df > 0 degrees of freedom; df may be a fraction or infinite. */
export function studentLogTail(t: number, df: number): number {
  if (df === Infinity) return normalLogTail(t);
  const squared = t * t;
  const tails = betaTails(df / (df + squared), df / 2, 0.5, squared / (df + squared));
  const both = t * t === Infinity ? -Infinity : tails.logLower;
  return t > 0 ? both - Math.LN2 : Math.log1p(-Math.exp(both) / 2);
}

/** P(T > t). */
export function studentTail(t: number, df: number): number {
  return Math.exp(studentLogTail(t, df));
}

/** P(|T| > |t|), the two-sided p-value. */
export function studentTwoSided(t: number, df: number): number {
  return Math.min(1, 2 * studentTail(Math.abs(t), df));
}

/** The t with P(T > t) = p. */
export function studentUpperQuantile(p: number, df: number): number {
  if (df === Infinity) return normalUpperQuantile(p);
  if (p <= 0) return Infinity;
  if (p >= 1) return -Infinity;
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentUpperQuantile(1 - p, df);
  const target = Math.log(p);
  const logT = findRoot((x) => studentLogTail(Math.exp(x), df) - target, -700, 700);
  return Math.exp(logT);
}

/** P(F > f) with df1 and df2 degrees of freedom. */
export function fisherTail(f: number, df1: number, df2: number): number {
  if (f <= 0) return 1;
  const scale = df1 * f + df2;
  return Math.exp(betaTails(df2 / scale, df2 / 2, df1 / 2, df1 * f / scale).logLower);
}
