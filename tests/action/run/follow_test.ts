import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { followLedger, outcomes, run } from "../../../lib/action/mod.ts";
import type { LedgerProgress } from "../../../lib/shapes.ts";
import { plantedModel, trialsOf } from "../stand_ins.ts";
import { FINISH, inFolder, modelOf } from "./stand_ins.ts";

const trials = trialsOf({ worlds: 1 });
const RATES = { none: 0.3, cooperative: 0.9 };

/** Lines of a finished ledger, to be written bit by bit. */
async function linesOf(ledgerPath: string): Promise<string[]> {
  await run(trials, plantedModel(trials, RATES), { ledgerPath });
  const lines = readFileSync(ledgerPath, "utf8").split("\n").slice(0, -1).map((line) => `${line}\n`);
  await Deno.remove(ledgerPath);
  return lines;
}

Deno.test("followLedger() waits for a ledger, tells each change once, and ends when all trials are there", () =>
  inFolder(async (ledgerPath) => {
    const lines = await linesOf(ledgerPath);
    const text = lines.join("");
    const cuts = [0, 20, lines[0]!.length, lines[0]!.length, lines[0]!.length + lines[1]!.length + 5, text.length];
    let [look, time] = [0, 0];
    const seen: LedgerProgress[] = [];
    const last = await followLedger(ledgerPath, {
      onChange: (progress) => void seen.push(progress),
      now: () => time,
      sleep: (ms) => {
        time += ms;
        appendFileSync(ledgerPath, text.slice(cuts[look] ?? text.length, cuts[++look] ?? text.length));
        return Promise.resolve();
      },
    });
    assert.deepEqual(seen.map(({ model, done, total }) => [model, done, total]), [
      [null, 0, null],
      ["simulated: planted effect", 0, 18],
      ["simulated: planted effect", 1, 18],
      ["simulated: planted effect", 18, 18],
    ]);
    assert.deepEqual(seen.at(-1), last);
    assert.deepEqual([last.finished, last.perMinute, last.secondsLeft], [true, 60 * 18 / 5, 0]);
  }));

Deno.test("followLedger() counts as outcomes() does, and hides the arms unless they are asked for", () =>
  inFolder(async (ledgerPath) => {
    const records = await run(trials, plantedModel(trials, RATES), { ledgerPath });
    const kinds = outcomes(records).map(({ kind }) => kind);
    const acted = kinds.filter((kind) => kind === "acted").length;
    assert.ok(acted > 0 && acted < trials.length);
    const hidden = await followLedger(ledgerPath, { onChange: () => {} });
    assert.deepEqual([hidden.counts.acted, hidden.counts.abstained], [acted, trials.length - acted]);
    assert.equal(hidden.counts.rate, acted / trials.length);
    assert.equal(hidden.arms, null);
    assert.doesNotMatch(JSON.stringify(hidden), /cooperative/);
    const shown = await followLedger(ledgerPath, { onChange: () => {}, arms: "shown" });
    assert.deepEqual(shown.arms!.map(({ condition }) => condition), ["cooperative", "none"]);
    assert.equal(shown.arms!.reduce((sum, arm) => sum + arm.acted, 0), acted);
  }));

Deno.test("followLedger() counts a trial that was asked again once, choices as scored, and ends at a signal", () =>
  inFolder(async (ledgerPath, folder) => {
    const flaky = modelOf((_, call) => call === 1 ? Promise.reject(new Error("lost")) : FINISH);
    await run(trials, flaky, { ledgerPath });
    const before = await followLedger(ledgerPath, { onChange: () => {} });
    assert.equal(before.counts.error, 1);
    await run(trials, flaky, { ledgerPath, failed: "ask" });
    const after = await followLedger(ledgerPath, { onChange: () => {} });
    assert.deepEqual([after.done, after.counts.error], [18, 0]);
    const choices = trialsOf({ mode: "choose", worlds: 1 });
    const path = `${folder}/choices.jsonl`;
    await run(choices, plantedModel(choices, RATES), { ledgerPath: path });
    assert.equal((await followLedger(path, { onChange: () => {} })).counts.scored, 18);
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, `${lines.slice(0, 5).join("\n")}\n`);
    const stop = new AbortController();
    const watched = followLedger(path, { onChange: () => stop.abort(), everyMs: 60_000, signal: stop.signal });
    assert.deepEqual([(await watched).done, (await watched).finished], [4, true]);
  }));

Deno.test("followLedger() refuses what is no ledger of trials", () =>
  inFolder(async (ledgerPath) => {
    const [header] = await linesOf(ledgerPath);
    const refuses = async (content: string, pattern: RegExp) => {
      writeFileSync(ledgerPath, content);
      await assert.rejects(followLedger(ledgerPath, { onChange: () => {} }), pattern);
    };
    await refuses('{"postId":"1"}\n', /SyntaxError: .*schemaVersion/);
    await refuses(`${header}{"turnId":"u1"}\n`, /SyntaxError: .*line 2: need the record of a trial/);
    await refuses(`${header}null\n`, /SyntaxError: .*line 2: need the record of a trial, got null/);
    await refuses(`${header}{"turnId\n`, /SyntaxError: .*line 2: need one JSON record/);
    await assert.rejects(followLedger(ledgerPath, { onChange: () => {}, arms: "all" } as never), /hidden, shown/);
  }));
