import assert from "node:assert/strict";
import { gzipBytes, toJsonl } from "twoplane/foundation";
import { loadPosts } from "twoplane/corpus";
import { loadText, row } from "./support.ts";

const csv = (body: string) => `id,content,created_at\n${body}`;
const good = "1,x,2026-02-03T10:00:00Z\n";

Deno.test("loadPosts() says that a file is missing, or of a kind it cannot tell", async () => {
  await assert.rejects(loadPosts("no/such.csv"), {
    name: "RangeError",
    message: "Cannot read no/such.csv: there is no such file",
  });
  await assert.rejects(loadText("posts.xlsx", "id"), {
    name: "TypeError",
    message:
      /^Cannot load .*posts\.xlsx: need a name that ends in \.csv, .* or \.db, got "posts\.xlsx"\. Say format: "csv", /,
  });
});

Deno.test("loadPosts() refuses an empty file of every format", async () => {
  for (const name of ["p.csv", "p.tsv", "p.json", "p.jsonl", "p.csv.gz"]) {
    for (const content of ["", "\uFEFF", " \n\n", gzipBytes("")]) {
      await assert.rejects(loadText(name, content), {
        name: "SyntaxError",
        message: `Cannot load ${name}: need at least one row, got an empty file`,
      });
    }
  }
});

Deno.test("loadPosts() refuses a truncated gzip stream and another encoding", async () => {
  await assert.rejects(
    loadText("p.csv.gz", gzipBytes(csv(good)).slice(0, -4)),
    /^SyntaxError: Cannot unpack .*p\.csv\.gz: /,
  );
  const latin = new Uint8Array([...csv("1,caf\u00e9,2026-02-03T10:00:00Z\n")].map((one) => one.charCodeAt(0)));
  await assert.rejects(
    loadText("p.csv", latin),
    /^SyntaxError: Cannot read .*p\.csv: need UTF-8 text, got bytes of another encoding at byte 27 \(line 2\): 0xE9, "é" in Latin-1/,
  );
});

Deno.test("loadPosts() names file, line and column of the first bad row and counts them all", async () => {
  await assert.rejects(loadText("p.csv", csv(`${good}2,only two\n3,y,2026-02-03T10:00:00Z,four\n`)), {
    name: "SyntaxError",
    message: 'Cannot load p.csv at line 3, column 1: need 3 fields as in the header, got 2: "2 | only two". ' +
      "2 rows are bad, maxBadRows is 0",
  });
  await assert.rejects(loadText("p.jsonl", `${JSON.stringify(row())}\n{"id": }\n`), {
    name: "SyntaxError",
    message: 'Cannot load p.jsonl at line 2, column 8: need JSON, got "}" in "{"id": }". 1 row is bad, maxBadRows is 0',
  });
  await assert.rejects(loadText("p.json", JSON.stringify([row(), 5, [row()]])), {
    name: "SyntaxError",
    message: "Cannot load p.json at row 2: need an object, got 5. 2 rows are bad, maxBadRows is 0",
  });
});

Deno.test("loadPosts() names the column of a value that its field cannot hold", async () => {
  const cases: [Record<string, unknown>, string][] = [
    [
      { created_at: "2026-02-30T10:00:00Z" },
      '"created_at": need a day and hour that exist, got "2026-02-30T10:00:00Z"',
    ],
    [
      { created_at: "last week" },
      '"created_at": need ISO 8601 such as 2026-02-03T13:11:42Z, or seconds since 1970, got "last week"',
    ],
    [{ score: "much" }, '"score": need a number, got "much"'],
    [{ score: true }, '"score": need a number, got true'],
    [{ content: ["a"] }, '"content": need text, got an array of 1'],
    [{ id: ["a", "b"] }, '"id": need text, got an array of 2'],
  ];
  for (const [changes, message] of cases) {
    await assert.rejects(loadText("p.json", JSON.stringify([row(changes)])), {
      name: "SyntaxError",
      message: `Cannot load p.json at row 1, column ${message}. 1 row is bad, maxBadRows is 0`,
    });
  }
  await assert.rejects(
    loadText("p.json", JSON.stringify([row({ kind: "share" })]), { columns: { kind: "kind" } }),
    /at row 1, column "kind": need post, comment or reply, got "share"/,
  );
});

Deno.test("loadPosts() lets up to maxBadRows pass, counts them and shows five", async () => {
  const bad = Array.from({ length: 6 }, (_, index) => `b${index},short\n`).join("");
  const { posts, report } = await loadText("p.csv", csv(good + bad + "9,x,never\n"), { maxBadRows: 7 });
  assert.equal(posts.length, 1);
  assert.equal(report.rowsRead, 8);
  assert.deepEqual(report.dropped.map(({ reason, count, first }) => [reason, count, first.length]), [[
    "bad row",
    7,
    5,
  ]]);
  assert.deepEqual(report.dropped[0]?.first[0], {
    row: 2,
    detail: 'line 3, column 1: need 3 fields as in the header, got 2: "b0 | short"',
  });
  await assert.rejects(loadText("p.csv", csv(good + bad), { maxBadRows: 5 }), /6 rows are bad, maxBadRows is 5$/);
});

Deno.test("loadPosts() refuses an unclosed quote whatever maxBadRows allows, since it swallows rows", async () => {
  await assert.rejects(loadText("p.csv", csv(`${good}2,"open,2026-02-03T10:00:00Z\n${good}`), { maxBadRows: 99 }), {
    name: "SyntaxError",
    message:
      /^Cannot read p\.csv at line 3, column 3: need a closing quote for "content" of row 2, got the end of the file after "open,2026/,
  });
});

