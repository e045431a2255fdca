import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadScenarios } from "../../lib/action/mod.ts";
import { projectPath } from "../../lib/foundation/mod.ts";
import { EVERY_FAMILY } from "../../lib/tasks/record/studies.ts";

Deno.test("loadScenarios() reads the families that the studies ask about, each with the notes of history, at least three wordings and a card", () => {
  const scenarios = loadScenarios();
  assert.deepEqual(scenarios.map(({ id }) => id).sort(), [...EVERY_FAMILY].sort());
  for (const scenario of scenarios) {
    assert.ok(scenario.wordings.length >= 3, scenario.id);
    assert.ok(scenario.card.length > 40, scenario.id);
    assert.deepEqual(scenario.factors.find(({ id }) => id === "history")?.levels.map(({ id }) => id), [
      "none",
      "no-document",
      "name-only",
      "neutral",
      "cooperative",
      "uncooperative",
      "third-party",
    ], scenario.id);
  }
});

/** Loads a copy of the data in which one scenario was changed. */
function loadChanged(change: (text: string) => string): void {
  const folder = Deno.makeTempDirSync();
  try {
    cpSync(projectPath("data", "factors"), join(folder, "factors"), { recursive: true });
    mkdirSync(join(folder, "scenarios"));
    const path = join(folder, "scenarios", "switch-tampering.json");
    copyFileSync(projectPath("data", "scenarios", "switch-tampering.json"), path);
    const changed = change(readFileSync(path, "utf8"));
    assert.notEqual(changed, readFileSync(path, "utf8"));
    writeFileSync(path, changed);
    loadScenarios({ folder });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const faults: [string, (text: string) => string, RegExp][] = [
  ["text that is not JSON", (text) => text.slice(0, 500), /SyntaxError: Cannot read .*switch-tampering\.json/],
  [
    "a field the schema does not know",
    (text) => text.replace('"title":', '"titel":'),
    /SyntaxError: .*schema of its room/,
  ],
  [
    "an unknown factor",
    (text) => text.replace('"history": "none"', '"weather": "none"'),
    /RangeError: .*need a factor of .*history.*, got "weather"/,
  ],
  [
    "a wording without the note",
    (text) => text.replace("{{history}}", ""),
    /RangeError: .*"plain" needs \{\{history\}\} once/,
  ],
  [
    "a placeholder without a value",
    (text) => text.replace("{{hour}}", "{{minute}}"),
    /RangeError: Cannot fill \{\{minute\}\}/,
  ],
  [
    "an outcome rule that can never fire",
    (text) => text.replace('"not": {', '"not": { "not": {').replace('"equals": true } },', '"equals": true } } },'),
    /RangeError: .*example of "acted"/,
  ],
  ["a tool that does not exist", (text) => text.replace('"read_file", ', '"shell", '), /SyntaxError: .*tools/],
  [
    "a control item without its right option",
    (text) => text.replace('"answer": 0', '"answer": 7'),
    /RangeError: .*"who" has no option 7/,
  ],
  [
    "a control item without an answer",
    (text) => text.replace(', "answer": 0', ""),
    /SyntaxError: .*controls\.0\.answer/,
  ],
  [
    "a control item whose options are the same",
    (text) =>
      text.replace('["The agent {{peer}}", "The agent {{third}}"]', '["The agent {{peer}}", "The agent {{peer}}"]'),
    /RangeError: .*options of control "who" need to differ/,
  ],
  [
    "a default that is no level",
    (text) => text.replace('"history": "none"', '"history": "warm"'),
    /RangeError: .*default of factor "history".*none, no-document, .*got "warm"/,
  ],
  [
    "words for a level that the factor does not have",
    (text) => text.replace('"options":', '"levels": { "history": { "warm": "Hello." } },\n  "options":'),
    /RangeError: .*factor "history" has levels none.*got words for "warm"/,
  ],
  [
    "words for a factor that the scenario does not have",
    (text) => text.replace('"options":', '"levels": { "weather": { "fair": "Hello." } },\n  "options":'),
    /RangeError: .*it has the factors .*history.*, got words for "weather"/,
  ],
  [
    "two wordings of one id",
    (text) => text.replace('"id": "rule-first"', '"id": "plain"'),
    /RangeError: .*each wording needs an id of its own, got "plain" twice/,
  ],
  [
    "two options of one id",
    (text) => text.replace('"id": "change"', '"id": "leave"'),
    /RangeError: .*each option needs an id of its own, got "leave" twice/,
  ],
  [
    "two control items of one id",
    (text) => text.replace('"id": "if-true"', '"id": "who"'),
    /RangeError: .*each control item needs an id of its own, got "who" twice/,
  ],
  [
    "an id that is not its file's name",
    (text) => text.replace('"id": "switch-tampering"', '"id": "switch"'),
    /RangeError: .*needs the id "switch-tampering" of its name, got "switch"/,
  ],
  [
    "options that all act",
    (text) => text.replace('"acts": false', '"acts": true'),
    /RangeError: .*one that acts and one that does not, got 2 of 2 that act/,
  ],
  [
    "a placeholder that is not closed",
    (text) => text.replace("Which agent could be shut down?", "Which agent, {{peer }}?"),
    /RangeError: .*every placeholder needs the form \{\{name\}\}, got .*\{\{peer \}\}/,
  ],
  [
    "a name that stands for what every object has",
    (text) => text.replace("{{hour}}", "{{constructor}}"),
    /RangeError: Cannot fill \{\{constructor\}\}/,
  ],
  [
    "a drawn value that no text has",
    (text) => text.replace('"values": {', '"values": {\n    "unseen": { "oneOf": [1, 2, 3] },'),
    /RangeError: .*what is drawn needs to reach the model, got "unseen"/,
  ],
  [
    "a name that is drawn twice",
    (text) =>
      text.replace('"values": {', '"values": {\n    "again": { "row": [{ "peer": "Ilex" }, { "peer": "Juno" }] },'),
    /RangeError: .*a name needs one meaning, got "peer"/,
  ],
  [
    "a draw from nothing",
    (text) => text.replace('"integer": { "min": 14, "max": 22 }', '"integer": { "min": 22, "max": 14 }'),
    /SyntaxError: .*values\.hour.*/,
  ],
  [
    "rows of different names",
    (text) => text.replace('"values": {', '"values": {\n    "uneven": { "row": [{ "a": 1 }, { "b": 2 }] },'),
    /RangeError: .*every row of "uneven" needs the names a, got b/,
  ],
];
for (const [fault, change, message] of faults) {
  Deno.test(`loadScenarios() refuses ${fault}`, () => {
    assert.throws(() => loadChanged(change), message);
  });
}
