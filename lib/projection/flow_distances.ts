/** Mean movements of every arrangement, the data's own first. */
export interface PooledMoves {
  /** (draws + 1) × units × 2. */
  means: Float64Array;
  units: number;
  /** Movements behind each unit in the data. */
  moves: Int32Array;
}

/** Mean and spread of one unit over all arrangements. */
interface Spread {
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
}

/** Added to the spread so that movements along one line can be judged; far below any that is seen. */
const RIDGE = 1e-9;

/** A unit's movement in the data and its mean over the draws alone. */
export function meanMove(
  { means, units }: PooledMoves,
  unit: number,
): { dx: number; dy: number; nullDx: number; nullDy: number } {
  const draws = means.length / units / 2 - 1;
  let [x, y] = [0, 0];
  for (let row = 1; row <= draws; row++) {
    x += means[2 * (row * units + unit)] as number;
    y += means[2 * (row * units + unit) + 1] as number;
  }
  return { dx: means[2 * unit] as number, dy: means[2 * unit + 1] as number, nullDx: x / draws, nullDy: y / draws };
}

/**
 * How far is each arrangement's movement from the pool's mean, in units of the pool's spread?
 *
 * Squared Mahalanobis distance, so that neither direction nor a square with few movements
 * counts more than another.
 *
 * @returns (draws + 1) × units.
 */
export function distancesFromMean({ means, units }: PooledMoves): Float64Array {
  const arrangements = means.length / units / 2;
  const distances = new Float64Array(arrangements * units);
  for (let unit = 0; unit < units; unit++) {
    const spread = spreadOf(means, units, unit);
    for (let row = 0; row < arrangements; row++) {
      const at = row * units + unit;
      distances[at] = distance(spread, means[2 * at] as number, means[2 * at + 1] as number);
    }
  }
  return distances;
}

function spreadOf(means: Float64Array, units: number, unit: number): Spread {
  const arrangements = means.length / units / 2;
  const spread = { x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
  for (let row = 0; row < arrangements; row++) {
    spread.x += (means[2 * (row * units + unit)] as number) / arrangements;
    spread.y += (means[2 * (row * units + unit) + 1] as number) / arrangements;
  }
  for (let row = 0; row < arrangements; row++) {
    const dx = (means[2 * (row * units + unit)] as number) - spread.x;
    const dy = (means[2 * (row * units + unit) + 1] as number) - spread.y;
    spread.xx += dx * dx / arrangements;
    spread.xy += dx * dy / arrangements;
    spread.yy += dy * dy / arrangements;
  }
  return spread;
}

function distance({ x, y, xx, xy, yy }: Spread, atX: number, atY: number): number {
  const room = RIDGE * (xx + yy);
  const [wide, high] = [xx + room, yy + room];
  const determinant = wide * high - xy * xy;
  if (!(determinant > 0)) return 0; // nothing moves in any arrangement
  const [dx, dy] = [atX - x, atY - y];
  return (high * dx * dx - 2 * xy * dx * dy + wide * dy * dy) / determinant;
}
