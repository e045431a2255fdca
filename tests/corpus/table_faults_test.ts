import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipBytes, openDuckDb, sqlText, toJsonl } from "twoplane/foundation";
import { authorsOf, dailyCountsOf, loadCorpus, queryCorpus, readPosts } from "twoplane/corpus";
import { row } from "./support.ts";
import { agree, agreeOn, withFiles } from "./table_support.ts";

const csv = (body: string) => `id,content,created_at\n${body}`;
const good = "1,x,2026-02-03T10:00:00Z\n";
const many = Array.from({ length: 60_000 }, (_, i) => `${i},"${"text ".repeat(12)}${i}",2026-02-03T10:00:00Z\n`).join(
  "",
);

Deno.test("loadCorpus() names file, line and column of the first bad row, and leaves no database", async () => {
  for (
    const [name, content] of [["p.csv", csv(`${many}x,only two\n${good}y\n`)], [
      "p.csv.gz",
      gzipBytes(csv(`${many}x,only two\n${good}y\n`)),
    ]] as const
  ) {
    const outcome = await agreeOn(name, content);
    assert.ok("error" in outcome);
    assert.match(
      outcome.error,
      /^SyntaxError: Cannot load p\.csv(\.gz)? at line 60002, column 1: .*2 rows are bad, maxBadRows is 0$/,
    );
  }
  const outcome = await agreeOn("p.csv", csv(`${many}x,only two\n${good}y\n`), { maxBadRows: 2 });
  assert.ok("report" in outcome && outcome.report.rowsRead === 60_003);
});

Deno.test("loadCorpus() names row and column of a quote that is never closed, late in a large file", async () => {
  const outcome = await agreeOn("p.csv", csv(`${many}late,"open,2026-02-03T10:00:00Z\n${good.repeat(1000)}`));
  assert.ok("error" in outcome);
  assert.match(outcome.error, /^SyntaxError: Cannot read p\.csv at line 60002, column 6: need a closing quote/);
});

Deno.test("loadCorpus() refuses what loadPosts() refuses, with the same words", async () => {
  const cases: [string, string | Uint8Array, Parameters<typeof agreeOn>[2]?][] = [
    ["p.csv", ""],
    ["p.csv", "\uFEFF \n"],
    ["p.jsonl", " \n\n"],
    ["p.csv", csv(good).replace("content", "id")],
    ["p.csv", csv(good).replace("content", "words")],
    ["p.csv", csv(good), { columns: { text: "contnet" } }],
    ["p.csv", csv(good), { drop: { test: true } }],
    ["p.csv", csv("1,x,2026-02-03T10:00:00\n")],
    ["p.csv", csv("1,x,never\n")],
    ["p.csv", JSON.stringify([row()])],
    ["p.csv", toJsonl([row()])],
    ["p.jsonl", JSON.stringify([row()], null, 2)],
    ["p.jsonl", `${JSON.stringify(row())}\n{"id": }\n5\n`],
    ["p.json", '{"a":[],"b":[]}'],
    ["p.xlsx", "x"],
    ["p.csv.gz", gzipBytes(csv(good)).slice(0, -4)],
    ["p.parquet", "no parquet at all, but long enough"],
    ["p.duckdb", "x".repeat(20_000)],
    ["p.sqlite", "x".repeat(20_000)],
    ["p.csv", csv(good), { maxBytes: 10 }],
  ];
  for (const [name, content, options] of cases) {
    const outcome = await agreeOn(name, content, options).catch((difference) => {
      // Pieces are checked against limits as they come, and their bytes are not counted to the end.
      assert.match(String(difference.actual?.error), /^(SyntaxError|RangeError): Cannot (unpack|read) /);
      return difference.expected as { error: string };
    });
    assert.ok("error" in outcome && /^\w+Error: Cannot /.test(outcome.error), `${name}: ${JSON.stringify(outcome)}`);
  }
});

Deno.test("loadCorpus() names the columns that Parquet lacks", async () => {
  await withFiles({}, async (folder) => {
    const database = await openDuckDb(null);
    await database.run(`COPY (SELECT 1 AS id, 'x' AS words) TO ${sqlText(join(folder, "p.parquet"))}`);
    await database.run(`COPY (SELECT 1 AS id, 'x' AS text) TO ${sqlText(join(folder, "q.parquet"))}`);
    database.close();
    for (const [name, field] of [["p", "text"], ["q", "createdAt"]]) {
      const outcome = await agree(join(folder, `${name}.parquet`));
      assert.match("error" in outcome ? outcome.error : "", new RegExp(`^TypeError: .*need a column for ${field}`));
    }
  });
});

Deno.test("loadCorpus() refuses wrong options before it opens a file", async () => {
  const cases: [Record<string, unknown> | null, RegExp][] = [
    [{ colums: {} }, /^TypeError: Cannot run loadCorpus\(\) with option "colums": it takes columns, kind/],
    [{ database: 5 }, /^TypeError: Cannot run loadCorpus\(\): database needs the path of a file, got 5$/],
    [{ memoryMiB: 8 }, /^RangeError: Cannot run loadCorpus\(\): memoryMiB needs a whole number of at least 64, got 8$/],
    [null, /^TypeError: Cannot run loadCorpus\(\): options need an object, got null$/],
  ];
  for (const [options, message] of cases) await assert.rejects(loadCorpus("no/such.csv", options as never), message);
});

