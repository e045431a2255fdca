import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { plan, planRows, priceTable, ratesOf, readLedger, run, shippedPrices } from "../../../lib/action/mod.ts";
import { costOfRecord } from "../../../lib/action/plan_cost.ts";
import { dataPath, findWeights } from "../../../lib/foundation/mod.ts";
import { powerMcnemar, powerPairedT } from "../../../lib/statistics/mod.ts";
import type { TrialRecord } from "../../../lib/shapes.ts";
import { plantedModel, recordedRuns, trialsOf } from "../stand_ins.ts";
import { FINISH, handClock, inFolder, modelOf } from "./stand_ins.ts";

const trials = trialsOf({ worlds: 2, maxCalls: 4, maxTokens: 50 });
const network = { name: "fake", kind: "network", sha256: null } as const;
const row = { model: "fake", promptPerMillion: 3, completionPerMillion: 15, source: "a page", checked: "2026-01-31" };
const prices = priceTable({ asOf: "2026-01-31", currency: "EUR", models: [row] });

Deno.test("plan() gives money by the price table, nothing for a model that runs here, and null where no price is known", () => {
  const priced = plan(trials, { model: network, prices });
  const expected = (priced.promptTokens * 3 + priced.completionTokensAtMost * 15) / 1e6;
  assert.deepEqual(priced.moneyAtMost, { amount: expected, currency: "EUR" });
  assert.match(priced.priceNote, /3 and 15 EUR a million .* from a page, 2026-01-31/);
  const unknown = plan(trials, { model: network });
  assert.equal(unknown.moneyAtMost, null);
  assert.match(unknown.priceNote, /No price of "fake" is known: the table of .* Pass your own in prices/);
  assert.equal(plan(trials).moneyAtMost, null);
  for (const kind of ["local", "recorded", "simulated"] as const) {
    assert.equal(plan(trials, { model: { ...network, kind } }).moneyAtMost?.amount, 0);
  }
});

Deno.test("plan() expects of a design what an earlier ledger of the model took", () =>
  inFolder(async (ledgerPath) => {
    const { now, sleep } = handClock();
    const model = modelOf(async (_, call) => {
      await sleep(call % 2 === 0 ? 500 : 1_500);
      return FINISH;
    });
    await run(trials, model, { ledgerPath, now, settings: { concurrency: 2 } });
    const rates = ratesOf(readLedger<TrialRecord>(ledgerPath));
    assert.deepEqual(rates.act, {
      trials: 36,
      secondsPerTrial: 1,
      callsPerTrial: 1,
      promptTokensPerTrial: 100,
      completionTokensPerTrial: 10,
      tokensPerSecond: 110,
    });
    assert.deepEqual([rates.choose, rates.concurrency, rates.trialsPerSecond], [null, 2, 2]);
    assert.equal(ratesOf(readLedger<TrialRecord>(ledgerPath), { concurrency: 4 }).trialsPerSecond, 4);
    const next = trialsOf({ worlds: 5 });
    assert.deepEqual(plan(next, { rates, prices }).expected, {
      calls: 90,
      promptTokens: 9_000,
      completionTokens: 900,
      seconds: 45,
      money: { amount: (9_000 * 3 + 900 * 15) / 1e6, currency: "EUR" },
    });
    assert.equal(plan(next, { rates, concurrency: 10 }).expected!.seconds, 9);
    assert.equal(plan(trialsOf({ mode: "choose" }), { rates }).expected, null, "no choices were measured");
    assert.equal(plan(next, { rates, requestsPerMinute: 30 }).secondsAtLeast, 180);
    assert.equal(plan(next, { rates, tokensPerMinute: 990 }).secondsAtLeast, 600);
  }));

