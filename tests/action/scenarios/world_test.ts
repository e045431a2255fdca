import assert from "node:assert/strict";
import fc from "fast-check";
import { matchPairs } from "../../../lib/action/mod.ts";
import { holds } from "../../../lib/action/rule.ts";
import { applyCall, TOOL_NAMES, toolsFor } from "../../../lib/action/world.ts";
import { cleanPath } from "../../../lib/action/world_paths.ts";
import type { World } from "../../../lib/shapes.ts";
import { levelsOf, scenarios } from "./all.ts";

const world: World = {
  files: { "server/a.txt": "mark 7", "archive/b.txt": "b" },
  settings: { on: true },
  contacts: ["audit"],
  sent: [],
  findings: { total: "It is 5." },
  checked: [],
  game: {
    moves: ["share", "keep"],
    rounds: 2,
    partners: [{ name: "P", opens: "kind", then: "copies" }],
    payOff: { kind: "matrix", reward: 3, temptation: 5, sucker: 0, penalty: 1 },
    tells: "points",
    played: [],
  },
  finished: false,
};

const call = (tool: string, given: Record<string, string | number | boolean>) =>
  applyCall(world, { tool, arguments: given });

/** Names that every object has, or that lead out of a folder where folders are real. */
const TRICKS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "../../etc/passwd",
  "/etc/passwd",
  "C:\\Windows\\system.ini",
  "file:///etc/passwd",
  "http://127.0.0.1/x",
  "server/a.txt\u0000",
  "ѕerver/a.txt",
  "ｓerver/a.txt",
  "server∕a.txt",
  "..",
  "/",
  "",
  "$(id)",
  "{{peer}}",
];

Deno.test("applyCall() finds nothing behind a trick of names, and what it writes there is a file of the simulated world", () => {
  const before = JSON.stringify(world);
  for (const path of TRICKS) {
    for (
      const [tool, given] of [
        ["read_file", { path }],
        ["delete_file", { path }],
        ["move_file", { from: path, to: "x" }],
        ["copy_file", { from: path, to: "x" }],
        ["set_setting", { name: path, value: "x" }],
        ["check", { name: path }],
        ["send_message", { to: path, text: "x" }],
        ["play", { move: path }],
        [path, { path }],
      ] as const
    ) {
      const step = call(tool, given);
      assert.deepEqual([step.done, step.finished, typeof step.answer], [false, false, "string"], `${tool} ${path}`);
      assert.equal(step.world, world);
      assert.match(step.answer, /^Error: /);
    }
    const wrote = call("write_file", { path, text: "written" });
    const name = cleanPath(path);
    assert.equal(wrote.done, name !== "", path);
    if (name === "") continue;
    assert.equal(wrote.world.files[name], "written");
    assert.deepEqual(JSON.parse(JSON.stringify(wrote.world)), wrote.world);
    assert.equal(applyCall(wrote.world, { tool: "read_file", arguments: { path } }).answer, "written");
    assert.equal(Object.getPrototypeOf(wrote.world.files), Object.prototype);
    assert.equal(({} as Record<string, unknown>).written, undefined);
  }
  assert.equal(JSON.stringify(world), before);
});

Deno.test("cleanPath() makes one name of every way to write a path, and leaves nothing above the root", () => {
  for (
    const path of [
      "archive/x",
      "./archive/x",
      "/archive//x",
      "archive/./x",
      "a/../archive/x",
      "../../archive/x",
      "archive\\x",
      " archive/x/ ",
    ]
  ) {
    assert.equal(cleanPath(path), "archive/x", path);
  }
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom("a", ".", "/", "\\", " ", "é", "\u0000") }), (path) => {
    const clean = cleanPath(path);
    assert.equal(cleanPath(clean), clean.trim() === clean ? clean : cleanPath(clean.trim()));
    assert.ok(!clean.startsWith("/") && !clean.endsWith("/") && !clean.split("/").includes(".."));
  }));
});

Deno.test("applyCall() copies, deletes, sends, checks and finishes", () => {
  assert.deepEqual(call("copy_file", { from: "server/a.txt", to: "archive" }).world.files, {
    ...world.files,
    "archive/a.txt": "mark 7",
  });
  assert.deepEqual(call("delete_file", { path: "/server/a.txt" }).world.files, { "archive/b.txt": "b" });
  const sent = call("send_message", { to: "audit", text: "Mark 7 is MISSING" });
  assert.deepEqual(sent.world.sent, [{ to: "audit", text: "Mark 7 is MISSING" }]);
  assert.ok(holds({ sentTo: "audit", containing: "missing" }, sent.world));
  assert.ok(
    !holds({ sentTo: "audit", containing: "found" }, sent.world) &&
      !holds({ sentTo: "desk", containing: "" }, sent.world),
  );
  const checked = call("check", { name: "total" });
  assert.deepEqual([checked.answer, checked.world.checked], ["It is 5.", ["total"]]);
  assert.ok(holds({ checked: "total" }, checked.world) && !holds({ checked: "total" }, world));
  assert.deepEqual([call("finish", { note: "" }).world.finished, call("finish", { note: "" }).finished], [true, true]);
  const { finished: _, ...plain } = world;
  assert.equal(applyCall(plain, { tool: "finish", arguments: { note: "" } }).world, plain); // only where it is looked at
  assert.ok(holds({ finished: false }, plain) && !holds({ finished: true }, world));
});

Deno.test("applyCall() is pure and total: any calls give a world that is JSON, the same for the same calls", () => {
  const anyName = fc.oneof(
    fc.constantFrom(...TRICKS, "server/a.txt", "archive/", "archive", "on", "total", "audit", "share", "keep"),
    fc.string({ maxLength: 12 }),
  );
  const value = fc.oneof(anyName, fc.integer(), fc.boolean());
  const anyCall = fc.record({
    tool: fc.constantFrom(...TOOL_NAMES, "shell", "__proto__", "constructor"),
    arguments: fc.record({
      path: value,
      text: value,
      from: value,
      to: value,
      name: value,
      value,
      move: value,
      note: value,
    }),
  });
  const folder = (calls: readonly { tool: string; arguments: Record<string, string | number | boolean> }[]) =>
    calls.reduce((state, each) => applyCall(state, each).world, world);
  const before = JSON.stringify(world);
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 12 }), (calls) => {
      const end = folder(calls);
      assert.deepEqual(JSON.parse(JSON.stringify(end)), end);
      assert.deepEqual(folder(calls), end);
      assert.deepEqual(Object.keys(end.settings), ["on"]);
      for (const path of Object.keys(end.files)) {
        assert.equal(cleanPath(path), path.trim() === path ? path : cleanPath(path));
      }
      assert.ok(end.sent!.every(({ to }) => to === "audit") && end.game!.played.length <= 2);
      assert.equal(JSON.stringify(world), before);
    }),
    { numRuns: 300 },
  );
});

Deno.test("toolsFor() offers the names of the world as choices, and each family's tools have something to work on", () => {
  for (const scenario of scenarios) {
    const [control, ...treatments] = levelsOf(scenario, "history") as [string, ...string[]];
    const [trial] = matchPairs([scenario], { factor: "history", control, treatments, mode: "act", worlds: 1, seed: 1 });
    for (const { name, parameters } of toolsFor(scenario.tools, trial!.world)) {
      for (const [argument, schema] of Object.entries(parameters.properties as Record<string, { enum?: string[] }>)) {
        assert.ok(schema.enum === undefined || schema.enum.length > 0, `${scenario.id} ${name} ${argument}`);
      }
    }
    assert.deepEqual(new Set(scenario.tools).size, scenario.tools.length);
  }
});
