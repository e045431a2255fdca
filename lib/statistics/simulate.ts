import { checkInteger, checkNumber, checkOneOf, checkOptions, normalFrom, seededRandom } from "../foundation/mod.ts";
import type { Pair, Random, TestResult } from "../shapes.ts";
import { checkConfidence, checkOpenUnit } from "./checks.ts";
import { exactBinomialInterval } from "./distributions/binomial.ts";
import { foldReplicates, type FoldRule } from "./fold.ts";

/** A simulated experiment on yes/no actions whose true effect is known. */
export interface PairDesign {
  scenarios: number;
  wordings: number;
  /** World values drawn for each scenario × wording, each a pair of its own. */
  worlds: number;
  /** Trials an arm of a pair. */
  replicates: number;
  /** How the replicates are folded. */
  fold: FoldRule;
  /** Rate under control in a middling scenario, in (0, 1). */
  controlRate: number;
  /** Effect of the treatment on the log-odds in a middling scenario. */
  effect: number;
  /** Spread of the scenarios' base log-odds. Default 0. */
  scenarioSpread?: number;
  /** Spread of the effect between scenarios (random slopes). Default 0. */
  slopeSpread?: number;
  /** Spread of the effect between wordings of a scenario. Default 0. */
  wordingSlopeSpread?: number;
}

/** Options of `simulatePower()`. */
export interface SimulatePowerOptions<Study> {
  /** Makes one study from a stream of random numbers. */
  simulate: (random: Random) => Study;
  /** Analyses it. */
  test: (study: Study) => TestResult;
  /** Studies. Default 1,000. */
  runs?: number;
  /** Seed of the studies. */
  seed: number;
  /** Level, in (0, 1). Default 0.05. */
  alpha?: number;
  /** Confidence of the Monte-Carlo interval. Default 0.95. */
  confidence?: number;
}

/**
 * How likely does this design and this test find the effect? Power of any design by simulation.
 *
 * Simulates studies, runs the very test that will be used and counts rejections, so that clusters, replicates
 * and folding are all in it. The interval is Clopper and Pearson's for the number of runs: it says how far
 * chance in the simulation reaches, not how far the assumptions do. With an effect of 0 the same call gives
 * the test's false-positive rate.
 *
 * @returns `estimate` is the power; a study whose test gives no p-value counts as no rejection,
 *   `details.withoutP` says how many.
 * @throws {RangeError} If there are no runs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { signFlip, simulatePairs, simulatePower } from "twoplane/statistics";
 * const design = { scenarios: 8, wordings: 1, worlds: 5, replicates: 3, fold: "mean" as const, controlRate: 0.2, effect: 2 };
 * const { estimate } = simulatePower({
 *   simulate: (random) => simulatePairs(design, random),
 *   test: (pairs) => signFlip(pairs, { unit: (pair) => pair.scenarioId, seed: 1 }),
 *   runs: 100,
 *   seed: 1,
 * });
 * assert.ok(estimate > 0.9);
 * ```
 */
export function simulatePower<Study>(options: SimulatePowerOptions<Study>): TestResult {
  checkOptions("simulatePower", options, ["simulate", "test", "runs", "seed", "alpha", "confidence"]);
  const { simulate, test, runs = 1_000, seed, alpha = 0.05, confidence = 0.95 } = options;
  checkInteger("simulatePower", "runs", runs, { min: 1 });
  checkOpenUnit("simulatePower", "alpha", alpha);
  checkConfidence("simulatePower", confidence);
  const random = seededRandom(seed, "simulatePower");
  let [rejected, withoutP] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const { pValue } = test(simulate(random));
    if (pValue === null) withoutP++;
    else if (pValue <= alpha) rejected++;
  }
  return {
    method: "power by simulation",
    estimate: rejected / runs,
    interval: exactBinomialInterval(rejected, runs, confidence),
    confidence,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n: runs,
    details: { effect: "power", units: "simulated studies", alpha, seed, withoutP },
  };
}

/**
 * One simulated study: matched pairs of yes/no actions, replicates folded.
 *
 * Log-odds are base + scenario + (effect + scenario's slope + wording's slope) under treatment, spreads
 * normal; trials given those are independent.
 *
 * @param design Sizes, rate, effect and spreads.
 * @param random Source of uniform numbers, such as `seededRandom(1, "study")`.
 * @returns scenarios × wordings × worlds pairs.
 * @throws {RangeError} If a size is below 1 or the rate not inside (0, 1).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { seededRandom } from "twoplane/foundation";
 * import { simulatePairs } from "twoplane/statistics";
 * const design = { scenarios: 3, wordings: 2, worlds: 4, replicates: 5, fold: "mean" as const, controlRate: 0.2, effect: 1 };
 * assert.equal(simulatePairs(design, seededRandom(1, "study")).length, 24);
 * ```
 */
export function simulatePairs(design: PairDesign, random: Random): Pair<number>[] {
  const { scenarios, wordings, worlds, replicates, fold, controlRate, effect } = checkDesign(design);
  const { scenarioSpread = 0, slopeSpread = 0, wordingSlopeSpread = 0 } = design;
  const normal = normalFrom(random);
  const base = Math.log(controlRate / (1 - controlRate));
  const arm = (logOdds: number) => {
    const rate = 1 / (1 + Math.exp(-logOdds));
    return foldReplicates(Array.from({ length: replicates }, () => (random() < rate ? 1 : 0)), { rule: fold });
  };
  const pairs: Pair<number>[] = [];
  for (let s = 0; s < scenarios; s++) {
    const level = base + scenarioSpread * normal();
    const slope = effect + slopeSpread * normal();
    for (let w = 0; w < wordings; w++) {
      const shift = slope + wordingSlopeSpread * normal();
      for (let v = 0; v < worlds; v++) {
        pairs.push({
          pairId: `s${s}/w${w}/v${v}`,
          scenarioId: `s${s}`,
          wordingId: `w${w}`,
          control: arm(level),
          treatment: arm(level + shift),
          n: { control: replicates, treatment: replicates },
        });
      }
    }
  }
  return pairs;
}

function checkDesign(design: PairDesign): PairDesign {
  const caller = "simulatePairs";
  const spreads = ["scenarioSpread", "slopeSpread", "wordingSlopeSpread"] as const;
  const sizes = ["scenarios", "wordings", "worlds", "replicates"] as const;
  checkOptions(caller, design, [...sizes, "fold", "controlRate", "effect", ...spreads]);
  for (const name of sizes) checkInteger(caller, name, design[name], { min: 1 });
  checkOneOf(caller, "fold", design.fold, ["any", "majority", "mean", "first"]);
  checkOpenUnit(caller, "controlRate", design.controlRate);
  checkNumber(caller, "effect", design.effect);
  for (const name of spreads) checkNumber(caller, name, design[name] ?? 0, { min: 0 });
  return design;
}
