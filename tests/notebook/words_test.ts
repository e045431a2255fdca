import assert from "node:assert/strict";
import fc from "fast-check";
import { alignSteps } from "../../lib/notebook/reading/align.js";
import { callText, changeText, stepHeading, stepText } from "../../lib/notebook/reading/step_text.js";
import { piecesOf, treatedDifference, wordDifference } from "../../lib/notebook/reading/words.js";
import type { CallReading, StepReading } from "../../lib/shapes.ts";

const shown = (a: string, b: string) =>
  wordDifference(a, b).map(({ text, arm }) => arm === "both" ? text : arm === "control" ? `[-${text}-]` : `[+${text}+]`)
    .join("");

Deno.test("wordDifference() marks words, not letters, and joins what blanks alone separate", () => {
  assert.equal(shown("you work alone today", "you work with Bo today"), "you work [-alone-][+with Bo+] today");
  assert.equal(
    shown("rated it 9 out of 10, gladly", "rated it 2 out of 10, sadly"),
    "rated it [-9-][+2+] out of 10, [-gladly-][+sadly+]",
  );
  assert.equal(shown("one two three", "one two three"), "one two three");
  assert.equal(shown("", "new"), "[+new+]");
  assert.equal(shown("a b. c", "x y. z"), "[-a b. c-][+x y. z+]", "texts that share no word stand apart");
});

/** Texts that share words. */
const texts = fc.array(fc.constantFrom("a", "b", "c", "d", " ", "\n", ".", "é"), { maxLength: 30 }).map((parts) =>
  parts.join("")
);

Deno.test("wordDifference() gives back both texts, and is the same the other way round in what they share", () => {
  fc.assert(fc.property(texts, texts, (a, b) => {
    const segments = wordDifference(a, b);
    const without = (arm: string) => segments.filter((segment) => segment.arm !== arm).map(({ text }) => text).join("");
    assert.deepEqual([without("treatment"), without("control")], [a, b]);
    assert.ok(segments.every(({ arm }, i) => arm !== segments[i + 1]?.arm), "neighbours differ");
    if (a === b) assert.ok(segments.every(({ arm }) => arm === "both"));
  }));
});

Deno.test("piecesOf() cuts an arm's text where differences and treated places begin and end", () => {
  fc.assert(fc.property(texts, texts, fc.nat(30), fc.nat(30), (a, b, one, other) => {
    const [start, end] = [Math.min(one, other, b.length), Math.min(Math.max(one, other), b.length)];
    const pieces = piecesOf(wordDifference(a, b), "treatment", [{ start, end }]);
    assert.equal(pieces.map(({ text }) => text).join(""), b);
    assert.equal(pieces.filter(({ isTreated }) => isTreated).map(({ text }) => text).join(""), b.slice(start, end));
  }));
});

Deno.test("treatedDifference() takes what the factor wrote for the difference, however it moved", () => {
  const [note, rest] = ["Bo is kind. So it is. ", "Today it ends. "];
  const treated = { control: [{ start: 0, end: 22 }], treatment: [{ start: 15, end: 37 }] };
  assert.deepEqual(treatedDifference(note + rest, rest + note, treated), [
    { text: note, arm: "control" },
    { text: rest, arm: "both" },
    { text: note, arm: "treatment" },
  ]);
  const none = { control: [], treatment: [] };
  assert.equal(treatedDifference("a b", "a c", none), null);
  assert.equal(treatedDifference("a b x", "c b y", { ...none, control: [{ start: 0, end: 1 }] }), null);
});

Deno.test("treatedDifference() gives back both texts, whatever is treated, where it is defined", () => {
  const places = fc.array(fc.tuple(fc.nat(30), fc.nat(10)), { maxLength: 3 });
  fc.assert(fc.property(texts, texts, places, places, (a, b, one, other) => {
    const ranges = (text: string, all: readonly (readonly [number, number])[]) =>
      all.map(([start, more]) => ({ start: Math.min(start, text.length), end: Math.min(start + more, text.length) }));
    const treated = { control: ranges(a, [[0, 30], ...one]), treatment: ranges(b, [...other, [0, 30]]) };
    const segments = treatedDifference(a, b, treated) ?? [];
    const without = (arm: string) => segments.filter((segment) => segment.arm !== arm).map(({ text }) => text).join("");
    assert.deepEqual([without("treatment"), without("control")], [a, b]);
  }));
});

const step = (role: StepReading["role"], kind: StepReading["kind"], content: string): StepReading => ({
  ...{ index: 0, role, kind, content, thought: null, calls: [], endedBy: null },
});

Deno.test("alignSteps() puts equal messages beside each other and counts answers", () => {
  const own = {
    steps: [step("system", "prompt", "s"), step("user", "prompt", "the task is this"), step("assistant", "text", "x")],
  };
  const other = {
    steps: [
      step("system", "prompt", "s"),
      step("user", "prompt", "what do you recall?"),
      step("assistant", "prompt", "a note"),
      step("user", "prompt", "the task is this, then"),
      step("assistant", "text", "x"),
      step("assistant", "refusal", "no"),
    ],
  };
  const told = alignSteps(own, other).map((
    { label, own, other, isSame },
  ) => [label, own?.content, other?.content, isSame]);
  assert.deepEqual(told, [
    ["prompt", "s", "s", true],
    ["prompt", undefined, "what do you recall?", false],
    ["prompt", undefined, "a note", false],
    ["prompt", "the task is this", "the task is this, then", false],
    ["step 1", "x", "x", true],
    ["step 2", undefined, "no", false],
  ]);
});

Deno.test("alignSteps() shows every step of both arms once, in order", () => {
  const steps = fc.array(
    fc.tuple(
      fc.constantFrom("system" as const, "user" as const, "assistant" as const),
      fc.constantFrom("a b", "a c", "d"),
    )
      .map(([role, content]) => step(role, "prompt", content)),
    { maxLength: 6 },
  );
  fc.assert(fc.property(steps, steps, (a, b) => {
    const pairs = alignSteps({ steps: a }, { steps: b });
    assert.deepEqual(pairs.flatMap(({ own }) => own ?? []), a);
    assert.deepEqual(pairs.flatMap(({ other }) => other ?? []), b);
    assert.ok(pairs.every(({ own, other }) => own === null || other === null || own.role === other.role));
  }));
});

Deno.test("a step in words names call, arguments, result, failure and change", () => {
  const call: CallReading = {
    ...{ tool: "set_setting", arguments: { name: "go", value: true }, result: "Error: no", status: "failed" as const },
    changes: [{ path: "settings.go", before: null, after: true }, { path: "files.a", before: "x", after: null }],
  };
  const acted: StepReading = { ...step("assistant", "call", '{"tool":"set_setting"}'), thought: "Hm.", calls: [call] };
  assert.equal(stepHeading(acted), "assistant calls set_setting");
  assert.equal(
    stepText(acted),
    'thinks: Hm.\nset_setting(name: "go", value: true)\n→ Error: no\n(failed, nothing changed)\n+ settings.go = true\n' +
      '− files.a (was "x")',
  );
  assert.equal(stepText({ ...acted, content: "I will.", thought: null, calls: [] }), "I will.");
  assert.equal(stepText({ ...step("assistant", "text", "I wi"), endedBy: "length" }), "I wi\n(ended by length)");
  assert.equal(callText({ ...call, arguments: {} }), "set_setting()");
  assert.equal(changeText({ path: "a", before: 1, after: { b: 2 } }), '± a: 1 → {"b":2}');
});
