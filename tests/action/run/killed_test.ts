import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLedger, run } from "../../../lib/action/mod.ts";
import { randomIndex, seededRandom } from "../../../lib/foundation/mod.ts";
import { networkTransport, openChatModel } from "../../../lib/models/mod.ts";
import type { TrialRecord } from "../../../lib/shapes.ts";
import { trialsOf } from "../stand_ins.ts";
import { openEndpoint } from "./endpoint.ts";

const KILLS = 20;
const IN_FLIGHT = 8;

Deno.test("run() killed at 20 random moments of 200 trials repeats no finished trial, loses none and ends as if never killed", async () => {
  const folder = await Deno.makeTempDir();
  const trials = trialsOf({ worlds: 6, replicates: 2 }).slice(0, 200);
  const random = seededRandom(8, "kills");
  const moments = someOf(trials.length - 1, KILLS, random);
  const [ledgerPath, trialsPath] = [join(folder, "run.jsonl"), join(folder, "trials.json")];
  writeFileSync(trialsPath, JSON.stringify(trials));
  const begun = new Set<string>();
  const finished = new Set<string>();
  const repeated: string[] = [];
  let reached = Promise.withResolvers<void>();
  const endpoint = openEndpoint(trials, {
    waitMs: () => 2 + 6 * random(),
    onFirstCall: (trialId) => {
      begun.add(trialId);
      if (finished.has(trialId)) repeated.push(trialId);
      if (begun.size >= (moments[0] ?? Infinity)) reached.resolve();
    },
  });
  const spawn = () => waitingChild([ledgerPath, trialsPath, endpoint.baseURL]);
  try {
    let next = spawn();
    while (moments.length > 0) {
      const child = next;
      await child.begin();
      next = spawn();
      await reached.promise;
      await new Promise((resolve) => setTimeout(resolve, 4 * random()));
      await child.kill();
      const before = finished.size;
      for (const id of finishedIn(ledgerPath)) finished.add(id);
      assert.ok(finished.size >= before && finished.size < trials.length);
      moments.shift();
      reached = Promise.withResolvers<void>();
      if (begun.size >= (moments[0] ?? Infinity)) reached.resolve();
    }
    await next.begin();
    assert.equal(await next.code(), 0);
    assert.deepEqual(repeated, []);
    assert.ok(endpoint.firstCalls.length <= trials.length + KILLS * IN_FLIGHT);
    assert.ok(endpoint.firstCalls.length > trials.length, "some trial was in flight when its run was killed");
    assert.equal(readFileSync(ledgerPath, "utf8").trimEnd().split("\n").length, trials.length + 1);
    const model = openChatModel(networkTransport({ model: "fake", baseURL: endpoint.baseURL }));
    const whole = await run(trials, model, { ledgerPath: null, concurrency: IN_FLIGHT });
    assert.deepEqual(byId(readLedger<TrialRecord>(ledgerPath).records), byId(whole));
  } finally {
    await endpoint.close();
    await Deno.remove(folder, { recursive: true });
  }
});

/** So many different whole numbers from 1 to the given one, rising. */
function someOf(most: number, count: number, random: () => number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(1 + randomIndex(random, most));
  return [...chosen].sort((a, b) => a - b);
}

function finishedIn(ledgerPath: string): string[] {
  if (!existsSync(ledgerPath) || !readFileSync(ledgerPath, "utf8").includes("\n")) return [];
  return readLedger<TrialRecord>(ledgerPath).records.map(({ trial }) => trial.trialId);
}

function byId(records: readonly TrialRecord[]): Record<string, TrialRecord> {
  return Object.fromEntries(records.map((record) => [record.trial.trialId, record]));
}

/** A process that has loaded its code and waits for a word, so that its start takes no time of the test. */
function waitingChild(args: readonly string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", new URL("killed_child.ts", import.meta.url).pathname, ...args],
    stdin: "piped",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  return {
    begin: async () => {
      const writer = child.stdin.getWriter();
      await writer.write(new Uint8Array(1));
      await writer.close();
    },
    kill: async () => {
      child.kill("SIGKILL");
      await child.status;
    },
    code: async () => (await child.status).code,
  };
}
