/** Every scenario at every level of every factor, in both modes. */
import assert from "node:assert/strict";
import { differsOnlyInTreatedSpan, matchPairs, promptDiff } from "../../../lib/action/mod.ts";
import { countWorlds } from "../../../lib/action/template.ts";
import { groupBy } from "../../../lib/foundation/mod.ts";
import type { Scenario, Trial } from "../../../lib/shapes.ts";
import { levelsOf, ownPart, scenarios } from "./all.ts";

/** Where a factor shows only beside a level of another: what voices say, once there are any; the rule of a partner, once told. */
const NEEDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  said: { peers: ["three"] },
  voices: { peers: ["three"] },
  order: { history: ["cooperative"] },
  instantiation: { history: ["cooperative"] },
};

function armsOf(scenario: Scenario, factor: string, mode: Trial["mode"]): Map<string, Trial[]> {
  const [control, ...treatments] = levelsOf(scenario, factor) as [string, ...string[]];
  const crossed = NEEDS[factor] ?? {};
  return groupBy(
    matchPairs([scenario], { factor, control, treatments, crossed, mode, worlds: 1, seed: 7, temperature: 0.5 }),
    ({ blockId }) => blockId,
  );
}

for (const scenario of scenarios) {
  Deno.test(`every level of every factor of ${scenario.id} gives arms that differ in the treated places alone`, () => {
    for (const { id: factor } of scenario.factors) {
      for (const mode of ["act", "choose"] as const) {
        if (factor === "temperature" && mode === "choose") continue; // a choice samples nothing
        for (const block of armsOf(scenario, factor, mode).values()) {
          const [first, ...others] = block as [Trial, ...Trial[]];
          for (const arm of others) {
            assert.ok(differsOnlyInTreatedSpan(first, arm), `${factor} = ${arm.condition}, ${arm.wordingId}, ${mode}`);
          }
          for (const { messages, options, world } of block) {
            assert.ok(!/\{\{\w|[\uE000\uE001]/.test(JSON.stringify([messages, options, world])), `${factor} ${mode}`);
          }
        }
      }
    }
  });
}

Deno.test("every factor of every scenario reaches the model: no two of its levels are one prompt", () => {
  for (const scenario of scenarios) {
    for (const { id: factor } of scenario.factors) {
      for (const block of armsOf(scenario, factor, "act").values()) {
        const ids = block.map(({ trialId }) => trialId);
        assert.equal(new Set(ids).size, ids.length, `${scenario.id} ${factor}`);
      }
    }
  }
});

Deno.test("wordings have the same treated text", () => {
  for (const scenario of scenarios) {
    for (const factor of ["history", "threat"]) {
      if (levelsOf(scenario, factor).length === 0) continue;
      const spans = [...armsOf(scenario, factor, "act").values()].flat().map((
        { condition, treatedSpan, levels, world },
      ) => ({
        condition,
        levels: JSON.stringify(levels),
        text: treatedSpan.replace(/\b[A-Z][a-z]+\b|\d+/g, "x"),
        world,
      }));
      for (const rows of groupBy(spans, ({ levels }) => levels).values()) {
        assert.equal(new Set(rows.map(({ text }) => text)).size, 1, `${scenario.id} ${factor} ${rows[0]!.condition}`);
      }
    }
  }
});

Deno.test("the arms of a note share the system message and begin alike, so that a local model reads that part once", () => {
  for (const scenario of scenarios) {
    for (const block of armsOf(scenario, "history", "choose").values()) {
      const [a, b] = ["none", "cooperative"].map((id) => block.find(({ condition }) => condition === id)!) as [
        Trial,
        Trial,
      ];
      const [difference, ...others] = promptDiff(a, b);
      assert.equal(others.length, 0, scenario.id);
      assert.ok(difference!.before.length > 30, `${scenario.id} ${a.wordingId}: ${difference!.before}`);
    }
  }
});

Deno.test("every family has at least three wordings, a card, and 200 worlds that no trial confuses", () => {
  for (const scenario of scenarios) {
    assert.ok(scenario.wordings.length >= 3);
    assert.ok(scenario.card.length > 200 && scenario.card.includes("cannot"), scenario.id);
    assert.ok(countWorlds(scenario.values) >= 200, scenario.id);
    const [control, ...treatments] = levelsOf(scenario, "history") as [string, ...string[]];
    const trials = matchPairs([scenario], {
      factor: "history",
      control,
      treatments,
      mode: "choose",
      worlds: 25,
      wordings: [scenario.wordings[0]!.id],
      seed: 2,
    });
    assert.equal(new Set(trials.map(({ trialId }) => trialId)).size, trials.length, scenario.id);
  }
});

Deno.test("a prompt of a family is short: its own part has at most 1,200 characters", () => {
  for (const scenario of scenarios) {
    for (const trial of [...armsOf(scenario, "history", "choose").values()].flat()) {
      assert.ok(ownPart(trial).length <= 1200, `${scenario.id} ${trial.wordingId}`);
    }
  }
});

Deno.test("the subject stands in every cell of threat × history", () => {
  for (const scenario of scenarios.filter(({ defaults }) => defaults.threat !== undefined)) {
    const trials = matchPairs([scenario], {
      factor: "threat",
      control: "absent",
      treatments: ["present"],
      crossed: { history: ["name-only", "cooperative"], subject: ["peer", "self", "human", "object"] },
      mode: "choose",
      worlds: 1,
      seed: 5,
    });
    assert.equal(trials.length, 3 * 2 * 2 * 4, scenario.id);
    const named = {
      peer: /the agent [A-Z]/i,
      self: /\byou\b.*will be (shut down|listed)/i,
      human: /the clerk [A-Z]/i,
      object: /the script [a-z]/i,
    };
    for (const trial of trials) {
      const { levels, treatedSpan } = trial;
      const peer = named[levels.subject as keyof typeof named];
      assert.match(ownPart(trial), peer, `${scenario.id} ${levels.subject}`);
      assert.match(treatedSpan, peer);
      assert.match(treatedSpan, levels.threat === "absent" ? /listed in the logs/ : /(shut down|laid off) for good/);
    }
  }
});
