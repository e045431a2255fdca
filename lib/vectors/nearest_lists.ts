/** Cosine distances below this are rounding: the rows are the same vector. */
const SAME = 1e-12;

/** The k nearest candidates of each of n rows, kept sorted while pairs are offered. */
export interface NearestLists {
  indices: Int32Array;
  distances: Float64Array;
  /** Offers `other` as a neighbour of `row`, at a cosine similarity. */
  offer(row: number, other: number, similarity: number): void;
}

/**
 * Sorted lists of fixed length: nearest first, equal distances by the rank of the id, so
 * that neither the order of rows nor the order of offers matters.
 */
export function nearestLists(ids: readonly string[], k: number): NearestLists {
  const ranks = idRanks(ids);
  const indices = new Int32Array(ids.length * k).fill(-1);
  const distances = new Float64Array(ids.length * k).fill(Infinity);
  function offer(row: number, other: number, similarity: number): void {
    const distance = 1 - similarity < SAME ? 0 : 1 - similarity;
    const first = row * k;
    let place = first + k - 1;
    if (distance > (distances[place] as number)) return;
    const rank = ranks[other] as number;
    if (distance === distances[place] && rank > (ranks[indices[place] as number] as number)) return;
    for (; place > first; place--) {
      const before = distances[place - 1] as number;
      if (before < distance) break;
      if (before === distance && (ranks[indices[place - 1] as number] as number) < rank) break;
      distances[place] = before;
      indices[place] = indices[place - 1] as number;
    }
    distances[place] = distance;
    indices[place] = other;
  }
  return { indices, distances, offer };
}

/** Place of each id in ascending order of code units. */
function idRanks(ids: readonly string[]): Int32Array {
  const order = ids.map((_, row) => row).sort((a, b) => (ids[a] as string) < (ids[b] as string) ? -1 : 1);
  const ranks = new Int32Array(ids.length);
  order.forEach((row, rank) => ranks[row] = rank);
  return ranks;
}
