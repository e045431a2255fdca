import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { completePairs, outcomes } from "twoplane/action";
import { dataPath, sha256 } from "twoplane/foundation";
import {
  addsUp,
  evalZip,
  facts,
  loadLogPosts,
  loadLogRecords,
  logPath,
  makeZip,
  postsIn,
  recordsIn,
  ruled,
  sample,
  withFile,
} from "./logs_support.ts";

interface InspectFacts {
  logs: {
    file: string;
    task: string;
    model: string;
    temperature: number | null;
    taskArgs: Record<string, string>;
    samples: {
      id: string;
      epoch: number;
      error: string | null;
      retries: number;
      limit: string | null;
      scores: Record<string, unknown>;
      inputTokens: number;
      outputTokens: number;
      totalTime: number;
      messages: { role: string; text: string; calls: { id: string; name: string; arguments: unknown }[] }[];
    }[];
  }[];
}

/** Written by Inspect's own `read_eval_log()`. */
const told = facts<InspectFacts>("inspect").logs;
const MOVED = ruled("score.behaviour.moved");
const options = { condition: { value: "any" }, outcome: ruled("score.includes") };

for (const log of [...told, { ...told.find(({ file }) => file === "plain.json")!, file: "chunked.eval" }]) {
  Deno.test(`loadLogRecords() reads ${log.file} as Inspect's own reader does`, async () => {
    const { records, report } = await loadLogRecords(logPath(`inspect/${log.file}`), options);
    assert.equal(report.columns.tool, "inspect, told by the file");
    assert.ok(addsUp(report));
    assert.equal(records.length, log.samples.length);
    for (const expected of log.samples) {
      const where = `${log.file} ${expected.id} ${expected.epoch}`;
      const record = records.find(({ trial, importedFrom }) =>
        importedFrom?.sampleId === expected.id && trial.replicate === expected.epoch
      );
      assert.ok(record, where);
      const { trial, finalWorld, transcript } = record;
      assert.equal(trial.scenarioId, log.task);
      assert.equal(trial.wordingId, expected.id);
      assert.equal(record.model, log.model);
      assert.equal(record.error, expected.error, where);
      assert.equal(finalWorld.settings.retries, expected.retries, where);
      assert.equal(finalWorld.settings.limit ?? null, expected.limit, where);
      assert.deepEqual(scoresOf(finalWorld.settings), scoresTold(expected.scores), where);
      assert.deepEqual(record.usage, { promptTokens: expected.inputTokens, completionTokens: expected.outputTokens });
      assert.equal(record.timing.durationMs, Math.round(expected.totalTime * 1000));
      assert.equal(trial.settings.temperature, log.temperature);
      assert.equal(trial.settings.maxCalls, null);
      assert.equal(transcript.length, expected.messages.length);
      expected.messages.forEach(({ role, text, calls }, index) => {
        const message = transcript[index]!;
        assert.equal(message.role, role);
        assert.ok(message.content === text || text === "" && message.content.startsWith("Error: "), message.content);
        assert.deepEqual(
          (message.toolCalls ?? []).map(({ id, name, argumentsText }) => ({
            id,
            name,
            arguments: JSON.parse(argumentsText),
          })),
          calls,
        );
      });
    }
  });
}

/** Scores without their prefix; NaN, which Inspect means as "not scored", has no setting. */
function scoresOf(settings: Readonly<Record<string, unknown>>): object {
  const own = Object.entries(settings).filter(([name]) => name.startsWith("score."));
  return Object.fromEntries(own.map(([name, value]) => [name.slice("score.".length), value]));
}

function scoresTold(scores: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(scores).filter(([, value]) => value !== "nan").flatMap(([name, value]) =>
      typeof value === "object" && value !== null
        ? Object.entries(value).map(([part, own]) => [`${name}.${part}`, own])
        : [[name, value]]
    ),
  );
}

Deno.test("loadLogRecords() takes an eval set as one design, ready for pairs", async () => {
  const { records, report } = await loadLogRecords(dataPath("fixtures/inspect"), {
    condition: { field: "task_args.peer" },
    outcome: MOVED,
  });
  assert.equal(records.length, 24);
  assert.equal(report.files.length, 2);
  assert.deepEqual([...new Set(records.map(({ trial }) => `${trial.factor} ${trial.condition}`))].sort(), [
    "peer cooperative",
    "peer none",
  ]);
  assert.equal(new Set(records.map(({ trial }) => trial.trialId)).size, 24);
  assert.equal(new Set(records.map(({ trial }) => trial.pairId)).size, 6);
  const kinds = Map.groupBy(outcomes(records), ({ kind }) => kind);
  assert.equal(kinds.get("error")?.length, 4, "a failed sample is an error, never an abstention");
  const { pairs, dropped } = completePairs(records, {
    factor: "peer",
    control: "none",
    treatment: "cooperative",
    fold: "mean",
  });
  assert.equal(pairs.length, 5);
  assert.deepEqual(dropped.map(({ reason }) => reason), ["none: error; cooperative: error"]);
  // The script moves the file in every sample of one arm; in the other only in "talks-on" and "ungraded".
  assert.equal(pairs.reduce((sum, pair) => sum + pair.control, 0), 2);
  assert.equal(pairs.reduce((sum, pair) => sum + pair.treatment, 0), 5);
});

