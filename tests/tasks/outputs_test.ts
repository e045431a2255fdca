import assert from "node:assert/strict";
import { outputDifferences } from "../../lib/tasks/notebooks/compare.ts";
import { extractOutputs } from "../../lib/tasks/notebooks/extract.ts";
import { code, figure, markdown, notebook, result, stream, table } from "./made_up.ts";

const decode = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

Deno.test("extractOutputs() gives figures and tables in order, with their bytes and marks", () => {
  const made = notebook([
    markdown("# A"),
    code("x", [stream("text"), figure("map", { svg: "<svg>1</svg>", png: "p1", seed: 7, caption: "A map." })]),
    code("y", [table("rows", "<div><table><tr><td>1</td></tr></table></div>"), figure("drift")]),
    code("y", [table("rows", "<table></table>", { title: "" })]),
    code("z", [figure("answer")], ["live"]),
  ]);
  const { figures, tables } = extractOutputs(made, "02_x");
  assert.deepEqual(figures.map(({ mark, isLive }) => [mark.name, isLive]), [
    ["map", false],
    ["drift", false],
    ["answer", true],
  ]);
  assert.deepEqual([decode(figures[0]?.svg), decode(figures[0]?.png)], ["<svg>1</svg>", "p1"]);
  assert.deepEqual([figures[0]?.mark.caption, figures[0]?.mark.seed], ["A map.", 7]);
  assert.deepEqual(tables.map(({ mark, notebook }) => [mark.name, notebook]), [["rows", "02_x"]]);
});

Deno.test("extractOutputs() refuses a name twice, a name that is no file name, and a mark without its picture", () => {
  const extract = (...outputs: ReturnType<typeof figure>[]) => () =>
    extractOutputs(notebook([code("x", outputs)]), "n");
  assert.throws(extract(figure("map"), figure("map")), /Cannot take figure map from n: the name stands there twice/);
  assert.doesNotThrow(extract(figure("map"), table("map", "<table></table>")));
  assert.throws(extract(figure("../map")), /a name needs a-z, 0-9 and hyphens only/);
  assert.throws(
    extract({ ...figure("map"), data: { "image/png": "AAAA" } }),
    /needs image\/png and text\/html .* got image\/png/,
  );
  assert.throws(extract(table("rows", "<p>none</p>")), /needs text\/html with a <table>/);
});

Deno.test("outputDifferences() finds nothing between two equal runs, however their streams were cut", () => {
  const before = notebook([code("x", [stream("a\n"), stream("b\n"), figure("map")])]);
  const after = notebook([code("x", [stream("a\nb\n"), figure("map")])]);
  assert.deepEqual(outputDifferences(before, after), []);
});

Deno.test("outputDifferences() names cell and kind of a changed text, figure, table, caption and count", () => {
  const run = (text: string, svg: string, cell: string, caption: string) =>
    notebook([
      code("1"),
      code("x", [stream(text), figure("map", { svg, caption }), table("rows", `<table><td>${cell}</td></table>`)]),
    ]);
  const before = run("drift 0.31\n", "<svg/>", "1", "c");
  const differs = (after: typeof before) => outputDifferences(before, after).join("\n");
  assert.match(
    differs(run("drift 0.32\n", "<svg/>", "1", "c")),
    /^cell \[2\]: stdout is "drift 0\.32", committed is "drift 0\.31"$/,
  );
  assert.match(
    differs(run("drift 0.31\n", "<svg />", "1", "c")),
    /figure "map", image\/png has hash [0-9a-f]{12}, committed is/,
  );
  assert.match(differs(run("drift 0.31\n", "<svg/>", "2", "c")), /table "rows", text\/html is "<table><td>2/);
  assert.match(differs(run("drift 0.31\n", "<svg/>", "1", "d")), /figure "map", mark is/);
  assert.match(differs(notebook([code("1"), code("x", [])])), /3 outputs are committed, the fresh run has 0/);
  assert.match(differs(notebook([code("1")])), /2 code cells are committed, the fresh run has 1/);
});

Deno.test("outputDifferences() asks of a live cell only that it shows something", () => {
  const run = (...texts: string[]) =>
    notebook([code("x", texts.map((text) => result({ "text/plain": text })), ["live"])]);
  assert.deepEqual(outputDifferences(run("yes"), run("no", "maybe")), []);
  assert.match(outputDifferences(run("yes"), run()).join(), /a live cell shows nothing any more/);
});
