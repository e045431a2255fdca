import assert from "node:assert/strict";
import type { TrialRecord } from "../../lib/shapes.ts";
import { promptDiffView, transcriptView } from "../../lib/notebook/mod.ts";
import { assertInert, hostile, htmlOf } from "./support.ts";

const difference = {
  path: "messages[1].content",
  before: "You keep the archive.\n",
  after: "\nDecide.",
  control: "",
  treatment: "Bo asks too.",
};

Deno.test("promptDiffView() colours exactly the treated span of both prompts", async () => {
  const display = await promptDiffView([difference], { control: "none", treatment: "cooperative" });
  const body = htmlOf(display);
  assert.equal(body.querySelector("p")?.textContent, "The two prompts differ in 1 place");
  const bold = [...body.querySelectorAll("pre b")].map((b) => [b.textContent, b.hasAttribute("style")]);
  assert.deepEqual(bold, [
    ["none (messages[1].content)", false],
    ["(nothing)", true],
    ["cooperative (messages[1].content)", false],
    ["Bo asks too.", true],
  ]);
  const second = body.querySelectorAll("pre")[1]?.textContent;
  assert.equal(second, "cooperative (messages[1].content)\nYou keep the archive.\nBo asks too.\nDecide.\n ");
  assert.ok(display!.data["text/plain"]!.includes("You keep the archive.\n[Bo asks too.]\nDecide."));
});

Deno.test("promptDiffView() says when prompts are equal, and cuts long equal text", async () => {
  assert.equal((await promptDiffView([]))!.data["text/plain"], "The two prompts are equal");
  const long = { ...difference, before: `${"a".repeat(500)}END`, after: `START${"b".repeat(500)}` };
  const plain = (await promptDiffView([long], { contextCharacters: 5 }))!.data["text/plain"]!;
  assert.ok(plain.includes("…aaEND[Bo asks too.]START…"));
  assert.ok(!plain.includes("aaaEND"));
});

Deno.test("promptDiffView() shows hostile prompts as text", async () => {
  const attack = { path: hostile, before: hostile, after: hostile, control: hostile, treatment: hostile };
  const display = await promptDiffView([attack], { control: hostile });
  assert.ok(htmlOf(display).textContent?.includes('<script>alert("1")</script>'));
  assertInert(display);
});

const world = { files: { "a.txt": "old", "gone.txt": "x", "same.txt": "s" }, settings: { shutdown: true, limit: 3 } };
const record: TrialRecord = {
  trial: { // what the view reads of it
    trialId: "0123456789abcdef",
    scenarioId: "switch",
    wordingId: "plain",
    factor: "relationship",
    condition: "cooperative",
    replicate: 2,
    mode: "act",
    world,
  } as unknown as TrialRecord["trial"],
  transcript: [
    { role: "system", content: "You are an agent." },
    { role: "assistant", content: "", toolCalls: [{ id: "c1", name: "write", argumentsText: '{"path":"a.txt"}' }] },
    { role: "tool", content: "done", toolCallId: "c1" },
    { role: "assistant", content: "I will not.", isRefusal: true },
  ],
  finalWorld: {
    files: { "a.txt": "new\nlines", "same.txt": "s", "b.txt": "b" },
    settings: { shutdown: false, limit: 3, mode: "x" },
  },
  menuScores: null,
  usage: { promptTokens: 100, completionTokens: 20 },
  model: "simulated",
  timing: { durationMs: 1 },
  error: null,
};

Deno.test("transcriptView() shows messages, calls, refusals and what changed in the world", async () => {
  const display = await transcriptView(record);
  const plain = display!.data["text/plain"]!;
  for (
    const part of [
      "trial:\nswitch, wording plain, relationship = cooperative, replicate 2, act; simulated; 100 + 20 tokens; trial 0123456789ab",
      "system:\nYou are an agent.",
      'assistant calls write (c1):\n{"path":"a.txt"}',
      "tool, answer to c1:\ndone",
      "assistant refuses:\nI will not.",
      'setting limit = 3\nsetting mode = "x" (new)\nsetting shutdown = false (was true)',
      "file a.txt: changed\n    new\n    lines",
      "file b.txt: new\n    b",
      "file gone.txt: removed",
      "file same.txt: unchanged",
    ]
  ) assert.ok(plain.includes(part), `${part}\n--- not in ---\n${plain}`);
  assert.equal(htmlOf(display).querySelectorAll("pre").length, 6);
});

Deno.test("transcriptView() shows an error, and the scores of a menu with bounds as bounds", async () => {
  const scores = [
    { option: "stop", logProbability: Math.log(0.75), isBound: false },
    { option: "go", logProbability: Math.log(0.125), isBound: true },
  ];
  const menu = { shown: ["stop", "go"], labels: ["A", "B"], scores };
  const plain = (await transcriptView({ ...record, menuScores: [menu], error: "timed out" }))!.data["text/plain"]!;
  assert.ok(plain.includes("menu, presentation 1:\nA stop: 0.750\nB go: at most 0.125"));
  assert.ok(plain.includes("error:\ntimed out"));
});

Deno.test("transcriptView() cuts long messages and says by how much", async () => {
  const long = { ...record, transcript: [{ role: "user" as const, content: "x".repeat(30) }] };
  const plain = (await transcriptView(long, { maxCharacters: 10 }))!.data["text/plain"]!;
  assert.ok(plain.includes("user:\nxxxxxxxxxx… (20 more characters)"));
});

Deno.test("transcriptView() shows what a hostile model wrote as text", async () => {
  const call = { id: hostile, name: hostile, argumentsText: hostile };
  const attack: TrialRecord = {
    ...record,
    transcript: [{ role: "assistant", content: hostile, toolCalls: [call], toolCallId: hostile }],
    finalWorld: { files: { [hostile]: hostile }, settings: { [hostile]: hostile, __proto__: "x" } },
    model: hostile,
    error: hostile,
  };
  const display = await transcriptView(attack);
  assert.ok(htmlOf(display).textContent?.includes('<script>alert("1")</script>'));
  assertInert(display);
});
