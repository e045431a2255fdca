/** Variance components. @module */
import { normalFrom } from "../../foundation/mod.ts";
import type { Random, TestResult } from "../../shapes.ts";
import { varianceComponents } from "../../statistics/mod.ts";
import { covers, normals } from "./draws.ts";
import { between, type CalibrationCase } from "./judge.ts";

const works = { role: "works" } as const;
const anySeed = (random: Random): number => Math.floor(random() * 1e9);

/** Cases of variance components. */
export const componentCases: readonly CalibrationCase[] = [
  {
    method: "varianceComponents, one-way",
    setting: "40 levels of 3–7 rows, variance 1 of 2",
    kind: "coverage",
    claim: between(0.93, 0.97),
    ...works,
    study: (random) => covers(oneWay({ levels: 40, rows: [3, 4, 5, 6, 7], variance: 1 }, random), 1),
  },
  {
    method: "varianceComponents, one-way",
    setting: "15 levels of 4 rows, variance 0.1 of 1.1: too small for so few",
    kind: "coverage",
    claim: between(0.8, 0.93),
    role: "misuse",
    study: (random) => covers(oneWay({ levels: 15, rows: [4], variance: 0.1 }, random), 0.1),
  },
  {
    method: "varianceComponents, crossed",
    setting: "20 × 20 levels, one row a cell, variances 1, 0.5, 1",
    kind: "coverage",
    claim: between(0.93, 0.99),
    ...works,
    study: (random) => {
      const normal = normalFrom(random);
      const [rowsOf, columns] = [normals(20, random), normals(20, random, { spread: Math.SQRT1_2 })];
      const rows = rowsOf.flatMap((x, i) =>
        columns.map((y, j) => ({ value: x + y + normal(), a: `a${i}`, b: `b${j}` }))
      );
      type Row = (typeof rows)[number];
      const units = { a: (row: Row) => row.a, b: (row: Row) => row.b };
      const { a } = varianceComponents(rows, { value: (row) => row.value, units, seed: anySeed(random), draws: 120 });
      return a !== undefined && covers(a, 1);
    },
  },
];

/** Variance between levels, with residual variance 1 and the numbers of rows in turn. */
function oneWay(
  { levels, rows, variance }: { levels: number; rows: readonly number[]; variance: number },
  random: Random,
): TestResult {
  const data = normals(levels, random, { spread: Math.sqrt(variance) }).flatMap((mean, a) =>
    normals(rows[a % rows.length] as number, random, { mean }).map((value) => ({ value, a: `a${a}` }))
  );
  type Row = (typeof data)[number];
  const options = { value: (row: Row) => row.value, units: { a: (row: Row) => row.a } };
  return varianceComponents(data, { ...options, seed: anySeed(random), draws: 300 }).a as TestResult;
}
