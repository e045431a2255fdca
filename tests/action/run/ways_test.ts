import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { readLedger, run, runToLedger, runUntil, streamLedger } from "../../../lib/action/mod.ts";
import { gzipBytes } from "../../../lib/foundation/mod.ts";
import type { TrialRecord } from "../../../lib/shapes.ts";
import { trialsOf } from "../stand_ins.ts";
import { FINISH, inFolder, modelOf } from "./stand_ins.ts";

const trials = trialsOf();
const sorted = (records: readonly TrialRecord[]) =>
  records.toSorted((a, b) => a.trial.trialId < b.trial.trialId ? -1 : 1);

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

Deno.test("runToLedger() makes the records of run(), from trials made as they are needed, and goes on like it", () =>
  inFolder(async (ledgerPath) => {
    const model = modelOf(() => FINISH);
    const expected = await run(trials, model, { ledgerPath: null });
    let made = 0;
    const lazily = {
      *[Symbol.iterator]() {
        for (const trial of trials) {
          made++;
          yield trial;
        }
      },
    };
    const first = await runToLedger(lazily, model, { ledgerPath, ceiling: { calls: 9 } });
    assert.ok(made < 2 * trials.length, "trials behind the ceiling are not made again");
    assert.deepEqual([first.trials, first.asked, first.left], [36, first.finished, 36 - first.finished]);
    const second = await runToLedger(lazily, model, { ledgerPath, concurrency: 5 });
    assert.deepEqual([second.finished, second.left, second.stopped], [36, 0, null]);
    assert.equal(second.asked + first.asked, 36);
    assert.deepEqual(sorted(readLedger<TrialRecord>(ledgerPath).records), sorted(expected));
  }));

Deno.test("runToLedger() refuses trials that can be gone through once, and no ledger", async () => {
  const once = trials.values();
  await assert.rejects(
    runToLedger(once, modelOf(() => FINISH), { ledgerPath: "unused" }),
    /TypeError: .*begins anew each time, got an iterator/,
  );
  await assert.rejects(
    runToLedger(trials, modelOf(() => FINISH), { ledgerPath: null } as never),
    /TypeError: .*needs ledgerPath, got null/,
  );
});

Deno.test("streamLedger() gives what readLedger() gives, compressed or with half a line at the end", () =>
  inFolder(async (ledgerPath, folder) => {
    const flaky = modelOf((_, call) => call % 5 === 0 ? Promise.reject(new Error("lost")) : FINISH);
    await run(trials, flaky, { ledgerPath, concurrency: 3, maxErrorShare: 1 });
    await run(trials, flaky, { ledgerPath, failed: "ask", maxErrorShare: 1 });
    const whole = readFileSync(ledgerPath);
    writeFileSync(`${folder}/half.jsonl`, whole.subarray(0, whole.length - 50));
    writeFileSync(`${folder}/packed.jsonl.gz`, gzipBytes(whole));
    for (const path of [ledgerPath, `${folder}/half.jsonl`, `${folder}/packed.jsonl.gz`]) {
      const expected = readLedger<TrialRecord>(path);
      const { header, records } = await streamLedger<TrialRecord>(path);
      assert.deepEqual(header, expected.header);
      assert.deepEqual(await all(records), expected.records);
      assert.deepEqual(await all(records), expected.records, "as often as wanted");
    }
    writeFileSync(ledgerPath, whole.toString().replace('\n{"trial"', '\n{"trial'));
    const { records } = await streamLedger(ledgerPath);
    await assert.rejects(all(records), /SyntaxError: .*line 2: need one JSON record/);
    writeFileSync(ledgerPath, "posts\n");
    await assert.rejects(streamLedger(ledgerPath), /SyntaxError: .*line 1/);
  }));

