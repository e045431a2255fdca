import assert from "node:assert/strict";
import fc from "fast-check";
import { gzipBytes, stringifyCsv, toJsonl } from "twoplane/foundation";
import type { LoadReport } from "twoplane/shapes";
import { jsonForms, loadText, type Row } from "./support.ts";

const columns = ["id", "author", "kind", "content", "title", "created_at", "upvotes", "downvotes", "test"];
const word = fc.string({ unit: fc.constantFrom("a", "é", "🐘", '"', ",", "\n", "\r\n", "'", "=", " ", "\t", "1") });
const moment = fc.date({ min: new Date(0), max: new Date(4102444800000), noInvalidDate: true });

/** Rows as a platform may export them, with everything that a load keeps, drops or takes as null. */
const anyRow = fc.record({
  id: fc.oneof(fc.nat(20).map(String), fc.constant("1234567890123456789"), fc.constant(null)),
  author: fc.oneof(word, fc.constantFrom("None", "null", "", null)),
  kind: fc.constantFrom("post", "comment", "reply"),
  content: fc.oneof(word, fc.constantFrom("", null)),
  title: fc.option(word),
  created_at: fc.oneof(moment.map((date) => date.toISOString()), fc.constant(null)),
  upvotes: fc.option(fc.integer()),
  downvotes: fc.option(fc.integer()),
  test: fc.boolean(),
});

const options = { source: "same", drop: { test: true } };

function addsUp({ rowsRead, rowsKept, dropped }: LoadReport): boolean {
  return rowsRead === rowsKept + dropped.reduce((sum, { count }) => sum + count, 0) &&
    dropped.every(({ count, first }) => first.length === Math.min(5, count));
}

Deno.test("loadPosts() gives the same posts and the same report for the same rows in every format", () =>
  fc.assert(
    fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 8 }), async (rows) => {
      const csv = await stringifyCsv(rows, { columns, formulas: "kept" });
      const tsv = await stringifyCsv(rows, { columns, formulas: "kept", separator: "\t" });
      const loads = await Promise.all(
        [...jsonForms(rows), ["p.csv", csv], ["p.tsv.gz", gzipBytes(tsv)]].map(([name, content]) =>
          loadText(name as string, content as string, options)
        ),
      );
      const [first] = loads;
      assert.ok(first !== undefined && addsUp(first.report));
      for (const { posts, report } of loads) {
        assert.deepEqual(posts, first.posts);
        assert.deepEqual(withoutPlaces(report), withoutPlaces(first.report));
      }
    }),
    { numRuns: 60, seed: 1 },
  ));

/** Formats differ in their name and in whether a row has a line. */
function withoutPlaces({ format: _, files: __, dropped, columns, guessed, ...report }: LoadReport) {
  const counts = dropped.map(({ reason, count, first }) => ({ reason, count, rows: first.map(({ row }) => row) }));
  return { ...report, columns, guessed, counts };
}

Deno.test("loadPosts() keeps every row apart from those it counts as dropped", () =>
  fc.assert(
    fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 20 }), async (rows) => {
      const { posts, report } = await loadText("p.json", JSON.stringify(rows), options);
      assert.ok(addsUp(report));
      assert.equal(report.rowsRead, rows.length);
      assert.equal(new Set(posts.map(({ postId }) => postId)).size, posts.length);
      const wanted = rows.filter(({ test, content, created_at }) =>
        !test && (content ?? "").trim() !== "" && created_at !== null
      );
      const ids = wanted.map(({ id }) => id).filter((id) => id !== null);
      assert.equal(posts.length, wanted.length - (ids.length - new Set(ids).size));
    }),
    { numRuns: 150, seed: 2 },
  ));

const scraps = [
  ...[
    '{"id":1,"content":"x","created_at":"2026-02-03T10:00:00Z"}',
    "id,content,created_at",
    "1,x,2026-02-03T10:00:00Z",
  ],
  ...[
    "\n",
    "\r\n",
    ",",
    '"',
    "{",
    "}",
    "[",
    "]",
    ":",
    "null",
    "content",
    "created_at",
    "1770124302",
    "é",
    " ",
    "\uFEFF",
  ],
  ...[
    '[{"text":"a","time":"2026-02-03"}]',
    "\ud800",
    "\0",
    "text\ttime",
    "a\t1770124302",
    '"text"',
    '"time"',
    "-1",
    "1e9",
  ],
];
const sound = fc.array(anyRow, { minLength: 1, maxLength: 4 }).chain((rows) =>
  fc.constantFrom(
    JSON.stringify(rows),
    toJsonl(rows),
    JSON.stringify({ rows }),
    tableOf(rows, ","),
    tableOf(rows, "\t"),
  )
);

function tableOf(rows: readonly Row[], separator: string): string {
  const cell = (value: unknown) => `"${String(value ?? "").replaceAll('"', '""')}"`;
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => cells.map(cell).join(separator)).join("\n");
}

/** A sound file with one stretch of it cut out or replaced. */
const damaged = fc.tuple(sound, fc.nat(), fc.nat(6), fc.constantFrom("", ...scraps))
  .map(([text, start, length, scrap]) => {
    const at = start % (text.length + 1);
    return text.slice(0, at) + scrap + text.slice(at + length);
  });

const garbage = fc.oneof(
  sound,
  damaged,
  fc.array(fc.constantFrom(...scraps), { maxLength: 12 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.uint8Array({ maxLength: 80 }),
  fc.json(),
);

Deno.test("loadPosts() loads any garbage with counts that add up, or throws a house error", () =>
  fc.assert(
    fc.asyncProperty(
      garbage,
      fc.constantFrom("g.csv", "g.tsv", "g.json", "g.jsonl", "g.jsonl.gz"),
      fc.nat(3),
      fc.constantFrom(undefined, "UTC"),
      async (content, name, maxBadRows, timeZone) => {
        try {
          const { posts, report } = await loadText(name, content, { maxBadRows, ...(timeZone && { timeZone }) });
          assert.ok(addsUp(report));
          assert.equal(posts.length, report.rowsKept);
          assert.ok(posts.every(({ text, createdAt }) => text.trim() !== "" && createdAt.length === 24));
        } catch (error) {
          assert.ok(
            error instanceof Error && ["TypeError", "RangeError", "SyntaxError"].includes(error.name),
            String(error),
          );
          assert.match(error.message, /^Cannot /);
        }
      },
    ),
    { numRuns: 1000, seed: 3 },
  ));
