import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { openDuckDb, parseCsv, parseJsonl, readText, sha256, sqlText } from "twoplane/foundation";
import { exportMetrics, exportPosts, loadPosts, presets } from "twoplane/corpus";
import type { MetricRow, Post } from "twoplane/shapes";
import { inFolder } from "./live_server.ts";

function post(changes: Partial<Post> = {}): Post {
  return {
    postId: "1234567890123456789",
    authorId: "Ada",
    kind: "reply",
    createdAt: "2026-02-03T10:00:00.123Z",
    text: 'Line one, "quoted"\nline two 🐘',
    title: "Title",
    communityId: "general",
    parentId: "0042",
    threadId: "9007199254740993",
    score: -2.5,
    modelId: "m",
    source: "s",
    ...changes,
  };
}

const ENDINGS = ["csv", "csv.gz", "jsonl", "ndjson.gz", "jsonl.gz", "parquet"];

/** Text that a loader gives back as it was: not blank, with `\n` line ends, no word that stands for nothing. */
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 30 }).map((value) =>
  value.toWellFormed().replace(/\r\n?/g, "\n")
)
  .filter((value) => value.trim() !== "" && value !== "None" && value !== "null" && !value.startsWith("\ufeff"));
const maybe = fc.option(text, { nil: null });
const anyPost = fc.record({
  postId: text,
  authorId: maybe,
  kind: fc.constantFrom("post", "comment", "reply"),
  createdAt: fc.date({
    min: new Date("0000-01-01T00:00:00Z"),
    max: new Date("9999-12-31T00:00:00Z"),
    noInvalidDate: true,
  })
    .map((date) => date.toISOString()),
  text,
  title: maybe,
  communityId: maybe,
  parentId: maybe,
  threadId: maybe,
  score: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0), { nil: null }),
  modelId: maybe,
  source: fc.constant("s"),
}, { noNullPrototype: true }) as fc.Arbitrary<Post>;

Deno.test("exportPosts() and loadPosts() give the same posts back, in every format", async () => {
  await inFolder(async (folder) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyPost, { selector: ({ postId }) => postId, minLength: 1, maxLength: 15 }),
        async (posts) => {
          for (const ending of ["csv", "jsonl.gz", "parquet"]) {
            const path = join(folder, `out.${ending}`);
            const { rows } = await exportPosts(posts, path, { overwrite: "replace", formulas: "kept" });
            assert.equal(rows, posts.length);
            const back = await loadPosts(path, { ...presets.exportedPosts, source: "s" });
            assert.deepEqual(back.posts, posts, ending);
            assert.deepEqual(back.report.guessed, []);
          }
        },
      ),
      { numRuns: 12, seed: 11 },
    );
  });
});

Deno.test("exportPosts() writes the format that the name says, the same bytes each time, and says what it wrote", async () => {
  const all = Array.from({ length: 11_000 }, (_, i) => post({ postId: `${i}`, score: i % 3 === 0 ? null : i }));
  await inFolder(async (folder) => {
    for (const ending of ENDINGS) {
      const posts = ending.endsWith("gz") ? all.slice(0, 100) : all; // more than are written at once
      const first = await exportPosts(posts, join(folder, `a.${ending}`));
      const second = await exportPosts(posts, join(folder, "deep", `b.${ending}`));
      assert.equal(first.sha256, second.sha256, ending);
      assert.equal(first.sha256, sha256(Deno.readFileSync(first.path)));
      assert.deepEqual([first.rows, first.bytes, first.formulasMadeInert], [
        posts.length,
        Deno.statSync(first.path).size,
        0,
      ]);
      const { posts: back } = await loadPosts(first.path, { ...presets.exportedPosts, source: "s" });
      assert.deepEqual([back.length, back.at(-1)], [posts.length, posts.at(-1)], ending);
    }
    assert.equal(Deno.readFileSync(join(folder, "a.csv.gz"))[9], 255, "no system named in the packed file");
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.includes("part")), []);
  });
});

