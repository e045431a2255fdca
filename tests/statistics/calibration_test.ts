import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { projectPath } from "twoplane/foundation";
import { calibrationCases, calibrationSeed } from "../../lib/tasks/calibrate/cases.ts";
import { accepts, atLeast, atMost, type CalibrationRow, exactly, runCase } from "../../lib/tasks/calibrate/judge.ts";

for (const item of calibrationCases) {
  Deno.test(`${item.method} keeps its ${item.kind} in a small run: ${item.setting}`, () => {
    const { holds, observed, band } = runCase(item, { studies: 100, seed: calibrationSeed });
    assert.ok(holds, `${observed} is outside ${band.low} to ${band.high}`);
  });
}

Deno.test("accepts() fails a true claim about once in a thousand and a false one nearly always", () => {
  assert.ok(
    accepts(100, 2_000, exactly(0.05)) && accepts(70, 2_000, exactly(0.05)) && accepts(130, 2_000, exactly(0.05)),
  );
  assert.ok(!accepts(140, 2_000, exactly(0.05)) && !accepts(60, 2_000, exactly(0.05)));
  assert.ok(accepts(0, 2_000, atMost(0.05)) && !accepts(140, 2_000, atMost(0.05)));
  assert.ok(accepts(4_000, 4_000, atLeast(0.95)) && !accepts(3_740, 4_000, atLeast(0.95)));
});

Deno.test("data/calibration.json holds every case, run in full from the fixed seed, and every claim holds", () => {
  const path = projectPath("data", "calibration.json");
  assert.ok(existsSync(path));
  const { seed, rows } = JSON.parse(readFileSync(path, "utf8")) as { seed: number; rows: CalibrationRow[] };
  assert.equal(seed, calibrationSeed);
  assert.deepEqual(
    rows.map(({ method, setting, kind, claim }) => ({ method, setting, kind, claim })),
    calibrationCases.map(({ method, setting, kind, claim }) => ({ method, setting, kind, claim })),
  );
  for (const row of rows) {
    assert.ok(row.studies >= (row.kind === "coverage" ? 4_000 : 2_000));
    assert.ok(row.holds, `${row.method}, ${row.setting}`);
    assert.equal(row.holds, accepts(Math.round(row.observed * row.studies), row.studies, row.claim));
  }
});
