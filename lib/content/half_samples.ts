import { seededRandom, shuffled } from "../foundation/mod.ts";
import type { NativeProducts } from "../vectors/mod.ts";
import type { AgentInterval, AgentIntervalOptions } from "./agent_bootstrap.ts";
import { alignments, type Directions, weightedAlignments } from "./directions.ts";
import { pacer } from "./pace.ts";
import { count } from "./placed.ts";

/** Agents below which half of them say too little. */
const FEWEST_AGENTS = 12;

/**
 * Between which values does the mean alignment lie? Halves of the agents are drawn, without replacement.
 *
 * An agent drawn twice would be its own company, so that the bootstrap does not serve here. A mean over half of the
 * agents scatters around that of all as the mean of all does around the truth (Politis & Romano 1994,
 * Annals of Statistics 22:2031–2050); with an odd number the scatter is scaled to be so.
 */
export async function halfSampleInterval(
  directions: Directions,
  { draws, seed, confidence = 0.95, native, signal }: AgentIntervalOptions & {
    native: NativeProducts | null;
    signal?: AbortSignal;
  },
): Promise<AgentInterval> {
  const agents = directions.squares.length;
  if (agents < FEWEST_AGENTS) {
    return { interval: null, warnings: [`no interval: ${count(agents, "agent")}, at least ${FEWEST_AGENTS} needed`] };
  }
  const half = Math.floor(agents / 2);
  const random = seededRandom(seed, "half-samples of agents");
  const order = [...directions.squares.keys()];
  const means = new Float64Array(draws);
  await weightedAlignments(directions, {
    draws,
    weights: () => {
      const weights = new Float64Array(agents);
      for (const i of shuffled(order, random).slice(0, half)) weights[i] = 1;
      return weights;
    },
    take: (draw, cosines) => means[draw] = cosines.reduce((sum, value) => sum + value, 0) / half,
    native,
    pace: pacer(signal),
  });
  const estimate = alignments(directions).reduce((sum, value) => sum + value, 0) / agents;
  const centre = means.reduce((sum, value) => sum + value, 0) / draws;
  const scale = Math.sqrt(half / (agents - half));
  const sorted = means.toSorted();
  const end = (share: number) => estimate + scale * (quantile(sorted, share) - centre);
  const interval = { low: end((1 - confidence) / 2), high: end((1 + confidence) / 2), confidence };
  return { interval: { ...interval, method: "half-samples of agents, without replacement" }, warnings: [] };
}

/** Linear interpolation between ascending values, R's type 7. */
function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
  return below + (place - Math.floor(place)) * (above - below);
}
