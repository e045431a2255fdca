import { checkInteger, checkNumber, checkOptions, shuffled } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";

/** How much is planted, in whom: what all planting functions take. */
export interface Planting {
  /** How strong, in [0, 1]. 0 changes nothing. */
  strength: number;
  /** ρ: share of the agents, in (0, 1]; at least one. */
  share: number;
  seed: number;
}

/** The agents that it happens to, drawn at random. */
export function chosenAgents<Name>(agents: readonly Name[], share: number, random: Random): Set<Name> {
  return new Set(shuffled(agents, random).slice(0, Math.max(1, Math.round(share * agents.length))));
}

/** Refuses unknown options and numbers out of bounds. */
export function checkPlanting(caller: string, options: Planting, others: readonly string[] = []): void {
  checkOptions(caller, options, ["strength", "share", "seed", ...others]);
  checkNumber(caller, "strength", options.strength, { min: 0, max: 1 });
  checkNumber(caller, "share", options.share, { min: Number.MIN_VALUE, max: 1 });
  checkInteger(caller, "seed", options.seed);
}
