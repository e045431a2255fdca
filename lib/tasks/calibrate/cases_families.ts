/** Many tests, equivalence, ratios and interaction. @module */
import type { Random } from "../../shapes.ts";
import {
  adjustPValues,
  equivalenceClustered,
  equivalencePaired,
  equivalencePairedRates,
  equivalenceUnpaired,
  fiellerRatio,
  interactionPairs,
  intersectionUnion,
  jointVerdict,
  maxT,
  pairedT,
  signFlip,
} from "../../statistics/mod.ts";
import {
  clusteredDifferences,
  covers,
  differencePairs,
  normals,
  pairOf,
  ratePairs,
  rejects,
  scenarioOf,
} from "./draws.ts";
import { atMost, between, type CalibrationCase, exactly } from "./judge.ts";

const works = { role: "works" } as const;
const pOfMean = (mean: number, n: number, random: Random): number =>
  pairedT(differencePairs(normals(n, random, { mean }))).pValue ?? 1;

/** Cases of families of tests and of equivalence. */
export const familyCases: readonly CalibrationCase[] = [
  {
    method: "adjustPValues, holm",
    setting: "any false finding among 4 true nulls and 2 effects",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) => {
      const pValues = [0, 0, 0, 0, 1, 1].map((mean) => pOfMean(mean, 15, random));
      return adjustPValues(pValues, { method: "holm" }).slice(0, 4).some((p) => p <= 0.05);
    },
  },
  ...(["bh", "by"] as const).map((method): CalibrationCase => ({
    // One finding drawn at random from those made is false with chance equal to the false discovery rate.
    method: `adjustPValues, ${method}`,
    setting: "share of false findings among 6 true nulls and 4 effects",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) => {
      const adjusted = adjustPValues([0, 0, 0, 0, 0, 0, 1, 1, 1, 1].map((mean) => pOfMean(mean, 15, random)), {
        method,
      });
      const found = adjusted.flatMap((p, i) => (p <= 0.05 ? [i] : []));
      return found.length > 0 && (found[Math.floor(random() * found.length)] as number) < 6;
    },
  })),
  {
    method: "maxT",
    setting: "any false finding among 4 correlated outcomes, 10 scenarios",
    kind: "level",
    claim: between(0.03, 0.05),
    ...works,
    study: (random) => {
      const common = normals(10, random);
      const outcomes = Object.fromEntries(["a", "b", "c", "d"].map((name) => [
        name,
        differencePairs(normals(10, random).map((value, i) => value + (common[i] as number))),
      ]));
      return Object.values(maxT(outcomes, { unit: scenarioOf, seed: 1 })).some(rejects);
    },
  },
  {
    method: "equivalencePaired",
    setting: "25 pairs, effect at the bound",
    kind: "level",
    claim: between(0.045, 0.05),
    ...works,
    study: (random) =>
      rejects(equivalencePaired(differencePairs(normals(25, random, { mean: 1 })), { smallestEffect: 1 })),
  },
  {
    method: "equivalenceUnpaired",
    setting: "n = 12 and 40, spreads 2 and 1, effect at the bound",
    kind: "level",
    claim: between(0.04, 0.055),
    ...works,
    study: (random) => {
      const arms = { control: normals(12, random, { spread: 2 }), treatment: normals(40, random, { mean: 3 }) };
      return rejects(equivalenceUnpaired(arms, { smallestEffect: 3 }));
    },
  },
  {
    method: "equivalenceClustered",
    setting: "12 scenarios of 1–12 pairs, effect at the bound",
    kind: "level",
    claim: between(0.035, 0.06),
    ...works,
    study: (random) => {
      const sizes = Array.from({ length: 12 }, (_, i) => 1 + (i * 7) % 12);
      return rejects(
        equivalenceClustered(clusteredDifferences(sizes, { clusterSpread: 1, mean: 2 }, random), {
          smallestEffect: 2,
          unit: scenarioOf,
        }),
      );
    },
  },
  {
    method: "equivalencePairedRates",
    setting: "150 pairs, difference at the bound of 0.1",
    kind: "level",
    claim: between(0.03, 0.06),
    ...works,
    study: (random) =>
      rejects(
        equivalencePairedRates(ratePairs(150, { gained: 0.15, lost: 0.05, both: 0.3 }, random), {
          smallestEffect: 0.1,
        }),
      ),
  },
  {
    method: "intersectionUnion",
    setting: "one part true, one null",
    kind: "level",
    claim: between(0.04, 0.0505),
    ...works,
    study: (random) => {
      const [first, second] = [1, 0].map((mean) => pairedT(differencePairs(normals(20, random, { mean }))));
      return first !== undefined && second !== undefined && rejects(intersectionUnion({ first, second }));
    },
  },
  {
    method: "jointVerdict",
    setting: "any false verdict where neither outcome moves",
    kind: "level",
    claim: atMost(0.1),
    ...works,
    study: (random) => {
      const [first, second] = [0, 0].map(() => {
        const pairs = differencePairs(normals(40, random));
        return { difference: pairedT(pairs), equivalence: equivalencePaired(pairs, { smallestEffect: 0.6 }) };
      });
      if (first === undefined || second === undefined) return false;
      return !["neither moves", "undetermined"].includes(jointVerdict(first, second).verdict);
    },
  },
  {
    method: "fiellerRatio, paired",
    setting: "15 units, ratio 0.25",
    kind: "coverage",
    claim: exactly(0.95),
    ...works,
    study: (random) => {
      const denominator = normals(15, random, { mean: 4 });
      const numerator = normals(15, random, { mean: 0 }).map((value, i) => value + 0.25 * (denominator[i] as number));
      return covers(fiellerRatio({ numerator, denominator }, { relation: "paired" }), 0.25);
    },
  },
  {
    method: "fiellerRatio, independent",
    setting: "n = 12 and 20, ratio 0.5",
    kind: "coverage",
    claim: between(0.945, 0.97),
    ...works,
    study: (random) => {
      const data = { numerator: normals(12, random, { mean: 2 }), denominator: normals(20, random, { mean: 4 }) };
      return covers(fiellerRatio(data, { relation: "independent" }), 0.5);
    },
  },
  {
    method: "interactionPairs with signFlip",
    setting: "both factors act, no interaction, 9 scenarios",
    kind: "level",
    claim: exactly(12 / 256),
    ...works,
    study: (random) => {
      const cells = (second: number) =>
        normals(9, random).map((noise, i) => pairOf(second + noise, second + 1 + (normals(1, random)[0] as number), i));
      const { pairs } = interactionPairs({ without: cells(0), with: cells(2) });
      return rejects(signFlip(pairs, { unit: scenarioOf, seed: 1 }));
    },
  },
];
