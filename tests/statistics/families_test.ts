import assert from "node:assert/strict";
import fc from "fast-check";
import {
  adjustPValues,
  cochranArmitage,
  differenceInDifferences,
  equivalenceClustered,
  equivalencePaired,
  equivalencePairedRates,
  equivalenceUnpaired,
  fiellerRatio,
  interactionPairs,
  intersectionUnion,
  jointVerdict,
  maxT,
  pageTrend,
  pairedRiskDifference,
  signFlip,
} from "twoplane/statistics";
import type { TestResult } from "twoplane/shapes";
import { close, closeRelative, counted, decimals, different, golden, pair } from "./support.ts";

const fromR = golden("families");
const fromScipy = golden("families_scipy");
const unit = (row: { scenarioId: string }) => row.scenarioId;

Deno.test("adjustPValues() agrees with R's p.adjust()", () => {
  for (const { p, ...expected } of fromR.adjust) {
    for (const method of ["holm", "bh", "by"] as const) {
      adjustPValues(p, { method }).forEach((value, i) => close(value, expected[method][i], 1e-12, method));
    }
  }
});

Deno.test("adjustPValues() never lowers a p-value, keeps order, and refuses what is no p-value", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 }), (list) => {
    const pValues = list.map((value) => value / 1000);
    for (const method of ["holm", "bh", "by"] as const) {
      const adjusted = adjustPValues(pValues, { method });
      adjusted.forEach((value, i) => assert.ok(value >= (pValues[i] as number) && value <= 1));
      assert.deepEqual(adjustPValues(pValues.toReversed(), { method }), adjusted.toReversed());
    }
  }));
  assert.throws(
    () => adjustPValues([0.5, 1.5], { method: "holm" }),
    /pValues\[1\] needs a finite number in \[0, 1\], got 1\.5/,
  );
  assert.throws(() => adjustPValues([], { method: "holm" }), /at least 1 number, got 0/);
  assert.throws(() => adjustPValues([0.5], { method: "bonferroni" as never }), /one of holm, bh, by, got "bonferroni"/);
});

Deno.test("maxT() agrees with the enumeration of every flip", () => {
  for (const { clusters, outcomes, raw, adjusted } of fromScipy.maxT) {
    const named = Object.fromEntries(
      outcomes.map((values: number[], i: number) => [`o${i}`, different(values, clusters)]),
    );
    const results = maxT(named as Record<string, ReturnType<typeof different>>, { unit, seed: 1 });
    outcomes.forEach((_: unknown, i: number) => {
      close(results[`o${i}`]?.pValue, adjusted[i], 1e-12);
      close(results[`o${i}`]?.details?.rawP as number, raw[i], 1e-12);
    });
    close(
      results.o0?.details?.rawP as number,
      signFlip(different(outcomes[0], clusters), { unit, seed: 1 }).pValue,
      1e-12,
    );
  }
});

Deno.test("maxT() refuses outcomes of different pairs", () => {
  const outcomes = { a: different([1, 2, 3]), b: different([1, 2]) };
  assert.throws(
    () => maxT(outcomes, { unit, seed: 1 }),
    /outcomes "a" and "b" need the same pairs, got no "p2" in the second/,
  );
});

Deno.test("equivalence tests agree with two one-sided tests in R", () => {
  for (const { control, treatment, other, smallest, ...expected } of fromR.tost) {
    const pairs = control.map((value: number, i: number) => pair(value, treatment[i] as number, i));
    const paired = equivalencePaired(pairs, { smallestEffect: smallest });
    closeRelative(paired.pValue, expected.paired, 1e-9);
    close(paired.interval?.low, expected.pairedInterval[0], 1e-9);
    close(paired.interval?.high, expected.pairedInterval[1], 1e-9);
    const unpaired = equivalenceUnpaired({ control, treatment: other }, { smallestEffect: smallest });
    closeRelative(unpaired.pValue, expected.unpaired, 1e-9);
    close(unpaired.interval?.low, expected.unpairedInterval[0], 1e-9);
    // Where every cluster is one pair, CR2 for a mean is the t test.
    closeRelative(equivalenceClustered(pairs, { smallestEffect: smallest, unit }).pValue, expected.paired, 1e-8);
  }
});

Deno.test("equivalencePairedRates() agrees with Tango's score at both bounds", () => {
  for (const { gained, lost, neither, smallest, p } of fromScipy.rates) {
    const pairs = counted({ gained, lost, neither });
    const { pValue, details } = equivalencePairedRates(pairs, { smallestEffect: smallest });
    close(pValue, p, 1e-10);
    const { interval } = pairedRiskDifference(pairs, { confidence: 0.9 });
    const inside = (interval?.low ?? -2) > -smallest && (interval?.high ?? 2) < smallest;
    assert.equal(details?.verdict, inside ? `equivalent within ±${smallest}` : "undetermined");
  }
});

Deno.test("equivalence needs a smallest effect of interest above 0 and six clusters", () => {
  const pairs = different([1, 2, 3, 2]);
  assert.throws(() => equivalencePaired(pairs, {} as never), /smallestEffect needs a finite number/);
  assert.throws(() => equivalencePaired(pairs, { smallestEffect: 0 }), /smallestEffect needs a finite number/);
  assert.throws(
    () => equivalencePaired(pairs, { smallestEffect: 1, alpha: 0.5 }),
    /2 alpha needs a number strictly between 0 and 1/,
  );
  const few = equivalenceClustered(pairs, { smallestEffect: 50, unit });
  assert.equal(few.pValue, null);
  assert.equal(few.details?.verdict, "undetermined");
});

