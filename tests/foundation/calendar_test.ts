import assert from "node:assert/strict";
import { test } from "node:test";
import { daysBetween, everyDay, shiftDay } from "../../lib/foundation/mod.ts";

test("days are shifted over months, leap days and years", () => {
  assert.equal(shiftDay("2026-02-28", 1), "2026-03-01");
  assert.equal(shiftDay("2028-02-28", 1), "2028-02-29");
  assert.equal(shiftDay("2026-01-01", -1), "2025-12-31");
});

test("every day from the first to the last is named, both included", () => {
  assert.deepEqual(everyDay("2026-02-27", "2026-03-02"), ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
  assert.deepEqual(everyDay("2026-02-27", "2026-02-27"), ["2026-02-27"]);
});

test("days between two are counted with a sign", () => {
  assert.equal(daysBetween("2026-02-27", "2026-03-02"), 3);
  assert.equal(daysBetween("2026-03-02", "2026-02-27"), -3);
});
