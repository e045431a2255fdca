import assert from "node:assert/strict";
import fc from "fast-check";
import {
  completePairs,
  contrasts,
  disposition,
  doseResponse,
  interactions,
  moderatedContrasts,
} from "../../../lib/action/mod.ts";
import { presentations } from "../../../lib/action/menu.ts";
import { testPairs } from "../../../lib/action/pair_test.ts";
import { pairOf } from "../../../lib/tasks/calibrate/draws.ts";
import type { Pair } from "../../../lib/shapes.ts";
import { asChoice, madeArms, madeRecord, openGates } from "./made_records.ts";

const close = (a: number | null, b: number | null, what = "") =>
  assert.ok(a === b || Math.abs(Number(a) - Number(b)) < 1e-12, `${what}: ${a} is not ${b}`);
const leaning = (acting: number | null, other: number | null, least?: number) =>
  disposition(asChoice(madeRecord(), { acting, other, ...(least !== undefined && { least }) }));

Deno.test("presentations() of k options above three are k, each option once at each place and under each label", () => {
  for (let k = 2; k <= 8; k++) {
    const options = Array.from({ length: k }, (_, i) => ({ id: `o${i}`, text: `${i}`, acts: i === 0 }));
    const shown = presentations(options);
    assert.equal(shown.length, k <= 3 ? k * k : k);
    const count = (keyOf: (each: typeof shown[0], place: number) => string) => {
      const times = new Map<string, number>();
      for (const each of shown) {
        assert.equal(new Set(each.labels).size, k);
        for (let place = 0; place < k; place++) times.set(keyOf(each, place), (times.get(keyOf(each, place)) ?? 0) + 1);
      }
      return times;
    };
    const once = shown.length / k;
    const atPlaces = count((each, place) => `${each.shown[place]!.id} ${place}`);
    const underLabels = count((each, place) => `${each.shown[place]!.id} ${each.labels[place]}`);
    const labelsAtPlaces = count((each, place) => `${each.labels[place]} ${place}`);
    for (const times of [atPlaces, underLabels]) {
      assert.ok(times.size === k * k && [...times.values()].every((n) => n === once));
    }
    if (k !== 6) assert.equal(labelsAtPlaces.size, k * k);
  }
  assert.throws(
    () => presentations(Array.from({ length: 9 }, () => ({ id: "o", text: "", acts: true }))),
    /at most 8 options/,
  );
});

Deno.test("a liking for labels and lines cancels in the log-odds of menus of any size", () => {
  const likes = { labels: [2, -1, 0.5, 0, 1, -2, 0.3, 0.7], places: [1.5, 0, -1, 0.4, 0.2, -0.6, 0.9, -0.3] };
  for (let k = 4; k <= 8; k++) {
    const options = Array.from({ length: k }, (_, i) => ({ id: `o${i}`, text: `${i}`, acts: i === 0 }));
    // Scores that add up a liking of the option, its label and its place, before they become probabilities.
    const scores = presentations(options).map(({ shown, labels }) =>
      shown.map(({ id }, place) =>
        (id === "o0" ? 1 : 0) + likes.labels["ABCDEFGH".indexOf(labels[place]!)]! + likes.places[place]!
      )
    );
    const meanOf = (id: string) =>
      presentations(options).reduce(
        (sum, { shown }, i) => sum + scores[i]![shown.findIndex((each) => each.id === id)]!,
        0,
      ) / k;
    for (let i = 1; i < k; i++) close(meanOf("o0") - meanOf(`o${i}`), 1, `${k} options`);
  }
});

Deno.test("disposition() knows a menu with half of the mass exactly, and a thinner one by bounds", () => {
  const full = leaning(0.4, 0.2);
  assert.deepEqual(full.logOddsRange, { low: full.logOdds, high: full.logOdds });
  const thin = leaning(0.2, 0.1);
  assert.equal(thin.bound, "both");
  close(thin.logOdds, Math.log(2));
  close(thin.massOutside, 0.7);
  close(thin.logOddsRange.low, Math.log(0.2 / 0.8));
  close(thin.logOddsRange.high, Math.log(0.9 / 0.1));
  close(thin.shareRange.low, 0.2);
  close(thin.shareRange.high, 0.9);
});

