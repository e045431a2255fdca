import assert from "node:assert/strict";
import { heterogeneity, type UnitBand, type UnitDraws } from "../../lib/content/mod.ts";
import { nullBand } from "../../lib/content/null_band.ts";
import { levelOfBand } from "../../lib/content/null_columns.ts";
import { commonValue, meanOfSpread, twoGroups } from "../../lib/content/two_groups.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import family from "../golden/drift_family.json" with { type: "json" };
import { close } from "../vectors/made.ts";

/** Units with nulls of different widths; `shift` is the true effect of a unit. */
function units(
  { count, draws, seed, shift, shared = 0 }: {
    count: number;
    draws: number;
    seed: number;
    shift: (unit: number, normal: () => number) => number;
    /** What a draw adds to all units alike, in standard deviations. */
    shared?: number;
  },
): { bands: UnitBand[]; draws: UnitDraws } {
  const normal = normalFrom(seededRandom(seed, "units"));
  const common = Array.from({ length: draws + 1 }, () => shared * normal());
  const values = new Float64Array(count * draws);
  const bands = Array.from({ length: count }, (_, unit) => {
    const deviation = 0.5 + (unit % 5) / 4;
    const one = (draw: number) => 3 + deviation * (normal() + (common[draw] as number));
    const own = Float64Array.from({ length: draws }, (_, draw) => one(draw));
    values.set(own, unit * draws);
    const estimate = one(draws) + shift(unit, normal);
    return { unitId: `agent ${unit}`, window: null, estimate, n: 10, ...nullBand("made", estimate, own) };
  });
  return { bands, draws: { unitIds: bands.map(({ unitId }) => unitId), draws, values } };
}

for (const [name, golden] of Object.entries(family.groups)) {
  const given = { values: Float64Array.from(golden.values), deviations: Float64Array.from(golden.deviations) };

  Deno.test(`commonValue() and meanOfSpread() agree with numpy: ${name}`, () => {
    const { mean, q, between, share } = commonValue(given);
    close(mean, golden.mean, 1e-12);
    close(q, golden.q, 1e-9);
    close(between, golden.between, 1e-12);
    close(share, golden.share, 1e-12);
    const spread = meanOfSpread(given, between);
    close(spread.mean, golden.meanOfSpread, 1e-12);
    close(spread.error, golden.errorOfSpread, 1e-12);
  });

  Deno.test(`twoGroups() finds what scipy's optimiser finds: ${name}`, () => {
    const { lower, upper, upperShare, overOne, overSpread } = twoGroups(given);
    close(lower, golden.lower, 1e-2);
    close(upper, golden.upper, 1e-2);
    close(upperShare, golden.upperShare, 1e-3);
    close(overOne, golden.overOne, 1e-3);
    close(overSpread, golden.overSpread, 1e-3);
  });
}

Deno.test("twoGroups() of one value for all is no better than one", () => {
  const { overOne, lower, upper } = twoGroups({
    values: new Float64Array(9).fill(2),
    deviations: new Float64Array(9).fill(1),
  });
  close(overOne, 0, 1e-2);
  assert.ok(lower <= 2 && upper >= 2);
});

Deno.test("twoGroups() mirrors when all values change sign", () => {
  const { values, deviations } = family.groups.few;
  const given = { values: Float64Array.from(values), deviations: Float64Array.from(deviations) };
  const there = twoGroups(given);
  const back = twoGroups({ ...given, values: given.values.map((value) => -value) });
  close(back.upper, -there.lower, 1e-3);
  close(back.upperShare, 1 - there.upperShare, 1e-3);
  close(back.overOne, there.overOne, 1e-3);
});

const SHIFTS = {
  nothing: () => 0,
  "one effect for all": () => 2,
  "effects that cancel": (unit: number) => unit % 2 === 0 ? 2 : -2,
  "a spread of effects": (_: number, normal: () => number) => 1.5 * normal(),
};

