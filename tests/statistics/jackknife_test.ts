import assert from "node:assert/strict";
import { normalFrom, seededRandom } from "twoplane/foundation";
import { jackknife } from "twoplane/statistics";

const meanOf = (values: readonly number[]) => (kept: readonly number[]) =>
  kept.reduce((sum, i) => sum + (values[i] as number), 0) / kept.length;

Deno.test("jackknife() of a mean has the textbook standard error", () => {
  const values = [2, 4, 4, 5, 9];
  const mean = 4.8;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
  const { estimate, details, df } = jackknife({ units: 5, statistic: meanOf(values) });
  assert(Math.abs(estimate - mean) < 1e-12);
  assert(Math.abs((details?.standardError as number) - Math.sqrt(variance / 5)) < 1e-12);
  assert.equal(df, 4);
});

Deno.test("jackknife() intervals of a ratio and of a share of variance cover 95%, groups or none", () => {
  const covered = { ratio: 0, grouped: 0, share: 0 };
  const runs = 400;
  for (let run = 0; run < runs; run++) {
    const normal = normalFrom(seededRandom(run, "jackknife test"));
    const above = Array.from({ length: 40 }, () => 3 + normal());
    const below = Array.from({ length: 40 }, () => 2 + 0.5 * normal());
    const ratio = (kept: readonly number[]) => meanOf(above)(kept) / meanOf(below)(kept);
    const holds = (result: ReturnType<typeof jackknife>, truth: number) =>
      Number((result.interval?.low as number) <= truth && truth <= (result.interval?.high as number));
    covered.ratio += holds(jackknife({ units: 40, statistic: ratio }), 1.5);
    covered.grouped += holds(jackknife({ units: 40, statistic: ratio, groups: 10 }), 1.5);
    const points = Array.from({ length: 16 }, (_, i) => Array.from({ length: 12 }, () => (i % 2) + normal()));
    covered.share += holds(jackknife({ units: 16, statistic: (kept) => omegaSquared(kept, points) }), 0.25 / 1.25);
  }
  // 99.9% of Binomial(400, 0.95) is 364 to 393; the t interval may be a little wide
  for (const [name, count] of Object.entries(covered)) {
    assert(count >= 364 && count <= 397, `${name} ${count} of ${runs}`);
  }
});

function omegaSquared(kept: readonly number[], points: readonly number[][]): number {
  const around = (own: readonly number[]) => {
    const centre = (points[0] as number[]).map((_, dim) => meanOf(points.map((point) => point[dim] as number))(own));
    return own.reduce(
      (sum, i) =>
        sum + (points[i] as number[]).reduce((all, value, dim) => all + (value - (centre[dim] as number)) ** 2, 0),
      0,
    );
  };
  const total = around(kept);
  const within = [0, 1].reduce((sum, group) => sum + around(kept.filter((i) => i % 2 === group)), 0);
  const meanSquare = within / (kept.length - 2);
  return (total - within - meanSquare) / (total + meanSquare);
}

Deno.test("jackknife() refuses too few units, more groups than units and numbers that are none", () => {
  assert.throws(() => jackknife({ units: 3, statistic: () => 1 }), RangeError);
  assert.throws(() => jackknife({ units: 5, groups: 6, statistic: () => 1 }), RangeError);
  assert.throws(() => jackknife({ units: 5, statistic: (kept) => kept.length === 5 ? 1 : NaN }), /left out/);
});
