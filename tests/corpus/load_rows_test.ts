import assert from "node:assert/strict";
import { stringifyCsv } from "twoplane/foundation";
import { loadText, row } from "./support.ts";

Deno.test("loadPosts() takes None, null and nothing as no author, and counts each", async () => {
  const authors = ["None", "null", "", null, undefined, "  ", "none", "Nonette"];
  const rows = authors.map((author, index) => row({ id: String(index), author }));
  const { posts, report } = await loadText("p.json", JSON.stringify(rows));
  assert.deepEqual(posts.map(({ authorId }) => authorId), [null, null, null, null, null, null, "none", "Nonette"]);
  assert.deepEqual(report.warnings, [
    'Posts whose author is the word "None", taken as null: 1',
    'Posts whose author is the word "null", taken as null: 1',
    "Posts without an author: 4",
  ]);
});

Deno.test("loadPosts() drops rows without text or time, with the first five shown", async () => {
  const rows = Array.from({ length: 8 }, (_, index) => row({ id: `r${index}`, content: index < 7 ? " \n" : "x" }));
  const { posts, report } = await loadText("p.json", JSON.stringify([...rows, row({ id: "late", created_at: null })]));
  assert.equal(posts.length, 1);
  assert.deepEqual(report.dropped, [
    {
      reason: "missing text",
      count: 7,
      first: [1, 2, 3, 4, 5].map((n) => ({ row: n, detail: `row ${n}, id "r${n - 1}"` })),
    },
    { reason: "missing time", count: 1, first: [{ row: 9, detail: 'row 9, id "late"' }] },
  ]);
  assert.equal(report.rowsRead, 9);
});

Deno.test("loadPosts() lets the title stand in for a missing text when told to", async () => {
  const rows = [row({ id: "1", title: "T", content: null }), row({ id: "2", title: "", content: "" })];
  const { posts, report } = await loadText("p.json", JSON.stringify(rows), { missingText: "title" });
  assert.deepEqual(posts.map(({ text, title }) => [text, title]), [["T", "T"]]);
  assert.equal(report.dropped[0]?.reason, "missing text");
  assert.deepEqual(report.warnings, ["Posts without text, for which the title stands in: 1"]);
});

Deno.test("loadPosts() keeps the first of two rows with one id and says whether the texts differ", async () => {
  const rows = [row(), row({ content: "Other" }), row()];
  const { posts, report } = await loadText("p.jsonl", rows.map((one) => `${JSON.stringify(one)}\n`).join("\n"));
  assert.deepEqual(posts.map(({ text }) => text), ["Hello"]);
  assert.deepEqual(report.dropped, [{
    reason: "duplicate id",
    count: 2,
    first: [
      { row: 2, detail: 'line 3, id "1" first at line 1, with another text' },
      { row: 3, detail: 'line 5, id "1" first at line 1' },
    ],
  }]);
});

Deno.test("loadPosts() makes stable ids from the content where there are none, and loses no repeat", async () => {
  const rows = [row({ id: undefined }), row({ id: "" }), row({ id: null, content: "Other" }), row({ id: "own" })];
  const { posts, report } = await loadText("p.json", JSON.stringify(rows));
  const again = await loadText("q.json", JSON.stringify(rows.toReversed()));
  const ids = posts.map(({ postId }) => postId);
  assert.match(ids[0] ?? "", /^[0-9a-f]{16}$/);
  assert.equal(ids[1], `${ids[0]}-2`);
  assert.equal(ids[3], "own");
  assert.deepEqual(again.posts.map(({ postId }) => postId).sort(), ids.toSorted());
  assert.deepEqual(report.warnings, [
    "Posts without an id, given one made from their content: 3",
    "Posts without an id that repeat another word for word, all kept: 1",
  ]);
});

Deno.test("loadPosts() filters rows by values, in JSON and in CSV alike", async () => {
  const rows = [
    { ...row({ id: "1" }), test: true, n: 1, tag: "x" },
    { ...row({ id: "2" }), test: false, n: 1, tag: "y" },
    { ...row({ id: "3" }), test: false, n: 2, tag: "z" },
    { ...row({ id: "4" }), test: false, n: 1, tag: null },
  ];
  const csv = (await stringifyCsv(rows, { columns: Object.keys(rows[0] ?? {}) })).replace("true", "True");
  const options = { drop: { test: true, tag: ["y", "w"] }, keep: { n: 1 } };
  for (const [name, content] of [["p.json", JSON.stringify(rows)], ["p.csv", csv]] as const) {
    const { posts, report } = await loadText(name, content, options);
    assert.deepEqual(posts.map(({ postId }) => postId), ["4"]);
    assert.deepEqual(report.dropped.map(({ reason, count }) => [reason, count]), [
      ["drop where test is true", 1],
      ['drop where tag is "y" or "w"', 1],
      ["keep only where n is 1", 1],
    ]);
  }
  const kept = await loadText("p.json", JSON.stringify(rows), { keep: { tag: null } });
  assert.deepEqual(kept.posts.map(({ postId }) => postId), ["4"]);
});

