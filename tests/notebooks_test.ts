// needs: kernel
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { outputDifferences } from "../lib/tasks/notebooks/compare.ts";
import { typeErrors } from "../lib/tasks/notebooks/check_types.ts";
import { executeNotebook } from "../lib/tasks/notebooks/execute.ts";
import { extractOutputs } from "../lib/tasks/notebooks/extract.ts";
import { hygieneFaults } from "../lib/tasks/notebooks/hygiene.ts";
import { listNotebooks, notebookName } from "../lib/tasks/notebooks/list.ts";
import { codeCells, hasTag, parseNotebook, textOf } from "../lib/tasks/notebooks/notebook.ts";
import { ensureSetup } from "../lib/tasks/setup/mod.ts";

const paths = listNotebooks();

Deno.test("there are notebooks, and each has a name of its own", () => {
  const names = paths.map((path) => notebookName(path));
  assert.ok(names.length > 0);
  assert.equal(new Set(names).size, names.length);
});

for (const path of paths) {
  const name = notebookName(path);
  const text = readFileSync(path, "utf8");
  const committed = parseNotebook(text, name);

  Deno.test(`${name} is fit to be committed`, () => {
    assert.deepEqual(hygieneFaults(committed, text), []);
    assert.doesNotThrow(() => extractOutputs(committed, name));
  });

  Deno.test(`${name} opens with a title and has one parameter cell`, () => {
    const [first] = committed.cells;
    assert.match(textOf(first?.source), /^# \S/);
    assert.equal(codeCells(committed).filter(({ cell }) => hasTag(cell, "parameters")).length, 1);
  });

  Deno.test(`${name} passes the type check with its cells joined`, async () => {
    assert.deepEqual(await typeErrors(committed, name), []);
  });

  Deno.test(`${name} runs, and shows what is committed`, async () => {
    const installation = await ensureSetup({ report: () => {} });
    const fresh = await executeNotebook(path, { installation });
    assert.deepEqual(outputDifferences(committed, fresh), []);
  });
}
