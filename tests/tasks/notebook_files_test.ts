import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanNotebook, notebookText } from "../../lib/tasks/notebooks/clean.ts";
import { typeErrors } from "../../lib/tasks/notebooks/check_types.ts";
import { cellOfLine, joinCells } from "../../lib/tasks/notebooks/join.ts";
import { listNotebooks, notebookName } from "../../lib/tasks/notebooks/list.ts";
import { parseNotebook } from "../../lib/tasks/notebooks/notebook.ts";
import { code, figure, markdown, notebook, result, stream } from "./made_up.ts";

Deno.test("parseNotebook() says what is wrong with a file that is no notebook", () => {
  assert.throws(() => parseNotebook("{", "a.ipynb"), /^SyntaxError: Cannot read a\.ipynb: needs JSON/);
  assert.throws(
    () => parseNotebook('{"nbformat":3}', "a.ipynb"),
    /needs a notebook of format 4, got "\{"nbformat":3\}"/,
  );
});

Deno.test("cleanNotebook() leaves kernel, tags and marks, and nothing of the machine", () => {
  const made = notebook([
    { ...code("x", [figure("drift")], ["live"]), metadata: { tags: ["live"], execution: { start: "now" } } },
    { ...markdown("# A"), metadata: { trusted: true } },
  ]);
  const cleaned = cleanNotebook({ ...made, metadata: { ...made.metadata, widgets: {}, vscode: 1 } });
  assert.deepEqual(Object.keys(cleaned.metadata), ["kernelspec", "language_info"]);
  assert.deepEqual(cleaned.cells.map(({ metadata }) => metadata), [{ tags: ["live"] }, {}]);
  assert.equal(Object.keys(cleaned.cells[0]?.outputs?.[0]?.metadata ?? {}).join(), "twoplane");
});

Deno.test("cleanNotebook() puts what was printed first and in one piece, whatever order it came in", () => {
  const value = result({ "text/plain": "7" });
  const pieces = [stream("a\n"), figure("map"), stream("b\n"), stream("e\n", "stderr"), value, stream("c\n")];
  const other = [figure("map"), stream("a\nb\nc\n"), value, stream("e\n", "stderr")];
  const [cell] = cleanNotebook(notebook([code("x", pieces)])).cells;
  assert.deepEqual(cell?.outputs?.map(({ text }) => text), ["a\nb\nc\n", "e\n", undefined, undefined]);
  assert.deepEqual(cell, cleanNotebook(notebook([code("x", other)])).cells[0]);
});

Deno.test("notebookText() is the same after a second cleaning, and is read back equal", () => {
  const cleaned = cleanNotebook(notebook([markdown("# A\n\nB"), code("1;\n2", [stream("a\nb"), figure("drift")])]));
  const text = notebookText(cleaned);
  assert.equal(notebookText(cleanNotebook(parseNotebook(text, "a"))), text);
  assert.deepEqual(cleanNotebook(parseNotebook(text, "a")), cleaned);
  assert.ok(text.includes('"# A\\n",\n    "\\n",\n    "B"'), "one line of source a line of the file");
});

Deno.test("joinCells() makes one module, and cellOfLine() finds the way back", () => {
  const joined = joinCells(notebook([markdown("text"), code("const a = 1;\nconst b = 2;"), code(""), code("a + b")]));
  const lines = joined.split("\n");
  assert.deepEqual(cellOfLine(joined, lines.indexOf("const b = 2;") + 1), { cell: 1, line: 2 });
  assert.deepEqual(cellOfLine(joined, lines.indexOf("a + b") + 1), { cell: 2, line: 1 });
  assert.equal(cellOfLine(joined, 1), null);
});

Deno.test("typeErrors() tells cell and line of a wrong type and of a name declared twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "joined-"));
  try {
    const good = notebook([code("const a: number = 1;"), code("a + 1")]);
    assert.deepEqual(await typeErrors(good, "good", { folder }), []);
    const bad = notebook([code("const a: number = 1;"), code("1;\nconst b: string = a;")]);
    assert.match((await typeErrors(bad, "bad", { folder })).join("\n"), /not assignable[\s\S]*at cell \[2\], line 2/);
    const twice = notebook([code("const a = 1;"), code("const a = 2;")]);
    assert.match((await typeErrors(twice, "twice", { folder })).join("\n"), /at cell \[2\], line 1/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("listNotebooks() takes names and numbers, leaves checkpoints out, and names what there is", () => {
  const folder = mkdtempSync(join(tmpdir(), "notebooks-"));
  try {
    mkdirSync(join(folder, "workshop"));
    mkdirSync(join(folder, ".ipynb_checkpoints"));
    const files = ["05_b.ipynb", "00_a.ipynb", "workshop/01_w.ipynb", ".ipynb_checkpoints/00_a.ipynb", "readme.md"];
    for (const file of files) writeFileSync(join(folder, file), "{}");
    const names = (wanted: string[]) => listNotebooks(wanted, folder).map((path) => notebookName(path, folder));
    assert.deepEqual(names([]), ["00_a", "05_b", "workshop-01_w"]);
    assert.deepEqual(names(["05", "notebooks/00_a.ipynb", "01_w"]), ["05_b", "00_a", "workshop-01_w"]);
    assert.throws(() => names(["06"]), /Cannot find notebook "06": known names are 00_a, 05_b, workshop-01_w/);
    assert.deepEqual(listNotebooks([], join(folder, "none")), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