Deno.test("loadPosts() filters before it asks for a zone or reads a value", async () => {
  const rows = [
    row({ created_at: "2026-02-03 10:00", test: true }),
    row({ score: "much", test: true }),
    row({ test: false }),
  ];
  assert.equal((await loadText("p.json", JSON.stringify(rows), { drop: { test: true } })).posts.length, 1);
});

Deno.test("loadPosts() asks for timeZone where a time names no zone, and uses it", async () => {
  const csv = "id,content,created_at\n1,x,2026-02-03T10:00:00Z\n2,y,2026-02-03T10:00:00\n";
  await assert.rejects(loadText("p.csv", csv, { maxBadRows: 99 }), {
    name: "TypeError",
    message: 'Cannot load p.csv at line 3, column "created_at": need a zone for times that name none. ' +
      'Say timeZone: "UTC", an offset such as "+09:00" or a name such as "Asia/Tokyo", got "2026-02-03T10:00:00"',
  });
  const { posts, report } = await loadText("p.csv", csv, { timeZone: "+09:00" });
  assert.deepEqual(posts.map(({ createdAt }) => createdAt), ["2026-02-03T10:00:00.000Z", "2026-02-03T01:00:00.000Z"]);
  assert.ok(report.warnings.includes("Times without a zone of their own, taken as +09:00: 1"));
});

Deno.test("loadPosts() shows the unit it told for times that are numbers, and asks where it cannot", async () => {
  const { posts, report } = await loadText("p.json", JSON.stringify([row({ created_at: 1770124302.603 })]));
  assert.equal(posts[0]?.createdAt, "2026-02-03T13:11:42.603Z");
  assert.deepEqual(report.warnings, ["Times read as seconds since 1970, told by their 10 digits: 1"]);
  const early = JSON.stringify([row({ created_at: 86400 })]);
  await assert.rejects(
    loadText("p.json", early),
    /^TypeError: .*column "created_at": need the unit of times .* got "86400"$/,
  );
  assert.equal((await loadText("p.json", early, { epochUnit: "s" })).posts[0]?.createdAt, "1970-01-02T00:00:00.000Z");
});

Deno.test("loadPosts() replaces half characters, so that a text survives UTF-8, and counts them", async () => {
  const { posts, report } = await loadText("p.json", '[{"id":"1","content":"a\\ud800b","ts":"2026-02-03T10:00:00Z"}]');
  assert.equal(posts[0]?.text, "a\ufffdb");
  assert.ok(report.warnings.includes("Values of content with half a surrogate pair, replaced by U+FFFD: 1"));
});

Deno.test("loadPosts() takes a column called type for the kind only if it holds kinds", async () => {
  const load = (types: unknown[]) => loadText("p.json", JSON.stringify(types.map((type, id) => row({ id, type }))));
  assert.deepEqual((await load(["post", "comment"])).posts.map(({ kind }) => kind), ["post", "comment"]);
  const other = await load(["post", "link"]);
  assert.deepEqual(other.posts.map(({ kind }) => kind), ["post", "post"]);
  assert.deepEqual(other.report.unusedColumns, ["type"]);
});

Deno.test("loadPosts() reads a file without rows and says that it kept none", async () => {
  for (
    const [name, content] of [["p.csv", "id,content,created_at\n"], ["p.json", "[]"], [
      "q.json",
      '{"posts":[]}',
    ]] as const
  ) {
    const { posts, report } = await loadText(name, content);
    assert.deepEqual([posts.length, report.rowsRead, report.rowsKept], [0, 0, 0]);
    assert.ok(report.warnings.includes("No row was kept"));
  }
});

Deno.test("loadPosts() changes neither its options nor what it read before", async () => {
  const options = Object.freeze({
    columns: Object.freeze({ text: "content" }),
    drop: Object.freeze({ author: "Bob" }),
  });
  const first = await loadText("p.json", JSON.stringify([row()]), options);
  assert.deepEqual(await loadText("p.json", JSON.stringify([row()]), options), first);
});

Deno.test("loadPosts() gives no score where one of two vote counts is missing", async () => {
  const rows = [{ upvotes: 3, downvotes: 1 }, { upvotes: 3, downvotes: null }, { upvotes: "", downvotes: 1 }, {}]
    .map((votes, id) => row({ id, ...votes }));
  const { posts } = await loadText("p.json", JSON.stringify(rows));
  assert.deepEqual(posts.map(({ score }) => score), [2, null, null, null]);
});
