/** The test of a set of pairs: which clusters, which method, and what bounded values leave open. @module */
import type { Pair, TestResult } from "../shapes.ts";
import { clusterRobust, differencesByCluster, signFlip } from "../statistics/mod.ts";

/** What is independent: scenarios, wordings of a scenario, or a label of your own. */
export type ClusterChoice = "scenario" | "wording" | ((pair: Pair) => string);

/** How pairs are tested. */
export type PairTest = "signFlip" | "clusterRobust";

/** Clusters and their name. */
export interface Clustering {
  unit: (pair: Pair) => string;
  name: string;
}

/** Scenarios from which on they can stand for others like them. */
const ENOUGH_SCENARIOS = 6;

/**
 * Scenarios where there are six or more, since effects vary between them and wordings of one share its effect; with fewer,
 * the wordings of these very scenarios.
 */
export function clusteringOf(pairs: readonly Pair[], choice: ClusterChoice | undefined): Clustering {
  if (typeof choice === "function") return { unit: choice, name: "own clusters" };
  const scenarios = new Set(pairs.map(({ scenarioId }) => scenarioId)).size;
  return (choice ?? (scenarios >= ENOUGH_SCENARIOS ? "scenario" : "wording")) === "scenario"
    ? { unit: ({ scenarioId }) => scenarioId, name: "scenario" }
    : { unit: ({ scenarioId, wordingId }) => `${scenarioId} ${wordingId}`, name: "scenario × wording" };
}

/** Within one scenario: each pair by itself, or each case where pairs of one case stand in several contexts. */
export function caseClustering(pairs: readonly Pair[]): Clustering {
  const cases = new Set(pairs.map(({ caseId, pairId }) => caseId ?? pairId));
  return cases.size < pairs.length
    ? { unit: ({ caseId, pairId }) => caseId ?? pairId, name: "case" }
    : { unit: ({ pairId }) => pairId, name: "pair" };
}

/** `null` where fewer than two clusters leave nothing to test: the pairs are then shown without one. */
export function testPairs(
  pairs: readonly Pair[],
  { unit, test, seed }: { unit: (pair: Pair) => string; test: PairTest; seed: number },
): TestResult | null {
  if (new Set(pairs.map(unit)).size < 2) return null;
  const run = (rows: readonly Pair[]) =>
    test === "signFlip"
      ? signFlip(rows, { unit, seed })
      : clusterRobust(differencesByCluster(rows, { unit }), { coefficient: "(intercept)" });
  if (pairs.every(({ ranges }) => ranges === undefined)) return run(pairs);
  return atWorst(pairs, run);
}

/**
 * The true mean difference lies between the means of the lowest and of the highest differences that the bounds allow. The
 * interval goes from the low end of the first to the high end of the second, so it covers the true mean as often as it says,
 * however the bounded values fell; p is that of the end nearer to zero, and 1 where the bounds hold zero.
 */
function atWorst(pairs: readonly Pair[], run: (rows: readonly Pair[]) => TestResult): TestResult {
  const [lowest, highest] = [differences(pairs, "low"), differences(pairs, "high")]
    .map((rows) => rows === null ? null : run(rows)) as [TestResult | null, TestResult | null];
  const read = run(pairs);
  const bounded = pairs.filter(({ ranges }) => ranges !== undefined).length;
  const [low, high] = [lowest?.interval?.low ?? null, highest?.interval?.high ?? null];
  const interval = low === null || high === null ? null : { low, high };
  return {
    ...read,
    method: `${read.method}, worst case over bounds`,
    interval,
    confidence: interval === null ? null : read.confidence,
    statistic: null,
    df: null,
    pValue: worstP(lowest, highest),
    details: {
      ...read.details,
      bounded,
      worst: { low: lowest?.estimate ?? null, high: highest?.estimate ?? null },
    },
    warnings: [
      ...read.warnings ?? [],
      `${bounded} of ${pairs.length} pairs are known by bounds only: the estimate takes their nearest reading, the interval all of them`,
    ],
  };
}

function worstP(lowest: TestResult | null, highest: TestResult | null): number | null {
  if (lowest !== null && lowest.estimate > 0) return lowest.pValue;
  if (highest !== null && highest.estimate < 0) return highest.pValue;
  return (lowest ?? highest)?.pValue === null ? null : 1;
}

/** Pairs with the lowest or highest difference that their ranges allow; `null` where one has no limit. */
function differences(pairs: readonly Pair[], end: "low" | "high"): Pair[] | null {
  const other = end === "low" ? "high" : "low";
  const rows = pairs.map((pair): Pair | null => {
    if (pair.ranges === undefined) return pair;
    const [treatment, control] = [pair.ranges.treatment[end], pair.ranges.control[other]];
    return treatment === null || control === null ? null : { ...pair, treatment, control };
  });
  return rows.some((row) => row === null) ? null : rows as Pair[];
}
