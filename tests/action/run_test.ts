import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLedger, replay, run } from "../../lib/action/mod.ts";
import { openChatModel, simulatedTransport } from "../../lib/models/mod.ts";
import { gzipBytes } from "../../lib/foundation/mod.ts";
import type { TrialRecord } from "../../lib/shapes.ts";
import { plantedModel, recordsOf, sayingModel, trialsOf } from "./stand_ins.ts";

const RATES = { none: 0.2, cooperative: 0.8 };

/** Runs a test in a folder of its own. */
async function inFolder(test: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A planted model that counts how often it was asked. */
function counting(trials = trialsOf()) {
  let asked = 0;
  const model = plantedModel(trials, RATES);
  return {
    model: { ...model, reply: (request: Parameters<typeof model.reply>[0]) => (asked++, model.reply(request)) },
    asked: () => asked,
  };
}

Deno.test("run() keeps every record in the ledger and asks nothing when started again", () =>
  inFolder(async (folder) => {
    const trials = trialsOf();
    const ledgerPath = join(folder, "run.jsonl");
    const { model, asked } = counting(trials);
    const first = await run(trials, model, { ledgerPath });
    const before = asked();
    assert.ok(before >= trials.length);
    assert.deepEqual(await run(trials, model, { ledgerPath }), first);
    assert.equal(asked(), before);
    assert.deepEqual(
      readLedger<TrialRecord>(ledgerPath).records.map(({ trial }) => trial.trialId),
      trials.map(({ trialId }) => trialId),
    );
  }));

Deno.test("run() goes on after half a line was written, and asks that trial again", () =>
  inFolder(async (folder) => {
    const trials = trialsOf();
    const ledgerPath = join(folder, "run.jsonl");
    const whole = await run(trials, plantedModel(trials, RATES), { ledgerPath });
    const lines = readFileSync(ledgerPath, "utf8").split("\n");
    writeFileSync(ledgerPath, `${lines.slice(0, 6).join("\n")}\n${lines[6]!.slice(0, 40)}`);
    const { model } = counting(trials);
    assert.deepEqual(await run(trials, model, { ledgerPath }), whole);
    assert.equal(readLedger(ledgerPath).records.length, trials.length);
  }));

Deno.test("run() refuses the ledger of another design or model and leaves it as it was", () =>
  inFolder(async (folder) => {
    const trials = trialsOf();
    const ledgerPath = join(folder, "run.jsonl");
    await run(trials, plantedModel(trials, RATES), { ledgerPath });
    const before = readFileSync(ledgerPath, "utf8");
    await assert.rejects(
      run(trials.slice(1), plantedModel(trials, RATES), { ledgerPath }),
      /needs designHash .*\(35 units are planned here, 36 there\); its first trial is like .*\. It belongs to another run/,
    );
    await assert.rejects(run(trials, sayingModel("x"), { ledgerPath }), /needs model .*one answer.*planted effect/);
    assert.equal(readFileSync(ledgerPath, "utf8"), before);
  }));

Deno.test("run() says in what the design of a ledger differs from the one that is planned", () =>
  inFolder(async (folder) => {
    const ledgerPath = join(folder, "run.jsonl");
    const small = { worlds: 1 };
    const trials = trialsOf(small);
    const model = plantedModel(trials, RATES);
    await run(trials, model, { ledgerPath, settings: { seed: 11, design: { worlds: 1, only: ["a"] }, note: "x" } });
    const told = async (
      options: Parameters<typeof trialsOf>[0],
      settings: NonNullable<Parameters<typeof run>[2]["settings"]> = {},
    ) => {
      const error = await run(trialsOf({ ...small, ...options }), model, { ledgerPath, settings }).catch((error) =>
        error
      );
      return String((error as Error).message).split("there)")[1];
    };
    const same = { seed: 11, design: { worlds: 1, only: ["a"] }, note: "x" };
    const end = ". It belongs to another run: name another file, or move this one away";
    assert.equal(
      await told({ seed: 12 }, same),
      `; its first trial is like those here, yet none of them: seed, worlds, words or number differ${end}`,
    );
    assert.equal(
      await told({ seed: 12 }, { ...same, seed: 12, design: { worlds: 1, only: ["b"] } }),
      '; seed is 12 here, 11 there; design.only is ["b"] here, ["a"] there; ' +
        `its first trial is like those here, yet none of them: seed, worlds, words or number differ${end}`,
    );
    assert.equal(
      await told({ temperature: 1, maxCalls: 5 }, same),
      `; temperature is 1 here, 0.7 in its first trial; maxCalls is 5 here, 4 in its first trial${end}`,
    );
    assert.match((await told({ mode: "choose" }, same))!, /^; mode is "choose" here, "act" in its first trial/);
    const threat = { factor: "threat", control: "absent", treatments: ["present"] };
    assert.match((await told(threat, same))!, /^; factor is "threat" here, "history" in its first trial; level is "/);
    assert.match(
      (await told({ crossed: { subject: ["self"] } }, same))!,
      /^; level of subject is "self" here, "peer" in its first trial\./,
    );
    assert.match((await told({ replicates: 2 }, same))!, /^; its first trial is planned here too, so that one of both/);
    const [header] = readFileSync(ledgerPath, "utf8").split("\n");
    for (const rest of ["", "null\n", '{"trial":\n']) {
      writeFileSync(ledgerPath, `${header}\n${rest}`);
      assert.equal(await told({ seed: 12 }, same), end);
    }
  }));

Deno.test("run() refuses records that are of no planned trial, or of no trial at all, and leaves the ledger as it was", () =>
  inFolder(async (folder) => {
    const trials = trialsOf({ worlds: 1 });
    const ledgerPath = join(folder, "run.jsonl");
    const model = plantedModel(trials, RATES);
    await run(trials, model, { ledgerPath });
    const lines = readFileSync(ledgerPath, "utf8").trimEnd().split("\n");
    const [foreign] = trialsOf({ worlds: 1, seed: 77 });
    const record = JSON.parse(lines[2]!);
    const cases: [line: unknown, pattern: RegExp][] = [
      [
        { ...record, trial: foreign },
        /^RangeError: .*line 20: need a trial of this design, got "\w+…" of scenario "[\w-]+", level/,
      ],
      [null, /^SyntaxError: .*line 20: need the record of a trial, got null\. Restore the file; nothing was changed/],
      [7, /^SyntaxError: .*line 20: .*got 7/],
      [[record], /^SyntaxError: .*line 20: .*got an array of 1/],
      [{ turnId: "x" }, /^SyntaxError: .*line 20: .*got an object with turnId/],
      [{ ...record, trial: { trialId: trials[0]!.trialId } }, /line 20: .*got one whose trial\.messages is undefined/],
      [{ ...record, trial: null }, /line 20: .*got an object with trial/],
      [{ ...record, transcript: [null] }, /line 20: .*got one whose transcript is an array of 1/],
      [{ ...record, usage: { promptTokens: "1", completionTokens: 2 } }, /line 20: .*got one whose usage is an object/],
      [{ ...record, error: undefined }, /line 20: .*got one whose error is undefined/],
      [{ ...record, menuScores: 0 }, /line 20: .*got one whose menuScores is 0/],
    ];
    for (const [line, pattern] of cases) {
      const text = `${[...lines, JSON.stringify(line)].join("\n")}\n{"half`;
      writeFileSync(ledgerPath, text);
      await assert.rejects(run(trials, model, { ledgerPath }), (error: Error) => {
        assert.match(String(error), pattern);
        return true;
      });
      assert.equal(readFileSync(ledgerPath, "utf8"), text);
    }
  }));

Deno.test("replay() finds no trial in a ledger of other units", () =>
  inFolder((folder) => {
    const path = join(folder, "run.jsonl");
    writeFileSync(path, '{"schemaVersion":1,"model":{"name":"m"}}\n{"turnId":"x"}\nnull\n');
    assert.throws(() => replay(path, trialsOf({ worlds: 1 })), /RangeError: .*need all 18 trials of the design, got 0/);
  }));

Deno.test("run() refuses a ledger with a damaged line in the middle, and names it", () =>
  inFolder(async (folder) => {
    const trials = trialsOf();
    const ledgerPath = join(folder, "run.jsonl");
    await run(trials, plantedModel(trials, RATES), { ledgerPath });
    const lines = readFileSync(ledgerPath, "utf8").split("\n");
    lines[2] = "{broken";
    writeFileSync(ledgerPath, lines.join("\n"));
    await assert.rejects(run(trials, plantedModel(trials, RATES), { ledgerPath }), /SyntaxError: .*line 3/);
  }));

Deno.test("run() files a failed call as an error, with why", async () => {
  const trials = trialsOf();
  const model = { ...sayingModel(""), reply: () => Promise.reject(new Error("connection lost")) };
  const records = await run(trials.slice(0, 5), model, { ledgerPath: null });
  assert.ok(records.every(({ error }) => error === "connection lost"));
  assert.ok(records.every(({ finalWorld, trial }) => finalWorld === trial.world));
});

Deno.test("run() stops when too many trials fail, and keeps what it has", () =>
  inFolder(async (folder) => {
    const trials = trialsOf();
    const ledgerPath = join(folder, "run.jsonl");
    const model = { ...sayingModel(""), reply: () => Promise.reject(new Error("outage")) };
    await assert.rejects(
      run(trials, model, { ledgerPath }),
      /at most 0.2 of the trials may fail, got 10 of 10, the last with "outage"/,
    );
    assert.equal(readLedger(ledgerPath).records.length, 10);
  }));

Deno.test("run() stops at once on a key the endpoint does not accept", async () => {
  const model = {
    ...sayingModel(""),
    reply: () => Promise.reject(Object.assign(new Error("bad key"), { status: 401 })),
  };
  await assert.rejects(run(trialsOf(), model, { ledgerPath: null }), /needs a key it accepts, got status 401/);
});

Deno.test("run() stops when it is aborted, and goes on later", () =>
  inFolder(async (folder) => {
    const trials = trialsOf();
    const ledgerPath = join(folder, "run.jsonl");
    const stop = new AbortController();
    const onProgress = (done: number) => done === 7 && stop.abort(new Error("enough"));
    await assert.rejects(
      run(trials, plantedModel(trials, RATES), {
        ledgerPath,
        onProgress: (done) => void onProgress(done),
        signal: stop.signal,
      }),
      /enough/,
    );
    assert.equal(readLedger(ledgerPath).records.length, 7);
    assert.deepEqual(await run(trials, plantedModel(trials, RATES), { ledgerPath }), await recordsOf(trials, RATES));
  }));

Deno.test("run() gives the same records eight at a time as one at a time", async () => {
  const trials = trialsOf();
  const many = await run(trials, plantedModel(trials, RATES), { ledgerPath: null, concurrency: 8 });
  assert.deepEqual(many, await recordsOf(trials, RATES));
});

Deno.test("run() refuses the same trial twice", async () => {
  const [trial] = trialsOf();
  await assert.rejects(run([trial!, trial!], sayingModel(""), { ledgerPath: null }), /need distinct ids/);
});

Deno.test("run() tells an agent what was wrong with its answer, and lets it try again", async () => {
  const answers = ["I would rather talk.", '{"tool":"finish","arguments":{"note":"ok"}}'];
  let call = 0;
  const model = openChatModel(simulatedTransport({ name: "late", answer: () => answers[call++ % 2]! }));
  const [record] = await run(trialsOf().slice(0, 1), model, { ledgerPath: null });
  assert.match(record!.transcript[3]!.content, /^Error: need one JSON object/);
  assert.equal(record!.transcript.at(-1)!.content, answers[1]);
});

Deno.test("run() stops an agent after its calls", async () => {
  const [trial] = trialsOf({ maxCalls: 3 });
  const [record] = await run([trial!], sayingModel("no"), { ledgerPath: null });
  assert.equal(record!.transcript.filter(({ role }) => role === "assistant").length, 3);
});

Deno.test("run() measures time only by the clock it is given", async () => {
  const [trial] = trialsOf();
  let time = 0;
  const [timed] = await run([trial!], sayingModel("no"), { ledgerPath: null, now: () => time += 25 });
  assert.equal(timed!.timing.durationMs, 25);
  const [untimed] = await run([trial!], sayingModel("no"), { ledgerPath: null });
  assert.equal(untimed!.timing.durationMs, null);
});

Deno.test("replay() gives the records of a design from a compressed ledger, and refuses another design", () =>
  inFolder(async (folder) => {
    const trials = trialsOf();
    const ledgerPath = join(folder, "run.jsonl");
    const records = await run(trials, plantedModel(trials, RATES), { ledgerPath });
    const packed = join(folder, "run.jsonl.gz");
    writeFileSync(packed, gzipBytes(readFileSync(ledgerPath)));
    assert.deepEqual(replay(packed, trials).records, records);
    assert.equal(replay(packed, trials).model, "simulated: planted effect");
    assert.throws(() => replay(packed, trialsOf({ seed: 99 })), /RangeError: Cannot replay .*got 0/);
  }));

Deno.test("readLedger() refuses a file that is no ledger", () =>
  inFolder((folder) => {
    const path = join(folder, "posts.jsonl");
    appendFileSync(path, '{"postId":"1"}\n');
    assert.throws(() => readLedger(path), /SyntaxError: .*schemaVersion 1, got undefined/);
    return Promise.resolve();
  }));
