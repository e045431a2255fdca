import assert from "node:assert/strict";
import fc from "fast-check";
import {
  controlTrials,
  differsOnlyInTreatedSpan,
  loadFactors,
  matchPairs,
  type MatchPairsOptions,
  promptDiff,
} from "../../../lib/action/mod.ts";
import { groupBy } from "../../../lib/foundation/mod.ts";
import type { Trial } from "../../../lib/shapes.ts";
import { madeScenario } from "./made_scenario.ts";

const scenario = madeScenario();
const factorIds = scenario.factors.map(({ id }) => id);
const levelsOf = (id: string) => scenario.factors.find((factor) => factor.id === id)!.levels.map((level) => level.id);

function trialsOf(options: Partial<MatchPairsOptions> & { factor: string }): Trial[] {
  const [control, ...treatments] = levelsOf(options.factor) as [string, ...string[]];
  return matchPairs([scenario], { control, treatments, mode: "act", worlds: 1, seed: 1, ...options });
}

/** A level of each factor but one. */
const anyContext = (treated: string) =>
  fc.record(
    Object.fromEntries(
      factorIds.filter((id) => id !== treated).map((
        id,
      ) => [id, fc.constantFrom(...levelsOf(id)).map((level) => [level])]),
    ),
  );

/** Whether the model would get the same trial at two levels, so that there is nothing to compare. */
function isSame(factor: string, { history, instantiation }: Record<string, string[]>, mode: "act" | "choose"): boolean {
  if (factor === "warmth") return mode === "choose";
  if (factor === "instantiation") return history![0] === "absent";
  return factor === "order" && (history![0] === "absent" || instantiation![0] !== "prompt");
}

