import { checkInteger, checkNumber, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Json, OnProgress } from "../shapes.ts";
import type { TieTarget } from "./interaction_comments.ts";
import type { RewiredKind } from "./rewired_ties.ts";
import { checkSubsampleOptions, type SubsampleOptions, subsampleSettings } from "./subsample.ts";
import { SUPERNODE_THRESHOLDS, type SupernodeRule } from "./top_agents.ts";

/** What graphs with the same degrees would show. */
export interface RewiringNull {
  kind: RewiredKind;
  /** Draws, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
  /** Swaps tried for each tie, ≥ 1. Default 10. */
  swapsPerTie?: number;
}

/** Options of `structuralInfluence()`. */
export interface StructuralInfluenceOptions {
  /** Whose text a comment goes to: "parent" (default), what it answers, or "thread", the post at the top. */
  target?: TieTarget;
  /** Sizes of the top whose share and persistence is measured. Default [1, 5, 10]. */
  top?: readonly number[];
  /** Of PageRank, in (0, 1). Default 0.85. */
  damping?: number;
  /** Default: above the mean by 3 standard deviations. */
  supernodes?: SupernodeRule;
  /** Ties a day needs, ≥ 1; other days count for reciprocity only. */
  minTies: number;
  null: RewiringNull;
  /** Agents subsampled without replacement. Default: none. */
  interval?: SubsampleOptions;
  /** Told in draws. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** The options with every default filled in. */
export interface StructuralPlan {
  target: TieTarget;
  top: readonly number[];
  damping: number;
  supernodes: Required<SupernodeRule>;
  minTies: number;
  kind: RewiredKind;
  draws: number;
  seed: number;
  swapsPerTie: number;
}

export const STRUCTURAL = "structuralInfluence";

/** What is to be done, or an error that says what is wrong with the options. */
export function structuralPlan(options: StructuralInfluenceOptions): StructuralPlan {
  const caller = STRUCTURAL;
  checkOptions(caller, options, [
    "target",
    "top",
    "damping",
    "supernodes",
    "minTies",
    "null",
    "interval",
    "onProgress",
    "signal",
  ]);
  const top = options.top ?? [1, 5, 10];
  if (!Array.isArray(top) || top.length === 0) {
    throw new TypeError(`Cannot run ${caller}(): top needs an array of sizes, got ${String(top)}`);
  }
  for (const k of top) checkInteger(caller, "top", k, { min: 1 });
  const { rule, threshold } = options.supernodes ?? { rule: "standard deviations" };
  checkOptions(caller, options.supernodes ?? {}, ["rule", "threshold"]);
  checkOneOf(caller, "supernodes.rule", rule, ["standard deviations", "times uniform", "fence"]);
  const { kind, draws, seed, swapsPerTie } = options.null;
  checkOptions(caller, options.null, ["kind", "draws", "seed", "swapsPerTie"]);
  if (options.interval !== undefined) checkSubsampleOptions(caller, options.interval);
  return {
    target: checkOneOf(caller, "target", options.target ?? "parent", ["parent", "thread"]),
    top,
    damping: checkNumber(caller, "damping", options.damping ?? 0.85, { min: 0.01, max: 0.99 }),
    supernodes: {
      rule,
      threshold: checkNumber(caller, "supernodes.threshold", threshold ?? SUPERNODE_THRESHOLDS[rule], { min: 0 }),
    },
    minTies: checkInteger(caller, "minTies", options.minTies, { min: 1 }),
    kind: checkOneOf(caller, "null.kind", kind, ["rewired ties", "rewired comments"]),
    draws: checkInteger(caller, "null.draws", draws, { min: 19 }),
    seed: checkInteger(caller, "null.seed", seed),
    swapsPerTie: checkNumber(caller, "null.swapsPerTie", swapsPerTie ?? 10, { min: 1 }),
  };
}

/** What the results say was chosen. */
export function structuralSettings(
  { target, damping, supernodes, minTies, draws, seed, swapsPerTie }: StructuralPlan,
  { interval }: StructuralInfluenceOptions,
): Record<string, Json> {
  return {
    ties: "commenter → author, by UTC day of the comment, weighted, no self loops",
    target,
    damping,
    supernodes: `${supernodes.rule} ${supernodes.threshold}`,
    minTies,
    draws,
    seed,
    swapsPerTie,
    ...subsampleSettings(interval),
  };
}
