import type { OnProgress } from "../shapes.ts";
import { dot, type Matrix, type NativeProducts } from "../vectors/mod.ts";
import {
  alignments,
  type DirectionVariant,
  finishDirections,
  leaveOneOutCosine,
  scaleOf,
  shiftInto,
} from "./directions.ts";
import { manyHalfProducts, productsAt } from "./half_products.ts";
import { type AgentHalves, squaredShift } from "./halves.ts";
import {
  blocksOf,
  orderStream,
  shuffledEarlyPlaces,
  shuffledEarlySum,
  type TemporalStructureNull,
} from "./shuffled_order.ts";
import { addOne, sumOf } from "./sums.ts";

/** Posts of one native product. */
const POSTS_A_BATCH = 256;

interface ShuffledOptions {
  variant: DirectionVariant;
  given: TemporalStructureNull;
  pace: (work: number) => Promise<void>;
  onProgress: OnProgress | undefined;
}

/**
 * Alignment of every agent when the orders of all are shuffled: agents × draws, row-major.
 *
 * In plain float64, draw by draw: the drifts of all agents, then each against the others.
 */
export async function shuffledAlignments(
  agents: readonly AgentHalves[],
  { variant, given: { unit, draws, seed }, pace, onProgress }: ShuffledOptions,
): Promise<Float64Array> {
  const dims = (agents[0]?.posts[0]?.vector as Float64Array).length;
  const parts = agents.map((agent) => ({
    blocks: blocksOf(agent.posts, unit),
    total: sumOf(agent.posts.map(({ vector }) => vector), dims),
    random: orderStream(agent, seed),
    sizes: { early: agent.early, late: agent.posts.length - agent.early },
  }));
  const found = new Float64Array(agents.length * draws);
  const shifts = new Float64Array(agents.length * dims);
  for (let draw = 0; draw < draws; draw++) {
    for (const [i, { blocks, total, random, sizes }] of parts.entries()) {
      const earlySum = shuffledEarlySum(blocks, sizes.early, random);
      shiftInto(shifts.subarray(i * dims, (i + 1) * dims), earlySum, total, sizes);
      await pace((blocks.length + 3) * dims);
    }
    alignments(finishDirections(shifts, dims, variant)).forEach((value, i) => found[i * draws + draw] = value);
    onProgress?.(draw + 1, draws);
  }
  return found;
}

/**
 * The same by native products, agent by agent in two passes: first the sum of all agents' drifts in every draw, then
 * each agent's products with it. A drift is a weighted sum of the agent's posts, so that both passes are
 * matrix products; the shuffles are dealt twice instead of being kept.
 */
export async function nativeShuffledAlignments(
  native: NativeProducts,
  agents: readonly AgentHalves[],
  { variant, given, pace, onProgress }: ShuffledOptions,
): Promise<Float64Array> {
  const { draws } = given;
  const dims = (agents[0]?.posts[0]?.vector as Float64Array).length;
  const sums: Matrix = { rows: draws, columns: dims, values: new Float64Array(draws * dims) };
  const scales = new Float64Array(agents.length * draws);
  const squares = new Float64Array(agents.length * draws);
  const batches = batchesOf(agents);
  let done = 0;
  for (const batch of batches) {
    const posts = postsOf(batch, agents);
    const weights: Matrix = { rows: draws, columns: posts.rows, values: new Float64Array(draws * posts.rows) };
    let column = 0;
    for (const i of batch) {
      const agent = agents[i] as AgentHalves;
      const places = shuffledEarlyPlaces(agent, given);
      const products = await manyHalfProducts(native, agent, places, null);
      const sizes = [agent.early, agent.posts.length - agent.early] as const;
      for (let draw = 0; draw < draws; draw++) {
        const squared = squaredShift(productsAt(products, draw), ...sizes);
        const scale = scaleOf(squared, variant);
        scales[i * draws + draw] = scale;
        squares[i * draws + draw] = squared * scale * scale;
      }
      fillWeights(weights, { agent, places, column, scales: scales.subarray(i * draws, (i + 1) * draws) });
      column += agent.posts.length;
    }
    addOne(sums.values, (await native.times(weights, posts)).values);
    done += batch.length;
    onProgress?.(Math.floor(done / agents.length * draws / 2), draws);
    await pace(draws * posts.rows * 8);
  }
  const lengths = Float64Array.from({ length: draws }, (_, draw) => {
    const sum = sums.values.subarray(draw * dims, (draw + 1) * dims);
    return dot(sum, sum);
  });
  const found = new Float64Array(agents.length * draws);
  done = 0;
  for (const batch of batches) {
    const products = await native.timesTransposed(sums, postsOf(batch, agents));
    let column = 0;
    for (const i of batch) {
      const agent = agents[i] as AgentHalves;
      const withSum = shiftProducts(products, { agent, places: shuffledEarlyPlaces(agent, given), column });
      for (let draw = 0; draw < draws; draw++) {
        const at = i * draws + draw;
        const product = (withSum[draw] as number) * (scales[at] as number);
        found[at] = leaveOneOutCosine(product, squares[at] as number, lengths[draw] as number);
      }
      column += agent.posts.length;
    }
    done += batch.length;
    onProgress?.(Math.floor((1 + done / agents.length) * draws / 2), draws);
    await pace(draws * products.columns * 8);
  }
  return found;
}

/** Neighbouring agents whose posts make up a product worth its overhead. */
function batchesOf(agents: readonly AgentHalves[]): number[][] {
  const batches: number[][] = [];
  let posts = POSTS_A_BATCH;
  agents.forEach((agent, i) => {
    if (posts >= POSTS_A_BATCH) {
      batches.push([]);
      posts = 0;
    }
    batches.at(-1)?.push(i);
    posts += agent.posts.length;
  });
  return batches;
}

function postsOf(batch: readonly number[], agents: readonly AgentHalves[]): Matrix {
  const vectors = batch.flatMap((i) => (agents[i] as AgentHalves).posts.map(({ vector }) => vector));
  const columns = (vectors[0] as Float64Array).length;
  const values = new Float64Array(vectors.length * columns);
  vectors.forEach((vector, row) => values.set(vector, row * columns));
  return { rows: vectors.length, columns, values };
}

/** Late posts weigh scale / late, early ones −scale / early. */
function fillWeights(
  weights: Matrix,
  { agent, places, column, scales }: { agent: AgentHalves; places: Int32Array; column: number; scales: Float64Array },
): void {
  const { posts: { length: n }, early } = agent;
  for (let draw = 0; draw < scales.length; draw++) {
    const start = draw * weights.columns + column;
    const scale = scales[draw] as number;
    weights.values.fill(scale / (n - early), start, start + n);
    for (let at = draw * early; at < (draw + 1) * early; at++) {
      weights.values[start + (places[at] as number)] = -scale / early;
    }
  }
}

/** Drift · sum of each draw, from the products of the agent's posts with that sum. */
function shiftProducts(
  products: Matrix,
  { agent, places, column }: { agent: AgentHalves; places: Int32Array; column: number },
): Float64Array {
  const { posts: { length: n }, early } = agent;
  return Float64Array.from({ length: products.rows }, (_, draw) => {
    const start = draw * products.columns + column;
    let [all, first] = [0, 0];
    for (let i = start; i < start + n; i++) all += products.values[i] as number;
    for (let at = draw * early; at < (draw + 1) * early; at++) {
      first += products.values[start + (places[at] as number)] as number;
    }
    return (all - first) / (n - early) - first / early;
  });
}
