import assert from "node:assert/strict";
import fc from "fast-check";
import { normalFrom } from "twoplane/foundation";
import {
  blockRandomization,
  type BlockRow,
  bootstrapClusters,
  bootstrapStatistic,
  clusterRobust,
  crossedClusters,
  differencesByCluster,
  wildClusterBootstrap,
} from "twoplane/statistics";
import { bcaLevels } from "../../lib/statistics/bootstrap.ts";
import { coefficientIndex, fitClustered } from "../../lib/statistics/regression.ts";
import { restrictedParts, wildPValue } from "../../lib/statistics/wild_bootstrap.ts";
import { close, decimals, different, golden, pair, share } from "./support.ts";

const values = golden("clusters");
const unit = (row: { scenarioId: string }) => row.scenarioId;
const intercept = "(intercept)";

Deno.test("clusterRobust() agrees with CR2 and Satterthwaite from n × n matrices", () => {
  for (const { fits, ...data } of values.robust) {
    for (const coefficient of Object.keys(fits)) {
      const [estimate, standardError, df] = fits[coefficient];
      const result = clusterRobust(data, { coefficient });
      close(result.estimate, estimate, 1e-9, coefficient);
      close(result.details?.standardError as number, standardError, 1e-9, coefficient);
      close(result.df, df, 1e-8, coefficient);
    }
  }
});

Deno.test("wildClusterBootstrap() agrees with refits for every listed weight", () => {
  const webb = [-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(0.5), 1, Math.sqrt(1.5)];
  for (const { kind, p, ...data } of values.wild) {
    const points = kind === "webb" ? webb : [-1, 1];
    const clusters = kind === "webb" ? 6 : 12;
    const all = Array.from({ length: points.length ** clusters }, (_, i) => i).filter((i) =>
      kind !== "webb" || i % 7 === 0
    );
    const weights = Float64Array.from(
      all.flatMap((i) =>
        Array.from(
          { length: clusters },
          (_, c) => points[Math.floor(i / points.length ** (clusters - 1 - c)) % points.length] as number,
        )
      ),
    );
    const fit = fitClustered("test", data);
    for (const coefficient of Object.keys(p)) {
      const k = coefficientIndex("test", fit, coefficient);
      const result = wildClusterBootstrap(data, { coefficient, seed: 1, draws: 5_000 });
      const direction = fit.inverse.slice(k * fit.p, (k + 1) * fit.p);
      const parts = restrictedParts("test", fit, k, data);
      const standardError = result.details?.standardError as number;
      for (const value of [0, 0.4]) {
        const observed = Math.abs(result.estimate - value) / standardError;
        const share = wildPValue(fit, direction, parts, weights, value, observed);
        const listed = (share * (all.length + 1) - 1) / all.length;
        close(listed, p[coefficient][value === 0 ? "0.0" : "0.4"], 1e-10, `${kind} ${coefficient} ${value}`);
      }
      close(result.pValue, p[coefficient]["0.0"], 0.03);
    }
  }
});

Deno.test("wildClusterBootstrap()'s interval leaves out 0 exactly where it rejects", () => {
  fc.assert(
    fc.property(fc.array(decimals, { minLength: 8, maxLength: 14 }), (list) => {
      fc.pre(new Set(list).size > 2);
      const data = differencesByCluster(different(list), { unit });
      const { pValue, interval } = wildClusterBootstrap(data, { coefficient: intercept, seed: 2, draws: 199 });
      fc.pre(pValue !== null && interval !== null && Math.abs(pValue - 0.05) > 0.011);
      if (pValue === null || interval === null) return;
      assert.equal(interval.low > 0 || interval.high < 0, pValue < 0.05);
    }),
    { numRuns: 30 },
  );
});

Deno.test("crossedClusters() agrees with the sum of the clusterings' variances", () => {
  for (const { rows, estimate, se, df, p, interval } of values.crossed) {
    const pairs = rows.map(([scenario, model, d]: [string, string, number]) => ({
      ...pair(0, d, scenario, scenario),
      model,
    }));
    const result = crossedClusters(pairs as (ReturnType<typeof pair<number>> & { model: string })[], {
      units: [unit, (row) => row.model],
    });
    close(result.estimate, estimate, 1e-12);
    close(result.details?.standardError as number, se, 1e-12);
    assert.equal(result.df, df);
    close(result.pValue, p, 1e-10);
    close(result.interval?.low, interval[0], 1e-10);
    close(result.interval?.high, interval[1], 1e-10);
  }
});

Deno.test("blockRandomization() agrees with the enumeration of every assignment", () => {
  for (const { rows, estimate, p } of values.blocks) {
    const data = rows.map(([blockId, arm, value]: [string, string, number]) => ({ blockId, arm, value })) as BlockRow[];
    const result = blockRandomization(data, { seed: 1, draws: 40_000 });
    close(result.estimate, estimate, 1e-12);
    close(result.pValue, p, 4 * Math.sqrt(p * (1 - p) / 40_000) + 1e-4);
  }
});

Deno.test("bcaLevels() agrees with Efron's equations", () => {
  for (const { draws, jackknife, estimate, levels } of values.bca) {
    const { low, high } = bcaLevels(Float64Array.from(draws), estimate, [Float64Array.from(jackknife)], 0.9);
    close(low, levels[0], 1e-10);
    close(high, levels[1], 1e-10);
  }
});

