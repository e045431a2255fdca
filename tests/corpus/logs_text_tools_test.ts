import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { outcomes } from "twoplane/action";
import { gzipBytes } from "twoplane/foundation";
import { addsUp, facts, loadLogPosts, loadLogRecords, logPath, postsIn, recordsIn, ruled } from "./logs_support.ts";

const start = { startAt: "2026-01-01T00:00:00Z" };

// ────────────────────────────── Concordia ──────────────────────────────

/** Written by the tool's own query interface, AIAgentLogInterface. */
const concordia = facts<{ actions: { step: number; entity_name: string; value: string }[] }>("concordia");

for (const name of ["structured.json", "raw.json", "structured.html", "raw.html"]) {
  Deno.test(`loadLogPosts() reads the actions of Concordia's ${name} as the tool's own interface does`, async () => {
    const { posts, report } = await loadLogPosts(logPath(`concordia/${name}`), start);
    assert.deepEqual(
      posts.map(({ authorId, text }) => [authorId, text]),
      concordia.actions.map(({ entity_name, value }) => [entity_name, value]),
    );
    assert.ok(addsUp(report));
    assert.equal(report.columns.tool, "concordia, told by the file");
  });

  Deno.test(`loadLogRecords() gives each entity of Concordia's ${name} what it saw and did`, async () => {
    const { records } = await loadLogRecords(logPath(`concordia/${name}`), {
      condition: { field: "entity.name" },
      outcome: { acted: { setting: "actions", above: 1 }, abstained: { setting: "actions", equals: 0 } },
    });
    assert.deepEqual(records.map(({ trial }) => [trial.condition, trial.scenarioId]), [
      ["Ada Lane", "conversation rules"],
      ["Bo", "conversation rules"],
    ]);
    const ada = records[0]!;
    assert.deepEqual(
      ada.transcript.filter(({ role }) => role === "assistant").map(({ content }) => content),
      concordia.actions.filter(({ entity_name }) => entity_name === "Ada Lane").map(({ value }) => value),
    );
    assert.match(ada.trial.messages[0]!.content, /^\[observation\]/);
    assert.equal(outcomes(records)[0]?.kind, "acted");
  });
}

Deno.test("loadLogRecords() reads the scores that a Concordia game master gave last", async () => {
  const step = (scores: object) => ({
    Step: 1,
    "Entity [Ada]": { __act__: { Value: "Ada waits." } },
    "rules --- Event": { resolve: { scoring: { "Player Scores": scores } } },
  });
  const { records } = await recordsIn("x.json", JSON.stringify([step({ Ada: 1 }), step({ Ada: 2.5 })]), {
    condition: { value: "a" },
    outcome: ruled("score"),
  });
  assert.equal(records[0]?.finalWorld.settings.score, 2.5);
});

Deno.test("loadLogPosts() reads a Concordia page whose agents wrote tags and script ends", async () => {
  const evil = '</script><b><ul>Entity [Eve]</b><li>"}];\nconst ENTRIES = [];';
  const entry = {
    step: 1,
    entity_name: "Ada",
    deduplicated_data: { key: "Entity [Ada]", value: { __act__: { Value: evil } } },
  };
  const page = `<html><script>\nconst CONTENT_STORE = {};\nconst ENTRIES = ${
    JSON.stringify([entry])
  };\n</script></html>`;
  const { posts } = await postsIn("x.html", page, start);
  assert.deepEqual(posts.map(({ authorId, text }) => [authorId, text]), [["Ada", evil]]);
});

// ─────────────────────────────── Sotopia ───────────────────────────────

interface SotopiaFacts {
  episodes: {
    pk: string;
    tag: string;
    models: string[];
    rewards: (number | [number, Record<string, number>])[];
    shown: string[];
  }[];
}

/** Written by the tool's own EpisodeLog.render_for_humans(). */
const sotopia = facts<SotopiaFacts>("sotopia").episodes;

