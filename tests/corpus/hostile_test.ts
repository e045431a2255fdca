/** Files that are damaged, locked, changing, huge or meant to do harm: each ends in the documented error. */
import assert from "node:assert/strict";
import { appendFileSync, chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { openDuckDb, toJsonl } from "twoplane/foundation";
import { loadPosts } from "twoplane/corpus";
import { parquetOf, writeDuckDb, writeSqlite, zstdBytes } from "./databases.ts";
import { inFolder, loadText, row } from "./support.ts";

const time = "2026-02-03T10:00:00Z";
const columns = { id: "TEXT", author: "TEXT", content: "TEXT", created_at: "TEXT" };
const rows = Array.from({ length: 500 }, (_, id) => row({ id: String(id), content: `text of ${id} `.repeat(20) }));

Deno.test("loadPosts() refuses truncated gzip and zstd, and names the file", async () => {
  const text = toJsonl(rows);
  for (const [name, bytes] of [["p.jsonl.gz", gzipSync(text)], ["p.jsonl.zst", zstdBytes(text)]] as const) {
    for (const length of [5, bytes.length >> 1, bytes.length - 1]) {
      await assert.rejects(
        loadText(name, bytes.subarray(0, length)),
        /^SyntaxError: Cannot unpack .*p\.jsonl\.(gz|zst): need a whole (gzip|zstd) stream, got \d+ bytes that fail with .*Fetch/,
      );
    }
  }
});

Deno.test("loadPosts() stops a bomb at the ratio or at maxBytes, and lets it through when told to", async () => {
  const text = `id,content,created_at\n1,${"a".repeat(18_000_000)},${time}\n`;
  for (const [name, bytes] of [["p.csv.gz", gzipSync(text)], ["p.csv.zst", zstdBytes(text)]] as const) {
    await assert.rejects(
      loadText(name, bytes),
      /^RangeError: Cannot unpack .*: need at most 16777216 bytes \(maxRatio\), got/,
    );
    await assert.rejects(
      loadText(name, bytes, { maxBytes: 1_000_000 }),
      /^RangeError: Cannot unpack .*: need at most 1000000 bytes \(maxBytes\), got more/,
    );
    assert.equal((await loadText(name, bytes, { maxRatio: 1e6 })).posts[0]?.text.length, 18_000_000);
  }
});

Deno.test("loadPosts() counts maxBytes over all files, whatever their format", () =>
  inFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    writeSqlite(path("p.sqlite"), rows, columns);
    await writeDuckDb(path("p.duckdb"), rows.slice(0, 100), columns);
    await parquetOf(path("p.duckdb"), path("p.parquet"));
    for (const name of ["p.sqlite", "p.duckdb", "p.parquet"]) {
      await assert.rejects(loadPosts(path(name), { maxBytes: 10_000 }), {
        name: "RangeError",
        message: `Cannot load ${
          path(name)
        }: need at most 10000 bytes of values (maxBytes), got more. Raise maxBytes, or split it`,
      });
    }
    writeFileSync(path("a.jsonl"), toJsonl(rows.slice(0, 50)));
    writeFileSync(path("b.jsonl"), toJsonl(rows.slice(50, 100)));
    const size = Deno.statSync(path("a.jsonl")).size;
    assert.equal((await loadPosts(path("*.jsonl"), { maxBytes: 2 * size + 1000 })).posts.length, 100);
    await assert.rejects(
      loadPosts(path("*.jsonl"), { maxBytes: size + 1000 }),
      /^RangeError: Cannot read .*b\.jsonl: need at most 1000 bytes \(maxBytes\), got/,
    );
  }));

Deno.test("loadPosts() reads a single line of 50 MB, and names a fault in one", async () => {
  const long = "words and more ".repeat(3_500_000);
  const { posts } = await loadText("p.jsonl", JSON.stringify(row({ content: long })));
  assert.equal(posts[0]?.text.length, long.length);
  await assert.rejects(
    loadText("p.jsonl", `{"id":"1","content":"${long}`),
    /^SyntaxError: Cannot load p\.jsonl at line 1, column 5250\d{4}: need JSON, got the end in /,
  );
  const csv = await loadText("p.csv", `content,created_at\n"${"words,and\nmore ".repeat(3_500_000)}",${time}\n`);
  assert.equal(csv.posts[0]?.text.length, long.length);
});

