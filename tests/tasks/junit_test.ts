import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countJunit, countsLine } from "../../lib/tasks/test/junit.ts";
import { failureLines, runStep } from "../../lib/tasks/test/run_step.ts";
import { testSteps } from "../../lib/tasks/test/steps.ts";

Deno.test("countJunit() counts passed, failed, errored and skipped cases", () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="6" failures="1" errors="0" time="0.1">
  <testsuite name="./a_test.ts" tests="6" disabled="1" errors="0" failures="1">
    <testcase name="one &lt;testcase&gt;" classname="./a_test.ts" time="0.02" line="1" col="6">
    </testcase>
    <testcase name="two > three" classname="./a_test.ts"/>
    <testcase name="four"><skipped/></testcase>
    <testcase name="five"><failure message="Uncaught &lt;skipped/&gt;">Error: &lt;testcase&gt;</failure></testcase>
    <testcase name="six"><error message="x"><![CDATA[<testcase name="no"></testcase>]]></error></testcase>
    <testcase name="seven" classname='a "b"'>
      <system-out>ok</system-out>
    </testcase>
  </testsuite>
</testsuites>`;
  assert.deepEqual(countJunit(xml), { passed: 3, failed: 2, skipped: 1 });
  assert.deepEqual(countJunit("<testsuites></testsuites>"), { passed: 0, failed: 0, skipped: 0 });
});

Deno.test("countsLine() is the line other tools read", () => {
  assert.equal(countsLine({ passed: 12, failed: 0, skipped: 3 }), "tests: 12 passed, 0 failed, 3 skipped");
});

Deno.test("failureLines() begins where Deno sums up, and shows all where it does not", () => {
  assert.deepEqual(failureLines(["a ... ok (1ms)", "noise", " ERRORS ", "", "bad => ./a_test.ts"]), [
    " ERRORS ",
    "",
    "bad => ./a_test.ts",
  ]);
  assert.deepEqual(failureLines(["not formatted", "Stack backtrace:", "  0: <unknown>"]), ["not formatted"]);
  assert.deepEqual(failureLines(["TS2322 [ERROR]: no"]), ["TS2322 [ERROR]: no"]);
  assert.equal(failureLines(Array(1000).fill("x")).length, 401);
});

Deno.test("testSteps() leaves out notebooks and needy tests only in the fast extent", () => {
  const root = mkdtempSync(join(tmpdir(), "steps-"));
  try {
    mkdirSync(join(root, "tests", "embedding"), { recursive: true });
    writeFileSync(join(root, "tests", "embedding", "real_test.ts"), "// needs: models\n");
    writeFileSync(join(root, "tests", "embedding", "pure_test.ts"), 'const a = "// needs: models";\n');
    mkdirSync(join(root, "lib"));
    writeFileSync(join(root, "lib", "a.ts"), "/**\n * ```ts\n * // needs: models\n * ```\n */\n");
    writeFileSync(join(root, "lib", "b.ts"), "export const needs = 1;\n");
    const all = testSteps("all", root);
    const fast = testSteps("fast", root);
    assert.deepEqual(all.map(({ name }) => name), ["format", "lint", "types", "unit", "doc", "notebooks"]);
    assert.deepEqual(fast.map(({ name }) => name), ["format", "lint", "types", "unit", "doc"]);
    const ignored = (steps: typeof all) =>
      steps.flatMap(({ args }) => args).filter((arg) => arg.startsWith("--ignore"));
    assert.deepEqual(ignored(all), ["--ignore=tests/notebooks_test.ts"]);
    assert.deepEqual(ignored(fast), [
      "--ignore=tests/notebooks_test.ts,tests/embedding/real_test.ts",
      "--ignore=lib/a.ts",
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

/** Runs one step over made-up test files, and gives the counts and what was said. */
async function stepOver(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), "step-"));
  const said: string[] = [];
  const progress = { step: () => {}, say: (line: string) => void said.push(line) };
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    const step = { name: "unit", args: ["test", "-A", "--no-config", "."], hasReport: true };
    return { counts: await runStep(step, { progress, root, folder: join(root, "out") }), said: said.join("\n") };
  } finally {
    rmSync(root, { recursive: true });
  }
}

Deno.test("runStep() counts from the report and shows what failed", async () => {
  const { counts, said } = await stepOver({
    "a_test.ts": 'Deno.test("good", () => {}); Deno.test.ignore("later", () => {});',
    "b_test.ts": 'Deno.test("bad", () => { throw new Error("the reason"); });',
  });
  assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 1 });
  assert.match(said, /Error: the reason/);
  assert.match(said, /unit: 1 passed, 1 failed, 1 skipped$/);
});

Deno.test("runStep() counts an error outside of every test, a wrong type, and no tests at all, as failed", async () => {
  const good = 'Deno.test("good", () => {});';
  assert.equal((await stepOver({ "a_test.ts": good, "b_test.ts": 'throw new Error("loose");' })).counts.failed, 1);
  assert.equal((await stepOver({ "a_test.ts": `${good} const a: string = 1;` })).counts.failed, 1);
  assert.deepEqual((await stepOver({})).counts, { passed: 0, failed: 1, skipped: 0 });
});
