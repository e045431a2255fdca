/** Clusters and blocks. @module */
import { normalFrom } from "../../foundation/mod.ts";
import type { Random } from "../../shapes.ts";
import {
  blockRandomization,
  type BlockRow,
  bootstrapClusters,
  bootstrapStatistic,
  type ClusteredData,
  clusterRobust,
  crossedClusters,
  differencesByCluster,
  wildClusterBootstrap,
} from "../../statistics/mod.ts";
import { clusteredDifferences, covers, normals, pairOf, rejects, scenarioOf } from "./draws.ts";
import { between, type CalibrationCase, exactly } from "./judge.ts";

const ten = [2, 2, 3, 3, 4, 5, 6, 8, 12, 20];
const thirty = Array.from({ length: 30 }, (_, i) => 1 + (i * 7) % 12);
const works = { role: "works" } as const;
const intercept = "(intercept)";
const shared = { clusterSpread: 1 };
const anySeed = (random: Random): number => Math.floor(random() * 1e9);

/** Cases of clustered differences and regressions. */
export const clusterCases: readonly CalibrationCase[] = [
  ...(["percentile", "bca"] as const).map((method): CalibrationCase => ({
    method: `bootstrapClusters, ${method}`,
    setting: "30 scenarios of 1–12 pairs",
    kind: "coverage",
    claim: between(0.91, 0.96),
    ...works,
    study: (random) => {
      const pairs = clusteredDifferences(thirty, { ...shared, mean: 0.5 }, random);
      return covers(bootstrapClusters(pairs, { unit: scenarioOf, seed: anySeed(random), draws: 600, method }), 0.5);
    },
  })),
  {
    method: "bootstrapClusters, bca",
    setting: "8 scenarios of unequal size: runs narrow",
    kind: "coverage",
    claim: between(0.7, 0.92),
    role: "misuse",
    study: (random) => {
      const pairs = clusteredDifferences(ten.slice(2), { ...shared, mean: 0.5 }, random);
      return covers(bootstrapClusters(pairs, { unit: scenarioOf, seed: anySeed(random), draws: 600 }), 0.5);
    },
  },
  {
    method: "bootstrapStatistic",
    setting: "40 units, median of a skewed number",
    kind: "coverage",
    claim: between(0.91, 0.97),
    ...works,
    study: (random) => {
      const rows = Array.from({ length: 40 }, (_, i) => ({ unit: `u${i}`, value: -Math.log(1 - random()) }));
      const statistic = (sample: readonly { value: number }[]) => {
        const sorted = sample.map((row) => row.value).sort((a, b) => a - b);
        return ((sorted[19] as number) + (sorted[20] as number)) / 2;
      };
      const options = { statistic, unit: (row: { unit: string }) => row.unit, seed: anySeed(random), draws: 400 };
      return covers(bootstrapStatistic(rows, { ...options, method: "percentile" }), Math.LN2);
    },
  },
  {
    method: "clusterRobust",
    setting: "10 scenarios of 2–20 pairs",
    kind: "level",
    claim: between(0.035, 0.06),
    ...works,
    study: (random) =>
      rejects(
        clusterRobust(differencesByCluster(clusteredDifferences(ten, shared, random), { unit: scenarioOf }), {
          coefficient: intercept,
        }),
      ),
  },
  {
    method: "clusterRobust",
    setting: "10 scenarios of 2–20 pairs",
    kind: "coverage",
    claim: between(0.94, 0.97),
    ...works,
    study: (random) => {
      const data = differencesByCluster(clusteredDifferences(ten, { ...shared, mean: 0.5 }, random), {
        unit: scenarioOf,
      });
      return covers(clusterRobust(data, { coefficient: intercept }), 0.5);
    },
  },
  {
    method: "clusterRobust",
    setting: "5 treated and 12 control agents of unequal size",
    kind: "level",
    claim: between(0.03, 0.065),
    ...works,
    study: (random) => rejects(clusterRobust(treatedAgents(random), { coefficient: "treated" })),
  },
  {
    method: "wildClusterBootstrap",
    setting: "8 scenarios of unequal size, Webb weights",
    kind: "level",
    claim: between(0.03, 0.07),
    ...works,
    study: (random) => {
      const data = differencesByCluster(clusteredDifferences(ten.slice(2), shared, random), { unit: scenarioOf });
      return rejects(wildClusterBootstrap(data, { coefficient: intercept, seed: anySeed(random), draws: 199 }));
    },
  },
  {
    method: "wildClusterBootstrap",
    setting: "16 scenarios, slope on a column that varies within",
    kind: "level",
    claim: between(0.035, 0.065),
    ...works,
    study: (random) =>
      rejects(wildClusterBootstrap(slopes(16, random), { coefficient: "x", seed: anySeed(random), draws: 199 })),
  },
  {
    method: "wildClusterBootstrap",
    setting: "12 scenarios of 1–12 pairs",
    kind: "coverage",
    claim: between(0.93, 0.97),
    ...works,
    study: (random) => {
      const data = differencesByCluster(clusteredDifferences(thirty.slice(0, 12), { ...shared, mean: 0.5 }, random), {
        unit: scenarioOf,
      });
      return covers(wildClusterBootstrap(data, { coefficient: intercept, seed: anySeed(random), draws: 199 }), 0.5);
    },
  },
  {
    method: "crossedClusters",
    setting: "15 scenarios × 10 models, both with effects",
    kind: "level",
    claim: between(0.02, 0.08),
    ...works,
    study: (random) => rejects(crossed(15, 10, random)),
  },
  {
    method: "crossedClusters",
    setting: "40 scenarios × 25 models, both with effects",
    kind: "coverage",
    claim: between(0.93, 0.97),
    ...works,
    study: (random) => covers(crossed(40, 25, random), 0),
  },
  {
    method: "blockRandomization",
    setting: "6 blocks of 2–5 replicates an arm, blocks differ",
    kind: "level",
    claim: exactly(0.05),
    ...works,
    study: (random) => rejects(blockRandomization(blockRows(0, random), { seed: anySeed(random), draws: 199 })),
  },
  {
    method: "blockRandomization",
    setting: "6 blocks of 2–5 replicates an arm, constant effect",
    kind: "coverage",
    claim: exactly(0.95),
    ...works,
    study: (random) => covers(blockRandomization(blockRows(0.7, random), { seed: anySeed(random), draws: 199 }), 0.7),
  },
  {
    method: "blockRandomization",
    setting: "6 blocks of 10 whose effects vary around zero",
    kind: "level",
    claim: between(0.2, 0.9),
    role: "misuse",
    study: (random) => {
      const rows = normals(6, random).flatMap((effect, b) => [
        ...normals(10, random).map((value): BlockRow => ({ blockId: `b${b}`, arm: "control", value })),
        ...normals(10, random, { mean: effect }).map((value): BlockRow => ({
          blockId: `b${b}`,
          arm: "treatment",
          value,
        })),
      ]);
      return rejects(blockRandomization(rows, { seed: anySeed(random), draws: 199 }));
    },
  },
];

