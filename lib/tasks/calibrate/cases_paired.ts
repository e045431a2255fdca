/** Paired numbers: levels at a true null, coverage at a known effect. @module */
import { hodgesLehmann, pairedT, signFlip, standardizedEffect, wilcoxonSignedRank } from "../../statistics/mod.ts";
import { clusteredDifferences, covers, differencePairs, normals, pairOf, rejects, scenarioOf } from "./draws.ts";
import { atLeast, atMost, between, type CalibrationCase, exactly } from "./judge.ts";

const unequal = [2, 2, 3, 3, 4, 5, 6, 8, 12, 20];
const works = { role: "works" } as const;

/** Cases of paired numbers. */
export const pairedNumberCases: readonly CalibrationCase[] = [
  {
    method: "pairedT",
    setting: "8 pairs, normal",
    kind: "level",
    claim: exactly(0.05),
    ...works,
    study: (random) => rejects(pairedT(differencePairs(normals(8, random)))),
  },
  {
    method: "pairedT",
    setting: "30 pairs, skewed (exponential)",
    kind: "coverage",
    claim: between(0.91, 0.96),
    ...works,
    study: (random) => covers(pairedT(differencePairs(Array.from({ length: 30 }, () => -Math.log(1 - random())))), 1),
  },
  {
    method: "pairedT",
    setting: "10 scenarios of 2–20 pairs, shared effects, pooled",
    kind: "level",
    claim: between(0.2, 0.7),
    role: "misuse",
    study: (random) => rejects(pairedT(clusteredDifferences(unequal, { clusterSpread: 1 }, random))),
  },
  {
    method: "wilcoxonSignedRank",
    setting: "12 pairs, symmetric with heavy tails",
    kind: "level",
    claim: atMost(0.05),
    ...works,
    study: (random) => rejects(wilcoxonSignedRank(differencePairs(normals(12, random).map((x) => x ** 3)))),
  },
  {
    method: "wilcoxonSignedRank",
    setting: "30 pairs with many ties",
    kind: "level",
    claim: between(0.035, 0.055),
    ...works,
    study: (random) =>
      rejects(wilcoxonSignedRank(differencePairs(normals(30, random).map((x) => Math.round(2 * x) / 2)))),
  },
  {
    method: "hodgesLehmann",
    setting: "20 pairs, normal",
    kind: "coverage",
    claim: atLeast(0.95),
    ...works,
    study: (random) => covers(hodgesLehmann(differencePairs(normals(20, random, { mean: 0.4 }))), 0.4),
  },
  {
    method: "hodgesLehmann",
    setting: "80 pairs, heavy tails",
    kind: "coverage",
    claim: between(0.94, 0.97),
    ...works,
    study: (random) => covers(hodgesLehmann(differencePairs(normals(80, random).map((x) => 0.4 + x ** 3))), 0.4),
  },
  {
    method: "signFlip",
    setting: "10 scenarios of 2–20 pairs, random slopes",
    kind: "level",
    claim: exactly(25 / 512),
    ...works,
    study: (random) =>
      rejects(signFlip(clusteredDifferences(unequal, { clusterSpread: 1 }, random), { unit: scenarioOf, seed: 1 })),
  },
  {
    method: "signFlip",
    setting: "10 scenarios of 2–20 pairs, random slopes",
    kind: "coverage",
    claim: exactly(1 - 25 / 512),
    ...works,
    study: (random) =>
      covers(
        signFlip(clusteredDifferences(unequal, { clusterSpread: 1, mean: 0.5 }, random), { unit: scenarioOf, seed: 1 }),
        0.5,
      ),
  },
  {
    method: "signFlip",
    setting: "20 scenarios × 3 wordings with slopes of their own, random flips",
    kind: "level",
    claim: exactly(0.05),
    ...works,
    study: (random) => {
      const slopes = normals(20, random);
      const rows = slopes.flatMap((slope, s) =>
        normals(3, random, { mean: slope }).flatMap((wording) =>
          normals(4, random, { mean: wording }).map((value) => ({ value, s: `s${s}` }))
        )
      );
      const pairs = differencePairs(rows.map((row) => row.value), rows.map((row) => row.s));
      return rejects(signFlip(pairs, { unit: scenarioOf, seed: Math.floor(random() * 1e9), draws: 399 }));
    },
  },
  {
    method: "standardizedEffect, z",
    setting: "15 pairs, d_z = 0.8",
    kind: "coverage",
    claim: exactly(0.95),
    ...works,
    study: (random) =>
      covers(standardizedEffect(differencePairs(normals(15, random, { mean: 0.8 })), { kind: "z" }), 0.8),
  },
  {
    method: "standardizedEffect, av",
    setting: "30 pairs, d_av = 0.5, arms correlated 0.5",
    kind: "coverage",
    claim: between(0.93, 0.97),
    ...works,
    study: (random) => {
      const [shared, own, other] = [normals(30, random), normals(30, random), normals(30, random)];
      const pairs = shared.map((s, i) =>
        pairOf((s + (own[i] as number)) / Math.SQRT2, 0.5 + (s + (other[i] as number)) / Math.SQRT2, i)
      );
      return covers(standardizedEffect(pairs, { kind: "av" }), 0.5);
    },
  },
];
