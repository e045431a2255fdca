import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchRow, bestOfThree } from "../../bench/harness.ts";
import { main } from "../../lib/tasks/bench/main.ts";
import { benchTable } from "../../lib/tasks/bench/table.ts";

Deno.test("benchRow() judges a bar on the value and a bar on the ratio", () => {
  const fast = benchRow({ name: "embed", value: 53, unit: "texts/s", bar: { of: "value", atLeast: 40 } });
  assert.deepEqual([fast.bar, fast.holds, fast.ratio], ["value ≥ 40", true, null]);
  const slow = benchRow({
    name: "map",
    value: 9,
    unit: "s",
    peer: "peer 1.0",
    peerValue: 6,
    bar: { of: "ratio", atMost: 1.2 },
  });
  assert.deepEqual([slow.ratio, slow.bar, slow.holds], [1.5, "ratio ≤ 1.2", false]);
});

Deno.test("benchRow() lets a row without a bar hold", () => {
  const row = benchRow({ name: "size", value: 3, unit: "MB" });
  assert.deepEqual(row, {
    name: "size",
    value: 3,
    unit: "MB",
    peer: null,
    peerValue: null,
    ratio: null,
    bar: null,
    holds: true,
  });
});

Deno.test("benchRow() refuses a failed measurement and a bar that can not be judged", () => {
  assert.throws(() => benchRow({ name: "x", value: NaN, unit: "s" }), RangeError);
  assert.throws(() => benchRow({ name: "x", value: 1, unit: "s", peerValue: 0 }), RangeError);
  assert.throws(() => benchRow({ name: "x", value: 1, unit: "s", bar: { of: "ratio", atMost: 1 } }), TypeError);
  assert.throws(() => benchRow({ name: "x", value: 1, unit: "s", bar: { of: "value" } }), TypeError);
});

Deno.test("bestOfThree() runs three times and returns what the fastest run returned", async () => {
  const durations = [30, 10, 20];
  let now = 0;
  let calls = 0;
  const best = await bestOfThree(() => {
    now += durations[calls] ?? 0;
    return calls++;
  }, { clock: () => now });
  assert.equal(calls, 3);
  assert.equal(best.seconds, 0.01);
  assert.equal(best.result, 1);
});

Deno.test("benchTable() marks the bar that does not hold and aligns its columns", () => {
  const lines = benchTable([
    benchRow({ name: "embed", value: 12, unit: "texts/s", bar: { of: "value", atLeast: 40 } }),
    benchRow({ name: "a longer name", value: 12345.6, unit: "s" }),
  ]).split("\n");
  assert.equal(lines.length, 4);
  assert.match(lines[2] ?? "", /value ≥ 40 +NO$/);
  assert.equal(lines[2]?.indexOf("texts/s"), lines[3]?.indexOf("s", "a longer name".length));
});

Deno.test("bench main() writes the rows and exits 1 only when a bar does not hold", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const row = (holds: boolean) =>
      `{ name: "n", value: 1, unit: "s", peer: null, peerValue: null, ratio: null, bar: "value ≤ 1", holds: ${holds} }`;
    writeFileSync(join(folder, "good.ts"), `export default () => [${row(true)}];`);
    writeFileSync(join(folder, "bad.ts"), `export default () => [${row(true)}, ${row(false)}];`);
    writeFileSync(join(folder, "none.ts"), `export default () => [];`);
    const at = { folder, out: join(folder, "out") };
    assert.equal(await main(["good"], at), 0);
    assert.equal(await main(["bad"], at), 1);
    assert.equal(JSON.parse(readFileSync(join(folder, "out", "bad.json"), "utf8")).length, 2);
    assert.equal(await main(["none"], at), 1);
    assert.equal(await main(["missing"], at), 1);
    assert.equal(await main([], at), 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
