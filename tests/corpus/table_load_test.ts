import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdCompressSync } from "node:zlib";
import { gzipBytes, openDuckDb, sqlText, stringifyCsv, toJsonl } from "twoplane/foundation";
import type { LoadPostsOptions } from "twoplane/corpus";
import golden from "../golden/zones.json" with { type: "json" };
import { jsonForms, type Row, row } from "./support.ts";
import { agree, agreeOn, withFiles } from "./table_support.ts";

const columns = ["id", "author", "type", "content", "title", "created_at", "upvotes", "downvotes", "test"];

/** One row for everything that a load keeps, drops, changes or counts. */
const rows: Row[] = [
  ...["None", "null", "", null, "Ada", "  ", "none"].map((author, index) => row({ id: `a${index}`, author })),
  row({ id: "1234567890123456789", content: "Line one\r\nline two\rline three", title: "On lines" }),
  row({ id: "late", content: 'Ünï 🐘, "quoted"\n', upvotes: 5, downvotes: 7 }),
  row({ id: "late", content: "Another", upvotes: 1 }),
  row({ id: "late", content: 'Ünï 🐘, "quoted"\n' }),
  row({ id: null, content: "without an id" }),
  row({ id: "", content: "without an id" }),
  row({ id: null, content: "without an id" }),
  row({ id: "blank", content: " \n" }),
  row({ id: "titled", content: "", title: "Only a title" }),
  row({ id: "untimed", created_at: null }),
  row({ id: "test", test: true }),
  row({ id: "seconds", created_at: 1770124302 }),
  row({ id: "millis", created_at: "1770124302603" }),
  row({ id: "shifted", created_at: "2026-02-03 22:11:42.603662+09:00" }),
  row({ id: "kind", type: "Reply " }),
  row({ id: "separators", content: "a\u001fb\u001ec\u001dd\u001ce\u001cf\u0000" }),
].map((one) => ({ ...Object.fromEntries(columns.map((column) => [column, null])), test: false, ...one }));

const optionSets: LoadPostsOptions[] = [
  { source: "same" },
  { source: "same", drop: { test: true }, missingText: "title", columns: { kind: "type" } },
  { source: "same", keep: { author: [null, "Ada"] }, kind: "comment", maxBadRows: 1 },
];

Deno.test("loadCorpus() gives the posts and the report of loadPosts() in every text format", async () => {
  const csv = await stringifyCsv(rows, { columns, formulas: "kept" });
  const tsv = await stringifyCsv(rows, { columns, formulas: "kept", separator: "\t" });
  const forms: [string, string | Uint8Array][] = [
    ...jsonForms(rows),
    ["p.csv", csv],
    ["p.tsv.gz", gzipBytes(tsv)],
    ["p.csv.zst", zstdCompressSync(new TextEncoder().encode(csv))],
    ["p.jsonl.zst", zstdCompressSync(new TextEncoder().encode(toJsonl(rows)))],
  ];
  for (const [name, content] of forms) {
    for (const options of optionSets) {
      const outcome = await agreeOn(name, content, options);
      if (options.columns === undefined) continue;
      assert.ok("report" in outcome && outcome.posts.length > 15, JSON.stringify(outcome));
      assert.deepEqual(outcome.report.dropped.map(({ reason, count }) => [reason, count]), [
        ["duplicate id", 2],
        ["missing text", 1],
        ["missing time", 1],
        ["drop where test is true", 1],
      ]);
    }
  }
});

Deno.test("loadCorpus() gives the posts and the report of loadPosts() from databases and Parquet", async () => {
  await withFiles({ "rows.jsonl": toJsonl(rows) }, async (folder) => {
    const file = (name: string) => join(folder, name);
    const types = columns.map((name) =>
      `${name}: '${name.endsWith("votes") ? "BIGINT" : name === "test" ? "BOOLEAN" : "VARCHAR"}'`
    );
    const from = `read_json(${sqlText(file("rows.jsonl"))}, format = 'newline_delimited', columns = {${
      types.join(", ")
    }})`;
    const database = await openDuckDb(file("p.duckdb"));
    await database.run(`CREATE TABLE posts AS FROM ${from}`);
    await database.run(
      `CREATE VIEW nested AS SELECT {'id': id, 'name': author} AS author, * EXCLUDE (author) FROM posts`,
    );
    await database.run(`COPY posts TO ${sqlText(file("p.parquet"))}`);
    database.close();
    const sqlite = new DatabaseSync(file("p.sqlite"));
    sqlite.exec(`CREATE TABLE posts(${columns.join(", ")})`);
    const insert = sqlite.prepare(`INSERT INTO posts VALUES (${columns.map(() => "?").join(", ")})`);
    for (const one of rows) {
      insert.run(...columns.map((name) => typeof one[name] === "boolean" ? Number(one[name]) : one[name]) as string[]);
    }
    sqlite.close();
    for (const name of ["p.parquet", "p.duckdb", "p.sqlite"]) {
      for (const options of optionSets) await agree(file(name), { ...options, table: "posts" });
    }
    const outcome = await agree(file("p.duckdb"), { table: "nested", drop: { test: true } });
    assert.ok("report" in outcome, JSON.stringify(outcome));
    assert.equal(outcome.report.columns.authorId, "author.id");
    await agree(file("p.duckdb"), {});
  });
});

