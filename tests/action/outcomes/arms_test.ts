import assert from "node:assert/strict";
import { armTable } from "../../../lib/action/mod.ts";
import { armRates } from "../../../lib/figures/mod.ts";
import { madeArms, madeRecord } from "./made_records.ts";

Deno.test("armTable() never takes the same condition of two treated factors for one arm", () => {
  const conditions = ["none"];
  const history = madeArms({ scenarios: 1, worlds: 12, conditions }, () => false);
  const persona = madeArms({ scenarios: 1, worlds: 12, conditions }, () => true).map((record) => ({
    ...record,
    trial: { ...record.trial, factor: "persona", trialId: `${record.trial.trialId} p` },
  }));
  assert.deepEqual(
    armTable([...history, ...persona]).map(({ factor, condition, context, n, rate }) => [
      factor,
      condition,
      context,
      n,
      rate,
    ]),
    [["note", "none", "all", 12, 0], ["persona", "none", "all", 12, 1]],
  );
});

/** Agents act where the note and the second factor come together. */
const crossed = ["absent", "present"].flatMap((level) =>
  Array.from(
    { length: 5 },
    (_, world) =>
      ["plain", "peer"].map((condition) =>
        madeRecord({ world, condition, level, acted: condition === "peer" && level === "present" })
      ),
  ).flat()
);

Deno.test("armTable() splits rows by further factors: all four arms of a 2×2, ready for armRates()", () => {
  const rows = armTable(crossed, { by: ["second"] });
  assert.deepEqual(rows.map(({ condition, context, n, rate }) => [condition, context, n, rate]), [
    ["peer", "second absent", 5, 0],
    ["peer", "second present", 5, 1],
    ["plain", "second absent", 5, 0],
    ["plain", "second present", 5, 0],
  ]);
  assert.deepEqual(armTable(crossed).map(({ n }) => n), [10, 10]);
  const { svg } = armRates(
    rows.map((row) => ({ ...row, group: row.scenarioId, condition: `${row.condition}, ${row.context}` })),
  );
  for (const { condition, context } of rows) assert.ok(svg.includes(`${condition}, ${context}`), context);
  const [both] = armTable(crossed, { over: "all", by: ["note", "second"] });
  assert.deepEqual([both!.scenarioId, both!.context], ["all", "note peer, second absent"]);
});

Deno.test("armTable() leaves scenarios without a factor whole, and needs levels that are told", () => {
  const without = madeArms({ scenarios: 1 }, () => true).map((record) => ({
    ...record,
    trial: { ...record.trial, scenarioId: "z" },
  }));
  const rows = armTable([...crossed, ...without], { by: ["second"] });
  assert.deepEqual(rows.slice(4).map(({ scenarioId, context }) => [scenarioId, context]), [["z", "all"], ["z", "all"]]);
  assert.throws(
    () => armTable(crossed, { by: ["threat"] }),
    /^RangeError: Cannot run armTable\(\) by "threat": need records with that factor, got note, second/,
  );
  const { levels: _, ...trial } = crossed[0]!.trial;
  const old = [{ ...crossed[0]!, trial: trial as never }];
  assert.equal(armTable(old).length, 1);
  assert.throws(() => armTable(old, { by: ["second"] }), /^TypeError: .*needs the levels of its factors/);
});
