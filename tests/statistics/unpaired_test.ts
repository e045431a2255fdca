import assert from "node:assert/strict";
import fc from "fast-check";
import { normalFrom } from "twoplane/foundation";
import { boschloo, mannWhitney, permutationTest, proportion, twoProportions, welch } from "twoplane/statistics";
import { differenceScore } from "../../lib/statistics/two_proportions.ts";
import { close, closeRelative, decimals, golden, share } from "./support.ts";

const values = golden("unpaired");
const tables = golden("two_proportions");
const arm = ([events, n]: [number, number]) => ({ events, n });
const numbers = fc.array(decimals, { minLength: 4, maxLength: 20 });

Deno.test("welch() agrees with R's t.test()", () => {
  for (const { control, treatment, t } of values.cases) {
    const { statistic, df, pValue, interval } = welch({ control, treatment });
    close(statistic, t.statistic, 1e-10);
    close(df, t.df, 1e-9);
    close(pValue, t.p, 1e-10);
    close(interval?.low, t.i95[0], 1e-9);
    close(interval?.high, t.i95[1], 1e-9);
  }
});

Deno.test("mannWhitney() agrees with R's wilcox.test(), exact and tied", () => {
  for (const { control, treatment, u } of values.cases) {
    const { statistic, pValue } = mannWhitney({ control, treatment });
    assert.equal(statistic, u.U);
    closeRelative(pValue, u.p, 1e-9);
  }
});

Deno.test("mannWhitney() gives Cliff's delta and interval as all listed pairs do", () => {
  for (const { control, treatment, delta, interval } of tables.cliff) {
    const result = mannWhitney({ control, treatment });
    close(result.estimate, delta, 1e-12);
    close(result.interval?.low, interval[0], 1e-9);
    close(result.interval?.high, interval[1], 1e-9);
  }
});

Deno.test("proportion() agrees with R: Wilson, Clopper-Pearson, Jeffreys", () => {
  for (const { events, n, confidence, ...expected } of values.rates) {
    for (const method of ["wilson", "exact", "jeffreys"] as const) {
      const { interval } = proportion({ events, n }, { confidence, method });
      close(interval?.low, expected[method][0], 1e-9, `${method} ${events}/${n}`);
      close(interval?.high, expected[method][1], 1e-9, `${method} ${events}/${n}`);
    }
  }
});

Deno.test("twoProportions() agrees with Newcombe's and with Miettinen and Nurminen's equations", () => {
  for (const { control, treatment, score, newcombe, mn } of tables.cases) {
    const arms = { control: arm(control), treatment: arm(treatment) };
    close(differenceScore(arms, 0), score, 1e-9, JSON.stringify(arms));
    for (const confidence of [0.95, 0.9]) {
      const joined = twoProportions(arms, { confidence }).interval;
      const scored = twoProportions(arms, { confidence, method: "miettinen-nurminen" }).interval;
      close(joined?.low, newcombe[confidence][0], 1e-10);
      close(joined?.high, newcombe[confidence][1], 1e-10);
      close(scored?.low, mn[confidence][0], 1e-8, `low ${JSON.stringify(arms)}`);
      close(scored?.high, mn[confidence][1], 1e-8, `high ${JSON.stringify(arms)}`);
    }
  }
});

Deno.test("boschloo() agrees with the supremum over the common rate", () => {
  for (const { control, treatment, two, greater, less } of tables.boschloo) {
    const arms = { control: arm(control), treatment: arm(treatment) };
    close(boschloo(arms).pValue, two, 1e-8, JSON.stringify(arms));
    close(boschloo(arms, { alternative: "greater" }).pValue, greater, 1e-8);
    close(boschloo(arms, { alternative: "less" }).pValue, less, 1e-8);
  }
});

Deno.test("permutationTest() agrees with the enumeration of every split", () => {
  for (const { control, treatment, p } of tables.permutation) {
    close(permutationTest({ control, treatment }, { seed: 1 }).pValue, p, 1e-12);
  }
});

Deno.test("permutationTest() by shuffles comes close to Welch where both hold", () => {
  const normal = normalFrom((() => {
    let state = 7;
    return () => (state = (state * 48271) % 2147483647) / 2147483647;
  })());
  const arms = {
    control: Array.from({ length: 40 }, normal),
    treatment: Array.from({ length: 40 }, () => normal() + 0.4),
  };
  const [shuffled, t] = [permutationTest(arms, { seed: 3 }), welch(arms)];
  assert.equal(shuffled.details?.exact, false);
  close(shuffled.pValue, t.pValue, 0.02);
  close(shuffled.interval?.low, t.interval?.low ?? NaN, 0.05);
});

