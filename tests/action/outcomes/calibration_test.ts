import assert from "node:assert/strict";
import { calibration } from "../../../lib/action/mod.ts";
import { seededRandom } from "../../../lib/foundation/mod.ts";
import { brierScore, logisticClustered } from "../../../lib/statistics/mod.ts";
import type { TrialRecord } from "../../../lib/shapes.ts";
import { asChoice, madeRecord } from "./made_records.ts";

/** Leanings of 60 cases, and four sampled actions of each at the rate that `rateOf` gives their share. */
function made(rateOf: (share: number) => number, { cases = 60, seed = 1 } = {}) {
  const random = seededRandom(seed, "made");
  const cells = Array.from({ length: cases }, (_, i) => ({
    scenario: i % 6,
    wording: Math.floor(i / 6) % 4,
    world: Math.floor(i / 24),
    condition: i % 2 ? "plain" : "peer",
    share: 0.05 + 0.9 * random(),
  }));
  const dispositions = cells.map(({ share, ...cell }) =>
    asChoice(madeRecord(cell), { acting: share, other: 1 - share })
  );
  const actions = cells.flatMap(({ share, ...cell }) =>
    [0, 1, 2, 3].map((replicate) => madeRecord({ ...cell, replicate, acted: random() < rateOf(share) }))
  );
  return { dispositions, actions };
}

Deno.test("calibration() calls leanings behaviour that forecast actions, and tells calibrated ones", () => {
  const { dispositions, actions } = made((share) => share);
  const found = calibration(dispositions, actions);
  assert.deepEqual([found.n, found.verdict, found.isCalibrated, found.reasons], [240, "behaviour", true, []]);
  assert.ok(found.slope!.interval!.low > 0.5 && found.brier.skill! > 0.1);
  assert.equal(found.bins.reduce((sum, { n }) => sum + n, 0), 240);
  for (const { rate, low, high } of found.bins) assert.ok(low === null || (low <= rate && rate <= high!));
  const skewed = calibration(...Object.values(made((share) => 0.3 * share ** 2)) as [TrialRecord[], TrialRecord[]]);
  assert.ok(!skewed.isCalibrated && skewed.verdict === "ranking");
  assert.deepEqual(skewed.reasons, ["the shares forecast actions no better than the rate of all"]);
});

Deno.test("calibration() gives no verdict where leanings say nothing, and asks for enough actions", () => {
  const flat = made(() => 0.4);
  const found = calibration(flat.dispositions, flat.actions);
  assert.deepEqual([found.verdict, found.isCalibrated], ["none", false]);
  assert.ok(found.reasons.includes("acting does not rise with the leaning beyond doubt"));
  const { dispositions, actions } = made((share) => share);
  assert.deepEqual(calibration(dispositions, actions.slice(0, 199)).reasons, [
    "199 actions with behaviour, 200 needed",
  ]);
  assert.equal(calibration(dispositions, actions.slice(0, 199)).verdict, "none");
  assert.equal(calibration(dispositions, actions.slice(0, 199), { leastActions: 150 }).verdict, "behaviour");
});

Deno.test("calibration() is the logistic regression and the Brier score of matched rows", () => {
  const { dispositions, actions } = made((share) => share);
  const found = calibration(dispositions, actions, { bins: 5 });
  const shareOf = new Map(dispositions.map(({ trial, menuScores }) => {
    const acting = menuScores![0]!.scores[menuScores![0]!.shown.indexOf("act")]!;
    return [`${trial.pairId} ${trial.condition}`, Math.exp(acting.logProbability)] as const;
  }));
  const share = actions.map(({ trial }) => shareOf.get(`${trial.pairId} ${trial.condition}`)!);
  const outcome = actions.map(({ finalWorld }) => Number(finalWorld.settings.done));
  const { score, reliability } = brierScore({ forecast: share, outcome }, { bins: 5 });
  assert.ok(Math.abs(found.brier.score - score) < 1e-12 && Math.abs(found.brier.reliability - reliability) < 1e-12);
  const fit = logisticClustered({
    outcome,
    predictors: { x: share.map((value) => Math.log(value / (1 - value))) },
    clusters: actions.map(({ trial }) => `${trial.scenarioId} ${trial.wordingId}`),
  });
  assert.ok(Math.abs(found.slope!.estimate - fit.x!.estimate) < 1e-8);
});

Deno.test("calibration() counts what it leaves out, by reason", () => {
  const { dispositions, actions } = made((share) => share);
  const thin = asChoice(actions[0]!, { acting: 0.1, other: 0.1 });
  const others = dispositions.slice(2);
  const spoilt = actions.map((record, i) => i === 100 ? { ...record, error: "down" } : record);
  const found = calibration([{ ...thin, trial: { ...dispositions[0]!.trial } }, ...others], spoilt);
  assert.deepEqual(found.leftOut, { noBehaviour: 1, noDisposition: 4, bounded: 4 });
  assert.equal(found.n, 231);
});

Deno.test("calibration() has no slope where one outcome is missing, and refuses designs that do not meet", () => {
  const { dispositions, actions } = made(() => 0);
  const found = calibration(dispositions, actions);
  assert.deepEqual([found.slope, found.verdict, found.brier.skill], [null, "none", null]);
  assert.match(found.reasons.join(), /no slope can be fitted/);
  const elsewhere = actions.map((record) => ({
    ...record,
    trial: { ...record.trial, pairId: `x ${record.trial.pairId}` },
  }));
  assert.throws(
    () => calibration(dispositions, elsewhere),
    /RangeError: .*none of which match. Lay out both designs with the same seed/,
  );
  const second = actions.map((record) => ({ ...record, model: "second" }));
  assert.throws(() => calibration(dispositions, second), /records of one model, got planted, second/);
});
