/** Damaged files of every format: each loads with counts that add up, or ends in a house error, and in time. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { toJsonl } from "twoplane/foundation";
import { loadPosts } from "twoplane/corpus";
import type { LoadReport } from "twoplane/shapes";
import { parquetOf, writeDuckDb, writeSqlite, zstdBytes } from "./databases.ts";
import { inFolder, row } from "./support.ts";

const columns = { id: "TEXT", author: "TEXT", content: "TEXT", created_at: "TEXT" };
const rows = [row({ id: "1" }), row({ id: "2", content: 'say "hi", é🐘\nthere' }), row({ id: "1", author: "None" })];
const tree = rows.map((one) => ({
  ...one,
  author: { name: "Ada" },
  replies: [row({ id: "r" }), row({ replies: [] })],
}));

const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
const table = (separator: string, lineEnd: string) =>
  [Object.keys(columns), ...rows.map((one) => Object.keys(columns).map((name) => one[name]))]
    .map((cells) => cells.map(cell).join(separator)).join(lineEnd);

/** Sound files by name. */
const texts: [name: string, text: string][] = [
  ["p.csv", table(",", "\r\n")],
  ["p.tsv", table("\t", "\n")],
  ["p.json", JSON.stringify(rows)],
  ["t.json", JSON.stringify({ posts: tree, total: 3 }, null, 1)],
  ["p.jsonl", toJsonl(rows)],
  ["t.jsonl", toJsonl(tree)],
];

/** One way to damage bytes. `at` is taken modulo the length. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), with: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: fc.nat(),
    bytes: fc.constantFrom(
      '"',
      ",",
      "\n",
      "\r",
      "{",
      "[",
      "]}",
      "\\u",
      "\0",
      "\uFEFF",
      "[".repeat(5000),
      "9".repeat(400),
    )
      .map((scrap) => new TextEncoder().encode(scrap)),
  }),
  fc.record({ kind: fc.constant("remove" as const), at: fc.nat(), length: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant("repeat" as const), at: fc.nat(), length: fc.integer({ min: 1, max: 200 }) }),
);
const damages = fc.array(damage, { minLength: 1, maxLength: 4 });
type Damage = typeof damage extends fc.Arbitrary<infer One> ? One : never;

function damaged(bytes: Uint8Array, all: readonly Damage[]): Uint8Array {
  return all.reduce<Uint8Array>((now, one) => {
    const at = one.at % Math.max(1, now.length);
    if (one.kind === "cut") return now.slice(0, at);
    if (one.kind === "flip") return now.map((byte, index) => index === at ? byte ^ one.with : byte);
    const [between, from] = one.kind === "insert"
      ? [one.bytes, at]
      : one.kind === "remove"
      ? [new Uint8Array(0), at + one.length]
      : [now.slice(at, at + one.length), at];
    return new Uint8Array([...now.subarray(0, at), ...between, ...now.subarray(from)]);
  }, bytes);
}

async function holds(path: string, bytes: Uint8Array, maxBadRows: number): Promise<void> {
  writeFileSync(path, bytes);
  try {
    const { posts, report } = await loadPosts(path, { maxBadRows });
    assert.ok(addsUp(report), JSON.stringify(report));
    assert.equal(posts.length, report.rowsKept);
    assert.ok(posts.every(({ text, createdAt }) => text.trim() !== "" && createdAt.length === 24));
    assert.equal(new Set(posts.map(({ postId }) => postId)).size, posts.length);
  } catch (error) {
    assert.ok(error instanceof Error && !(error instanceof assert.AssertionError), String(error));
    assert.ok(["TypeError", "RangeError", "SyntaxError", "Error"].includes(error.name), error.name);
    assert.match(error.message, /^Cannot /);
  }
}

function addsUp({ rowsRead, rowsKept, dropped, files }: LoadReport): boolean {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  return rowsRead === rowsKept + sum(dropped.map(({ count }) => count)) &&
    rowsRead === sum(files.map((file) => file.rowsRead)) && rowsKept === sum(files.map((file) => file.rowsKept)) &&
    dropped.every(({ count, first }) => first.length === Math.min(5, count));
}

Deno.test("loadPosts() accounts for every row of a damaged text file, or throws a house error", () =>
  inFolder((folder) =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...texts), damages, fc.nat(4), async ([name, text], all, maxBadRows) => {
        await holds(join(folder, name), damaged(new TextEncoder().encode(text), all), maxBadRows);
      }),
      { numRuns: 1500, seed: 1 },
    )
  ));

Deno.test("loadPosts() accounts for every row of a damaged packed file, or throws a house error", () =>
  inFolder((folder) =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.constantFrom("gz", "zst"),
        fc.boolean(),
        damages,
        async ([name, text], ending, isPackedLast, all) => {
          const pack = (bytes: Uint8Array) => ending === "gz" ? gzipSync(bytes) : zstdBytes(bytes);
          const bytes = new TextEncoder().encode(text);
          await holds(
            join(folder, `${name}.${ending}`),
            isPackedLast ? pack(damaged(bytes, all)) : damaged(pack(bytes), all),
            3,
          );
        },
      ),
      { numRuns: 500, seed: 2 },
    )
  ));

for (const [name, numRuns] of [["p.sqlite", 250], ["p.parquet", 150], ["p.duckdb", 50]] as const) {
  Deno.test(`loadPosts() accounts for every row of a damaged ${name.slice(2)} file, or throws a house error`, () =>
    inFolder(async (folder) => {
      const path = join(folder, name);
      const other = join(folder, "o.duckdb");
      if (name === "p.sqlite") writeSqlite(path, rows, columns);
      else await writeDuckDb(name === "p.duckdb" ? path : other, rows, columns);
      if (name === "p.parquet") await parquetOf(other, path);
      const sound = new Uint8Array(readFileSync(path));
      await fc.assert(
        fc.asyncProperty(damages, (all) => holds(path, damaged(sound, all), 3)),
        { numRuns, seed: 3 },
      );
    }));
}
