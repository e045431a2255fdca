import assert from "node:assert/strict";
import fc from "fast-check";
import { mcnemarExact, mcnemarMidP, pairedRiskDifference } from "twoplane/statistics";
import { close, counted, golden, pair, share } from "./support.ts";

const { cases } = golden("paired_binary");
const counts = fc.record({ gained: fc.nat(25), lost: fc.nat(25), both: fc.nat(25), neither: fc.nat(25) })
  .filter(({ gained, lost, both, neither }) => gained + lost + both + neither > 0);

Deno.test("mcnemarExact() and mcnemarMidP() agree with mpmath and scipy, in logs", () => {
  for (const { counts, logExact, estimate } of cases) {
    const result = mcnemarExact(counted(counts));
    close(result.details?.logPValue as number, logExact, 1e-10, JSON.stringify(counts));
    close(result.estimate, estimate, 1e-14);
  }
  for (const { counts, logMidP } of cases) {
    const logP = Math.log(mcnemarMidP(counted(counts)).pValue ?? NaN);
    if (logMidP > -700) close(logP, logMidP, 1e-10, JSON.stringify(counts));
  }
});

Deno.test("mcnemarExact() gives a positive p-value where it underflows", () => {
  const { pValue, details } = mcnemarExact(counted({ gained: 99_000, lost: 1_000 }));
  assert.equal(pValue, Number.MIN_VALUE);
  assert.ok((details?.logPValue as number) < -60_000);
});

Deno.test("pairedRiskDifference() agrees with Tango's and Bonett and Price's equations", () => {
  for (const { counts, tango, bonettPrice, score } of cases) {
    for (const confidence of [0.95, 0.9, 0.99]) {
      const pairs = counted(counts);
      const result = pairedRiskDifference(pairs, { confidence });
      const adjusted = pairedRiskDifference(pairs, { confidence, method: "bonett-price" });
      const what = `${JSON.stringify(counts)} ${confidence}`;
      close(result.interval?.low, tango[confidence][0], 1e-8, `Tango low ${what}`);
      close(result.interval?.high, tango[confidence][1], 1e-8, `Tango high ${what}`);
      close(adjusted.interval?.low, bonettPrice[confidence][0], 1e-12, `Bonett-Price low ${what}`);
      close(adjusted.interval?.high, bonettPrice[confidence][1], 1e-12, `Bonett-Price high ${what}`);
      close(result.statistic, score, 1e-12);
    }
  }
});

Deno.test("paired yes/no tests only change sign when the arms are swapped", () => {
  fc.assert(fc.property(counts, (c) => {
    const there = counted(c);
    const back = counted({ ...c, gained: c.lost, lost: c.gained });
    close(mcnemarExact(there).pValue, mcnemarExact(back).pValue, 1e-12);
    assert.equal(mcnemarExact(there).estimate + mcnemarExact(back).estimate, 0);
    for (const method of ["tango", "bonett-price"] as const) {
      const [a, b] = [pairedRiskDifference(there, { method }), pairedRiskDifference(back, { method })];
      close(a.interval?.low, -(b.interval?.high ?? NaN), 1e-9);
      assert.ok((a.interval?.low ?? 2) <= a.estimate || method === "bonett-price");
    }
  }));
});

Deno.test("paired yes/no tests do not depend on the order of the pairs", () => {
  fc.assert(fc.property(counts, (c) => {
    const pairs = counted(c);
    assert.deepEqual(mcnemarExact(pairs), mcnemarExact(pairs.toReversed()));
    assert.deepEqual(pairedRiskDifference(pairs), pairedRiskDifference(pairs.toReversed()));
  }));
});

Deno.test("Tango's interval leaves out 0 exactly where its score test rejects", () => {
  fc.assert(fc.property(counts, (c) => {
    const { interval, pValue } = pairedRiskDifference(counted(c));
    if (interval === null || pValue === null) throw new Error("both are given");
    fc.pre(Math.abs(pValue - 0.05) > 1e-6);
    assert.equal(interval.low > 0 || interval.high < 0, pValue < 0.05);
  }));
});

Deno.test("paired yes/no tests refuse empty, unfolded, folded-by-mean and misspelt input", () => {
  assert.throws(() => mcnemarExact([]), /need at least 1 pair, got 0/);
  assert.throws(() => mcnemarExact([pair(true, true, 1), pair(false, true, 1)]), /unfolded data.*Fold its replicates/);
  const folded = [pair(0.4, 0.2, 1)];
  assert.throws(
    () => mcnemarExact(folded as never),
    /needs true or false, got 0\.4\. Shares folded by mean go to pairedT/,
  );
  assert.throws(() => mcnemarExact([pair(null, true, 1)] as never), /control needs true or false, got null/);
  assert.throws(
    () => pairedRiskDifference([pair(true, true, 1)], { confidence: 1 }),
    /strictly between 0 and 1, got 1/,
  );
  assert.throws(() => pairedRiskDifference([pair(true, true, 1)], { confidense: 1 } as never), /option "confidense"/);
});

Deno.test("mcnemarExact() warns where pairs share a scenario, unless it is declared fixed", () => {
  const pairs = [pair(false, true, 1, "s"), pair(false, true, 2, "s"), pair(true, true, 3, "t")];
  assert.match(mcnemarExact(pairs).warnings?.[0] ?? "", /3 pairs come from 2 scenarios/);
  assert.deepEqual(mcnemarExact(pairs, { scenarios: "fixed" }).warnings, []);
  assert.throws(() => mcnemarExact(pairs, { scenarios: "random" }), /one pair a scenario/);
});

Deno.test("mcnemarExact() keeps a true null below its nominal 5%", () => {
  const rejected = share(2_000, 1, (random) => {
    const pairs = Array.from({ length: 40 }, (_, i) => pair(random() < 0.3, random() < 0.3, i));
    return (mcnemarExact(pairs).pValue ?? 1) <= 0.05;
  });
  assert.ok(rejected <= 0.05, String(rejected));
});