Deno.test("loadPosts() names row and column of a quote that is never closed, at row 100,000 too", async () => {
  const count = 100_000;
  const lines = Array.from({ length: count - 1 }, (_, id) => `${id},"text, ${id}",${time}`);
  const text = `id,content,created_at\n${lines.join("\n")}\nlast,"open,${time}\n`;
  await assert.rejects(loadText("p.csv", text, { maxBadRows: count }), {
    name: "SyntaxError",
    message: `Cannot read p.csv at line ${count + 1}, column 6: need a closing quote for "content" of row ${count}, ` +
      'got the end of the file after "open,2026-02-03T10:00:00Z"',
  });
});

Deno.test("loadPosts() names the first fault too where an open quote swallowed rows before the end", async () => {
  const text = `id,content,created_at\n1,"open,${time}\n2,"x",${time}\n3,y,${time}\n4,"z,${time}\n`;
  await assert.rejects(
    loadText("p.csv", text),
    /^SyntaxError: Cannot read p\.csv at line 5, column 3: need a closing quote for "content" of row \d, got .*\. Line 3, column 4 is faulty before it: need a separator behind a closing quote/,
  );
});

Deno.test("loadPosts() reads mixed line ends, lone carriage returns among them", async () => {
  const ids = ["1", "2", "3", "4"];
  const csv = `id,content,created_at\r\n1,x,${time}\n2,x,${time}\r3,x,${time}\r\n\r\n4,x,${time}`;
  const json = ids.map((id) => JSON.stringify(row({ id })));
  const jsonl = `${json[0]}\r\n${json[1]}\n\r${json[2]}\r${json[3]}\n\n`;
  for (const [name, text] of [["p.csv", csv], ["p.jsonl", jsonl]] as const) {
    assert.deepEqual((await loadText(name, text)).posts.map(({ postId }) => postId), ids, name);
  }
});

Deno.test("loadPosts() refuses a file that changes while it is read", () =>
  inFolder(async (folder) => {
    const path = join(folder, "p.jsonl");
    writeFileSync(path, toJsonl(rows));
    const size = Deno.statSync(path).size;
    const grow = () => appendFileSync(path, "{}\n");
    let calls = 0;
    await assert.rejects(loadPosts(path, { onProgress: () => calls++ === 0 ? grow() : undefined }), {
      name: "Error",
      message: `Cannot read ${path}: need a file that stays the same while it is read, got ${size} bytes before and ` +
        `${size + 3} after. Read a copy of it`,
    });
    calls = 0;
    const shrink = () => Deno.truncateSync(path, 100);
    await assert.rejects(
      loadPosts(path, { onProgress: () => calls++ === 0 ? shrink() : undefined }),
      /^Error: Cannot read .*: need a file that stays the same while it is read, got \d+ bytes before and 100 after/,
    );
  }));

Deno.test({
  name: "loadPosts() says that it may not read a file, a folder or a database",
  permissions: { read: [new URL("../../", import.meta.url)], write: true, env: true, run: false },
  fn: async () => {
    const folder = Deno.env.get("TMPDIR") ?? "/tmp";
    await assert.rejects(
      loadPosts(join(folder, "p.csv")),
      /^Error: Cannot read .*p\.csv: need permission to read it, got ".*"\. Grant it to the user who runs this$/,
    );
  },
});

Deno.test({
  name: "loadPosts() says that the file system refuses a file and a folder",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0, // root may read everything
  fn: () =>
    inFolder(async (folder) => {
      const path = join(folder, "p.csv");
      writeFileSync(path, "id\n");
      chmodSync(path, 0);
      await assert.rejects(loadPosts(path), /^Error: Cannot read .*p\.csv: need permission to read it/);
      chmodSync(folder, 0o300);
      await assert.rejects(loadPosts(folder), /^Error: Cannot read .*: need permission to read it/);
      chmodSync(folder, 0o700);
    }),
});

