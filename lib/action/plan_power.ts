import { checkNumber, checkOptions } from "../foundation/mod.ts";
import {
  type PairDesign,
  powerMcnemar,
  powerPairedT,
  signFlip,
  simulatePairs,
  simulatePower,
} from "../statistics/mod.ts";
import type { Trial } from "../shapes.ts";

/** The smallest effect worth finding, fixed before the run: of yes/no actions, or of a leaning. */
export type SmallestEffect =
  | {
    /** Rate of acting under control in a middling scenario, in (0, 1). */
    control: number;
    /** Rate under treatment there. */
    treatment: number;
    /** How much the effect differs between scenarios, as a standard deviation of log-odds; 0: the same everywhere. */
    slopeSpread: number;
  }
  | {
    /** Mean difference of a pair, in standard deviations of such differences. */
    standardized: number;
    /** Share of the variance of differences that pairs of one scenario have in common, in [0, 1]. */
    shared: number;
  };

/** How likely a design finds the smallest effect, two-sided at 5%. */
export interface PlanPower {
  /** Pairs that one contrast has. */
  pairs: number;
  scenarios: number;
  /** If each pair were independent of all others: an upper bound, and right for these very scenarios alone. */
  independentPairs: number;
  /** With scenarios as units, as results are to be read; `null` with fewer than two. */
  byScenario: number | null;
  note: string;
}

/** Power of a design for one contrast of its factor. */
export function planPower(trials: readonly Trial[], effect: SmallestEffect, seed: number): PlanPower {
  const asked = trials.filter(({ controlItem }) => controlItem === null);
  const count = (of: (trial: Trial) => string) => new Set(asked.map(of)).size;
  const scenarios = count(({ scenarioId }) => scenarioId);
  const pairs = count(({ pairId }) => pairId);
  const shape: Shape = {
    scenarios,
    wordings: Math.max(1, Math.round(count(({ scenarioId, wordingId }) => `${scenarioId} ${wordingId}`) / scenarios)),
    pairs,
    replicates: Math.max(1, Math.round(count(({ pairId, replicate }) => `${pairId} ${replicate}`) / pairs)),
  };
  const note = scenarios < 6
    ? `With ${scenarios} scenarios as units no p-value of a sign-flip test is below ${2 ** (1 - scenarios)}: ` +
      "six are needed for 5%"
    : "Two-sided, 5%";
  if (pairs === 0) return { pairs, scenarios, independentPairs: 0, byScenario: null, note: "No pairs" };
  return {
    pairs,
    scenarios,
    note,
    ...("standardized" in effect ? ofLeaning(effect, shape) : ofRates(effect, shape, seed)),
  };
}

interface Shape {
  scenarios: number;
  wordings: number;
  pairs: number;
  replicates: number;
}

type Powers = Pick<PlanPower, "independentPairs" | "byScenario">;

/** Exact where a pair is one trial an arm; means of replicates are taken as normal. */
function ofRates(effect: Extract<SmallestEffect, { control: number }>, shape: Shape, seed: number): Powers {
  checkOptions("plan with smallestEffect", effect, ["control", "treatment", "slopeSpread"]);
  const [control, treatment] = (["control", "treatment"] as const).map((name) =>
    checkNumber("plan", `smallestEffect.${name}`, effect[name], { min: 0.001, max: 0.999 })
  ) as [number, number];
  const slopeSpread = checkNumber("plan", "smallestEffect.slopeSpread", effect.slopeSpread, { min: 0 });
  const design: PairDesign = {
    scenarios: shape.scenarios,
    wordings: shape.wordings,
    worlds: Math.max(1, Math.round(shape.pairs / (shape.scenarios * shape.wordings))),
    replicates: shape.replicates,
    fold: "mean",
    controlRate: control,
    effect: logit(treatment) - logit(control),
  };
  const byScenario = () =>
    simulatePower({
      simulate: (random) => simulatePairs({ ...design, slopeSpread }, random),
      test: (pairs) => signFlip(pairs, { unit: ({ scenarioId }) => scenarioId, seed, draws: 999 }),
      runs: STUDIES,
      seed,
    }).estimate;
  const spread = Math.sqrt((control * (1 - control) + treatment * (1 - treatment)) / shape.replicates);
  return {
    independentPairs: shape.replicates > 1 && shape.pairs > 1
      ? powerPairedT({ effect: (treatment - control) / spread, n: shape.pairs })
      : powerMcnemar({ gained: (1 - control) * treatment, lost: control * (1 - treatment), n: shape.pairs }),
    byScenario: shape.scenarios < 2 ? null : byScenario(),
  };
}

/** Simulated studies: their share is then known to about 0.05. */
const STUDIES = 400;

/** A scenario's mean difference varies less the more pairs it has, but never less than what its pairs share. */
function ofLeaning(effect: Extract<SmallestEffect, { standardized: number }>, shape: Shape): Powers {
  checkOptions("plan with smallestEffect", effect, ["standardized", "shared"]);
  const size = checkNumber("plan", "smallestEffect.standardized", effect.standardized);
  const shared = checkNumber("plan", "smallestEffect.shared", effect.shared, { min: 0, max: 1 });
  const each = shape.pairs / shape.scenarios;
  return {
    independentPairs: shape.pairs < 2 ? 0 : powerPairedT({ effect: size, n: shape.pairs }),
    byScenario: shape.scenarios < 2
      ? null
      : powerPairedT({ effect: size / Math.sqrt(shared + (1 - shared) / each), n: shape.scenarios }),
  };
}

function logit(rate: number): number {
  return Math.log(rate / (1 - rate));
}
