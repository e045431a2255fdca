import assert from "node:assert/strict";
import fc from "fast-check";
import { words } from "twoplane/foundation";
import { authorsOf, byAuthor, dailyCounts, dailyCountsOf, ngramBirths } from "twoplane/corpus";
import type { MetricRow, Post } from "twoplane/shapes";
import { countNgrams } from "../../lib/corpus/table/ngram_counts.ts";
import { postOf, withTable } from "./table_support.ts";

const DAY = 86_400_000;
const start = Date.parse("2026-01-30T12:00:00.000Z");
const text = fc.array(fc.constantFrom("we", "agree", "Agree", "on", "it", "é", "🐘", "今日は", "don't", ".", "\n"), {
  maxLength: 12,
})
  .map((parts) => parts.join(" ") + "!");
const anyPosts = fc.array(
  fc.record({
    author: fc.option(fc.constantFrom("Ada", "Bob", "Ünal", "🐘", "\uffee")),
    kind: fc.constantFrom("post" as const, "comment" as const, "reply" as const),
    at: fc.integer({ min: 0, max: 6 * DAY }),
    text,
  }),
  { minLength: 1, maxLength: 40 },
).map((some): Post[] =>
  some.map(({ author, kind, at, text }, index) =>
    postOf({ postId: `${index}`, authorId: author, kind, text, createdAt: new Date(start + at).toISOString() })
  )
);

Deno.test("dailyCountsOf() and authorsOf() count in the table as dailyCounts() and byAuthor() do in memory", () =>
  fc.assert(
    fc.asyncProperty(anyPosts, (posts) =>
      withTable(posts, async (table) => {
        assert.deepEqual(await dailyCountsOf(table), dailyCounts(posts));
        const expected = [...byAuthor(posts)].map(([authorId, own]) => ({
          ...{ authorId, posts: own.length, first: own[0]?.createdAt, last: own.at(-1)?.createdAt },
        }));
        assert.deepEqual(await authorsOf(table), expected.sort((a, b) => b.posts - a.posts));
      })),
    { numRuns: 15, seed: 1 },
  ));

/** The definition, n-gram by n-gram: births, deaths and days of use counted in sets. */
function turnover(posts: readonly Post[], n: number): MetricRow[] {
  const days = new Map<string, Set<string>>();
  for (const post of posts) {
    const own = words(post.text);
    const grams = own.slice(n - 1).map((_, index) => own.slice(index, index + n).join(" "));
    const day = days.get(post.createdAt.slice(0, 10)) ?? new Set();
    days.set(post.createdAt.slice(0, 10), day);
    for (const gram of grams) day.add(gram);
  }
  const used = [...days].filter(([, grams]) => grams.size > 0).sort(([a], [b]) => a < b ? -1 : 1);
  const row = (what: string, day: string, count: number, of: number): MetricRow => ({
    ...{ metric: "n-gram turnover", variant: `${what}, n = ${n}`, unitId: day, window: day, value: count / of, n: of },
  });
  const seenIn = (rest: typeof used, gram: string) => rest.some(([, grams]) => grams.has(gram));
  return [
    ...used.map(([day, grams], index) =>
      row("births", day, [...grams].filter((gram) => !seenIn(used.slice(0, index), gram)).length, grams.size)
    ),
    ...used.slice(0, -1).map(([day, grams], index) => {
      const gone = [...grams].filter((gram) => !seenIn(used.slice(index + 1), gram)).length;
      return row("deaths", new Date(Date.parse(day) + DAY).toISOString().slice(0, 10), gone, grams.size);
    }),
  ];
}

Deno.test("ngramBirths() follows the definition, in memory and in SQL, whatever the order of the posts", () =>
  fc.assert(
    fc.asyncProperty(anyPosts, (posts) =>
      withTable(posts, async (table) => {
        const expected = [1, 2, 3, 4, 5].flatMap((n) => turnover(posts, n));
        assert.deepEqual(await ngramBirths(table, { n: [1, 2, 3, 4, 5] }), expected);
        assert.deepEqual(await ngramBirths(table, { n: [1, 2, 3, 4, 5], engine: "sql" }), expected);
      })),
    { numRuns: 12, seed: 2 },
  ));

