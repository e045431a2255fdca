/** Groups of vectors and change points. @module */
import type { Random } from "../../shapes.ts";
import {
  changePoints,
  energyDistance,
  type GroupedVectors,
  meanDiscrepancy,
  permanova,
  permdisp,
  welch,
} from "../../statistics/mod.ts";
import { normals, rejects } from "./draws.ts";
import { between, type CalibrationCase, exactly } from "./judge.ts";

const works = { role: "works" } as const;
const anySeed = (random: Random): number => Math.floor(random() * 1e9);

/** Cases of groups of vectors and of series. */
export const shapeCases: readonly CalibrationCase[] = [
  ...([["permanova", permanova], ["energyDistance", energyDistance], ["meanDiscrepancy", meanDiscrepancy]] as const)
    .map(
      ([method, test]): CalibrationCase => ({
        method,
        setting: "6 and 10 agents of 4 posts, whole agents shuffled",
        kind: "level",
        claim: exactly(0.05),
        ...works,
        study: (random) => rejects(test(agentVectors(true, random), { seed: anySeed(random), draws: 99 })),
      }),
    ),
  {
    method: "permanova",
    setting: "6 and 10 agents of 4 posts, posts shuffled",
    kind: "level",
    claim: between(0.25, 0.95),
    role: "misuse",
    study: (random) => rejects(permanova(agentVectors(false, random), { seed: anySeed(random), draws: 99 })),
  },
  {
    method: "permanova",
    setting: "8 and 40 rows, the small group spread out more, equal centres",
    kind: "level",
    claim: between(0.1, 0.9),
    role: "misuse",
    study: (random) => rejects(permanova(spreadVectors(8, 40, 3, random), { seed: anySeed(random), draws: 99 })),
  },
  {
    method: "permdisp",
    setting: "15 and 40 rows, equal spread, different centres",
    kind: "level",
    claim: between(0.035, 0.07),
    ...works,
    study: (random) => rejects(permdisp(spreadVectors(15, 40, 1, random), { seed: anySeed(random), draws: 99 })),
  },
  {
    method: "changePoints",
    setting: "40 independent numbers, no change",
    kind: "level",
    claim: exactly(0.05),
    ...works,
    study: (random) =>
      rejects(changePoints({ values: normals(40, random), dims: 1 }, { most: 1, seed: anySeed(random), draws: 99 })),
  },
  {
    method: "changePoints",
    setting: "drifting series of 40, no change",
    kind: "level",
    claim: between(0.3, 1),
    role: "misuse",
    study: (random) => {
      let level = 0;
      const values = normals(40, random).map((step) => level = 0.8 * level + step);
      return rejects(changePoints({ values, dims: 1 }, { most: 1, seed: anySeed(random), draws: 99 }));
    },
  },
  {
    method: "welch",
    setting: "means of 6 and 10 agents, posts averaged first",
    kind: "level",
    claim: between(0.04, 0.055),
    ...works,
    study: (random) => {
      const agents = (n: number) =>
        normals(n, random).map((mean) => normals(4, random, { mean }).reduce((sum, v) => sum + v, 0) / 4);
      return rejects(welch({ control: agents(6), treatment: agents(10) }));
    },
  },
];

/** Posts of agents who each have a place of their own; groups differ by chance only. */
function agentVectors(whole: boolean, random: Random): GroupedVectors {
  const [vectors, groups, units] = [[] as number[], [] as string[], [] as string[]];
  for (let agent = 0; agent < 16; agent++) {
    const [x, y] = normals(2, random) as [number, number];
    for (let post = 0; post < 4; post++) {
      const [dx, dy] = normals(2, random) as [number, number];
      vectors.push(x + dx, y + dy);
      groups.push(agent < 6 ? "first" : "second");
      units.push(`agent ${agent}`);
    }
  }
  const data = { vectors: Float64Array.from(vectors), dims: 2, groups };
  return whole ? { ...data, units } : data;
}

/** Two clouds; with spread 1 the first stands elsewhere, else it is as wide as said around the same centre. */
function spreadVectors(first: number, second: number, spread: number, random: Random): GroupedVectors {
  const vectors = [
    ...normals(2 * first, random, { spread, mean: spread === 1 ? 2 : 0 }),
    ...normals(2 * second, random),
  ];
  const groups = [...Array<string>(first).fill("a"), ...Array<string>(second).fill("b")];
  return { vectors: Float64Array.from(vectors), dims: 2, groups };
}
