import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { gzipBytes, openDuckDb, stringifyCsv, toJsonl } from "twoplane/foundation";
import { type LoadedPosts, loadPosts, type LoadPostsOptions } from "twoplane/corpus";
import { type Columns, parquetOf, writeDuckDb, writeParquet, writeSqlite, zstdBytes } from "./databases.ts";
import { inFolder, loadText, type Row, row } from "./support.ts";

const texts: Columns = { author: "TEXT", kind: "TEXT", content: "TEXT", title: "TEXT", created_at: "TEXT" };
const columns: Columns = { id: "BIGINT", ...texts, upvotes: "INTEGER", downvotes: "INTEGER", test: "BOOLEAN" };
const options: LoadPostsOptions = { source: "same", drop: { test: true }, missingText: "title" };

const word = fc.string({
  unit: fc.constantFrom("a", "é", "🐘", '"', ",", "\n", "\r\n", "'", "=", " ", "\t", "1", "\u00a0"),
});
const moment = fc.date({ min: new Date(0), max: new Date(4102444800000), noInvalidDate: true });
const anyRow = fc.record({
  id: fc.oneof(fc.nat(6).map(String), fc.constant("1234567890123456789"), fc.constant("-9223372036854775808")),
  author: fc.oneof(word, fc.constantFrom("None", "null", "", null)),
  kind: fc.constantFrom("post", "Comment ", "reply", null),
  content: fc.oneof(word, fc.constantFrom("", null)),
  title: fc.option(word),
  created_at: fc.oneof(moment.map((date) => date.toISOString()), fc.constantFrom("1770124302", null)),
  upvotes: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  downvotes: fc.option(fc.nat(9)),
  test: fc.boolean(),
});

Deno.test("loadPosts() gives equal posts and drops for the same rows in every format, packed or not", () =>
  fc.assert(
    fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 8 }), (rows) =>
      inFolder(async (folder) => {
        const loads = await everyForm(folder, rows);
        const [[, first]] = loads as [[string, LoadedPosts]];
        assert.equal(loads.length, 15);
        for (const [name, { posts, report }] of loads) {
          assert.deepEqual(posts, first.posts, name);
          assert.deepEqual(counts(report), counts(first.report), name);
        }
      })),
    { seed: 1, numRuns: 12 },
  ));

async function everyForm(folder: string, rows: readonly Row[]): Promise<[string, LoadedPosts][]> {
  const names = Object.keys(columns);
  const csv = await stringifyCsv(rows, { columns: names, formulas: "kept", engine: "csv-parse" });
  const tsv = await stringifyCsv(rows, { columns: names, formulas: "kept", separator: "\t", engine: "csv-parse" });
  const forms = { csv, tsv, json: JSON.stringify(rows), jsonl: toJsonl(rows) };
  const loads: [string, LoadedPosts][] = [];
  for (const [ending, text] of Object.entries(forms)) {
    for (const [packed, content] of [["", text], [".gz", gzipBytes(text)], [".zst", zstdBytes(text)]] as const) {
      const name = `p.${ending}${packed}`;
      loads.push([name, await loadText(name, content, options)]);
    }
  }
  const path = (name: string) => join(folder, name);
  writeSqlite(path("p.sqlite"), rows, columns);
  await writeDuckDb(path("p.duckdb"), rows, columns);
  await parquetOf(path("p.duckdb"), path("p.parquet"));
  for (const name of ["p.sqlite", "p.duckdb", "p.parquet"]) loads.push([name, await loadPosts(path(name), options)]);
  return loads;
}

function counts({ rowsRead, rowsKept, dropped, files, warnings }: LoadedPosts["report"]) {
  const rows = files.map(({ rowsRead, rowsKept }) => [rowsRead, rowsKept]);
  return { rowsRead, rowsKept, rows, warnings, dropped: dropped.map(({ reason, count }) => [reason, count]) };
}

Deno.test("loadPosts() tells formats and packings by the first bytes, whatever the name", () =>
  inFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    const rows = [row()];
    writeSqlite(path("a.csv"), rows, texts);
    await writeDuckDb(path("b.jsonl"), rows, texts);
    await parquetOf(path("b.jsonl"), path("c.db"));
    writeSqlite(path("d"), rows, texts);
    await Deno.writeFile(path("e.csv"), zstdBytes("content,created_at\nx,2026-02-03T10:00:00Z\n"));
    await Deno.writeFile(path("f.csv.zst"), gzipBytes("content,created_at\nx,2026-02-03T10:00:00Z\n"));
    const formats = [];
    for (const name of ["a.csv", "b.jsonl", "c.db", "d", "e.csv", "f.csv.zst"]) {
      const { report } = await loadPosts(path(name));
      assert.equal(report.rowsKept, 1, name);
      formats.push(report.format);
    }
    assert.deepEqual(formats, [
      "SQLite, table posts",
      "DuckDB, table posts",
      "Parquet",
      "SQLite, table posts",
      "CSV",
      "CSV",
    ]);
  }));

