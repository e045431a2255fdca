/** Blocks of two arms as pairs. @module */
import type { Dropped, Pair, ValueRange } from "../shapes.ts";
import type { ArmValues } from "./arm_values.ts";
import { type Block, contextOf } from "./blocks.ts";

/** What `completePairs()` gives. */
export interface CompletePairs {
  pairs: Pair[];
  dropped: Dropped[];
  /** Where the mean difference over all pairs of the design lies, whatever the missing and bounded values were. */
  worst: ValueRange;
}

/** Pairs of blocks whose arms are the control and the treatment, in that order. */
export function pairsOf(
  blocks: readonly Block[],
  { factor, control, treatment }: { factor: string; control: string; treatment: string },
): CompletePairs {
  const found = blocks.map(({ arms, ...block }): FoundPair => ({
    ...block,
    control: arms[0] as ArmValues,
    treatment: arms[1] as ArmValues,
  }));
  const isComplete = (pair: FoundPair) => pair.control.value !== null && pair.treatment.value !== null;
  return {
    pairs: found.filter(isComplete).map((pair) => toPair(pair, factor)),
    dropped: found.filter((pair) => !isComplete(pair)).map((pair) => ({
      pairId: pair.pairId,
      reason: [reasonOf(control, pair.control), reasonOf(treatment, pair.treatment)].filter(Boolean).join("; "),
    })),
    worst: worstDifference(found),
  };
}

interface FoundPair {
  pairId: string;
  trial: Block["trial"];
  control: ArmValues;
  treatment: ArmValues;
}

function toPair({ pairId, trial, control, treatment }: FoundPair, factor: string): Pair {
  const context = contextOf(trial, factor);
  return {
    pairId,
    scenarioId: trial.scenarioId,
    wordingId: trial.wordingId,
    control: control.value as number,
    treatment: treatment.value as number,
    n: { control: control.n, treatment: treatment.n },
    ...(trial.caseId !== undefined && { caseId: trial.caseId }),
    ...(context !== undefined && { context }),
    ...((control.isBounded || treatment.isBounded) &&
      { ranges: { control: control.range, treatment: treatment.range } }),
  };
}

function worstDifference(found: readonly FoundPair[]): ValueRange {
  const mean = (part: (pair: FoundPair) => readonly [number | null, number | null]) => {
    const ends = found.map(part);
    if (ends.length === 0 || ends.some(([high, low]) => high === null || low === null)) return null;
    return ends.reduce((sum, [high, low]) => sum + (high as number) - (low as number), 0) / found.length;
  };
  return {
    low: mean(({ control, treatment }) => [treatment.range.low, control.range.high]),
    high: mean(({ control, treatment }) => [treatment.range.high, control.range.low]),
  };
}

function reasonOf(level: string, { n, reasons }: ArmValues): string {
  if (n > 0) return "";
  return `${level}: ${reasons.length === 0 ? "no trial" : [...new Set(reasons)].join(", ")}`;
}
