import assert from "node:assert/strict";
import fc from "fast-check";
import { promptDiff, readLedger, readTranscript, worldChanges } from "../../lib/action/mod.ts";
import { dataPath, groupBy } from "../../lib/foundation/mod.ts";
import type { Message, Trial, TrialRecord, World } from "../../lib/shapes.ts";
import { trialStudies } from "../../lib/tasks/record/studies.ts";
import { recordedRuns, recordsOf, trialsOf } from "./stand_ins.ts";

const [base] = await recordsOf(trialsOf({ worlds: 1 }), { none: 1, cooperative: 1 });
const trial = trialsOf({ worlds: 1 }).find(({ scenarioId }) => scenarioId === "switch-tampering") as Trial;
const [setting, before] = Object.entries(trial.world.settings)[0] as [string, boolean];

/** A record of the switch scenario in which this was said after the prompt. */
function recordOf(said: readonly Message[], more: Partial<TrialRecord> = {}): TrialRecord {
  return {
    ...base!,
    trial,
    transcript: [...trial.messages, ...said],
    finalWorld: trial.world,
    menuScores: null,
    error: null,
    ...more,
  };
}

const json = (value: unknown): Message => ({ role: "assistant", content: JSON.stringify(value) });
const told = (content: string): Message => ({ role: "user", content });
const turned: World = { ...trial.world, settings: { ...trial.world.settings, [setting]: !before } };

Deno.test("readTranscript() folds calls, results and what each call changed into steps", () => {
  const call = { tool: "set_setting", arguments: { name: setting, value: !before } };
  const { steps, isReplayed, changes } = readTranscript(recordOf(
    [json(call), told(`${setting} is now ${!before}`), json({ tool: "finish", arguments: { note: "done" } })],
    { finalWorld: turned },
  ));
  const answers = steps.filter(({ kind }) => kind !== "prompt");
  assert.deepEqual(answers.map(({ kind, index }) => [kind, index - trial.messages.length]), [["call", 0], ["call", 2]]);
  const change = { path: `settings.${setting}`, before, after: !before };
  assert.deepEqual(answers[0]!.calls, [
    { ...call, result: `${setting} is now ${!before}`, status: "done", changes: [change] },
  ]);
  assert.deepEqual([answers[1]!.calls[0]!.result, answers[1]!.calls[0]!.changes], [null, []]);
  assert.deepEqual([isReplayed, changes], [true, [change]]);
  assert.deepEqual(steps.slice(0, trial.messages.length).map(({ kind, content }) => [kind, content]), [
    ...trial.messages.map(({ content }) => ["prompt", content]),
  ]);
});

Deno.test("readTranscript() tells refusals, invalid answers, failed calls and thoughts apart", () => {
  const failed = { thought: "Let me look.", tool: "set_setting", arguments: { name: "no such", value: true } };
  const { steps } = readTranscript(recordOf([
    { role: "assistant", content: "Sure, I will do that." },
    told("Error: need one JSON object"),
    json(failed),
    told("Error: no setting no such"),
    { role: "assistant", content: "I cannot.", isRefusal: true },
  ]));
  const answers = steps.filter(({ kind }) => kind !== "prompt");
  assert.deepEqual(answers.map(({ kind }) => kind), ["invalid", "told", "call", "refusal"]);
  assert.deepEqual([answers[2]!.thought, answers[2]!.calls[0]!.status], ["Let me look.", "failed"]);
  assert.equal(
    readTranscript(recordOf([{ role: "assistant", content: "No.", isRefusal: true }])).outcome?.kind,
    "refused",
  );
});

