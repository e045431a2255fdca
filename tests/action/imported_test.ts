import assert from "node:assert/strict";
import { callSeed, outcomes, plan, run } from "twoplane/action";
import { openChatModel, simulatedTransport } from "twoplane/models";
import type { TrialRecord } from "twoplane/shapes";

/** A record as another tool's log gives it: its agent spoke and called nothing that our protocol knows. */
function imported(changes: Partial<TrialRecord> = {}): TrialRecord {
  return {
    trial: {
      trialId: "t",
      blockId: "b",
      pairId: "p",
      caseId: "p",
      scenarioId: "task",
      wordingId: "sample",
      factor: "peer",
      condition: "none",
      levels: { peer: "none" },
      replicate: 1,
      messages: [{ role: "user", content: "Go." }],
      treatedSpan: "",
      treated: [],
      mode: "act",
      tools: [{ name: "move_file", description: "", parameters: {} }],
      options: [],
      world: { files: {}, settings: {} },
      outcome: { acted: { setting: "score", equals: "C" }, abstained: { setting: "score", equals: "I" } },
      examples: { acted: [], abstained: [] },
      controlItem: null,
      settings: { temperature: null, maxTokens: null, seed: null, maxCalls: null },
    },
    transcript: [{ role: "user", content: "Go." }, { role: "assistant", content: "I would rather not." }],
    finalWorld: { files: {}, settings: { score: "I" } },
    menuScores: null,
    usage: { promptTokens: 0, completionTokens: 0 },
    model: "m",
    timing: { durationMs: null },
    error: null,
    importedFrom: { tool: "inspect", source: "a.eval", runId: "r", sampleId: "sample" },
    ...changes,
  };
}

Deno.test("outcomes() reads an imported record by its rules, whatever protocol its agent spoke", () => {
  const kind = (changes: Partial<TrialRecord>) => outcomes([imported(changes)])[0]!.kind;
  const { importedFrom: _, ...own } = imported();
  assert.equal(kind({}), "abstained");
  assert.equal(outcomes([own])[0]!.kind, "invalid", "one of our own needs a valid call");
  assert.equal(kind({ finalWorld: { files: {}, settings: { score: "C" } } }), "acted");
  assert.equal(kind({ finalWorld: { files: {}, settings: {} } }), "invalid");
  assert.equal(kind({ error: "lost" }), "error");
  assert.equal(kind({ transcript: [{ role: "assistant", content: "No.", isRefusal: true }] }), "refused");
});

Deno.test("plan() and run() refuse an imported trial: how it was run is not known", async () => {
  const { trial } = imported();
  assert.throws(
    () => plan([trial]),
    /^TypeError: Cannot plan trial t: need maxCalls and maxTokens, got an imported trial/,
  );
  const model = openChatModel(simulatedTransport({ name: "m", answer: () => "x" }));
  const [record] = await run([trial], model, { ledgerPath: null });
  assert.match(record!.error!, /^Cannot run trial t: need maxCalls, got an imported trial/);
});

Deno.test("callSeed() of an unknown seed is unknown", () => {
  assert.equal(callSeed(null, 3), null);
  assert.equal(callSeed(1, 0), callSeed(1, 0));
  assert.notEqual(callSeed(1, 0), callSeed(1, 1));
});

Deno.test("a setting that is null does not reach the endpoint", async () => {
  const transport = simulatedTransport({ name: "m", answer: () => "x" });
  const bodies: Record<string, unknown>[] = [];
  const model = openChatModel({
    ...transport,
    fetch: (input: RequestInfo | URL, init?: RequestInit) => {
      bodies.push(JSON.parse(String(init?.body)));
      return transport.fetch(input, init);
    },
  });
  const messages = [{ role: "user" as const, content: "Go." }];
  await model.reply({ messages, settings: { temperature: null, maxTokens: null, seed: null } });
  await model.reply({ messages, settings: { temperature: 0, maxTokens: 5, seed: 0 } });
  assert.deepEqual(bodies.map(({ temperature, max_tokens, seed }) => [temperature, max_tokens, seed]), [
    [undefined, undefined, undefined],
    [0, 5, 0],
  ]);
});