Deno.test("intersectionUnion() and jointVerdict() claim only what every part supports", () => {
  const result = (pValue: number | null): TestResult => ({
    method: "m",
    estimate: 0,
    interval: null,
    confidence: null,
    statistic: null,
    df: null,
    pValue,
    alternative: "two-sided",
    n: 9,
  });
  assert.equal(intersectionUnion({ a: result(0.01), b: result(0.04) }).details?.verdict, "all hold");
  assert.equal(intersectionUnion({ a: result(0.01), b: result(0.06) }).details?.verdict, "undetermined");
  assert.equal(intersectionUnion({ a: result(0.01), b: result(0.06) }).pValue, 0.06);
  const moved = { difference: result(0.001), equivalence: result(0.9) };
  const still = { difference: result(0.6), equivalence: result(0.002) };
  const unclear = { difference: result(0.3), equivalence: result(0.3) };
  const small = { difference: result(0.001), equivalence: result(0.001) };
  assert.equal(jointVerdict(moved, moved).verdict, "both move");
  assert.equal(jointVerdict(moved, still).verdict, "only the first moves");
  assert.equal(jointVerdict(still, moved).verdict, "only the second moves");
  assert.equal(jointVerdict(still, still).verdict, "neither moves");
  assert.equal(jointVerdict(moved, unclear).verdict, "undetermined");
  assert.equal(jointVerdict(moved, small).verdict, "undetermined");
  assert.throws(() => intersectionUnion({ a: result(null) }), /on "a": it needs a result with a p-value, got null/);
});

Deno.test("fiellerRatio() agrees with its inequality, bounded and not", () => {
  for (const { numerator, denominator, relation, interval, shape, excluded } of fromScipy.fieller) {
    const result = fiellerRatio({ numerator, denominator }, { relation });
    assert.equal(result.details?.shape, shape);
    if (interval === null) assert.equal(result.interval, null);
    else {
      close(result.interval?.low, interval[0], 1e-8);
      close(result.interval?.high, interval[1], 1e-8);
    }
    if (excluded !== null) {
      const gap = result.details?.excluded as { low: number; high: number };
      close(gap.low, excluded[0], 1e-8);
      close(gap.high, excluded[1], 1e-8);
    }
  }
  assert.throws(
    () => fiellerRatio({ numerator: [1, 2], denominator: [1, 2, 3] }, { relation: "paired" }),
    /equal lengths, got 2 and 3/,
  );
});

Deno.test("interactionPairs() takes the difference of differences of each block and names what it drops", () => {
  const cells = {
    without: [pair(0.1, 0.2, "a"), pair(0.5, 0.5, "b")],
    with: [pair(0.2, 0.9, "a"), pair(0.1, 0.3, "c")],
  };
  const { pairs, dropped } = interactionPairs(cells);
  assert.equal(pairs.length, 1);
  close((pairs[0]?.treatment ?? NaN) - (pairs[0]?.control ?? NaN), 0.6, 1e-12);
  assert.deepEqual(dropped, [
    { pairId: "pb", reason: "no pair with the second factor" },
    { pairId: "pc", reason: "no pair without the second factor" },
  ]);
});

Deno.test("differenceInDifferences() agrees with R's t.test() of changes", () => {
  for (const { cb, ca, tb, ta, estimate, p, i } of fromR.did) {
    const result = differenceInDifferences({
      control: { before: cb, after: ca },
      treatment: { before: tb, after: ta },
    });
    close(result.estimate, estimate, 1e-10);
    close(result.pValue, p, 1e-10);
    close(result.interval?.low, i[0], 1e-9);
  }
});

Deno.test("cochranArmitage() agrees with R's prop.trend.test()", () => {
  for (const { events, n, scores, chi, p, slope } of fromR.trends) {
    const levels = events.map((count: number, i: number) => ({
      events: count,
      n: n[i] as number,
      score: scores[i] as number,
    }));
    const result = cochranArmitage(levels);
    close((result.statistic ?? NaN) ** 2, chi, 1e-9);
    close(result.pValue, p, 1e-10);
    close(result.estimate, slope, 1e-10);
  }
  assert.throws(
    () => cochranArmitage([{ events: 1, n: 2, score: 1 }, { events: 1, n: 2, score: 1 }]),
    /2 different scores, got 1 only/,
  );
  assert.throws(
    () => cochranArmitage([{ events: 0, n: 2, score: 1 }, { events: 0, n: 2, score: 2 }]),
    /rate between 0 and 1, got 0/,
  );
});

Deno.test("pageTrend() agrees with scipy, exact and normal", () => {
  for (const { blocks, L, normal, exact } of fromScipy.page) {
    close(pageTrend(blocks, { method: "normal" }).pValue, normal, 1e-10);
    close(pageTrend(blocks).statistic, L, 1e-12);
    if (exact !== null) close(pageTrend(blocks, { method: "exact" }).pValue, exact, 1e-10);
  }
  assert.throws(() => pageTrend([[1, 2]]), /at least 3 levels, got 2/);
  assert.throws(() => pageTrend([[1, 2, 3], [1, 2]]), /equal lengths, got 3 and 2 in block 1/);
});

Deno.test("pageTrend() reverses with the order of the levels", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(decimals, { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 6 }),
      (blocks) => {
        const there = pageTrend(blocks).estimate;
        close(pageTrend(blocks.map((block) => block.toReversed())).estimate, -there, 1e-9);
        close(pageTrend(blocks.toReversed()).estimate, there, 1e-12);
      },
    ),
  );
});
