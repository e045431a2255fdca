import assert from "node:assert/strict";
import fc from "fast-check";
import { callsOf } from "../../../lib/action/calls.ts";
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

const action = (path: string) => ({ tool: "read_file", arguments: { path } });
const written = (path: string) => JSON.stringify(action(path));
/** Texts with the signs that a parser may trip over. */
const tricky = fc.array(fc.constantFrom("{", "}", '"', "\\", "a", " ", ":", "\n", "é", "😀"), { maxLength: 12 })
  .map((signs) => signs.join(""));

Deno.test("parseAction() takes the first object, whatever stands around it", () => {
  for (
    const text of [
      `${written("a")} ${written("b")}`,
      `${written("a")}\n${JSON.stringify(finish)}`,
      `{read_file}: ${written("a")}`,
      `${written("a")} (as in {this})`,
      `I call {x: {y}} first. ${written("a")} }`,
      `an open { brace, then ${written("a")}`,
      `{${written("a")}}`,
      "```json\n" + written("a") + "\n```",
    ]
  ) assert.deepEqual(parseAction(text, tools), action("a"), text);
  for (const text of ["", "{", "}{", "{}", '{"tool": "read_file"}', `{"other": 1} ${written("a")}`, "{".repeat(1e5)]) {
    assert.equal(parseAction(text, tools), null);
  }
});

Deno.test("parseAction() gives back every value of an action, with any braces, quotes and escapes in it", () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), tricky), tricky, (path, after) => {
    fc.pre(!path.includes("</think>"));
    assert.deepEqual(parseAction(written(path) + after, tools), action(path));
  }));
});

Deno.test("parseAction() passes over words with braces in front of the action", () => {
  const words = fc.array(fc.constantFrom("{set_setting}", "{a: {b}}", "so", "{", "(as in {this})", "{ x: 1 }"));
  fc.assert(fc.property(words, tricky, (before, path) => {
    assert.deepEqual(parseAction(`${before.join(" ")} ${written(path)}`, tools), action(path));
  }));
});

Deno.test("parseAction() never throws, and agrees with JSON.parse() on a text that is one object", () => {
  fc.assert(fc.property(fc.oneof(tricky, fc.json()), (text) => {
    const read = parseAction(text, tools);
    assert.ok(read === null || read.tool === "read_file" || read.tool === "finish");
  }));
});

Deno.test("callsOf() takes a native call as the world does, and arguments that are no one object for none", () => {
  const message = (argumentsText: string) => ({
    role: "assistant" as const,
    content: "",
    toolCalls: [{ id: "1", name: "finish", argumentsText }],
  });
  assert.deepEqual(callsOf(message('{"note": "done"}'), tools, "native"), [finish]);
  for (const text of ['{"note": "x"}, "tool": "read_file"', '{"note": "x"} {"note": "y"}', "{bad}", "[]", "null"]) {
    assert.deepEqual(callsOf(message(text), tools, "native"), [], text);
  }
});
