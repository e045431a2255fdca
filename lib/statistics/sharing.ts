/** What pooled tests say where pairs share scenarios. @module */
import { checkOneOf } from "../foundation/mod.ts";
import type { Pair } from "../shapes.ts";
import { count } from "./checks.ts";

/** Option of the tests that take pairs as independent. */
export interface SharingOptions {
  /**
   * Whether the conclusion is about these scenarios (`fixed`) or about scenarios such as these (`random`).
   * Pooling pairs that share scenarios is right only for fixed ones. Undeclared, sharing brings a warning.
   */
  scenarios?: "fixed" | "random";
}

/** Tests that keep whole scenarios together, for pairs of numbers. */
export const clusteredNumbers = "signFlip() or clusterRobust() over scenarios";
/** The same for yes/no pairs. */
export const clusteredRates = "mcnemarClustered() with many scenarios or signFlip() over scenarios";

/**
 * Warns where pairs that share a scenario are pooled.
 *
 * @param instead Which tests keep scenarios together.
 * @throws {RangeError} If scenarios are declared random and shared.
 */
export function checkSharing(
  caller: string,
  pairs: readonly Pair<unknown>[],
  { scenarios }: SharingOptions,
  instead: string,
): string[] {
  if (scenarios !== undefined) checkOneOf(caller, "scenarios", scenarios, ["fixed", "random"]);
  if (scenarios === "fixed") return [];
  const distinct = new Set(pairs.map((pair) => pair.scenarioId)).size;
  if (distinct === pairs.length) return [];
  const shared = `${pairs.length} pairs come from ${count(distinct, "scenario")}`;
  if (scenarios === "random") {
    throw new RangeError(
      `Cannot run ${caller}() with random scenarios: it needs one pair a scenario, but ${shared}; use ${instead}`,
    );
  }
  return [`${shared}: the result holds for these scenarios only; for scenarios in general use ${instead}`];
}