Deno.test("exportPosts() gives columns that other programs know: ids as text, scores as numbers", async () => {
  await inFolder(async (folder) => {
    const { path } = await exportPosts([post()], join(folder, "a.parquet"));
    const database = await openDuckDb(null);
    const columns = await database.query(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${sqlText(path)}))`,
    );
    database.close();
    assert.deepEqual(columns.map(({ column_name, column_type }) => `${column_name} ${column_type}`), [
      ...["postId", "authorId", "kind", "createdAt", "text", "title", "communityId", "parentId", "threadId"].map((
        name,
      ) => `${name} VARCHAR`),
      "score DOUBLE",
      "modelId VARCHAR",
      "source VARCHAR",
    ]);
  });
});

const HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\n=1", '=HYPERLINK("http://evil.example")'];

Deno.test("exportPosts() makes formulas inert in CSV only, counts them, and keeps them where told to", async () => {
  const posts = HOSTILE.map((text, i) =>
    post({ postId: `${i}`, text, authorId: i === 0 ? "=Eve" : "Ada", title: "-3.5" })
  );
  await inFolder(async (folder) => {
    const inert = await exportPosts(posts, join(folder, "a.csv"));
    assert.equal(inert.formulasMadeInert, HOSTILE.length + 1);
    const { rows, header } = await parseCsv(readText(inert.path), { source: "a.csv" });
    const cell = (row: number, column: string) => rows[row]?.fields[header.indexOf(column)];
    assert.deepEqual(rows.map((_, i) => cell(i, "text")), HOSTILE.map((text) => `'${text}`));
    assert.deepEqual([cell(0, "authorId"), cell(1, "title"), cell(0, "score")], ["'=Eve", "-3.5", "-2.5"]);
    for (const [name, options] of [["b.csv", { formulas: "kept" }], ["a.jsonl", {}], ["a.parquet", {}]] as const) {
      const kept = await exportPosts(posts, join(folder, name), options);
      assert.equal(kept.formulasMadeInert, 0);
      const back = await loadPosts(kept.path, { ...presets.exportedPosts, source: "s" });
      assert.deepEqual(back.posts.map(({ text }) => text), HOSTILE);
    }
  });
});

Deno.test("exportPosts() never replaces a file unless told to, and never leaves half of one", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.jsonl");
    await exportPosts([post()], path);
    await assert.rejects(exportPosts([post({ postId: "2" })], path), {
      message:
        `Cannot run exportPosts(): need a path that is free, got ${path}, which is there. Say overwrite: "replace" to replace it`,
    });
    assert.equal(parseJsonl(readText(path)).rows.length, 1);
    await exportPosts([post({ postId: "2" }), post({ postId: "3" })], path, { overwrite: "replace" });
    assert.equal(parseJsonl(readText(path)).rows.length, 2);
    const bad = [post(), { ...post(), score: NaN }];
    for (const ending of ENDINGS) {
      await assert.rejects(
        exportPosts(bad, join(folder, `bad.${ending}`)),
        /Cannot export post 2: score needs number or null, got NaN/,
      );
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.jsonl"]);
  });
});

Deno.test("exportPosts() does not replace a file that appears while it writes", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.csv");
    const posts = Array.from({ length: 30_000 }, (_, i) => post({ postId: `${i}` }));
    const writing = exportPosts(posts, path);
    Deno.writeTextFileSync(path, "mine");
    await assert.rejects(writing, /which is there/);
    assert.equal(Deno.readTextFileSync(path), "mine");
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.csv"]);
  });
});

