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
  /** What a result over these clusters speaks for and what not; `null` where the clusters' name says it. */
  speaksFor: string | null;
}

/** Scenarios from which on they can stand for others like them. */
const ENOUGH_SCENARIOS = 6;

/**
 * Scenarios where there are six or more, since effects vary between them and wordings of one share its effect; with fewer,
 * the wordings of these very scenarios.
 */
export function clusteringOf(pairs: readonly Pair[], choice: ClusterChoice | undefined): Clustering {
  if (typeof choice === "function") return { unit: choice, name: "own clusters", speaksFor: null };
  const scenarios = new Set(pairs.map(({ scenarioId }) => scenarioId)).size;
  if ((choice ?? (scenarios >= ENOUGH_SCENARIOS ? "scenario" : "wording")) === "scenario") {
    return { unit: ({ scenarioId }) => scenarioId, name: "scenario", speaksFor: null };
  }
  return {
    unit: ({ scenarioId, wordingId }) => `${scenarioId} ${wordingId}`,
    name: "scenario × wording",
    speaksFor: `wordings like these of ${scenarios === 1 ? "this one scenario" : `these ${scenarios} scenarios`}, ` +
      "not for other scenarios",
  };
}

/** Within one scenario: each pair by itself, or each case where pairs of one case stand in several contexts. */
export function caseClustering(pairs: readonly Pair[]): Clustering {
  const cases = new Set(pairs.map(({ caseId, pairId }) => caseId ?? pairId));
  const wordings = new Set(pairs.map(({ wordingId }) => wordingId)).size;
  const own = wordings === 1 ? "this one wording" : `these ${wordings} wordings`;
  const speaksFor = `${own} of this one scenario, not for other wordings or scenarios`;
  return cases.size < pairs.length
    ? { unit: ({ caseId, pairId }) => caseId ?? pairId, name: "case", speaksFor }
    : { unit: ({ pairId }) => pairId, name: "pair", speaksFor };
}

/** How pairs are tested: clusters, method, and how much a pair weighs (sign-flip only; default: all alike). */
export interface TestPairsOptions {
  unit: (pair: Pair) => string;
  /** As of `Clustering`: goes into the result's warnings. */
  speaksFor?: string | null;
  test: PairTest;
  weight?: (pair: Pair) => number;
  seed: number;
}

/** `null` where fewer than two clusters leave nothing to test: the pairs are then shown without one. */
export function testPairs(
  pairs: readonly Pair[],
  { unit, speaksFor = null, test, weight, seed }: TestPairsOptions,
): TestResult | null {
  if (new Set(pairs.map(unit)).size < 2) return null;
  const run = (rows: readonly Pair[]) =>
    test === "signFlip"
      ? signFlip(rows, { unit, seed, ...(weight && { weight }) })
      : clusterRobust(differencesByCluster(rows, { unit }), { coefficient: "(intercept)" });
  const ends = { low: atEnd(pairs, "low"), high: atEnd(pairs, "high") };
  return speakingFor(speaksFor, withBounds(pairs, ends, run));
}

/** Says in the result what it speaks for. */
export function speakingFor(scope: string | null, result: TestResult): TestResult {
  if (scope === null) return result;
  return {
    ...result,
    details: { ...result.details, speaksFor: scope },
    warnings: [...result.warnings ?? [], `speaks for ${scope}`],
  };
}

/**
 * The test of pairs of which some are known by bounds only; without any, the test.
 *
 * The true mean difference lies between the means of the lowest and of the highest differences that the bounds allow. The
 * interval goes from the low end of the first to the high end of the second, so it covers the true mean as often as it says,
 * however the bounded values fell; p is that of the end nearer to zero, and 1 where the bounds hold zero.
 */
export function withBounds(
  pairs: readonly Pair[],
  ends: { low: readonly Pair[] | null; high: readonly Pair[] | null },
  run: (rows: readonly Pair[]) => TestResult,
): TestResult {
  const read = run(pairs);
  const bounded = pairs.filter(({ ranges }) => ranges !== undefined).length;
  if (bounded === 0) return read;
  const [lowest, highest] = [ends.low, ends.high].map((rows) => rows === null ? null : run(rows)) as [
    TestResult | null,
    TestResult | null,
  ];
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
export function atEnd(pairs: readonly Pair[], end: "low" | "high"): Pair[] | null {
  const other = end === "low" ? "high" : "low";
  const rows = pairs.map((pair): Pair | null => {
    if (pair.ranges === undefined) return pair;
    const [treatment, control] = [pair.ranges.treatment[end], pair.ranges.control[other]];
    return treatment === null || control === null ? null : { ...pair, treatment, control };
  });
  return rows.some((row) => row === null) ? null : rows as Pair[];
}
