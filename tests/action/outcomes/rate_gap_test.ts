import assert from "node:assert/strict";
import { rateGap, type RateGapOptions } from "../../../lib/action/mod.ts";
import { seededRandom } from "../../../lib/foundation/mod.ts";
import { signFlip } from "../../../lib/statistics/mod.ts";
import { type PlantedDesign, plantedStudy } from "../../../lib/tasks/calibrate/planted_study.ts";
import type { TrialRecord } from "../../../lib/shapes.ts";

const gap = (records: readonly TrialRecord[], options: Partial<RateGapOptions> = {}) =>
  rateGap(records, { factor: "note", control: "plain", treatment: "peer", fold: "mean", seed: 1, ...options })[0]!;
const close = (a: number | null | undefined, b: number) =>
  assert.ok(Math.abs(Number(a) - b) < 1e-12, `${a} is not ${b}`);
const histories = { none: 0, neutral: 0, good: 0, bad: 0, name: 0, other: 0 };
const design: PlantedDesign = {
  scenarios: 3,
  wordings: 3,
  worlds: 3,
  replicates: 1,
  base: 0,
  effect: 0,
  spread: { base: 0, scenario: 0, wording: 0.8 },
  crossed: histories,
};
const of = (more: Partial<PlantedDesign>, seed = 1) => plantedStudy({ ...design, ...more }, seededRandom(seed, "gap"));

Deno.test("rateGap() does not take contexts of a case, nor cases of a wording, for news of each other", () => {
  const random = seededRandom(4, "null gaps");
  const rejected = Array.from({ length: 300 }, () => (gap(plantedStudy(design, random)).pValue ?? 1) <= 0.05);
  // 5% of 300 is 15; 33 and more come about once in 10,000 times. Independent rows gave 46.
  const count = rejected.filter(Boolean).length;
  assert.ok(count < 33, `${count} of 300`);
});

Deno.test("rateGap() counts a case once however many contexts it has, and flips what contrasts() flips", () => {
  const few = gap(of({}));
  assert.deepEqual([few.n, few.cluster, few.clusters, few.settings], [27, "scenario × wording", 9, 3]);
  assert.match(few.warnings, /^speaks for wordings like these of these 3 scenarios, not for other scenarios/);
  const many = gap(of({ scenarios: 6 }));
  assert.deepEqual([many.cluster, many.clusters, many.warnings], ["scenario", 6, ""]);
  assert.equal(gap(of({ scenarios: 6 }), { clusters: "wording" }).clusters, 18);
});

Deno.test("rateGap() gives no interval and no small p where clusters are too few, and says so", () => {
  const one = gap(of({ scenarios: 1, effect: 4 }));
  assert.deepEqual([one.clusters, one.low, one.note], [3, null, "no interval: too few clusters"]);
  assert.ok(one.pValue! >= 0.25 && one.gap! > 0.2);
  assert.match(one.warnings, /with 3 clusters no p-value can be below 0.25/);
  const alone = gap(of({ scenarios: 1, wordings: 1 }));
  assert.deepEqual([alone.pValue, alone.note], [null, "no interval: too few clusters"]);
});

Deno.test("rateGap() weighs settings alike in the test as in the mean", () => {
  const records = of({ scenarios: 8 });
  const setting: RateGapOptions["setting"] = ({ scenarioId }) => scenarioId < "s2" ? "few" : "many";
  const found = gap(records, { setting });
  const byScenario = Array.from(
    { length: 8 },
    (_, s) => gap(records.filter((row) => row.trial.scenarioId === `s${s}`)),
  );
  const mean = (rows: typeof byScenario) => rows.reduce((sum, row) => sum + row.gap!, 0) / rows.length;
  close(found.gap, (mean(byScenario.slice(0, 2)) + mean(byScenario.slice(2))) / 2);
  const pairs = byScenario.map((row, s) => ({
    pairId: `p${s}`,
    scenarioId: `s${s}`,
    wordingId: "w",
    control: 0,
    treatment: row.gap!,
    n: { control: 1, treatment: 1 },
  }));
  const weighed = signFlip(pairs, {
    unit: ({ scenarioId }) => scenarioId,
    weight: ({ scenarioId }) => scenarioId < "s2" ? 3 : 1,
    seed: 1,
  });
  close(found.gap, weighed.estimate);
  close(found.pValue, weighed.pValue!);
  close(found.low, weighed.interval!.low);
  close(found.high, weighed.interval!.high);
});

Deno.test("rateGap() warns of many dropped cells with the worst they could mean, and needs cases", () => {
  const records = of({ scenarios: 6 });
  const broken = records.map((record, i) => i % 8 === 0 ? { ...record, error: "down" } : record);
  const found = gap(broken);
  assert.match(found.warnings, /of 324 pairs dropped: whatever they were, the effect lies between/);
  assert.ok(found.dropped > 40 && found.n === 54);
  const { caseId: _, ...trial } = records[0]!.trial;
  assert.throws(
    () => gap([{ ...records[0]!, trial: trial as never }]),
    /^TypeError: Cannot run rateGap\(\): trial .* needs a caseId\. /,
  );
});