Deno.test("exportPosts() refuses names, options and posts it cannot write", async () => {
  const refused: [unknown, string, object, RegExp][] = [
    [
      [post()],
      "a.xlsx",
      {},
      /the path needs an ending \.csv, \.jsonl, \.ndjson \(each also \.gz\) or \.parquet, got "a\.xlsx"/,
    ],
    [[post()], "a.parquet.gz", {}, /needs an ending/],
    [[post()], "a.csv", { overwrite: true }, /overwrite is one of refuse, replace, got true/],
    [[post()], "a.csv", { formulas: "off" }, /formulas is one of inert, kept/],
    [[post()], "a.csv", { gzip: true }, /with option "gzip"/],
    [[{ postId: 1 }], "a.csv", {}, /Cannot export post 1: postId needs text, got 1/],
    [
      [post({ text: "half \ud800" })],
      "a.parquet",
      {},
      /text needs text, got half a surrogate pair; call toWellFormed\(\) on it/,
    ],
    [{ database: "none.duckdb", view: "posts", rows: 0 }, "a.csv", {}, /there is no such database/],
  ];
  await inFolder(async (folder) => {
    for (const [posts, name, options, fault] of refused) {
      await assert.rejects(exportPosts(posts as Post[], join(folder, name), options), fault);
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("exportPosts() writes no posts as an empty table", async () => {
  await inFolder(async (folder) => {
    for (const ending of ["csv", "jsonl", "parquet"]) {
      assert.equal((await exportPosts([], join(folder, `a.${ending}`))).rows, 0);
    }
    assert.match(readText(join(folder, "a.csv")), /^postId,authorId,[\w,]+\r\n$/);
    const database = await openDuckDb(null);
    assert.deepEqual(
      await database.query(`SELECT count(*) AS n FROM read_parquet(${sqlText(join(folder, "a.parquet"))})`),
      [{ n: 0 }],
    );
    database.close();
  });
});

Deno.test("exportPosts() takes a text longer than a reader's usual buffer", async () => {
  await inFolder(async (folder) => {
    const long = post({ text: "ü".repeat(10_000_000) });
    const { path } = await exportPosts([long, post({ postId: "2" })], join(folder, "a.parquet"));
    const database = await openDuckDb(null);
    const rows = await database.query(`SELECT length(text) AS n FROM read_parquet(${sqlText(path)})`);
    database.close();
    assert.deepEqual(rows, [{ n: 10_000_000 }, { n: post().text.length - 1 }]);
  });
});

const METRICS: MetricRow[] = [
  { metric: "drift", variant: "halves", unitId: "=Eve", window: null, value: 0.1 + 0.2, n: 12 },
  { metric: "drift", variant: "halves", unitId: "Ada", window: "2026-02-03", value: -1e-300, n: 9_007_199_254_740_991 },
];

Deno.test("exportMetrics() writes numbers with all their digits, in every format", async () => {
  await inFolder(async (folder) => {
    const lines = await exportMetrics(METRICS, join(folder, "a.jsonl.gz"));
    assert.deepEqual(parseJsonl(readText(lines.path)).rows.map(({ value }) => value), METRICS);
    const parquet = await exportMetrics(METRICS, join(folder, "a.parquet"));
    const database = await openDuckDb(null);
    assert.deepEqual(
      await database.query(`SELECT * REPLACE (n::VARCHAR AS n) FROM read_parquet(${sqlText(parquet.path)})`),
      METRICS.map((row) => ({ ...row, n: String(row.n) })),
    );
    database.close();
    const csv = await exportMetrics(METRICS, join(folder, "a.csv"));
    const { rows } = await parseCsv(readText(csv.path), { source: "a.csv" });
    assert.deepEqual(rows.map(({ fields }) => fields), [
      ["drift", "halves", "'=Eve", "", "0.30000000000000004", "12"],
      ["drift", "halves", "Ada", "2026-02-03", "-1e-300", "9007199254740991"],
    ]);
    assert.equal(csv.formulasMadeInert, 1);
  });
});

Deno.test("exportMetrics() refuses a value that no file can give back", async () => {
  await inFolder(async (folder) => {
    const [first] = METRICS;
    for (const value of [NaN, Infinity, null, "1"]) {
      await assert.rejects(
        exportMetrics([{ ...first, value } as MetricRow], join(folder, "a.jsonl")),
        /Cannot export row 1: value needs number, got/,
      );
    }
    await assert.rejects(
      exportMetrics([{ ...first, n: 1.5 } as MetricRow], join(folder, "a.jsonl")),
      /n needs whole number, got 1\.5/,
    );
  });
});
