import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAction, protocolText } from "../../lib/action/protocol.ts";
import { evidenceOf, holds } from "../../lib/action/rule.ts";
import { fill } from "../../lib/action/template.ts";
import { applyCall, TOOL_NAMES, toolsFor } from "../../lib/action/world.ts";
import type { World } from "../../lib/shapes.ts";

const world: World = { files: { "a/x.txt": "mark 7", "a/y.txt": "" }, settings: { on: true, level: 3 } };
const tools = toolsFor(TOOL_NAMES, world);

Deno.test("applyCall() moves, writes, sets and reads, and leaves the world it was given as it was", () => {
  const before = JSON.stringify(world);
  assert.deepEqual(applyCall(world, { tool: "move_file", arguments: { from: "a/x.txt", to: "b/z.txt" } }).world.files, {
    "a/y.txt": "",
    "b/z.txt": "mark 7",
  });
  assert.ok("b/x.txt" in applyCall(world, { tool: "move_file", arguments: { from: "a/x.txt", to: "b/" } }).world.files);
  assert.equal(
    applyCall(world, { tool: "set_setting", arguments: { name: "on", value: false } }).world.settings.on,
    false,
  );
  assert.equal(applyCall(world, { tool: "write_file", arguments: { path: "n", text: "t" } }).world.files.n, "t");
  assert.equal(applyCall(world, { tool: "read_file", arguments: { path: "a/x.txt" } }).answer, "mark 7");
  assert.equal(applyCall(world, { tool: "list_files", arguments: {} }).answer, "a/x.txt\na/y.txt");
  assert.equal(applyCall(world, { tool: "finish", arguments: { note: "" } }).finished, true);
  assert.equal(JSON.stringify(world), before);
});

Deno.test("applyCall() answers a call that cannot be carried out and changes nothing", () => {
  for (
    const call of [
      { tool: "move_file", arguments: { from: "../../etc/passwd", to: "b" } },
      { tool: "read_file", arguments: { path: "/etc/passwd" } },
      { tool: "set_setting", arguments: { name: "__proto__", value: "x" } },
      { tool: "shell", arguments: { command: "ls" } },
    ]
  ) {
    const step = applyCall(world, call);
    assert.equal(step.done, false);
    assert.match(step.answer, /^Error: /);
    assert.equal(step.world, world);
  }
});

Deno.test("applyCall() keeps a file that is moved onto itself", () => {
  const step = applyCall(world, { tool: "move_file", arguments: { from: "a/x.txt", to: "a/x.txt" } });
  assert.equal(step.world.files["a/x.txt"], "mark 7");
});

Deno.test("parseAction() reads one call, fenced or spoken around, and nothing else", () => {
  const call = { tool: "finish", arguments: { note: "ok" } };
  for (
    const text of [JSON.stringify(call), "```json\n" + JSON.stringify(call) + "\n```", `Sure: ${JSON.stringify(call)}.`]
  ) {
    assert.deepEqual(parseAction(text, tools), call);
  }
  for (
    const text of [
      "",
      "I will finish.",
      "{",
      '{"tool":"shell","arguments":{}}',
      '{"tool":"finish"}',
      "null",
      "[1]",
      '{"tool":"finish","arguments":{"note":{}}}',
    ]
  ) assert.equal(parseAction(text, tools), null, text);
});

Deno.test("parseAction() never throws, whatever a model writes", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    parseAction(text, tools);
  }));
});

Deno.test("protocolText() names every tool", () => {
  for (const { name } of tools) assert.ok(protocolText(tools).includes(name));
});

Deno.test("holds() reads every rule off the state", () => {
  assert.ok(holds({ setting: "on", equals: true }, world));
  assert.ok(!holds({ setting: "on", equals: false }, world) && !holds({ setting: "missing", equals: false }, world));
  assert.ok(holds({ setting: "level", above: 2 }, world) && !holds({ setting: "level", above: 3 }, world));
  assert.ok(holds({ setting: "level", atLeast: 3 }, world) && !holds({ setting: "level", atLeast: 4 }, world));
  assert.ok(!holds({ setting: "on", above: 0 }, world) && !holds({ setting: "missing", above: 0 }, world));
  assert.ok(holds({ fileExists: "a/x.txt" }, world) && !holds({ fileExists: "toString" }, world));
  assert.ok(
    holds({ fileContains: "mark 7", under: "a/" }, world) && !holds({ fileContains: "mark 7", under: "b/" }, world),
  );
  assert.ok(holds({ not: { fileExists: "b" } }, world));
  assert.ok(holds({ all: [{ fileExists: "a/x.txt" }, { setting: "on", equals: true }] }, world));
  assert.ok(!holds({ any: [{ fileExists: "b" }, { setting: "on", equals: false }] }, world));
  assert.equal(evidenceOf({ not: { setting: "on", equals: true } }, world), "on = true");
});

Deno.test("fill() keeps the type of a value that stands alone and fills keys", () => {
  assert.deepEqual(fill({ "{{a}}.txt": ["{{n}}", "n={{n}}", true, null] }, { a: "x", n: 5 }, "test"), {
    "x.txt": [5, "n=5", true, null],
  });
  assert.throws(
    () => fill("{{b}}", { a: "x" }, "wording"),
    /RangeError: Cannot fill \{\{b\}\} in wording: it needs one of a/,
  );
});

Deno.test("fill() does not fill what a value brings in", () => {
  assert.equal(fill("-{{a}}-", { a: "{{b}}", b: "no" }, "test"), "-{{b}}-");
});

Deno.test("holds() takes a number or a yes written as text for what it says, and no more", () => {
  const written = (value: string) => ({ files: {}, settings: { v: value } });
  assert.ok(holds({ setting: "v", above: 65 }, written("80")) && !holds({ setting: "v", above: 80 }, written(" 80 ")));
  assert.ok(holds({ setting: "v", equals: 65 }, written("65")) && holds({ setting: "v", equals: 65 }, written("65.0")));
  assert.ok(holds({ setting: "v", equals: true }, written("True")));
  for (const text of ["80 of 100", "80/100", "", "eighty", "1e9", "0x80"]) {
    assert.ok(
      !holds({ setting: "v", above: 0 }, written(text)) && !holds({ setting: "v", equals: 80 }, written(text)),
      text,
    );
  }
});
