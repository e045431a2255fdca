/** What all analyses of matched records are asked with. @module */
import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { FoldRule } from "../statistics/mod.ts";
import { checkFold, type Measure } from "./arm_values.ts";
import type { CrossedLevels } from "./crossed_levels.ts";
import type { OutcomeRules } from "./outcome_rules.ts";
import type { ClusterChoice, PairTest } from "./pair_test.ts";
import type { GateVerdict } from "./understood.ts";

/** Options that every analysis of matched records takes. */
export interface AnalysisOptions {
  /** The treated factor. */
  factor: string;
  /** Only records at these levels of other factors, as a preset's `design` names them. Default: all records. */
  crossed?: CrossedLevels;
  /** How the replicates of an arm become one value: a scientific choice, so it has no default. */
  fold: FoldRule;
  /** What is read off a record. Default: whether it acted, for act trials; the log-odds of acting, for choices. */
  measure?: Measure;
  /** How outcomes are read. Default `DEFAULT_RULES`. */
  rules?: Partial<OutcomeRules>;
  /** Leanings known by bounds only: kept, with an interval that holds whatever they are (default), or dropped and named. */
  bounds?: "drop" | "keep";
  /** Which scenarios each model understood; one that is not listed counts as not understood. Default: every scenario. */
  gates?: readonly GateVerdict[];
  /** What is independent over all scenarios. Default: the scenario where there are six or more, else scenario × wording. */
  clusters?: ClusterChoice;
  /** Sign-flip permutation (default), or the mean with CR2 errors. */
  test?: PairTest;
  /** Draws the flips where they are too many to enumerate. */
  seed: number;
}

const NAMES = ["factor", "crossed", "fold", "measure", "rules", "bounds", "gates", "clusters", "test", "seed"];

/**
 * The options, with defaults for what is chosen from a list.
 *
 * @param own Names of the options that this analysis takes besides.
 * @throws {TypeError} If an option is missing, misspelt or unknown.
 */
export function checkAnalysis(
  caller: string,
  options: AnalysisOptions,
  own: readonly string[],
): { bounds: "drop" | "keep"; test: PairTest } {
  checkOptions(caller, options, [...NAMES, ...own]);
  checkFold(caller, options.fold);
  return {
    bounds: checkOneOf(caller, "bounds", options.bounds ?? "keep", ["drop", "keep"]),
    test: checkOneOf(caller, "test", options.test ?? "signFlip", ["signFlip", "clusterRobust"]),
  };
}
