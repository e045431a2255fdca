import type { Neighbours } from "../shapes.ts";

/** How near to its target the sum of closenesses has to come. */
const TOLERANCE = 1e-5;
const MOST_HALVINGS = 64;
/** Least scale as a share of the mean distance, so that equal rows do not divide by 0. */
const LEAST_SCALE = 1e-3;

/** What is needed of exact neighbours: n · k indices and distances, nearest first, the row itself left out. */
export type NeighbourLists = Pick<Neighbours, "indices" | "distances" | "k">;

/** A symmetric graph: the columns and weights of row i stand from `starts[i]` to `starts[i + 1]`, columns ascending. */
export interface FuzzyGraph {
  rows: number;
  /** n + 1 places. */
  starts: Int32Array;
  columns: Int32Array;
  /** In (0, 1]: how surely two rows are neighbours. */
  weights: Float64Array;
}

/**
 * Which rows are neighbours, and how surely? The fuzzy simplicial set of UMAP.
 *
 * Each row measures distance in a scale of its own, such that its nearest neighbour counts fully and all k together count
 * log2(k + 1); two rows are neighbours if either says so: p + q − p · q.
 *
 * @param nearest n × k exact neighbours, the row itself not among them.
 * @returns The same graph in whatever order the rows came, up to that order.
 */
export function fuzzyGraph(nearest: NeighbourLists): FuzzyGraph {
  const { nearestDistances, scales } = smoothDistances(nearest, { connected: true });
  return symmetricUnion(nearest, strengths(nearest, nearestDistances, scales));
}

/**
 * The scale of each row: by bisection, such that its closenesses sum to log2(k + 1).
 *
 * @param nearest n × k neighbours.
 * @param options `connected`: the distance to the nearest neighbour that is not at 0 counts as none, so that every row is
 * tied to one other; new points of a map go without.
 */
export function smoothDistances(
  { distances, k }: NeighbourLists,
  { connected }: { connected: boolean },
): { nearestDistances: Float64Array; scales: Float64Array } {
  const rows = distances.length / k;
  const nearestDistances = new Float64Array(rows);
  const scales = new Float64Array(rows);
  const overall = meanOf(distances) * k / (k + 1);
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * k, (row + 1) * k);
    const nearest = connected ? own.find((distance) => distance > 0) ?? 0 : 0;
    nearestDistances[row] = nearest;
    const mean = nearest > 0 ? meanOf(own) * k / (k + 1) : overall; // the row itself, at 0, is counted
    scales[row] = Math.max(scaleOf(own, nearest), LEAST_SCALE * mean);
  }
  return { nearestDistances, scales };
}

function scaleOf(own: Float64Array, nearest: number): number {
  const target = Math.log2(own.length + 1);
  let [low, scale, high] = [0, 1, Infinity];
  for (let halving = 0; halving < MOST_HALVINGS; halving++) {
    let sum = 0;
    for (let i = 0; i < own.length; i++) sum += closeness(own[i] as number, nearest, scale);
    if (Math.abs(sum - target) < TOLERANCE) break;
    if (sum > target) {
      high = scale;
      scale = (low + high) / 2;
    } else {
      low = scale;
      scale = high === Infinity ? 2 * scale : (low + high) / 2;
    }
  }
  return scale;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

function closeness(distance: number, nearest: number, scale: number): number {
  const beyond = distance - nearest;
  return beyond > 0 && scale > 0 ? Math.exp(-beyond / scale) : 1;
}

/** How surely each row takes each of its k neighbours for one: n · k values in [0, 1]. */
export function strengths(
  { distances, k }: NeighbourLists,
  nearestDistances: Float64Array,
  scales: Float64Array,
): Float64Array {
  return distances.map((distance, place) => {
    const row = Math.floor(place / k);
    return closeness(distance, nearestDistances[row] as number, scales[row] as number);
  });
}

/** p + q − p · q of each pair: every listed pair stands in both its rows. */
function symmetricUnion({ indices, k }: NeighbourLists, strong: Float64Array): FuzzyGraph {
  const rows = indices.length / k;
  const there = sortedLists(rows, k, (place) => Math.floor(place / k), indices, strong);
  const back = sortedLists(rows, k, (place) => indices[place] as number, null, strong);
  const columns = new Int32Array(2 * indices.length);
  const weights = new Float64Array(2 * indices.length);
  const starts = new Int32Array(rows + 1);
  let end = 0;
  for (let row = 0; row < rows; row++) {
    let [i, j] = [there.starts[row] as number, back.starts[row] as number];
    const [lastI, lastJ] = [there.starts[row + 1] as number, back.starts[row + 1] as number];
    while (i < lastI || j < lastJ) {
      const left = i < lastI ? there.columns[i] as number : rows;
      const right = j < lastJ ? back.columns[j] as number : rows;
      const p = left <= right ? there.weights[i++] as number : 0;
      const q = right <= left ? back.weights[j++] as number : 0;
      const weight = p + q - p * q;
      if (weight === 0) continue; // so far off that exp() gave 0
      columns[end] = Math.min(left, right);
      weights[end++] = weight;
    }
    starts[row + 1] = end;
  }
  return { rows, starts, columns: columns.slice(0, end), weights: weights.slice(0, end) };
}

/** The entries by row (`ownerOf` a place), columns ascending. Without `indices` a column is the row that lists the place. */
function sortedLists(
  rows: number,
  k: number,
  ownerOf: (place: number) => number,
  indices: Int32Array | null,
  strong: Float64Array,
): FuzzyGraph {
  const starts = new Int32Array(rows + 1);
  for (let place = 0; place < strong.length; place++) {
    const next = ownerOf(place) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] as number) + (starts[row] as number);
  const filled = starts.slice(0, rows);
  const columns = new Int32Array(strong.length);
  const weights = new Float64Array(strong.length);
  for (let place = 0; place < strong.length; place++) {
    const owner = ownerOf(place);
    const at = filled[owner] as number;
    filled[owner] = at + 1;
    columns[at] = indices === null ? Math.floor(place / k) : indices[place] as number;
    weights[at] = strong[place] as number;
  }
  if (indices !== null) { for (let row = 0; row < rows; row++) sortRow(columns, weights, row * k, (row + 1) * k); }
  return { rows, starts, columns, weights };
}

/** Insertion sort by column of one short row. */
function sortRow(columns: Int32Array, weights: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const [column, weight] = [columns[i] as number, weights[i] as number];
    let place = i;
    for (; place > from && (columns[place - 1] as number) > column; place--) {
      columns[place] = columns[place - 1] as number;
      weights[place] = weights[place - 1] as number;
    }
    columns[place] = column;
    weights[place] = weight;
  }
}
