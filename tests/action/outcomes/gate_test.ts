import assert from "node:assert/strict";
import { gate } from "../../../lib/action/mod.ts";
import type { TrialRecord } from "../../../lib/shapes.ts";
import { asChoice, madeRecord } from "./made_records.ts";

/** Items answered right everywhere, right on average alone, or wrong. */
function items(kinds: { everywhere?: number; onAverage?: number; wrong?: number }, model = "m"): TrialRecord[] {
  const right = (acting: number) => asChoice(madeRecord({ record: { model } }), { acting, other: 1 - acting });
  const mixed = (): TrialRecord => {
    const record = right(0.9);
    const [first, ...rest] = record.menuScores!;
    const turned = {
      ...first!,
      scores: first!.scores.map((score) => ({
        ...score,
        logProbability: Math.log(1 - Math.exp(score.logProbability)),
      })),
    };
    return { ...record, menuScores: [turned, ...rest] };
  };
  const made = [
    ...Array.from({ length: kinds.everywhere ?? 0 }, () => right(0.8)),
    ...Array.from({ length: kinds.onAverage ?? 0 }, mixed),
    ...Array.from({ length: kinds.wrong ?? 0 }, () => right(0.2)),
  ];
  return made.map((record, i) => ({
    ...record,
    trial: { ...record.trial, trialId: `${model} ${i}`, controlItem: `item-${i % 8}` },
  }));
}

Deno.test("gate() asks for twenty items, four fifths of them right in all orders", () => {
  const [row] = gate(items({ everywhere: 16, wrong: 4 }));
  assert.deepEqual(row, {
    model: "m",
    scenarioId: "s0",
    items: 20,
    questions: 8,
    right: 0.8,
    rightInAllOrders: 0.8,
    passes: true,
    passesOnAverage: true,
    reason: "",
  });
  assert.equal(gate(items({ everywhere: 15, wrong: 5 }))[0]!.reason, "15 of 20 control items right in all orders");
  assert.equal(gate(items({ everywhere: 19 }))[0]!.reason, "19 control items asked, 20 needed");
});

Deno.test("gate() keeps the milder reading as a column, and takes it where told", () => {
  const records = items({ everywhere: 4, onAverage: 14, wrong: 2 });
  const [strict] = gate(records);
  assert.deepEqual([strict!.passes, strict!.passesOnAverage, strict!.right, strict!.rightInAllOrders], [
    false,
    true,
    0.9,
    0.2,
  ]);
  assert.equal(gate(records, { reading: "average" })[0]!.passes, true);
  assert.equal(gate(records, { reading: "average", leastItems: 21 })[0]!.reason, "20 control items asked, 21 needed");
  assert.equal(gate(records, { reading: "average", atLeast: 0.95 })[0]!.reason, "18 of 20 control items right");
});

Deno.test("gate() judges each model and scenario by itself, and takes an error for a wrong answer", () => {
  const failed = items({ everywhere: 20 }, "b").map((record, i) =>
    i < 5 ? { ...record, error: "down", menuScores: null } : record
  );
  const rows = gate([...items({ everywhere: 20 }, "a"), ...failed]);
  assert.deepEqual(rows.map(({ model, passes }) => [model, passes]), [["a", true], ["b", false]]);
  assert.equal(rows[1]!.rightInAllOrders, 0.75);
  assert.throws(() => gate([], { atLeast: 80 }), /atLeast needs a finite number in \[0, 1\], got 80/);
});