Deno.test("disposition() ranges hold whatever the mass outside of a thin menu had fallen to", () => {
  const probability = fc.double({ min: 0.001, max: 0.24, noNaN: true });
  fc.assert(fc.property(probability, probability, fc.double({ min: 0, max: 1, noNaN: true }), (acting, other, part) => {
    const { logOddsRange, shareRange } = leaning(acting, other);
    const rest = 1 - acting - other;
    const [a, b] = [acting + part * rest, other + (1 - part) * rest];
    assert.ok(logOddsRange.low! <= Math.log(a / b) + 1e-9 && Math.log(a / b) <= logOddsRange.high! + 1e-9);
    assert.ok(shareRange.low! <= a + 1e-9 && a <= shareRange.high! + 1e-9);
  }));
});

Deno.test("disposition() gives a missing option a range without limit on its side, and one that JSON keeps", () => {
  const upper = leaning(null, 0.9, 0.01);
  assert.equal(upper.bound, "upper");
  assert.equal(upper.logOddsRange.low, null);
  close(upper.logOddsRange.high, Math.log(0.01 / 0.9));
  close(upper.shareRange.low, 0);
  close(upper.shareRange.high, 0.01 / 0.91);
  assert.deepEqual(JSON.parse(JSON.stringify(upper)), upper);
  const both = leaning(null, null, 0.01);
  assert.deepEqual([both.logOddsRange, both.shareRange], [{ low: null, high: null }, { low: 0, high: 1 }]);
});

const arms = { factor: "note", control: "plain", treatment: "peer", fold: "mean" } as const;
const thinAt = (every: number) =>
  madeArms({ scenarios: 8, worlds: 2 }, () => false).map((record, i) => {
    const isPeer = record.trial.condition === "peer";
    const isThin = isPeer && i % every === 1;
    return asChoice(
      record,
      isThin
        ? { acting: 0.3, other: 0.15 }
        : isPeer
        ? { acting: 0.6 + i / 100, other: 0.2 }
        : { acting: 0.2, other: 0.6 },
    );
  });

Deno.test("completePairs() drops thin leanings by name, or keeps them with their range", () => {
  const records = thinAt(4);
  const { pairs, dropped, worst } = completePairs(records, arms);
  assert.deepEqual([pairs.length, dropped.length], [8, 8]);
  assert.equal(dropped[0]!.reason, "peer: bound (both)");
  assert.ok(worst.low! < worst.high!);
  const kept = completePairs(records, { ...arms, bounds: "keep" });
  assert.deepEqual([kept.pairs.length, kept.dropped.length], [16, 0]);
  const bounded = kept.pairs.filter(({ ranges }) => ranges !== undefined);
  assert.equal(bounded.length, 8);
  close(bounded[0]!.treatment, Math.log(2));
  close(bounded[0]!.ranges!.treatment.low, Math.log(0.3 / 0.7));
  assert.deepEqual(kept.worst, worst);
});

Deno.test("contrasts() carries bounds into the interval, and has none where an end has no limit", () => {
  const of = (records: ReturnType<typeof thinAt>, measure: "logOdds" | "share") =>
    contrasts(records, {
      factor: "note",
      control: "plain",
      treatments: ["peer"],
      fold: "mean",
      measure,
      gates: openGates(records),
      seed: 1,
    })[0]!;
  const [exact, thin] = [of(thinAt(0), "logOdds"), of(thinAt(4), "logOdds")];
  assert.equal(exact.result!.details!.worst, undefined);
  const worst = thin.result!.details!.worst as { low: number; high: number };
  assert.equal(thin.result!.details!.bounded, 8);
  assert.ok(thin.result!.interval!.low <= worst.low && worst.high <= thin.result!.interval!.high);
  close(worst.low, thin.worst.low);
  close(worst.high, thin.worst.high);
  assert.ok(thin.result!.pValue! >= exact.result!.pValue!);
  const open = thinAt(0).map((record, i) => i === 1 ? asChoice(record, { acting: 0.9, other: null }) : record);
  assert.deepEqual([of(open, "logOdds").result!.interval, of(open, "logOdds").worst.high], [null, null]);
  const shares = of(open, "share").result!.interval!;
  assert.ok(shares.low > 0 && shares.high < 1);
});