for (const from of ["draws", "bands"] as const) {
  Deno.test(`heterogeneity() from ${from}: each test at 5% where nothing happens`, async () => {
    const runs = 80;
    const count = { share: 0, mean: 0, spread: 0, groups: 0 };
    for (let seed = 0; seed < runs; seed++) {
      const made = units({ count: 16, draws: 99, seed, shift: SHIFTS.nothing });
      const found = await heterogeneity(made.bands, {
        seed,
        simulations: 99,
        ...(from === "draws" ? { draws: made.draws } : {}),
      });
      if ((found.result.null?.pValue ?? 1) <= 0.05) count.share++;
      for (const test of ["mean", "spread", "groups"] as const) if (found[test].pValue <= 0.05) count[test]++;
    }
    const most = runs * 0.05 + 3.29 * Math.sqrt(runs * 0.05 * 0.95);
    for (const [test, rejected] of Object.entries(count)) {
      assert.ok(rejected <= most, `${test}: ${rejected} of ${runs}`);
    }
    assert.ok(count.spread + count.groups > 0, "a test that never rejects tests nothing");
  });

  Deno.test(`heterogeneity() from ${from}: tells one effect, effects that cancel and a spread apart`, async () => {
    const runs = 12;
    const shares = async (shift: (unit: number, normal: () => number) => number) => {
      const count = { mean: 0, spread: 0, groups: 0, against: 0, cancels: 0 };
      for (let seed = 0; seed < runs; seed++) {
        const made = units({ count: 30, draws: 99, seed, shift });
        const found = await heterogeneity(made.bands, {
          seed,
          simulations: 99,
          ...(from === "draws" ? { draws: made.draws } : {}),
        });
        for (const test of ["mean", "spread", "groups"] as const) if (found[test].pValue <= 0.05) count[test]++;
        if (found.groups.pValueAgainstSpread <= 0.05) count.against++;
        if (found.cancels) count.cancels++;
      }
      return count;
    };
    const one = await shares(SHIFTS["one effect for all"]);
    assert.ok(one.mean === runs && one.spread <= 4 && one.groups <= 4 && one.cancels === 0, JSON.stringify(one));
    const cancel = await shares(SHIFTS["effects that cancel"]);
    assert.ok(cancel.mean <= 2 && cancel.spread === runs && cancel.groups === runs, JSON.stringify(cancel));
    assert.ok(cancel.cancels >= runs - 2 && cancel.against >= runs * 0.7, JSON.stringify(cancel));
    const spread = await shares(SHIFTS["a spread of effects"]);
    assert.ok(spread.spread === runs && spread.against <= 4, JSON.stringify(spread));
  });
}

Deno.test("heterogeneity() from draws is not misled by what all units share, as bands alone would be", async () => {
  const runs = 40;
  let [fromDraws, fromBands] = [0, 0];
  for (let seed = 0; seed < runs; seed++) {
    const { bands, draws } = units({ count: 16, draws: 99, seed, shift: SHIFTS.nothing, shared: 1 });
    if ((await heterogeneity(bands, { seed, draws, fits: 19 })).mean.pValue <= 0.05) fromDraws++;
    if ((await heterogeneity(bands, { seed, simulations: 99, fits: 19 })).mean.pValue <= 0.05) fromBands++;
  }
  assert.ok(fromDraws <= 0.05 * runs + 3.29 * Math.sqrt(0.05 * 0.95 * runs), `draws: ${fromDraws} of ${runs}`);
  assert.ok(fromBands > 0.3 * runs, `bands: ${fromBands} of ${runs}`);
});