Deno.test("loadPosts() refuses two columns of one name", async () => {
  await assert.rejects(
    loadText("p.csv", "id,content,id\n1,x,2\n"),
    /^SyntaxError: Cannot read p\.csv at line 1: need a name/,
  );
});

Deno.test("loadPosts() says which format a file of another name looks like", async () => {
  const rows = [row(), row({ id: "2" })];
  const cases: [string, string, RegExp][] = [
    ["p.json", toJsonl(rows), /^SyntaxError: Cannot read p\.json at line 2, column 1: .*say format: "jsonl"$/],
    ["p.jsonl", JSON.stringify(rows, null, 2), /^SyntaxError: Cannot load p\.jsonl at line 1, .*say format: "json"$/],
    ["p.csv", JSON.stringify(rows), /^SyntaxError: Cannot read p\.csv at line 1, .*say format: "json"$/],
    ["p.csv", toJsonl(rows), /^SyntaxError: Cannot read p\.csv at line 1, .*say format: "jsonl"$/],
  ];
  for (const [name, content, message] of cases) await assert.rejects(loadText(name, content), message);
  await assert.rejects(
    loadText("p.json", csv(good)),
    /^SyntaxError: Cannot read p\.json at line 1, column 1: need JSON/,
  );
});

Deno.test("loadPosts() refuses a JSON document that holds no array of rows", async () => {
  for (
    const [content, came] of [["5", "5"], ['"a"', '"a"'], ["null", "null"], ['{"a":{"b":[]}}', "an object with a"]]
  ) {
    await assert.rejects(loadText("p.json", content ?? ""), {
      name: "TypeError",
      message: `Cannot load p.json: need an array of rows, or an object that holds one, got ${came}`,
    });
  }
});

Deno.test("loadPosts() lists the columns there are when one is missing", async () => {
  const load = (options: Parameters<typeof loadText>[2]) => loadText("p.csv", csv(good), options);
  const has = "It has id, content, created_at";
  await assert.rejects(load({ columns: { text: "contnet" } }), {
    name: "TypeError",
    message: `Cannot load p.csv: columns.text needs a column of the file, got "contnet". ${has}`,
  });
  await assert.rejects(
    load({ columns: { score: ["up", "down"] } }),
    /columns\.score needs a column of the file, got "up"/,
  );
  await assert.rejects(load({ drop: { test: true } }), /drop needs a column of the file, got "test"/);
  await assert.rejects(load({ keep: { kind: "post" } }), /keep needs a column of the file, got "kind"/);
  await assert.rejects(loadText("p.csv", "id,words,created_at\n1,x,2026-02-03T10:00:00Z\n"), {
    name: "TypeError",
    message: "Cannot load p.csv: need a column for text, got none by name among id, words, created_at. " +
      'Say which, such as columns: { text: "id" }',
  });
});

Deno.test("loadPosts() refuses a wrong option before it opens the file", async () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ colums: {} }, /^TypeError: .* with option "colums": it takes columns, kind, timeZone/],
    [{ columns: { txt: "a" } }, /^TypeError: .* with option "txt": it takes postId, authorId/],
    [{ columns: { text: null } }, /^TypeError: .* columns\.text needs the name of a column, got null$/],
    [
      { columns: { title: ["a", "b"] } },
      /^TypeError: .* columns\.title needs the name of a column, or null for none, got an array/,
    ],
    [
      { columns: { score: ["a"] } },
      /^TypeError: .* columns\.score needs the name of a column, two names whose difference it is, or/,
    ],
    [{ columns: [] }, /^TypeError: .* options need an object, got an array of 0$/],
    [{ kind: "thread" }, /^TypeError: .* kind is one of post, comment, reply, got "thread"$/],
    [{ timeZone: "JST" + "!" }, /^RangeError: .* timeZone needs "UTC", an offset/],
    [{ epochUnit: "us" }, /^TypeError: .* epochUnit is one of s, ms/],
    [{ missingText: true }, /^TypeError: .* missingText is one of drop, title/],
    [{ format: "xlsx" }, /^TypeError: .* format is one of csv, tsv, json, jsonl, parquet, duckdb, sqlite/],
    [{ maxBadRows: -1 }, /^RangeError: .* maxBadRows needs a whole number of at least 0, got -1$/],
    [{ maxBytes: 0 }, /^RangeError: .* maxBytes needs a whole number of at least 1, got 0$/],
    [{ maxRatio: 0.5 }, /^RangeError: .* maxRatio needs a finite number in \[1, Infinity\], got 0\.5$/],
    [{ table: "" }, /^TypeError: .* table needs text, got ""$/],
    [{ replies: [5] }, /^TypeError: .* replies needs text, got 5$/],
    [{ rows: "" }, /^TypeError: .* rows needs text, got ""$/],
    [{ source: 5 }, /^TypeError: .* source needs text, got 5$/],
    [
      { drop: { a: { b: 1 } } },
      /^TypeError: .* drop\.a needs text, a number, true, false, null or an array of them, got an object/,
    ],
    [{ keep: "kind" }, /^TypeError: .* keep needs an object of columns and values, got "kind"$/],
  ];
  for (const [options, message] of cases) await assert.rejects(loadPosts("no/such.csv", options as never), message);
  await assert.rejects(loadPosts("no/such.csv", null as never), /^TypeError: .* options need an object, got null$/);
});
