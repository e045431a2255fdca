import assert from "node:assert/strict";
import { gzipBytes } from "twoplane/foundation";
import { jsonForms, loadText, row } from "./support.ts";

Deno.test("loadPosts() turns a row into a post with every field", async () => {
  const rows = [{
    id: 1234567890123456,
    author: { id: 7, name: "Ada" },
    type: "reply",
    created_at: "2026-02-03T13:11:42.603662+00:00",
    content: "Line one\r\nline two",
    title: "On lines",
    submolt: { name: "general" },
    parent_id: "p9",
    thread_id: "t1",
    upvotes: 5,
    downvotes: 7,
    model: "m",
    extra: true,
  }];
  const { posts, report } = await loadText("posts.json", JSON.stringify(rows));
  assert.deepEqual(posts, [{
    postId: "1234567890123456",
    authorId: "7",
    kind: "reply",
    createdAt: "2026-02-03T13:11:42.603Z",
    text: "Line one\nline two",
    title: "On lines",
    communityId: "general",
    parentId: "p9",
    threadId: "t1",
    score: -2,
    modelId: "m",
    source: "posts.json",
  }]);
  assert.deepEqual(report, {
    source: "posts.json",
    format: "JSON",
    rowsRead: 1,
    rowsKept: 1,
    files: [{ source: "posts.json", format: "JSON", rowsRead: 1, rowsKept: 1 }],
    dropped: [],
    columns: {
      postId: "id",
      authorId: "author.id",
      kind: "type",
      createdAt: "created_at",
      text: "content",
      title: "title",
      communityId: "submolt.name",
      parentId: "parent_id",
      threadId: "thread_id",
      score: "upvotes - downvotes",
      modelId: "model",
    },
    guessed: [
      ...["postId", "text", "createdAt", "authorId", "title", "communityId", "parentId", "threadId", "score"],
      ...["modelId", "kind"],
    ],
    unusedColumns: ["author.name", "extra"],
    warnings: [],
  });
});

Deno.test("loadPosts() leaves fields without a column null and says so for authors", async () => {
  const { posts, report } = await loadText("p.csv", "when,body\n2026-02-03T10:00:00Z,Hello\n", {
    columns: { createdAt: "when" },
    kind: "comment",
  });
  const [post] = posts;
  assert.deepEqual(
    [post?.authorId, post?.title, post?.communityId, post?.parentId, post?.threadId, post?.score, post?.modelId],
    [null, null, null, null, null, null, null],
  );
  assert.equal(post?.kind, "comment");
  assert.deepEqual(report.columns, { kind: 'always "comment"', createdAt: "when", text: "body" });
  assert.deepEqual(report.guessed, ["text"]);
  assert.ok(report.warnings.includes("No column was taken for authorId: every author is null"));
});

Deno.test("loadPosts() reads the same rows alike from every JSON form", async () => {
  const rows = [row({ id: "a" }), row({ id: 2, content: "Ünï 🐘\n" }), row({ id: "c", author: null })];
  for (const [name, content] of jsonForms(rows)) {
    const { posts } = await loadText(name, content, { source: "s" });
    assert.deepEqual(
      posts,
      (await loadText("p.json", JSON.stringify({ total: 3, posts: rows }), { source: "s" })).posts,
    );
  }
});

Deno.test("loadPosts() reads CSV and TSV, packed or not, whatever the case of the ending", async () => {
  const csv = 'id,author,content,created_at\r\n007,Ada,"a, b",2026-02-03T10:00:00Z\r\n';
  const tsv = "id\tauthor\tcontent\tcreated_at\n007\tAda\ta, b\t2026-02-03T10:00:00Z\n";
  for (
    const [name, content] of [["p.csv", csv], ["P.CSV.GZ", gzipBytes(csv)], ["p.tsv", tsv], [
      "p.tsv.gz",
      gzipBytes(tsv),
    ]] as const
  ) {
    const { posts, report } = await loadText(name, content);
    assert.deepEqual([posts[0]?.postId, posts[0]?.text], ["007", "a, b"]);
    assert.equal(report.format, name.toUpperCase().includes("TSV") ? "TSV" : "CSV");
  }
});

Deno.test("loadPosts() takes a declared format for a name that says none", async () => {
  const { report } = await loadText("export.txt", JSON.stringify(row()), { format: "jsonl" });
  assert.equal(report.format, "JSON Lines");
});

Deno.test("loadPosts() keeps every digit of a 19-digit id in every format", async () => {
  const id = "1234567890123456789";
  const json = JSON.stringify([row({ id: 0, parent_id: 1 })]).replace('"id":0', `"id":${id}`).replace(
    '"parent_id":1',
    `"parent_id":${id}`,
  );
  const csv = `id,parent_id,author,content,created_at\n${id},${id},Ada,x,2026-02-03T10:00:00Z\n`;
  for (const [name, content] of [["p.json", json], ["p.jsonl", json.slice(1, -1)], ["p.csv", csv]] as const) {
    const { posts } = await loadText(name, content);
    assert.deepEqual([posts[0]?.postId, posts[0]?.parentId], [id, id], name);
  }
});

Deno.test("loadPosts() takes declared columns over guesses and null for none", async () => {
  const rows = [row({ title: "T", body: "other", "author.name": "flat", score: 3 })];
  const { posts, report } = await loadText("p.json", JSON.stringify(rows), {
    columns: { text: "body", title: null, authorId: "author.name", score: null },
  });
  assert.deepEqual([posts[0]?.text, posts[0]?.title, posts[0]?.authorId, posts[0]?.score], [
    "other",
    null,
    "flat",
    null,
  ]);
  assert.deepEqual(report.guessed, ["postId", "createdAt"]);
  assert.deepEqual(report.unusedColumns, ["author", "content", "title", "score"]);
});

Deno.test("loadPosts() steps into nested objects by dots", async () => {
  const rows = [{ meta: { id: 5, when: "2026-02-03T10:00:00Z" }, data: { inner: { text: "deep" } } }];
  const { posts } = await loadText("p.json", JSON.stringify(rows), {
    columns: { postId: "meta.id", createdAt: "meta.when", text: "data.inner.text" },
  });
  assert.deepEqual([posts[0]?.postId, posts[0]?.text], ["5", "deep"]);
});

Deno.test("loadPosts() takes the array that rows names where a document holds several", async () => {
  const document = JSON.stringify({ agents: [{ a: 1 }], data: { posts: [row()] }, posts: [] });
  assert.equal((await loadText("p.json", document, { rows: "data.posts" })).posts.length, 1);
  assert.equal((await loadText("p.json", document, { rows: "posts" })).posts.length, 0);
  await assert.rejects(loadText("p.json", document), {
    name: "TypeError",
    message: "Cannot load p.json: need an array of rows, or an object that holds one, got 2: agents, posts. " +
      'Say which, such as rows: "agents"',
  });
  await assert.rejects(
    loadText("p.json", document, { rows: "replies" }),
    /rows needs the name of an array in it, got "replies"/,
  );
});

Deno.test("loadPosts() guesses no column for two fields", async () => {
  const rows = [{ post_id: "p1", content: "x", message: "y", created_at: "2026-02-03T10:00:00Z" }];
  const alone = await loadText("p.json", JSON.stringify(rows));
  assert.deepEqual([alone.posts[0]?.postId, alone.posts[0]?.threadId], ["p1", null]);
  const declared = await loadText("p.json", JSON.stringify(rows), { columns: { postId: null, title: "content" } });
  assert.deepEqual([declared.posts[0]?.text, declared.posts[0]?.threadId], ["y", "p1"]);
});