Deno.test("heterogeneity() counts beyond the bands and says which side, at the bands' own level", async () => {
  const { bands: made, draws } = units({ count: 12, draws: 199, seed: 1, shift: (unit) => unit < 4 ? 20 : -20 });
  const bands = made.map((band, unit) => unit < 6 ? band : { ...band, estimate: band.mean });
  const found = await heterogeneity(bands, { seed: 1 });
  assert.deepEqual([found.beyond.above, found.beyond.below, found.result.estimate, found.result.n], [4, 2, 0.5, 12]);
  close(found.beyond.expectedShare, levelOfBand(199), 1e-12);
  assert.ok((found.result.interval?.low ?? 1) < 0.5 && (found.result.interval?.high ?? 0) > 0.5);
  assert.deepEqual(found.rows.map(({ unitId }) => unitId), bands.map(({ unitId }) => unitId).sort());
  const withDraws = await heterogeneity(bands, { seed: 1, draws });
  assert.deepEqual([withDraws.beyond.above, withDraws.beyond.below], [4, 2]);
  close(withDraws.beyond.expectedShare, 0.06, 0.02);
  assert.equal(withDraws.result.null?.kind, "made");
});

Deno.test("levelOfBand() is how often a fresh draw lies outside", () => {
  const normal = normalFrom(seededRandom(1, "fresh"));
  let outside = 0;
  for (let i = 0; i < 8_000; i++) {
    const { low, high } = nullBand("x", 0, Float64Array.from({ length: 39 }, normal));
    const fresh = normal();
    if (fresh < low || fresh > high) outside++;
  }
  close(outside / 8_000, levelOfBand(39), 0.013);
});

Deno.test("heterogeneity() changes with neither names nor order, and is the same again", async () => {
  const { bands, draws } = units({ count: 10, draws: 99, seed: 3, shift: (unit) => unit % 3 - 1 });
  const renamed = bands.map((band, i) => ({ ...band, unitId: `x${(i * 7) % 10}` }));
  for (const given of [undefined, draws]) {
    const found = await heterogeneity(bands, {
      seed: 1,
      simulations: 99,
      fits: 19,
      ...(given === undefined ? {} : { draws: given }),
    });
    const again = await heterogeneity(renamed.toReversed(), {
      seed: 1,
      simulations: 99,
      fits: 19,
      ...(given === undefined ? {} : { draws: { ...given, unitIds: renamed.map(({ unitId }) => unitId) } }),
    });
    assert.deepEqual({ ...again, rows: [] }, { ...found, rows: [] });
  }
});

Deno.test("heterogeneity() leaves out units whose null has no spread, and refuses too few", async () => {
  const { bands } = units({ count: 8, draws: 99, seed: 3, shift: () => 0 });
  const fixed = { ...bands[0] as UnitBand, unitId: "one day", low: 3, high: 3, mean: 3 };
  const { result } = await heterogeneity([...bands, fixed], { seed: 1, simulations: 99 });
  assert.deepEqual([result.n, result.settings.unitsWithoutSpread], [8, 1]);
  assert.deepEqual(result.warnings, ["illustrative: 8 units", "1 unit whose null has no spread left out"]);
  await assert.rejects(heterogeneity(bands.slice(0, 5), { seed: 1 }), {
    name: "RangeError",
    message: /at least 6 units whose null has a spread, got 5 of 5/,
  });
});

Deno.test("heterogeneity() refuses draws of other units and strange options", async () => {
  const { bands, draws } = units({ count: 8, draws: 99, seed: 3, shift: () => 0 });
  const run = (options: object) => heterogeneity(bands, { seed: 1, ...options });
  await assert.rejects(run({ draws: { ...draws, unitIds: draws.unitIds.map((id) => `${id}!`) } }), {
    name: "RangeError",
    message: /at unit "agent \d": needs its draws, got those of other units/,
  });
  await assert.rejects(run({ simulations: 10 }), { name: "RangeError", message: /simulations/ });
  await assert.rejects(run({ fits: 5 }), { name: "RangeError", message: /fits/ });
  await assert.rejects(run({ level: 0.01 }), { name: "TypeError", message: /option "level"/ });
  await assert.rejects(run({ signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
});