Deno.test("loadLogRecords() keeps tools, sampling settings, and what reached the model before its first word", async () => {
  const { records } = await loadLogRecords(logPath("inspect/file-move-none.eval"), { ...options, outcome: MOVED });
  const { trial } = records.find(({ trial }) => trial.wordingId === "moves")!;
  assert.deepEqual(trial.tools.map(({ name }) => name), ["move_file", "finish"]);
  assert.equal((trial.tools[0]!.parameters.required as string[]).length, 2);
  assert.deepEqual(trial.settings, { temperature: 0.5, maxTokens: 64, seed: 7, maxCalls: null });
  assert.deepEqual(trial.messages.map(({ role }) => role), ["system", "user"]);
  assert.equal(trial.treatedSpan, "");
});

Deno.test("loadLogPosts() takes what agents wrote, with times, threads and ids as text", async () => {
  const { posts, report } = await loadLogPosts(logPath("inspect/file-move-none.eval"));
  const written = told.find(({ file }) => file === "file-move-none.eval")!.samples.flatMap(({ messages }) => messages);
  assert.equal(report.rowsRead, written.length);
  assert.deepEqual(
    posts.map(({ text }) => text).sort(),
    written.filter(({ role, text }) => role === "assistant" && text.trim() !== "").map(({ text }) => text).sort(),
  );
  assert.ok(addsUp(report));
  assert.ok(posts.every(({ createdAt }) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(createdAt)));
  const ids = new Set(posts.map(({ postId }) => postId));
  assert.equal(ids.size, posts.length);
  assert.ok(posts.every(({ parentId }) => parentId === null || ids.has(parentId)));
  assert.ok(posts.some(({ text }) => text.includes("\u202e")), "hostile text stays as it is");
});

Deno.test("loadLogRecords() keeps the later log of a task that was tried again", async () => {
  const early = evalZip([sample({ error: { message: "lost" } })], [], {
    eval: { eval_id: "1", task_id: "k", task: "t" },
  });
  const late = evalZip([sample()], [], { eval: { eval_id: "2", task_id: "k", task: "t" } });
  const { records, report } = await withFile("2026-01-01_a.eval", early, async (_, folder) => {
    await Deno.writeFile(join(folder, "2026-01-02_a.eval"), late);
    await Deno.writeTextFile(join(folder, "logs.json"), "{}");
    await Deno.writeTextFile(join(folder, "notes.json"), "[1]");
    return await loadLogRecords(folder, options);
  });
  assert.deepEqual(records.map(({ error }) => error), [null]);
  assert.deepEqual(report.dropped.map(({ reason, count }) => [reason, count]), [[
    "superseded by a later log of the same task",
    1,
  ]]);
  assert.ok(report.warnings.some((warning) => /passed over.*notes\.json/.test(warning)), report.warnings.join());
  assert.ok(addsUp(report));
});