Deno.test("loadPosts() refuses a format that the first bytes deny, and names what came", () =>
  inFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    writeSqlite(path("p.csv"), [row()], texts);
    await assert.rejects(loadPosts(path("p.csv"), { format: "csv" }), {
      name: "SyntaxError",
      message: `Cannot read ${path("p.csv")}: need CSV, got SQLite. Say format: "sqlite", or leave it out`,
    });
    const cases: [string, string | Uint8Array, RegExp][] = [
      [
        "p.parquet",
        "id,content\n",
        /^SyntaxError: Cannot read .*: need Parquet, got a file that does not begin like one/,
      ],
      ["p.db", "x".repeat(200), /^SyntaxError: Cannot read .*: need a DuckDB or SQLite database, got a file/],
      [
        "p.csv",
        "PK\x03\x04 and so on",
        /^SyntaxError: Cannot read .*: need CSV, got a zip archive\. Unpack or convert/,
      ],
      ["p.jsonl", "BZh91AY&SY and so on", /need JSON Lines, got bzip2\. Unpack or convert it first$/],
      ["p.csv.gz", gzipBytes(gzipBytes("id\n")), /need CSV in it, got a packed file\. Unpack it first$/],
      ["p.csv.gz", gzipBytes("SQLite format 3\0 and so on"), /need CSV in it, got SQLite\. Unpack it first$/],
      ["p.sqlite", "", /^SyntaxError: Cannot load p\.sqlite: need at least one row, got an empty file$/],
      ["p.parquet", "", /^SyntaxError: Cannot load p\.parquet: need at least one row, got an empty file$/],
    ];
    for (const [name, content, message] of cases) await assert.rejects(loadText(name, content), message, name);
  }));

Deno.test("loadPosts() reads the table or view that table names, or the only one", () =>
  inFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    writeSqlite(path("p.sqlite"), [row({ author: "Ada" }), row({ author: "Bob" })], texts);
    await writeDuckDb(path("p.duckdb"), [row({ author: "Ada" }), row({ author: "Bob" })], texts);
    await inSql(path("p.sqlite"), "CREATE VIEW bobs AS SELECT * FROM posts WHERE author = 'Bob'");
    await inSql(path("p.duckdb"), "CREATE VIEW bobs AS SELECT * FROM posts WHERE author = 'Bob'");
    await inSql(path("p.duckdb"), "CREATE SCHEMA other; CREATE TABLE other.posts AS SELECT * FROM bobs");
    for (const [name, many] of [["p.sqlite", "2: bobs, posts"], ["p.duckdb", "3: bobs, posts, other.posts"]] as const) {
      await assert.rejects(loadPosts(path(name)), {
        name: "TypeError",
        message: `Cannot load ${
          path(name)
        }: need one table or view with the rows, got ${many}. Say which, such as table: "bobs"`,
      });
      const { posts, report } = await loadPosts(path(name), { table: "bobs" });
      assert.deepEqual(posts.map(({ authorId }) => authorId), ["Bob"]);
      assert.match(report.format, /, view bobs$/);
      assert.equal((await loadPosts(path(name), { table: "posts" })).posts.length, 2);
      await assert.rejects(
        loadPosts(path(name), { table: "Posts" }),
        /^TypeError: .*: table needs the name of a table or view in it, got "Posts"\. It has bobs, posts/,
      );
    }
    assert.equal((await loadPosts(path("p.duckdb"), { table: "other.posts" })).posts.length, 1);
  }));

async function inSql(path: string, sql: string): Promise<void> {
  if (path.endsWith(".sqlite")) {
    const database = new DatabaseSync(path);
    database.exec(sql);
    return database.close();
  }
  const database = await openDuckDb(path);
  for (const one of sql.split("; ")) await database.run(one);
  database.close();
}