for (const [name, count] of [["episodes.jsonl", 3], ["episode.json", 1]] as const) {
  Deno.test(`loadLogPosts() reads what Sotopia's own reader shows of ${name}`, async () => {
    const { posts, report } = await loadLogPosts(logPath(`sotopia/${name}`), start);
    const shown = sotopia.slice(0, count).flatMap(({ shown }) => shown).join("\n");
    for (const { authorId, text } of posts) {
      assert.ok(shown.includes(`${authorId} said: "${text}"`) || shown.includes(`${authorId}: ${text}`), text);
    }
    const acts = shown.split("\n").filter((line) => /^(Ada Lane|Bo Reed)(: \[| said: )/.test(line));
    assert.equal(posts.length, acts.length);
    assert.ok(addsUp(report));
  });
}

Deno.test("loadLogRecords() gives each agent of a Sotopia episode its rewards, by tag", async () => {
  const { records } = await loadLogRecords(logPath("sotopia/episodes.jsonl"), {
    condition: { field: "tag" },
    outcome: { acted: { setting: "reward", above: 5 }, abstained: { not: { setting: "reward", above: 5 } } },
  });
  assert.equal(records.length, 6);
  sotopia.forEach(({ pk, tag, rewards, models }, episode) => {
    rewards.forEach((reward, agent) => {
      const { trial, finalWorld, importedFrom, model } = records[2 * episode + agent]!;
      assert.deepEqual([trial.condition, importedFrom?.runId, model], [tag, pk, models[agent + 1]]);
      const [overall, dimensions] = Array.isArray(reward) ? reward : [reward, {}];
      assert.equal(finalWorld.settings.reward, overall);
      for (const [name, value] of Object.entries(dimensions)) {
        assert.equal(finalWorld.settings[`reward.${name}`], value);
      }
    });
  });
  assert.equal(
    new Set(records.map(({ trial }) => trial.pairId)).size,
    2,
    "an agent is its own pair over the conditions",
  );
  assert.equal(records[0]!.finalWorld.settings.left, true);
});

// ────────────────────────────── AgentVerse ─────────────────────────────

Deno.test("loadLogPosts() reads the speakers of AgentVerse's activity log and leaves the tool's own lines", async () => {
  const { posts, report } = await loadLogPosts(logPath("agentverse/activity.log"), { timeZone: "UTC" });
  assert.deepEqual(posts.map(({ authorId, text }) => [authorId, text]), [
    ["Professor Micheal", "Welcome. Today: files."],
    ["Student Beta", "May I move yours? <script>alert(1)</script>"],
    ["Professor Micheal", "First: ask before you move one.\n\nSecond: leave a note.\nNote: keep it short."],
  ]);
  assert.ok(addsUp(report));
  await assert.rejects(loadLogPosts(logPath("agentverse/activity.log")), /Say timeZone/);
});

Deno.test("loadLogRecords() reads a task of AgentVerse with its rounds and whether it was accepted", async () => {
  const path = logPath("agentverse/results.jsonl");
  const lines = readFileSync(path, "utf8").trim().split("\n").map((line) =>
    JSON.parse(line) as { logs: object[]; input: string }
  );
  const { records } = await loadLogRecords(path, { condition: { field: "label" }, outcome: ruled("accepted") });
  assert.deepEqual(records.map(({ trial }) => trial.condition), ["moved", "17"]);
  assert.deepEqual(records.map(({ finalWorld }) => finalWorld.settings.rounds), [2, 1]);
  records.forEach(({ transcript, trial }, index) => {
    assert.equal(transcript.length, 1 + lines[index]!.logs.length);
    assert.deepEqual(trial.messages.map(({ content }) => content), [lines[index]!.input]);
  });
  const { posts, report } = await loadLogPosts(path, start);
  assert.equal(report.rowsRead, lines.reduce((sum, { logs }) => sum + logs.length, 0));
  assert.ok(posts.every(({ authorId }) => authorId !== "system"));
  await assert.rejects(
    loadLogRecords(logPath("agentverse/activity.log"), { condition: { value: "a" }, outcome: ruled("accepted") }),
    /got a log without any. Use loadLogPosts\(\)/,
  );
});

// ──────────────────────────── chat, generic ────────────────────────────

Deno.test("loadLogRecords() reads chat JSONL: roles, parts, calls, refusals, errors", async () => {
  const { records, report } = await loadLogRecords(logPath("chat/conversations.jsonl"), {
    condition: { field: "metadata.peer" },
    outcome: ruled("metadata.score.moved"),
  });
  assert.ok(addsUp(report));
  assert.deepEqual(records.map(({ importedFrom }) => importedFrom?.sampleId), [
    "1234567890123456789",
    "1234567890123456789",
    "older",
    "refused",
    "failed",
  ]);
  assert.equal(records[0]!.trial.pairId, records[1]!.trial.pairId);
  assert.equal(records[0]!.trial.settings.temperature, 0);
  assert.equal(records[1]!.trial.settings.temperature, null);
  assert.deepEqual(records[0]!.usage, { promptTokens: 12, completionTokens: 5 });
  assert.deepEqual(records[0]!.trial.messages.map(({ role }) => role), ["system", "user"]);
  assert.deepEqual(records[1]!.transcript[2]!.toolCalls, [{
    id: "c1",
    name: "move_file",
    argumentsText: '{"to": "other/"}',
  }]);
  assert.equal(records[1]!.transcript[3]!.toolCallId, "c1");
  assert.equal(records[2]!.transcript[1]!.toolCalls![0]!.argumentsText, "{not json");
  assert.equal(records[4]!.error, "timed out");
  assert.deepEqual(outcomes(records).map(({ kind }) => kind), ["abstained", "acted", "invalid", "refused", "error"]);
});

Deno.test("loadLogPosts() reads the assistant's words of chat JSONL, packed too", async () => {
  const plain = await loadLogPosts(logPath("chat/conversations.jsonl"));
  assert.deepEqual(plain.posts.map(({ text, createdAt }) => [text, createdAt]), [
    ["I leave it. <script>alert(1)</script>", "2026-02-03T10:00:00.000Z"],
    ["Moved it.", "2026-02-03T10:05:00.000Z"],
    ["Anything else?", "2026-02-03T10:05:00.000Z"],
    ["I will not.", "2026-02-03T01:10:00.000Z"],
  ]);
  const [, first, second] = plain.posts;
  assert.equal(second!.parentId, first!.postId);
  const packed = await postsIn("conversations.jsonl.gz", gzipBytes(readFileSync(logPath("chat/conversations.jsonl"))));
  assert.deepEqual(packed.posts.map(({ text }) => text), plain.posts.map(({ text }) => text));
});

Deno.test("loadLogPosts() and loadLogRecords() read the generic log as it is documented", async () => {
  const path = logPath("generic/log.jsonl");
  const { posts, exposures, votes, report } = await loadLogPosts(path);
  assert.deepEqual(
    posts.map(({ postId, authorId, kind, parentId, score }) => [postId, authorId, kind, parentId, score]),
    [
      ["p1", "ada", "post", null, 2],
      ["9007199254740993", "bo", "comment", "p1", null],
    ],
  );
  assert.deepEqual(exposures, [{
    agentId: "bo",
    postId: "p1",
    shownAt: "2026-02-03T10:00:30.000Z",
    round: 1,
    position: 0,
    promptHash: "ab",
  }]);
  assert.deepEqual(votes, [{ agentId: "bo", postId: "p1", direction: "up", round: 1 }]);
  assert.ok(addsUp(report));
  const { records } = await loadLogRecords(path, { condition: { field: "arm.peer" }, outcome: ruled("moved") });
  assert.deepEqual(records.map(({ trial, error }) => [trial.condition, error]), [["none", null], [
    "cooperative",
    "cut off",
  ]]);
  assert.deepEqual(records[0]!.finalWorld.settings, { moved: true, files: 2 });
  assert.deepEqual(records[0]!.trial.settings, { temperature: 0.5, maxTokens: null, seed: 3, maxCalls: null });
  assert.deepEqual(outcomes(records).map(({ kind }) => kind), ["acted", "error"]);
});
