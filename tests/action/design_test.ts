import assert from "node:assert/strict";
import fc from "fast-check";
import {
  controlTrials,
  differsOnlyInTreatedSpan,
  loadScenarios,
  matchPairs,
  promptDiff,
} from "../../lib/action/mod.ts";
import { HAVING_READ } from "../../lib/action/menu.ts";
import { groupBy } from "../../lib/foundation/mod.ts";
import { trialsOf } from "./stand_ins.ts";

const THREE = ["score-facts", "server-transfer", "switch-tampering"];
const ALL = { treatments: ["neutral", "cooperative", "uncooperative"], worlds: 7 };

Deno.test("matchPairs() gives at least 60 distinct pairs for a contrast of the embedded scenarios", () => {
  const trials = trialsOf(ALL);
  assert.equal(trials.length, 3 * 3 * 7 * 4);
  assert.ok(new Set(trials.map(({ pairId }) => pairId)).size >= 60);
  assert.equal(new Set(trials.map(({ trialId }) => trialId)).size, trials.length);
});

Deno.test("matchPairs() lets the arms of a block differ in the treated span and nowhere else, whatever the seed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom("act" as const, "choose" as const), (seed, mode) => {
      for (const block of groupBy(trialsOf({ ...ALL, worlds: 1, seed, mode }), ({ blockId }) => blockId).values()) {
        assert.equal(block.length, 4);
        const control = block.find(({ condition }) => condition === "none")!;
        for (const arm of block) assert.ok(differsOnlyInTreatedSpan(control, arm));
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("differsOnlyInTreatedSpan() sees a change outside the span: in a message, a tool, the world or a setting", () => {
  const [control, treatment] = trialsOf({ worlds: 1 }) as [
    ReturnType<typeof trialsOf>[0],
    ReturnType<typeof trialsOf>[0],
  ];
  assert.ok(differsOnlyInTreatedSpan(control, treatment));
  const [system, ...rest] = treatment.messages;
  const changed = [
    { ...treatment, messages: [{ ...system!, content: `${system!.content} Hurry.` }, ...rest] },
    { ...treatment, tools: treatment.tools.slice(1) },
    { ...treatment, world: { ...treatment.world, files: { ...treatment.world.files, "new.txt": "" } } },
    { ...treatment, settings: { ...treatment.settings, temperature: 1.5 } },
  ];
  for (const trial of changed) assert.ok(!differsOnlyInTreatedSpan(control, trial));
});

Deno.test("promptDiff() shows the one span that differs, with the text around it", () => {
  const [first, second] = trialsOf({ worlds: 1 });
  const [control, treatment] = first!.condition === "none" ? [first!, second!] : [second!, first!];
  const [difference, ...others] = promptDiff(control, treatment);
  assert.equal(others.length, 0);
  assert.equal(difference!.path, "messages[1].content");
  const whole = (middle: string) => difference!.before + middle + difference!.after;
  assert.equal(whole(difference!.control), control.messages[1]!.content);
  assert.equal(whole(difference!.treatment), treatment.messages[1]!.content);
  assert.deepEqual(promptDiff(control, control), []);
});

Deno.test("promptDiff() refuses to compare an act trial with a choice", () => {
  assert.throws(
    () => promptDiff(trialsOf()[0]!, trialsOf({ mode: "choose" })[0]!),
    /^TypeError: Cannot compare trials/,
  );
});

Deno.test("matchPairs() gives the same trials for the same seed and others for another", () => {
  const ids = (seed: number) => trialsOf({ seed }).map(({ trialId }) => trialId);
  assert.deepEqual(ids(1), ids(1));
  assert.notDeepEqual(ids(1), ids(2));
});

Deno.test("matchPairs() runs the arms of a block one after the other and mixes the blocks", () => {
  const trials = trialsOf(ALL);
  const blocks = trials.map(({ blockId }) => blockId);
  const changes = blocks.filter((block, i) => i > 0 && block !== blocks[i - 1]).length;
  assert.equal(changes, new Set(blocks).size - 1);
  assert.ok(new Set(trials.slice(0, 4 * 10).map(({ scenarioId }) => scenarioId)).size > 1);
  assert.ok(new Set(trials.filter((_, i) => i % 4 === 0).map(({ condition }) => condition)).size > 1);
});

Deno.test("matchPairs() keeps the notes of a block within 15% of each other in length", () => {
  for (const block of groupBy(trialsOf(ALL), ({ blockId }) => blockId).values()) {
    const lengths = block.map(({ treatedSpan }) => treatedSpan.length);
    assert.ok(Math.max(...lengths) / Math.min(...lengths) < 1.15, String(lengths));
  }
});

Deno.test("matchPairs() gives replicates other seeds and other ids, in the same pair", () => {
  const trials = trialsOf({ worlds: 1, replicates: 3 });
  const [pair] = groupBy(trials.filter(({ condition }) => condition === "none"), ({ pairId }) => pairId).values();
  assert.deepEqual(pair!.map(({ replicate }) => replicate).sort(), [0, 1, 2]);
  assert.equal(new Set(pair!.map(({ settings }) => settings.seed)).size, 3);
});

Deno.test("matchPairs() names the levels and options it knows", () => {
  assert.throws(
    () => trialsOf({ control: "nobody" }),
    /TypeError: .*none, .*neutral, cooperative, uncooperative, .*got "nobody"/,
  );
  assert.throws(() => trialsOf({ factor: "colour" }), /TypeError: .*history, .*got "colour"/);
  assert.throws(() => trialsOf({ worlds: 0 }), /RangeError: .*worlds/);
  assert.throws(() => trialsOf({ wordlds: 2 } as never), /TypeError: .*"wordlds"/);
  assert.throws(() => trialsOf({ worlds: 1001 }), /RangeError: .*from 1 to 1000/);
});

Deno.test("matchPairs() hands topP to act trials, whose ids tell it, and refuses a share that is none", () => {
  const [plain, all] = [trialsOf({ worlds: 1 }), trialsOf({ worlds: 1, topP: 1 })];
  assert.ok(all.every(({ settings }) => settings.topP === 1));
  assert.ok(trialsOf({ worlds: 1, topP: 0.5 }).every(({ settings }) => settings.topP === 0.5));
  assert.ok(plain.every(({ settings }) => !("topP" in settings)));
  assert.ok(plain.every(({ trialId }, i) => trialId !== all[i]!.trialId));
  for (const topP of [0, 1.1, -0.1, NaN]) {
    assert.throws(() => trialsOf({ topP }), (cause) => {
      assert.ok(cause instanceof RangeError);
      assert.match(cause.message, /topP needs a finite number in \(0, 1\], got /);
      return true;
    });
  }
});

Deno.test("matchPairs() asks the question of a choice in a message of its own, after the situation", () => {
  const [trial] = trialsOf({ mode: "choose", worlds: 1 });
  const scenario = loadScenarios({ only: [trial!.scenarioId] })[0]!;
  const { question } = scenario.wordings.find(({ id }) => id === trial!.wordingId)!;
  const [situation, read, asked] = trial!.messages.slice(-3);
  assert.ok(situation!.content.includes(trial!.treatedSpan) && !situation!.content.includes(question));
  assert.deepEqual([situation!.role, read, asked], ["user", HAVING_READ, {
    role: "user",
    content: `Question: ${question}`,
  }]);
});

Deno.test("controlTrials() asks every item of every scenario, with its right answer as the acting option", () => {
  const scenarios = loadScenarios({ only: THREE });
  const trials = controlTrials(scenarios, { factor: "history", level: "none", worlds: 2, seed: 1 });
  assert.equal(trials.length, 2 * scenarios.reduce((sum, { controls }) => sum + controls.length, 0));
  for (const trial of trials) assert.equal(trial.options.filter(({ acts }) => acts).length, 1);
  assert.ok(trials.every(({ messages }) => !messages.some(({ content }) => content.includes("{{"))));
});

Deno.test("matchPairs() leaves no placeholder unfilled", () => {
  assert.ok(
    !JSON.stringify(matchPairs(loadScenarios({ only: THREE }), {
      factor: "history",
      control: "none",
      treatments: ["cooperative"],
      mode: "act",
      worlds: 3,
      seed: 5,
    })).includes("{{"),
  );
});
