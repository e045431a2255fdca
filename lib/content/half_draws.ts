import type { OnProgress } from "../shapes.ts";
import type { NativeProducts } from "../vectors/mod.ts";
import { manyHalfProducts, type OneHalfProducts, productsAt, productsOfSums } from "./half_products.ts";
import type { AgentHalves } from "./halves.ts";
import { pacer } from "./pace.ts";
import {
  blocksOf,
  orderStream,
  shuffledEarlyPlaces,
  shuffledEarlySum,
  type TemporalStructureNull,
} from "./shuffled_order.ts";
import { sumOf } from "./sums.ts";

/** What is measured on the two halves of one agent. */
export type HalvesValue = (products: OneHalfProducts, early: number, late: number) => number;

/** One agent's value and its values in shuffled orders. */
export interface AgentDraws {
  estimate: number;
  draws: Float64Array;
}

/**
 * Measures every agent's halves, as they are and in shuffled orders.
 *
 * @param referenceOf A vector that the halves are compared with, agent by agent; `null` where there is none.
 * @param take Is given the agents in their order, one after the other.
 */
export async function drawHalves(
  agents: readonly AgentHalves[],
  { value, given, native, referenceOf, take, onProgress, signal }: {
    value: HalvesValue;
    given: TemporalStructureNull;
    native: NativeProducts | null;
    referenceOf: (agent: number) => Float64Array | null;
    take: (agent: AgentHalves, found: AgentDraws) => void;
    onProgress: OnProgress | undefined;
    signal: AbortSignal | undefined;
  },
): Promise<void> {
  const pace = pacer(signal);
  for (const [i, agent] of agents.entries()) {
    const reference = referenceOf(i);
    const sizes = [agent.early, agent.posts.length - agent.early] as const;
    const draws = new Float64Array(given.draws);
    if (native === null) {
      await drawPlainly(agent, { reference, given, pace, take: (one, draw) => draws[draw] = value(one, ...sizes) });
    } else {
      const many = await manyHalfProducts(native, agent, shuffledEarlyPlaces(agent, given), reference);
      for (let draw = 0; draw < draws.length; draw++) draws[draw] = value(productsAt(many, draw), ...sizes);
      await pace(draws.length * agent.posts.length * 8);
    }
    take(agent, { estimate: value(observedProducts(agent, reference), ...sizes), draws });
    onProgress?.((i + 1) * given.draws, agents.length * given.draws);
  }
}

/** Products of the halves as they are. */
export function observedProducts(agent: AgentHalves, reference: Float64Array | null): OneHalfProducts {
  const vectors = agent.posts.map(({ vector }) => vector);
  const dims = (vectors[0] as Float64Array).length;
  return productsOfSums(sumOf(vectors.slice(0, agent.early), dims), sumOf(vectors, dims), reference);
}

async function drawPlainly(
  agent: AgentHalves,
  { reference, given: { unit, draws, seed }, pace, take }: {
    reference: Float64Array | null;
    given: TemporalStructureNull;
    pace: (work: number) => Promise<void>;
    take: (products: OneHalfProducts, draw: number) => void;
  },
): Promise<void> {
  const vectors = agent.posts.map(({ vector }) => vector);
  const dims = (vectors[0] as Float64Array).length;
  const total = sumOf(vectors, dims);
  const blocks = blocksOf(agent.posts, unit);
  const random = orderStream(agent, seed);
  for (let draw = 0; draw < draws; draw++) {
    take(productsOfSums(shuffledEarlySum(blocks, agent.early, random), total, reference), draw);
    await pace(blocks.length * dims);
  }
}
