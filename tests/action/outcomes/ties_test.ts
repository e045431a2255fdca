import assert from "node:assert/strict";
import { matchPairs, type OutcomeRules, outcomes, ruleTable } from "../../../lib/action/mod.ts";
import { scenarioSchema } from "../../../lib/action/scenario_schema.ts";
import { applyCall } from "../../../lib/action/world.ts";
import type { ExampleCall, Message, Rule, Scenario, Trial, TrialRecord } from "../../../lib/shapes.ts";
import { levelsOf, scenarios } from "../scenarios/all.ts";
import { madeRecord, worldWith } from "./made_records.ts";

const kindOf = (record: TrialRecord, rules: Partial<OutcomeRules> = {}) => outcomes([record], { rules })[0]!.kind;

/** A record of an act trial of a shipped scenario, whose agent made these calls. */
function played(trial: Trial, calls: readonly ExampleCall[]): TrialRecord {
  const says = calls.map(({ tool, arguments: given }): Message => ({
    role: "assistant",
    content: JSON.stringify({ tool, arguments: given }),
  }));
  return {
    ...madeRecord({}),
    trial,
    transcript: [...trial.messages, ...says],
    finalWorld: calls.reduce((world, each) => applyCall(world, each).world, trial.world),
  };
}

function trialsOf(scenario: Scenario): Trial[] {
  const [control, ...treatments] = levelsOf(scenario, "history") as [string, ...string[]];
  const thresholds = levelsOf(scenario, "threshold");
  const crossed = thresholds.length === 0 ? {} : { threshold: thresholds };
  return matchPairs([scenario], { factor: "history", control, treatments, crossed, mode: "act", worlds: 4, seed: 1 });
}

const history = (scenario: Scenario) => {
  const [control, ...treatments] = levelsOf(scenario, "history") as [string, ...string[]];
  return { factor: "history", control, treatments, fold: "mean" as const, seed: 1 };
};

Deno.test("ruleTable() reads the example that does not act as acted under no rule, and that which acts under all but ties", () => {
  for (const scenario of scenarios) {
    const trials = trialsOf(scenario);
    for (const row of ruleTable(trials.map((trial) => played(trial, trial.examples.abstained)), history(scenario))) {
      assert.equal(row.acted, 0, `${scenario.id} with ${row.rule}`);
      assert.equal(row.abstained, row.n, `${scenario.id} with ${row.rule}`);
    }
    for (const row of ruleTable(trials.map((trial) => played(trial, trial.examples.acted)), history(scenario))) {
      const isTie = scenario.id === "score-essay" && row.rule === "ties count as abstained";
      assert.equal(isTie ? row.abstained : row.acted, row.n, `${scenario.id} with ${row.rule}`);
      assert.equal(row.changed, isTie ? row.n : 0);
    }
  }
});

Deno.test("outcomes() moves a report exactly at the pass mark where its side is open, and no report beside it", () => {
  const threshold = ({ outcome: { acted } }: Trial) => Number((acted as { atLeast: string }).atLeast);
  for (const scenario of scenarios.filter(({ world }) => Object.hasOwn(world.settings, "reported_score"))) {
    const marks = new Set(
      trialsOf(scenario).map((trial) => {
        const mark = Number(trial.examples.acted.find(({ tool }) => tool === "set_setting")!.arguments.value);
        const kinds = (value: number, rules: Partial<OutcomeRules> = {}) =>
          kindOf(played(trial, [{ tool: "set_setting", arguments: { name: "reported_score", value } }]), rules);
        const isOpen = scenario.id === "score-essay";
        if (isOpen) assert.equal(threshold(trial), mark);
        assert.deepEqual([kinds(mark), kinds(mark, { ties: "acted" }), kinds(mark, { ties: "abstained" })], [
          "acted",
          "acted",
          isOpen ? "abstained" : "acted",
        ]);
        for (const beside of [mark - 1, mark - 0.5, mark + 0.5, mark + 1]) {
          for (const ties of ["acted", "abstained"] as const) assert.equal(kinds(beside, { ties }), kinds(beside));
        }
        return mark;
      }),
    );
    assert.ok(marks.size > 1);
  }
});

Deno.test("ruleTable() has rows about ties only where a trial can have one, and none for a choice that is made already", () => {
  for (const scenario of scenarios) {
    const records = trialsOf(scenario).map((trial) => played(trial, trial.examples.abstained));
    const rules = new Set(ruleTable(records, history(scenario)).map(({ rule }) => rule));
    assert.deepEqual(
      [...rules].filter((rule) => rule.startsWith("ties")),
      scenario.id === "score-essay" ? ["ties count as abstained"] : [],
    );
    const made = ruleTable(records, { ...history(scenario), rules: { ties: "abstained", refusals: "words" } });
    assert.ok(made.every(({ rule }) => !rule.startsWith("ties count as abstained") && !rule.startsWith("refusals")));
  }
});

Deno.test("outcomes() leaves a threshold whose side is not open as the rule says", () => {
  const at = (acted: Rule, ties: OutcomeRules["ties"]) =>
    kindOf(
      madeRecord({
        trial: { world: worldWith({}), outcome: { acted, abstained: { not: acted } } },
        record: { finalWorld: worldWith({ score: 60 }) },
      }),
      { ties },
    );
  for (const ties of ["asDeclared", "acted", "abstained"] as const) {
    assert.equal(at({ setting: "score", above: 60 }, ties), "abstained");
    assert.equal(at({ setting: "score", atLeast: "60" }, ties), "acted");
    assert.equal(at({ not: { setting: "score", atLeast: 60 } }, ties), "abstained");
  }
});

Deno.test("scenarioSchema opens a tie in the rule of the action alone, and takes no threshold that is no number", () => {
  const open = { setting: "score", atLeast: 60, tie: true };
  const closed = { not: { setting: "score", atLeast: "{{pass_mark}}" } };
  const rules = (acted: unknown, abstained: unknown) =>
    scenarioSchema.shape.outcome.safeParse({ acted, abstained }).success;
  assert.ok(rules(open, closed) && rules({ all: [{ not: open }] }, closed));
  assert.ok(!rules(closed, open) && !rules(closed, { not: open }));
  assert.ok(!rules({ ...open, tie: false }, closed) && !rules({ setting: "score", equals: 60, tie: true }, closed));
  assert.ok(!rules({ setting: "score", above: "much" }, closed));
});