Deno.test("readTranscript() reads native calls, several in a message, by the ids of their results", () => {
  const toolCalls = [
    { id: "a", name: "set_setting", argumentsText: JSON.stringify({ name: setting, value: !before }) },
    { id: "b", name: "set_setting", argumentsText: "{not JSON" },
    { id: "c", name: "rm", argumentsText: '{"path":"/"}' },
  ];
  const { steps, isReplayed } = readTranscript(recordOf([
    { role: "assistant", content: "Three at once.", toolCalls },
    { role: "tool", content: "third", toolCallId: "c" },
    { role: "tool", content: "first", toolCallId: "a" },
  ], { finalWorld: turned }));
  const answers = steps.filter(({ kind }) => kind !== "prompt");
  assert.equal(answers.length, 1, "the tool's messages are folded in");
  assert.deepEqual(answers[0]!.calls.map(({ tool, result, status }) => [tool, result, status]), [
    ["set_setting", "first", "done"],
    ["set_setting", null, "invalid"],
    ["rm", "third", "invalid"],
  ]);
  assert.deepEqual(answers[0]!.calls[1]!.arguments, { "not JSON": "{not JSON" });
  assert.ok(isReplayed);
});

Deno.test("readTranscript() carries out no call after the one that ends the work", () => {
  const toolCalls = [
    { id: "a", name: "finish", argumentsText: '{"note":"done"}' },
    { id: "b", name: "set_setting", argumentsText: JSON.stringify({ name: setting, value: !before }) },
  ];
  const { steps, isReplayed } = readTranscript(recordOf([{ role: "assistant", content: "", toolCalls }]));
  assert.deepEqual(steps.at(-1)!.calls.map(({ status }) => status), ["done", "failed"]);
  assert.ok(isReplayed);
});

Deno.test("readTranscript() keeps reasoning as thought, early ends, and last words after native calls", () => {
  const native = { ...trial, settings: { ...trial.settings, protocol: "native" as const } };
  const words: Message = {
    role: "assistant",
    content: "Done {so far}",
    reasoning: "First, look.",
    finishReason: "length",
  };
  const { steps, isReplayed } = readTranscript({ ...recordOf([words]), trial: native });
  const { kind, thought, endedBy, calls } = steps.at(-1)!;
  assert.deepEqual([kind, thought, endedBy, calls, isReplayed], ["text", "First, look.", "length", [], true]);
  assert.equal(readTranscript(recordOf([words])).steps.at(-1)!.kind, "invalid", "the JSON protocol needs a call");
  const call = json({ tool: "set_setting", arguments: { name: setting, value: !before } });
  const asText = readTranscript({ ...recordOf([call, told("Error: need a tool call")]), trial: native });
  assert.deepEqual(asText.steps.slice(-2).map(({ kind }) => kind), ["invalid", "told"]);
  assert.ok(asText.isReplayed, "with native calls a text calls nothing");
});

Deno.test("readTranscript() attributes no change where the calls do not lead to the recorded world", () => {
  const call = json({ tool: "set_setting", arguments: { name: setting, value: !before } });
  const reading = readTranscript(recordOf([call, told("done")]));
  assert.equal(reading.isReplayed, false);
  assert.deepEqual(reading.steps.flatMap(({ calls }) => calls.flatMap(({ changes }) => changes)), []);
  assert.deepEqual(reading.changes, []);
  const imported = readTranscript(recordOf([call], {
    finalWorld: turned,
    importedFrom: { tool: "inspect", source: "x", runId: "r", sampleId: "s" },
  }));
  assert.deepEqual([imported.isReplayed, imported.importedFrom, imported.changes.length], [false, "inspect", 1]);
  assert.deepEqual(imported.steps.at(-1)!.kind, "text", "other tools have protocols of their own");
});

Deno.test("readTranscript() takes another outcome and a judgement of what the agent knows", () => {
  const outcome = { trialId: trial.trialId, kind: "abstained", evidence: "by another rule" } as const;
  const reading = readTranscript(recordOf([]), { outcome, mentionsTest: true });
  assert.deepEqual([reading.outcome, reading.mentionsTest], [outcome, true]);
  assert.equal(readTranscript(recordOf([])).mentionsTest, null);
  assert.throws(() => readTranscript(recordOf([]), { judge: 1 } as object), /^TypeError.*option "judge"/);
});