Deno.test("run() that is drained finishes what is in flight and begins nothing more", () =>
  inFolder(async (ledgerPath) => {
    const drain = new AbortController();
    const model = modelOf(async (_, call) => {
      if (call === 6) drain.abort(new Error("enough for today"));
      await new Promise((resolve) => setTimeout(resolve, 5));
      return FINISH;
    });
    const options = { ledgerPath, concurrency: 4, drain: drain.signal };
    const { records, summary } = await runUntil(trials, model, options);
    assert.deepEqual(summary.stopped, { by: "cancelled", message: "enough for today" });
    assert.equal(records.length, model.asked(), "every call has its record");
    assert.ok(records.length >= 6 && records.length <= 8);
    await assert.rejects(run(trials, model, options), /enough for today/);
    assert.equal(model.asked(), records.length);
  }));

Deno.test("runUntil() says what stopped it, and keeps what was finished", () =>
  inFolder(async (ledgerPath) => {
    const refusing = modelOf((_, call) =>
      call > 7 ? Promise.reject(Object.assign(new Error(), { status: 401 })) : FINISH
    );
    const { records, summary } = await runUntil(trials, refusing, { ledgerPath, concurrency: 2 });
    assert.equal(summary.stopped?.by, "account");
    assert.ok(records.length >= 6 && records.length <= 7);
    assert.deepEqual(sorted(readLedger<TrialRecord>(ledgerPath).records), sorted(records));
    const failing = modelOf(() => Promise.reject(new Error("outage")));
    const outage = await runUntil(trials, failing, { ledgerPath: null });
    assert.deepEqual([outage.summary.stopped?.by, outage.summary.failed], ["errors", 10]);
    const stop = new AbortController();
    stop.abort(new Error("no"));
    const cancelled = await runUntil(trials, failing, { ledgerPath: null, signal: stop.signal });
    assert.deepEqual([cancelled.summary.stopped?.message, cancelled.summary.finished], ["no", 0]);
  }));

Deno.test("run() lets a fault in a callback through instead of calling it an error of the model", async () => {
  const onProgress = (done: number) => {
    if (done === 3) throw new TypeError("a fault of the caller");
  };
  await assert.rejects(run(trials, modelOf(() => FINISH), { ledgerPath: null, onProgress }), /a fault of the caller/);
});

Deno.test("run() tells progress in order, and never more than is on disk", () =>
  inFolder(async (ledgerPath) => {
    const told: number[] = [];
    const onProgress = (done: number, total: number) => {
      told.push(done);
      assert.equal(total, trials.length);
      assert.ok(readFileSync(ledgerPath, "utf8").split("\n").length - 2 >= done);
    };
    await run(trials, modelOf(() => FINISH), { ledgerPath, concurrency: 8, onProgress });
    assert.deepEqual(told, Array.from({ length: trials.length + 1 }, (_, i) => i));
  }));

Deno.test("replicates are trials of their own in every cache, though their words are the same", () =>
  inFolder(async (ledgerPath) => {
    for (const mode of ["act", "choose"] as const) {
      const replicated = trialsOf({ mode, worlds: 1, replicates: 3 });
      const prompts = new Set(replicated.map(({ messages, options }) => JSON.stringify([messages, options])));
      assert.equal(prompts.size, replicated.length / 3);
      assert.equal(new Set(replicated.map(({ trialId }) => trialId)).size, replicated.length);
      const score = { scores: [], usage: FINISH.usage };
      let scored = 0;
      const model = { ...modelOf(() => FINISH), scoreOptions: () => Promise.resolve((scored++, score)) };
      await runToLedger(replicated, model, { ledgerPath: `${ledgerPath}.${mode}` });
      assert.equal(readLedger(`${ledgerPath}.${mode}`).records.length, replicated.length);
      if (mode === "choose") assert.equal(scored, 4 * replicated.length, "nothing is answered from a cache");
    }
  }));

Deno.test("a failed trial keeps what its calls took", async () => {
  const wordy = { ...FINISH, content: "Let me think." };
  const model = modelOf((_, call) => call === 2 ? Promise.reject(new Error("lost")) : wordy);
  const [record] = await run(trials.slice(0, 1), model, { ledgerPath: null });
  assert.equal(record!.error, "lost");
  assert.deepEqual(record!.usage, { promptTokens: 100, completionTokens: 10 });
});
