import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipBytes, toJsonl } from "twoplane/foundation";
import { loadPosts } from "twoplane/corpus";
import { writeSqlite } from "./databases.ts";
import { inFolder, row } from "./support.ts";

const text = { id: "TEXT", author: "TEXT", content: "TEXT", created_at: "TEXT" };
const lines = (...ids: string[]) => toJsonl(ids.map((id) => row({ id })));

Deno.test("loadPosts() reads a folder of several formats in order of the names, as one source", () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, "b.jsonl.gz"), gzipBytes(lines("3", "1")));
    writeFileSync(join(folder, "a.csv"), "id,author,content,created_at\n1,Ada,Hello,2026-02-03T10:00:00Z\n2,Ada,,\n");
    writeSqlite(join(folder, "C.sqlite"), [row({ id: "9" })], text);
    writeFileSync(join(folder, "LICENSE"), "free");
    writeFileSync(join(folder, ".hidden.csv"), "broken");
    mkdirSync(join(folder, "deep"));
    writeFileSync(join(folder, "deep", "d.csv"), "broken");
    const { posts, report } = await loadPosts(folder);
    const name = basename(folder);
    assert.deepEqual(posts.map(({ postId, source }) => [postId, source]), [
      ["9", `${name}/C.sqlite`],
      ["1", `${name}/a.csv`],
      ["3", `${name}/b.jsonl.gz`],
    ]);
    assert.equal(report.source, name);
    assert.equal(report.format, "3 files: SQLite, table posts, CSV, JSON Lines");
    assert.deepEqual([report.rowsRead, report.rowsKept], [5, 3]);
    assert.deepEqual(report.files, [
      { source: `${name}/C.sqlite`, format: "SQLite, table posts", rowsRead: 1, rowsKept: 1 },
      { source: `${name}/a.csv`, format: "CSV", rowsRead: 2, rowsKept: 1 },
      { source: `${name}/b.jsonl.gz`, format: "JSON Lines", rowsRead: 2, rowsKept: 1 },
    ]);
    assert.deepEqual(report.dropped, [
      { reason: "missing text", count: 1, first: [{ row: 2, detail: 'a.csv, line 3, id "2"' }] },
      {
        reason: "duplicate id",
        count: 1,
        first: [{ row: 2, detail: 'b.jsonl.gz, line 2, id "1" first at a.csv, line 2' }],
      },
    ]);
    assert.deepEqual(report.warnings, [
      "Files passed over, whose names tell no format that is read: 1 (LICENSE)",
      `Folders passed over, which a pattern such as "${name}/**/*.csv" would read: 1 (deep)`,
    ]);
  }));

Deno.test("loadPosts() reads the files that a pattern matches, also in deeper folders", () =>
  inFolder(async (folder) => {
    for (const [path, id] of [["x/2.jsonl", "b"], ["1.jsonl", "a"], ["x/y/3.jsonl", "c"], ["x/4.txt", "d"]] as const) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), lines(id));
    }
    const ids = async (pattern: string, options = {}) => {
      const { posts, report } = await loadPosts(join(folder, pattern), options);
      return [posts.map(({ postId }) => postId).join(""), report.files.map(({ source }) => source).join(" ")];
    };
    const name = basename(folder);
    assert.deepEqual(await ids("**/*.jsonl"), ["abc", `${name}/1.jsonl ${name}/x/2.jsonl ${name}/x/y/3.jsonl`]);
    assert.deepEqual(await ids("x/*.jsonl"), ["b", "x/2.jsonl"]);
    assert.deepEqual(await ids("{1,x/2}.jsonl", { source: "s" }), ["ab", "1.jsonl x/2.jsonl"]);
    assert.deepEqual(await ids("x/*", { format: "jsonl" }), ["bd", "x/2.jsonl x/4.txt"]);
    await assert.rejects(ids("x/*"), /^TypeError: Cannot load .*4\.txt: need a name that ends in/);
    await assert.rejects(ids("*.csv"), {
      name: "RangeError",
      message: `Cannot load ${
        join(folder, "*.csv")
      }: need at least one file that matches, got none. Look in ${folder}/`,
    });
    await assert.rejects(ids("no/*.csv"), /^RangeError: .*need at least one file that matches, got none/);
  }));

Deno.test("loadPosts() takes a file whose name looks like a pattern", () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, "p[1]*.jsonl"), lines("a"));
    writeFileSync(join(folder, "p1.jsonl"), lines("b"));
    assert.deepEqual((await loadPosts(join(folder, "p[1]*.jsonl"))).posts.map(({ postId }) => postId), ["a"]);
  }));

Deno.test("loadPosts() refuses a folder without a file that it reads, and names what it looked for and found", () =>
  inFolder(async (folder) => {
    const need = "need at least one file whose name ends in .csv, .tsv, .json, .jsonl or .ndjson, each also with .gz " +
      "or .zst, or in .parquet, .duckdb, .sqlite or .db";
    await assert.rejects(loadPosts(folder), {
      name: "RangeError",
      message: `Cannot load ${folder}: ${need}, got an empty folder`,
    });
    writeFileSync(join(folder, "README.md"), "");
    mkdirSync(join(folder, "daily"));
    await assert.rejects(loadPosts(folder), {
      name: "RangeError",
      message: `Cannot load ${folder}: ${need}, got other files: README.md, and folders: daily. ` +
        `Name the files in them by a pattern, such as "${basename(folder)}/**/*.csv"`,
    });
    writeFileSync(join(folder, "p.csv"), "id\n");
    await assert.rejects(loadPosts(folder, { format: "parquet" }), /need at least one parquet file, got other files: /);
  }));

