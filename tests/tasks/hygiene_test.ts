import assert from "node:assert/strict";
import { notebookText } from "../../lib/tasks/notebooks/clean.ts";
import { hygieneFaults } from "../../lib/tasks/notebooks/hygiene.ts";
import type { Notebook } from "../../lib/tasks/notebooks/notebook.ts";
import { code, failure, figure, markdown, notebook, result, stream, table } from "./made_up.ts";

const faultsOf = (made: Notebook, forbidden: string[] = []): string[] =>
  hygieneFaults(made, notebookText(made), forbidden);

Deno.test("hygieneFaults() finds nothing in a clean notebook", () => {
  const made = notebook([
    markdown("# A question\n\nSee https://example.org/home/page and notebooks/02.ipynb."),
    code('const path = dataPath("runs/history.jsonl");', [], ["parameters"]),
    code("x", [stream("17 rows\n"), figure("drift"), table("rows", "<table><tr><td>settings/home</td></tr></table>")]),
  ]);
  assert.deepEqual(faultsOf(made), []);
});

const made = notebook([code("1"), code("2")]);
const [first, second] = made.cells as [Notebook["cells"][number], Notebook["cells"][number]];

/** One broken rule each: what is made up, and what has to be said of it. */
const broken: readonly [string, Notebook, RegExp][] = [
  ["counts that skip", { ...made, cells: [first, { ...second, execution_count: 3 }] }, /counts are 1, 3, not 1 to 2/],
  [
    "a cell never run",
    { ...made, cells: [first, { ...second, execution_count: null }] },
    /counts are 1, none, not 1 to 2/,
  ],
  ["an error output", notebook([code("x", [failure("RangeError", "too few")])]), /ended with RangeError: too few/],
  ["a home path", notebook([code("x", [stream("read /home/ada/data.csv")])]), /output holds an absolute path/],
  ["a path in a result", notebook([code("x", [result({ "text/plain": '"/tmp/a"' })])]), /absolute path: "\/tmp\/a"/],
  ["a path in a table", notebook([code("x", [table("t", "<table><td>/Users/ada</td></table>")])]), /absolute path/],
  ["a Windows path", notebook([code("x", [stream("C:\\data\\a.csv")])]), /absolute path/],
  ["a file address", notebook([code('import "file:///srv/a.ts"')]), /source holds an absolute path/],
  ["an API key", notebook([code(`const key = "sk-${"a1B2".repeat(8)}";`)]), /source holds what looks like a key/],
  [
    "a bearer token",
    notebook([code("x", [stream(`Bearer ${"a1B2".repeat(8)}`)])]),
    /output holds what looks like a key/,
  ],
  ["a private key", notebook([markdown("-----BEGIN RSA PRIVATE KEY-----")]), /what looks like a key/],
  ["a large file", notebook([code("x", [figure("big", { svg: "x".repeat(800_000) })])]), /bytes, at most 1000000/],
  ["another kernel", { ...made, metadata: { kernelspec: { name: "python3" } } }, /kernel is "python3"/],
  ["more metadata", { ...made, metadata: { ...made.metadata, widgets: {} } }, /metadata of the notebook hold widgets/],
  ["metadata of a cell", { ...made, cells: [{ ...first, metadata: { trusted: true } }, second] }, /hold trusted/],
  ["an image without a mark", notebook([code("x", [result({ "image/png": "AAAA" })])]), /carries no figure mark/],
  ["a script", notebook([code("x", [table("t", "<table></table><script>a</script>")])]), /holds a script/],
  ["an empty cell", notebook([code("1"), code(" \n")]), /cell 2 of 2: it is empty/],
];

for (const [rule, bad, expected] of broken) {
  Deno.test(`hygieneFaults() finds ${rule}`, () => {
    const faults = faultsOf(bad);
    assert.ok(faults.some((fault) => expected.test(fault)), `got ${JSON.stringify(faults)}`);
  });
}

Deno.test("hygieneFaults() finds this machine's own folders, and never repeats a key", () => {
  assert.match(faultsOf(notebook([code("x", [stream("/srv/kit/lib/a.ts")])]), ["/srv/kit"]).join(), /absolute path/);
  const key = `sk-${"a1B2".repeat(8)}`;
  assert.ok(!faultsOf(notebook([code(`"${key}"`)])).join().includes(key.slice(0, 10)));
});
