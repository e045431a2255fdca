import type { AgentPath } from "./agent_paths.ts";
import { pairProducts, windowStarts } from "./path_measures.ts";
import { orderDealer, ownOrder, type PathNull } from "./shuffled_posts.ts";

/** One agent's orders of posts, its own first and then those dealt under the null. */
export interface DealtPath {
  path: AgentPath;
  /** As `windowStarts()` gives them. */
  starts: Int32Array;
  /** (1 + draws) × n places, row-major. */
  orders: Int32Array;
  /** (1 + draws) × windows: squared length of each window's mean; empty where a window is one post. */
  squares: Float64Array;
}

/** Deals an agent's posts once for all pairs it is in: a pair's draw k is then draw k of both its agents. */
export function dealPath(path: AgentPath, windowPosts: number, given: PathNull): DealtPath {
  const n = path.vectors.length;
  const starts = windowStarts(n, windowPosts);
  const deal = orderDealer(path, given);
  const orders = new Int32Array((1 + given.draws) * n);
  for (let draw = 0; draw <= given.draws; draw++) orders.set(draw === 0 ? ownOrder(n) : deal(), draw * n);
  return {
    path,
    starts,
    orders,
    squares: windowPosts === 1 ? new Float64Array(0) : windowSquares(path, starts, orders),
  };
}

/** One order of an agent's posts. */
export function orderOf({ path, orders }: DealtPath, draw: number): Int32Array {
  const n = path.vectors.length;
  return orders.subarray(draw * n, (draw + 1) * n);
}

function windowSquares(path: AgentPath, starts: Int32Array, orders: Int32Array): Float64Array {
  const n = path.vectors.length;
  const windows = starts.length - 1;
  const products = pairProducts(path.vectors);
  const squares = new Float64Array(orders.length / n * windows);
  for (let draw = 0; draw < orders.length / n; draw++) {
    for (let window = 0; window < windows; window++) {
      const [from, to] = [draw * n + (starts[window] as number), draw * n + (starts[window + 1] as number)];
      let sum = 0;
      for (let p = from; p < to; p++) {
        for (let q = from; q < to; q++) sum += products[(orders[p] as number) * n + (orders[q] as number)] as number;
      }
      squares[draw * windows + window] = sum / (to - from) ** 2;
    }
  }
  return squares;
}
