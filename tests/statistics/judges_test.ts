import assert from "node:assert/strict";
import fc from "fast-check";
import {
  brierScore,
  clusteredProportion,
  cohenKappa,
  heterogeneity,
  krippendorffAlpha,
  logisticClustered,
  predictionPowered,
  proportion,
  roganGladen,
  stratifiedMean,
} from "twoplane/statistics";
import { close, golden } from "./support.ts";

const cases = golden("judges");
const quick = { seed: 1, draws: 200 };

Deno.test("cohenKappa() and its standard error agree with statsmodels", () => {
  for (const { first, second, kappa, standardError } of cases.kappa) {
    const items = first.map((label: string, i: number) => ({ labels: [label, second[i]] }));
    const { estimate, interval, details } = cohenKappa(items, quick);
    close(estimate, kappa, 1e-12);
    close(details?.standardError as number, standardError, 1e-10);
    assert.ok(interval !== null && interval.low < kappa && kappa < interval.high);
    const width = (interval.high - interval.low) / (2 * 1.96 * standardError);
    assert.ok(width > 0.7 && width < 1.3, `bootstrap against normal width: ${width}`);
  }
});

Deno.test("krippendorffAlpha() agrees with the krippendorff package, labels missing or not", () => {
  for (const { items, alpha } of cases.alpha) {
    close(krippendorffAlpha(items.map((labels: string[]) => ({ labels })), quick).estimate, alpha, 1e-12);
  }
});

