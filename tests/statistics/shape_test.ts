import assert from "node:assert/strict";
import fc from "fast-check";
import { normalFrom, seededRandom } from "twoplane/foundation";
import {
  changePoints,
  correlation,
  energyDistance,
  type GroupedVectors,
  meanDiscrepancy,
  permanova,
  permdisp,
  varianceComponents,
} from "twoplane/statistics";
import { close, decimals, golden, share } from "./support.ts";

const values = golden("shape");
const draws = 20_000;
/** What 20,000 shuffles may miss by: four standard errors and the observed one counted in. */
const noise = (p: number) => 4 * Math.sqrt(p * (1 - p) / draws) + 2 / draws;

function vectorsOf(
  { vectors, dims, groups, units }: { vectors: number[]; dims: number; groups: string[]; units: string[] | null },
) {
  const data: GroupedVectors = { vectors: Float64Array.from(vectors), dims, groups };
  return units === null ? data : { ...data, units };
}

Deno.test("correlation() agrees with scipy and with every order listed", () => {
  for (const { x, y, ...expected } of values.correlation) {
    for (const method of ["spearman", "kendall"] as const) {
      const { r, p, interval } = expected[method];
      const result = correlation({ x, y }, { method, seed: 1 });
      close(result.estimate, r, 1e-12, method);
      close(result.interval?.low, interval[0], 1e-10, method);
      close(result.interval?.high, interval[1], 1e-10, method);
      if (p !== null) close(result.pValue, p, 1e-12, method);
    }
  }
});

