import { dot } from "../vectors/mod.ts";
import { type DealtPath, orderOf } from "./dealt_paths.ts";
import { ownOrder } from "./shuffled_posts.ts";
import { type WalkedDistances, warpedUnits } from "./time_warping.ts";

/** A squared distance below this is rounding: the two are the same place. */
const SAME = 1e-12;

/** Warping distances of one pair in its own order and in each draw's: index 0 is its own. */
export interface PairWalks {
  whole: Float64Array;
  early: Float64Array;
  late: Float64Array;
}

/** How far apart two agents' paths are, whole and by halves, under every draw of both. An odd window counts as late. */
export function pairWalks(first: DealtPath, second: DealtPath, draws: number): PairWalks {
  const [rows, columns] = [first.starts.length - 1, second.starts.length - 1];
  const scratch = new Int32Array(columns);
  const units = unitsFor(rows + columns);
  const walked = walker(first, second, units);
  const made = {
    whole: new Float64Array(1 + draws),
    early: new Float64Array(1 + draws),
    late: new Float64Array(1 + draws),
  };
  const [top, left] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  for (let draw = 0; draw <= draws; draw++) {
    const distances = walked(draw);
    made.whole[draw] = warpedUnits(distances, { rows: [0, rows], columns: [0, columns], scratch }) / units;
    made.early[draw] = warpedUnits(distances, { rows: [0, top], columns: [0, left], scratch }) / units;
    made.late[draw] = warpedUnits(distances, { rows: [top, rows], columns: [left, columns], scratch }) / units;
  }
  return made;
}

/** Units of a distance of 1: points are at most 2 apart, and a walk weighs so many points at most. */
function unitsFor(points: number): number {
  return 2 ** Math.floor(Math.log2(2 ** 29 / points));
}

/** Distances between the points of two paths, in the order of a draw. */
function walker(first: DealtPath, second: DealtPath, units: number): (draw: number) => WalkedDistances {
  const [n, m] = [first.path.vectors.length, second.path.vectors.length];
  const products = new Float64Array(n * m);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < m; b++) {
      products[a * m + b] = dot(first.path.vectors[a] as Float64Array, second.path.vectors[b] as Float64Array);
    }
  }
  if (first.squares.length > 0) return (draw) => windowDistances(first, second, { products, draw, units });
  // Windows of one post: the distances stay, only their order is dealt anew.
  const distances = Int32Array.from(products, (product) => wholeRoot(2 - 2 * product, units));
  return (draw) => ({ distances, columns: m, rowOrder: orderOf(first, draw), columnOrder: orderOf(second, draw) });
}

function windowDistances(
  first: DealtPath,
  second: DealtPath,
  { products, draw, units }: { products: Float64Array; draw: number; units: number },
): WalkedDistances {
  const [rows, columns] = [first.starts.length - 1, second.starts.length - 1];
  const [rowPosts, columnPosts] = [orderOf(first, draw), orderOf(second, draw)];
  const m = columnPosts.length;
  const distances = new Int32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const [top, bottom] = [first.starts[i] as number, first.starts[i + 1] as number];
    for (let j = 0; j < columns; j++) {
      const [left, right] = [second.starts[j] as number, second.starts[j + 1] as number];
      let sum = 0;
      for (let p = top; p < bottom; p++) {
        const row = (rowPosts[p] as number) * m;
        for (let q = left; q < right; q++) sum += products[row + (columnPosts[q] as number)] as number;
      }
      const own = (first.squares[draw * rows + i] as number) + (second.squares[draw * columns + j] as number);
      distances[i * columns + j] = wholeRoot(own - 2 * sum / ((bottom - top) * (right - left)), units);
    }
  }
  return { distances, columns, rowOrder: ownOrder(rows), columnOrder: ownOrder(columns) };
}

function wholeRoot(squared: number, units: number): number {
  return squared < SAME ? 0 : Math.round(units * Math.sqrt(squared));
}
