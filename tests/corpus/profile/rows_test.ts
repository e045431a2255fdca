import assert from "node:assert/strict";
import { loadPosts, profilePosts, profileRows, reportRows } from "twoplane/corpus";
import { dataPath } from "twoplane/foundation";
import { table } from "twoplane/notebook";
import type { LoadReport } from "twoplane/shapes";
import { readSociety } from "twoplane/society";
import { made } from "./made.ts";

const hostile = `<img src=x onerror=alert(1)>\u001b[31m\u202egnp.exe\u0000\ud800${"x".repeat(10_000)}`;

const report: LoadReport = {
  source: "a folder",
  format: "csv",
  rowsRead: 12,
  rowsKept: 9,
  files: [1, 2].map((n) => ({ source: `${n}.csv`, format: "csv", rowsRead: 6, rowsKept: 4 + n % 2 })),
  dropped: [
    { reason: "missing text", count: 2, first: [{ row: 3, detail: "" }, { row: 7, detail: "1.csv, line 8" }] },
    { reason: hostile, count: 1, first: [{ row: 4, detail: hostile }] },
  ],
  columns: { text: "body", authorId: hostile, kind: 'always "post"' },
  guessed: ["text", "authorId"],
  unusedColumns: ["a", "b"],
  warnings: ["Posts without an author: 3"],
};

Deno.test("reportRows() has a line for what was read, each reason, what was kept and how columns were taken", () => {
  const rows = reportRows({ ...report, dropped: report.dropped.slice(0, 1), columns: { text: "body", kind: "x" } });
  assert.deepEqual(rows, [
    { what: "read", rows: 12, detail: "a folder, 2 files" },
    { what: "dropped: missing text", rows: 2, detail: "row 3; 1.csv, line 8" },
    { what: "kept", rows: 9, detail: "" },
    { what: "columns declared", rows: 1, detail: "kind ← x" },
    { what: "columns guessed", rows: 1, detail: "text ← body" },
    { what: "columns not used", rows: 2, detail: "a, b" },
    { what: "warnings", rows: 1, detail: "Posts without an author: 3" },
  ]);
});

Deno.test("reportRows() of a real load adds up", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(
    path,
    "id,text,ts\n1,hi,2026-02-03T10:00:00Z\n1,ho,2026-02-03T11:00:00Z\n2,,2026-02-03T12:00:00Z\n",
  );
  const rows = reportRows((await loadPosts(path)).report);
  await Deno.remove(path);
  const count = (start: string) =>
    rows.filter(({ what }) => what.startsWith(start)).reduce((sum, row) => sum + row.rows, 0);
  assert.equal(count("read"), 3);
  assert.equal(count("dropped"), 2);
  assert.equal(count("kept"), 1);
});

Deno.test("profileRows() says in words what the embedded board holds", async () => {
  const { posts } = readSociety(dataPath("societies/board-feed.jsonl.gz")).society;
  const rows = profileRows(await profilePosts(posts));
  const line = (aspect: string) => rows.find((row) => row.aspect === aspect);
  assert.deepEqual(line("posts"), { aspect: "posts", value: "80", detail: "80 posts, 0 comments, 0 replies" });
  assert.deepEqual(line("authors")?.value, "8");
  assert.deepEqual(line("days with posts")?.value, "10");
  assert.deepEqual(line("outages"), { aspect: "outages", value: "0", detail: "" });
  assert.deepEqual(line("distinct texts")?.value, String(new Set(posts.map(({ text }) => text)).size));
  assert.match(line("languages")!.detail, /^English 1\.000/);
  assert.match(line("authors with regularity")!.detail, /< 0\.3: 8,/);
  assert.match(line("posts of an author")!.detail, /^median; 90% wrote at most 10, one wrote 10; .* Gini 0\.000$/);
});

Deno.test("profileRows() of nothing has lines without numbers to invent", async () => {
  const rows = profileRows(await profilePosts([]));
  assert.deepEqual([...new Set(rows.map(({ value }) => value))], ["0", "—"]);
  assert.ok(rows.every(({ detail }) => !/NaN|null|undefined/.test(detail)));
});

Deno.test("tables of a hostile load and corpus show text as text, short", async () => {
  const times = [0, 1, 2, 3, 4, 5, 6].map((hour) => `2026-02-03T0${hour}:00:00.000Z`);
  const profile = await profilePosts(
    times.map((createdAt, index) =>
      made(String(index), { authorId: hostile, createdAt, text: index % 2 === 0 ? hostile : `${hostile}${index}` })
    ),
  );
  assert.equal(profile.regularity.fixedInterval.authors, 1);
  for (const source of [reportRows(report), profileRows(profile), profile.texts.repeated.top, profile.authors.top]) {
    const display = await table(source, { limit: 50 });
    const html = display?.data["text/html"] ?? "";
    // deno-lint-ignore no-control-regex
    assert.ok(!/<img|<script|\u001b|\u202e|\u0000/.test(html) && html.isWellFormed());
    assert.ok(html.length < 20_000);
    assert.ok(html.includes("&lt;img"));
  }
});
