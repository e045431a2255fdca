import { seededRandom } from "../../foundation/mod.ts";
import { binomialLogLower, binomialLogUpper } from "../../statistics/distributions/binomial.ts";
import type { Random } from "../../shapes.ts";

/** One claim about a method, to be held against simulated studies whose truth is known. */
export interface CalibrationCase {
  /** Function of `twoplane/statistics`. */
  method: string;
  /** What the studies are like. */
  setting: string;
  /**
   * `level`: share of true nulls rejected at 5%; `coverage`: share of 95% intervals that hold the truth; `power`: share of
   * planted effects found at 5%; `bias`: share of estimates above the planted effect.
   */
  kind: "level" | "coverage" | "power" | "bias";
  /** Where the true share is claimed to lie. */
  claim: { low: number; high: number };
  /** `works`, or `misuse`: the case shows where the method does not hold. */
  role: "works" | "misuse";
  /** Makes and analyses one study: rejected, covered, found, or above? */
  study: (random: Random) => boolean;
}

/** A case with what the studies gave. */
export interface CalibrationRow {
  method: string;
  setting: string;
  kind: CalibrationCase["kind"];
  role: "works" | "misuse";
  claim: { low: number; high: number };
  studies: number;
  observed: number;
  /** Shares that would be accepted: the claim, widened by chance at 99.9%. */
  band: { low: number; high: number };
  holds: boolean;
}

/** Chance of failing a claim that is true. */
const falseAlarm = 0.001;

/** A method that never rejects more than it says. */
export const atMost = (level: number): { low: number; high: number } => ({ low: 0, high: level });
/** An interval that never covers less than it says. */
export const atLeast = (coverage: number): { low: number; high: number } => ({ low: coverage, high: 1 });
/** A method whose share is what it says. */
export const exactly = (share: number): { low: number; high: number } => ({ low: share, high: share });
/** A method that comes close. */
export const between = (low: number, high: number): { low: number; high: number } => ({ low, high });

/**
 * Runs a case and judges it.
 *
 * @param studies Number of simulated studies.
 * @param seed Fixed before the run; each case has a stream of its own.
 */
export function runCase(item: CalibrationCase, { studies, seed }: { studies: number; seed: number }): CalibrationRow {
  const { study, ...rest } = item;
  const random = seededRandom(seed, `calibrate ${item.method} ${item.setting} ${item.kind}`);
  let count = 0;
  for (let i = 0; i < studies; i++) if (study(random)) count++;
  const band = acceptedBand(item.claim, studies);
  return { ...rest, studies, observed: count / studies, band, holds: accepts(count, studies, item.claim) };
}

/** Whether some share inside the claim gives a count at least as extreme with chance above the false alarm. */
export function accepts(count: number, studies: number, { low, high }: { low: number; high: number }): boolean {
  return binomialLogLower(count, studies, low) > Math.log(falseAlarm / 2) &&
    binomialLogUpper(count, studies, high) > Math.log(falseAlarm / 2);
}

function acceptedBand(claim: { low: number; high: number }, studies: number): { low: number; high: number } {
  const counts = Array.from({ length: studies + 1 }, (_, count) => count).filter((count) =>
    accepts(count, studies, claim)
  );
  return { low: (counts[0] ?? 0) / studies, high: (counts.at(-1) ?? 0) / studies };
}
