import assert from "node:assert/strict";
import fc from "fast-check";
import type { Post } from "twoplane/shapes";
import { authorsWithAtLeast, byAuthor, dailyCounts, dayOf, textOf } from "twoplane/corpus";

function post(postId: string, authorId: string | null, createdAt: string, kind: Post["kind"] = "post"): Post {
  const nothing = { title: null, communityId: null, parentId: null, threadId: null, score: null, modelId: null };
  return { postId, authorId, createdAt, kind, text: "x", source: "s", ...nothing };
}

const posts = Object.freeze([
  post("3", "b", "2026-02-03T10:00:00.000Z"),
  post("1", "a", "2026-02-01T23:59:59.999Z"),
  post("2", "b", "2026-02-01T10:00:00.000Z", "comment"),
  post("5", "b", "2026-02-03T10:00:00.000Z", "reply"),
  post("4", null, "2026-02-03T00:00:00.000Z"),
]);

Deno.test("byAuthor() groups posts in order of author and time, ties by id, and leaves out the unknown", () => {
  const groups = [...byAuthor(posts)].map(([author, own]) => [author, own.map(({ postId }) => postId)]);
  assert.deepEqual(groups, [["a", ["1"]], ["b", ["2", "3", "5"]]]);
  assert.equal(byAuthor([]).size, 0);
});

Deno.test("byAuthor() does not depend on the order of the posts", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...posts], { minLength: posts.length }), (shuffled) => {
      assert.deepEqual([...byAuthor(shuffled)], [...byAuthor(posts)]);
    }),
    { seed: 1 },
  );
});

Deno.test("authorsWithAtLeast() names authors by their number of posts, ties by id", () => {
  assert.deepEqual(authorsWithAtLeast(posts, 1), ["b", "a"]);
  assert.deepEqual(authorsWithAtLeast(posts, 3), ["b"]);
  assert.deepEqual(authorsWithAtLeast(posts, 4), []);
  assert.deepEqual(authorsWithAtLeast([post("2", "z", "2026-01-01"), post("1", "Z", "2026-01-01")], 1), ["Z", "z"]);
  for (const n of [0, 1.5, NaN]) {
    assert.throws(() => authorsWithAtLeast(posts, n), /^RangeError: .* n needs a whole number/);
  }
});

Deno.test("dayOf() gives the UTC day", () => {
  assert.deepEqual(posts.map(dayOf), ["2026-02-03", "2026-02-01", "2026-02-01", "2026-02-03", "2026-02-03"]);
});

Deno.test("dailyCounts() counts each day, empty ones too, and an author as new once", () => {
  const rows = dailyCounts(posts);
  const table = Object.fromEntries(
    [...Map.groupBy(rows, ({ window }) => window)].map((
      [day, own],
    ) => [day, own.map(({ variant, value, n }) => [variant, value, n])]),
  );
  const day = (values: number[], n: number) =>
    ["posts", "comments", "replies", "active authors", "new authors"].map((variant, i) => [variant, values[i], n]);
  assert.deepEqual(table, {
    "2026-02-01": day([1, 1, 0, 2, 2], 2),
    "2026-02-02": day([0, 0, 0, 0, 0], 0),
    "2026-02-03": day([2, 0, 1, 1, 0], 3),
  });
  assert.ok(rows.every(({ metric, unitId, window }) => metric === "daily count" && unitId === window));
  assert.deepEqual(dailyCounts([]), []);
});

Deno.test("dailyCounts() counts every text and every author once over all days", () => {
  const time = fc.date({ min: new Date("2026-01-30"), max: new Date("2026-03-02"), noInvalidDate: true });
  const anyPost = fc.tuple(fc.uuid(), fc.option(fc.constantFrom("a", "b", "c")), time, fc.constantFrom("post", "reply"))
    .map(([id, author, date, kind]) => post(id, author, date.toISOString(), kind as Post["kind"]));
  fc.assert(
    fc.property(fc.array(anyPost), (some) => {
      const rows = dailyCounts(some);
      const sum = (...variants: string[]) =>
        rows.filter(({ variant }) => variants.includes(variant)).reduce((total, { value }) => total + value, 0);
      assert.equal(sum("posts", "comments", "replies"), some.length);
      assert.equal(sum("new authors"), byAuthor(some).size);
      const days = [...new Set(rows.map(({ unitId }) => unitId))];
      assert.deepEqual(days, days.toSorted());
    }),
    { seed: 2 },
  );
});

Deno.test("textOf() puts the title before the text unless the text begins with it", () => {
  const cases: [string | null, string, string][] = [
    ["On memory", "We forget.", "On memory\n\nWe forget."],
    [null, "We forget.", "We forget."],
    ["  ", "We forget.", "We forget."],
    ["We forget", "We forget.\nOften.", "We forget.\nOften."],
    ["We for...", "We forget.", "We forget."],
    ["We  for…", " We\nforget.", " We\nforget."],
    ["Then we forget", "We forget.", "Then we forget\n\nWe forget."],
    ["same", "same", "same"],
  ];
  for (const [title, text, expected] of cases) assert.equal(textOf({ title, text }), expected);
});