Deno.test("correlation() changes sign with a column and ignores order and monotone scales", () => {
  const columns = fc.array(fc.tuple(decimals, decimals), { minLength: 9, maxLength: 14 });
  fc.assert(
    fc.property(columns, (rows) => {
      const [x, y] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
      fc.pre(new Set(x).size > 1 && new Set(y).size > 1);
      for (const method of ["spearman", "kendall"] as const) {
        const base = correlation({ x, y }, { method, seed: 1, draws: 99 });
        close(correlation({ x: x.map((v) => -v), y }, { method, seed: 1, draws: 99 }).estimate, -base.estimate, 1e-12);
        close(
          correlation({ x: x.map((v) => v ** 3), y }, { method, seed: 1, draws: 99 }).estimate,
          base.estimate,
          1e-12,
        );
        const turned = correlation({ x: x.toReversed(), y: y.toReversed() }, { method, seed: 1, draws: 99 });
        close(turned.estimate, base.estimate, 1e-12);
        close(turned.pValue, base.pValue, 1e-12);
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("permanova() agrees with sums of squared distances and with every arrangement listed", () => {
  for (const expected of values.groups) {
    const result = permanova(vectorsOf(expected), { seed: 2, draws });
    close(result.statistic, expected.F, 1e-9);
    close(result.details?.r2 as number, expected.r2, 1e-10);
    close(result.estimate, expected.omega2, 1e-10);
    close(result.pValue, expected.p, noise(expected.p));
    close(permdisp(vectorsOf(expected), { seed: 2 }).statistic, expected.dispersion, 1e-8);
  }
});

Deno.test("energyDistance() and meanDiscrepancy() agree with n × n matrices and every arrangement listed", () => {
  for (const expected of values.groups) {
    if (expected.energy === undefined) continue;
    const energy = energyDistance(vectorsOf(expected), { seed: 2, draws });
    close(energy.estimate, expected.energy, 1e-10);
    close(energy.pValue, expected.energyP, noise(expected.energyP));
    const discrepancy = meanDiscrepancy(vectorsOf(expected), { seed: 2, draws });
    close(discrepancy.estimate, expected.mmd, 1e-10);
    close(discrepancy.details?.bandwidth as number, expected.bandwidth, 1e-10);
    close(discrepancy.pValue, expected.mmdP, noise(expected.mmdP));
  }
  const { a, b, squared } = values.energy1;
  const groups = [...a.map(() => "a"), ...b.map(() => "b")];
  close(
    energyDistance({ vectors: Float64Array.of(...a, ...b), dims: 1, groups }, { seed: 1, draws: 99 }).estimate,
    squared,
    1e-10,
  );
});

Deno.test("tests of shape do not depend on the order of the rows of a unit, nor on a shift", () => {
  const normal = normalFrom(seededRandom(4, "shape"));
  const vectors = Float64Array.from({ length: 60 }, normal);
  const groups = Array.from({ length: 30 }, (_, i) => (i < 12 ? "a" : "b"));
  const units = Array.from({ length: 30 }, (_, i) => `u${Math.floor(i / 3)}`);
  const moved = vectors.map((value, i) => value + (i % 2 === 0 ? 5 : -2));
  const turned = Float64Array.from(vectors, (_, i) => vectors[(29 - (i >> 1)) * 2 + (i % 2)] as number);
  for (const test of [permanova, energyDistance, permdisp]) {
    const base = test({ vectors, dims: 2, groups, units }, { seed: 1, draws: 99 });
    close(
      test({ vectors: moved, dims: 2, groups, units }, { seed: 1, draws: 99 }).statistic,
      base.statistic ?? NaN,
      1e-8,
    );
    const back = test({ vectors: turned, dims: 2, groups: groups.toReversed(), units: units.toReversed() }, {
      seed: 1,
      draws: 99,
    });
    close(back.pValue, base.pValue, 1e-12);
    close(back.estimate, base.estimate, 1e-9);
  }
});

Deno.test("permanova() keeps 5% with whole agents shuffled, where shuffled posts do not", () => {
  const study = (random: () => number, whole: boolean) => {
    const normal = normalFrom(random);
    const agents = Array.from({ length: 12 }, () => [normal(), normal()]);
    const vectors = Float64Array.from(
      agents.flatMap(([x, y]) => Array.from({ length: 8 }, () => [x, y].map((v) => (v ?? 0) + normal())).flat()),
    );
    const units = agents.flatMap((_, i) => Array<string>(8).fill(`agent ${i}`));
    const groups = agents.flatMap((_, i) => Array<string>(8).fill(i < 6 ? "a" : "b"));
    const data = { vectors, dims: 2, groups };
    return (permanova(whole ? { ...data, units } : data, { seed: 1, draws: 99 }).pValue ?? 1) <= 0.05;
  };
  const restricted = share(400, 3, (random) => study(random, true));
  const free = share(100, 3, (random) => study(random, false));
  assert.ok(restricted <= 0.09, String(restricted));
  assert.ok(free > 0.3, String(free));
});

Deno.test("changePoints() agrees with the scan of every split and order", () => {
  for (const { values: list, dims, minSegment, at, statistic, p } of values.changes) {
    const result = changePoints({ values: list, dims }, { most: 1, seed: 1, minSegment, draws, alpha: 0.999 });
    close(result.statistic, statistic, 1e-9);
    assert.equal((result.details?.changes as { row: number }[])[0]?.row, at);
    if (p !== null) close(result.pValue, p, noise(p));
  }
});

Deno.test("changePoints() finds several changes and none in noise", () => {
  const normal = normalFrom(seededRandom(8, "changes"));
  const series = Array.from({ length: 120 }, (_, i) => normal() + (i < 40 ? 0 : i < 80 ? 4 : 1));
  const { details } = changePoints({ values: series, dims: 1 }, { most: 5, seed: 1 });
  const rows = (details?.changes as { row: number }[]).map(({ row }) => row);
  assert.equal(rows.length, 2);
  assert.ok(Math.abs((rows[0] ?? 0) - 40) <= 2 && Math.abs((rows[1] ?? 0) - 80) <= 2, String(rows));
  const noiseOnly = Array.from({ length: 60 }, normal);
  assert.equal(changePoints({ values: noiseOnly, dims: 1 }, { most: 5, seed: 1 }).estimate, 0);
});

Deno.test("changePoints() splits between units only", () => {
  const series = Array.from({ length: 60 }, (_, i) => (i < 27 ? 0 : 3) + ((i * 7) % 5) / 5);
  const units = series.map((_, i) => `day ${Math.floor(i / 5)}`);
  const { details, n } = changePoints({ values: series, dims: 1, units }, { most: 1, seed: 1, minSegment: 2 });
  assert.equal(n, 12);
  assert.ok(((details?.changes as { row: number }[])[0]?.row ?? 1) % 5 === 0);
});

Deno.test("varianceComponents() agrees with quadratic forms, one-way and crossed, balanced or not", () => {
  for (const { y, a, b, components } of values.components) {
    const rows = y.map((value: number, i: number) => ({
      value,
      a: a[i] as string,
      b: b === null ? "" : b[i] as string,
    }));
    type Row = { value: number; a: string; b: string };
    const units: Record<string, (row: Row) => string> = {
      a: (row) => row.a,
      ...(b === null ? {} : { b: (row: Row) => row.b }),
    };
    const result = varianceComponents<Row>(rows, { value: (row) => row.value, units, seed: 1, draws: 200 });
    Object.values(result).forEach((part, i) => close(part.details?.raw as number, components[i], 1e-8));
    for (const { interval, estimate } of Object.values(result)) {
      assert.ok((interval?.low ?? -1) >= 0 && (interval?.high ?? -1) > 0 && estimate >= 0);
    }
  }
});

Deno.test("tests of shape refuse what they cannot compare", () => {
  const vectors = Float64Array.of(1, 2, 3, 4);
  const groups = ["a", "a", "b", "b"];
  assert.throws(
    () => permanova({ vectors, dims: 1, groups: ["a", "a", "a", "a"] }, { seed: 1 }),
    /at least 2 groups, got 1/,
  );
  assert.throws(
    () => permanova({ vectors, dims: 1, groups: ["a", "a", "a", "b"] }, { seed: 1 }),
    /group "b" needs at least 2 units, got 1 unit/,
  );
  assert.throws(() => permanova({ vectors, dims: 2, groups }, { seed: 1 }), /vectors needs 4 × 2 numbers, got 4/);
  assert.throws(
    () => permanova({ vectors, dims: 1, groups, units: ["u", "v", "v", "w"] }, { seed: 1 }),
    /unit "v" needs one group, got "a" and "b"/,
  );
  assert.throws(
    () => energyDistance({ vectors: Float64Array.of(1, NaN, 2, 3), dims: 1, groups }, { seed: 1 }),
    /row 1 needs finite numbers, got NaN/,
  );
  assert.throws(
    () =>
      energyDistance({ vectors: Float64Array.of(1, 2, 3, 4, 5, 6), dims: 1, groups: [...groups, "c", "c"] }, {
        seed: 1,
      }),
    /exactly 2 groups, got a, b, c/,
  );
  assert.throws(
    () => correlation({ x: [1, 1, 1], y: [1, 2, 3] }, { method: "kendall", seed: 1 }),
    /x needs values that vary, got 1 throughout/,
  );
  assert.throws(() => changePoints({ values: [1, 2, 3], dims: 1 }, { most: 1, seed: 1 }), /at least 10 units, got 3/);
  assert.throws(
    () =>
      changePoints({ values: [1, 2, 3, 4], dims: 1, units: ["a", "b", "a", "c"] }, { most: 1, seed: 1, minSegment: 2 }),
    /rows of a unit need to follow each other, got "a" twice/,
  );
  const rows = [1, 2, 3].map((value) => ({ value }));
  assert.throws(
    () => varianceComponents(rows, { value: (row) => row.value, units: { s: (row) => String(row.value) }, seed: 1 }),
    /units with at least 2 rows/,
  );
});
