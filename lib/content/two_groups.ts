/** Values of units with the standard deviation that each has by chance. */
export interface NoisyValues {
  values: Float64Array;
  deviations: Float64Array;
}

/** One true value for all units, or values that scatter around it. */
export interface CommonValue {
  /** Mean weighted by the precision of each unit. */
  mean: number;
  /** Cochran's Q: weighted squares around that mean; about units − 1 where all share one true value. */
  q: number;
  /** Standard deviation of the true values between units (DerSimonian & Laird 1986, Controlled Clinical Trials 7:177–188). */
  between: number;
  /** Share of the scatter that chance does not explain (I²), in [0, 1). */
  share: number;
}

/** Two groups of units, each with one true value. */
export interface TwoGroups {
  lower: number;
  upper: number;
  /** Share of the units in the upper group. */
  upperShare: number;
  /** Twice the log-likelihood above that of one common value. */
  overOne: number;
  /** Twice the log-likelihood above that of a normal spread of true values. */
  overSpread: number;
}

/** Iterations of a fit at most, and the gain below which it stops. */
const ITERATIONS = 60;
const GAIN = 1e-5;

/** Is there more scatter between units than chance gives each of them? */
export function commonValue({ values, deviations }: NoisyValues): CommonValue {
  let [weights, squares, weighted] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const weight = 1 / ((deviations[i] as number) * (deviations[i] as number));
    weights += weight;
    squares += weight * weight;
    weighted += weight * (values[i] as number);
  }
  const mean = weighted / weights;
  let q = 0;
  for (let i = 0; i < values.length; i++) {
    const distance = ((values[i] as number) - mean) / (deviations[i] as number);
    q += distance * distance;
  }
  const excess = Math.max(0, q - (values.length - 1));
  const room = weights - squares / weights;
  return { mean, q, between: room > 0 ? Math.sqrt(excess / room) : 0, share: q > 0 ? excess / q : 0 };
}

/**
 * The best two groups by maximum likelihood, each unit with its own noise.
 *
 * EM from three beginnings: two even halves, and a tenth of the units above or below the rest.
 */
export function twoGroups(given: NoisyValues, common: CommonValue = commonValue(given)): TwoGroups {
  const typical = given.deviations.toSorted()[given.deviations.length >> 1] as number;
  const step = Math.max(common.between, typical / 2);
  const begin = [[step, step, 0.5], [step / 3, 3 * step, 0.1], [3 * step, step / 3, 0.9]] as const;
  const fits = begin.map(([down, up, share]) => fit(given, [common.mean - down, common.mean + up, share]));
  const best = fits.reduce((a, b) => b.likelihood > a.likelihood ? b : a);
  const overOne = Math.max(0, 2 * best.likelihood + common.q);
  const [lower, upper] = [Math.min(best.lower, best.upper), Math.max(best.lower, best.upper)];
  const upperShare = best.lower <= best.upper ? best.share : 1 - best.share;
  return { lower, upper, upperShare, overOne, overSpread: overOne - spreadOverOne(given, common) };
}

/** Mean of true values that scatter by `between`, with its standard error: units are weighted by own and common scatter. */
export function meanOfSpread({ values, deviations }: NoisyValues, between: number): { mean: number; error: number } {
  let [weights, weighted] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const weight = 1 / ((deviations[i] as number) ** 2 + between ** 2);
    weights += weight;
    weighted += weight * (values[i] as number);
  }
  return { mean: weighted / weights, error: 1 / Math.sqrt(weights) };
}

/** Twice the log-likelihood of a normal spread of true values above that of one value. */
function spreadOverOne({ values, deviations }: NoisyValues, { between, q }: CommonValue): number {
  const { mean } = meanOfSpread({ values, deviations }, between);
  let twice = 0;
  for (let i = 0; i < values.length; i++) {
    const [own, all] = [(deviations[i] as number) ** 2, (deviations[i] as number) ** 2 + between ** 2];
    twice -= Math.log(all / own) + ((values[i] as number) - mean) ** 2 / all;
  }
  return twice + q;
}

/** Log-likelihoods leave out what all models share: Σ log of deviation · √2π. */
function fit({ values, deviations }: NoisyValues, [low, high, start]: readonly [number, number, number]) {
  const weights = deviations.map((deviation) => 1 / (deviation * deviation));
  let [lower, upper, share, likelihood] = [low, high, start, -Infinity];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let [found, members, weightsUp, sumUp, weightsDown, sumDown] = [0, 0, 0, 0, 0, 0];
    const [inUpper, inLower] = [Math.log(share), Math.log(1 - share)];
    for (let i = 0; i < values.length; i++) {
      const [value, weight] = [values[i] as number, weights[i] as number];
      const up = inUpper - (value - upper) * (value - upper) * weight / 2;
      const down = inLower - (value - lower) * (value - lower) * weight / 2;
      const odds = Math.exp(-Math.abs(up - down));
      const major = 1 / (1 + odds);
      const isUp = up > down ? major : 1 - major;
      found += Math.max(up, down) + Math.log1p(odds);
      members += isUp;
      weightsUp += isUp * weight;
      sumUp += isUp * weight * value;
      weightsDown += (1 - isUp) * weight;
      sumDown += (1 - isUp) * weight * value;
    }
    if (found - likelihood < GAIN) break;
    likelihood = found;
    if (weightsUp <= 0 || weightsDown <= 0) break;
    [upper, lower] = [sumUp / weightsUp, sumDown / weightsDown];
    share = Math.min(1 - 1e-6, Math.max(1e-6, members / values.length));
  }
  return { lower, upper, share, likelihood };
}
