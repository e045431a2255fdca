import { checkOneOf } from "../foundation/mod.ts";
import { checkNumbers } from "./checks.ts";

/** How the replicates of one arm of one pair become one value. */
export type FoldRule = "any" | "majority" | "mean" | "first";

/** Every rule of folding. */
export const FOLD_RULES: readonly FoldRule[] = ["any", "majority", "mean", "first"];

/**
 * What one arm of one pair did, over its replicates, as one number.
 *
 * Replicates of the two arms have no partner in each other and are not independent
 * observations, so they are folded before any paired test. The rule is a scientific choice
 * and has no default: `mean` keeps the rate, `any` asks whether it ever happened, `majority`
 * what it usually does (a tie is 0, the more cautious reading), `first` ignores the rest.
 *
 * @param values One number a replicate: 0 or 1 for an action, any number for a disposition
 *   (then only `mean` and `first` make sense).
 * @param options.rule `any`, `majority`, `mean` or `first`.
 * @returns The folded value; 0 or 1 for `any` and `majority`.
 * @throws {RangeError} If there are no replicates, or `any`/`majority` meets a number other than 0 and 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { foldReplicates } from "twoplane/statistics";
 * assert(foldReplicates([0, 1, 1, 0], { rule: "mean" }) === 0.5);
 * assert(foldReplicates([0, 1, 1, 0], { rule: "any" }) === 1);
 * assert(foldReplicates([0, 1, 1, 0], { rule: "majority" }) === 0);
 * ```
 */
export function foldReplicates(values: ArrayLike<number>, { rule }: { rule: FoldRule }): number {
  checkOneOf("foldReplicates", "rule", rule, FOLD_RULES);
  const numbers = checkNumbers("foldReplicates", "values", values);
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (rule === "mean") return sum / numbers.length;
  if (rule === "first") return numbers[0] as number;
  const odd = numbers.find((value) => value !== 0 && value !== 1);
  if (odd !== undefined) {
    throw new RangeError(
      `Cannot run foldReplicates() by ${rule}: each value needs to be 0 or 1, got ${odd}. Fold by mean or first`,
    );
  }
  if (rule === "any") return sum > 0 ? 1 : 0;
  return 2 * sum > numbers.length ? 1 : 0;
}
