/** The k other rows with the least distance from `row`, nearest first, equal distances by place. */
export function nearestRows(row: number, far: Float64Array, k: number): number[] {
  const kept: number[] = [];
  for (let other = 0; other < far.length; other++) {
    if (other === row) continue;
    const distance = far[other] as number;
    if (kept.length === k && distance >= (far[kept[k - 1] as number] as number)) continue;
    let place = Math.min(kept.length, k - 1);
    for (; place > 0 && (far[kept[place - 1] as number] as number) > distance; place--) {
      kept[place] = kept[place - 1] as number;
    }
    kept[place] = other;
  }
  return kept;
}

/**
 * Places of some rows among all rows ordered by their distance from `row`, equal distances by place: 1 is the nearest.
 *
 * One pass over all rows, each looked up among those asked for.
 */
export function ranksOf(asked: readonly number[], row: number, far: Float64Array): number[] {
  if (asked.length === 0) return [];
  const ordered = asked.toSorted((a, b) => (far[a] as number) - (far[b] as number) || a - b);
  const farthest = far[ordered.at(-1) as number] as number;
  // closer[i]: rows that come before ordered[i] and not before ordered[i − 1].
  const closer = new Array<number>(ordered.length).fill(0);
  for (let third = 0; third < far.length; third++) {
    const there = far[third] as number;
    if (there > farthest || third === row) continue;
    const place = firstAfter(ordered, third, far);
    if (place < closer.length) closer[place] = (closer[place] as number) + 1;
  }
  const ranks = new Map<number, number>();
  let before = 0;
  ordered.forEach((other, place) => {
    before += closer[place] as number;
    ranks.set(other, before + 1);
  });
  return asked.map((other) => ranks.get(other) as number);
}

/** Place of the first of `ordered` that comes after `third`. */
function firstAfter(ordered: readonly number[], third: number, far: Float64Array): number {
  const there = far[third] as number;
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = ordered[middle] as number;
    const distance = far[other] as number;
    if (there < distance || (there === distance && third < other)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Squared distance on the map from one point to each. */
export function mapDistances(row: number, coordinates: Float64Array): Float64Array {
  const far = new Float64Array(coordinates.length / 2);
  const [x, y] = [coordinates[2 * row] as number, coordinates[2 * row + 1] as number];
  for (let other = 0; other < far.length; other++) {
    const [dx, dy] = [(coordinates[2 * other] as number) - x, (coordinates[2 * other + 1] as number) - y];
    far[other] = dx * dx + dy * dy;
  }
  return far;
}