Deno.test("loadCorpus() reads a folder and a pattern as one source", async () => {
  const files = {
    "a.csv": "id,content,created_at\n1,x,2026-02-03T10:00:00Z\n2,y,\n",
    "b.jsonl": toJsonl([row({ id: "1", content: "again" }), row({ id: "3", title: "T" })]),
    "c.json": JSON.stringify([
      row({ id: "4", comments: [row({ id: "5" }), row({ id: null, comments: [row({ id: "6" })] })] }),
    ]),
    "notes.txt": "no posts",
  };
  await withFiles(files, async (folder) => {
    const outcome = await agree(folder);
    assert.ok("report" in outcome);
    assert.deepEqual(outcome.posts.map(({ postId }) => postId).slice(0, 4), ["1", "3", "4", "5"]);
    assert.equal(outcome.posts.length, 6);
    assert.equal(outcome.report.files.length, 3);
    await agree(`${folder}/*.{csv,jsonl}`);
    await agree(`${folder}/*.csv`, { source: "own" });
    assert.ok("error" in await agree(`${folder}/*.parquet`));
  });
});

Deno.test("loadCorpus() takes answers out of rows of JSON Lines, also where they come late", async () => {
  const tree = row({
    id: "top",
    comments: [
      row({ id: "c1", author: "Bob", comments: [row({ id: null }), row({ id: "top", thread_id: "elsewhere" })] }),
      row({ id: "c1", thread_id: "other", comments: [row({ id: "under a repeat" })] }),
      5,
    ],
  });
  const plain = Array.from({ length: 50 }, (_, index) => row({ id: `p${index}`, comments: [] }));
  for (const lines of [[tree], [...plain, tree], [...plain, tree, ...plain]]) {
    const outcome = await agreeOn("p.jsonl", toJsonl(lines), { maxBadRows: 9 });
    assert.ok("report" in outcome && outcome.posts.some(({ parentId }) => parentId === "c1"));
    assert.match(outcome.report.warnings.join(), /Answers in comments, taken as rows of their own/);
  }
  await agreeOn("p.jsonl", toJsonl([tree]), { replies: null });
  await agreeOn("p.jsonl", toJsonl([tree]), { replies: "replies" });
});

Deno.test("loadCorpus() settles columns by all rows, though it reads them once", async () => {
  const early = Array.from(
    { length: 12_000 },
    (_, id) => ({ uuid: `u${id}`, body: "x".repeat(400), time: 1770124302, type: "post" }),
  );
  const late = [{ id: "7", content: "y", created_at: "2026-02-03T10:00:00Z", author: { name: "Ada" } }];
  const textless = early.map(({ uuid, body, time }) => ({ uuid, filler: body, time }));
  const cases = [[...early, ...late], early, [...textless, ...late, ...late], [{ type: "post" }, ...early], [...early, {
    ...early[0],
    type: "link",
  }]];
  for (const lines of cases) await agreeOn("p.jsonl", toJsonl(lines), { maxBadRows: 0 });
  const outcome = await agreeOn("p.jsonl", toJsonl([...early, ...late]));
  assert.ok("report" in outcome && outcome.report.columns.text === "content");
  const csv = `id,type,content,created_at\n${
    "1,post,x,2026-02-03T10:00:00Z\n".repeat(3)
  }2,link,x,2026-02-03T10:00:00Z\n`;
  await agreeOn("p.csv", csv);
});

Deno.test("loadCorpus() agrees on times without a zone, skipped and doubled hours included", async () => {
  const zones = [...new Set(golden.cases.map(([zone]) => zone as string))];
  for (const timeZone of zones) {
    const walls = golden.cases.filter(([zone]) => zone === timeZone).map(([, wall]) => wall as string);
    const lines = walls.map((created_at, id) => row({ id, created_at }));
    await agreeOn("p.jsonl", toJsonl(lines), { timeZone, maxBadRows: lines.length });
  }
  await agreeOn("p.csv", "id,content,ts\n1,x,2026-02-03\n", { timeZone: "+09:00" });
  await agreeOn("p.csv", "id,content,ts\n1,x,2026-02-03\n");
  await agreeOn("p.csv", "id,content,ts\n1,x,86400\n", { epochUnit: "s" });
  await agreeOn("p.csv", "id,content,ts\n1,x,86400\n");
});

Deno.test("loadCorpus() stores a corpus once for the same files and options", async () => {
  const { loadCorpus, readPosts } = await import("twoplane/corpus");
  await withFiles({ "p.csv": "id,content,ts\n1,x,2026-02-03T10:00:00Z\n" }, async (folder) => {
    const [path, database] = [join(folder, "p.csv"), join(folder, "deep", "er", "c.duckdb")];
    const first = await loadCorpus(path, { database });
    const made = (await Deno.stat(database)).mtime;
    assert.deepEqual(await loadCorpus(path, { database }), first);
    assert.deepEqual((await Deno.stat(database)).mtime, made);
    const other = await loadCorpus(path, { database, kind: "comment" });
    assert.equal((await readPosts(other.table))[0]?.kind, "comment");
    await Deno.writeTextFile(path, "id,content,ts\n1,x,2026-02-03T10:00:00Z\n2,y,2026-02-03T10:00:00Z\n");
    assert.equal((await loadCorpus(path, { database, kind: "comment" })).table.rows, 2);
  });
});