function treatedAgents(random: Random): ClusteredData {
  const data = { outcome: [] as number[], predictors: { treated: [] as number[] }, clusters: [] as string[] };
  normals(17, random).forEach((effect, agent) => {
    for (const value of normals(2 + (agent * 5) % 11, random, { mean: effect })) {
      data.outcome.push(value);
      data.predictors.treated.push(agent < 5 ? 1 : 0);
      data.clusters.push(`agent ${agent}`);
    }
  });
  return data;
}

function slopes(clusters: number, random: Random): ClusteredData {
  const data = { outcome: [] as number[], predictors: { x: [] as number[] }, clusters: [] as string[] };
  normals(clusters, random).forEach((slope, c) => {
    for (const x of normals(4 + c % 5, random)) {
      data.outcome.push(0.7 * slope * x + (normals(1, random)[0] as number));
      data.predictors.x.push(x);
      data.clusters.push(`c${c}`);
    }
  });
  return data;
}

function crossed(scenarios: number, models: number, random: Random) {
  const normal = normalFrom(random);
  const byModel = normals(models, random, { spread: 0.5 });
  const pairs = normals(scenarios, random, { spread: 0.5 }).flatMap((s, i) =>
    byModel.map((m, j) => ({ ...pairOf(0, s + m + normal(), i, `s${i}`), model: `m${j}` }))
  );
  return crossedClusters(pairs, { units: [scenarioOf, (pair) => pair.model] });
}

function blockRows(effect: number, random: Random): BlockRow[] {
  return normals(6, random, { spread: 4 }).flatMap((mean, b) => [
    ...normals(2 + b % 4, random, { mean }).map((value): BlockRow => ({ blockId: `b${b}`, arm: "control", value })),
    ...normals(2 + (b + 1) % 4, random, { mean: mean + effect }).map((value): BlockRow => ({
      blockId: `b${b}`,
      arm: "treatment",
      value,
    })),
  ]);
}
