import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ChatModel, openChatModel, simulatedTransport } from "../../lib/models/mod.ts";
import { matchedText, readSociety, runSociety, type SocietyOptions } from "../../lib/society/mod.ts";
import type { Post } from "../../lib/shapes.ts";
import { sha256 } from "../../lib/foundation/mod.ts";

const agents = ["ann", "bo", "cy", "dee"].map((agentId) => ({
  agentId,
  persona: "You are brief.",
  modelId: "simulated",
}));
const handbook = ["Salt melts ice.", "A screw is a wound plane.", "Paper is pressed from fibres.", "Cork floats."];
const options: SocietyOptions = {
  societyId: "test",
  arm: "feed",
  rounds: 3,
  feedSize: 2,
  handbook,
  seed: 5,
  firstDay: "2026-01-05",
  ledgerPath: null,
};

/** Says something that depends on the prompt and seed alone, and counts. */
function speaker(): { model: ChatModel; asked: () => number } {
  let asked = 0;
  const answer = ({ messages, seed }: { messages: readonly { content: string }[]; seed: number }) => {
    asked++;
    return `post ${sha256(JSON.stringify([messages.map(({ content }) => content), seed])).slice(0, 12)}`;
  };
  return { model: openChatModel(simulatedTransport({ name: "speaker", answer })), asked: () => asked };
}

Deno.test("runSociety() gives one post an agent and round, a day a round, in the order of the agents", async () => {
  const { posts } = await runSociety(agents, speaker().model, options);
  assert.equal(posts.length, 12);
  assert.deepEqual(posts.map(({ createdAt }) => createdAt), posts.map(({ createdAt }) => createdAt).toSorted());
  assert.equal(posts[0]!.createdAt, "2026-01-05T00:00:00.000Z");
  assert.equal(posts.at(-1)!.createdAt, "2026-01-07T18:00:00.000Z");
  assert.deepEqual(posts.slice(0, 4).map(({ authorId }) => authorId), ["ann", "bo", "cy", "dee"]);
});

Deno.test("runSociety() shows others' posts of the round before, and records every exposure", async () => {
  const { posts, exposures } = await runSociety(agents, speaker().model, options);
  assert.equal(exposures.length, 2 * 4 * 2);
  const byId = new Map(posts.map((post) => [post.postId, post]));
  for (const exposure of exposures) {
    const shown = byId.get(exposure.postId) as Post;
    assert.notEqual(shown.authorId, exposure.agentId);
    assert.equal(Number(shown.postId.split("/")[1]), exposure.round - 1);
    assert.ok(shown.createdAt < exposure.shownAt);
  }
});

Deno.test("runSociety() shows no agent's text in the matched arm, and nothing in the none arm", async () => {
  const folder = await Deno.makeTempDir();
  for (const arm of ["matched", "none"] as const) {
    const ledgerPath = join(folder, `${arm}.jsonl`);
    const { exposures, posts } = await runSociety(agents, speaker().model, { ...options, arm, ledgerPath });
    assert.equal(exposures.length, 0);
    const prompts = readFileSync(ledgerPath, "utf8");
    assert.ok(posts.every(({ text }) => prompts.split(text).length === 2), "a post stands in its own record alone");
    assert.equal(prompts.includes("From a handbook:"), arm === "matched");
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("matchedText() comes as near to a post's length as whole sentences can", () => {
  const sentences = Array.from({ length: 30 }, (_, i) => `Sentence number ${i} is about stones.`);
  for (const length of [40, 120, 400, 800]) {
    const { text, authorId } = matchedText({ authorId: "ann", postId: "p", text: "x".repeat(length) }, sentences, {
      seed: 1,
    });
    assert.ok(Math.abs(text.length - length) <= 20, `${text.length} for ${length}`);
    assert.equal(authorId, null);
  }
});

Deno.test("runSociety() repeats no finished turn after half a line was written", async () => {
  const folder = await Deno.makeTempDir();
  const ledgerPath = join(folder, "society.jsonl");
  const whole = await runSociety(agents, speaker().model, { ...options, ledgerPath });
  const lines = readFileSync(ledgerPath, "utf8").split("\n");
  writeFileSync(ledgerPath, `${lines.slice(0, 8).join("\n")}\n${lines[8]!.slice(0, 25)}`);
  const { model, asked } = speaker();
  assert.deepEqual(await runSociety(agents, model, { ...options, ledgerPath }), whole);
  assert.equal(asked(), 12 - 7);
  assert.deepEqual(readSociety(ledgerPath).society, whole);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("runSociety() refuses the ledger of another society", async () => {
  const folder = await Deno.makeTempDir();
  const ledgerPath = join(folder, "society.jsonl");
  await runSociety(agents, speaker().model, { ...options, ledgerPath });
  await assert.rejects(runSociety(agents, speaker().model, { ...options, seed: 6, ledgerPath }), /needs designHash/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("runSociety() goes on without the post of a failed turn, and readSociety() counts it", async () => {
  const folder = await Deno.makeTempDir();
  const ledgerPath = join(folder, "society.jsonl");
  const { model } = speaker();
  let call = 0;
  const failing: ChatModel = {
    ...model,
    reply: (request) => ++call === 2 ? Promise.reject(new Error("out")) : model.reply(request),
  };
  const { posts } = await runSociety(agents, failing, { ...options, ledgerPath });
  assert.equal(posts.length, 11);
  assert.equal(readSociety(ledgerPath).failedTurns, 1);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("runSociety() refuses too few agents, an unknown arm or option, a day that is none", async () => {
  const { model } = speaker();
  await assert.rejects(runSociety(agents.slice(1, 2), model, options), /RangeError: .*at least 2 agents/);
  await assert.rejects(runSociety([agents[0]!, agents[0]!], model, options), /RangeError: .*distinct ids/);
  await assert.rejects(
    runSociety(agents, model, { ...options, arm: "crowd" } as never),
    /TypeError: .*feed, matched, none/,
  );
  await assert.rejects(runSociety(agents, model, { ...options, firstDay: "5.1.2026" }), /RangeError: .*YYYY-MM-DD/);
  await assert.rejects(
    runSociety(agents, model, { ...options, arm: "matched", handbook: [] }),
    /RangeError: .*handbook/,
  );
  await assert.rejects(runSociety(agents, model, { ...options, round: 3 } as never), /TypeError: .*"round"/);
});
