/** The re-analysis: means only, ranges from rollouts to configurations, corrected, with the models' disagreement. */
import assert from "node:assert/strict";
import {
  loadPublished,
  publishedAcrossModels,
  publishedContrasts,
  publishedIntervals,
  publishedRatios,
  publishedSpread,
  type PublishedStudy,
} from "twoplane/action";
import { proportion, twoProportions } from "twoplane/statistics";

const study = await loadPublished();
const near = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);

Deno.test("publishedIntervals() has a row for each known mean, its wide interval around its narrow one", () => {
  const rows = publishedIntervals(study);
  assert.equal(rows.length, study.peer.filter(({ mean }) => mean !== null).length);
  for (const row of rows) {
    assert.ok(
      row.wideLow <= row.low && row.low <= row.estimate && row.estimate <= row.high && row.high <= row.wideHigh,
    );
    assert.equal(row.n, row.configurations * 100);
    if (row.isRate) assert.ok(row.wideLow >= 0 && row.wideHigh <= 1);
  }
});

Deno.test("publishedIntervals() counts three ways of knowing the peer, and is Wilson's interval on them", () => {
  const row = publishedIntervals(study).find(({ model, behaviour, relationship }) =>
    model === "Gemini 3 Flash" && behaviour === "exfiltration" && relationship === "cooperative"
  )!;
  assert.deepEqual([row.n, row.configurations, row.estimate], [600, 6, 0.5]);
  const [narrow, wide] = [{ events: 300, n: 600 }, { events: 3, n: 6 }].map((count) => proportion(count).interval!);
  near(row.low, narrow!.low);
  near(row.high, narrow!.high);
  near(row.wideLow, wide!.low);
  near(row.wideHigh, wide!.high);
});

Deno.test("publishedContrasts() is the difference of two rates with Newcombe's interval, at both sizes", () => {
  const row = publishedContrasts(study).find(({ model, behaviour, control }) =>
    model === "Gemini 3 Flash" && behaviour === "exfiltration" && control === "uncooperative"
  )!;
  const at = (n: number) =>
    twoProportions({ control: { events: 0, n }, treatment: { events: n / 2, n } }).interval as {
      low: number;
      high: number;
    };
  near(row.estimate, 0.5);
  near(row.low, at(600).low);
  near(row.wideLow, at(6).low);
  near(row.wideHigh, at(6).high);
});

Deno.test("publishedContrasts() takes only means: maxima change nothing", () => {
  const inflated: PublishedStudy = {
    ...study,
    peer: study.peer.map((rate) => ({ ...rate, max: rate.max === null ? null : 1 })),
  };
  assert.deepEqual(publishedContrasts(inflated), publishedContrasts(study));
  assert.deepEqual(publishedIntervals(inflated), publishedIntervals(study));
});

Deno.test("publishedContrasts() compares twelve models and behaviours, twice, and corrects over all 24", () => {
  const rows = publishedContrasts(study);
  assert.equal(rows.length, 24);
  for (const row of rows) {
    assert.ok(row.holm >= row.bh && row.bh >= row.pValue && row.holm <= 1);
    assert.ok(row.wideHolm >= row.wideBh && row.wideBh >= row.widePValue && row.widePValue >= row.pValue);
    assert.equal(row.pValue < 0.05, row.low > 0 || row.high < 0);
  }
  const least = rows.reduce((a, b) => a.pValue < b.pValue ? a : b);
  near(least.holm / least.pValue, 24, 1e-6);
  const one = publishedContrasts(study, { compare: [{ treatment: "neutral", control: "uncooperative" }] });
  assert.equal(one.length, 12, "a family of its own");
});

Deno.test("publishedContrasts() changes only its sign with the arms", () => {
  const [there] = publishedContrasts(study, { compare: [{ treatment: "cooperative", control: "neutral" }] });
  const [back] = publishedContrasts(study, { compare: [{ treatment: "neutral", control: "cooperative" }] });
  near(there!.estimate, -back!.estimate);
  near(there!.wideLow, -back!.wideHigh);
  near(there!.pValue, back!.pValue);
});

Deno.test("publishedContrasts() refuses a comparison that no table holds", () => {
  assert.throws(
    () => publishedContrasts(study, { compare: [{ treatment: "cooperative", control: "none" }] }),
    /^RangeError: Cannot run publishedContrasts\(\): need two known means/,
  );
  assert.throws(() => publishedContrasts(study, { pairs: [] } as never), /option "pairs"/);
});

Deno.test("publishedSpread() compares models within a behaviour only, and doubts more at the wide end", () => {
  const contrasts = publishedContrasts(study);
  const rows = publishedSpread(contrasts);
  assert.deepEqual(
    rows.filter(({ control }) => control === "neutral").map(({ behaviour, models }) => [behaviour, models]),
    [["tampering", 3], ["exfiltration", 5], ["refusal", 2]],
  );
  for (const row of rows) {
    assert.ok(row.lowest <= row.mean && row.mean <= row.highest);
    assert.ok(row.wideTau <= row.tau + 1e-12 && row.wideQPValue >= row.qPValue);
  }
});

Deno.test("publishedAcrossModels() flips whole models: with six of them p is 1/32 at least", () => {
  const rows = publishedAcrossModels(publishedContrasts(study));
  for (const row of rows) {
    assert.deepEqual([row.contrasts, row.positive, row.models], [12, 12, 6]);
    assert.equal(row.signFlip.pValue, 2 / 64);
    near(row.signFlip.estimate, row.clustered.estimate);
  }
});

Deno.test("publishedRatios() ranges from a third of the max to the max, and gives no interval for differences", () => {
  const rows = publishedRatios(study);
  assert.equal(rows.length, 19);
  for (const row of rows) {
    near(row.mostRatio, row.max / row.noPeer);
    near(row.leastRatio * 3, row.mostRatio);
    assert.equal(row.low === null, row.behaviour === "misreporting");
    if (row.low === null || row.high === null) continue;
    assert.ok(row.low < row.leastRatio && row.high > row.mostRatio);
    assert.ok(row.wideLow! < row.low && row.wideHigh! > row.high);
  }
  const pro = rows.find(({ model, behaviour }) => model === "Gemini 3 Pro" && behaviour === "exfiltration")!;
  assert.ok(pro.leastRatio < 1 && pro.mostRatio < 2, "no order of magnitude where most act without a peer");
});

Deno.test("publishedRatios() leaves out a model whose rate without a peer is unknown or 0", () => {
  const without = (max: number | null): PublishedStudy => ({
    ...study,
    self: study.self.map((rate) =>
      rate.relationship === "none" && rate.model === "Kimi K2.5" ? { ...rate, max } : rate
    ),
  });
  for (const max of [null, 0]) assert.ok(publishedRatios(without(max)).every(({ model }) => model !== "Kimi K2.5"));
});
