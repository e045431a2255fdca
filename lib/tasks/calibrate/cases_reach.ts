/** What contrasts and gaps speak for: right within it, and what happens to those who read them beyond it. @module */
import { contrasts, type ContrastsOptions, type RateGap, rateGap, type RateGapOptions } from "../../action/mod.ts";
import type { Random, TrialRecord } from "../../shapes.ts";
import { between, type CalibrationCase } from "./judge.ts";
import { type PlantedDesign, plantedStudy, plantedTruth } from "./planted_study.ts";

const works = { role: "works" } as const;
const misuse = { role: "misuse" } as const;
const arms = { factor: "note", control: "plain", fold: "mean", seed: 1 } as const;

/** At even odds slopes around zero are as often gains as losses: a null for rates as well. */
const few: PlantedDesign = {
  scenarios: 3,
  wordings: 3,
  worlds: 6,
  replicates: 1,
  base: 0,
  effect: 0,
  spread: { base: 0, scenario: 0, wording: 0.8 },
};
const fewWords = "3 scenarios × 3 wordings × 6 worlds";
const five: PlantedDesign = { ...few, scenarios: 5, worlds: 9, spread: { base: 0, scenario: 1.4, wording: 0.4 } };
const one: PlantedDesign = { ...few, scenarios: 1 };
const twelve: PlantedDesign = {
  ...few,
  scenarios: 12,
  worlds: 3,
  spread: { base: 0, scenario: 1.4, wording: 0.4 },
};

/** Whether the contrast over all scenarios, or that of the first one, rejects at 5%. */
function finds(
  records: readonly TrialRecord[],
  options: Partial<ContrastsOptions> & { at?: "all" | "first" },
): boolean {
  const { at = "all", ...more } = options;
  const gates = [...new Set(records.map(({ trial }) => trial.scenarioId))].map((scenarioId) => ({
    scenarioId,
    passes: true,
  }));
  const [all, first] = contrasts(records, { ...arms, treatments: ["peer"], gates, ...more });
  return ((at === "all" ? all : first)?.result?.pValue ?? 1) <= 0.05;
}

const histories = { none: 0, neutral: 0, good: 0, bad: 0, name: 0, other: 0 };

function gapIn(records: readonly TrialRecord[], options: Partial<RateGapOptions> = {}): RateGap {
  return rateGap(records, { ...arms, treatment: "peer", ...options })[0] as RateGap;
}

const nullGap = (design: PlantedDesign) => (random: Random) =>
  (gapIn(plantedStudy(design, random)).pValue ?? 1) <= 0.05;

const planted: PlantedDesign = {
  ...twelve,
  base: -0.6,
  effect: 0.8,
  spread: { base: 0.7, scenario: 0.6, wording: 0.4 },
  crossed: { none: 0, good: 0 },
};
const { effect } = plantedTruth(planted);
/** Two settings of unequal size: 4 scenarios and 8. */
const setting: RateGapOptions["setting"] = ({ scenarioId }) => Number(scenarioId.slice(1)) < 4 ? "few" : "many";

/** Cases of what results speak for. */
export const reachCases: readonly CalibrationCase[] = [
  {
    method: "contrasts, fewer than six scenarios",
    setting: `effects of wordings around zero, ${fewWords}: speaks for wordings like these of these very scenarios`,
    kind: "level",
    claim: between(0.02, 0.05),
    ...works,
    study: (random) => finds(plantedStudy(few, random), {}),
  },
  {
    method: "contrasts, fewer than six scenarios",
    setting:
      "effects of scenarios around zero, 5 scenarios × 3 wordings × 9 worlds: read as speaking for other scenarios",
    kind: "level",
    claim: between(0.1, 0.4),
    ...misuse,
    study: (random) => finds(plantedStudy(five, random), {}),
  },
  {
    method: "contrasts, clusters by wording asked for",
    setting:
      "effects of scenarios around zero, 12 scenarios × 3 wordings × 3 worlds: read as speaking for other scenarios",
    kind: "level",
    claim: between(0.1, 0.4),
    ...misuse,
    study: (random) => finds(plantedStudy(twelve, random), { clusters: "wording" }),
  },
  {
    method: "contrasts, one scenario",
    setting: "no effect in any wording, 1 scenario × 3 wordings × 6 worlds: speaks for these very wordings",
    kind: "level",
    claim: between(0.005, 0.05),
    ...works,
    study: (random) =>
      finds(plantedStudy({ ...one, spread: { base: 0.7, scenario: 0, wording: 0 } }, random), { at: "first" }),
  },
  {
    method: "contrasts, one scenario",
    setting: "effects of wordings around zero, 1 scenario × 3 wordings × 6 worlds: read as speaking for other wordings",
    kind: "level",
    claim: between(0.06, 0.3),
    ...misuse,
    study: (random) =>
      finds(plantedStudy({ ...one, spread: { base: 0, scenario: 0, wording: 1.4 } }, random), { at: "first" }),
  },
  {
    method: "rateGap",
    setting: `effects of wordings around zero, cases repeated in 6 histories, ${fewWords}`,
    kind: "level",
    claim: between(0.03, 0.05),
    ...works,
    study: nullGap({ ...few, crossed: histories }),
  },
  {
    method: "rateGap",
    setting:
      "effects of scenarios and wordings around zero, cases in 2 histories, 12 scenarios × 3 wordings × 3 worlds",
    kind: "level",
    claim: between(0.03, 0.05),
    ...works,
    study: nullGap({ ...twelve, crossed: { none: 0, good: 0 } }),
  },
  {
    method: "rateGap",
    setting: "planted effect with random slopes, settings of 4 and 8 scenarios that weigh alike, cases in 2 histories",
    kind: "coverage",
    claim: between(0.93, 0.965),
    ...works,
    study: (random) => {
      const { low, high } = gapIn(plantedStudy(planted, random), { setting });
      return low === null || high === null || (low <= effect && effect <= high);
    },
  },
];