Deno.test("a worst case that holds zero is no finding, whatever the readings say; one beyond it is", () => {
  const pairsWith = (halfWidth: number) =>
    Array.from({ length: 10 }, (_, i): Pair => ({
      ...pairOf(0, 1 + i / 100, i),
      ranges: {
        control: { low: 0, high: 0 },
        treatment: { low: 1 + i / 100 - halfWidth, high: 1 + i / 100 + halfWidth },
      },
    }));
  const run = (halfWidth: number) =>
    testPairs(pairsWith(halfWidth), { unit: ({ scenarioId }) => scenarioId, test: "signFlip", seed: 1 })!;
  assert.equal(run(0.5).pValue, 2 / 1024);
  assert.equal(run(2).pValue, 1);
  assert.ok(run(2).interval!.low < -0.9 && run(2).interval!.high > 2.9);
});

Deno.test("completePairs() says how far missing outcomes could move the effect", () => {
  const records = madeArms({ scenarios: 5 }, ({ condition }) => condition === "peer");
  const broken = records.map((record, i) => i === 1 ? { ...record, error: "down" } : record);
  const { pairs, worst } = completePairs(broken, arms);
  assert.equal(pairs.length, 4);
  close(worst.low, 4 / 5);
  close(worst.high, 1);
  const replicated = [
    ...broken,
    ...records.map((record) => ({ ...record, trial: { ...record.trial, trialId: `${record.trial.trialId} b` } })),
  ];
  const folded = completePairs(replicated, arms);
  assert.deepEqual([folded.pairs.length, folded.dropped.length], [5, 0]);
  close(folded.worst.low, 0.9);
});

Deno.test("interactions() keeps leanings known by bounds with the range of the difference, or drops them by name", () => {
  const cells = ["absent", "present"].flatMap((level) =>
    Array.from({ length: 8 }, (_, scenario) =>
      ["plain", "peer"].map((condition) => {
        const isThin = level === "present" && condition === "peer" && scenario < 2;
        const acting = condition === "peer" && level === "present" ? 0.6 : 0.3;
        return asChoice(
          madeRecord({ scenario, condition, level }),
          isThin ? { acting: 0.3, other: 0.1 } : { acting, other: 0.3 },
        );
      })).flat()
  );
  const options = {
    factor: "note",
    control: "plain",
    treatments: ["peer"],
    by: { factor: "second", without: "absent", with: ["present"] },
    fold: "mean",
    seed: 1,
  } as const;
  const [kept] = interactions(cells, options);
  assert.deepEqual([kept!.n, kept!.dropped.length], [8, 0]);
  close(kept!.estimate, (6 * Math.log(2) + 2 * Math.log(3)) / 8, "nearest readings");
  const [low, high] = [Math.log(0.3 / 0.7), Math.log(0.9 / 0.1)].map((end) => (6 * Math.log(2) + 2 * end) / 8);
  close(kept!.worst.low, low!, "low");
  close(kept!.worst.high, high!, "high");
  assert.deepEqual(kept!.pairs[0]!.ranges!.control, { low: 0, high: 0 });
  close(kept!.pairs[0]!.ranges!.treatment.low, Math.log(0.3 / 0.7));
  assert.ok(kept!.pairs[7]!.ranges === undefined && kept!.low! <= low! && high! <= kept!.high!);
  assert.match(kept!.warnings.join(), /2 of 8 pairs are known by bounds only/);
  const [dropped] = interactions(cells, { ...options, bounds: "drop" });
  assert.deepEqual([dropped!.n, dropped!.dropped[0]!.reason], [6, "peer: bound (both)"]);
  assert.match(dropped!.warnings.join(), /pairs dropped: whatever they were, the effect lies between/);
  assert.throws(() => interactions(cells, { ...options, bounds: "no" as never }), /interactions\(\): bounds is one of/);
});

