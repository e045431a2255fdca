/** Planted and null effects of simulated agents, through the analysis of the action plane. @module */
import {
  contrasts,
  type ContrastsOptions,
  doseResponse,
  interactions,
  wordingHeterogeneity,
} from "../../action/mod.ts";
import { testPairs } from "../../action/pair_test.ts";
import { normalFrom } from "../../foundation/mod.ts";
import type { Pair, Random, TestResult, TrialRecord } from "../../shapes.ts";
import { noncentralStudentLower } from "../../statistics/distributions/noncentral.ts";
import { studentUpperQuantile } from "../../statistics/distributions/student.ts";
import { covers, pairOf, rejects, scenarioOf } from "./draws.ts";
import { atLeast, between, type CalibrationCase } from "./judge.ts";
import { type PlantedDesign, plantedRecord, plantedStudy, plantedTruth } from "./planted_study.ts";

const works = { role: "works" } as const;
const planted: PlantedDesign = {
  scenarios: 12,
  wordings: 3,
  worlds: 3,
  replicates: 1,
  base: -0.6,
  effect: 0.8,
  spread: { base: 0.7, scenario: 0.6, wording: 0.4 },
};
const words = "12 scenarios × 3 wordings × 3 worlds";
/** At even odds slopes around zero are as often gains as losses: a null for rates as well. */
const varying: PlantedDesign = { ...planted, base: 0, effect: 0, spread: { base: 0, scenario: 1.4, wording: 0.4 } };
const nothing: PlantedDesign = { ...planted, effect: 0, spread: { base: 0.7, scenario: 0, wording: 0 } };
const truth = plantedTruth(planted);

/** The contrast over all scenarios, as `contrasts()` gives it. */
function contrastOf(records: readonly TrialRecord[], options: Partial<ContrastsOptions>): TestResult {
  const [together] = contrasts(records, {
    factor: "note",
    control: "plain",
    treatments: ["peer"],
    fold: "mean",
    gates: [...new Set(records.map(({ trial }) => trial.scenarioId))].map((scenarioId) => ({
      scenarioId,
      passes: true,
    })),
    seed: 1,
    ...options,
  });
  return together?.result as TestResult;
}

const study = (design: PlantedDesign, options: Partial<ContrastsOptions> = {}) => (random: Random) =>
  contrastOf(plantedStudy(design, random), options);
const robust = { test: "clusterRobust" } as const;

/** Chance that a t test of the scenarios' means finds the planted effect. */
function expectedPower({ scenarios }: PlantedDesign): number {
  const shift = truth.effect / truth.scenarioSpread * Math.sqrt(scenarios);
  const critical = studentUpperQuantile(0.025, scenarios - 1);
  return 1 - noncentralStudentLower(critical, scenarios - 1, shift) +
    noncentralStudentLower(-critical, scenarios - 1, shift);
}

const power = expectedPower(planted);

