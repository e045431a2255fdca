/** Refusals shared by the tests of this room. @module */
import { quote } from "../foundation/mod.ts";
import type { Pair } from "../shapes.ts";
import { inspectIds } from "./repeats.ts";

/** Confidence strictly between 0 and 1. */
export function checkConfidence(caller: string, confidence: number): number {
  return checkOpenUnit(caller, "confidence", confidence);
}

/** A number strictly between 0 and 1, such as a level or a confidence. */
export function checkOpenUnit(caller: string, name: string, value: number): number {
  if (typeof value === "number" && value > 0 && value < 1) return value;
  throw new RangeError(`Cannot run ${caller}(): ${name} needs a number strictly between 0 and 1, got ${quote(value)}`);
}

/** A copy as a typed array; null, NaN and infinities are refused by place. */
export function checkNumbers(caller: string, name: string, values: ArrayLike<number>, atLeast = 1): Float64Array {
  if (typeof values !== "object" || values === null || typeof values.length !== "number") {
    throw new TypeError(`Cannot run ${caller}(): ${name} needs an array of numbers, got ${quote(values)}`);
  }
  if (values.length < atLeast) {
    throw new RangeError(
      `Cannot run ${caller}(): ${name} needs at least ${count(atLeast, "number")}, got ${values.length}`,
    );
  }
  const copy = new Float64Array(values.length);
  for (let i = 0; i < copy.length; i++) {
    const value = values[i];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new RangeError(`Cannot run ${caller}(): ${name}[${i}] needs a finite number, got ${quote(value)}`);
    }
    copy[i] = value;
  }
  return copy;
}

/** Two arrays of equal length. */
export function checkEqualLength(
  caller: string,
  first: { name: string; values: ArrayLike<unknown> },
  second: { name: string; values: ArrayLike<unknown> },
): void {
  if (first.values.length === second.values.length) return;
  throw new RangeError(
    `Cannot run ${caller}(): ${first.name} and ${second.name} need equal lengths, got ${first.values.length} and ` +
      `${second.values.length}`,
  );
}

/** At least `atLeast` pairs, and one pair a pairId: replicates must be folded before. */
export function checkFolded(caller: string, pairs: readonly Pair<unknown>[], atLeast = 1): void {
  if (!Array.isArray(pairs)) {
    throw new TypeError(`Cannot run ${caller}(): pairs needs an array of pairs, got ${quote(pairs)}`);
  }
  if (pairs.length < atLeast) {
    throw new RangeError(`Cannot run ${caller}(): need at least ${count(atLeast, "pair")}, got ${pairs.length}`);
  }
  const { nameless, repeats } = inspectIds(pairs);
  if (nameless >= 0) {
    throw new TypeError(
      `Cannot run ${caller}(): each pair needs a pairId, control and treatment, got ${quote(pairs[nameless])}`,
    );
  }
  if (repeats) throw unfolded(caller, pairs);
}

/** treatment − control of each pair. */
export function checkDifferences(caller: string, pairs: readonly Pair<number>[], atLeast = 1): Float64Array {
  checkFolded(caller, pairs, atLeast);
  const differences = new Float64Array(pairs.length);
  pairs.forEach((pair, i) => {
    differences[i] = checkArm(caller, pair, "treatment") - checkArm(caller, pair, "control");
  });
  return differences;
}

/** "1 pair", "2 pairs". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function checkArm(caller: string, pair: Pair<number>, arm: "control" | "treatment"): number {
  const value: unknown = pair[arm];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const hint = typeof value === "boolean" ? ". Turn yes/no into 1 and 0, or use mcnemarExact()" : "";
  throw new TypeError(
    `Cannot run ${caller}() on pair "${pair.pairId}": ${arm} needs a finite number, got ${quote(value)}${hint}`,
  );
}

function unfolded(caller: string, pairs: readonly Pair<unknown>[]): RangeError {
  const times = new Map<string, number>();
  for (const { pairId } of pairs) times.set(pairId, (times.get(pairId) ?? 0) + 1);
  const [pairId, n] = [...times].find(([, count]) => count > 1) as [string, number];
  return new RangeError(
    `Cannot run ${caller}() on unfolded data: need one pair a pairId, got ${n} of "${pairId}". ` +
      "Fold its replicates first with foldReplicates() by any, majority, mean or first",
  );
}
