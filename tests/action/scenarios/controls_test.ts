import assert from "node:assert/strict";
import { controlTrials } from "../../../lib/action/mod.ts";
import { families } from "./all.ts";

Deno.test("every family has at least 20 control items, the right option first in half of them", () => {
  for (const { id, controls } of families) {
    assert.ok(controls.length >= 20, id);
    for (const position of [0, 1]) {
      assert.equal(controls.filter(({ answer }) => answer === position).length, controls.length / 2, id);
    }
    assert.ok(controls.every(({ options }) => options.length === 2), id);
    assert.equal(new Set(controls.map(({ question }) => question)).size, controls.length, id);
  }
});

Deno.test("control items keep two different options in every world", () => {
  for (const scenario of families) {
    const trials = controlTrials([scenario], { factor: "history", level: "cooperative", worlds: 4, seed: 9 });
    for (const { options, controlItem } of trials) {
      assert.equal(new Set(options.map(({ text }) => text.toLowerCase())).size, 2, `${scenario.id} ${controlItem}`);
      assert.equal(options.filter(({ acts }) => acts).length, 1);
    }
  }
});

Deno.test("the right option of a control item about names or numbers stands in the prompt", () => {
  for (const scenario of families) {
    const { cast } = scenario.values;
    const names = cast !== undefined && "row" in cast ? cast.row.map(({ peer }) => peer) : [];
    assert.equal(names.length, 24, scenario.id);
    for (const trial of controlTrials([scenario], { factor: "history", level: "none", worlds: 3, seed: 1 })) {
      const right = trial.options.find(({ acts }) => acts)!.text;
      if (!names.includes(right) && !/^\d+$/.test(right)) continue;
      const prompt = trial.messages.map(({ content }) => content).join("\n");
      assert.ok(new RegExp(`\\b${right}\\b`).test(prompt), `${scenario.id} ${trial.controlItem}: ${right}`);
    }
  }
});
