import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { outcomes } from "twoplane/action";
import { addsUp, facts, loadLogPosts, loadLogRecords, logPath, postsIn, withFile } from "./logs_support.ts";

type Row = (string | number | null)[];

interface OasisFacts {
  logs: {
    file: string;
    counts: Record<string, number>;
    posts: Row[];
    comments: Row[];
    actions: [user: number, action: string, count: number][];
    shown: [user: number, posts: number[]][];
  }[];
}

/** Written by plain SQL in Python, beside the tool's own run. */
const told = facts<OasisFacts>("oasis").logs;
const start = { startAt: "2026-01-01T00:00:00Z", stepMs: 180_000 };

for (const log of told) {
  Deno.test(`loadLogPosts() reads every post and comment of ${log.file}`, async () => {
    const options = log.file === "reddit.db" ? { timeZone: "UTC" } : start;
    const { posts, votes, exposures, report } = await loadLogPosts(logPath(`oasis/${log.file}`), options);
    assert.ok(addsUp(report));
    assert.equal(report.rowsRead, log.counts.post! + log.counts.comment!);
    const written = [
      ...log.posts.filter(([, , original, , quote]) => original === null || quote !== null)
        .map((
          [id, user, original, content, quote, , score],
        ) => [`post-${id}`, user, original === null ? content : quote, score]),
      ...log.comments.map(([id, , user, content, , score]) => [`comment-${id}`, user, content, score]),
    ];
    assert.deepEqual(posts.map((post) => [post.postId, Number(post.authorId), post.text, post.score]), written);
    const { like = 0, dislike = 0, comment_like = 0, comment_dislike = 0 } = log.counts;
    assert.equal(votes.filter(({ direction }) => direction === "up").length, like + comment_like);
    assert.equal(votes.filter(({ direction }) => direction === "down").length, dislike + comment_dislike);
    const feeds = Map.groupBy(exposures, ({ agentId, round }) => `${agentId} ${round}`);
    assert.equal(feeds.size, log.shown.length);
    assert.equal(
      exposures.filter(({ postId }) => postId.startsWith("post-")).length,
      log.shown.reduce((sum, [, posts]) => sum + posts.length, 0),
    );
    for (const feed of feeds.values()) {
      assert.deepEqual(feed.map(({ position }) => position), feed.map((_, index) => index));
      assert.equal(new Set(feed.map(({ promptHash }) => promptHash)).size, 1);
    }
  });
}

Deno.test("loadLogPosts() gives a quote, a repost and a comment the post they answer", async () => {
  const { posts, report } = await loadLogPosts(logPath("oasis/reddit.db"), { timeZone: "UTC" });
  const quote = posts.find(({ postId }) => postId === "post-5");
  assert.deepEqual([quote?.text, quote?.parentId, quote?.threadId], ["Quoting the first post.", "post-1", "post-1"]);
  assert.equal(posts.find(({ postId }) => postId === "comment-1")?.threadId, "post-1");
  assert.deepEqual(report.dropped.map(({ reason, count }) => [reason, count]), [[
    "reposts, without a text of their own",
    1,
  ]]);
  assert.ok(report.warnings.some((warning) => warning.startsWith("Exposures to texts that are no posts of their own")));
});

Deno.test("loadLogPosts() asks for the zone of dates and for the start of steps", async () => {
  await assert.rejects(loadLogPosts(logPath("oasis/reddit.db")), /^TypeError: .*need a zone.*Say timeZone/);
  await assert.rejects(loadLogPosts(logPath("oasis/twitter.db")), /^TypeError: .*tells only the order\. Say startAt/);
  const { posts } = await loadLogPosts(logPath("oasis/twitter.db"), start);
  assert.deepEqual(posts.map(({ createdAt }) => createdAt.slice(11, 16)), ["00:00", "00:03", "00:06"]);
});

