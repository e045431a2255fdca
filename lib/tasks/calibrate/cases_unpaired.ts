/** Unpaired numbers, trends over blocks and rank correlation. @module */
import {
  correlation,
  differenceInDifferences,
  mannWhitney,
  pageTrend,
  permutationTest,
  welch,
} from "../../statistics/mod.ts";
import { covers, normals, rejects } from "./draws.ts";
import { atMost, between, type CalibrationCase, exactly } from "./judge.ts";

const works = { role: "works" } as const;

/** Cases of numbers without partners. */
export const numberCases: readonly CalibrationCase[] = [
  {
    method: "welch",
    setting: "n = 8 and 30, spreads 3 and 1",
    kind: "level",
    claim: between(0.045, 0.06),
    ...works,
    study: (random) => rejects(welch({ control: normals(8, random, { spread: 3 }), treatment: normals(30, random) })),
  },
  {
    method: "differenceInDifferences",
    setting: "n = 12 and 20, units differ",
    kind: "coverage",
    claim: between(0.945, 0.955),
    ...works,
    study: (random) => {
      const group = (n: number, change: number) => {
        const [before, noise] = [normals(n, random, { spread: 3 }), normals(n, random, { mean: change })];
        return { before, after: before.map((value, i) => value + (noise[i] as number)) };
      };
      return covers(differenceInDifferences({ control: group(12, 1), treatment: group(20, 1.5) }), 0.5);
    },
  },
  {
    method: "mannWhitney",
    setting: "n = 9 and 14, no ties",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) => rejects(mannWhitney({ control: normals(9, random), treatment: normals(14, random) })),
  },
  {
    method: "mannWhitney",
    setting: "n = 25 and 60, many ties",
    kind: "level",
    claim: between(0.04, 0.055),
    ...works,
    study: (random) => {
      const coarse = (n: number) => normals(n, random).map(Math.round);
      return rejects(mannWhitney({ control: coarse(25), treatment: coarse(60) }));
    },
  },
  {
    method: "mannWhitney, Cliff's delta",
    setting: "n = 20 and 40, spreads 1 and 3",
    kind: "coverage",
    claim: between(0.93, 0.97),
    ...works,
    study: (random) =>
      covers(mannWhitney({ control: normals(20, random), treatment: normals(40, random, { spread: 3 }) }), 0),
  },
  {
    method: "permutationTest",
    setting: "n = 40 and 12, spreads 1 and 4, equal means",
    kind: "level",
    claim: between(0.04, 0.065),
    ...works,
    study: (random) => {
      const arms = { control: normals(40, random), treatment: normals(12, random, { spread: 4 }) };
      return rejects(permutationTest(arms, { seed: Math.floor(random() * 1e9), draws: 199 }));
    },
  },
  {
    method: "permutationTest",
    setting: "n = 5 and 6, one skewed distribution",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) => {
      const skewed = (n: number) => Array.from({ length: n }, () => -Math.log(1 - random()));
      return rejects(permutationTest({ control: skewed(5), treatment: skewed(6) }, { seed: 1 }));
    },
  },
  {
    method: "correlation, spearman",
    setting: "n = 20, independent, ties",
    kind: "level",
    claim: between(0.045, 0.0505),
    ...works,
    study: (random) => {
      const data = { x: normals(20, random).map(Math.round), y: normals(20, random) };
      if (new Set(data.x).size < 2) return false;
      return rejects(correlation(data, { method: "spearman", seed: Math.floor(random() * 1e9), draws: 199 }));
    },
  },
  {
    method: "correlation, kendall",
    setting: "n = 20, independent",
    kind: "level",
    claim: between(0.03, 0.0505),
    ...works,
    study: (random) => {
      const data = { x: normals(20, random), y: normals(20, random) };
      return rejects(correlation(data, { method: "kendall", seed: Math.floor(random() * 1e9), draws: 199 }));
    },
  },
  {
    method: "correlation, spearman",
    setting: "n = 40, normal with correlation 0.5",
    kind: "coverage",
    claim: between(0.93, 0.97),
    ...works,
    study: (random) => {
      const x = normals(40, random);
      const y = normals(40, random, { spread: Math.sqrt(0.75) }).map((value, i) => value + 0.5 * (x[i] as number));
      return covers(correlation({ x, y }, { method: "spearman", seed: 1, draws: 99 }), 6 / Math.PI * Math.asin(0.25));
    },
  },
  {
    method: "pageTrend",
    setting: "8 blocks of 4 levels, blocks differ",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) =>
      rejects(pageTrend(normals(8, random, { spread: 5 }).map((mean) => normals(4, random, { mean })))),
  },
  {
    method: "pageTrend",
    setting: "30 blocks of 5 levels, normal",
    kind: "level",
    claim: between(0.045, 0.055),
    ...works,
    study: (random) => rejects(pageTrend(Array.from({ length: 30 }, () => normals(5, random)), { method: "normal" })),
  },
  {
    method: "welch",
    setting: "20 posts of each of 6 agents a group, posts taken as independent",
    kind: "level",
    claim: between(0.3, 0.9),
    role: "misuse",
    study: (random) => {
      const posts = () => normals(6, random).flatMap((mean) => normals(20, random, { mean }));
      return rejects(welch({ control: posts(), treatment: posts() }));
    },
  },
  {
    method: "welch",
    setting: "n = 5 each, normal with equal spread",
    kind: "level",
    claim: between(0.035, 0.0505),
    ...works,
    study: (random) => rejects(welch({ control: normals(5, random), treatment: normals(5, random) })),
  },
  {
    method: "welch",
    setting: "n = 8 and 30, spreads 3 and 1",
    kind: "coverage",
    claim: between(0.94, 0.955),
    ...works,
    study: (random) =>
      covers(welch({ control: normals(8, random, { spread: 3 }), treatment: normals(30, random, { mean: 1 }) }), 1),
  },
  {
    method: "mannWhitney",
    setting: "n = 15 and 60, equal medians, spreads 4 and 1",
    kind: "level",
    claim: between(0.06, 0.3),
    role: "misuse",
    study: (random) =>
      rejects(mannWhitney({ control: normals(15, random, { spread: 4 }), treatment: normals(60, random) })),
  },
  {
    method: "permutationTest",
    setting: "n = 10 and 10, one distribution",
    kind: "level",
    claim: exactly(0.05),
    ...works,
    study: (random) =>
      rejects(
        permutationTest({ control: normals(10, random), treatment: normals(10, random) }, {
          seed: Math.floor(random() * 1e9),
          draws: 399,
        }),
      ),
  },
];