Deno.test("moderatedContrasts() carries bounds into each label and their difference, and names what it drops", () => {
  const records = thinAt(4);
  const moderator = ({ trial }: typeof records[0]) => Number(trial.scenarioId.slice(1)) < 4 ? "first" : "second";
  const options = { factor: "note", control: "plain", treatments: ["peer"], moderator, fold: "mean", seed: 1 } as const;
  const [first, second, apart] = moderatedContrasts(records, { ...options, clusters: "wording" });
  assert.deepEqual([first!.n, second!.n, apart!.n, apart!.dropped.length], [8, 8, 16, 0]);
  assert.equal(first!.result!.details!.bounded, 4);
  assert.ok(first!.worst.low! < first!.estimate! && first!.estimate! < first!.worst.high!);
  close(apart!.worst.low, second!.worst.low! - first!.worst.high!);
  close(apart!.worst.high, second!.worst.high! - first!.worst.low!);
  const worst = apart!.result!.details!.worst as { low: number; high: number };
  close(worst.low, apart!.worst.low);
  close(worst.high, apart!.worst.high);
  assert.ok(apart!.low! < worst.low && worst.high < apart!.high!);
  assert.match(apart!.warnings.join(), /8 of 16 pairs are known by bounds only/);
  const [less, , fewer] = moderatedContrasts(records, { ...options, bounds: "drop" });
  assert.deepEqual([less!.n, less!.dropped.length, fewer!.n, fewer!.dropped.length], [4, 4, 8, 8]);
  assert.equal(less!.dropped[0]!.reason, "peer: bound (both)");
});

Deno.test("doseResponse() carries bounds into slope and rows, has no ranks of them, or drops their blocks", () => {
  const conditions = ["none", "one", "three"];
  const records = madeArms({ scenarios: 8, conditions }, () => false).map((record, i) => {
    const dose = conditions.indexOf(record.trial.condition);
    const isThin = i < 6 && dose !== 1;
    return asChoice(record, isThin ? { acting: 0.2, other: 0.2 } : { acting: 0.3 + dose / 10, other: 0.3 });
  });
  const options = { factor: "note", doses: { none: 0, one: 1, three: 3 }, fold: "mean", seed: 1 } as const;
  const { slope, rows, page, pairs, dropped } = doseResponse(records, options);
  assert.deepEqual([slope!.details!.bounded, page, dropped], [2, null, []]);
  assert.deepEqual(rows.map(({ n, bounded }) => [n, bounded]), [[8, 2], [8, 0], [8, 2]]);
  // Doses 0, 1, 3 around 4/3; the least slope takes the first dose at its highest and the last at its lowest.
  const [top, bottom] = [Math.log(0.8 / 0.2), Math.log(0.2 / 0.8)];
  const slopeOf = (none: number, one: number, three: number) => (-4 * none - one + 5 * three) / 3 / (42 / 9);
  close(pairs[0]!.ranges!.treatment.low, slopeOf(top, Math.log(0.4 / 0.3), bottom));
  close(pairs[0]!.ranges!.treatment.high, slopeOf(bottom, Math.log(0.4 / 0.3), top));
  assert.equal(pairs[7]!.ranges, undefined);
  const worst = slope!.details!.worst as { low: number; high: number };
  assert.ok(slope!.interval!.low <= worst.low && worst.high <= slope!.interval!.high && worst.low < slope!.estimate);
  assert.ok(rows[0]!.low! < (2 * bottom) / 8 + 1e-9 && rows[0]!.high! > (2 * top) / 8 - 1e-9);
  const less = doseResponse(records, { ...options, bounds: "drop" });
  assert.deepEqual([less.dropped.length, less.rows[0]!.n], [2, 6]);
  assert.equal(less.dropped[0]!.reason, "none: bound (both); three: bound (both)");
  assert.notEqual(less.page, null);
});
