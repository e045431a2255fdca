/** Options that several analyses share: how replicates fold, and the levels of a preset. */
import assert from "node:assert/strict";
import {
  contrasts,
  doseResponse,
  interactions,
  moderatedContrasts,
  peerShutdown,
  rateGap,
  ruleTable,
  threatByHistory,
} from "../../../lib/action/mod.ts";
import type { TrialRecord } from "../../../lib/shapes.ts";
import { madeArms, madeRecord, openGates } from "./made_records.ts";

const arms = { factor: "note", control: "plain", treatments: ["peer"], fold: "mean" as const, seed: 1 };
const by = { factor: "second", without: "absent", with: ["present"] };

Deno.test("a missing or misspelt rule of folding is told in the name of the analysis that was called", () => {
  const records = madeArms({ scenarios: 2 }, () => true);
  const { fold: _, ...rest } = arms;
  const without = rest as typeof arms;
  const gates = openGates(records);
  const says = (name: string) =>
    new RegExp(`^TypeError: Cannot run ${name}\\(\\): fold is one of any, majority, mean, first`);
  assert.throws(() => contrasts(records, { ...without, gates }), says("contrasts"));
  assert.throws(() => interactions(records, { ...without, by }), says("interactions"));
  assert.throws(() => moderatedContrasts(records, { ...without, moderator: () => "" }), says("moderatedContrasts"));
  const doses = { none: 0, one: 1, three: 3 };
  assert.throws(() => doseResponse(records, { factor: "note", doses, seed: 1 } as never), says("doseResponse"));
  const gap = { factor: "note", control: "plain", treatment: "peer", seed: 1 };
  assert.throws(() => ruleTable(records, without), says("ruleTable"));
  assert.throws(() => rateGap(records, { ...gap, fold: "means" as never }), says("rateGap"));
});

/** The note works under one level of the second factor only. */
const records: TrialRecord[] = ["absent", "present", "other"].flatMap((level) =>
  Array.from(
    { length: 6 },
    (_, scenario) =>
      ["plain", "peer"].map((condition) =>
        madeRecord({ scenario, condition, level, acted: condition === "peer" && level === "present" })
      ),
  ).flat()
);

Deno.test("contrasts() takes a preset's design whole: only records at its crossed levels count", () => {
  const gates = openGates(records);
  const at = (levels: string[]) => contrasts(records, { ...arms, gates, crossed: { second: levels } })[0]!;
  assert.deepEqual(
    [at(["present"]).pairs.length, at(["present"]).result!.estimate, at(["absent", "other"]).result!.estimate],
    [6, 1, 0],
  );
  assert.deepEqual(contrasts(records, { ...arms, gates })[0]!.pairs.length, 18);
  const told = records.map((record): TrialRecord => {
    const history = record.trial.condition === "peer" ? "cooperative" : "none";
    const levels = { subject: "peer", threat: record.trial.levels!.second!, history };
    return { ...record, trial: { ...record.trial, factor: "history", condition: history, levels } };
  });
  const options = { ...peerShutdown.design, treatments: ["cooperative"], fold: "mean" as const, gates, seed: 1 };
  assert.deepEqual(contrasts(told, options)[0]!.pairs.length, 6);
  assert.deepEqual(contrasts([], { ...peerShutdown.design, fold: "mean", gates: [], seed: 1 }), []);
  const further = { factor: "history", without: "name-only", with: ["cooperative"] };
  assert.deepEqual(interactions([], { ...threatByHistory.design, by: further, fold: "mean", seed: 1 }), []);
});

Deno.test("interactions(), moderatedContrasts(), doseResponse() and ruleTable() take crossed levels alike", () => {
  const crossed = { second: ["absent", "present"] };
  const variants = [{ name: "as declared", rules: {} }];
  const [, row] = ruleTable(records, { ...arms, crossed, variants });
  assert.deepEqual([row!.n, row!.pairs, row!.warnings], [12, 12, ""]);
  assert.equal(interactions(records, { ...arms, by, crossed })[0]!.n, 6);
  assert.throws(() => interactions(records, { ...arms, by, crossed: { second: ["present"] } }), /second = absent/);
  assert.equal(moderatedContrasts(records, { ...arms, crossed, moderator: () => "all" })[0]!.n, 12);
  const dosed = records.map((record) =>
    record.trial.condition === "peer" ? [record, leveled(record, "more")] : [record]
  ).flat();
  const doses = { plain: 0, peer: 1, more: 2 };
  const found = doseResponse(dosed, { factor: "note", doses, crossed: { second: ["present"] }, fold: "mean", seed: 1 });
  assert.equal(found.pairs.length, 6);
});

function leveled(record: TrialRecord, condition: string): TrialRecord {
  return { ...record, trial: { ...record.trial, condition, trialId: `${record.trial.trialId} ${condition}` } };
}

Deno.test("crossed levels that nothing stands at, the treated factor, and records without levels are refused", () => {
  const run = (crossed: Record<string, string[]>, rows = records) =>
    contrasts(rows, { ...arms, gates: openGates(rows), crossed });
  assert.throws(
    () => run({ second: ["gone"] }),
    /^RangeError: Cannot run contrasts\(\): crossed needs records with second = gone, got "absent", "present", "other"/,
  );
  assert.throws(() => run({ threat: ["present"] }), /threat = present, got none with that factor/);
  assert.throws(() => run({ note: ["peer"] }), /^TypeError: .*other factors than the treated one, got "note"/);
  const { levels: _, ...trial } = records[0]!.trial;
  assert.throws(
    () => run({ second: ["present"] }, [{ ...records[0]!, trial: trial as never }]),
    /^TypeError: Cannot run contrasts\(\) with crossed: trial .* needs the levels of its factors/,
  );
  const whole = madeArms({ scenarios: 1 }, () => true).map((record) => ({
    ...record,
    trial: { ...record.trial, scenarioId: "z" },
  }));
  const mixed = run({ second: ["present"] }, [...records, ...whole]);
  assert.equal(mixed[0]!.pairs.length, 7, "a scenario without the factor keeps its records");
});