Deno.test({
  name: "loadPosts() refuses devices, which may never end",
  ignore: Deno.build.os === "windows",
  fn: () =>
    assert.rejects(loadPosts("/dev/zero", { format: "csv" }), {
      name: "TypeError",
      message: "Cannot read /dev/zero: need a file, got a pipe or a device",
    }),
});

Deno.test("loadPosts() refuses a SQLite database that is locked, damaged or cut short", () =>
  inFolder(async (folder) => {
    const path = join(folder, "p.sqlite");
    writeSqlite(path, rows, columns);
    const writer = new DatabaseSync(path);
    writer.exec("BEGIN EXCLUSIVE");
    await assert.rejects(loadPosts(path), {
      name: "Error",
      message: `Cannot read ${path}: need a database that no other program is writing to, got "database is locked". ` +
        "Close that program, or read a copy",
    });
    writer.exec("ROLLBACK");
    writer.close();
    assert.equal((await loadPosts(path)).posts.length, rows.length);
    const whole = Deno.readFileSync(path);
    for (const bytes of [whole.subarray(0, whole.length >> 1), whole.subarray(0, 50), zeroed(whole)]) {
      writeFileSync(path, bytes);
      await assert.rejects(
        loadPosts(path),
        /^SyntaxError: Cannot read .*: need a sound SQLite database, got ".*Fetch or/,
      );
    }
  }));

function zeroed(bytes: Uint8Array): Uint8Array {
  return bytes.slice().fill(0, 3 * 4096, 3 * 4096 + 2000);
}

Deno.test("loadPosts() changes no byte of a database and reads one state of it", () =>
  inFolder(async (folder) => {
    const path = join(folder, "p.sqlite");
    writeSqlite(path, rows, columns);
    const before = Deno.readFileSync(path);
    await loadPosts(path);
    assert.deepEqual(Deno.readFileSync(path), before);
    const writer = new DatabaseSync(path);
    writer.exec("PRAGMA journal_mode = WAL; INSERT INTO posts VALUES ('new', 'Ada', 'x', '2026-02-03T10:00:00Z')");
    assert.equal((await loadPosts(path)).posts.length, rows.length + 1);
    writer.close();
  }));

Deno.test("loadPosts() lets no view of a DuckDB file reach another file", () =>
  inFolder(async (folder) => {
    const path = join(folder, "p.duckdb");
    const secret = join(folder, "secret.csv");
    writeFileSync(secret, `id,content,created_at\n1,secret,${time}\n`);
    const database = await openDuckDb(path);
    await database.run(`CREATE VIEW posts AS SELECT * FROM read_csv('${secret}')`);
    database.close();
    await assert.rejects(
      loadPosts(path),
      /^SyntaxError: Cannot read .*p\.duckdb: need a sound file of its format, got "Permission Error/,
    );
  }));

Deno.test("loadPosts() refuses a damaged Parquet and DuckDB file", () =>
  inFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    await writeDuckDb(path("p.duckdb"), rows.slice(0, 50), columns);
    await parquetOf(path("p.duckdb"), path("p.parquet"));
    const parquet = Deno.readFileSync(path("p.parquet"));
    writeFileSync(path("p.parquet"), parquet.subarray(0, parquet.length - 10));
    await assert.rejects(
      loadPosts(path("p.parquet")),
      /^SyntaxError: Cannot read .*: need a sound file of its format, got/,
    );
    const duckdb = Deno.readFileSync(path("p.duckdb"));
    writeFileSync(path("p.duckdb"), duckdb.subarray(0, 10_000));
    await assert.rejects(loadPosts(path("p.duckdb")), /^(Syntax)?Error: Cannot (read|open) .*p\.duckdb: need a/);
  }));
