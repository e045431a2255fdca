import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { realDataFolder } from "twoplane/foundation";
import { loadEvents, type LoadEventsOptions } from "twoplane/corpus";
import { inFolder } from "./support.ts";

const made = new URL("../fixtures/events/changes.csv", import.meta.url).pathname;
const columns = { day: "date", label: "subject", agentId: "agent", kind: "status" };
const real = join(realDataFolder() ?? "", "contemplative-agent", "context_changes.csv");

/** Loads a text as if it stood in a file of that name. */
async function loadText(name: string, content: string, options: LoadEventsOptions) {
  return await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, name), content);
    return await loadEvents(join(folder, name), options);
  });
}

Deno.test("loadEvents() reads days as UTC days, and counts the rows that have none", async () => {
  const { events, report } = await loadEvents(made, { columns, maxBadRows: 3 });
  assert.deepEqual(events, [
    { day: "2026-02-20", label: "sync: rules, and identity", agentId: "ada", kind: "A" },
    { day: "2026-02-20", label: "sync: rules, and identity", agentId: "ada", kind: "M" },
    { day: "2026-02-24", label: "skills", agentId: null, kind: "M" },
    { day: "2026-03-01", label: "another model", agentId: "bob", kind: "M" },
    { day: "2026-03-05", label: "a line\nbreak", agentId: null, kind: "change" },
  ]);
  assert.deepEqual([report.rowsRead, report.rowsKept, report.unusedColumns], [8, 5, ["commit"]]);
  assert.deepEqual(report.columns, columns);
  assert.deepEqual(report.dropped.map(({ reason, count }) => [reason, count]), [["bad row", 3]]);
  assert.deepEqual(report.dropped[0]?.first.map(({ row }) => row), [6, 7, 8]);
  assert.match(report.dropped[0]?.first[0]?.detail ?? "", /^line 8, column "date": need a day, got none$/);
  assert.deepEqual(report.warnings, [
    "Days without a clock, taken as UTC days: 1",
    'Events whose agent is the word "None", taken as null: 1',
  ]);
});

Deno.test("loadEvents() stops at more bad rows than allowed, and names the first", async () => {
  await assert.rejects(
    loadEvents(made, { columns, maxBadRows: 2 }),
    (error: Error) => error instanceof SyntaxError && /at line 8, column "date".*3 rows are bad/.test(error.message),
  );
});

Deno.test("loadEvents() asks for a zone where a time has none, and takes it", async () => {
  const table = "when,what\n2026-03-26 05:30,edit\n";
  const given = { columns: { day: "when", label: "what" } };
  await assert.rejects(loadText("e.csv", table, given), /TypeError: Cannot load e\.csv at line 2.*timeZone/s);
  const { events, report } = await loadText("e.csv", table, { ...given, timeZone: "+09:00" });
  assert.deepEqual(events, [{ day: "2026-03-25", label: "edit", agentId: null, kind: "change" }]);
  assert.deepEqual(report.warnings, ["Times without a zone of their own, taken as +09:00: 1"]);
});

Deno.test("loadEvents() reads JSON Lines as well, and refuses days that do not exist", async () => {
  const lines = '{"d":"2026-06-29","l":"swap"}\n{"d":"2026-02-30","l":"never"}\n';
  const { events, report } = await loadText("e.jsonl", lines, { columns: { day: "d", label: "l" }, maxBadRows: 1 });
  assert.deepEqual(events.map(({ day }) => day), ["2026-06-29"]);
  assert.match(report.dropped[0]?.first[0]?.detail ?? "", /need a day and hour that exist, got "2026-02-30"/);
});

Deno.test("loadEvents() refuses columns that are not there and options it does not take", async () => {
  await assert.rejects(
    loadEvents(made, { columns: { day: "day", label: "subject" } }),
    /columns\.day needs a column of/,
  );
  await assert.rejects(loadEvents(made, { columns: { day: "date" } as never }), /columns\.label needs the name/);
  await assert.rejects(loadEvents(made, { columns: { ...columns, agent: "agent" } as never }), /with option "agent"/);
  await assert.rejects(loadEvents(made, { columns, zone: "UTC" } as never), /with option "zone"/);
  await assert.rejects(loadEvents(made, { columns, timeZone: "Moon/Sea" }), /timeZone needs/);
  await assert.rejects(loadText("e.csv", "", { columns }), SyntaxError);
  await assert.rejects(loadEvents(join(made, "..", "none.csv"), { columns }), RangeError);
});

Deno.test({
  name: "loadEvents() reads the history of a real agent's context: 178 edits on 23 UTC days",
  ignore: !existsSync(real),
  fn: async () => {
    const { events, report } = await loadEvents(real, { columns: { day: "date", label: "subject" } });
    assert.deepEqual([events.length, report.rowsRead, report.dropped.length], [178, 178, 0]);
    const days = [...new Set(events.map(({ day }) => day))].sort();
    assert.deepEqual([days.length, days[0], days.at(-1)], [23, "2026-03-25", "2026-08-22"]);
    assert.deepEqual(days.filter((day) => day > "2026-06-20" && day <= "2026-07-03"), ["2026-07-03"]);
  },
});
