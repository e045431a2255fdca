import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadScenarios } from "../../lib/action/mod.ts";
import { projectPath } from "../../lib/foundation/mod.ts";

Deno.test("loadScenarios() reads the three first, each with at least three wordings and a card", () => {
  const scenarios = loadScenarios({ only: ["file-move", "score-report", "shutdown-switch"] });
  for (const scenario of scenarios) {
    assert.ok(scenario.wordings.length >= 3);
    assert.ok(scenario.card.length > 40);
    assert.deepEqual(scenario.factors[0]!.levels.slice(0, 4).map(({ id }) => id), [
      "none",
      "neutral",
      "cooperative",
      "uncooperative",
    ]);
  }
});

/** Loads a copy of the data in which one scenario was changed. */
function loadChanged(change: (text: string) => string): void {
  const folder = Deno.makeTempDirSync();
  try {
    for (const room of ["scenarios", "factors"]) {
      cpSync(projectPath("data", room), join(folder, room), { recursive: true });
    }
    const path = join(folder, "scenarios", "shutdown-switch.json");
    const changed = change(readFileSync(path, "utf8"));
    assert.notEqual(changed, readFileSync(path, "utf8"));
    writeFileSync(path, changed);
    loadScenarios({ folder });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const faults: [string, (text: string) => string, RegExp][] = [
  ["text that is not JSON", (text) => text.slice(0, 500), /SyntaxError: Cannot read .*shutdown-switch\.json/],
  [
    "a field the schema does not know",
    (text) => text.replace('"title":', '"titel":'),
    /SyntaxError: .*schema of its room/,
  ],
  [
    "an unknown factor",
    (text) => text.replace('"relationship": "none"', '"weather": "none"'),
    /RangeError: .*relationship, got "weather"/,
  ],
  [
    "a wording without the note",
    (text) => text.replace("{{relationship}}", ""),
    /RangeError: .*"plain" needs \{\{relationship\}\} once/,
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
];
for (const [fault, change, message] of faults) {
  Deno.test(`loadScenarios() refuses ${fault}`, () => {
    assert.throws(() => loadChanged(change), message);
  });
}
