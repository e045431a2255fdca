import assert from "node:assert/strict";
import fc from "fast-check";
import { openRateLimit } from "../../../lib/action/mod.ts";
import { sleepFor } from "../../../lib/action/run_rate.ts";
import { handClock } from "./stand_ins.ts";

Deno.test("openRateLimit() lets no minute hold more calls than the allowance, whenever they come", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.nat(20_000), { minLength: 1, maxLength: 60 }),
      async (requestsPerMinute, pauses) => {
        const { now, sleep } = handClock();
        const rate = openRateLimit({ requestsPerMinute, now, sleep });
        const passed: number[] = [];
        for (const pause of pauses) {
          await rate.take(0);
          passed.push(now());
          await sleep(pause);
        }
        for (const start of passed) {
          const inMinute = passed.filter((time) => time >= start && time < start + 60_000 - 1e-6).length;
          assert.ok(inMinute <= requestsPerMinute, `${inMinute} of ${requestsPerMinute}`);
        }
      },
    ),
    { numRuns: 100 },
  );
});

Deno.test("openRateLimit() waits no longer than the allowance asks for", async () => {
  const { now, sleep } = handClock();
  const rate = openRateLimit({ requestsPerMinute: 120, now, sleep });
  await Promise.all(Array.from({ length: 241 }, () => rate.take(0)));
  assert.equal(now(), 120_000);
});

Deno.test("openRateLimit() counts tokens as they were in the end", async () => {
  const { now, sleep } = handClock();
  const rate = openRateLimit({ tokensPerMinute: 6_000, now, sleep });
  await rate.take(600);
  rate.settle(600, 100);
  await rate.take(600);
  assert.equal(now(), 1_000, "100 tokens are a second of 6,000 a minute");
  rate.settle(600, 1_200);
  await rate.take(0);
  assert.equal(now(), 13_000);
});

Deno.test("openRateLimit() makes up for timers that ring late, and not for time in which nothing was asked", async () => {
  let time = 0;
  const late = (ms: number) => Promise.resolve(void (time += ms + 7));
  const rate = openRateLimit({ requestsPerMinute: 600, now: () => time, sleep: late });
  for (let call = 0; call < 101; call++) await rate.take(0);
  assert.equal(time, 100 * 100 + 7);
  time += 60_000;
  await rate.take(0);
  const begin = time;
  await rate.take(0);
  assert.ok(time - begin >= 100);
});

Deno.test("openRateLimit() lets nothing pass while the provider wants to be left alone", async () => {
  const { now, sleep } = handClock();
  const rate = openRateLimit({ requestsPerMinute: 60_000, now, sleep });
  await rate.take(0);
  rate.pause(5_000);
  rate.pause(1_000);
  await rate.take(0);
  assert.equal(now(), 5_000);
});

Deno.test("openRateLimit() lets the next call pass when one was called off", async () => {
  const { now, sleep } = handClock();
  const rate = openRateLimit({ requestsPerMinute: 60, now, sleep });
  await rate.take(0);
  const stop = new AbortController();
  const [called, next] = [rate.take(0, stop.signal), rate.take(0)];
  stop.abort(new Error("enough"));
  await assert.rejects(called, /enough/);
  await next;
  assert.equal(now(), 1_000);
});

Deno.test("openRateLimit() refuses an allowance of nothing", () => {
  const { now } = handClock();
  assert.throws(() => openRateLimit({ requestsPerMinute: 0, now }), /RangeError: .*requestsPerMinute/);
  assert.throws(() => openRateLimit({ tokensPerMinute: -1, now }), /RangeError: .*tokensPerMinute/);
  assert.throws(() => openRateLimit({ perMinute: 1, now } as never), /TypeError: .*"perMinute"/);
});

Deno.test("sleepFor() ends at once with the signal's reason", async () => {
  const stop = new AbortController();
  const slept = sleepFor(60_000, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(slept, /enough/);
  await assert.rejects(sleepFor(60_000, stop.signal), /enough/);
  await sleepFor(1);
});
