import { randomIndex } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import { strataOf, type Stratum } from "./exposure_blocks.ts";
import type { ExposureMoment, LagOptions } from "./exposure_moments.ts";
import { fillEmpty, gainsOf, type ShiftSlopes, slopesOf } from "./exposure_gains.ts";
import { type Similarities, similaritiesOf } from "./exposure_similarities.ts";

/** The null of `socializationEffect()`: does it matter that an agent was shown this set, and not another's of that day? */
export interface ExposureReassignmentNull {
  kind: "exposure reassignment";
  /** Reassignments, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
  /** Sets exchanged with each other at most, ≥ 2; larger strata are cut by the hour. Default 32. */
  stratumSets?: number;
}

/** "shift": similarity after minus before. "adjusted": after, given before and earlier, by regression within strata. */
export type ShiftVariant = "shift" | "adjusted";

/** A stratum with what each agent gains from each set: own against reassigned exposure, day effects taken out. */
export interface ReassignedStratum {
  /** Places among all moments. */
  members: Stratum;
  /** n × n, as `gainsOf()` makes them. */
  gains: Float64Array;
}

/** All strata, and what had to be left out. */
export interface ReassignedExposure {
  strata: ReassignedStratum[];
  /** Moments with no other agent's set of that day and topic. */
  unmatched: number;
  /** Pairs of agent and set left empty because the agent wrote all of the set. */
  emptyPairs: number;
  /** Slopes of the adjusted variant; `null` for the shift. */
  slopes: ShiftSlopes | null;
}

/** Strata of exchangeable sets with the gain of each agent from each. */
export async function reassignedExposure(
  moments: readonly ExposureMoment[],
  topics: readonly string[],
  { variant, lag, stratumSets, pace }: {
    variant: ShiftVariant;
    lag: LagOptions;
    stratumSets: number;
    pace: (work: number) => Promise<void>;
  },
): Promise<ReassignedExposure> {
  const { strata, unmatched } = strataOf(moments, topics, stratumSets);
  const dims = moments[0]?.posts[0]?.vector.length ?? 0;
  const kept: { members: Stratum; similarities: Similarities }[] = [];
  let [emptyPairs, dropped] = [0, 0];
  for (const stratum of strata) {
    const { members, similarities, empty } = usable(stratum, moments, { lag, full: variant === "adjusted" });
    dropped += stratum.length - members.length;
    emptyPairs += empty;
    if (members.length > 1) kept.push({ members, similarities });
    await pace(stratum.length ** 2 * dims * (variant === "adjusted" ? 3 : 1));
  }
  const slopes = variant === "adjusted" ? slopesOf(kept.map(({ similarities }) => similarities)) : null;
  return {
    strata: kept.map(({ members, similarities }) => ({ members, gains: gainsOf(similarities, slopes) })),
    unmatched: unmatched + dropped,
    emptyPairs,
    slopes,
  };
}

/** Without moments that have no other set to be compared with, or whose set suits nobody else; pairs left empty are filled. */
function usable(
  stratum: Stratum,
  moments: readonly ExposureMoment[],
  options: { lag: LagOptions; full: boolean },
): { members: Stratum; similarities: Similarities; empty: number } {
  const similarities = similaritiesOf(stratum, moments, options);
  const { n, shift } = similarities;
  const others = stratum.map((_, i) => stratum.map((_, j) => j).filter((j) => j !== i));
  const fits = stratum.filter((_, i) =>
    others[i]?.some((j) => !Number.isNaN(shift[i * n + j])) && others[i]?.some((j) => !Number.isNaN(shift[j * n + i]))
  );
  if (fits.length < 2) return { members: [], similarities, empty: 0 };
  if (fits.length < n) return usable(fits, moments, options);
  const empty = shift.reduce((sum, value) => Number.isNaN(value) ? sum + 1 : sum, 0);
  if (empty > 0) { for (const name of FILLED) fillEmpty(similarities[name], n); }
  return { members: stratum, similarities, empty };
}

const FILLED = ["shift", "after", "before", "earlier"] as const;

/**
 * One reassignment after the other: `take` gets the moment and its gain from the set it was dealt.
 *
 * Sets are shuffled within the stratum, an agent keeping its own by chance like any other:
 * the randomisation distribution of who was shown what.
 */
export function reassign(
  { members, gains }: ReassignedStratum,
  { draws, random, take }: {
    draws: number;
    random: Random;
    take: (draw: number, moment: number, gain: number) => void;
  },
): void {
  const n = members.length;
  const dealt = Int32Array.from(members, (_, i) => i);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = n - 1; i > 0; i--) {
      const j = randomIndex(random, i + 1);
      const kept = dealt[i] as number;
      dealt[i] = dealt[j] as number;
      dealt[j] = kept;
    }
    for (let i = 0; i < n; i++) take(draw, members[i] as number, gains[i * n + (dealt[i] as number)] as number);
  }
}