Deno.test("loadLogRecords() counts what each agent did as its trace does, with 0 for what it never did", async () => {
  const log = told.find(({ file }) => file === "reddit.db")!;
  const { records } = await loadLogRecords(logPath("oasis/reddit.db"), {
    condition: { field: "user.user_name" },
    outcome: {
      acted: { setting: "actions.like_post", above: 0 },
      abstained: { setting: "actions.like_post", equals: 0 },
    },
  });
  assert.deepEqual(records.map(({ trial }) => trial.condition), ["ada", "bo", "cy"]);
  for (const { importedFrom, finalWorld, transcript } of records) {
    const own = log.actions.filter(([user]) => String(user) === importedFrom?.sampleId);
    for (const [, action, count] of own) assert.equal(finalWorld.settings[`actions.${action}`], count);
    const calls = transcript.flatMap(({ toolCalls }) => toolCalls ?? []);
    assert.equal(calls.length, own.reduce((sum, [, , count]) => sum + count, 0));
  }
  assert.deepEqual(outcomes(records).map(({ kind }) => kind), ["abstained", "acted", "acted"]);
});

/** A database made by SQL statements. */
function made(statements: string, use: (path: string, folder: string) => Promise<void>): Promise<void> {
  return withFile("x.db", new Uint8Array(), async (path, folder) => {
    const database = new DatabaseSync(path);
    database.exec(statements);
    database.close();
    await use(path, folder);
  });
}

const TABLES = `CREATE TABLE user (user_id INTEGER); CREATE TABLE post (post_id INTEGER, user_id INTEGER,
  original_post_id INTEGER, content TEXT, quote_content TEXT, created_at DATETIME, num_likes INTEGER, num_dislikes INTEGER);`;

Deno.test("loadLogPosts() keeps 19-digit ids, survives quotes in a circle, and names tables that are not there", async () => {
  const rows =
    `INSERT INTO post VALUES (1234567890123456789, 9223372036854775807, 2, 'a', 'q', '2026-02-03 10:00:00', 1, NULL),
    (2, 1, 1234567890123456789, 'b', 'r', '2026-02-03 10:00:01', NULL, NULL);`;
  await made(TABLES + rows, async (path) => {
    const { posts, report } = await loadLogPosts(path, { timeZone: "UTC" });
    assert.deepEqual(posts.map(({ postId, authorId }) => [postId, authorId]), [
      ["post-1234567890123456789", "9223372036854775807"],
      ["post-2", "1"],
    ]);
    assert.ok(report.warnings.includes("Tables that are not there: comment: 1"), report.warnings.join("; "));
  });
});

Deno.test("loadLogPosts() refuses a database of something else, a damaged one and a file that is none", async () => {
  await made("CREATE TABLE other (a)", async (path) => {
    await assert.rejects(
      loadLogPosts(path),
      /^TypeError: Cannot load x\.db: need the tables of an OASIS run, got none named "user" among other/,
    );
  });
  const bytes = new Uint8Array(readFileSync(logPath("oasis/reddit.db")));
  await assert.rejects(
    postsIn("x.db", bytes.subarray(0, 3000), { timeZone: "UTC" }),
    /^SyntaxError: Cannot load x\.db/,
  );
  await assert.rejects(
    postsIn("x.db", "no database", { tool: "oasis", timeZone: "UTC" }),
    /^SyntaxError: Cannot load x\.db: need a sound SQLite database, got "file is not a database"/,
  );
});

Deno.test("loadLogPosts() refuses a locked database and tells of one with a journal", async () => {
  await made(TABLES, async (path) => {
    const writer = new DatabaseSync(path);
    writer.exec("BEGIN EXCLUSIVE");
    await assert.rejects(
      loadLogPosts(path),
      /^Error: Cannot load x\.db: need a database that no other process is writing.*Wait until/,
    );
    writer.exec("ROLLBACK");
    writer.close();
  });
  await made(TABLES, async (path, folder) => {
    await Deno.writeTextFile(join(folder, "x.db-wal"), "");
    const { report } = await loadLogPosts(path);
    assert.ok(report.warnings.some((warning) => warning.startsWith("Databases with a journal")));
  });
});
