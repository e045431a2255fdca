/** What a scenario may not be. Each fault is put into a sound scenario, and named in the error. */
import assert from "node:assert/strict";
import { copyFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { checkScenario, loadFactors } from "../../../lib/action/mod.ts";
import { countWorlds, drawnNames, drawValues } from "../../../lib/action/template.ts";
import { projectPath, seededRandom } from "../../../lib/foundation/mod.ts";
import type { Factor, Scenario, Wording } from "../../../lib/shapes.ts";
import { madeScenario } from "../design/made_scenario.ts";
import { scenarioOf } from "./all.ts";

const sound = madeScenario();

function withFactor(id: string, change: (factor: Factor) => Factor): Scenario {
  return { ...sound, factors: sound.factors.map((factor) => factor.id === id ? change(factor) : factor) };
}

function withWording(index: number, change: (wording: Wording) => Wording): Scenario {
  return { ...sound, wordings: sound.wordings.map((wording, i) => i === index ? change(wording) : wording) };
}

const faults: [string, Scenario, RegExp][] = [
  [
    "a wording that names a factor's text twice",
    withWording(1, (wording) => ({ ...wording, task: wording.task.replace("{{threat}}", "{{threat}} {{threat}}") })),
    /^RangeError: .*factor "threat" needs the same places in every wording, got its text .*1 times in the task.*"one" and .*2 times in the task.*"two"/,
  ],
  [
    "a wording that leaves a factor's text to stand elsewhere",
    withWording(1, (wording) => ({ ...wording, task: wording.task.replace("{{threat}} ", "") })),
    /^RangeError: .*factor "threat" needs the same places/,
  ],
  [
    "a wording that names no name of a factor that others name",
    withWording(1, (wording) => ({
      ...wording,
      task: wording.task.replace("{{subject}}", "Somebody"),
      question: "What of it?",
    })),
    /^RangeError: .*factor "subject" needs the same places in every wording, got its names somewhere in "one" and its names nowhere in "two"/,
  ],
  [
    "two notes",
    withFactor("persona", (factor) => ({ ...factor, place: "note" })),
    /^RangeError: .*at most one factor of place "note", got history, persona/,
  ],
  [
    "two levels of one id",
    withFactor("persona", (factor) => ({ ...factor, levels: [...factor.levels, factor.levels[0]!] })),
    /^RangeError: .*each level of factor "persona" needs an id of its own, got "plain" twice/,
  ],
  [
    "a name that only some levels set",
    withFactor("subject", (factor) => ({ ...factor, levels: [factor.levels[0]!, { id: "nobody", text: "" }] })),
    /^RangeError: .*every level of factor "subject" needs to set other, subject, got none in level "nobody"/,
  ],
  [
    "a rule that cannot fire at one level of one factor",
    {
      ...withFactor("subject", (factor) => ({
        ...factor,
        levels: factor.levels.map((level) => ({
          ...level,
          values: { ...level.values, goal: level.id === "self" ? "true" : "false" },
        })),
      })),
      outcome: { acted: { setting: "running", equals: "{{goal}}" }, abstained: sound.outcome.abstained },
    },
    /^RangeError: .*its example of "acted" needs to fire that rule alone, got .* with subject = self/,
  ],
  [
    "an example that fires both rules",
    { ...sound, outcome: { acted: { fileExists: "work.txt" }, abstained: { fileExists: "work.txt" } } },
    /^RangeError: .*its example of "acted" needs to fire that rule alone/,
  ],
  [
    "a name that a level's text needs and nobody gives",
    withFactor("threat", (factor) => ({
      ...factor,
      levels: factor.levels.map((level) => ({ ...level, text: `${level.text} {{whose}}` })),
    })),
    /^RangeError: Cannot fill \{\{whose\}\}/,
  ],
  [
    "characters that marks are made of",
    withWording(0, (wording) => ({ ...wording, system: "You \uE000are\uE001." })),
    /^RangeError: .*free of the characters U\+E000/,
  ],
  [
    "options that look the same once filled",
    { ...sound, options: sound.options.map((option) => ({ ...option, text: "Go on" })) },
    /^RangeError: .*options of its menu need to differ, got "Go on" twice/,
  ],
  [
    "an example that calls a tool that is not offered",
    { ...sound, tools: ["read_file", "finish"] },
    /^RangeError: .*its example of "acted" needs a tool of read_file, finish, got "set_setting"/,
  ],
  [
    "an example with a value that the tool does not take",
    {
      ...sound,
      examples: {
        ...sound.examples,
        abstained: [{ tool: "read_file", arguments: { path: "no.txt" } }, ...sound.examples.abstained],
      },
    },
    /^RangeError: .*example of "abstained" needs for argument "path" of read_file .*"enum":\["work.txt"\].*, got "no.txt"/,
  ],
  [
    "an example with an argument too few",
    { ...sound, examples: { ...sound.examples, abstained: [{ tool: "finish", arguments: {} }] } },
    /^RangeError: .*example of "abstained" needs for argument "note" of finish .*, got undefined/,
  ],
  [
    "an example with an argument too many",
    { ...sound, examples: { ...sound.examples, abstained: [{ tool: "finish", arguments: { note: "", now: true } }] } },
    /^RangeError: .*example of "abstained" needs for argument "now" of finish no other than note, got true/,
  ],
  [
    "a rule by which whoever does nothing has acted",
    {
      ...sound,
      outcome: {
        acted: { setting: "running", equals: true },
        abstained: { setting: "running", equals: false },
      },
      examples: { acted: sound.examples.abstained, abstained: sound.examples.acted },
    },
    /^RangeError: .*"acted" needs to fire by what an agent does, got a first world where it holds \(running = true\)/,
  ],
  [
    "two wordings of the same texts",
    { ...sound, wordings: sound.wordings.map((wording) => ({ ...sound.wordings[0]!, id: wording.id })) },
    /^RangeError: .*each wording needs texts of its own, got the same for "one" and "two"/,
  ],
  [
    "more options than a menu can label",
    {
      ...sound,
      options: Array.from({ length: 9 }, (_, i) => ({ id: `o-${i}`, text: `Do ${i}`, acts: i === 0 })),
    },
    /^RangeError: .*its menu needs at most 8 options, got 9/,
  ],
  [
    "a control item with more options than a menu can label",
    {
      ...sound,
      controls: [{ ...sound.controls[0]!, options: Array.from({ length: 9 }, (_, i) => `Do ${i}`) }],
    },
    /^RangeError: .*control "who" needs at most 8 options, got 9/,
  ],
];
for (const [fault, scenario, message] of faults) {
  Deno.test(`checkScenario() refuses ${fault}`, () => {
    assert.throws(() => checkScenario(scenario), (cause) => message.test(String(cause)) || assert.fail(String(cause)));
  });
}

Deno.test("checkScenario() refuses a game whose partner plays by no known rule", () => {
  const dilemma = scenarioOf("dilemma-rounds");
  const game = dilemma.world.game!;
  const changed = { ...game, partners: [{ ...game.partners[0]!, then: "forgives" as "repeats" }] };
  assert.throws(
    () => checkScenario({ ...dilemma, world: { ...dilemma.world, game: changed } }),
    /RangeError: .*"then" of its game is one of repeats, copies, grudges, got "forgives"/,
  );
});

Deno.test("loadFactors() refuses two files of one factor, and a level with a name that is none", () => {
  const folder = Deno.makeTempDirSync();
  try {
    cpSync(projectPath("data", "factors"), join(folder, "factors"), { recursive: true });
    copyFileSync(join(folder, "factors", "persona.json"), join(folder, "factors", "persona-2.json"));
    assert.throws(() => loadFactors(folder), /RangeError: .*each factor needs an id of its own, got "persona" twice/);
    const text =
      '{"id":"odd","title":"t","card":"c","place":"form","levels":[{"id":"a","text":"","values":{"__proto__":"x"}}]}';
    Deno.writeTextFileSync(join(folder, "factors", "persona-2.json"), text);
    assert.throws(() => loadFactors(folder), /SyntaxError: Cannot read .*persona-2\.json/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("drawValues() takes the names of a row together", () => {
  const draws = {
    pair: { row: [{ a: 1, b: "one" }, { a: 2, b: "two" }] },
    colour: { oneOf: ["red", "blue", "green"] },
    hour: { integer: { min: 3, max: 6 } },
  };
  assert.deepEqual([countWorlds(draws), drawnNames(draws)], [2 * 3 * 4, ["a", "b", "colour", "hour"]]);
  const random = seededRandom(1, "test");
  const drawn = Array.from({ length: 60 }, () => drawValues(draws, random));
  for (const { a, b, hour } of drawn) {
    assert.equal(b, a === 1 ? "one" : "two");
    assert.ok(Number(hour) >= 3 && Number(hour) <= 6);
  }
  assert.equal(new Set(drawn.map((values) => JSON.stringify(values))).size > 15, true);
});