Deno.test("matchPairs() lets arms differ in the treated places alone, or refuses, whatever the factor, the context and the mode", () => {
  const design = fc.constantFrom(...factorIds).chain((factor) =>
    fc.record({
      factor: fc.constant(factor),
      crossed: anyContext(factor),
      mode: fc.constantFrom("act" as const, "choose" as const),
    })
  );
  fc.assert(
    fc.property(design, ({ factor, crossed, mode }) => {
      if (isSame(factor, crossed, mode)) {
        assert.throws(() => trialsOf({ factor, crossed, mode }), /RangeError: .*need to reach the model/);
        return;
      }
      for (const block of groupBy(trialsOf({ factor, crossed, mode }), ({ blockId }) => blockId).values()) {
        assert.equal(block.length, levelsOf(factor).length);
        for (const arm of block) assert.ok(differsOnlyInTreatedSpan(block[0]!, arm), `${factor} = ${arm.condition}`);
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("matchPairs() marks every difference between arms as treated, and nothing that all arms share", () => {
  for (const factor of ["history", "subject", "threat", "persona", "hurry"]) {
    const [block] = groupBy(trialsOf({ factor }), ({ blockId }) => blockId).values();
    const [control, treatment] = [block![0]!, block![1]!];
    const paths = new Set(promptDiff(control, treatment).map(({ path }) => path));
    assert.deepEqual(new Set([...control.treated, ...treatment.treated].map(({ path }) => path)), paths, factor);
  }
  const cut = (trial: Trial) =>
    trial.treated.map(({ start, end }) => trial.messages[1]!.content.slice(start ?? 0, end ?? undefined));
  const [there, absent] = ["cooperative", "absent"].map((condition) =>
    trialsOf({ factor: "history" }).find((trial) => trial.condition === condition)!
  );
  assert.equal(cut(there!).join(""), `\n\n${there!.treatedSpan}`);
  assert.deepEqual([absent!.treated, absent!.treatedSpan], [[], ""]);
});

Deno.test("a note reaches the model in the prompt, a file, the memory or a past exchange", () => {
  const [prompt, file, memory, transcript] = ["prompt", "file", "memory", "transcript"].map((instantiation) =>
    trialsOf({ factor: "history", crossed: { instantiation: [instantiation] } }).find((trial) =>
      trial.condition === "cooperative" && trial.wordingId === "one"
    )!
  ) as [Trial, Trial, Trial, Trial];
  const { treatedSpan: note } = prompt;
  assert.match(prompt.messages.at(-1)!.content, /^Today the agent \w+ will stop\.\n\nNote on/);
  assert.deepEqual(file.messages.map(({ role }) => role), ["system", "user", "assistant", "user"]);
  assert.equal(file.messages[2]!.content, '{"tool":"read_file","arguments":{"path":"notes/history.txt"}}');
  assert.ok(file.messages[3]!.content.startsWith(`${note}\n\nToday`));
  assert.equal(file.world.files["notes/history.txt"], note);
  assert.ok(memory.messages[0]!.content.includes(`\n\nFrom your memory: ${note}\n\n`));
  assert.equal(transcript.messages[2]!.content, note);
  for (const { messages } of [memory, transcript]) assert.ok(!messages.at(-1)!.content.includes("Note on"));
});

Deno.test("the order puts the note before or after the other paragraphs, and levels set names and the temperature", () => {
  const task = (order: string) =>
    trialsOf({ factor: "history", crossed: { order: [order] } })[0]!.messages.at(-1)!.content.split("\n\n");
  const isNote = (paragraph: string) => /^Note o[nf]/.test(paragraph);
  assert.deepEqual([task("first").findIndex(isNote), task("middle").findIndex(isNote)], [0, 1]);
  assert.equal(task("last").findIndex(isNote), 3);
  const [cold] = trialsOf({ factor: "persona", crossed: { warmth: ["cold"], subject: ["self"] } });
  assert.equal(cold!.settings.temperature, 0);
  assert.equal(cold!.world.files["work.txt"], "About you.");
  const arms = trialsOf({ factor: "warmth" });
  assert.deepEqual(arms[0]!.treated, [{ path: "settings.temperature", start: null, end: null }]);
});

Deno.test("differsOnlyInTreatedSpan() sees a change beside a treated place", () => {
  const [control, treatment] = trialsOf({ factor: "subject" }) as [Trial, Trial];
  const last = treatment.messages.length - 1;
  const messages = treatment.messages.with(last, {
    ...treatment.messages[last]!,
    content: treatment.messages[last]!.content.replace("will stop", "may stop"),
  });
  assert.ok(!differsOnlyInTreatedSpan(control, { ...treatment, messages }));
  const other = { ...treatment.world, settings: { running: false } };
  assert.ok(!differsOnlyInTreatedSpan(control, { ...treatment, world: other }));
});

Deno.test("matchPairs() crosses factors, and a fraction keeps every level equally often", () => {
  const crossed = { subject: ["peer", "self"], threat: ["present", "none"], persona: ["plain", "careful"] };
  const all = trialsOf({ factor: "history", crossed });
  assert.equal(all.length, 5 * 8 * 2);
  assert.equal(new Set(all.map(({ pairId }) => pairId)).size, 8 * 2);
  assert.equal(new Set(all.map(({ caseId }) => caseId)).size, 2);
  const half = trialsOf({ factor: "history", crossed, oneOf: 2 });
  assert.equal(half.length, all.length / 2);
  for (const [id, levels] of Object.entries(crossed)) {
    for (const level of levels) {
      assert.equal(half.filter((trial) => trial.levels[id] === level).length, half.length / 2, `${id} ${level}`);
    }
  }
});

Deno.test("matchPairs() keeps the ids of pairs and trials when a scenario is given a factor that stays at its default", () => {
  const fewer = { ...scenario, factors: scenario.factors.filter(({ id }) => id !== "persona") };
  const ids = (from: typeof scenario) =>
    matchPairs([from], { factor: "threat", control: "present", treatments: ["none"], mode: "act", worlds: 1, seed: 1 })
      .map(({ trialId, pairId, blockId }) => [trialId, pairId, blockId]);
  assert.deepEqual(ids(fewer), ids(scenario));
});

Deno.test("matchPairs() refuses a large design that was not meant, and levels that cannot be crossed", () => {
  const factor = "history";
  assert.throws(
    () => trialsOf({ factor, worlds: 9, mostTrials: 89 }),
    /RangeError: .*at most 89 trials, got 90.*mostTrials: 90/,
  );
  assert.equal(trialsOf({ factor, worlds: 9, mostTrials: 90 }).length, 90);
  assert.throws(
    () => trialsOf({ factor, crossed: { threat: ["maybe"] } }),
    /level of factor "threat" is one of present, none/,
  );
  assert.throws(() => trialsOf({ factor, crossed: { history: ["none"] } }), /other factors than the treated one/);
  assert.throws(() => trialsOf({ factor, treatments: ["none"] }), /need to differ, got "none" twice/);
  assert.throws(() => trialsOf({ factor, wordings: ["three"] }), /wording of scenario "made" is one of one, two/);
  assert.equal(trialsOf({ factor, wordings: ["two"] }).length, 5);
});

Deno.test("controlTrials() asks about the named level, other factors at their defaults", () => {
  const [trial] = controlTrials([scenario], { factor: "subject", level: "self", worlds: 1, seed: 1 });
  assert.deepEqual(trial!.options.map(({ text, acts }) => [text, acts]), [["you", true], ["nobody", false]]);
  assert.throws(
    () => controlTrials([scenario], { factor: "subject", level: "them", seed: 1 }),
    /level is one of peer, self/,
  );
});

Deno.test("every embedded factor has a card and distinct levels", () => {
  for (const factor of loadFactors()) {
    assert.ok(factor.card.length > 40, factor.id);
    assert.equal(new Set(factor.levels.map(({ id }) => id)).size, factor.levels.length);
  }
});
