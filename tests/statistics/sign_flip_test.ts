import assert from "node:assert/strict";
import fc from "fast-check";
import { normalFrom } from "twoplane/foundation";
import { signFlip } from "twoplane/statistics";
import { close, decimals, different, golden, normals, share } from "./support.ts";

const unit = (pair: { scenarioId: string }) => pair.scenarioId;

Deno.test("signFlip() agrees with the enumeration of every flip", () => {
  for (const { values, clusters, p, interval } of golden("sign_flip").cases) {
    const pairs = different(values, clusters);
    for (const confidence of [0.95, 0.9, 0.8]) {
      const result = signFlip(pairs, { unit, seed: 1, confidence });
      close(result.pValue, p, 1e-12, "p");
      const expected = interval[confidence];
      if (expected === null) assert.equal(result.interval, null);
      else {
        close(result.interval?.low, expected[0], 1e-10, `low at ${confidence}`);
        close(result.interval?.high, expected[1], 1e-10, `high at ${confidence}`);
      }
    }
  }
});

Deno.test("signFlip() by random flips comes close to the exact test", () => {
  const values = normals(14, 3).map((value) => value + 0.5);
  const exact = signFlip(different(values), { unit, seed: 1 });
  // Fifteenth and sixteenth clusters that change nothing but force random flips.
  const drawn = signFlip(different([...values, 0, 0]), { unit, seed: 1, draws: 40_000 });
  assert.equal(exact.details?.exact, true);
  assert.equal(drawn.details?.exact, false);
  close(drawn.pValue, exact.pValue, 0.01);
});

Deno.test("signFlip() flips sign with the arms, shifts, scales, and ignores order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(decimals, fc.nat(19)), { minLength: 30, maxLength: 60 }),
      (rows) => {
        const [values, scenarios] = [rows.map(([value]) => value), rows.map(([, s]) => `s${s}`)];
        fc.pre(new Set(scenarios).size > 5);
        const options = { unit, seed: 4, draws: 199 };
        const base = signFlip(different(values, scenarios), options);
        const swapped = signFlip(different(values.map((v) => -v), scenarios), options);
        close(base.pValue, swapped.pValue, 1e-12);
        close(base.estimate, -swapped.estimate, 1e-12);
        close(base.interval?.low, -(swapped.interval?.high ?? NaN), 1e-9);
        const shifted = signFlip(different(values.map((v) => v + 2), scenarios), options);
        close((shifted.interval?.high ?? NaN) - 2, base.interval?.high ?? NaN, 1e-9);
        const scaled = signFlip(different(values.map((v) => 3 * v), scenarios), options);
        close(scaled.interval?.low, 3 * (base.interval?.low ?? NaN), 1e-9);
        const turned = signFlip(different(values, scenarios).toReversed(), options);
        close(turned.pValue, base.pValue, 1e-12);
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("signFlip() warns with few clusters and refuses fewer than two", () => {
  const few = signFlip(different([1, 1, 1, 1], ["a", "b", "c", "d"]), { unit, seed: 1 });
  assert.equal(few.pValue, 0.125);
  assert.equal(few.interval, null);
  assert.match(few.warnings?.[0] ?? "", /no p-value can be below 0\.125/);
  assert.throws(() => signFlip(different([1, 2], ["a", "a"]), { unit, seed: 1 }), /need at least 2 clusters, got 1/);
  assert.throws(() => signFlip(different([1, NaN]), { unit, seed: 1 }), /treatment needs a finite number, got NaN/);
  assert.throws(() => signFlip(different([1, 2]), { unit: "scenarioId", seed: 1 } as never), /unit needs a function/);
});

Deno.test("signFlip() keeps 5% with six scenarios whose effects vary around zero", () => {
  const rejected = share(1_000, 2, (random) => {
    const normal = normalFrom(random);
    const effects = Array.from({ length: 6 }, normal);
    const values = effects.flatMap((effect) => Array.from({ length: 10 }, () => effect + 0.5 * normal()));
    const scenarios = effects.flatMap((_, s) => Array.from({ length: 10 }, () => `s${s}`));
    return (signFlip(different(values, scenarios), { unit, seed: 1 }).pValue ?? 1) <= 0.05;
  });
  assert.ok(rejected <= 0.075, String(rejected));
});

Deno.test("signFlip() with weights is the test of pairs repeated that often, and refuses a weight that is none", () => {
  const rows = [0.4, -0.2, 0.6, 0.3, 0.5, -0.1, 0.7].map((treatment, i) => ({
    pairId: `p${i}`,
    scenarioId: `s${i}`,
    wordingId: "w",
    control: 0,
    treatment,
    n: { control: 1, treatment: 1 },
  }));
  const times = (pairId: string) => 1 + Number(pairId.slice(1)) % 3;
  const unit = ({ scenarioId }: { scenarioId: string }) => scenarioId;
  const weighed = signFlip(rows, { unit, weight: ({ pairId }) => times(pairId), seed: 1 });
  const repeated = signFlip(
    rows.flatMap((row) =>
      Array.from({ length: times(row.pairId) }, (_, i) => ({ ...row, pairId: `${row.pairId} ${i}` }))
    ),
    {
      unit,
      seed: 1,
    },
  );
  const numbers = ({ estimate, interval }: typeof weighed) => [estimate, interval!.low, interval!.high];
  numbers(weighed).forEach((value, i) => assert.ok(Math.abs(value - numbers(repeated)[i]!) < 1e-12));
  assert.deepEqual([weighed.pValue, weighed.n], [repeated.pValue, 7]);
  assert.throws(() => signFlip(rows, { unit, weight: () => 0, seed: 1 }), /weight of pair 0/);
});
