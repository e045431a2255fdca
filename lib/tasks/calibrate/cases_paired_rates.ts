/** Paired yes/no outcomes: levels at a true null, coverage at a known effect. @module */
import {
  mcnemarClustered,
  mcnemarExact,
  mcnemarMidP,
  pairedOddsRatio,
  pairedRiskDifference,
  pairedRiskRatio,
  signFlip,
} from "../../statistics/mod.ts";
import { asNumbers, covers, ratePairs, rejects, scenarioOf, varyingRatePairs } from "./draws.ts";
import { atLeast, atMost, between, type CalibrationCase } from "./judge.ts";

const six = [10, 10, 10, 10, 10, 10];
const twentyFive = Array.from({ length: 25 }, (_, i) => 2 + (i % 9));
const works = { role: "works" } as const;

/** Cases of paired yes/no outcomes. */
export const pairedRateCases: readonly CalibrationCase[] = [
  {
    method: "mcnemarExact",
    setting: "40 pairs, 30% discordant",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) => rejects(mcnemarExact(ratePairs(40, { gained: 0.15, lost: 0.15, both: 0.2 }, random))),
  },
  {
    method: "mcnemarExact",
    setting: "200 pairs, rates near 0 (2% discordant)",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) => rejects(mcnemarExact(ratePairs(200, { gained: 0.01, lost: 0.01 }, random))),
  },
  {
    method: "mcnemarExact",
    setting: "60 pairs pooled over 6 scenarios whose effects vary around zero",
    kind: "level",
    claim: between(0.1, 0.4),
    role: "misuse",
    study: (random) => rejects(mcnemarExact(varyingRatePairs(six, 1, random))),
  },
  {
    method: "mcnemarMidP",
    setting: "60 pairs, 40% discordant",
    kind: "level",
    claim: between(0.03, 0.055),
    ...works,
    study: (random) => rejects(mcnemarMidP(ratePairs(60, { gained: 0.2, lost: 0.2 }, random))),
  },
  ...(["tango", "bonett-price"] as const).flatMap((method): CalibrationCase[] => [
    {
      method: `pairedRiskDifference, ${method}`,
      setting: "30 pairs, gained 20%, lost 10%",
      kind: "coverage",
      claim: between(0.93, 0.97),
      ...works,
      study: (random) =>
        covers(pairedRiskDifference(ratePairs(30, { gained: 0.2, lost: 0.1, both: 0.3 }, random), { method }), 0.1),
    },
    {
      method: `pairedRiskDifference, ${method}`,
      setting: "15 pairs, gained 60%, lost 5%",
      kind: "coverage",
      claim: between(0.93, 0.98),
      ...works,
      study: (random) =>
        covers(pairedRiskDifference(ratePairs(15, { gained: 0.6, lost: 0.05 }, random), { method }), 0.55),
    },
    {
      method: `pairedRiskDifference, ${method}`,
      setting: "100 pairs, rates near 0 (gained 2%, lost 1%)",
      kind: "coverage",
      claim: atLeast(0.94),
      ...works,
      study: (random) =>
        covers(pairedRiskDifference(ratePairs(100, { gained: 0.02, lost: 0.01 }, random), { method }), 0.01),
    },
  ]),
  {
    method: "pairedOddsRatio",
    setting: "40 pairs, odds ratio 2",
    kind: "coverage",
    claim: atLeast(0.95),
    ...works,
    study: (random) => {
      const pairs = ratePairs(40, { gained: 0.3, lost: 0.15 }, random);
      return pairs.every((pair) => pair.control === pair.treatment) || covers(pairedOddsRatio(pairs), 2);
    },
  },
  {
    method: "pairedRiskRatio",
    setting: "60 pairs, rates 40% and 30%",
    kind: "coverage",
    claim: between(0.93, 0.97),
    ...works,
    study: (random) => covers(pairedRiskRatio(ratePairs(60, { gained: 0.2, lost: 0.1, both: 0.2 }, random)), 4 / 3),
  },
  {
    method: "mcnemarClustered",
    setting: "25 scenarios of 2–10 pairs, effects vary",
    kind: "level",
    claim: between(0.035, 0.06),
    ...works,
    study: (random) => rejects(mcnemarClustered(varyingRatePairs(twentyFive, 1, random), { unit: scenarioOf })),
  },
  {
    method: "mcnemarClustered",
    setting: "25 scenarios of 2–10 pairs, effects vary",
    kind: "coverage",
    claim: between(0.93, 0.97),
    ...works,
    study: (random) => covers(mcnemarClustered(varyingRatePairs(twentyFive, 1, random), { unit: scenarioOf }), 0),
  },
  {
    method: "signFlip",
    setting: "60 yes/no pairs over 6 scenarios whose effects vary around zero",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) => rejects(signFlip(asNumbers(varyingRatePairs(six, 1, random)), { unit: scenarioOf, seed: 1 })),
  },
];
