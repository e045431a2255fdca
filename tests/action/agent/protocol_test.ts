import assert from "node:assert/strict";
import { actionSchema, parseAction, readCall, withoutThinking } from "../../../lib/action/protocol.ts";
import { toolsFor } from "../../../lib/action/world.ts";
import { run } from "../../../lib/action/mod.ts";
import { openChatModel, simulatedTransport } from "../../../lib/models/mod.ts";
import { trialsOf } from "../stand_ins.ts";

const tools = toolsFor(["read_file", "finish"], { files: { "a.txt": "" }, settings: {} });
const finish = { tool: "finish", arguments: { note: "done" } };

Deno.test("parseAction() takes what was said and never what was thought", () => {
  const thought = JSON.stringify({ tool: "read_file", arguments: { path: "a.txt" } });
  const action = JSON.stringify(finish);
  assert.deepEqual(parseAction(`<think>${thought}</think>${action}`, tools), finish);
  assert.deepEqual(parseAction(`so I might say ${thought}\n</think>\n${action}`, tools), finish);
  assert.equal(parseAction(`<think>${thought}`, tools), null);
  assert.equal(parseAction(`<think>${thought}</think> I do nothing.`, tools), null);
  assert.deepEqual(parseAction(JSON.stringify({ thought: thought, ...finish }), tools), finish);
});

Deno.test("withoutThinking() leaves a text without marks as it is", () => {
  for (const text of ["", "plain", '{"a": "<b>"}', " <b>think</b>"]) assert.equal(withoutThinking(text), text);
});

Deno.test("readCall() takes an empty text for no arguments and drops names that the tool does not have", () => {
  const [list] = toolsFor(["list_files"], { files: {}, settings: {} });
  const call = (argumentsText: string) => ({ id: "1", name: "list_files", argumentsText });
  assert.deepEqual(readCall(call(""), [list!]), { call: { tool: "list_files", arguments: {} } });
  assert.deepEqual(readCall(call('{"x": 1}'), [list!]), { call: { tool: "list_files", arguments: {} } });
  assert.ok("fault" in readCall(call("[]"), [list!]));
  assert.ok("fault" in readCall(call("null"), [list!]));
});

Deno.test("actionSchema() puts a thought first where an agent has a scratchpad", () => {
  const schema = actionSchema(tools, "on") as { oneOf: { required: string[]; properties: object }[] };
  for (const { required, properties } of schema.oneOf) {
    assert.equal(required[0], "thought");
    assert.equal(Object.keys(properties)[0], "thought");
  }
});

Deno.test("act() with JSON actions keeps reasoning and the reason of an end, and goes on after an answer cut off", async () => {
  const replies = [
    { content: '{"tool": "fin', finishReason: "length" },
    { content: JSON.stringify(finish), reasoning: "all done" },
  ];
  let asked = 0;
  const model = openChatModel(simulatedTransport({ name: "two", answer: () => replies[asked++]! }));
  const [record] = await run(trialsOf().slice(0, 1), model, { ledgerPath: null });
  const own = record!.transcript.slice(record!.trial.messages.length);
  assert.deepEqual(own[0], { role: "assistant", content: '{"tool": "fin', finishReason: "length" });
  assert.match(own[1]!.content, /^Error: need one JSON object/);
  assert.deepEqual(own[2], { role: "assistant", content: JSON.stringify(finish), reasoning: "all done" });
});
