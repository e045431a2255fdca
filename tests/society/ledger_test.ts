import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLedger } from "../../lib/action/mod.ts";
import type { ChatModel } from "../../lib/models/mod.ts";
import { readSociety, runSociety, type TurnRecord } from "../../lib/society/mod.ts";
import { agents, busy, speaker, unpunctual } from "./speakers.ts";

const mixed = agents.map((agent, i) => ({ ...agent, modelId: i % 2 === 0 ? "left" : "right" }));

async function inFolder(task: (ledgerPath: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await task(join(folder, "society.jsonl"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("runSociety() stopped in the middle of a round goes on to the same society, and readSociety() reads it", () =>
  inFolder(async (ledgerPath) => {
    const { model, asked } = speaker();
    const whole = await runSociety(agents, model, busy);
    const stop = new AbortController();
    const onProgress = (done: number) => done === 10 && stop.abort(new Error("enough"));
    const options = { ...busy, ledgerPath, parallel: 3 };
    const first = speaker();
    await assert.rejects(
      runSociety(agents, unpunctual(first.model), { ...options, onProgress, signal: stop.signal }),
      /enough|abort/i,
    );
    const kept = readLedger<TurnRecord>(ledgerPath).records;
    assert.ok(kept.length >= 10 && kept.length < 16, `${kept.length} turns`);
    const lines = readFileSync(ledgerPath, "utf8");
    writeFileSync(ledgerPath, lines.slice(0, -30));
    const second = speaker();
    assert.deepEqual(await runSociety(agents, unpunctual(second.model), options), whole);
    assert.ok(second.asked() < asked() && second.asked() > asked() / 3);
    assert.deepEqual(readSociety(ledgerPath).society, whole);
    assert.equal(readSociety(ledgerPath).failedTurns, 0);
  }));

Deno.test("runSociety() sends every agent to the model its modelId names, and the ledger names them all", () =>
  inFolder(async (ledgerPath) => {
    const [left, right] = [speaker({ name: "left" }).model, speaker({ name: "right" }).model];
    const models = new Map([["left", unpunctual(left)], ["right", right]]);
    const society = await runSociety(mixed, models, { ...busy, ledgerPath, parallel: 4 });
    for (const { text, modelId } of [...society.posts, ...society.comments]) {
      assert.ok(text.startsWith(`${modelId} says`));
    }
    assert.equal(society.posts.filter(({ modelId }) => modelId === "left").length, 2 * 6);
    const { header } = readLedger<TurnRecord>(ledgerPath);
    assert.deepEqual(header.model, { name: "simulated: left + simulated: right", kind: "simulated", sha256: null });
    assert.deepEqual(header.settings.models, [left.description, right.description]);
    await assert.rejects(
      runSociety(mixed, new Map([["left", left]]), busy),
      /TypeError: .*agent "bo" needs a model "right", got left/,
    );
  }));

Deno.test("runSociety() gives votes of a model the leaning of that model alone", async () => {
  const votesWith = async (lean: Record<string, number>) => {
    const models = new Map([["left", speaker().model], ["right", speaker({ lean }).model]]);
    return (await runSociety(mixed, models, busy)).votes;
  };
  assert.deepEqual(await votesWith({ "1": 2 }), await votesWith({}));
});

Deno.test("runSociety() with one model writes the header it wrote before there were votes", () =>
  inFolder(async (ledgerPath) => {
    const { feed: _feed, cues: _cues, votes: _votes, comments: _comments, probes: _probes, ...plain } = busy;
    await runSociety(agents, speaker().model, { ...plain, ledgerPath });
    const { header, records } = readLedger<TurnRecord>(ledgerPath);
    assert.deepEqual(Object.keys(header.settings).toSorted(), [
      "agents",
      "arm",
      "feedSize",
      "firstDay",
      "handbookHash",
      "maxTokens",
      "rounds",
      "seed",
      "societyId",
      "temperature",
    ]);
    assert.ok(records.every((record) => !("vote" in record)));
  }));

Deno.test("runSociety() goes on without a failed vote, comment or reply, and readSociety() counts the turns", () =>
  inFolder(async (ledgerPath) => {
    const { model } = speaker();
    const out = new Error("out");
    let scored = 0;
    const failing: ChatModel = {
      ...model,
      scoreOptions: (request) => ++scored === 1 ? Promise.reject(out) : model.scoreOptions(request),
      reply: (request) =>
        request.settings.maxTokens === 20 && scored === 3 ? Promise.reject(out) : model.reply(request),
    };
    const society = await runSociety(agents, failing, { ...busy, ledgerPath });
    assert.equal(society.posts.length, 4 * 6);
    assert.equal(society.comments.filter(({ kind }) => kind === "comment").length, 4 * 5 - 1);
    const { records } = readLedger<TurnRecord>(ledgerPath);
    assert.deepEqual(records.flatMap(({ vote, comment }) => [vote?.error ?? [], comment?.error ?? []].flat()), [
      "out",
      "out",
    ]);
    assert.equal(readSociety(ledgerPath).failedTurns, 2);
  }));

Deno.test("runSociety() refuses plans it cannot follow", async () => {
  const { model } = speaker();
  const refuses = (change: object, pattern: RegExp) =>
    assert.rejects(runSociety(agents, model, { ...busy, ...change } as never), pattern);
  await refuses({ feed: { kind: "best" } }, /TypeError: .*random, yoked/);
  await refuses({ feed: { kind: "random", windowRounds: 0 } }, /RangeError: .*windowRounds/);
  await refuses({ probes: { ...busy.probes, authorId: "ann" } }, /RangeError: .*no agent, got "ann"/);
  await refuses({ probes: { ...busy.probes, questions: [] } }, /RangeError: .*at least 1 question/);
  await refuses({ comments: { preferredShare: 2, maxTokens: 20 } }, /RangeError: .*preferredShare/);
  await refuses({ votes: { threshold: -1 } }, /RangeError: .*threshold/);
  await refuses({ parallel: 0 }, /RangeError: .*parallel/);
});
