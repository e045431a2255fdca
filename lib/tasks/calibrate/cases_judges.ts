/** Judged rates, rates over clusters, logistic slopes. @module */
import { normalFrom } from "../../foundation/mod.ts";
import type { Random, TestResult } from "../../shapes.ts";
import {
  clusteredProportion,
  logisticClustered,
  predictionPowered,
  roganGladen,
  stratifiedMean,
} from "../../statistics/mod.ts";
import { binomialDraw, covers } from "./draws.ts";
import { between, type CalibrationCase } from "./judge.ts";

const works = { role: "works" } as const;

/** Cases of judged rates and what stands beside them. */
export const judgeCases: readonly CalibrationCase[] = [
  ...([[0.3, 0.9, 0.85], [0.05, 0.8, 0.95]] as const).map(([rate, sensitivity, specificity]): CalibrationCase => ({
    method: "roganGladen",
    setting: `true rate ${rate}, sensitivity ${sensitivity} and specificity ${specificity} known from 60 and 60 items`,
    kind: "coverage",
    claim: between(0.93, 0.985),
    ...works,
    study: (random) => {
      const counts = {
        judged: binomialDraw(200, rate * sensitivity + (1 - rate) * (1 - specificity), random),
        truePositive: binomialDraw(60, sensitivity, random),
        trueNegative: binomialDraw(60, specificity, random),
      };
      return covers(roganGladen(counts), rate);
    },
  })),
  ...(["all", "tuned"] as const).map((weight): CalibrationCase => ({
    method: `predictionPowered, ${weight}`,
    setting: "true rate 0.3, a judge wrong in 15%, 80 of 400 items labelled",
    kind: "coverage",
    claim: between(0.93, 0.96),
    ...works,
    study: (random) => {
      const judged = (truth: number) => random() < 0.15 ? 1 - truth : truth;
      const draw = () => Number(random() < 0.3);
      const truth = Array.from({ length: 80 }, draw);
      const labelled = { truth, judged: truth.map(judged) };
      const unlabelled = Array.from({ length: 320 }, () => judged(draw()));
      return covers(predictionPowered({ labelled, unlabelled }, { weight }), 0.3);
    },
  })),
  {
    method: "clusteredProportion",
    setting: "15 scenarios of 6 trials whose rates vary",
    kind: "coverage",
    claim: between(0.93, 0.98),
    ...works,
    study: (random) => {
      const rows = Array.from({ length: 15 }, (_, s) => {
        const rate = 0.5 * random();
        return Array.from({ length: 6 }, () => ({ value: Number(random() < rate), unit: `s${s}` }));
      }).flat();
      return covers(clusteredProportion(rows, { value: (row) => row.value, unit: (row) => row.unit }), 0.25);
    },
  },
  {
    method: "logisticClustered",
    setting: "slope 1 on a leaning, 40 clusters of 8 rows with effects of their own scale",
    kind: "coverage",
    claim: between(0.925, 0.96),
    ...works,
    study: (random) => covers(slope(random), 1),
  },
  {
    method: "stratifiedMean",
    setting: "4 settings of 6–24 cases, unequal spreads",
    kind: "coverage",
    claim: between(0.935, 0.965),
    ...works,
    study: (random) => {
      const normal = normalFrom(random);
      const rows = [6, 10, 16, 24].flatMap((n, s) =>
        Array.from({ length: n }, () => ({ y: 0.2 * s + (1 + s) * normal(), stratum: `s${s}` }))
      );
      return covers(stratifiedMean(rows, { value: (row) => row.y, stratum: (row) => row.stratum }), 0.3);
    },
  },
];

/** Leanings vary between clusters and inside them, and tell the chance of acting exactly. */
function slope(random: Random): TestResult {
  const normal = normalFrom(random);
  const rows = Array.from({ length: 40 }, (_, c) => {
    const level = normal();
    return Array.from({ length: 8 }, () => {
      const x = level + normal();
      return { x, y: Number(random() < 1 / (1 + Math.exp(-x))), cluster: `c${c}` };
    });
  }).flat();
  return logisticClustered({
    outcome: rows.map(({ y }) => y),
    predictors: { x: rows.map(({ x }) => x) },
    clusters: rows.map(({ cluster }) => cluster),
  }).x as TestResult;
}
