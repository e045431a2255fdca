import assert from "node:assert/strict";
import fc from "fast-check";
import type { Post } from "twoplane/shapes";
import type { LoadPostsOptions } from "twoplane/corpus";
import { loadText, type Row, row } from "./support.ts";

const time = "2026-02-03T10:00:00Z";
const answer = (id: string, changes: Row = {}): Row => ({ id, content: `text ${id}`, created_at: time, ...changes });

async function load(rows: unknown, options: LoadPostsOptions = {}) {
  return await loadText("p.json", JSON.stringify(rows), { source: "s", ...options });
}

const places = (posts: readonly Post[]) =>
  posts.map(({ postId, kind, parentId, threadId }) => [postId, kind, parentId, threadId]);

const tree = [
  {
    ...row({ id: "p", comments: [] }),
    comments: [
      answer("c1", { author: { name: "Bob" }, replies: [answer("r1", { replies: [answer("r2")] })] }),
      answer("c2"),
    ],
  },
  row({ id: "q" }),
];

Deno.test("loadPosts() takes answers out of a tree, each behind what it answers, with parent, thread and kind", async () => {
  const { posts, report } = await load(tree);
  assert.deepEqual(places(posts), [
    ["p", "post", null, null],
    ["c1", "comment", "p", "p"],
    ["r1", "reply", "c1", "p"],
    ["r2", "reply", "r1", "p"],
    ["c2", "comment", "p", "p"],
    ["q", "post", null, null],
  ]);
  assert.equal(report.rowsRead, 6);
  assert.equal(report.columns.replies, "comments, replies");
  assert.equal(report.columns.kind, "by depth");
  assert.ok(report.guessed.includes("replies"));
  assert.ok(!report.unusedColumns.includes("comments"));
  assert.ok(report.warnings.some((warning) => /^Answers in comments, replies, taken as rows .*: 4$/.test(warning)));
});

Deno.test("loadPosts() takes answers out of JSON Lines too, and says where a bad one stands", async () => {
  const lines = tree.map((one) => JSON.stringify(one)).join("\n");
  assert.deepEqual((await loadText("p.jsonl", lines, { source: "s" })).posts, (await load(tree)).posts);
  const bad = JSON.stringify(row({ replies: [answer("a"), 5, answer("b", { created_at: "never" })] }));
  const { report } = await loadText("p.jsonl", `\n${bad}\n`, { maxBadRows: 2 });
  assert.deepEqual(report.dropped.map(({ reason, count, first }) => [reason, count, first]), [["bad row", 2, [
    { row: 3, detail: "line 2, replies 2: need an object, got 5" },
    {
      row: 4,
      detail: 'line 2, replies 3, column "created_at": need ISO 8601 such as 2026-02-03T13:11:42Z, or seconds since ' +
        '1970, got "never"',
    },
  ]]]);
  assert.equal(report.rowsRead, report.rowsKept + 2);
});

Deno.test("loadPosts() takes the columns that replies names, nested ones too, and leaves others alone", async () => {
  const rows = [row({ id: "p", thread: { children: [answer("c")] }, replies: [answer("d")] })];
  const named = await load(rows, { replies: "thread.children" });
  assert.deepEqual(named.posts.map(({ postId }) => postId), ["p", "c"]);
  assert.deepEqual(named.report.unusedColumns, ["replies"]);
  assert.ok(!named.report.guessed.includes("replies"));
  const both = await load(rows, { replies: ["replies", "thread.children"] });
  assert.deepEqual(both.posts.map(({ postId }) => postId), ["p", "d", "c"]);
  const none = await load(rows, { replies: null });
  assert.deepEqual(none.posts.map(({ postId }) => postId), ["p"]);
  assert.deepEqual(none.report.unusedColumns, ["thread.children", "replies"]);
  assert.equal(none.report.columns.replies, undefined);
  await assert.rejects(
    load(rows, { replies: "answers" }),
    /^TypeError: Cannot load s: replies needs a column of the file, got "answers"\. It has id, author, /,
  );
});

Deno.test("loadPosts() leaves columns alone that are called like answers and hold none", async () => {
  const rows = [row({ id: "a", comments: 5, replies: ["b", "c"], children: [], answers: {} }), row({ id: "b" })];
  const { posts, report } = await load(rows);
  assert.equal(posts.length, 2);
  assert.deepEqual(report.unusedColumns, ["comments", "replies", "children"]);
  assert.equal(report.columns.replies, undefined);
  const declared = await load([row({ replies: 5 }), row({ id: "2", replies: "" }), row({ id: "3", replies: null })], {
    replies: "replies",
  });
  assert.ok(declared.report.warnings.includes("Values of replies that are no array of answers, left alone: 1"));
});

Deno.test("loadPosts() keeps parent, thread and kind that an answer names itself, and counts another parent", async () => {
  const rows = [row({
    id: "p",
    thread_id: "t",
    kind: "post",
    replies: [
      answer("a", { parent_id: "p" }),
      answer("b", { parent_id: "elsewhere", kind: "reply" }),
      answer("c", { thread_id: "other", replies: [answer("d")] }),
    ],
  })];
  const { posts, report } = await load(rows, { columns: { kind: "kind" } });
  assert.deepEqual(places(posts), [
    ["p", "post", null, "t"],
    ["a", "comment", "p", "t"],
    ["b", "reply", "elsewhere", "t"],
    ["c", "comment", "p", "other"],
    ["d", "reply", "c", "other"],
  ]);
  assert.ok(report.warnings.includes("Answers that name another parent than the row they stand in, which is kept: 1"));
});