Deno.test("loadCorpus() replaces no file that it did not make", async () => {
  await withFiles({ "p.csv": csv(good), "mine.txt": "my own notes" }, async (folder) => {
    const database = await openDuckDb(join(folder, "mine.duckdb"));
    await database.run("CREATE TABLE thesis AS SELECT 1 AS chapter");
    database.close();
    for (const name of ["mine.txt", "mine.duckdb"]) {
      await assert.rejects(loadCorpus(join(folder, "p.csv"), { database: join(folder, name) }), {
        name: "TypeError",
        message: /need a new file, or one that loadCorpus\(\) made, got ".*"\. Name another file, or remove that one$/,
      });
    }
    assert.equal(await Deno.readTextFile(join(folder, "mine.txt")), "my own notes");
    assert.equal(readdirSync(folder).length, 3);
  });
});

Deno.test("loadCorpus() says that the folder of the database cannot be made", async () => {
  await withFiles({ "p.csv": csv(good), "file": "" }, async (folder) => {
    await assert.rejects(loadCorpus(join(folder, "p.csv"), { database: join(folder, "file", "c.duckdb") }), {
      message: /^Cannot write .*c\.duckdb: need a folder that can be written to, got /,
    });
  });
});

Deno.test("loadCorpus() names a database that another program holds", async () => {
  await withFiles({ "p.csv": csv(good) }, async (folder) => {
    const options = { database: join(folder, "c.duckdb") };
    const { table } = await loadCorpus(join(folder, "p.csv"), options);
    const holder = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `import { openDuckDb } from "twoplane/foundation"; const held = await openDuckDb(${
          JSON.stringify(table.database)
        }); console.log("held"); await new Response(Deno.stdin.readable).text(); held.close();`,
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    for (const use of [() => loadCorpus(join(folder, "p.csv"), options), () => readPosts(table)]) {
      await assert.rejects(use, {
        message: /^Cannot open .*c\.duckdb: need a DuckDB database that no other process holds, got/,
      });
    }
    await holder.stdin.close();
    await reader.cancel();
    await holder.status;
    assert.equal((await readPosts(table)).length, 1);
  });
});

Deno.test("loadCorpus() stops when told and leaves nothing behind", async () => {
  await withFiles({ "p.csv": csv(many), "out.txt": "" }, async (folder) => {
    const stop = new AbortController();
    const load = loadCorpus(join(folder, "p.csv"), {
      database: join(folder, "c.duckdb"),
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await assert.rejects(load, { message: "enough" });
    assert.deepEqual(readdirSync(folder).sort(), ["out.txt", "p.csv"]);
  });
});

Deno.test("a table whose database or view is gone is refused by name", async () => {
  await withFiles({ "p.csv": csv(good) }, async (folder) => {
    const { table } = await loadCorpus(join(folder, "p.csv"), { database: join(folder, "c.duckdb") });
    for (const use of [readPosts, dailyCountsOf, authorsOf]) {
      await assert.rejects(use({ ...table, view: "tweets" }), {
        name: "TypeError",
        message: /: need a view "tweets" with the columns of Post, got no such view$/,
      });
      await assert.rejects(use({ ...table, view: "load_report" }), /got one without postId, authorId/);
      await assert.rejects(use({ ...table, database: join(folder, "gone.duckdb") }), {
        name: "RangeError",
        message: /there is no such database\. Make it with loadCorpus\(\)$/,
      });
      await assert.rejects(
        use([] as never),
        /^TypeError: .*need a CorpusTable with database and view, got an array of 0$/,
      );
    }
    await assert.rejects(queryCorpus(table, "DROP VIEW posts"), /^SyntaxError: Cannot query .*read-only/);
    assert.equal((await readPosts(table)).length, 1);
  });
});

Deno.test("loadCorpus() clears up what a killed load left, and no other program's work", async () => {
  await withFiles({ "p.csv": csv(good) }, async (folder) => {
    const dead = await new Deno.Command(Deno.execPath(), { args: ["eval", "console.log(Deno.pid)"] }).output();
    const pid = new TextDecoder().decode(dead.stdout).trim();
    for (const name of [`c.duckdb.part-${pid}-abc`, `c.duckdb.part-${Deno.pid}-abc`, `d.duckdb.part-${pid}-abc`]) {
      await Deno.mkdir(join(folder, name));
    }
    await loadCorpus(join(folder, "p.csv"), { database: join(folder, "c.duckdb") });
    assert.deepEqual(readdirSync(folder).sort(), [
      ...["c.duckdb", `c.duckdb.part-${Deno.pid}-abc`, `d.duckdb.part-${pid}-abc`, "p.csv"],
    ]);
  });
});

Deno.test("loadCorpus() lets two loads into one place both end whole", async () => {
  await withFiles({ "p.csv": csv(many) }, async (folder) => {
    const load = (source: string) => loadCorpus(join(folder, "p.csv"), { source, database: join(folder, "c.duckdb") });
    const loads = await Promise.all([load("one"), load("two")]);
    assert.deepEqual(loads.map(({ table }) => table.rows), [60_000, 60_000]);
    assert.deepEqual(readdirSync(folder).sort(), ["c.duckdb", "p.csv"]);
  });
});
