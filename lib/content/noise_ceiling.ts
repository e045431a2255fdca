import { seededRandom, shuffled } from "../foundation/mod.ts";
import { dot } from "../vectors/mod.ts";
import { alignments, type Directions, type DirectionVariant, finishDirections } from "./directions.ts";
import { observedProducts } from "./half_draws.ts";
import { type AgentHalves, halvesDistance } from "./halves.ts";
import { addOne, sumOf } from "./sums.ts";

/** What the alignment of drifts could be at most, given how few posts each drift rests on. */
export interface NoiseCeiling {
  /** Alignment if every agent had drifted by the same vector; `null` where no drift exceeds noise. */
  value: number | null;
  /**
   * Estimate / ceiling: 1 where all drift is common, 0 where none is; noise may carry it beyond. `null` where the
   * squared drift is less than 2 standard errors above 0: a share of what is not known says nothing.
   */
  ratio: number | null;
  /** Mean over agents of the squared drift, free of noise: M6 unbiased. */
  squaredDrift: number;
  /** Standard error of that mean, over agents. */
  squaredDriftError: number;
}

/**
 * How high would the alignment be if all drift were common?
 *
 * Agents are given one and the same true drift, as long as the mean unbiased one and along the mean drift, plus noise of their
 * own: the difference of two random parts of each half, scaled to the variance that a centroid of the whole half
 * has. The measure itself is then read on them, leave-one-out and all. Posts of one half that resemble their
 * neighbours in time are noisier than such parts say, so that the ceiling is then too high and the ratio too low.
 */
export function noiseCeiling(
  agents: readonly AgentHalves[],
  drifts: Directions,
  { variant, estimate, splits, seed }: { variant: DirectionVariant; estimate: number; splits: number; seed: number },
): NoiseCeiling {
  const squared = agents.map((agent) => {
    const sizes = [agent.early, agent.posts.length - agent.early] as const;
    return halvesDistance("unbiased", observedProducts(agent, null), ...sizes);
  });
  const squaredDrift = squared.reduce((sum, value) => sum + value, 0) / squared.length;
  const spread = squared.reduce((sum, value) => sum + (value - squaredDrift) ** 2, 0);
  const squaredDriftError = Math.sqrt(spread / (squared.length - 1) / squared.length);
  const common = meanDirection(drifts);
  if (squaredDrift <= 0 || common === null) return { value: null, ratio: null, squaredDrift, squaredDriftError };
  const drift = common.map((value) => value * Math.sqrt(squaredDrift));
  const streams = agents.map(({ posts }) => seededRandom(seed, `split halves\0${posts[0]?.postId}`));
  let sum = 0;
  for (let split = 0; split < splits; split++) {
    const values = new Float64Array(agents.length * drifts.dims);
    agents.forEach(({ posts, early }, i) => {
      const row = values.subarray(i * drifts.dims, (i + 1) * drifts.dims);
      row.set(drift);
      const order = (half: AgentHalves["posts"]) =>
        shuffled(half.map(({ vector }) => vector), streams[i] as () => number);
      addNoise(row, order(posts.slice(0, early)));
      addNoise(row, order(posts.slice(early)));
    });
    const aligned = alignments(finishDirections(values, drifts.dims, variant));
    sum += aligned.reduce((total, value) => total + value, 0) / aligned.length;
  }
  const value = sum / splits;
  const isKnown = value > 0 && squaredDrift > 2 * squaredDriftError;
  return { value, ratio: isKnown ? estimate / value : null, squaredDrift, squaredDriftError };
}

/** Adds what the centroid of these n posts is off by, as two parts of a and b posts tell: (mean − mean) · √(ab) / n. */
function addNoise(row: Float64Array, vectors: readonly Float64Array[]): void {
  const first = Math.floor(vectors.length / 2);
  const second = vectors.length - first;
  const [a, b] = [sumOf(vectors.slice(0, first), row.length), sumOf(vectors.slice(first), row.length)];
  const scale = Math.sqrt(first * second) / vectors.length;
  for (let d = 0; d < row.length; d++) {
    row[d] = (row[d] as number) + scale * ((a[d] as number) / first - (b[d] as number) / second);
  }
}

function meanDirection({ dims, values, squares }: Directions): Float64Array | null {
  const sum = new Float64Array(dims);
  for (let i = 0; i < squares.length; i++) addOne(sum, values.subarray(i * dims, (i + 1) * dims));
  const length = Math.sqrt(dot(sum, sum));
  return length > 1e-9 ? sum.map((value) => value / length) : null;
}