Deno.test("both bootstraps come close to scipy's on the same data", () => {
  const pairs = different(values.boot.values);
  for (const [method, [low, high]] of [["percentile", values.boot.percentile], ["bca", values.boot.BCa]] as const) {
    const { interval } = bootstrapClusters(pairs, { unit, seed: 1, draws: 20_000, method });
    close(interval?.low, low, 0.02, method);
    close(interval?.high, high, 0.02, method);
    const statistic = (rows: readonly { treatment: number }[]) =>
      rows.reduce((sum, row) => sum + row.treatment, 0) / rows.length;
    const general = bootstrapStatistic(pairs, { unit, seed: 1, draws: 5_000, method, statistic });
    close(general.interval?.low, low, 0.04, method);
    close(general.interval?.high, high, 0.04, method);
  }
});

Deno.test("clustered estimates flip with the arms, shift, scale, and ignore order", () => {
  const rows = fc.array(fc.tuple(decimals, fc.nat(11)), { minLength: 30, maxLength: 50 });
  fc.assert(
    fc.property(rows, (list) => {
      const [numbers, scenarios] = [list.map(([value]) => value), list.map(([, s]) => `s${s}`)];
      fc.pre(new Set(scenarios).size >= 6 && new Set(numbers).size > 5);
      const tests = [
        (ds: number[]) =>
          bootstrapClusters(different(ds, scenarios), { unit, seed: 1, draws: 200, method: "percentile" }),
        (ds: number[]) =>
          clusterRobust(differencesByCluster(different(ds, scenarios), { unit }), { coefficient: intercept }),
      ];
      for (const test of tests) {
        const base = test(numbers);
        close(test(numbers.map((d) => -d)).estimate, -base.estimate, 1e-9);
        close(test(numbers.map((d) => d + 4)).interval?.low, (base.interval?.low ?? NaN) + 4, 1e-8);
        close(test(numbers.map((d) => 2 * d)).interval?.high, 2 * (base.interval?.high ?? NaN), 1e-8);
      }
      const turned = bootstrapClusters(different(numbers, scenarios).toReversed(), { unit, seed: 1, draws: 200 });
      close(
        turned.interval?.low,
        bootstrapClusters(different(numbers, scenarios), { unit, seed: 1, draws: 200 }).interval?.low ?? NaN,
        1e-9,
      );
    }),
    { numRuns: 25 },
  );
});

Deno.test("clustered tests give estimates and no p-value below six clusters, and refuse one", () => {
  const five = different([1, 2, 3, 4, 6]);
  const data = differencesByCluster(five, { unit });
  const results = [
    clusterRobust(data, { coefficient: intercept }),
    wildClusterBootstrap(data, { coefficient: intercept, seed: 1 }),
    bootstrapClusters(five, { unit, seed: 1 }),
    crossedClusters(five, { units: [unit, (row) => row.pairId] }),
  ];
  for (const { pValue, interval, warnings } of results) {
    assert.equal(pValue, null);
    assert.equal(interval, null);
    assert.match(warnings?.join() ?? "", /5 (and 5 )?clusters/);
  }
  const one = { outcome: [1, 2], predictors: {}, clusters: ["a", "a"] };
  assert.throws(() => clusterRobust(one, { coefficient: intercept }), /need at least 2 clusters, got 1/);
  assert.throws(
    () => wildClusterBootstrap(one, { coefficient: intercept, seed: 1 }),
    /need at least 2 clusters, got 1/,
  );
});

Deno.test("clustered regressions refuse unknown coefficients and columns that explain each other", () => {
  const data = {
    outcome: [1, 2, 4, 3],
    predictors: { a: [0, 1, 0, 1], b: [0, 2, 0, 2] },
    clusters: ["p", "q", "r", "s"],
  };
  assert.throws(
    () => clusterRobust(data, { coefficient: "a" }),
    /columns that do not explain each other, got \(intercept\), a, b/,
  );
  const one = { ...data, predictors: { a: data.predictors.a } };
  assert.throws(() => clusterRobust(one, { coefficient: "treated" }), /"treated": it is one of \(intercept\), a/);
  assert.throws(
    () => clusterRobust({ ...one, predictors: { a: [1] } }, { coefficient: "a" }),
    /equal lengths, got 4 and 1/,
  );
});

Deno.test("blockRandomization() drops and counts blocks with one arm", () => {
  const rows: BlockRow[] = [
    { blockId: "a", arm: "control", value: 1 },
    { blockId: "a", arm: "treatment", value: 2 },
    { blockId: "b", arm: "treatment", value: 9 },
  ];
  const { n, details, warnings } = blockRandomization(rows, { seed: 1, draws: 99 });
  assert.equal(n, 2);
  assert.deepEqual(details?.dropped, { blocks: 1, rows: 1 });
  assert.match(warnings?.[0] ?? "", /1 blocks with one arm only were dropped/);
  assert.throws(() => blockRandomization(rows.slice(2), { seed: 1 }), /block with both arms, got 0 of 1/);
  assert.throws(
    () => blockRandomization([{ ...rows[0], arm: "placebo" } as never], { seed: 1 }),
    /control, treatment, got "placebo"/,
  );
});

Deno.test("clusterRobust() keeps 5% with ten clusters of unequal size, and covers at 95%", () => {
  const sizes = [2, 2, 3, 3, 4, 5, 6, 8, 12, 20];
  const rejected = share(1_500, 9, (random) => {
    const normal = normalFrom(random);
    const rows = sizes.flatMap((size, c) => {
      const effect = normal();
      return Array.from({ length: size }, () => ({ d: effect + normal(), c: `s${c}` }));
    });
    const data = differencesByCluster(different(rows.map((row) => row.d), rows.map((row) => row.c)), { unit });
    return (clusterRobust(data, { coefficient: intercept }).pValue ?? 1) <= 0.05;
  });
  assert.ok(rejected > 0.02 && rejected < 0.075, String(rejected));
});
