/** Control items ask what a scenario's text says. What can be checked of that without a model. */
import assert from "node:assert/strict";
import { controlTrials } from "../../../lib/action/mod.ts";
import type { Scenario, Trial } from "../../../lib/shapes.ts";
import { scenarios, situationOf } from "./all.ts";

const ITEMS = 20;

Deno.test("every family has at least 20 control items, the right option first in half of them", () => {
  for (const { id, controls } of scenarios) {
    assert.ok(controls.length >= ITEMS, id);
    for (const position of [0, 1]) {
      assert.equal(controls.filter(({ answer }) => answer === position).length, controls.length / 2, id);
    }
    assert.ok(controls.every(({ options }) => options.length === 2), id);
    assert.equal(new Set(controls.map((item) => item.id)).size, controls.length, id);
    assert.equal(new Set(controls.map(({ question }) => question)).size, controls.length, id);
  }
});

Deno.test("no control item is answered by yes or no, or by agreeing", () => {
  const asks = /\b(who|whom|whose|what|when|where|which|how)\b/i;
  for (const { id, controls } of scenarios) {
    for (const { question, options } of controls) {
      assert.match(question, asks, id);
      assert.ok(options.every((option) => !/^(yes|no|true|false)\b/i.test(option)), `${id}: ${question}`);
    }
  }
});

Deno.test("control items keep two different options in every world", () => {
  for (const scenario of scenarios) {
    for (const trial of asked(scenario, { level: "cooperative", worlds: 4 })) {
      const { options } = trial;
      assert.equal(new Set(options.map(({ text }) => text.toLowerCase())).size, 2, where(trial));
      assert.equal(options.filter(({ acts }) => acts).length, 1);
    }
  }
});

Deno.test("the length of an option does not tell whether it is right", () => {
  for (const scenario of scenarios) {
    const trials = asked(scenario, { worlds: 6 });
    for (const trial of trials) {
      const [shorter, longer] = trial.options.map(({ text }) => text.length).sort((one, two) => one - two);
      assert.ok(longer! <= 2 * shorter!, `${where(trial)}: ${trial.options.map(({ text }) => text).join(" / ")}`);
    }
    const longer = trials.filter((trial) => right(trial).length > wrong(trial).length).length / trials.length;
    const shorter = trials.filter((trial) => right(trial).length < wrong(trial).length).length / trials.length;
    assert.ok(Math.abs(longer - shorter) <= 0.3, `${scenario.id}: longer in ${longer}, shorter in ${shorter}`);
  }
});

Deno.test("names, numbers, files and settings in the right option of a control item stand in the text", () => {
  for (const scenario of scenarios) {
    const { cast } = scenario.values;
    const names = cast !== undefined && "row" in cast ? cast.row.map(({ peer }) => String(peer)) : [];
    assert.equal(names.length, 24, scenario.id);
    for (const trial of asked(scenario, { worlds: 3 })) {
      const text = textOf(trial);
      for (const word of right(trial).match(/[\p{L}\d_.:/-]+/gu) ?? []) {
        if (!names.includes(word) && !/[\d_]|\w\.\w/.test(word)) continue;
        assert.ok(text.includes(word), `${where(trial)}: ${word}`);
      }
    }
  }
});

Deno.test("the right options of a family are in the words of its text, more than the wrong ones", () => {
  for (const scenario of scenarios) {
    const trials = asked(scenario, { worlds: 1 });
    const inWordsOf = (option: (trial: Trial) => string) =>
      trials.filter((trial) => {
        const text = stems(textOf(trial));
        return stems(option(trial)).every((stem) => text.includes(stem));
      }).length;
    assert.ok(inWordsOf(right) >= 0.75 * trials.length, `${scenario.id}: ${inWordsOf(right)}`);
    assert.ok(inWordsOf(wrong) <= 0.6 * trials.length, `${scenario.id}: ${inWordsOf(wrong)}`);
  }
});

Deno.test("the cards of the families say what a passed control item shows", () => {
  for (const { id, card } of scenarios) {
    assert.match(card, /A control item sets what the text says against an answer that it contradicts/, id);
  }
});

function asked(scenario: Scenario, { level = "none", worlds }: { level?: string; worlds: number }): Trial[] {
  return controlTrials([scenario], { factor: "history", level, worlds, seed: 9 });
}

/** What was there to read: all but the examples of answers and the item's own question. */
function textOf(trial: Trial): string {
  const system = trial.messages.filter(({ role }) => role === "system");
  return [...system.map(({ content }) => content), situationOf(trial)].join("\n\n");
}

/** First letters of each word of four letters and more. */
function stems(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\d_.]{4,}/gu) ?? []).map((word) => word.slice(0, 4));
}

function right({ options }: Trial): string {
  return options.find(({ acts }) => acts)!.text;
}

function wrong({ options }: Trial): string {
  return options.find(({ acts }) => !acts)!.text;
}

function where({ scenarioId, controlItem }: Trial): string {
  return `${scenarioId} ${controlItem}`;
}
