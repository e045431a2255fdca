import assert from "node:assert/strict";
import fc from "fast-check";
import { readLedger, run, runUntil } from "../../../lib/action/mod.ts";
import { costAtMost } from "../../../lib/action/plan_cost.ts";
import type { PriceTable } from "../../../lib/action/mod.ts";
import { trialsOf } from "../stand_ins.ts";
import { FINISH, handClock, inFolder, modelOf, statusError } from "./stand_ins.ts";

const trials = trialsOf({ maxCalls: 3 });
const prices: PriceTable = {
  asOf: "2026-01-31",
  currency: "USD",
  models: [{ model: "fake", promptPerMillion: 10, completionPerMillion: 100, source: "a test", checked: "2026-01-31" }],
};
const wordy = { ...FINISH, content: "Let me think first." };

Deno.test("run() never makes more calls than the ceiling, and begins no trial it may not finish", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(40),
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
      async (calls, concurrency, talks) => {
        const model = modelOf((_, call) => talks[call % talks.length] ? wordy : FINISH);
        const { records, summary } = await runUntil(trials, model, {
          ledgerPath: null,
          concurrency,
          ceiling: { calls },
        });
        assert.ok(model.asked() <= calls);
        assert.equal(summary.spent.calls, model.asked());
        assert.ok(records.every(({ error }) => error === null));
        assert.equal(summary.left, trials.length - records.length);
        if (summary.left > 0) {
          assert.deepEqual([summary.stopped?.by, summary.stopped?.ceiling], ["ceiling", "calls"]);
          assert.ok(model.asked() > calls - 3, "one trial more might have gone beyond");
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("run() counts what earlier calls with the ledger took, and goes on when the ceiling is raised", () =>
  inFolder(async (ledgerPath) => {
    const model = modelOf(() => FINISH);
    const first = await runUntil(trials, model, { ledgerPath, ceiling: { calls: 10 } });
    assert.deepEqual([first.summary.finished, first.summary.left], [8, trials.length - 8]);
    const second = await runUntil(trials, model, { ledgerPath, ceiling: { calls: 10 } });
    assert.deepEqual([second.summary.asked, second.summary.finished, second.summary.spent.calls], [0, 8, 8]);
    await assert.rejects(
      run(trials, model, { ledgerPath, ceiling: { calls: 12 } }),
      /Cannot finish the run: The ceiling on calls .* got 10 of 36 trials\. Raise the ceiling/,
    );
    const whole = await run(trials, model, { ledgerPath, ceiling: { calls: 1_000 } });
    assert.equal(whole.length, trials.length);
    assert.equal(readLedger(ledgerPath).records.length, trials.length);
    assert.equal(model.asked(), trials.length);
  }));

Deno.test("run() stops within a ceiling on money, by the price table", async () => {
  const model = modelOf(() => FINISH);
  const price = (calls: number) => calls * (100 * 10 + 10 * 100) / 1e6;
  const most = Math.max(...trials.map((trial) => {
    const { promptTokens, completionTokens } = costAtMost(trial);
    return (promptTokens * 10 + completionTokens * 100) / 1e6;
  }));
  const ceiling = { money: most + price(5) };
  const { summary } = await runUntil(trials, model, { ledgerPath: null, ceiling, prices, concurrency: 4 });
  assert.equal(summary.stopped?.ceiling, "money");
  assert.ok(summary.finished >= 5);
  assert.equal(summary.spent.money?.currency, "USD");
  assert.ok(Math.abs(summary.spent.money!.amount - price(summary.finished)) < 1e-12);
  assert.ok(summary.spent.money!.amount <= ceiling.money);
});

Deno.test("run() counts estimated tokens where the endpoint tells none, so that a ceiling holds there too", async () => {
  const model = modelOf(() => ({ ...FINISH, usage: { promptTokens: 0, completionTokens: 0 } }));
  const { summary } = await runUntil(trials, model, { ledgerPath: null, ceiling: { tokens: 8_000 } });
  assert.equal(summary.stopped?.ceiling, "tokens");
  assert.ok(summary.spent.promptTokens > 1_000 && summary.spent.promptTokens <= 8_000);
});

Deno.test("run() begins no trial after its seconds, and finishes those in flight", async () => {
  const { now, sleep } = handClock();
  const model = modelOf(async () => {
    await sleep(700);
    return FINISH;
  });
  const { records, summary } = await runUntil(trials, model, { ledgerPath: null, now, ceiling: { seconds: 3 } });
  assert.equal(summary.stopped?.ceiling, "seconds");
  assert.equal(records.length, 5);
  assert.equal(summary.seconds, 3.5);
});

Deno.test("run() asks no failed call again beyond the ceiling, and files no error for it", async () => {
  const { sleep } = handClock();
  const model = modelOf((_, call) => call === 3 ? Promise.reject(statusError(503)) : FINISH);
  const { records, summary } = await runUntil(trials, model, { ledgerPath: null, sleep, ceiling: { calls: 5 } });
  assert.equal(summary.stopped?.ceiling, "calls");
  assert.deepEqual([records.length, model.asked()], [2, 3]);
});

Deno.test("run() refuses a ceiling it cannot hold to", async () => {
  const refuses = (options: object, pattern: RegExp) =>
    inFolder(async (ledgerPath) => {
      await assert.rejects(run(trials, modelOf(() => FINISH), { ledgerPath, ...options }), pattern);
      await assert.rejects(Deno.stat(ledgerPath), Deno.errors.NotFound, "no ledger was begun");
    });
  await refuses({ ceiling: { money: 1 } }, /TypeError: .*need a price of the model, got none/);
  await refuses({ ceiling: { seconds: 1 } }, /TypeError: .*need a clock/);
  await refuses({ ceiling: { calls: -1 } }, /RangeError: .*ceiling\.calls/);
  await refuses({ ceiling: { dollars: 1 } }, /TypeError: .*"dollars"/);
});
