/** Rates that are known as figures: weighted sums, ratios, and effects of several studies. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "twoplane/foundation";
import { proportion, randomEffects, rateCombination, rateRatio, twoProportions } from "twoplane/statistics";
import { chiSquareTail } from "../../lib/statistics/distributions/chi_square.ts";
import { close, closeRelative, golden } from "./support.ts";

const expected = golden("reported_rates");
const rate = fc.double({ min: 0, max: 1, noNaN: true });
const size = fc.double({ min: 2, max: 5000, noNaN: true });

Deno.test("rateCombination() agrees with MOVER's equations in high precision", () => {
  for (const { rates, estimate, p, intervals } of expected.sums) {
    const rows = rates.map(([rate, n, weight]: number[]) => ({ rate, n, weight }));
    for (const confidence of [0.95, 0.9]) {
      const result = rateCombination(rows, { confidence });
      close(result.estimate, estimate, 1e-12);
      close(result.interval?.low, intervals[confidence][0], 1e-10);
      close(result.interval?.high, intervals[confidence][1], 1e-10);
      if (p !== null) closeRelative(result.pValue, p, 1e-6, JSON.stringify(rates));
    }
  }
});

Deno.test("rateCombination() of two counts is Newcombe's interval, as statsmodels has it", () => {
  for (const { control: [x0, n0], treatment: [x1, n1], interval } of expected.newcombe) {
    const rates = [{ rate: x1 / n1, n: n1, weight: 1 }, { rate: x0 / n0, n: n0, weight: -1 }];
    const own = rateCombination(rates).interval;
    const counted = twoProportions({ control: { events: x0, n: n0 }, treatment: { events: x1, n: n1 } }).interval;
    close(own?.low, interval[0], 1e-9);
    close(own?.high, interval[1], 1e-9);
    close(own?.low, counted?.low ?? null, 1e-12);
  }
});

Deno.test("rateCombination() of one rate is Wilson's interval", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (n, k) => {
    const events = Math.min(n, k);
    const [own, wilson] = [rateCombination([{ rate: events / n, n, weight: 1 }]), proportion({ events, n })];
    close(own.interval?.low, wilson.interval?.low ?? null, 1e-9);
    close(own.interval?.high, wilson.interval?.high ?? null, 1e-9);
  }));
});

Deno.test("rateCombination() changes only its sign with the weights, and is wider for fewer trials", () => {
  fc.assert(fc.property(rate, rate, size, size, (a, b, n, m) => {
    const rows = [{ rate: a, n, weight: 1 }, { rate: b, n: m, weight: -1 }];
    const there = rateCombination(rows);
    const back = rateCombination(rows.map((row) => ({ ...row, weight: -row.weight })));
    close(there.estimate + back.estimate, 0, 1e-12);
    close(there.interval!.low + back.interval!.high, 0, 1e-12);
    close(there.pValue, back.pValue, 1e-9);
    const fewer = rateCombination(rows.map((row) => ({ ...row, n: row.n / 2 })));
    assert.ok(fewer.interval!.high - fewer.interval!.low >= there.interval!.high - there.interval!.low - 1e-12);
    assert.ok((fewer.pValue as number) >= (there.pValue as number) - 1e-9);
  }));
});

Deno.test("rateCombination() rejects at 5% where its 95% interval leaves out 0", () => {
  fc.assert(fc.property(rate, rate, size, (a, b, n) => {
    const result = rateCombination([{ rate: a, n, weight: 1 }, { rate: b, n, weight: -1 }]);
    const { low, high } = result.interval!;
    fc.pre(Math.min(Math.abs(low), Math.abs(high)) > 1e-9);
    assert.equal(low > 0 || high < 0, (result.pValue as number) < 0.05);
  }));
});

Deno.test("rateCombination() of differences of differences covers at its confidence", () => {
  const random = seededRandom(7, "cover");
  const truth = [0.6, 0.2, 0.3, 0.05];
  const [runs, n] = [2000, 40];
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const rates = truth.map((p, i) => {
      let events = 0;
      for (let trial = 0; trial < n; trial++) events += random() < p ? 1 : 0;
      return { rate: events / n, n, weight: i === 0 || i === 3 ? 1 : -1 };
    });
    const { low, high } = rateCombination(rates).interval!;
    held += low <= 0.15 && high >= 0.15 ? 1 : 0;
  }
  assert.ok(held / runs > 0.93 && held / runs < 0.975, `${held / runs}`);
});

Deno.test("rateRatio() agrees with MOVER-R's equations in high precision", () => {
  for (const { control, treatment, interval } of expected.ratios) {
    const arms = { control: { rate: control[0], n: control[1] }, treatment: { rate: treatment[0], n: treatment[1] } };
    const result = rateRatio(arms);
    close(result.interval?.low, interval[0], 1e-9, JSON.stringify(arms));
    close(result.interval?.high, interval[1], 1e-8, JSON.stringify(arms));
  }
});

Deno.test("rateRatio() of a treatment that never acts starts at 0, and a control of 0 is refused", () => {
  const result = rateRatio({ control: { rate: 0.1, n: 50 }, treatment: { rate: 0, n: 50 } });
  assert.equal(result.interval?.low, 0);
  assert.throws(() => rateRatio({ control: { rate: 0, n: 50 }, treatment: { rate: 0.1, n: 50 } }), /control\.rate/);
});

Deno.test("randomEffects() agrees with statsmodels: Q, tau, I², Hartung and Knapp", () => {
  for (const { studies, q, qP, tau2, iSquared, mean, interval } of expected.effects) {
    const result = randomEffects(studies.map(([estimate, standardError]: number[]) => ({ estimate, standardError })));
    const details = result.details as Record<string, number>;
    close(result.estimate, mean, 1e-9);
    close(result.interval?.low, interval[0], 1e-8);
    close(result.interval?.high, interval[1], 1e-8);
    close(details.q, q, 1e-9);
    close(details.qPValue, qP, 1e-10);
    close(details.tau! ** 2, Math.max(0, tau2), 1e-9);
    close(details.iSquared, iSquared, 1e-9);
  }
});

Deno.test("randomEffects() finds no spread among equal effects, and refuses one study", () => {
  const { details, interval } = randomEffects([0.1, 0.1, 0.1].map((estimate) => ({ estimate, standardError: 0.05 })));
  assert.deepEqual([details?.tau, details?.iSquared], [0, 0]);
  close(interval?.low, 0.1, 1e-12);
  assert.throws(() => randomEffects([{ estimate: 1, standardError: 1 }]), /need at least 2 studies, got 1/);
  assert.throws(() => randomEffects([0, 1].map((estimate) => ({ estimate, standardError: 0 }))), /standardError/);
});

Deno.test("chiSquareTail() agrees with scipy", () => {
  for (const { x, df, p } of expected.chiSquare) closeRelative(chiSquareTail(x, df), p, 1e-10, `${x} ${df}`);
});

Deno.test("rateCombination() refuses what is no rate", () => {
  assert.throws(() => rateCombination([]), /^RangeError: Cannot run rateCombination\(\): need at least 1 rate/);
  assert.throws(() => rateCombination([{ rate: 1.2, n: 3, weight: 1 }]), /rates\[0\]\.rate/);
  assert.throws(() => rateCombination([{ rate: 0.2, n: 0, weight: 1 }]), /rates\[0\]\.n/);
  assert.throws(() => rateCombination([{ rate: NaN, n: 3, weight: 1 }]), /finite/);
});
