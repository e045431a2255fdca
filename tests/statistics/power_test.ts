import assert from "node:assert/strict";
import { seededRandom } from "twoplane/foundation";
import {
  mcnemarExact,
  pairedRiskDifference,
  pairedT,
  pairsForMean,
  pairsForRate,
  powerMcnemar,
  powerPairedT,
  powerTwoProportions,
  powerUnpairedT,
  signFlip,
  simulatePairs,
  simulatePower,
  smallestSample,
} from "twoplane/statistics";
import { close, counted, golden, pair } from "./support.ts";

const values = golden("power");
const design = {
  scenarios: 10,
  wordings: 2,
  worlds: 3,
  replicates: 4,
  fold: "mean" as const,
  controlRate: 0.3,
  effect: 0,
};

Deno.test("powerPairedT() and powerUnpairedT() agree with R's power.t.test()", () => {
  for (const { effect, n, alpha, paired, unpaired } of values.t) {
    close(powerPairedT({ effect, n, alpha }), paired, 1e-9);
    close(powerUnpairedT({ effect, n, alpha }), unpaired, 1e-9);
  }
});

Deno.test("powerMcnemar() agrees with the sum over all tables", () => {
  for (const { gained, lost, n, exact, mid } of values.mcnemar) {
    close(powerMcnemar({ gained, lost, n }), exact, 1e-9);
    close(powerMcnemar({ gained, lost, n, test: "mid-p" }), mid, 1e-9);
  }
});

Deno.test("powerTwoProportions() agrees with the sum over all tables", () => {
  for (const { power, ...options } of values.proportions) close(powerTwoProportions(options), power, 1e-9);
});

Deno.test("smallestSample() agrees with R and stays above the power wanted", () => {
  assert.equal(smallestSample((n) => powerPairedT({ effect: 0.3, n }), { power: 0.9 }), values.need);
  const powerAt = (n: number) => powerMcnemar({ gained: 0.3, lost: 0.1, n });
  const n = smallestSample(powerAt);
  for (let m = n; m <= n + 20; m++) assert.ok(powerAt(m) >= 0.8);
  assert.throws(() => smallestSample(() => 0.1, { to: 50 }), /need a power of 0\.8 by n = 50, got 0\.100/);
});

Deno.test("pairsForMean() and pairsForRate() give the first n that is narrow enough", () => {
  for (const { width, spread, n } of values.widths) assert.equal(pairsForMean({ width, spread }), n);
  const n = pairsForRate({ width: 0.25, gained: 0.5, lost: 0.25 });
  const widthOf = (size: number) => {
    const { interval } = pairedRiskDifference(counted({ gained: size / 2, lost: size / 4, neither: size / 4 }));
    return (interval?.high ?? 9) - (interval?.low ?? -9);
  };
  const quarter = Math.ceil(n / 4) * 4; // whole counts
  assert.ok(widthOf(quarter) <= 0.25 && widthOf(quarter - 8) > 0.25);
});

Deno.test("simulatePower() finds the exact power of McNemar's test within its interval", () => {
  const exact = powerMcnemar({ gained: 0.35, lost: 0.1, n: 40 });
  const { interval } = simulatePower({
    simulate: (random) =>
      Array.from({ length: 40 }, (_, i) => {
        const u = random();
        return u < 0.35 ? pair(false, true, i) : u < 0.45 ? pair(true, false, i) : pair(true, true, i);
      }),
    test: (pairs) => mcnemarExact(pairs),
    runs: 2_000,
    seed: 11,
    confidence: 0.999,
  });
  assert.ok((interval?.low ?? 1) <= exact && exact <= (interval?.high ?? 0));
});

Deno.test("simulatePairs() gives the rates it was told", () => {
  const pairs = simulatePairs({ ...design, scenarios: 400, effect: 1 }, seededRandom(1, "rates"));
  const mean = (arm: "control" | "treatment") => pairs.reduce((sum, p) => sum + p[arm], 0) / pairs.length;
  close(mean("control"), 0.3, 0.02);
  close(mean("treatment"), 1 / (1 + Math.exp(-(Math.log(0.3 / 0.7) + 1))), 0.02);
  assert.throws(
    () => simulatePairs({ ...design, controlRate: 1 }, () => 0.5),
    /controlRate needs a number strictly between 0 and 1, got 1/,
  );
  assert.throws(() => simulatePairs({ ...design, slopespread: 1 } as never, () => 0.5), /option "slopespread"/);
});

Deno.test("with random slopes the pooled test rejects true nulls that the sign-flip keeps", () => {
  const spread = { ...design, scenarios: 6, worlds: 10, slopeSpread: 1.5 };
  const simulate = (random: () => number) => simulatePairs(spread, random);
  const pooled = simulatePower({ simulate, test: pairedT, runs: 400, seed: 5 });
  const flipped = simulatePower({
    simulate,
    test: (pairs) => signFlip(pairs, { unit: (p) => p.scenarioId, seed: 1 }),
    runs: 400,
    seed: 5,
  });
  assert.ok(pooled.estimate > 0.15, String(pooled.estimate));
  assert.ok(flipped.estimate < 0.09, String(flipped.estimate));
});
