import assert from "node:assert/strict";
import { csvEngine, type CsvEngineName, parseCsv, stringifyCsv } from "twoplane/foundation";
import { contract } from "./csv_contract.ts";

const { engine: chosen, reason } = await csvEngine();
const present: Record<CsvEngineName, boolean> = { "csv-parse": true, "@std/csv": chosen === "@std/csv" };

for (const engine of ["csv-parse", "@std/csv"] as const) {
  for (const [sentence, check] of Object.entries(contract)) {
    // Counted as skipped, never as passed, where the library cannot be loaded.
    Deno.test({ name: `the CSV seam on ${engine} ${sentence}`, ignore: !present[engine], fn: () => check(engine) });
  }
}

const ran = chosen === "@std/csv" ? "both libraries ran" : "only csv-parse ran, the stand-in";
Deno.test(`csvEngine() says which library answers: ${ran}`, () => {
  assert.equal(reason === null, chosen === "@std/csv");
});

Deno.test("csvEngine() says the same each time", async () => {
  assert.deepEqual(await csvEngine(), await csvEngine());
});

Deno.test("parseCsv() names the library that ran", async () => {
  assert.equal((await parseCsv("a\n1\n", { source: "x.csv" })).engine, chosen);
});

Deno.test({
  name: "parseCsv() refuses an engine that cannot be loaded",
  ignore: present["@std/csv"],
  fn: () =>
    assert.rejects(
      parseCsv("a\n1\n", { source: "x.csv", engine: "@std/csv" }),
      /^TypeError: Cannot run parseCsv\(\) with engine "@std\/csv": it cannot be loaded here \(/,
    ),
});

Deno.test("parseCsv() refuses a misspelt option, an unknown engine and a separator that cannot separate", async () => {
  await assert.rejects(parseCsv("a", { source: "x", seperator: ";" } as never), /takes source, separator, engine/);
  await assert.rejects(parseCsv("a", { source: "x", engine: "papaparse" as never }), /engine is one of @std\/csv/);
  for (const separator of ["", "ab", '"', "\n"]) {
    await assert.rejects(parseCsv("a", { source: "x", separator }), /^RangeError: Cannot run parseCsv\(\): separator/);
  }
});

Deno.test("stringifyCsv() refuses what has no plain text", async () => {
  for (const cell of [undefined, NaN, Infinity, {}, [1], new Date(0)]) {
    await assert.rejects(
      stringifyCsv([{ a: cell }], { columns: ["a"] }),
      /^TypeError: Cannot write column "a" of row 1 as CSV: need text, a finite number, a boolean or null, got /,
    );
  }
  await assert.rejects(stringifyCsv([], { columns: [] }), /^RangeError: .* need at least 1 column, got 0$/);
  await assert.rejects(stringifyCsv([], { columns: ["a"], formulas: "raw" as never }), /one of inert, kept/);
});

Deno.test("stringifyCsv() makes a hostile column name inert too", async () => {
  assert.equal(await stringifyCsv([{ "=x": 1 }], { columns: ["=x"] }), "'=x\r\n1\r\n");
});
