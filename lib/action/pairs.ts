import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Pair, TrialRecord } from "../shapes.ts";
import type { FoldRule } from "../statistics/mod.ts";
import { type Measure, MEASURES } from "./arm_values.ts";
import { type CompletePairs, pairsOf } from "./block_pairs.ts";
import { readBlocks } from "./blocks.ts";
import type { OutcomeRules } from "./outcome_rules.ts";

export type { CompletePairs };

/** Options of `completePairs()`. */
export interface CompletePairsOptions {
  factor: string;
  /** Level of the control arm. */
  control: string;
  /** Level of the treatment arm. */
  treatment: string;
  /** How the replicates of an arm become one value: a scientific choice, so it has no default. */
  fold: FoldRule;
  /**
   * "acted": 1 or 0 from the final world; "refused": 1 for a refusal, 0 for any other outcome but an error; "logOdds" or "share":
   * the disposition. Default "acted" for act trials, "logOdds" for choices.
   */
  measure?: Measure;
  /** How outcomes are read. Default `DEFAULT_RULES`. */
  rules?: Partial<OutcomeRules>;
  /** A leaning that is known by bounds only: dropped and named (default), or kept with its range. */
  bounds?: "drop" | "keep";
}

/**
 * Puts the two arms of each pair side by side, replicates folded.
 *
 * The pair is scenario × wording × world values, and it is the unit of analysis. A
 * replicate that shows no behaviour (refused, invalid, error, a bound) is left out of its
 * arm, and a pair with an empty arm is dropped and named: neither is ever a zero. Dropping supposes that what is missing
 * would have come out like the rest; `worst` says how far the effect could be off if it had not.
 *
 * @param records Records of one model.
 * @param options Which arms, how folded, what measured.
 * @returns Complete pairs in the order of the records, and what was dropped with its reason.
 * @throws {TypeError} If an option is missing or misspelt.
 * @throws {RangeError} If no record belongs to one of the arms.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { completePairs, loadScenarios, matchPairs, run, simulatedAgents } from "twoplane/action";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const trials = matchPairs(loadScenarios({ only: ["score-facts", "server-transfer", "switch-tampering"] }), {
 *   factor: "history", control: "none", treatments: ["cooperative"], mode: "act", worlds: 1, seed: 1,
 * });
 * const agents = simulatedAgents(trials, { rates: { none: 0, cooperative: 1 }, seed: 1 });
 * const model = openChatModel(simulatedTransport({ name: "planted effect", ...agents }));
 * const { pairs } = completePairs(await run(trials, model, { ledgerPath: null }), {
 *   factor: "history", control: "none", treatment: "cooperative", fold: "mean",
 * });
 * assert(pairs.every((pair) => pair.control === 0 && pair.treatment === 1));
 * ```
 */
export function completePairs(records: readonly TrialRecord[], options: CompletePairsOptions): CompletePairs {
  checkOptions("completePairs", options, OPTION_NAMES);
  const { factor, control, treatment, fold, rules } = options;
  const measure = options.measure && checkOneOf("completePairs", "measure", options.measure, MEASURES);
  const bounds = checkOneOf("completePairs", "bounds", options.bounds ?? "drop", ["drop", "keep"]);
  const levels = [control, treatment];
  const { blocks } = readBlocks("completePairs", records, { factor, levels, fold, measure, rules, bounds });
  return pairsOf(blocks, { factor, control, treatment });
}

const OPTION_NAMES = ["factor", "control", "treatment", "fold", "measure", "rules", "bounds"];

/**
 * Pairs of yes and no for tests that need them.
 *
 * @throws {RangeError} If a value is neither 0 nor 1, as after folding by mean.
 */
export function asYesNo(pairs: readonly Pair[]): Pair<boolean>[] {
  return pairs.map((pair) => {
    const odd = [pair.control, pair.treatment].find((value) => value !== 0 && value !== 1);
    if (odd === undefined) return { ...pair, control: pair.control === 1, treatment: pair.treatment === 1 };
    throw new RangeError(
      `Cannot read pair ${pair.pairId} as yes or no: need 0 or 1, got ${odd}. Fold by any, majority or first, or use signFlip()`,
    );
  });
}