Deno.test("loadPosts() follows a link that is named, and none from within a folder or a pattern", () =>
  inFolder((outside) =>
    inFolder(async (folder) => {
      const secret = join(outside, "secret.jsonl");
      writeFileSync(secret, lines("secret"));
      writeFileSync(join(folder, "a.jsonl"), lines("a"));
      symlinkSync(secret, join(folder, "b.jsonl"));
      symlinkSync(outside, join(folder, "c"));
      symlinkSync(join(folder, "gone"), join(folder, "d.jsonl"));
      assert.equal((await loadPosts(join(folder, "b.jsonl"))).posts[0]?.postId, "secret");
      const { posts, report } = await loadPosts(folder);
      assert.deepEqual(posts.map(({ postId }) => postId), ["a"]);
      assert.deepEqual(report.warnings, ["Links passed over, which are not followed: 3 (b.jsonl, c, d.jsonl)"]);
      for (const pattern of ["*.jsonl", "**/*.jsonl", "*/*.jsonl"]) {
        const found = await loadPosts(join(folder, pattern)).then(({ posts }) => posts.length, String);
        assert.ok(found === 1 || /got none|got links only/.test(String(found)), `${pattern}: ${found}`);
      }
      await assert.rejects(
        loadPosts(join(folder, "[bd].jsonl")),
        /^RangeError: .* got links only, which are not followed: b\.jsonl, d\.jsonl\. Look in/,
      );
    })
  ));

Deno.test("loadPosts() takes one set of columns for all files and says which lack one", () =>
  inFolder(async (folder) => {
    const time = "2026-02-03T10:00:00Z";
    writeFileSync(join(folder, "a.csv"), `id,author,content,created_at\n1,Ada,x,${time}\n`);
    writeFileSync(join(folder, "b.csv"), `id,agent,content,created_at,title\n2,Bob,y,${time},T\n`);
    writeFileSync(join(folder, "c.json"), "[]");
    const { posts, report } = await loadPosts(folder);
    assert.deepEqual(posts.map(({ authorId, title }) => [authorId, title]), [["Ada", null], [null, "T"]]);
    assert.deepEqual(report.unusedColumns, ["agent"]);
    assert.deepEqual(report.warnings, [
      "Posts without an author: 1",
      "Files without the column author (authorId): 1 (b.csv)",
      "Files without the column title (title): 1 (a.csv)",
    ]);
    writeFileSync(join(folder, "d.csv"), `id,body,created_at\n2,y,${time}\n`);
    await assert.rejects(loadPosts(folder), {
      name: "TypeError",
      message:
        'Cannot load d.csv: need the column "content" for text as in the other files, got id, body, created_at. ' +
        "Load files of other columns by themselves",
    });
  }));

Deno.test("loadPosts() names the file and counts the bad rows of all files", () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, "a.jsonl"), lines("1"));
    writeFileSync(join(folder, "b.jsonl"), `${lines("2")}{"id":\n`);
    await assert.rejects(loadPosts(folder), {
      name: "SyntaxError",
      message: `Cannot load ${basename(folder)} at b.jsonl, line 2, column 7: need JSON, got the end in "{"id":". ` +
        "1 row is bad, maxBadRows is 0",
    });
    writeFileSync(join(folder, "c.csv"), 'id,content,created_at\n1,"open\n');
    await assert.rejects(
      loadPosts(folder, { maxBadRows: 9 }),
      /^SyntaxError: Cannot read c\.csv at line 2, column 3: need a closing quote for "content" of row 1, got/,
    );
  }));

Deno.test("loadPosts() tells the bytes done and in all, ends at all of them, and never goes back", () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, "a.jsonl"), lines("1"));
    writeSqlite(join(folder, "b.sqlite"), [row({ id: "2" })], text);
    writeFileSync(join(folder, "c.csv.gz"), gzipBytes("id,content,created_at\n3,x,2026-02-03T10:00:00Z\n"));
    const seen: [number, number][] = [];
    await loadPosts(folder, { onProgress: (done, total) => seen.push([done, total]) });
    const sizes = ["a.jsonl", "b.sqlite", "c.csv.gz"].map((name) => Deno.statSync(join(folder, name)).size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(seen.length >= 3 && seen.every(([, all]) => all === total));
    assert.deepEqual(seen.map(([done]) => done), seen.map(([done]) => done).toSorted((a, b) => a - b));
    assert.deepEqual(seen.at(-1), [total, total]);
  }));

Deno.test("loadPosts() stops with the reason of its signal, before and between files", () =>
  inFolder(async (folder) => {
    for (const name of ["a.jsonl", "b.jsonl"]) writeFileSync(join(folder, name), lines(name));
    const stop = new AbortController();
    const reason = new Error("enough");
    let calls = 0;
    const onProgress = () => {
      calls++;
      stop.abort(reason);
    };
    await assert.rejects(loadPosts(folder, { signal: stop.signal, onProgress }), reason);
    assert.ok(calls >= 1 && calls <= 2);
    await assert.rejects(loadPosts(folder, { signal: AbortSignal.abort(reason) }), reason);
  }));
