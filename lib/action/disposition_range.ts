/** Between which values a leaning lies, where part of the probability was not seen. @module */
import type { MenuScore, ValueRange } from "../shapes.ts";

/** Probability seen on both sides of one presentation, and how much more each side could hold at most. */
export interface Sides {
  acting: number;
  other: number;
  moreActing: number;
  moreOther: number;
}

/**
 * What a presentation leaves open: an option that was not listed may hold up to its bound, and, where the menu is thin, all
 * that lies outside of it could have fallen on either side.
 */
export function sidesOf({ shown, scores }: MenuScore, acts: ReadonlySet<string>, isThin: boolean): Sides {
  const sum = (acting: boolean, isBound: boolean) =>
    scores.reduce(
      (total, score, i) =>
        acts.has(shown[i] as string) === acting && score.isBound === isBound
          ? total + Math.exp(score.logProbability)
          : total,
      0,
    );
  const [acting, other] = [sum(true, false), sum(false, false)];
  const rest = Math.max(0, 1 - acting - other);
  return {
    acting,
    other,
    moreActing: isThin ? rest : Math.min(rest, sum(true, true)),
    moreOther: isThin ? rest : Math.min(rest, sum(false, true)),
  };
}

/** Ends are infinite where a side may hold nothing. */
export function logOddsRange({ acting, other, moreActing, moreOther }: Sides): { low: number; high: number } {
  return {
    low: Math.log(acting) - Math.log(other + moreOther),
    high: Math.log(acting + moreActing) - Math.log(other),
  };
}

/** Mean of the low and of the high ends: the worst that all together allow. */
export function meanRange(ranges: readonly { low: number; high: number }[]): ValueRange {
  const mean = (values: readonly number[]) => limited(values.reduce((sum, value) => sum + value, 0) / values.length);
  return { low: mean(ranges.map(({ low }) => low)), high: mean(ranges.map(({ high }) => high)) };
}

/** `null` where a number has no limit: JSON knows no infinity. */
export function limited(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