Deno.test("agreement of two full raters does not hang on who is first, nor on the order of items", () => {
  const label = fc.constantFrom("a", "b", "c");
  fc.assert(
    fc.property(fc.array(fc.tuple(label, label), { minLength: 8, maxLength: 40 }), (pairs) => {
      fc.pre(new Set(pairs.flat()).size > 1 && new Set(pairs.map(([a]) => a)).size > 1);
      const items = pairs.map((labels) => ({ labels }));
      const turned = pairs.toReversed().map(([a, b]) => ({ labels: [b, a] }));
      for (const measure of [cohenKappa, krippendorffAlpha]) {
        close(
          measure(items, { seed: 1, draws: 100 }).estimate,
          measure(turned, { seed: 1, draws: 100 }).estimate,
          1e-12,
        );
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("agreement leaves items without two labels out, and refuses where all labels are the same", () => {
  const items = [...Array.from({ length: 9 }, (_, i) => ({ labels: [i % 2 ? "a" : "b", "a"] })), {
    labels: ["a", null],
  }];
  assert.equal(cohenKappa(items, quick).details?.leftOut, 1);
  assert.equal(krippendorffAlpha(items, quick).n, 9);
  const same = items.map(() => ({ labels: ["a", "a"] }));
  assert.throws(() => cohenKappa(same, quick), /RangeError: .*2 different labels, got 10 items and "a"/);
  assert.equal(cohenKappa(items.slice(0, 4), quick).interval, null);
});

Deno.test("agreement draws items of one cluster together", () => {
  const items = Array.from({ length: 60 }, (_, i) => ({ labels: [i % 12 < 6 ? "a" : "b", i % 12 % 5 ? "a" : "b"] }));
  const width = (rows: typeof items) => {
    const { interval } = cohenKappa(rows, { seed: 1, draws: 500 });
    return interval!.high - interval!.low;
  };
  const clustered = items.map((item, i) => ({ ...item, cluster: `c${i % 12}` }));
  assert.ok(width(clustered) > 1.5 * width(items));
});

Deno.test("roganGladen() agrees with Lang and Reiczigel's equations in 50 digits", () => {
  for (const { judged, truePositive, trueNegative, confidence, raw, low, high } of cases.roganGladen) {
    const found = roganGladen({ judged, truePositive, trueNegative }, { confidence });
    close(found.details?.raw as number, raw, 1e-12);
    close(found.interval?.low, low, 1e-9);
    close(found.interval?.high, high, 1e-9);
    assert.ok(found.estimate >= 0 && found.estimate <= 1);
  }
});

Deno.test("roganGladen() with a judge without error is the rate, and a judge at chance is refused", () => {
  const judged = { events: 12, n: 40 };
  const sure = { events: 1_000_000, n: 1_000_000 };
  const found = roganGladen({ judged, truePositive: sure, trueNegative: sure });
  close(found.estimate, 0.3, 1e-12);
  const wilson = proportion(judged).interval!;
  assert.ok(Math.abs(found.interval!.low - wilson.low) < 0.01 && Math.abs(found.interval!.high - wilson.high) < 0.01);
  const half = { events: 5, n: 10 };
  assert.throws(
    () => roganGladen({ judged, truePositive: half, trueNegative: half }),
    /RangeError: .*better than chance, got sensitivity 0.5 and specificity 0.5/,
  );
});

Deno.test("predictionPowered() agrees with ppi_py", () => {
  for (const { truth, judged, unlabelled, ...expected } of cases.ppi) {
    for (const weight of ["all", "tuned"] as const) {
      const found = predictionPowered({ labelled: { truth, judged }, unlabelled }, { weight });
      close(found.estimate, expected[weight].estimate, 1e-12);
      close(found.details?.weight as number, expected[weight].weight, 1e-12);
      close(found.interval?.low, expected[weight].low, 1e-10);
      close(found.interval?.high, expected[weight].high, 1e-10);
    }
  }
});

Deno.test("predictionPowered() trusts a judge that knows nothing not at all", () => {
  const truth = [1, 1, 0, 0, 1, 0, 1, 0];
  const found = predictionPowered({ labelled: { truth, judged: [1, 0, 1, 0, 0, 1, 1, 0] }, unlabelled: [1, 0, 1, 1] });
  assert.equal(found.details?.weight, 0);
  close(found.estimate, 0.5, 1e-12);
});

Deno.test("logisticClustered() agrees with statsmodels", () => {
  for (const { coefficients, ...data } of cases.logistic) {
    const found = logisticClustered(data);
    for (const [name, expected] of Object.entries<{ estimate: number; standardError: number }>(coefficients)) {
      close(found[name]?.estimate, expected.estimate, 1e-8, name);
      close(found[name]?.details?.standardError as number, expected.standardError, 1e-8, name);
    }
  }
});

Deno.test("logisticClustered() refuses outcomes that a column separates", () => {
  const clusters = Array.from({ length: 12 }, (_, i) => `c${i}`);
  const x = clusters.map((_, i) => i);
  const split = { outcome: x.map((value) => Number(value > 5)), predictors: { x }, clusters };
  assert.throws(() => logisticClustered(split), /RangeError: .*without fail, got 6 of 12/);
  assert.throws(() => logisticClustered({ ...split, outcome: x.map(() => 1) }), /RangeError: .*got 12 of 12/);
});

Deno.test("brierScore() agrees with scikit-learn and its parts with their definitions", () => {
  for (const { forecast, outcome, bins, ...expected } of cases.brier) {
    const found = brierScore({ forecast, outcome }, { bins });
    for (const part of ["score", "reliability", "resolution", "uncertainty", "within"] as const) {
      close(found[part], expected[part], 1e-12, part);
    }
  }
});

Deno.test("brierScore() gives the rate of all no skill", () => {
  close(brierScore({ forecast: [0.25, 0.25, 0.25, 0.25], outcome: [0, 1, 0, 0] }).skill, 0, 1e-12);
  assert.equal(brierScore({ forecast: [0.5, 0.5], outcome: [1, 1] }).skill, null);
  assert.throws(() => brierScore({ forecast: [1.2], outcome: [1] }), /RangeError: .*at row 0.*got 1.2 and 1/);
});

Deno.test("heterogeneity() agrees with statsmodels and scipy, groups within strata too", () => {
  for (const { rows, ...expected } of cases.heterogeneity) {
    const found = heterogeneity(rows as [string, string, number][], {
      value: ([, , y]) => y,
      unit: ([, w]) => w,
      within: ([s]) => s,
    });
    close(found.statistic, expected.f, 1e-9);
    close(found.pValue, expected.p, 1e-9);
    assert.equal(found.df, expected.df);
    close(found.estimate, expected.share, 1e-9);
    close(found.interval?.low, expected.low, 1e-8);
    close(found.interval?.high, expected.high, 1e-8);
    close(found.details?.variance as number, expected.variance, 1e-9);
  }
});

Deno.test("heterogeneity() of groups without spread has no p-value, and does not take rounding for difference", () => {
  const rows = ["a", "b", "c"].flatMap((group, g) => [0, 1, 2].map(() => ({ group, y: g * 0.1, same: 0.1 + 0.2 })));
  const unit = (row: typeof rows[number]) => row.group;
  const different = heterogeneity(rows, { value: (row) => row.y, unit });
  assert.deepEqual([different.estimate, different.pValue, different.interval], [1, null, null]);
  assert.equal(heterogeneity(rows, { value: (row) => row.same, unit }).estimate, 0);
  assert.throws(() => heterogeneity(rows, { value: (row) => row.y, unit: () => "one" }), /two groups in a stratum/);
});

Deno.test("clusteredProportion() agrees with statsmodels' clustered variance in Wilson's equation", () => {
  for (const { values, clusters, effectiveN, low, high } of cases.clusteredProportion) {
    const rows = values.map((value: number, i: number) => ({ value, cluster: clusters[i] as string }));
    type Row = { value: number; cluster: string };
    const found = clusteredProportion<Row>(rows, { value: (row) => row.value, unit: (row) => row.cluster });
    close(found.details?.effectiveN as number, effectiveN, 1e-9);
    close(found.interval?.low, low, 1e-9);
    close(found.interval?.high, high, 1e-9);
  }
});

Deno.test("clusteredProportion() is proportion() where each row is a cluster, and has no interval for one", () => {
  const rows = [1, 0, 0, 1, 0].map((value, i) => ({ value, i }));
  const value = (row: { value: number }) => row.value;
  const found = clusteredProportion(rows, { value, unit: (row) => String(row.i) });
  assert.deepEqual(found.interval, proportion({ events: 2, n: 5 }).interval);
  assert.equal(clusteredProportion(rows, { value, unit: () => "one" }).interval, null);
  const none = clusteredProportion(rows.map((row) => ({ ...row, value: 0 })), { value, unit: (row) => `${row.i % 2}` });
  assert.ok(Number(none.details?.effectiveN) < 2 && none.interval!.high > 0.5);
});

Deno.test("stratifiedMean() of two strata agrees with scipy's Welch test, and weighs strata alike", () => {
  type Row = { y: number; stratum: string };
  const options = { value: (row: Row) => row.y, stratum: (row: Row) => row.stratum };
  for (const { a, b, ...expected } of cases.stratifiedMean) {
    const rows = [a, b].flatMap((values: number[], s) => values.map((y): Row => ({ y, stratum: `s${s}` })));
    const found = stratifiedMean(rows, options);
    const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    close(found.estimate, (meanOf(a) + meanOf(b)) / 2, 1e-12);
    close(found.statistic, expected.t, 1e-9);
    close(found.df, expected.df, 1e-9);
    close(found.pValue, expected.p, 1e-9);
    close(found.interval?.low, expected.low, 1e-9);
    close(found.interval?.high, expected.high, 1e-9);
  }
  const lone = [{ y: 1, stratum: "a" }, { y: 0, stratum: "b" }, { y: 1, stratum: "b" }];
  assert.deepEqual([stratifiedMean(lone, options).estimate, stratifiedMean(lone, options).interval], [0.75, null]);
});