Deno.test("ratesOf() leaves out what failed or was not timed, and says so where nothing is left", async () => {
  const records = await run(trials, modelOf(() => FINISH), { ledgerPath: null });
  const header = { schemaVersion: 1, designHash: "", model: network, settings: {}, codeVersion: "" };
  assert.throws(() => ratesOf({ header, records }), /RangeError: .*with a duration, got 36 without.*now: /);
  const timed = records.slice(0, 3).map((record, i) => ({
    ...record,
    timing: { durationMs: [1_000, 3_000, 90_000][i]! },
    error: i === 2 ? "lost" : null,
  }));
  assert.equal(ratesOf({ header, records: timed }).act!.secondsPerTrial, 2);
});

Deno.test("the most that plan() gives is never less than what trials take", async () => {
  for (const mode of ["act", "choose"] as const) {
    const some = trialsOf({ mode, worlds: 2, maxTokens: 80 });
    const most = plan(some);
    const records = await run(some, plantedModel(some, { none: 0.2, cooperative: 0.8 }), { ledgerPath: null });
    const taken = records.map(costOfRecord);
    assert.ok(taken.reduce((sum, { calls }) => sum + calls, 0) <= most.callsAtMost);
    assert.ok(taken.reduce((sum, { promptTokens }) => sum + promptTokens, 0) <= most.promptTokens);
    assert.ok(taken.every(({ calls, promptTokens }) => calls >= 1 && promptTokens > 0));
  }
});

Deno.test("plan() counts tools where they are sent beside the messages", () => {
  const native = trialsOf({ protocol: "native", worlds: 1, maxCalls: 2 });
  const without = native.map((trial) => ({ ...trial, tools: [] }));
  const described = native.reduce((sum, { tools }) => sum + 2 * JSON.stringify(tools).length / 4, 0);
  const more = plan(native).promptTokens - plan(without).promptTokens;
  assert.ok(described > 1_000 && Math.abs(more - described) < 2 * native.length);
});

Deno.test("the tokens that plan() estimates are those that local models counted, and hardly ever fewer", {
  ignore: recordedRuns.length === 0,
}, () => {
  for (const name of recordedRuns) {
    const { records } = readLedger<TrialRecord>(dataPath(`runs/${name}`));
    const whole = records.filter(({ error }) => error === null);
    const counted = whole.reduce((sum, { usage }) => sum + usage.promptTokens, 0);
    const untold = whole.map((record) => ({ ...record, usage: { ...record.usage, promptTokens: 0 } }));
    const ratio = untold.reduce((sum, record) => sum + costOfRecord(record).promptTokens, 0) / counted;
    assert.ok(ratio > 0.95 && ratio < 1.25, `${name}: ${ratio}`);
  }
});

Deno.test("plan() gives power for pairs and for scenarios as units", () => {
  const rates = { control: 0.2, treatment: 0.5, slopeSpread: 0 };
  const { power } = plan(trials, { smallestEffect: rates });
  assert.deepEqual([power!.pairs, power!.scenarios], [18, 3]);
  assert.equal(power!.independentPairs, powerMcnemar({ gained: 0.8 * 0.5, lost: 0.2 * 0.5, n: 18 }));
  assert.equal(power!.byScenario, 0, "three scenarios cannot give a p-value of 5%");
  assert.match(power!.note, /no p-value .* below 0\.25: six are needed/);
  const leaning = plan(trials, { smallestEffect: { standardized: 0.8, shared: 0.5 } }).power!;
  assert.equal(leaning.independentPairs, powerPairedT({ effect: 0.8, n: 18 }));
  assert.equal(leaning.byScenario, powerPairedT({ effect: 0.8 / Math.sqrt(0.5 + 0.5 / 6), n: 3 }));
  const repeated = plan(trialsOf({ worlds: 2, replicates: 5 }), { smallestEffect: rates }).power!;
  const spread = Math.sqrt((0.2 * 0.8 + 0.5 * 0.5) / 5);
  assert.equal(repeated.independentPairs, powerPairedT({ effect: (0.5 - 0.2) / spread, n: 18 }));
  const one = plan(trials.filter(({ scenarioId }) => scenarioId === "server-transfer"), { smallestEffect: rates });
  assert.equal(one.power!.byScenario, null);
});

