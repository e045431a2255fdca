import { dot } from "../vectors/mod.ts";

/** A squared distance below this is rounding: the two are the same place. */
const SAME = 1e-12;
/** Tortuosity of a path that ends where it began; a longer detour counts as this. */
export const MOST_TORTUOUS = 1000;

/** What is measured of one path. */
export interface PathValues {
  /** Mean distance from a window to the next. */
  stepLength: number;
  /** Length of the path over its net displacement, from 1 (straight, or no movement) to 1,000. */
  tortuosity: number;
  /** Distance from the first window to the last. */
  netDisplacement: number;
  /** Share of posts that stand nearer to an earlier window than to the one before theirs. */
  returnRate: number;
}

/** Products of every two posts: n × n, row-major. */
export function pairProducts(vectors: readonly Float64Array[]): Float64Array {
  const n = vectors.length;
  const products = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = a; b < n; b++) {
      const product = dot(vectors[a] as Float64Array, vectors[b] as Float64Array);
      products[a * n + b] = product;
      products[b * n + a] = product;
    }
  }
  return products;
}

/** Where each window of so many posts begins, and the end; posts left over join the last window. */
export function windowStarts(n: number, windowPosts: number): Int32Array {
  const windows = Math.floor(n / windowPosts);
  return Int32Array.from({ length: windows + 1 }, (_, i) => i === windows ? n : i * windowPosts);
}

/**
 * Measures of a path whose points are the means of its windows, from products of posts alone.
 *
 * Distances are Euclidean, so that no path is shorter than its net displacement. A post returns where one of the
 * windows before the last is nearer to it than the last; equally near is no return.
 *
 * @param products n × n, as `pairProducts()` gives them.
 * @param order In which order the posts come.
 * @param starts As `windowStarts()` gives them, at least 3 windows.
 */
export function pathValues(products: Float64Array, order: Int32Array, starts: Int32Array): PathValues {
  const n = order.length;
  const windows = starts.length - 1;
  const squares = new Float64Array(windows);
  const cross = new Float64Array(windows);
  let [length, net, returns] = [0, 0, 0];
  for (let j = 0; j < windows; j++) {
    const [begin, end] = [starts[j] as number, starts[j + 1] as number];
    cross.fill(0);
    for (let p = begin; p < end; p++) {
      const row = (order[p] as number) * n;
      let [earlier, last] = [Infinity, Infinity];
      for (let i = 0; i <= j; i++) {
        const [from, to] = [starts[i] as number, starts[i + 1] as number];
        let sum = 0;
        for (let q = from; q < to; q++) sum += products[row + (order[q] as number)] as number;
        sum /= to - from;
        cross[i] = (cross[i] as number) + sum / (end - begin);
        const far = (squares[i] as number) - 2 * sum; // its squared distance, but for the post's own length
        if (i === j - 1) last = far;
        else if (i < j && far < earlier) earlier = far;
      }
      if (earlier < last - SAME) returns++;
    }
    squares[j] = cross[j] as number;
    if (j > 0) length += distance(squares, cross, j - 1, j);
    if (j === windows - 1) net = distance(squares, cross, 0, j);
  }
  return {
    stepLength: length / (windows - 1),
    tortuosity: length === 0 ? 1 : Math.max(1, Math.min(MOST_TORTUOUS, net === 0 ? Infinity : length / net)),
    netDisplacement: net,
    returnRate: returns / (n - (starts[2] as number)),
  };
}

function distance(squares: Float64Array, cross: Float64Array, i: number, j: number): number {
  const squared = (squares[i] as number) + (squares[j] as number) - 2 * (cross[i] as number);
  return squared < SAME ? 0 : Math.sqrt(squared);
}