/** Cases of the action plane. */
export const actionCases: readonly CalibrationCase[] = [
  {
    method: "contrasts, sign-flip",
    setting: `no effect in any scenario, ${words}; flips that tie count against it`,
    kind: "level",
    claim: between(0.02, 0.05),
    ...works,
    study: (random) => rejects(study(nothing)(random)),
  },
  {
    method: "contrasts, sign-flip",
    setting: `effects of scenarios and wordings around zero, ${words}`,
    kind: "level",
    claim: between(0.03, 0.05),
    ...works,
    study: (random) => rejects(study(varying)(random)),
  },
  {
    method: "contrasts, CR2",
    setting: `effects of scenarios and wordings around zero, ${words}`,
    kind: "level",
    claim: between(0.035, 0.06),
    ...works,
    study: (random) => rejects(study(varying, robust)(random)),
  },
  ...(["signFlip", "clusterRobust"] as const).map((test): CalibrationCase => ({
    method: `contrasts, ${test === "signFlip" ? "sign-flip" : "CR2"}`,
    setting: `planted effect with random slopes, ${words}`,
    kind: "coverage",
    claim: between(0.935, 0.965),
    ...works,
    study: (random) => covers(study(planted, { test })(random), truth.effect),
  })),
  {
    method: "contrasts, sign-flip",
    setting: `planted effect with random slopes, ${words}: share of estimates above it`,
    kind: "bias",
    claim: between(0.48, 0.52),
    ...works,
    study: (random) => study(planted)(random).estimate > truth.effect,
  },
  {
    method: "contrasts, CR2",
    setting: `planted effect with random slopes, ${words}; t on scenarios finds it in ${(100 * power).toFixed(0)}%`,
    kind: "power",
    claim: between(power - 0.02, power + 0.02),
    ...works,
    study: (random) => rejects(study(planted, robust)(random)),
  },
  {
    method: "contrasts, sign-flip",
    setting: `planted effect with random slopes, ${words}; t on scenarios finds it in ${(100 * power).toFixed(0)}%`,
    kind: "power",
    claim: between(power - 0.05, power + 0.02),
    ...works,
    study: (random) => rejects(study(planted)(random)),
  },
  {
    method: "interactions",
    setting: "an effect that does not depend on the second factor, 10 scenarios × 2 wordings × 2 worlds",
    kind: "level",
    claim: between(0.03, 0.05),
    ...works,
    study: (random) => {
      const design = { ...planted, scenarios: 10, wordings: 2, worlds: 2, crossed: { absent: 0, present: 0 } };
      const by = { factor: "second", without: "absent", with: ["present"] };
      const options = { factor: "note", control: "plain", treatments: ["peer"], by, fold: "mean", seed: 1 } as const;
      return rejects(interactions(plantedStudy(design, random), options)[0]?.result as TestResult);
    },
  },
  {
    method: "doseResponse",
    setting: "no dose does anything, 10 scenarios × 2 wordings × 2 worlds × 4 doses",
    kind: "level",
    claim: between(0.03, 0.05),
    ...works,
    study: (random) => {
      const doses = { none: 0, one: 1, three: 3, nine: 9 };
      const options = { factor: "note", doses, fold: "mean", seed: 1 } as const;
      return rejects(doseResponse(doseStudy(Object.keys(doses), random), options).slope as TestResult);
    },
  },
  {
    method: "wordingHeterogeneity",
    setting: "one effect for all wordings, yes and no, 6 scenarios × 3 wordings × 6 worlds",
    kind: "level",
    claim: between(0.035, 0.065),
    ...works,
    study: (random) => {
      const design = { ...planted, scenarios: 6, worlds: 6, spread: { base: 0, scenario: 0.6, wording: 0 } };
      const found = contrasts(plantedStudy(design, random), {
        factor: "note",
        control: "plain",
        treatments: ["peer"],
        fold: "mean",
        gates: Array.from({ length: 6 }, (_, s) => ({ scenarioId: `s${s}`, passes: true })),
        test: "clusterRobust",
        seed: 1,
      });
      return (wordingHeterogeneity(found.slice(0, 1))[0]?.pValue ?? 1) <= 0.05;
    },
  },
  {
    method: "contrasts, worst case over bounds",
    setting: "a fifth of the pairs known by bounds only, 12 scenarios of 4 pairs",
    kind: "coverage",
    claim: atLeast(0.95),
    ...works,
    study: boundedStudy,
  },
];

/** Every dose acts at the rate of its scenario. */
function doseStudy(levels: readonly string[], random: Random): TrialRecord[] {
  return Array.from({ length: 10 }, (_, scenario) => {
    const rate = 0.2 + 0.6 * random();
    return [0, 1].flatMap((wording) =>
      [0, 1].flatMap((world) =>
        levels.map((condition) =>
          plantedRecord({ scenario, wording, world, condition, replicate: 0, level: null }, random() < rate)
        )
      )
    );
  }).flat();
}

/** Differences around 0.5 that vary by scenario; where only bounds are known the reading is their middle. Pairs, not records. */
function boundedStudy(random: Random): boolean {
  const normal = normalFrom(random);
  const pairs = Array.from({ length: 12 }, (_, s) => {
    const effect = 0.5 + 0.4 * normal();
    return Array.from({ length: 4 }, (_, i): Pair => {
      const control = normal();
      const treatment = control + effect + 0.5 * normal();
      const pair = pairOf(control, treatment, 4 * s + i, `s${s}`);
      if (random() > 0.2) return pair;
      const range = { low: treatment - 2 * random(), high: treatment + random() };
      const reading = (range.low + range.high) / 2;
      return { ...pair, treatment: reading, ranges: { control: { low: control, high: control }, treatment: range } };
    });
  }).flat();
  return covers(testPairs(pairs, { unit: scenarioOf, test: "signFlip", seed: 1 }) as TestResult, 0.5);
}