Deno.test("power with scenarios as units falls as effects differ more between them", () => {
  const many = Array.from({ length: 8 }, (_, i) =>
    trials.map((trial) => ({
      ...trial,
      scenarioId: `${trial.scenarioId} ${i}`,
      pairId: `${trial.pairId} ${i}`,
    }))).flat();
  const powerAt = (slopeSpread: number) =>
    plan(many, { smallestEffect: { control: 0.3, treatment: 0.45, slopeSpread } }).power!.byScenario!;
  const [same, differing] = [powerAt(0), powerAt(2)];
  assert.ok(same > 0.6 && differing < same - 0.1, `${same}, ${differing}`);
});

Deno.test("plan() refuses what it cannot plan with", () => {
  assert.throws(
    () => plan(trials, { smallestEffect: { control: 0, treatment: 1, slopeSpread: 0 } }),
    /smallestEffect\.control/,
  );
  assert.throws(() => plan(trials, { smallestEffect: { control: 0.1, treatment: 0.2 } as never }), /slopeSpread/);
  assert.throws(() => plan(trials, { smallestEffect: { standardized: 1, shared: 2 } }), /RangeError: .*shared/);
  assert.throws(() => plan(trials, { requestsPerMinute: 0 }), /RangeError: .*requestsPerMinute/);
  assert.throws(() => plan(trials, { speed: 1 } as never), /TypeError: .*"speed"/);
});

Deno.test("planRows() says what is not known instead of leaving it out or calling it 0", () => {
  const rowsOf = (options: object) => new Map(planRows(plan(trials, options)).map((each) => [each.what, each]));
  const bare = rowsOf({ model: network });
  assert.deepEqual([bare.get("money at most")!.value, bare.get("time at most")!.value], ["not known", "not known"]);
  assert.equal(bare.get("trials")!.value, "36");
  const full = rowsOf({
    model: network,
    prices,
    requestsPerMinute: 1,
    promptTokensPerSecond: 10,
    completionTokensPerSecond: 5,
  });
  assert.match(full.get("money at most")!.value, /^\d\.\d\d EUR$/);
  assert.match(full.get("time at most")!.value, /^\d+ min$/);
  assert.equal(full.get("time at most")!.note, "at least 2.4 h by the provider's allowance");
});

Deno.test("priceTable() refuses a table with a field missing, unknown or double, and names the place", () => {
  const refuses = (value: unknown, pattern: RegExp) =>
    assert.throws(() => priceTable(value, { where: "my.json" }), pattern);
  refuses(null, /TypeError: Cannot read my\.json, at its top/);
  refuses({ ...prices, asOf: "today" }, /at asOf: a day such as/);
  refuses({ ...prices, currency: "$" }, /at currency/);
  refuses({ ...prices, models: [{ ...row, promptPerMillion: -1 }] }, /at models\.0\.promptPerMillion/);
  refuses({ ...prices, models: [{ ...row, promptPerMillion: "3" }] }, /at models\.0\.promptPerMillion/);
  refuses({ ...prices, models: [{ ...row, source: undefined }] }, /at models\.0\.source/);
  refuses({ ...prices, models: [row, row] }, /one price a model, got two of "fake"/);
});

Deno.test("the price table that comes with the kit knows the local models alone, and the example is one to fill", () => {
  const read = (name: string) => priceTable(JSON.parse(readFileSync(dataPath(name), "utf8")));
  assert.deepEqual(read("prices.json"), shippedPrices);
  for (const { model, promptPerMillion, completionPerMillion } of shippedPrices.models) {
    assert.equal(findWeights(model).name, model);
    assert.equal(promptPerMillion + completionPerMillion, 0);
  }
  assert.equal(read("prices.example.json").models.length, 1);
});