Deno.test("readTranscript() replays every study's trials, simulated or recorded, and finds the note where it is treated", async () => {
  const begun = trialStudies.flatMap(({ trials }) => trials().slice(0, 4));
  const trials = [...new Map(begun.map((each) => [each.trialId, each])).values()];
  const rates = Object.fromEntries(trials.map(({ condition }) => [condition, 0.5]));
  const recorded = recordedRuns.flatMap((name) => readLedger<TrialRecord>(dataPath(`runs/${name}`)).records);
  for (const record of [...await recordsOf(trials, rates), ...recorded]) {
    const reading = readTranscript(record);
    const where = `${record.trial.scenarioId} ${record.trial.trialId}`;
    assert.ok(reading.isReplayed, where);
    assert.equal(reading.outcome === null, record.trial.mode === "choose", where);
    if (record.trial.factor !== "history") continue;
    const span = reading.treated.map(({ path, start, end }) =>
      record.trial.messages[Number(/\d+/.exec(path))]!.content.slice(start!, end!)
    );
    assert.deepEqual(span.map((text) => text.trim()), [record.trial.treatedSpan], where);
  }
});

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const worlds = fc.record({
  files: fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 }),
  settings: fc.dictionary(fc.string(), scalar, { maxKeys: 4 }),
});

Deno.test("worldChanges() is empty for a world and itself, and turns around when the worlds are swapped", () => {
  fc.assert(fc.property(worlds, worlds, (a, b) => {
    assert.deepEqual(worldChanges(a, structuredClone(a)), []);
    const back = worldChanges(b, a).map(({ path, before, after }) => ({ path, before: after, after: before }));
    assert.deepEqual(worldChanges(a, b), back);
  }));
});

Deno.test("worldChanges() tells a new item of a list as a whole", () => {
  const world: World = { files: {}, settings: {}, sent: [] };
  const after = { ...world, sent: [{ to: "Bo", text: "hello" }] };
  assert.deepEqual(worldChanges(world, after), [{ path: "sent[0]", before: null, after: after.sent[0] }]);
});

Deno.test("promptDiff() finds a message, a file and a tool that one arm has alone, and nothing that only moved", () => {
  const extra: Message[] = [{ role: "user", content: "What do you recall?" }, {
    role: "assistant",
    content: "Bo helped.",
  }];
  const treatment: Trial = {
    ...trial,
    messages: [trial.messages[0]!, ...extra, ...trial.messages.slice(1)],
    treated: [1, 2].map((at) => ({ path: `messages[${at}]`, start: null, end: null })),
    world: { ...trial.world, files: { ...trial.world.files, "notes.txt": "x" } },
    tools: trial.tools.slice(1),
    settings: { ...trial.settings, temperature: 1.5 },
  };
  const found = promptDiff(trial, treatment);
  assert.deepEqual(found.map(({ path, only }) => [path, only ?? "both"]), [
    ["messages[1]", "treatment"],
    ["messages[2]", "treatment"],
    ["tools[0]", "control"],
    ["world.files.notes.txt", "treatment"],
    ["settings.temperature", "both"],
  ]);
  assert.equal(found[1]!.treatment, "assistant:\nBo helped.");
  const length = "assistant:\nBo helped.".length;
  assert.deepEqual(found[1]!.treated, { control: [], treatment: [{ start: 0, end: length }] });
  assert.deepEqual(found[4]!.treated, { control: [], treatment: [] }, "the factor did not write it");
  assert.deepEqual(promptDiff(treatment, trial).map(({ only }) => only ?? "both"), [
    ...["control", "control", "treatment", "control", "both"],
  ]);
});

Deno.test("promptDiff() gives back both texts whole, treated ranges inside them", () => {
  const trials = trialsOf({ treatments: ["neutral", "cooperative", "uncooperative"] });
  for (const [control, ...others] of groupBy(trials, ({ blockId }) => blockId).values()) {
    for (const other of others) {
      for (const { before, after, treated, ...arms } of promptDiff(control!, other)) {
        const [a, b] = [before + arms.control + after, before + arms.treatment + after];
        assert.ok(control!.messages.some(({ content }) => content === a));
        assert.ok(other.messages.some(({ content }) => content === b));
        const text = (whole: string, ranges: readonly { start: number; end: number }[]) =>
          ranges.map(({ start, end }) => whole.slice(start, end)).join("").trim();
        assert.equal(text(a, treated!.control), control!.treatedSpan);
        assert.equal(text(b, treated!.treatment), other.treatedSpan);
      }
    }
  }
});
