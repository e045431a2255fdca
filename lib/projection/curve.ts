/** Points on which the curve is fitted, evenly spaced from 0 to three times the spread. */
const POINTS = 300;
/** Steps of Levenberg and Marquardt; a dozen are enough. */
const MOST_STEPS = 200;

/** Closeness on the map at distance x is 1 / (1 + a · x^2b). */
export interface Curve {
  a: number;
  b: number;
}

/**
 * Which curve says how close two points of the map count?
 *
 * Least squares of 1 / (1 + a · x^2b) to "1 up to minDist, then falling off exponentially over the spread", as UMAP defines it
 * (McInnes, Healy and Melville 2018), by the steps of Levenberg and Marquardt in plain float64.
 *
 * @param minDist Map distance up to which two points count as one, ≥ 0.
 * @param spread Map distance over which closeness falls to 1/e, above 0.
 */
export function fitCurve(minDist: number, spread: number): Curve {
  const points = Array.from({ length: POINTS }, (_, i) => (3 * spread * i) / (POINTS - 1));
  const wanted = points.map((x) => x < minDist ? 1 : Math.exp(-(x - minDist) / spread));
  let best = { a: 1, b: 1 };
  let error = squaredError(points, wanted, best);
  let damping = 1e-3;
  for (let step = 0; step < MOST_STEPS && damping < 1e12; step++) {
    const next = dampedStep(points, wanted, best, damping);
    const there = next.a > 0 && next.b > 0 ? squaredError(points, wanted, next) : Infinity;
    if (there < error) {
      [best, error, damping] = [next, there, damping / 10];
    } else {
      damping *= 10;
    }
  }
  return best;
}

function squaredError(points: readonly number[], wanted: readonly number[], { a, b }: Curve): number {
  return points.reduce((sum, x, i) => sum + (1 / (1 + a * x ** (2 * b)) - (wanted[i] as number)) ** 2, 0);
}

/** One step down the gradient, the more cautious the higher the damping. */
function dampedStep(points: readonly number[], wanted: readonly number[], { a, b }: Curve, damping: number): Curve {
  let [aa, ab, bb, slopeA, slopeB] = [0, 0, 0, 0, 0];
  points.forEach((x, i) => {
    if (x === 0) return; // the curve is 1 at 0, whatever a and b
    const power = x ** (2 * b);
    const value = 1 / (1 + a * power);
    const byA = -power * value * value;
    const byB = 2 * a * Math.log(x) * byA;
    const rest = (wanted[i] as number) - value;
    aa += byA * byA;
    ab += byA * byB;
    bb += byB * byB;
    slopeA += byA * rest;
    slopeB += byB * rest;
  });
  const [dampedA, dampedB] = [aa * (1 + damping), bb * (1 + damping)];
  const determinant = dampedA * dampedB - ab * ab;
  return {
    a: a + (slopeA * dampedB - slopeB * ab) / determinant,
    b: b + (slopeB * dampedA - slopeA * ab) / determinant,
  };
}
