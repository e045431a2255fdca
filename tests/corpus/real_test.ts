/**
 * Public sets of real agents, where TWOPLANE_DATA points to a folder that holds them; skipped elsewhere. The expected
 * numbers were counted from the files with Python's json, csv and collections.Counter.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse as parseRows } from "csv-parse/sync";
import { openDuckDb, realDataFolder, toJsonl } from "twoplane/foundation";
import {
  authorsWithAtLeast,
  dailyCounts,
  type LoadedPosts,
  loadPosts,
  type LoadPostsOptions,
  type PresetName,
  presets,
} from "twoplane/corpus";
import { writeParquet, writeSqlite, zstdBytes } from "./databases.ts";
import { inFolder, type Row } from "./support.ts";

interface Expected {
  file: string;
  preset: PresetName;
  rowsRead: number;
  dropped: Record<string, number>;
  kinds: Record<string, number>;
  withoutAuthor: number;
  /** Number of authors with at least so many posts, the unknown left out. */
  authors: Record<number, number>;
  first: string;
  last: string;
  warnings: string[];
}

const sets: Expected[] = [
  {
    // Of all 5,385 rows 158 name "None"; counted as one author it would make 7 with ≥ 10 posts and 129 with ≥ 4.
    file: "moltbook-week1/posts.json",
    preset: "moltbookWeek1Posts",
    rowsRead: 5385,
    dropped: { "missing text": 2 },
    kinds: { post: 5383 },
    withoutAuthor: 157,
    authors: { 10: 6, 4: 128 },
    first: "2026-01-28T00:00:49.827Z",
    last: "2026-02-03T13:11:42.603Z",
    warnings: [
      "Posts without text, for which the title stands in: 195",
      'Posts whose author is the word "None", taken as null: 157',
    ],
  },
  {
    file: "moltbook-week1/comments.json",
    preset: "moltbookWeek1Comments",
    rowsRead: 577,
    dropped: {},
    kinds: { comment: 577 },
    withoutAuthor: 60,
    authors: { 10: 12, 4: 28 },
    first: "2026-02-03T06:37:13.677Z",
    last: "2026-02-03T13:43:34.117Z",
    warnings: ["Posts without an author: 60"],
  },
  {
    file: "contemplative-agent/entries.jsonl.gz",
    preset: "contemplativeAgent",
    rowsRead: 11862,
    dropped: { "drop where test_artifact is true": 659 },
    kinds: { comment: 7535, reply: 3045, post: 623 },
    withoutAuthor: 0,
    authors: { 10: 1, 4: 1 },
    first: "2026-03-08T05:42:39.000Z",
    last: "2026-08-22T07:02:27.000Z",
    warnings: [
      "Times without a zone of their own, taken as +09:00: 11203",
      "Posts without text, for which the title stands in: 4",
    ],
  },
  {
    file: "moltbook-launch/posts.csv",
    preset: "moltbookLaunchPosts",
    rowsRead: 1709,
    dropped: {},
    kinds: { post: 1709 },
    withoutAuthor: 0,
    authors: { 10: 0, 4: 16 },
    first: "2026-01-28T19:41:46.698Z",
    last: "2026-01-31T07:22:46.158Z",
    warnings: ["Posts without text, for which the title stands in: 47"],
  },
  {
    file: "moltbook-launch/comments.csv",
    preset: "moltbookLaunchComments",
    rowsRead: 97,
    dropped: {},
    kinds: { comment: 97 },
    withoutAuthor: 0,
    authors: { 10: 2, 4: 3 },
    first: "2026-01-31T06:56:42.895Z",
    last: "2026-01-31T07:06:25.862Z",
    warnings: [],
  },
];

const folder = realDataFolder();

for (const expected of sets) {
  const path = join(folder ?? "", expected.file);
  Deno.test({
    name: `loadPosts() reads ${expected.file} with presets.${expected.preset}`,
    ignore: folder === null || !existsSync(path),
    fn: async () => check(await loadPosts(path, presets[expected.preset]), expected),
  });
}