Deno.test("loadPosts() reads names and types that only Parquet and DuckDB have", () =>
  inFolder(async (folder) => {
    const path = join(folder, "odd [1]*'?.parquet");
    const select = (time: string) =>
      `SELECT 9007199254740993::BIGINT AS id, {'id': 1234567890123456789::HUGEINT, 'name': 'Ada'} AS author,
        encode('héllo') AS content, ${time} AS created_at, 12.50::DECIMAL(18, 2) AS score, 'a'::ENUM('a', 'b') AS submolt`;
    const first = async (time: string, options: LoadPostsOptions = {}) => {
      await writeParquet(path, select(time));
      return (await loadPosts(path, options)).posts[0];
    };
    const post = await first("TIMESTAMPTZ '2026-02-03 19:00:00.123456+09'");
    assert.deepEqual(
      [post?.postId, post?.text, post?.createdAt, post?.score, post?.communityId],
      ["9007199254740993", "héllo", "2026-02-03T10:00:00.123Z", 12.5, "a"],
    );
    await assert.rejects(
      first("TIMESTAMP '2026-02-03 10:00:00'"),
      /^TypeError: .*need a zone for times that name none/,
    );
    for (const type of ["TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_S"]) {
      const local = await first(`${type} '2026-02-03 10:00:00'`, { timeZone: "+09:00" });
      assert.equal(local?.createdAt, "2026-02-03T01:00:00.000Z", type);
    }
    assert.equal((await first("DATE '2026-02-03'", { timeZone: "UTC" }))?.createdAt, "2026-02-03T00:00:00.000Z");
    assert.equal((await first("1770124302::BIGINT"))?.createdAt, "2026-02-03T13:11:42.000Z");
    await assert.rejects(first("TIMESTAMPTZ 'infinity'"), /^SyntaxError: .*column "created_at": need ISO 8601/);
  }));

Deno.test("loadPosts() names the columns of a Parquet file that lacks one, also without rows", () =>
  inFolder(async (folder) => {
    const path = join(folder, "p.parquet");
    await writeParquet(path, "SELECT 1 AS id, 'x' AS words, now() AS created_at WHERE false");
    await assert.rejects(loadPosts(path), {
      name: "TypeError",
      message: `Cannot load p.parquet: need a column for text, got none by name among id, words, created_at. ` +
        'Say which, such as columns: { text: "id" }',
    });
    const { report } = await loadPosts(path, { columns: { text: "words" } });
    assert.deepEqual([report.rowsRead, report.unusedColumns], [0, []]);
    await assert.rejects(
      loadPosts(path, { columns: { text: "content" } }),
      /columns\.text needs a column of the file, got "content"\. It has id, words, created_at$/,
    );
  }));

Deno.test("loadPosts() keeps integers of SQLite as they are and text in bytes as text", () =>
  inFolder(async (folder) => {
    const path = join(folder, "p.db3");
    writeSqlite(path, [], { id: "INTEGER", content: "ANY", created_at: "TEXT", score: "REAL" });
    const database = new DatabaseSync(path);
    database.exec(`INSERT INTO posts VALUES
      (9223372036854775807, x'68c3a9', '2026-02-03T10:00:00Z', 1.5), (-5, 12, 1770124302, NULL)`);
    database.close();
    const { posts } = await loadPosts(path);
    assert.deepEqual(posts.map(({ postId, text, score }) => [postId, text, score]), [
      ["9223372036854775807", "hé", 1.5],
      ["-5", "12", null],
    ]);
    const again = new DatabaseSync(path);
    again.exec(
      "UPDATE posts SET content = CAST(x'ff' AS TEXT) WHERE id = -5; UPDATE posts SET content = x'ff' WHERE id > 0",
    );
    again.close();
    const { report } = await loadPosts(path, { maxBadRows: 1 });
    assert.match(report.dropped[0]?.first[0]?.detail ?? "", /^row 1, column "content": need text, got /);
    assert.ok(report.warnings.includes("Values of content with U+FFFD, which stands for bytes that are no UTF-8: 1"));
  }));

Deno.test("loadPosts() reads UTF-16 with a byte-order mark and says so", async () => {
  const text = "\uFEFFid,content,created_at\n1,é🐘,2026-02-03T10:00:00Z\n";
  const bytes = new Uint8Array(new Uint16Array(text.split("").map((unit) => unit.charCodeAt(0))).buffer);
  const { posts, report } = await loadText("p.csv", bytes);
  assert.deepEqual(posts.map(({ text }) => text), ["é🐘"]);
  assert.ok(report.warnings.includes("Files in UTF-16LE, as their byte-order mark says: 1"));
});