Deno.test("ngramBirths() gives births and deaths of a planted vocabulary", async () => {
  const day = (index: number, text: string) =>
    postOf({ postId: `${index}`, text, createdAt: `2026-02-0${index}T10:00:00.000Z` });
  const posts = [day(5, "a d"), day(1, "a b"), day(2, "a b c c a b"), day(3, "c c")];
  await withTable(posts, async (table) => {
    const rows = await ngramBirths(table, { n: 1 });
    assert.deepEqual(rows.map(({ variant, window, value, n }) => [variant, window, value * n, n]), [
      ["births, n = 1", "2026-02-01", 2, 2],
      ["births, n = 1", "2026-02-02", 1, 3],
      ["births, n = 1", "2026-02-03", 0, 1],
      ["births, n = 1", "2026-02-05", 1, 2],
      ["deaths, n = 1", "2026-02-02", 0, 2],
      ["deaths, n = 1", "2026-02-03", 1, 3],
      ["deaths, n = 1", "2026-02-04", 1, 1],
    ]);
    const variants = new Set((await ngramBirths(table, { n: [2, 2, 1] })).map(({ variant }) => variant));
    assert.deepEqual([...variants], ["births, n = 2", "deaths, n = 2", "births, n = 1", "deaths, n = 1"]);
  });
});

Deno.test("ngramBirths() refuses other lengths, and more words than allowed", () =>
  withTable([postOf({ postId: "1", text: "word ".repeat(300_000) })], async (table) => {
    for (const n of [0, 6, 1.5, [], [1, 6]]) {
      await assert.rejects(ngramBirths(table, { n }), /^RangeError: Cannot run ngramBirths/);
    }
    await assert.rejects(ngramBirths(table, { n: 1, memoryMiB: 1 }), {
      name: "RangeError",
      message: /need at most 262144 words at 4 bytes each, got more\. Say a larger memoryMiB, or engine: "sql"/,
    });
    await assert.rejects(
      ngramBirths(table, { n: 1, engine: "duck" as never }),
      /^TypeError: .* engine is one of memory, sql/,
    );
    await assert.rejects(ngramBirths(table, { n: 1, signal: AbortSignal.abort(new Error("enough")) }), /enough/);
    assert.equal((await ngramBirths(table, { n: 1 }))[0]?.n, 1);
  }));

Deno.test("countNgrams() counts alike in one pass and in many, over days and pieces of any length", () => {
  const random = mulberry(7);
  const pieces = Array.from({ length: 12 }, (_, index) => ({
    day: `2026-02-${String(1 + Math.floor(index / 3)).padStart(2, "0")}`,
    ids: Int32Array.from({ length: 3000 }, () => Math.floor(random() * 41) - 1),
  }));
  for (const n of [1, 2, 3, 5]) {
    const expected = inSets(pieces, n);
    for (const partBytes of [1, 100_000, 1e9]) {
      assert.deepEqual(countNgrams({ pieces, size: 40 }, n, partBytes), expected);
    }
  }
});

function inSets(pieces: readonly { day: string; ids: Int32Array }[], n: number) {
  const days = new Map<string, Set<string>>();
  for (const { day, ids } of pieces) {
    const own = days.get(day) ?? new Set();
    days.set(day, own);
    for (let index = n - 1; index < ids.length; index++) {
      const gram = ids.slice(index - n + 1, index + 1);
      if (!gram.includes(-1)) own.add(gram.join(" "));
    }
  }
  const all = [...days];
  return all.map(([day, grams], index) => ({
    day,
    inUse: grams.size,
    born: [...grams].filter((gram) => !all.slice(0, index).some(([, other]) => other.has(gram))).length,
    lastUsed: [...grams].filter((gram) => !all.slice(index + 1).some(([, other]) => other.has(gram))).length,
  }));
}

/** A small generator of numbers in [0, 1), for a fixture only. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