function check({ posts, report }: LoadedPosts, expected: Expected): void {
  const dropped = Object.fromEntries(report.dropped.map(({ reason, count }) => [reason, count]));
  assert.equal(report.source, expected.file);
  assert.equal(report.rowsRead, expected.rowsRead);
  assert.deepEqual(dropped, expected.dropped);
  assert.equal(report.rowsKept, report.rowsRead - Object.values(dropped).reduce((sum, count) => sum + count, 0));
  assert.equal(posts.length, report.rowsKept);
  assert.deepEqual(report.guessed, []);
  assert.deepEqual(report.warnings, expected.warnings);

  const kinds = Object.fromEntries(
    [...Map.groupBy(posts, ({ kind }) => kind)].map(([kind, own]) => [kind, own.length]),
  );
  assert.deepEqual(kinds, expected.kinds);
  assert.equal(posts.filter(({ authorId }) => authorId === null).length, expected.withoutAuthor);
  for (const [n, count] of Object.entries(expected.authors)) {
    assert.equal(authorsWithAtLeast(posts, Number(n)).length, count, `authors with ${n} posts`);
  }

  const times = posts.map(({ createdAt }) => createdAt).toSorted();
  assert.deepEqual([times[0], times.at(-1)], [expected.first, expected.last]);
  assert.equal(new Set(posts.map(({ postId }) => postId)).size, posts.length);
  const counted = dailyCounts(posts).filter(({ variant }) => ["posts", "comments", "replies"].includes(variant));
  assert.equal(counted.reduce((sum, { value }) => sum + value, 0), posts.length);
}

for (const { file, preset, rowsRead } of sets) {
  const path = join(folder ?? "", file);
  Deno.test({
    name: `loadPosts() reads the same posts from ${file} packed with zstd, as Parquet, DuckDB and SQLite`,
    ignore: folder === null || !existsSync(path),
    fn: () =>
      inFolder(async (to) => {
        const options: LoadPostsOptions = { ...presets[preset], source: "same" };
        const { posts } = await loadPosts(path, options);
        const { rows: _, ...ofTables } = options;
        const rows = rowsIn(path, options.rows);
        assert.equal(rows.length, rowsRead);
        const columns = Object.fromEntries([...new Set(rows.flatMap(Object.keys))].map((name) => [name, "TEXT"]));
        const text = rows.map((row) =>
          Object.fromEntries(Object.keys(columns).map((name) => [name, textOf(row[name])]))
        );
        writeFileSync(join(to, "p.jsonl"), toJsonl(text));
        writeFileSync(join(to, "p.jsonl.zst"), zstdBytes(toJsonl(rows)));
        writeSqlite(join(to, "p.sqlite"), text, columns);
        const types = `{${Object.keys(columns).map((name) => `'${name}': 'VARCHAR'`).join(", ")}}`;
        await writeParquet(join(to, "p.parquet"), `SELECT * FROM read_json('${to}/p.jsonl', columns = ${types})`);
        const database = await openDuckDb(join(to, "p.duckdb"));
        await database.run(`CREATE TABLE p AS SELECT * FROM read_parquet('${to}/p.parquet')`);
        database.close();
        for (const name of ["p.jsonl.zst", "p.sqlite", "p.parquet", "p.duckdb"]) {
          assert.deepEqual((await loadPosts(join(to, name), ofTables)).posts, posts, name);
        }
      }),
  });
}

/** The rows of a file, read without the loader. */
function rowsIn(path: string, rows: string | undefined): Row[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  if (path.endsWith(".csv")) return parseRows(text, { columns: true, bom: true });
  if (path.endsWith(".jsonl.gz")) return text.trim().split("\n").map((line) => JSON.parse(line));
  const document = JSON.parse(text);
  return rows === undefined ? Object.values(document).find(Array.isArray) ?? document : document[rows];
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}
