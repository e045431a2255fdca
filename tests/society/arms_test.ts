import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { readLedger } from "../../lib/action/mod.ts";
import { matchedText, promptFor, runSociety, type TurnRecord } from "../../lib/society/mod.ts";
import type { Arm } from "../../lib/shapes.ts";
import { readCommons } from "../../lib/tasks/record/commons.ts";
import { agents, busy, handbook, speaker } from "./speakers.ts";

async function turnsOf(arm: Arm): Promise<{ turns: TurnRecord[]; settings: Readonly<Record<string, unknown>> }> {
  const folder = await Deno.makeTempDir();
  const ledgerPath = join(folder, "society.jsonl");
  await runSociety(agents, speaker().model, { ...busy, arm, ledgerPath });
  const { header, records } = readLedger<TurnRecord>(ledgerPath);
  await Deno.remove(folder, { recursive: true });
  return { turns: records, settings: header.settings };
}

Deno.test("the arms of runSociety() differ in the feed alone, which stands between opening and question", async () => {
  const [feed, matched, none] = await Promise.all((["feed", "matched", "none"] as const).map(turnsOf));
  assert.deepEqual({ ...feed!.settings, arm: "none" }, none!.settings);
  for (const [i, turn] of none!.turns.entries()) {
    const [opening, question, ...rest] = turn.messages.at(-1)!.content.split("\n\n");
    assert.deepEqual([rest.length, turn.shown.length], [0, 0]);
    for (const other of [feed!.turns[i]!, matched!.turns[i]!]) {
      assert.equal(other.turnId, turn.turnId);
      assert.deepEqual(other.messages.slice(0, -1), turn.messages.slice(0, -1));
      const parts = other.messages.at(-1)!.content.split("\n\n");
      assert.deepEqual([parts[0], parts.at(-1)], [opening, question]);
      assert.equal(parts.length, turn.round === 0 ? 2 : 5);
      assert.deepEqual(parts.slice(2, -1).map((part) => part.split("\n")[1]), other.shown.map(({ text }) => text));
    }
  }
});

Deno.test("the matched arm of runSociety() stands in for the authors the feed arm shows, place by place", async () => {
  const [feed, matched] = await Promise.all((["feed", "matched"] as const).map(turnsOf));
  for (const [i, { shown }] of matched!.turns.entries()) {
    assert.deepEqual(
      shown.map(({ standsFor }) => standsFor?.split("/").slice(1)),
      feed!.turns[i]!.shown.map(({ postId }) => postId?.split("/").slice(1)),
    );
    assert.ok(shown.every(({ postId, authorId }) => postId === null && authorId === null));
  }
});

Deno.test("agents of runSociety() vote and comment only where there are posts to read", async () => {
  for (const arm of ["matched", "none"] as const) {
    const society = await runSociety(agents, speaker().model, { ...busy, arm });
    assert.deepEqual([society.votes, society.comments.filter(({ kind }) => kind === "comment")], [[], []]);
    assert.ok(society.posts.every(({ score }) => score === null));
    assert.equal(society.comments.length, 3 * 4);
  }
});

Deno.test("matchedText() is within a tenth of the post's length, of 30 to 700 characters", () => {
  const sentences = readCommons("mixed").options.handbook;
  const word = fc.stringMatching(/^[a-z]{1,9}$/);
  fc.assert(fc.property(fc.array(word, { minLength: 15, maxLength: 70 }), fc.nat(1000), (words, seed) => {
    const post = { authorId: "ann", postId: "p", text: words.join(" ").padEnd(30, ".") };
    const { text, standsFor } = matchedText(post, sentences, { seed });
    assert.ok(Math.abs(text.length - post.text.length) <= 0.1 * post.text.length, `${text.length} ${post.text.length}`);
    assert.equal(standsFor, "p");
    assert.ok(text.split(". ").every((sentence) => sentences.some((known) => known.startsWith(sentence))));
  }));
});

Deno.test("promptFor() never reads a post as a template", () => {
  const shown = [{ authorId: "{{persona}}", postId: "p", text: "{{author}} {{day}} $& {{number}}" }];
  const messages = promptFor({
    agent: { agentId: "ann", persona: "You are {{agent}}.", modelId: "m" },
    round: 0,
    arm: "feed",
    shown,
    wording: {
      system: "{{agent}}: {{persona}}",
      opening: "",
      feed: "Feed:",
      matched: "",
      item: "{{number}}. {{author}}: {{text}}",
      neutralItem: "",
      post: "",
      vote: "",
      comment: "",
    },
    examples: [],
  }, "Write.");
  assert.equal(messages[0]!.content, "ann: You are {{agent}}.");
  assert.equal(messages[1]!.content, "Feed:\n\n1. {{persona}}: {{author}} {{day}} $& {{number}}\n\nWrite.");
});

Deno.test("runSociety() replays another run's exposures to the same agents, or to others by donor", async () => {
  const original = await runSociety(agents, speaker().model, busy);
  const rule = { kind: "yoked" as const, exposures: original.exposures, posts: original.posts };
  const idsOf = ({ exposures }: typeof original, agentId: string) =>
    exposures.filter((exposure) => exposure.agentId === agentId && !exposure.postId.endsWith("visitor"))
      .map(({ round, position, postId }) => `${round} ${position} ${postId}`);
  const other = speaker({ name: "other" }).model;
  const yoked = await runSociety(agents, other, { ...busy, societyId: "yoked", feed: rule });
  for (const { agentId } of agents) assert.deepEqual(idsOf(yoked, agentId), idsOf(original, agentId));
  assert.ok(yoked.votes.every(({ postId }) => postId.startsWith("test/")));
  const donors = { ann: "bo", bo: "cy", cy: "dee", dee: "ann" };
  const swapped = await runSociety(agents, other, { ...busy, societyId: "swapped", feed: { ...rule, donors } });
  for (const [agentId, donor] of Object.entries(donors)) {
    assert.deepEqual(idsOf(swapped, agentId), idsOf(original, donor));
  }
  const matched = await runSociety(agents, other, { ...busy, arm: "matched", handbook, feed: rule });
  assert.equal(matched.exposures.filter(({ postId }) => !postId.endsWith("visitor")).length, 0);
});
