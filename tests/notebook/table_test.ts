import assert from "node:assert/strict";
import { frame, jupyterDisplay, table, tableDisplay } from "../../lib/notebook/mod.ts";
import { assertInert, hostile, htmlOf } from "./support.ts";

const rows = [
  { agent: "ada", n: 3, drift: 0.2134, ok: true },
  { agent: "bo", n: 12, drift: -1.5, ok: false },
];

/** Header and cells, with how each is aligned. */
function read(display: Parameters<typeof htmlOf>[0]) {
  const body = htmlOf(display);
  const texts = (selector: string) => [...body.querySelectorAll(selector)].map((cell) => cell.textContent);
  return {
    head: texts("th"),
    cells: [...body.querySelectorAll("tbody tr")].map((row) =>
      [...row.querySelectorAll("td")].map((td) => td.textContent)
    ),
    aligned: [...body.querySelectorAll("thead th")].map((cell) => cell.getAttribute("style")),
    prose: texts("p"),
    tables: body.querySelectorAll("table").length,
  };
}

Deno.test("table() shows rows as one HTML table with numbers to the right and stable decimals", async () => {
  const { head, cells, aligned, prose, tables } = read(await table(rows, { title: "Drift", note: "Seed 7" }));
  assert.equal(tables, 1);
  assert.deepEqual(head, ["agent", "n", "drift", "ok"]);
  assert.deepEqual(cells, [["ada", "3", "0.213", "true"], ["bo", "12", "-1.500", "false"]]);
  assert.deepEqual(aligned, ["left", "right", "right", "left"].map((side) => `text-align:${side}`));
  assert.deepEqual(prose, ["Drift", "2 of 2 rows. Seed 7"]);
});

Deno.test("table() gives aligned plain text for front ends without HTML", () => {
  const plain = tableDisplay(rows, { title: "Drift", digits: 2 }).data["text/plain"];
  assert.equal(plain, "Drift\nagent   n  drift  ok\nada     3   0.21  true\nbo     12  -1.50  false\n2 of 2 rows");
});

Deno.test("table() marks its output, and names it after its title", () => {
  assert.deepEqual(tableDisplay(rows, { title: "Drift: 3 Agents!", note: "x" }).metadata, {
    twoplane: { kind: "table", name: "drift-3-agents", title: "Drift: 3 Agents!", note: "x" },
  });
  assert.equal((tableDisplay(rows).metadata["twoplane"] as { name: string }).name, "table");
  assert.equal((tableDisplay(rows, { name: "own", title: "T" }).metadata["twoplane"] as { name: string }).name, "own");
  assert.throws(() => tableDisplay(rows, { name: "../x" }), { name: "TypeError", message: /lower-case letters/ });
});

Deno.test("table() shows the first rows of many and says how many there are", () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ index }));
  const { cells, prose } = read(tableDisplay(many, { limit: 4 }));
  assert.deepEqual(cells.flat(), ["0", "1", "2", "3"]);
  assert.deepEqual(prose, ["4 of 30 rows"]);
  assert.equal(read(tableDisplay(many)).cells.length, 20);
});

Deno.test("table() shows the columns asked for, in their order, and names those there are", () => {
  assert.deepEqual(read(tableDisplay(rows, { columns: ["drift", "agent"] })).head, ["drift", "agent"]);
  assert.throws(() => tableDisplay(rows, { columns: ["drfit"] }), {
    name: "TypeError",
    message: 'Cannot show a table with column "drfit": it has agent, n, drift, ok',
  });
});

Deno.test("table() shows missing values as a dash and keeps small numbers from rounding to 0", () => {
  const odd = [
    { p: 0.00002, x: null, y: Number.NaN, big: 1e20, zero: -0.0001 },
    { p: 0.5, y: 1, big: 2.5, zero: 0 },
  ];
  const { cells } = read(tableDisplay(odd));
  assert.deepEqual(cells, [["2.00e-5", "—", "NaN", "1.00e+20", "-1.00e-4"], ["0.500", "—", "1", "2.500", "0.000"]]);
});

Deno.test("table() takes no rows, one row, rows with different keys, dates, bigints and objects", () => {
  assert.deepEqual(read(tableDisplay([])).prose, ["0 of 0 rows"]);
  const mixed = [{ a: 1n, when: new Date(0) }, { b: { c: [1] }, a: 12345678901234567890n }];
  const { head, cells } = read(tableDisplay(mixed));
  assert.deepEqual(head, ["a", "when", "b"]);
  assert.deepEqual(cells, [["1", "1970-01-01T00:00:00.000Z", "—"], ["12345678901234567890", "—", '{"c":[1]}']]);
  assert.deepEqual(read(tableDisplay([{ a: 1 }])).prose, ["1 of 1 row"]);
});

Deno.test("table() escapes names and cells, cuts long ones, and stays one table", () => {
  const display = tableDisplay([{ [hostile]: hostile, long: "x".repeat(500) }], { title: hostile, note: hostile });
  const { head, cells, tables } = read(display);
  assert.equal(tables, 1);
  assert.ok(head[0]?.includes("<script>") && cells[0]?.[0]?.includes("<script>"));
  assert.equal(cells[0]?.[1], `${"x".repeat(119)}…`);
  assertInert(display);
});

Deno.test("table() refuses what is no table", () => {
  assert.throws(() => tableDisplay("x" as unknown as object[]), {
    name: "TypeError",
    message: /need rows or a DataFrame, got "x"/,
  });
  assert.throws(() => tableDisplay([1] as unknown as object[]), {
    name: "TypeError",
    message: /at row 0: need an object, got 1/,
  });
  assert.throws(() => tableDisplay(rows, { limit: 0 }), { name: "RangeError", message: /limit needs a whole number/ });
  assert.throws(() => tableDisplay(rows, { digit: 2 } as object), { name: "TypeError", message: /option "digit"/ });
});

Deno.test("frame() makes a danfojs frame that table() shows like its rows", async () => {
  const scores = await frame(rows);
  assert.deepEqual(scores.shape, [2, 4]);
  assert.deepEqual(read(tableDisplay(scores)).cells, read(tableDisplay(rows)).cells);
});

Deno.test("frame() keeps long ids as text and shows the index once it says something", async () => {
  const scores = await frame([{ id: "1234567890123456789", n: 1 }, { id: "007", n: 2 }]);
  assert.deepEqual(read(tableDisplay(scores)).cells, [["1234567890123456789", "1"], ["007", "2"]]);
  const second = scores.iloc({ rows: [1] });
  const { head, cells } = read(tableDisplay(second));
  assert.deepEqual(head, ["index", "id", "n"]);
  assert.deepEqual(cells, [["1", "007", "2"]]);
});

Deno.test("frame() lets a cell end with a frame or with what was made from it", async () => {
  const head = (await frame(rows)).head(1) as unknown as { [jupyterDisplay]: () => Record<string, string> };
  assert.ok(head[jupyterDisplay]()["text/html"]?.includes("1 of 1 row"));
});
