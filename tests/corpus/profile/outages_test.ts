import assert from "node:assert/strict";
import { profilePosts } from "twoplane/corpus";
import { findOutages } from "../../../lib/corpus/profile/outages.ts";
import { at, HOUR, randomTimes, START } from "./made.ts";

const usual = { minOutageHours: 1, outageProbability: 1e-6, outageRatio: 2 };
const found = (times: readonly number[], options = usual) => findOutages(Float64Array.from(times), options);
const day = 24 * HOUR;

Deno.test("findOutages() flags a planted silence and says when, how long and how improbable it was", () => {
  const [from, to] = [START + 75 * HOUR, START + 81 * HOUR];
  const times = randomTimes({ hours: 240, pace: 10, seed: 1 }).filter((time) => time <= from || time >= to);
  const { outages: [only, ...more], undecided } = found(times);
  assert.equal(more.length + undecided, 0);
  const before = times.findLast((time) => time <= from)!;
  const after = times.find((time) => time >= to)!;
  assert.deepEqual([only?.start, only?.end], [new Date(before).toISOString(), new Date(after).toISOString()]);
  assert.equal(only?.hours, (after - before) / HOUR);
  const beside = times.filter((time) =>
    (time >= before - day && time < before) || (time > after && time <= after + day)
  );
  assert.ok(Math.abs(only!.probability / Math.exp(-(after - before) * beside.length / (2 * day)) - 1) < 1e-9);
  assert.ok(only!.ratio > 2);
});

Deno.test("findOutages() flags nothing in a steady stream, whatever its pace", () => {
  for (const pace of [0.2, 1, 5, 40]) {
    for (let seed = 0; seed < 12; seed++) {
      const { outages } = found(randomTimes({ hours: 24 * 20, pace, seed }));
      assert.deepEqual(outages, [], `pace ${pace}, seed ${seed}`);
    }
  }
});

Deno.test("findOutages() takes quiet nights and daily sessions for what they are", () => {
  const awake = (hour: number) => hour % 24 >= 9;
  for (let seed = 0; seed < 10; seed++) {
    assert.deepEqual(found(randomTimes({ hours: 24 * 14, pace: 30, seed, keep: awake })).outages, []);
  }
  const sessions = Array.from(
    { length: 30 },
    (_, n) =>
      [0, 6, 12, 18].flatMap((hour) =>
        [0, 1, 2, 3, 4].map((minute) => START + n * day + hour * HOUR + minute * 60_000)
      ),
  ).flat();
  assert.deepEqual(found(sessions).outages, []);
  // One session left out is a silence twice as long as usual.
  const missed = sessions.filter((time) => time < START + 10 * day + 6 * HOUR || time > START + 10 * day + 7 * HOUR);
  assert.deepEqual(found(missed, { ...usual, outageProbability: 1e-3, outageRatio: 1.9 }).outages.length, 1);
});

Deno.test("findOutages() flags a day lost from a schedule with quiet nights", () => {
  const keep = (hour: number) => hour % 24 >= 9 && Math.floor(hour / 24) !== 6;
  const { outages } = found(randomTimes({ hours: 24 * 14, pace: 30, seed: 3, keep }));
  assert.deepEqual(outages.map(({ hours }) => Math.round(hours)), [33]);
});

Deno.test("findOutages() cannot tell an outage where too few days surround it, and says so", () => {
  const times = randomTimes({ hours: 30, pace: 50, seed: 4 })
    .filter((time) => time < START + 12 * HOUR || time > START + 18 * HOUR);
  assert.deepEqual(found(times), { outages: [], undecided: 1 });
});

Deno.test("findOutages() stays calm on tiny, tied and far-flung corpora", () => {
  for (const times of [[], [START], [START, START], [START, START, START + 900 * day], [0, START]]) {
    assert.deepEqual(found(times).outages, []);
  }
  const tied = Array.from({ length: 400 }, (_, index) => START + Math.floor(index / 100) * day);
  assert.deepEqual(found(tied).outages, []);
});

Deno.test("findOutages() obeys its three thresholds", () => {
  const [from, to] = [START + 75 * HOUR, START + 81 * HOUR];
  const times = randomTimes({ hours: 240, pace: 10, seed: 1 }).filter((time) => time <= from || time >= to);
  assert.equal(found(times).outages.length, 1);
  assert.equal(found(times, { ...usual, minOutageHours: 7 }).outages.length, 0);
  assert.equal(found(times, { ...usual, outageProbability: 1e-40 }).outages.length, 0);
  assert.equal(found(times, { ...usual, outageRatio: 50 }).outages.length, 0);
});

Deno.test("profilePosts() warns of long silences it cannot judge", async () => {
  const times = randomTimes({ hours: 30, pace: 50, seed: 4 })
    .filter((time) => time < START + 12 * HOUR || time > START + 18 * HOUR);
  const { warnings } = await profilePosts(at(times, { text: "x" }));
  assert.deepEqual(warnings, ["Long silences that may be outages, with too few days around them to tell: 1"]);
});
