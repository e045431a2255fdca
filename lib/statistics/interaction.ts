import { checkOptions } from "../foundation/mod.ts";
import type { Dropped, Pair, TestResult, ValueRange } from "../shapes.ts";
import { type Arms, checkArms } from "./arms.ts";
import { checkDifferences, checkEqualLength } from "./checks.ts";
import { welch, type WelchOptions } from "./welch.ts";

/** The same factor's pairs at both levels of a second factor. */
export interface TwoByTwo<Row> {
  /** Pairs where the second factor is absent (no threat, say). */
  without: readonly Row[];
  /** Pairs where it is present. */
  with: readonly Row[];
}

/** Values of the same units at two times, for each of two groups. */
export interface BeforeAfter {
  control: { before: readonly number[]; after: readonly number[] };
  treatment: { before: readonly number[]; after: readonly number[] };
}

/**
 * Does one factor's effect depend on another's level? The 2 × 2 contrast of each block, as pairs for any paired test.
 *
 * In each block (same scenario, wording, world values) the effect of the first factor is taken without and with the
 * second; their difference is the interaction, on the raw scale. Blocks that miss a cell are dropped and named, and
 * effects of pairs known by bounds only have a range. Feed
 * the pairs to `signFlip()`, `pairedT()`, `clusterRobust()` or `equivalencePaired()`.
 *
 * @param cells Pairs of the first factor at both levels of the second, matched by pairId.
 * @returns Pairs whose control is the effect without and whose treatment is the effect with the second factor.
 * @throws {RangeError} If replicates are not folded.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { interactionPairs } from "twoplane/statistics";
 * const pair = (control: number, treatment: number) => ({
 *   pairId: "p", scenarioId: "s", wordingId: "w", control, treatment, n: { control: 5, treatment: 5 },
 * });
 * const { pairs } = interactionPairs({ without: [pair(0.1, 0.2)], with: [pair(0.1, 0.6)] });
 * assert.ok(Math.abs((pairs[0]?.treatment ?? 0) - 0.5) < 1e-12);
 * ```
 */
export function interactionPairs<Row extends Pair<number>>(cells: TwoByTwo<Row>): { pairs: Row[]; dropped: Dropped[] } {
  const [without, present] = [cells.without, cells.with].map((pairs) => {
    const differences = checkDifferences("interactionPairs", pairs, 0);
    return new Map(pairs.map((pair, i) => [pair.pairId, { pair, effect: differences[i] as number }]));
  }) as [Map<string, { pair: Row; effect: number }>, Map<string, { pair: Row; effect: number }>];
  const pairs: Row[] = [];
  const dropped: Dropped[] = [];
  for (const pairId of new Set([...without.keys(), ...present.keys()])) {
    const [base, raised] = [without.get(pairId), present.get(pairId)];
    if (base !== undefined && raised !== undefined) {
      const n = {
        control: Math.min(base.pair.n.control, base.pair.n.treatment),
        treatment: Math.min(raised.pair.n.control, raised.pair.n.treatment),
      };
      const { ranges: _, ...rest } = base.pair;
      const isBounded = base.pair.ranges !== undefined || raised.pair.ranges !== undefined;
      pairs.push({
        ...rest as Row,
        control: base.effect,
        treatment: raised.effect,
        n,
        ...(isBounded && { ranges: { control: effectRange(base.pair), treatment: effectRange(raised.pair) } }),
      });
    } else dropped.push({ pairId, reason: `no pair ${base === undefined ? "without" : "with"} the second factor` });
  }
  return { pairs, dropped };
}

/** What the effect of a pair could be, whatever its bounded values were. */
function effectRange({ control, treatment, ranges }: Pair<number>): ValueRange {
  const { control: base, treatment: raised } = ranges ?? {
    control: { low: control, high: control },
    treatment: { low: treatment, high: treatment },
  };
  const minus = (a: number | null, b: number | null) => a === null || b === null ? null : a - b;
  return { low: minus(raised.low, base.high), high: minus(raised.high, base.low) };
}

/**
 * Did one group change more than the other? Difference in differences of unpaired groups.
 *
 * Takes each unit's change and compares the groups' mean changes by Welch's t test, so that whatever is
 * constant in a unit drops out. It reads as an effect of the treatment only if both groups would have changed
 * alike without it (parallel trends), which the data cannot show. Units are independent.
 *
 * @param groups Before and after values of the same units, in the same order, for each group.
 * @returns `estimate` is the mean change of the treatment group minus that of the control group.
 * @throws {RangeError} If lengths differ or a group has fewer than two units.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { differenceInDifferences } from "twoplane/statistics";
 * const { estimate } = differenceInDifferences({
 *   control: { before: [1, 2, 3], after: [2, 3, 5] },
 *   treatment: { before: [1, 2, 3], after: [4, 5, 7] },
 * });
 * assert.ok(Math.abs(estimate - 2) < 1e-12);
 * ```
 */
export function differenceInDifferences(groups: BeforeAfter, options: WelchOptions = {}): TestResult {
  const caller = "differenceInDifferences";
  checkOptions(caller, options, ["confidence"]);
  const changes = (name: "control" | "treatment"): number[] => {
    const { before, after } = groups[name];
    checkEqualLength(caller, { name: `${name}.before`, values: before }, { name: `${name}.after`, values: after });
    const checked: Arms = { control: before, treatment: after };
    const arms = checkArms(caller, checked, 2);
    return Array.from(arms.treatment, (value, i) => value - (arms.control[i] as number));
  };
  const result = welch({ control: changes("control"), treatment: changes("treatment") }, options);
  return {
    ...result,
    method: "difference in differences, Welch t",
    details: { ...result.details, effect: "difference of changes" },
  };
}