Deno.test("loadPosts() calls answers to comments replies, where the file holds comments", async () => {
  const { posts } = await load([answer("c", { post_id: "p", replies: [answer("r")] })], { kind: "comment" });
  assert.deepEqual(places(posts), [["c", "comment", null, "p"], ["r", "reply", "c", "p"]]);
});

Deno.test("loadPosts() keeps the answers to a row that is dropped, and to one whose id it makes", async () => {
  const rows = [
    row({ id: "gone", content: "", replies: [answer("a")] }),
    row({ id: "bad", created_at: "never", replies: [answer("b")] }),
    row({ id: "test", skip: true, replies: [answer("c")] }),
    row({ id: undefined, replies: [answer("d")] }),
    row({ id: null, content: null, replies: [answer("e")] }),
  ];
  const { posts, report } = await load(rows, { maxBadRows: 1, drop: { skip: true } });
  const made = posts.find(({ text }) => text === "Hello")?.postId ?? "";
  assert.match(made, /^[0-9a-f]{16}$/);
  assert.deepEqual(places(posts).filter(([id]) => id !== made), [
    ["a", "comment", "gone", "gone"],
    ["b", "comment", "bad", "bad"],
    ["c", "comment", "test", "test"],
    ["d", "comment", made, made],
    ["e", "comment", null, null],
  ]);
  assert.equal(report.rowsRead, 10);
});

Deno.test("loadPosts() reads the nested authors and communities that platforms write", async () => {
  const cases: [Row, string, string][] = [
    [{ author: { id: 7, name: "Ada" }, submolt: { id: "s1", name: "general" } }, "7", "general"],
    [{ author: { name: "Ada" }, submolt: { name: "general" } }, "Ada", "general"],
    [{ agent: { agentId: "x", agentName: "Ada" }, community: { name: "c" } }, "x", "c"],
    [{ authorName: "Ada", submoltName: "general" }, "Ada", "general"],
    [{ user: { username: "ada", displayName: "A" }, channel: { name: "c" } }, "ada", "c"],
    [{ author: { username: "ada" }, subreddit: "r" }, "ada", "r"],
    [{ agentName: "Ada", communityId: 5 }, "Ada", "5"],
  ];
  for (const [names, authorId, communityId] of cases) {
    const { posts } = await load([{ ...row(), author: undefined, ...names }, { ...row({ id: 2, author: undefined }) }]);
    assert.deepEqual([posts[0]?.authorId, posts[0]?.communityId], [authorId, communityId], JSON.stringify(names));
  }
});

Deno.test("loadPosts() takes an author that is null in some rows and an object in others", async () => {
  const { posts, report } = await load([row({ author: null }), row({ id: "2", author: { name: "Ada" } })]);
  assert.deepEqual(posts.map(({ authorId }) => authorId), [null, "Ada"]);
  assert.equal(report.columns.authorId, "author.name");
});

interface Node {
  replies: readonly Node[];
}

const { forest } = fc.letrec<{ forest: readonly Node[]; node: Node }>((tie) => ({
  forest: fc.array(tie("node"), { maxLength: 3 }),
  node: fc.record({ replies: fc.oneof({ depthSize: "small" }, fc.constant<readonly Node[]>([]), tie("forest")) }),
}));

Deno.test("loadPosts() gives every node of any tree once, behind its parent, with the thread of its top", () =>
  fc.assert(
    fc.asyncProperty(forest, async (nodes) => {
      const expected: (string | null)[][] = [];
      const numbered = (node: Node, parent: string | null, top: string | null): Row => {
        const id = `n${expected.length}`;
        expected.push([id, parent, top]);
        return answer(id, { replies: node.replies.map((below) => numbered(below, id, top ?? id)) });
      };
      const rows = nodes.map((node) => numbered(node, null, null));
      const { posts, report } = await load(rows);
      assert.deepEqual(posts.map(({ postId, parentId, threadId }) => [postId, parentId, threadId]), expected);
      assert.equal(report.rowsRead, expected.length);
    }),
    { seed: 1, numRuns: 100 },
  ));

Deno.test("loadPosts() takes a thread of twenty thousand answers, each within the one before", async () => {
  const depth = 20_000;
  const text = Array.from({ length: depth }, (_, id) => `{"id":${id},"content":"x","created_at":"${time}","replies":[`);
  const { posts } = await loadText("p.json", `[${text.join("")}${"]}".repeat(depth)}]`);
  assert.equal(posts.length, depth);
  assert.deepEqual([posts.at(-1)?.parentId, posts.at(-1)?.threadId], [String(depth - 2), "0"]);
});

Deno.test("loadPosts() takes the name out of an author that is text in some rows and an object in others", async () => {
  const rows = [
    row({ author: "Ada" }),
    row({ id: "2", author: { id: 7, name: "Bob" } }),
    row({ id: "3", author: null }),
  ];
  const { posts, report } = await load(rows);
  assert.deepEqual(posts.map(({ authorId }) => authorId), ["Ada", "Bob", null]);
  assert.equal(report.columns.authorId, "author");
  assert.ok(report.warnings.includes("Values of author that are objects, of which name is taken: 1"));
  await assert.rejects(
    load([row({ author: "Ada" }), row({ id: "2", author: { x: 1 } })]),
    /column "author": need text, got an object with x/,
  );
});
