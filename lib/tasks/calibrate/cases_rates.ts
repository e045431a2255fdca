/** Rates without partners. @module */
import { boschloo, cochranArmitage, proportion, twoProportions } from "../../statistics/mod.ts";
import { binomialDraw, covers, rejects } from "./draws.ts";
import { atLeast, atMost, between, type CalibrationCase } from "./judge.ts";

const works = { role: "works" } as const;

/** Cases of rates without partners. */
export const rateCases: readonly CalibrationCase[] = [
  {
    method: "proportion, wilson",
    setting: "n = 20, rate 30%",
    kind: "coverage",
    claim: between(0.93, 0.98),
    ...works,
    study: (random) => covers(proportion(binomialDraw(20, 0.3, random)), 0.3),
  },
  {
    method: "proportion, wilson",
    setting: "n = 50, rate drawn from 2–98%",
    kind: "coverage",
    claim: between(0.94, 0.96),
    ...works,
    study: (random) => {
      const rate = 0.02 + 0.96 * random();
      return covers(proportion(binomialDraw(50, rate, random)), rate);
    },
  },
  {
    method: "proportion, jeffreys",
    setting: "n = 50, rate drawn from 2–98%",
    kind: "coverage",
    claim: between(0.94, 0.96),
    ...works,
    study: (random) => {
      const rate = 0.02 + 0.96 * random();
      return covers(proportion(binomialDraw(50, rate, random), { method: "jeffreys" }), rate);
    },
  },
  {
    method: "proportion, exact",
    setting: "n = 30, rate 2%",
    kind: "coverage",
    claim: atLeast(0.95),
    ...works,
    study: (random) => covers(proportion(binomialDraw(30, 0.02, random), { method: "exact" }), 0.02),
  },
  ...(["newcombe", "miettinen-nurminen"] as const).flatMap((method): CalibrationCase[] => [
    {
      method: `twoProportions, ${method}`,
      setting: "n = 15 and 60, rates 30% and 50%",
      kind: "coverage",
      claim: between(0.93, 0.97),
      ...works,
      study: (random) =>
        covers(
          twoProportions({ control: binomialDraw(15, 0.3, random), treatment: binomialDraw(60, 0.5, random) }, {
            method,
          }),
          0.2,
        ),
    },
    {
      method: `twoProportions, ${method}`,
      setting: "n = 100 and 40, rates 2% and 5%",
      kind: "coverage",
      claim: atLeast(0.94),
      ...works,
      study: (random) =>
        covers(
          twoProportions({ control: binomialDraw(100, 0.02, random), treatment: binomialDraw(40, 0.05, random) }, {
            method,
          }),
          0.03,
        ),
    },
  ]),
  {
    method: "boschloo",
    setting: "n = 12 and 20, common rate 20%",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) =>
      rejects(boschloo({ control: binomialDraw(12, 0.2, random), treatment: binomialDraw(20, 0.2, random) })),
  },
  {
    method: "cochranArmitage",
    setting: "5 levels of 40 trials, rate 25%",
    kind: "level",
    claim: between(0.04, 0.06),
    ...works,
    study: (random) =>
      rejects(cochranArmitage([0, 1, 3, 5, 9].map((score) => ({ score, ...binomialDraw(40, 0.25, random) })))),
  },
];
