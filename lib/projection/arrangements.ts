/** Values closer than this share of themselves are the same sum in another order. */
const SAME = 1e-9;

/**
 * How often is an arrangement as far out as the data's own, for each unit and for the furthest unit of all?
 *
 * The data's own arrangement is one of the pool, so that no share is 0 and a true null is
 * rejected at most at its level (Westfall and Young 1993 for the furthest unit).
 *
 * @param distances (draws + 1) × units, row by row, the data first; the larger, the further out.
 * @param units Columns.
 */
export function sharesAsFar(distances: Float64Array, units: number): { own: Float64Array; adjusted: Float64Array } {
  const arrangements = distances.length / units;
  const [own, adjusted] = [new Float64Array(units), new Float64Array(units)];
  for (let row = 0; row < arrangements; row++) {
    const values = distances.subarray(row * units, (row + 1) * units);
    let furthest = 0;
    for (const value of values) furthest = Math.max(furthest, value);
    for (let unit = 0; unit < units; unit++) {
      const least = (distances[unit] as number) * (1 - SAME);
      if ((values[unit] as number) >= least) own[unit] = (own[unit] as number) + 1;
      if (furthest >= least) adjusted[unit] = (adjusted[unit] as number) + 1;
    }
  }
  return { own: own.map((count) => count / arrangements), adjusted: adjusted.map((count) => count / arrangements) };
}
