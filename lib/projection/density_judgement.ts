import { sharesAsFar } from "./arrangements.ts";

/** A square's change among the changes of periods dealt anew. */
export interface Judgement {
  low: number;
  high: number;
  pValue: number;
  adjustedPValue: number;
}

/**
 * Where does each square's change stand among the draws?
 *
 * @param pool (draws + 1) × judged squares, the data first.
 * @param judged Numbers of those squares.
 */
export function judgeSquares(pool: Float64Array, judged: readonly number[]): Map<number, Judgement> {
  const units = judged.length;
  const arrangements = pool.length / (units || 1);
  const distances = new Float64Array(pool.length);
  const bands = judged.map((_, unit) => {
    const values = Float64Array.from({ length: arrangements }, (_, row) => pool[row * units + unit] as number);
    const mean = values.reduce((sum, value) => sum + value, 0) / arrangements;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / arrangements);
    values.forEach((value, row) => distances[row * units + unit] = spread > 0 ? Math.abs(value - mean) / spread : 0);
    const drawn = values.subarray(1).toSorted();
    const at = (share: number) => drawn[Math.round((drawn.length - 1) * share)] as number;
    return { low: at(0.025), high: at(0.975) };
  });
  const { own, adjusted } = units === 0 ? { own: [], adjusted: [] } : sharesAsFar(distances, units);
  return new Map(judged.map((square, unit) => [square, {
    ...bands[unit] as { low: number; high: number },
    pValue: own[unit] as number,
    adjustedPValue: adjusted[unit] as number,
  }]));
}
