import { checkOptions } from "../foundation/mod.ts";
import type { Json, TestResult } from "../shapes.ts";
import { checkOpenUnit } from "./checks.ts";

/** Options of `intersectionUnion()` and `jointVerdict()`. */
export interface IntersectionUnionOptions {
  /** Level of each part, and so of the whole, in (0, 1). Default 0.05. */
  alpha?: number;
}

/** The two answers to one outcome: does it move, and is it too small to matter? */
export interface OutcomeEvidence {
  /** A test of no effect, such as `signFlip()`. */
  difference: TestResult;
  /** A test of equivalence, such as `equivalenceClustered()`. */
  equivalence: TestResult;
}

/** What may be claimed of two outcomes at once. */
export interface JointVerdict {
  verdict: "both move" | "only the first moves" | "only the second moves" | "neither moves" | "undetermined";
  /** p-value of each claim: the larger of its parts. */
  pValues: Readonly<Record<string, number>>;
  alpha: number;
}

/**
 * Do all of several claims hold? Intersection–union test.
 *
 * "Every part holds" is claimed only if each part's own test rejects at α (Berger 1982, Technometrics
 * 24:295–300). No correction for the number of parts is needed, since one true null is enough to block the
 * claim; the price is power.
 *
 * @param parts One result a part, by name; each has a p-value.
 * @returns `pValue` is the largest; `details.verdict` is "all hold" or "undetermined", never "some part fails".
 * @throws {RangeError} If there are no parts or one has no p-value.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { intersectionUnion, welch } from "twoplane/statistics";
 * const part = welch({ control: [1, 2, 3, 4], treatment: [6, 7, 8, 9] });
 * assert.equal(intersectionUnion({ texts: part, actions: part }).details?.verdict, "all hold");
 * ```
 */
export function intersectionUnion(
  parts: Readonly<Record<string, TestResult>>,
  options: IntersectionUnionOptions = {},
): TestResult {
  checkOptions("intersectionUnion", options, ["alpha"]);
  const alpha = checkOpenUnit("intersectionUnion", "alpha", options.alpha ?? 0.05);
  const entries = Object.entries(parts);
  if (entries.length === 0) throw new RangeError("Cannot run intersectionUnion(): need at least 1 part, got 0");
  const pValues = entries.map(([name, part]) => pOf("intersectionUnion", name, part));
  const pValue = Math.max(...pValues);
  const weakest = (entries[pValues.indexOf(pValue)] as [string, TestResult])[1];
  return {
    method: "intersection-union",
    estimate: weakest.estimate,
    interval: null,
    confidence: null,
    statistic: null,
    df: null,
    pValue,
    alternative: "two-sided",
    n: weakest.n,
    details: {
      effect: "estimate of the weakest part",
      parts: Object.fromEntries(entries.map(([name, part]): [string, Json] => [name, part.pValue])),
      alpha,
      verdict: pValue <= alpha ? "all hold" : "undetermined",
    },
  };
}

/**
 * Which of two outcomes moves: both, one, neither, or is it not known? Four intersection–union claims.
 *
 * "Moves" needs the test of no effect to reject, "does not move" the equivalence test, each at α, so each
 * claim is false with chance at most α. A false verdict needs a false step on one of the outcomes, each with
 * chance at most α: 2α in all, so pass α / 2 where the verdict itself is to hold at α. If no claim is
 * supported, or two are (an effect that is there but too small to matter), the verdict is "undetermined".
 *
 * @param first, second Evidence of one outcome each, on smallest effects fixed before the data.
 * @returns The verdict and the p-value of each claim.
 * @throws {RangeError} If a result has no p-value.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { equivalenceUnpaired, jointVerdict, welch } from "twoplane/statistics";
 * const arms = { control: [1, 2, 3, 4], treatment: [6, 7, 8, 9] };
 * const moved = { difference: welch(arms), equivalence: equivalenceUnpaired(arms, { smallestEffect: 1 }) };
 * assert.equal(jointVerdict(moved, moved).verdict, "both move");
 * ```
 */
export function jointVerdict(
  first: OutcomeEvidence,
  second: OutcomeEvidence,
  options: IntersectionUnionOptions = {},
): JointVerdict {
  checkOptions("jointVerdict", options, ["alpha"]);
  const alpha = checkOpenUnit("jointVerdict", "alpha", options.alpha ?? 0.05);
  const [a, b] = [first, second].map(({ difference, equivalence }, i) => ({
    moves: pOf("jointVerdict", `difference of outcome ${i + 1}`, difference),
    stays: pOf("jointVerdict", `equivalence of outcome ${i + 1}`, equivalence),
  })) as [{ moves: number; stays: number }, { moves: number; stays: number }];
  const pValues = {
    "both move": Math.max(a.moves, b.moves),
    "only the first moves": Math.max(a.moves, b.stays),
    "only the second moves": Math.max(a.stays, b.moves),
    "neither moves": Math.max(a.stays, b.stays),
  };
  const supported = Object.entries(pValues).filter(([, p]) => p <= alpha).map(([claim]) => claim);
  const verdict = supported.length === 1 ? supported[0] as JointVerdict["verdict"] : "undetermined";
  return { verdict, pValues, alpha };
}

function pOf(caller: string, name: string, result: TestResult): number {
  if (typeof result?.pValue === "number") return result.pValue;
  throw new RangeError(`Cannot run ${caller}() on "${name}": it needs a result with a p-value, got ${result?.pValue}`);
}
