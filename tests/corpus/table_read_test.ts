import assert from "node:assert/strict";
import { openDuckDb } from "twoplane/foundation";
import { loadCorpus, queryCorpus, readPosts, streamPosts } from "twoplane/corpus";
import type { Post } from "twoplane/shapes";
import { postOf, withFiles, withTable } from "./table_support.ts";

const posts: Post[] = [
  postOf({ postId: "3", authorId: "Ada", createdAt: "2026-02-03T10:00:00.000Z", score: -1.5, communityId: "c" }),
  postOf({ postId: "1", authorId: null, kind: "comment", createdAt: "2026-02-01T00:00:00.000Z", parentId: "3" }),
  postOf({
    postId: "2",
    authorId: "O'Hara\"; DROP",
    kind: "reply",
    createdAt: "2026-02-02T23:59:59.999Z",
    threadId: "3",
  }),
  postOf({
    postId: "4",
    authorId: "Ada",
    createdAt: "2026-02-04T00:00:00.000Z",
    title: "T",
    modelId: "m",
    text: "\ufeffé🐘\u0000",
  }),
];

Deno.test("readPosts() gives back every field of every post, in the order of the source", () =>
  withTable(posts, async (table) => assert.deepEqual(await readPosts(table), posts)));

Deno.test("streamPosts() gives chunks of the size asked for, the last one shorter", () =>
  withTable(posts, async (table) => {
    for (const [chunkRows, sizes] of [[1, [1, 1, 1, 1]], [3, [3, 1]], [4, [4]], [99, [4]]] as const) {
      const chunks: Post[][] = [];
      for await (const chunk of streamPosts(table, { chunkRows })) chunks.push(chunk);
      assert.deepEqual(chunks.map(({ length }) => length), sizes);
      assert.deepEqual(chunks.flat(), posts);
    }
    for await (const _ of streamPosts(table, { where: { authorId: "nobody" } })) assert.fail("an empty chunk");
    for await (const _ of streamPosts(table, { chunkRows: 1 })) break;
    assert.equal((await readPosts(table)).length, 4);
  }));

Deno.test("streamPosts() keeps the order of the source over many row groups", async () => {
  const count = 140_000;
  await withFiles({}, async (folder) => {
    const database = await openDuckDb(null);
    await database.run(
      `COPY (SELECT i AS id, 'a' || (i * 7919 % 1000) AS author, 'x' AS content, 1770124302 + i % 977 AS created_at
       FROM range(${count}) AS t(i)) TO '${folder}/p.parquet'`,
    );
    database.close();
    const { table } = await loadCorpus(`${folder}/p.parquet`, { database: `${folder}/t.duckdb` });
    let next = 0;
    for await (const chunk of streamPosts(table)) for (const { postId } of chunk) assert.equal(postId, String(next++));
    assert.equal(next, count);
    const some = await readPosts(table, { where: { authorId: ["a3", "a500"] } });
    const ids = some.map(({ postId }) => Number(postId));
    assert.equal(ids.length, count / 500);
    assert.deepEqual(ids, ids.toSorted((a, b) => a - b));
  });
});

Deno.test("readPosts() keeps what meets every field of the filter", () =>
  withTable(posts, async (table) => {
    const cases: [Parameters<typeof readPosts>[1] & object, string[]][] = [
      [{ where: {} }, ["3", "1", "2", "4"]],
      [{ where: { authorId: "Ada" } }, ["3", "4"]],
      [{ where: { authorId: null } }, ["1"]],
      [{ where: { authorId: ["O'Hara\"; DROP", null] } }, ["1", "2"]],
      [{ where: { authorId: [] } }, []],
      [{ where: { authorId: "' OR 1=1 --" } }, []],
      [{ where: { kind: "comment" } }, ["1"]],
      [{ where: { kind: ["reply", "post"], authorId: "Ada" } }, ["3", "4"]],
      [{ where: { communityId: "c" } }, ["3"]],
      [{ where: { threadId: "3" } }, ["2"]],
      [{ where: { from: "2026-02-02" } }, ["3", "2", "4"]],
      [{ where: { until: "2026-02-03" } }, ["1", "2"]],
      [{ where: { from: "2026-02-02", until: "2026-02-02T23:59:59.999Z" } }, []],
      [{ where: { from: "2026-02-01T00:00:00.000Z", until: "2026-02-04" } }, ["3", "1", "2"]],
    ];
    for (const [options, ids] of cases) {
      assert.deepEqual((await readPosts(table, options)).map(({ postId }) => postId), ids, JSON.stringify(options));
    }
  }));

Deno.test("readPosts() refuses wrong filters and more posts than allowed", () =>
  withTable(posts, async (table) => {
    await assert.rejects(readPosts(table, { maxPosts: 3 }), {
      name: "RangeError",
      message: /^Cannot read .*: need at most 3 posts at once, got more\. Name fewer with where, read them in chunks/,
    });
    assert.equal((await readPosts(table, { maxPosts: 4 })).length, 4);
    const cases: [object, RegExp][] = [
      [{ where: { author: "Ada" } }, /^TypeError: .* with option "author": it takes authorId, kind/],
      [{ where: { authorId: 5 } }, /^TypeError: .* where\.authorId needs text, null or an array of them, got 5$/],
      [{ where: { kind: "thread" } }, /^TypeError: .* where\.kind is one of post, comment, reply, got "thread"$/],
      [{ where: { from: "yesterday" } }, /^RangeError: .* where\.from needs a UTC day such as 2026-02-03 or a moment/],
      [{ where: { until: "2026-02-30" } }, /^RangeError: .* where\.until needs/],
      [{ maxPosts: 0 }, /^RangeError: .* maxPosts needs a whole number of at least 1, got 0$/],
      [{ limit: 5 }, /^TypeError: .* with option "limit": it takes where, maxPosts$/],
    ];
    for (const [options, message] of cases) await assert.rejects(readPosts(table, options), message);
    await assert.rejects(
      streamPosts(table, { chunkRows: 0.5 }).next(),
      /^RangeError: .* chunkRows needs a whole number/,
    );
  }));

Deno.test("queryCorpus() answers SQL over the posts, with bound values and plain numbers", () =>
  withTable(posts, async (table) => {
    const sql = 'SELECT kind, count(*) AS n, avg(score) AS score FROM posts WHERE "authorId" = $author GROUP BY kind';
    assert.deepEqual(await queryCorpus(table, sql, { values: { author: "Ada" } }), [{
      kind: "post",
      n: 2,
      score: -1.5,
    }]);
    await assert.rejects(
      queryCorpus(table, "SELECT * FROM tweets"),
      /^SyntaxError: Cannot query .* need SQL that DuckDB can run/,
    );
    await assert.rejects(queryCorpus(table, " "), /^TypeError: .* need a statement in SQL, got " ?"$/);
    await assert.rejects(
      queryCorpus(table, "SELECT 1 AS a FROM posts", { maxRows: 3 }),
      /^RangeError: .*at most 3 rows/,
    );
    for (const change of ["DELETE FROM post_rows", "CREATE TABLE t (a INTEGER)"]) {
      await assert.rejects(queryCorpus(table, change), /^SyntaxError: .*read-only/);
    }
  }));
