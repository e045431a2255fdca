import assert from "node:assert/strict";
import { openRateLimit, run, runUntil } from "../../../lib/action/mod.ts";
import { failureOf, waitBefore } from "../../../lib/action/run_retry.ts";
import { networkTransport, openChatModel } from "../../../lib/models/mod.ts";
import { trialsOf } from "../stand_ins.ts";
import { FINISH, handClock, modelOf, statusError } from "./stand_ins.ts";

const trials = trialsOf();

Deno.test("failureOf() knows what the client throws for statuses, lost connections and time limits", async () => {
  const thrown = async (send: typeof fetch, timeoutMs = 1_000): Promise<unknown> => {
    const transport = networkTransport({ model: "m", baseURL: "http://in.invalid/v1", fetch: send });
    const model = openChatModel(transport, { maxRetries: 0, timeoutMs });
    const settings = { temperature: 0, maxTokens: 1, seed: 1 };
    return await model.reply({ messages: [], settings }).then(() => null, (error) => error);
  };
  const status = async (code: number, headers: Record<string, string> = {}, body: object = {}) =>
    failureOf(await thrown(() => Promise.resolve(Response.json(body, { status: code, headers }))), "m");
  const again = (retryAfterMs: number | null) => ({ kind: "again", retryAfterMs });
  assert.deepEqual(await status(429, { "retry-after": "120" }), again(120_000));
  assert.deepEqual(await status(429, { "retry-after-ms": "250", "retry-after": "9" }), again(250));
  for (const code of [408, 409, 500, 503, 529]) assert.deepEqual(await status(code), again(null), `${code}`);
  for (const code of [400, 404, 422]) assert.deepEqual(await status(code), { kind: "final" }, `${code}`);
  for (const code of [401, 402, 403]) assert.equal((await status(code)).kind, "account", `${code}`);
  const spent = await status(429, {}, { error: { code: "insufficient_quota", message: "pay" } });
  assert.equal(spent.kind, "account");
  assert.deepEqual(failureOf(await thrown(() => Promise.reject(new TypeError("connection lost"))), "m"), again(null));
  const silent: typeof fetch = (_, init) =>
    new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
  assert.deepEqual(failureOf(await thrown(silent, 20), "m"), again(null));
  assert.deepEqual(failureOf(await thrown(() => Promise.resolve(new Response("<html>"))), "m"), again(null));
});

Deno.test("waitBefore() draws from a bound that doubles, keeps to what the endpoint asks for, and gives up", () => {
  const wait = (attempt: number, retryAfterMs: number | null, options = {}) =>
    waitBefore(attempt, { retryAfterMs, options, random: () => 0.5 });
  assert.deepEqual([1, 2, 3, 4].map((attempt) => wait(attempt, null)), [1_000, 2_000, 4_000, null]);
  assert.equal(wait(1, 120_000), 126_000);
  assert.equal(wait(1, 300_001), null, "longer than a run should wait");
  assert.equal(wait(1, null, { most: 0 }), null);
  assert.equal(wait(9, null, { most: 9, longestWaitMs: 10 }), 5);
});

Deno.test("run() asks a call again that failed in passing, and files no error", async () => {
  const { sleep } = handClock();
  const model = modelOf((_, call) => call % 3 === 0 ? FINISH : Promise.reject(statusError(503)));
  const { records, summary } = await runUntil(trials.slice(0, 4), model, { ledgerPath: null, sleep });
  assert.ok(records.every(({ error }) => error === null));
  assert.deepEqual([summary.retries, summary.spent.calls, model.asked()], [8, 12, 12]);
});

Deno.test("run() files an error when the tries are used up, with what the last one said", async () => {
  const { now, sleep } = handClock();
  const model = modelOf(() => Promise.reject(statusError(500)));
  const [record] = await run(trials.slice(0, 1), model, { ledgerPath: null, sleep, now, retry: { most: 2 } });
  assert.equal(record!.error, "status 500");
  assert.equal(model.asked(), 3);
  assert.ok(now() > 0, "waits lie between the tries");
});

Deno.test("run() leaves an endpoint alone as long as it asks, with all calls", async () => {
  for (const withRate of [false, true]) {
    const { now, sleep } = handClock();
    const asked: number[] = [];
    const model = modelOf((_, call) => {
      asked.push(now());
      return call === 1 ? Promise.reject(statusError(429, { "retry-after": "90" })) : FINISH;
    });
    const rate = openRateLimit({ requestsPerMinute: 6_000, now, sleep });
    await run(trials.slice(0, 8), model, { ledgerPath: null, sleep, now, ...(withRate && { rate }) });
    assert.equal(asked[0], 0);
    assert.equal(asked.length, 9);
    assert.ok(asked.slice(1).every((time) => time >= 90_000), asked.join(" "));
  }
});

Deno.test("run() stops at once where the account is spent", async () => {
  const quota = Object.assign(statusError(429), { code: "insufficient_quota" });
  const model = modelOf(() => Promise.reject(quota));
  await assert.rejects(run(trials, model, { ledgerPath: null }), /account with credit, got status 429/);
  assert.equal(model.asked(), 1);
});

Deno.test("run() ends a call that takes too long, also where the model does not listen", async () => {
  const model = modelOf((_, call) => call === 1 ? new Promise(() => {}) : FINISH);
  const { sleep } = handClock();
  const options = { ledgerPath: null, timeoutMs: 20, sleep };
  const [mended] = await run(trials.slice(0, 1), model, options);
  assert.equal(mended!.error, null);
  const dead = modelOf(() => new Promise(() => {}));
  const [failed] = await run(trials.slice(0, 1), dead, { ...options, retry: { most: 0 } });
  assert.match(failed!.error!, /need one within 20 ms, got none/);
});

Deno.test("run() refuses odd ways of asking again", async () => {
  const refuses = (options: object, pattern: RegExp) =>
    assert.rejects(run(trials, modelOf(() => FINISH), { ledgerPath: null, ...options }), pattern);
  await refuses({ retry: { tries: 3 } }, /TypeError: .*"tries"/);
  await refuses({ retry: { most: -1 } }, /RangeError: .*retry\.most/);
  await refuses({ timeoutMs: 0 }, /RangeError: .*timeoutMs/);
  await refuses({ failed: "again" }, /TypeError: .*keep, ask/);
});
