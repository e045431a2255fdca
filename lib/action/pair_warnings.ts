/** What a reader of an effect over pairs has to mind. @module */
import type { Dropped, Pair, TestResult, ValueRange } from "../shapes.ts";
import { isShare, type Measure } from "./arm_values.ts";

/** Shares this near to 0 or 1 leave little room for an effect. */
const BOUND = 0.05;
/** From this share of dropped pairs on the reader should look at the worst case. */
const MANY_DROPPED = 0.1;

/** The test's own warnings; arms at a bound; many dropped pairs. */
export function pairWarnings(
  { pairs, dropped, worst }: { pairs: readonly Pair[]; dropped: readonly Dropped[]; worst: ValueRange },
  result: TestResult | null,
  { measure, control, treatment }: { measure: Measure; control: string; treatment: string },
): string[] {
  const found = [...result?.warnings ?? []];
  const means = armMeans(pairs);
  if (means !== null && isShare(measure)) {
    const places = `${control} ${means.control.toFixed(2)}, ${treatment} ${means.treatment.toFixed(2)}`;
    const both = (isAt: (value: number) => boolean) => isAt(means.control) && isAt(means.treatment);
    const end = both((value) => value <= BOUND) ? "floor" : both((value) => value >= 1 - BOUND) ? "ceiling" : null;
    if (end !== null) found.push(`both arms sit at the ${end} (${places}): an effect can hide there`);
  }
  return [...found, ...droppedWarning({ pairs, dropped, worst })];
}

/** Where many pairs were dropped: what the effect could be whatever they were. */
export function droppedWarning(
  { pairs, dropped, worst }: { pairs: readonly unknown[]; dropped: readonly unknown[]; worst: ValueRange },
): string[] {
  const all = pairs.length + dropped.length;
  if (dropped.length / (all || 1) <= MANY_DROPPED) return [];
  const end = (value: number | null) => value?.toFixed(2) ?? "no limit";
  return [
    `${dropped.length} of ${all} pairs dropped: whatever they were, the effect lies between ` +
    `${end(worst.low)} and ${end(worst.high)}`,
  ];
}

/** Mean of each arm over complete pairs. */
export function armMeans(pairs: readonly Pair[]): { control: number; treatment: number } | null {
  if (pairs.length === 0) return null;
  const mean = (arm: "control" | "treatment") => pairs.reduce((sum, pair) => sum + pair[arm], 0) / pairs.length;
  return { control: mean("control"), treatment: mean("treatment") };
}

/** Where the difference of two values lies that are known by ranges. */
export function rangeOfDifference(value: ValueRange, less: ValueRange): ValueRange {
  const minus = (a: number | null, b: number | null) => a === null || b === null ? null : a - b;
  return { low: minus(value.low, less.high), high: minus(value.high, less.low) };
}
