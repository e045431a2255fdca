import { dot } from "../vectors/mod.ts";
import { type DaySum, postsOf, type SideDay, totalOf } from "./event_windows.ts";

/** Squared lengths of what changed between two lines, each around 0 where nothing did. */
export interface LineChange {
  level: number;
  slope: number;
}

/**
 * Squared distance of the means before and after: pairs of posts of one day are left out on either side, so that
 * neither the number of posts nor the mood of a day adds to it.
 */
export function meanChange(before: readonly DaySum[], after: readonly DaySum[]): number {
  const [one, two] = [totalOf(before), totalOf(after)];
  return withinSides(before, one) + withinSides(after, two) - 2 * dot(one.sum, two.sum) / (one.n * two.n);
}

/** Mean cosine of pairs of posts of different days. */
function withinSides(days: readonly DaySum[], { n, sum }: DaySum): number {
  const sameDay = days.reduce((all, day) => all + dot(day.sum, day.sum), 0);
  const samePairs = days.reduce((all, day) => all + day.n ** 2, 0);
  return (dot(sum, sum) - sameDay) / (n ** 2 - samePairs);
}

/**
 * Squared jump of level and squared change of slope between a line through the days before and one through those after.
 *
 * Each line is fitted to the means of the days by least squares, weighted by posts; level is where the lines stand at
 * place 0, slope is per day. What the scatter of days adds to a squared length is taken off, by the product of each
 * day's distance from the other side and its distance from the line fitted without it: free of bias however unequal the
 * days' scatter (Kline, Saggio & Sølvsten 2020, Econometrica 88:1859–1898), as long as days are independent.
 */
export function lineChange(before: readonly SideDay[], after: readonly SideDay[]): LineChange {
  const lines = [lineOf(before, totalOf(after)), lineOf(after, totalOf(before))] as const;
  const squared = (part: "level" | "slope") => {
    const [one, two] = [lines[0][part], lines[1][part]];
    const change = one.value.map((value, i) => (two.value[i] as number) - value);
    return dot(change, change) - one.noise - two.noise;
  };
  return { level: squared("level"), slope: squared("slope") };
}

/** A coefficient of a line, a vector, and what chance adds to its squared length. */
interface Coefficient {
  value: Float64Array;
  noise: number;
}

function lineOf(days: readonly SideDay[], other: DaySum): { level: Coefficient; slope: Coefficient } {
  const dims = other.sum.length;
  const n = postsOf(days);
  const centre = days.reduce((sum, day) => sum + day.n * day.place, 0) / n;
  const spread = days.reduce((sum, day) => sum + day.n * (day.place - centre) ** 2, 0);
  const level = { value: new Float64Array(dims), noise: 0 };
  const slope = { value: new Float64Array(dims), noise: 0 };
  const weights = days.map((day) => {
    const tilt = (day.place - centre) / spread;
    const own = { level: 1 / n - centre * tilt, slope: tilt }; // of the sum of the day's vectors
    addScaled(level.value, day.sum, own.level);
    addScaled(slope.value, day.sum, own.slope);
    return own;
  });
  days.forEach((day, i) => {
    const own = weights[i] as { level: number; slope: number };
    const leverage = day.n * (own.level + own.slope * day.place);
    let product = 0;
    for (let j = 0; j < dims; j++) {
      const mean = (day.sum[j] as number) / day.n;
      const fitted = (level.value[j] as number) + (slope.value[j] as number) * day.place;
      product += (mean - (other.sum[j] as number) / other.n) * (mean - fitted);
    }
    const variance = product / (1 - leverage);
    level.noise += (day.n * own.level) ** 2 * variance;
    slope.noise += (day.n * own.slope) ** 2 * variance;
  });
  return { level, slope };
}

function addScaled(sum: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + factor * (vector[i] as number);
}
