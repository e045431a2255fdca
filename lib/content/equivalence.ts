import { checkNumber, checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { equivalencePaired } from "../statistics/mod.ts";
import type { UnitBand } from "./null_band.ts";

/** Options of `equivalenceToNull()`. */
export interface EquivalenceToNullOptions {
  /** Smallest effect of interest in the measure's own unit, above 0, fixed before the data are seen. */
  smallestEffect: number;
  /** Level of each of the two one-sided tests, in (0, 0.5). Default 0.05. */
  alpha?: number;
}

/**
 * Are the agents as close to their nulls as not to matter? Two one-sided t tests on estimate − mean of the null.
 *
 * A p-value above 0.05 does not say that there is nothing. This says it, where the data suffice: each agent is paired
 * with the mean of its own null, and the mean excess has to lie within ± the smallest effect of interest.
 *
 * @param bands One an agent, as `drift()` and others give them; agents are taken as independent.
 * @param options See `EquivalenceToNullOptions`.
 * @returns `estimate` is the mean excess over the null; a small p-value speaks for equivalence.
 * @throws {RangeError} If there are fewer than 2 agents.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { equivalenceToNull } from "twoplane/content";
 * const band = { kind: "temporal structure", draws: 99, mean: 0.1, low: 0, high: 0.2, pValue: 0.5, window: null, n: 10 };
 * const bands = [0.101, 0.099, 0.1, 0.102].map((estimate, i) => ({ ...band, unitId: `agent ${i}`, estimate }));
 * assert(equivalenceToNull(bands, { smallestEffect: 0.02 }).pValue! < 0.05);
 * ```
 */
export function equivalenceToNull(bands: readonly UnitBand[], options: EquivalenceToNullOptions): TestResult {
  checkOptions("equivalenceToNull", options, ["smallestEffect", "alpha"]);
  checkNumber("equivalenceToNull", "smallestEffect", options.smallestEffect, { min: Number.MIN_VALUE });
  if (bands.length < 2) {
    throw new RangeError(`Cannot run equivalenceToNull(): needs bands of at least 2 agents, got ${bands.length}`);
  }
  const pairs = bands.map(({ unitId, window, estimate, mean }) => ({
    pairId: `${unitId} ${window ?? ""}`,
    scenarioId: unitId,
    wordingId: "",
    control: mean,
    treatment: estimate,
    n: { control: 1, treatment: 1 },
  }));
  const { method, details, ...rest } = equivalencePaired(pairs, options);
  return { ...rest, method, details: { ...details, effect: "mean excess over the null", units: "agents" } };
}
