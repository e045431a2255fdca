import { FIRST_ENTRY, type Forces, FRACTION_BITS, FRACTION_SCALE, LAST_ENTRY, UPPER_HALF } from "./forces.ts";
import type { FuzzyGraph } from "./fuzzy_graph.ts";

/** Random other points that push a point away for each neighbour that pulls it. */
const PUSHES_A_PULL = 5;
/** Longest step along an axis before the learning rate. */
const LONGEST = 4;

/** A layout under way. */
export interface Layout {
  /** 2 · n, moved in place. */
  coordinates: Float64Array;
  /** Points below this number stand still, only they push, and row i of the graph is point `fixed + i`; 0 for a map of its own. */
  fixed: number;
  epochs: number;
  /** State of the stream of random points, moved on. */
  state: Int32Array;
  heads: Int32Array;
  tails: Int32Array;
  /** Epochs between two pulls along each edge. */
  intervals: Float64Array;
  nextPull: Float64Array;
  forces: Forces;
  /** Learning rate of the first epoch; it falls to 0 evenly. */
  rate: number;
}

/** What a layout starts from. */
interface OpenLayoutOptions {
  coordinates: Float64Array;
  forces: Forces;
  epochs: number;
  state: Int32Array;
  fixed?: number;
  rate?: number;
}

/**
 * Lays out what a layout needs: each edge is pulled the more often the surer it is, the surest once an epoch, and edges too
 * unsure for one pull are left out.
 */
export function openLayout(
  graph: FuzzyGraph,
  { coordinates, forces, epochs, state, fixed = 0, rate = 1 }: OpenLayoutOptions,
): Layout {
  const surest = graph.weights.reduce((most, weight) => Math.max(most, weight), 0);
  const least = surest / epochs;
  const size = graph.weights.reduce((count, weight) => weight >= least ? count + 1 : count, 0);
  const [heads, tails, intervals] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)];
  let edge = 0;
  for (let row = 0; row < graph.rows; row++) {
    for (let place = graph.starts[row] as number; place < (graph.starts[row + 1] as number); place++) {
      const weight = graph.weights[place] as number;
      if (weight < least) continue;
      heads[edge] = row + fixed;
      tails[edge] = graph.columns[place] as number;
      intervals[edge++] = surest / weight;
    }
  }
  return { coordinates, fixed, epochs, state, heads, tails, intervals, nextPull: intervals.slice(), forces, rate };
}

/** A squared distance, and the upper half of its bits: sign, exponent and the first 20 bits of the fraction. */
const square = new Float64Array(1);
const halves = new Int32Array(square.buffer);

/**
 * One round over all edges: stochastic gradient descent on UMAP's objective, edge by edge in order, one thread.
 *
 * Everything stays in local numbers and typed arrays, so that nothing is allocated.
 */
export function runEpoch(layout: Layout, epoch: number): void {
  const { coordinates, heads, tails, intervals, nextPull, state, fixed } = layout;
  const { attraction, repulsion } = layout.forces;
  const rate = layout.rate * (1 - epoch / layout.epochs);
  const pointScale = (fixed > 0 ? fixed : coordinates.length / 2) / 4294967296;
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let counter = state[3] as number;
  for (let edge = 0; edge < heads.length; edge++) {
    if ((nextPull[edge] as number) > epoch) continue;
    const head = (heads[edge] as number) << 1;
    const tail = (tails[edge] as number) << 1;
    let x = coordinates[head] as number;
    let y = coordinates[head + 1] as number;
    let dx = x - (coordinates[tail] as number);
    let dy = y - (coordinates[tail + 1] as number);
    square[0] = dx * dx + dy * dy;
    let bits = halves[UPPER_HALF] as number;
    if (bits !== 0) {
      let entry = (bits >> FRACTION_BITS) - FIRST_ENTRY;
      entry = entry < 0 ? 0 : entry > LAST_ENTRY ? LAST_ENTRY : entry;
      const low = attraction[entry] as number;
      const share = (bits & ((1 << FRACTION_BITS) - 1)) * FRACTION_SCALE;
      const force = low + ((attraction[entry + 1] as number) - low) * share;
      const moveX = rate * clipped(force * dx);
      const moveY = rate * clipped(force * dy);
      x += moveX;
      y += moveY;
      if (tail >= 2 * fixed) {
        coordinates[tail] = (coordinates[tail] as number) - moveX;
        coordinates[tail + 1] = (coordinates[tail + 1] as number) - moveY;
      }
    }
    nextPull[edge] = (nextPull[edge] as number) + (intervals[edge] as number);
    for (let push = 0; push < PUSHES_A_PULL; push++) {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      const other = (((sum >>> 0) * pointScale) | 0) << 1;
      if (other === head) continue;
      dx = x - (coordinates[other] as number);
      dy = y - (coordinates[other + 1] as number);
      square[0] = dx * dx + dy * dy;
      bits = halves[UPPER_HALF] as number;
      if (bits === 0) continue; // in the same place: no direction to go
      let entry = (bits >> FRACTION_BITS) - FIRST_ENTRY;
      entry = entry < 0 ? 0 : entry > LAST_ENTRY ? LAST_ENTRY : entry;
      const low = repulsion[entry] as number;
      const share = (bits & ((1 << FRACTION_BITS) - 1)) * FRACTION_SCALE;
      const force = low + ((repulsion[entry + 1] as number) - low) * share;
      x += rate * clipped(force * dx);
      y += rate * clipped(force * dy);
    }
    coordinates[head] = x;
    coordinates[head + 1] = y;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}

function clipped(step: number): number {
  return step > LONGEST ? LONGEST : step < -LONGEST ? -LONGEST : step;
}