Deno.test("unpaired tests flip with the arms, shift, scale, and ignore order", () => {
  fc.assert(
    fc.property(numbers, numbers, (control, treatment) => {
      fc.pre(new Set(control).size > 1 && new Set(treatment).size > 1);
      for (
        const test of [
          welch,
          mannWhitney,
          (arms: Parameters<typeof welch>[0]) => permutationTest(arms, { seed: 1, draws: 99 }),
        ]
      ) {
        const there = test({ control, treatment });
        const back = test({ control: treatment, treatment: control });
        close(there.estimate, -back.estimate, 1e-9);
        close(test({ control: control.toReversed(), treatment }).estimate, there.estimate, 1e-9);
      }
      const shifted = welch({ control, treatment: treatment.map((value) => value + 3) });
      close(shifted.estimate, welch({ control, treatment }).estimate + 3, 1e-9);
      const [scale, base] = [(value: number) => 5 * value, mannWhitney({ control, treatment })];
      const scaled = mannWhitney({ control: control.map(scale), treatment: treatment.map(scale) });
      close(scaled.pValue, base.pValue, 1e-12);
      assert.ok((base.interval?.low ?? 2) <= base.estimate && (base.interval?.high ?? -2) >= base.estimate);
    }),
    { numRuns: 50 },
  );
});

Deno.test("unpaired rates flip with the arms", () => {
  const count = fc.tuple(fc.nat(20), fc.nat(20)).map(([events, rest]) => ({ events, n: events + rest + 1 }));
  fc.assert(fc.property(count, count, (control, treatment) => {
    for (const method of ["newcombe", "miettinen-nurminen"] as const) {
      const there = twoProportions({ control, treatment }, { method });
      const back = twoProportions({ control: treatment, treatment: control }, { method });
      close(there.interval?.low, -(back.interval?.high ?? NaN), 1e-8);
      assert.ok((there.interval?.low ?? 2) >= -1 && (there.interval?.high ?? 2) <= 1);
    }
  }));
});

Deno.test("unpaired tests refuse impossible counts and what does not vary", () => {
  assert.throws(() => proportion({ events: 3, n: 2 }), /events needs a whole number from 0 to 2, got 3/);
  assert.throws(() => proportion({ events: 0, n: 0 }), /n needs a whole number of at least 1, got 0/);
  assert.throws(() => welch({ control: [1, 1], treatment: [1, 1] }), /values that vary/);
  assert.throws(() => welch({ control: [1], treatment: [1, 2] }), /control needs at least 2 numbers, got 1/);
  assert.throws(() => mannWhitney({ control: [1, 1], treatment: [1, 1] }), /got 1 throughout/);
  assert.throws(
    () => mannWhitney({ control: [1, null as never], treatment: [1, 1] }),
    /control\[1\] needs a finite number, got null/,
  );
  assert.throws(() => welch([1, 2] as never), /arms needs control and treatment, got an array of 2/);
  assert.throws(
    () => boschloo({ control: { events: 1, n: 5000 }, treatment: { events: 1, n: 5000 } }),
    /at most 4000000 possible tables/,
  );
});

Deno.test("permutationTest() keeps 5% where groups differ in size and spread, not in mean", () => {
  const rejected = share(600, 5, (random) => {
    const normal = normalFrom(random);
    const control = Array.from({ length: 40 }, normal);
    const treatment = Array.from({ length: 12 }, () => 4 * normal());
    return (permutationTest({ control, treatment }, { seed: 1, draws: 199 }).pValue ?? 1) <= 0.05;
  });
  assert.ok(rejected <= 0.085, String(rejected));
});

Deno.test("unpaired tests take groups of 200,000", () => {
  const spread = (n: number, shift: number) =>
    Array.from({ length: n }, (_, i) => ((i * 7919) % 100_003) / 100_003 + shift);
  const arms = { control: spread(200_000, 0), treatment: spread(150_000, 0.001) };
  close(welch(arms).estimate, 0.001, 1e-4);
  assert.ok(Math.abs(mannWhitney(arms).estimate) < 0.01);
  assert.equal(permutationTest(arms, { seed: 1, draws: 99 }).n, 350_000);
});
