import { dot, type Matrix, type NativeProducts } from "../vectors/mod.ts";
import type { AgentHalves, SumProducts } from "./halves.ts";
import { sumOf } from "./sums.ts";

/** Posts up to which all products of pairs are kept; above, the sums themselves are cheaper. */
const GRAM_POSTS = 128;
/** Numbers of the 0/1 matrix of one native product: 32 MB. */
const NUMBERS_A_BLOCK = 4_000_000;
/** A sum whose squared length is below this times the squared number of posts cancels out: what is left is rounding. */
const CANCELLED = 1e-14;

/** Products of an agent's early and late sums, one number a draw; with a reference also those with it. */
export interface HalfProducts {
  early: Float64Array;
  late: Float64Array;
  across: Float64Array;
  /** Early and late sum times the reference; zeros where there is none. */
  earlyReference: Float64Array;
  lateReference: Float64Array;
}

/** Products of one pair of halves. */
export interface OneHalfProducts extends SumProducts {
  earlyReference: number;
  lateReference: number;
}

/** Products of the halves as a sum says, in plain float64. */
export function productsOfSums(
  earlySum: Float64Array,
  total: Float64Array,
  reference: Float64Array | null,
): OneHalfProducts {
  const lateSum = total.map((value, i) => value - (earlySum[i] as number));
  return {
    early: dot(earlySum, earlySum),
    late: dot(lateSum, lateSum),
    across: dot(earlySum, lateSum),
    earlyReference: reference === null ? 0 : dot(earlySum, reference),
    lateReference: reference === null ? 0 : dot(lateSum, reference),
  };
}

/** One draw of many. */
export function productsAt(products: HalfProducts, draw: number): OneHalfProducts {
  return {
    early: products.early[draw] as number,
    late: products.late[draw] as number,
    across: products.across[draw] as number,
    earlyReference: products.earlyReference[draw] as number,
    lateReference: products.lateReference[draw] as number,
  };
}

/**
 * Products of the halves of many shuffled orders, by native matrix products in double precision.
 *
 * An agent of few posts: from its table of products of pairs, since |early|² is the sum of that
 * table over the early pairs, and no vector is touched again. An agent of many: the early sums of all
 * draws at once, as a 0/1 matrix times its posts.
 *
 * @param places draws × early places, as `shuffledEarlyPlaces()` gives them.
 */
export async function manyHalfProducts(
  native: NativeProducts,
  agent: AgentHalves,
  places: Int32Array,
  reference: Float64Array | null,
): Promise<HalfProducts> {
  const posts = matrixOf(agent);
  const total = sumOf(agent.posts.map(({ vector }) => vector), posts.columns);
  const whole = { length: dot(total, total), reference: reference === null ? 0 : dot(total, reference) };
  const found = posts.rows <= GRAM_POSTS
    ? fromPairs(await native.timesTransposed(posts, posts), { agent, places, reference })
    : await fromSums(native, { posts, total, places, early: agent.early, reference });
  const [late, across, lateReference] = [1, 2, 3].map(() => new Float64Array(found.early.length));
  const least = (size: number) => CANCELLED * size * size;
  const [leastEarly, leastLate] = [least(agent.early), least(posts.rows - agent.early)];
  for (let draw = 0; draw < found.early.length; draw++) {
    const [early, withTotal] = [found.early[draw] as number, found.withTotal[draw] as number];
    const rest = whole.length - 2 * withTotal + early;
    if (early < leastEarly) found.early[draw] = 0;
    (late as Float64Array)[draw] = rest < leastLate ? 0 : rest;
    (across as Float64Array)[draw] = withTotal - early;
    (lateReference as Float64Array)[draw] = whole.reference - (found.withReference[draw] as number);
  }
  return {
    early: found.early,
    late: late as Float64Array,
    across: across as Float64Array,
    earlyReference: found.withReference,
    lateReference: lateReference as Float64Array,
  };
}

/** An agent's posts, one row each. */
export function matrixOf({ posts }: AgentHalves): Matrix {
  const columns = (posts[0]?.vector as Float64Array).length;
  const values = new Float64Array(posts.length * columns);
  posts.forEach(({ vector }, row) => values.set(vector, row * columns));
  return { rows: posts.length, columns, values };
}

/** |early|², early · total and early · reference of each draw. */
interface EarlyProducts {
  early: Float64Array;
  withTotal: Float64Array;
  withReference: Float64Array;
}

function fromPairs(
  { values: pairs, rows: n }: Matrix,
  { agent, places, reference }: { agent: AgentHalves; places: Int32Array; reference: Float64Array | null },
): EarlyProducts {
  const size = agent.early;
  const draws = places.length / size;
  const [early, withTotal, withReference] = [1, 2, 3].map(() => new Float64Array(draws)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const totals = agent.posts.map((_, row) => pairs.subarray(row * n, (row + 1) * n).reduce((sum, x) => sum + x, 0));
  const references = agent.posts.map(({ vector }) => reference === null ? 0 : dot(vector, reference));
  for (let draw = 0; draw < draws; draw++) {
    const start = draw * size;
    let [squares, inTotal, inReference] = [0, 0, 0];
    for (let a = start; a < start + size; a++) {
      const place = places[a] as number;
      const row = place * n;
      let before = 0;
      for (let b = start; b < a; b++) before += pairs[row + (places[b] as number)] as number;
      squares += (pairs[row + place] as number) + 2 * before;
      inTotal += totals[place] as number;
      inReference += references[place] as number;
    }
    early[draw] = squares;
    withTotal[draw] = inTotal;
    withReference[draw] = inReference;
  }
  return { early, withTotal, withReference };
}

async function fromSums(
  native: NativeProducts,
  { posts, total, places, early: size, reference }: {
    posts: Matrix;
    total: Float64Array;
    places: Int32Array;
    early: number;
    reference: Float64Array | null;
  },
): Promise<EarlyProducts> {
  const draws = places.length / size;
  const [early, withTotal, withReference] = [1, 2, 3].map(() => new Float64Array(draws)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const drawsABlock = Math.max(1, Math.min(draws, Math.floor(NUMBERS_A_BLOCK / posts.rows)));
  for (let start = 0; start < draws; start += drawsABlock) {
    const rows = Math.min(drawsABlock, draws - start);
    const members = { rows, columns: posts.rows, values: new Float64Array(rows * posts.rows) };
    for (let at = 0; at < rows * size; at++) {
      members.values[Math.floor(at / size) * posts.rows + (places[start * size + at] as number)] = 1;
    }
    const { values, columns } = await native.times(members, posts);
    for (let row = 0; row < rows; row++) {
      const sum = values.subarray(row * columns, (row + 1) * columns);
      early[start + row] = dot(sum, sum);
      withTotal[start + row] = dot(sum, total);
      withReference[start + row] = reference === null ? 0 : dot(sum, reference);
    }
  }
  return { early, withTotal, withReference };
}