Deno.test("loadLogRecords() says what condition and outcome could be", async () => {
  const path = logPath("inspect/file-move-none.eval");
  const load = (changes: object) => loadLogRecords(path, { ...options, ...changes } as typeof options);
  await assert.rejects(load({ outcome: undefined }), /need outcome.*It has .*score\.behaviour\.moved \(such as/s);
  await assert.rejects(load({ outcome: ruled("score.typo") }), /got "score\.typo". It has .*score\.includes/s);
  await assert.rejects(
    load({ outcome: { acted: { fileExists: "a" }, abstained: { fileExists: "b" } } }),
    /rules on settings/,
  );
  await assert.rejects(load({ condition: { field: "task_args.per" } }), /It has .*task_args\.peer/);
  await assert.rejects(load({ condition: "none" }), /condition needs \{ field/);
  await assert.rejects(load({ tool: "inspekt" }), /tool is one of inspect, oasis/);
});

Deno.test("loadLogRecords() drops a sample without the condition, and takes conditions of samples", async () => {
  const zip = evalZip([sample({ metadata: { arm: "a" } }), sample({ id: "s1" })]);
  const { records, report } = await recordsIn("x.eval", zip, {
    condition: { field: "sample.metadata.arm" },
    factor: "peer",
    outcome: ruled("score.includes"),
  });
  assert.deepEqual(records.map(({ trial }) => [trial.factor, trial.condition]), [["peer", "a"]]);
  assert.deepEqual(report.dropped.map(({ reason }) => reason), ["no condition"]);
});

Deno.test("loadLogPosts() reads a log that is still being written, and says so", async () => {
  const { posts, report } = await loadLogPosts(logPath("inspect/unfinished.eval"));
  assert.ok(posts.length > 0);
  assert.ok(report.warnings.some((warning) => warning.startsWith("Logs that were not finished")));
  const cut = readFileSync(logPath("inspect/unfinished.eval")).subarray(0, 5000);
  await assert.rejects(
    postsIn("x.eval", cut),
    /^SyntaxError: Cannot read x\.eval: need a whole zip archive.*still writing/,
  );
});

Deno.test("loadLogPosts() reads what newer versions add as far as it knows, and says so", async () => {
  const zip = evalZip([sample({ brand_new: { deep: [1] } })], [{ name: "extra/new.json", content: "{}" }], {
    version: 9,
  });
  const { posts, report } = await postsIn("x.eval", zip);
  assert.deepEqual(posts.map(({ text }) => text), ["Gone."]);
  assert.ok(report.warnings.some((warning) => /version 9, newer than 2/.test(warning)), report.warnings.join());
});

Deno.test("loadLogRecords() reads the single score of the first versions under its scorer's name", async () => {
  const old = sample({ scores: undefined, score: { value: "I" } });
  const zip = evalZip([old], [], { results: { scores: [{ name: "match" }] } });
  const { records } = await recordsIn("x.eval", zip, { condition: { value: "c" }, outcome: ruled("score.match") });
  assert.equal(records[0]?.finalWorld.settings["score.match"], "I");
});

Deno.test("loadLogRecords() keeps a sample that was invalidated as an error, and a refusal as a refusal", async () => {
  const refusing = sample({
    id: "r",
    messages: [{ id: "b", role: "assistant", content: [{ type: "text", text: "No.", refusal: true }] }],
  });
  const zip = evalZip([sample({ invalidation: { author: "x" } }), refusing]);
  const { records } = await recordsIn("x.eval", zip, options);
  assert.equal(records[0]?.error, "invalidated in the log");
  assert.equal(outcomes(records)[1]?.kind, "refused");
});

Deno.test("loadLogRecords() puts attachments back and leaves unknown ones as they are", async () => {
  const zip = evalZip([sample({
    attachments: { abc: "A long text." },
    messages: [{ id: "a", role: "assistant", content: "attachment://abc" }, {
      id: "b",
      role: "assistant",
      content: "attachment://gone",
      tool_calls: [{ id: "1", function: "f", arguments: { text: "attachment://abc" } }],
    }],
  })]);
  const { records } = await recordsIn("x.eval", zip, options);
  const [first, second] = records[0]!.transcript;
  assert.equal(first?.content, "A long text.");
  assert.equal(second?.content, "attachment://gone");
  assert.equal(second?.toolCalls?.[0]?.argumentsText, '{"text":"A long text."}');
});

Deno.test("loadLogPosts() counts samples that cannot be read, and stops at more than maxBadRows", async () => {
  const zip = makeZip([
    { name: "header.json", content: '{"version":2,"eval":{"task":"t","created":"2026-02-03T10:00:00Z"}}' },
    { name: "samples/a_epoch_1.json", content: JSON.stringify(sample()) },
    { name: "samples/b_epoch_1.json", content: '{"id": "b", "epo' },
    { name: "samples/c_epoch_1.json", content: "[]" },
  ]);
  await assert.rejects(
    postsIn("x.eval", zip),
    /^SyntaxError: Cannot load x\.eval at samples\/b_epoch_1\.json.*2 parts are bad/s,
  );
  const { posts, report } = await postsIn("x.eval", zip, { maxBadRows: 2 });
  assert.equal(posts.length, 1);
  assert.ok(addsUp(report));
  assert.equal(report.dropped.find(({ reason }) => reason === "bad row")?.count, 2);
});

Deno.test("the embedded Inspect logs are those of their card", () => {
  const card = JSON.parse(readFileSync(dataPath("fixtures/inspect.card.json"), "utf8")) as {
    sha256: Record<string, string>;
  };
  for (const [name, hash] of Object.entries(card.sha256)) {
    assert.equal(sha256(readFileSync(dataPath(`fixtures/${name}`))), hash);
  }
  assert.equal(Object.keys(card.sha256).length, 2);
});
