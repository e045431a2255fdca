import assert from "node:assert/strict";
import fc from "fast-check";
import { hodgesLehmann, pairedT, standardizedEffect, wilcoxonSignedRank } from "twoplane/statistics";
import { noncentralStudentLower } from "../../lib/statistics/distributions/noncentral.ts";
import { close, closeRelative, decimals, different, golden, pair } from "./support.ts";

const { cases, noncentral, big } = golden("paired_continuous");
type Case = { control: number[]; treatment: number[] };
const pairsOf = ({ control, treatment }: Case) => control.map((value, i) => pair(value, treatment[i] as number, i));
const numbers = fc.array(decimals, { minLength: 8, maxLength: 30 });

Deno.test("pairedT() agrees with R's t.test()", () => {
  for (const { t, ...data } of cases) {
    const [wide, narrow] = [0.95, 0.8].map((confidence) => pairedT(pairsOf(data), { confidence }));
    close(wide?.statistic, t.statistic, 1e-8);
    assert.equal(wide?.df, t.df);
    close(wide?.pValue, t.p, 1e-10);
    close(wide?.estimate, t.estimate, 1e-10);
    for (const end of [0, 1]) {
      close(end === 0 ? wide?.interval?.low : wide?.interval?.high, t.i95[end], 1e-8);
      close(end === 0 ? narrow?.interval?.low : narrow?.interval?.high, t.i80[end], 1e-8);
    }
  }
});

Deno.test("wilcoxonSignedRank() agrees with R's wilcox.test(), exact, tied and with zeros", () => {
  for (const { wilcoxon, ...data } of cases) {
    const { statistic, pValue } = wilcoxonSignedRank(pairsOf(data));
    assert.equal(statistic, wilcoxon.V);
    closeRelative(pValue, wilcoxon.p, 1e-9);
  }
});

Deno.test("hodgesLehmann() agrees with the listed Walsh averages", () => {
  for (const { hl, ...data } of cases) {
    for (const [confidence, ends] of [[0.95, hl.i95], [0.8, hl.i80]] as const) {
      const { estimate, interval } = hodgesLehmann(pairsOf(data), { confidence });
      close(estimate, hl.estimate, 1e-10);
      if (ends === null) assert.equal(interval, null);
      else {
        close(interval?.low, ends[0], 1e-10);
        close(interval?.high, ends[1], 1e-10);
      }
    }
  }
});

Deno.test("standardizedEffect() agrees with R's noncentral t and Bonett's equation", () => {
  for (const { dz, dav, ...data } of cases) {
    for (const [kind, expected] of [["z", dz], ["av", dav]] as const) {
      if (expected === null) continue;
      const { estimate, interval } = standardizedEffect(pairsOf(data), { kind });
      close(estimate, expected.estimate, 1e-10, kind);
      close(interval?.low, expected.i95[0], 1e-7, `${kind} low`);
      close(interval?.high, expected.i95[1], 1e-7, `${kind} high`);
    }
  }
});

Deno.test("noncentralStudentLower() agrees with R's pt()", () => {
  for (const [t, df, shift, expected] of noncentral) close(noncentralStudentLower(t, df, shift), expected, 1e-10);
});

Deno.test("paired tests hold their digits at n = 100,000", () => {
  const values = Array.from({ length: 100_000 }, (_, i) => (((i + 1) * 7919) % 100_003) / 100_003 - 0.495);
  const pairs = different(values);
  closeRelative(pairedT(pairs).statistic, big.t, 1e-9);
  closeRelative(pairedT(pairs).pValue, big.p, 1e-7);
  const { statistic, pValue } = wilcoxonSignedRank(pairs);
  closeRelative(statistic, big.V, 1e-12);
  closeRelative(pValue, big.wp, 1e-7);
});

Deno.test("paired tests on numbers flip with the arms, shift, scale, and ignore order", () => {
  fc.assert(fc.property(numbers, (values) => {
    fc.pre(new Set(values.map(Math.abs)).size === values.length && !values.includes(0));
    for (const test of [pairedT, wilcoxonSignedRank, hodgesLehmann]) {
      const base = test(different(values));
      const swapped = test(different(values.map((value) => -value)));
      close(swapped.estimate, -base.estimate, 1e-9);
      close(swapped.pValue, base.pValue, 1e-9);
      close(swapped.interval?.low, -(base.interval?.high ?? NaN), 1e-9);
      close(test(different(values.map((value) => value + 7))).estimate, base.estimate + 7, 1e-9);
      close(test(different(values.map((value) => 3 * value))).estimate, 3 * base.estimate, 1e-9);
      close(test(different(values).toReversed()).estimate, base.estimate, 1e-12);
    }
  }));
});

Deno.test("paired tests on numbers refuse what says nothing", () => {
  assert.throws(() => pairedT(different([1])), /need at least 2 pairs, got 1/);
  assert.throws(() => pairedT(different([1, 1, 1])), /differences that vary, got 3 times 1/);
  assert.throws(() => wilcoxonSignedRank(different([0, 0])), /difference other than 0, got 2 times 0/);
  assert.throws(() => hodgesLehmann([]), /need at least 1 pair, got 0/);
  assert.throws(
    () => pairedT([pair(true, false, 1), pair(true, true, 2)] as never),
    /needs a finite number, got false/,
  );
  assert.throws(
    () => standardizedEffect(different([1, 2, 3]), { kind: "g" as never }),
    /kind is one of z, av, got "g"/,
  );
  assert.throws(
    () => standardizedEffect([pair(1, 2, 1), pair(2, 3, 2), pair(3, 4, 3)], { kind: "z" }),
    /standard deviation of 0/,
  );
});

Deno.test("pooled tests on numbers warn where pairs share a scenario, unless it is declared fixed", () => {
  const shared = different([1, 2, 3, 2.5], ["a", "a", "b", "b"]);
  for (const test of [pairedT, wilcoxonSignedRank, hodgesLehmann]) {
    assert.match(
      test(shared).warnings?.join() ?? "",
      /4 pairs come from 2 scenarios.*use signFlip\(\) or clusterRobust\(\)/,
    );
    assert.doesNotMatch(test(shared, { scenarios: "fixed" }).warnings?.join() ?? "", /scenarios/);
    assert.throws(() => test(shared, { scenarios: "random" }), /with random scenarios: it needs one pair a scenario/);
  }
});
