import { randomIndex, seededRandom } from "../foundation/mod.ts";
import type { MeasureResult } from "../shapes.ts";
import type { AgentIntervalOptions } from "./agent_bootstrap.ts";
import { count } from "./placed.ts";
import { type Component, COMPONENTS, decompose, type Standing, type Weighting } from "./price_terms.ts";

const FEWEST_AGENTS = 6;

/** Percentile intervals of all terms, whole agents drawn with replacement, the centre frozen. */
export function intervalsOf(
  agents: readonly Standing[],
  { draws, seed, confidence = 0.95, weighting }: AgentIntervalOptions & { weighting: Weighting },
): { of: Partial<Record<Component, MeasureResult["interval"]>>; warnings: string[] } {
  if (agents.length < FEWEST_AGENTS) {
    return { of: {}, warnings: [`no interval: ${count(agents.length, "agent")}, at least 6 needed to resample`] };
  }
  const random = seededRandom(seed, "price agents");
  const drawn = Array.from({ length: draws }, () => drawOnce(agents, random, weighting)).filter((one) => one !== null);
  const [below, above] = [(1 - confidence) / 2, (1 + confidence) / 2];
  const of = Object.fromEntries(COMPONENTS.map((term) => {
    const sorted = Float64Array.from(drawn, (change) => change[term]).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
    return [term, { low: at(below), high: at(above), confidence, method: "agent bootstrap, percentile" }];
  }));
  const lost = draws - drawn.length;
  return { of, warnings: lost > 0 ? [`${lost} of ${draws} resamples had no agent in a window and were left out`] : [] };
}

function drawOnce(agents: readonly Standing[], random: () => number, weighting: Weighting) {
  const picked = agents.map(() => agents[randomIndex(random, agents.length)] as Standing);
  const isSound = picked.some(({ first }) => first !== null) && picked.some(({ last }) => last !== null);
  return isSound ? decompose(picked, weighting).change : null;
}
