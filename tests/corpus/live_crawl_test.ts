import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { parseJsonl } from "twoplane/foundation";
import {
  crawlMoltbook,
  type CrawlMoltbookOptions,
  fetchMoltbook,
  loadPosts,
  type MoltbookRow,
  presets,
} from "twoplane/corpus";
import {
  comment,
  type FakePlatform,
  type FakeServer,
  type Fault,
  inFolder,
  optionsOf,
  patience,
  post,
  smallPlatform,
  startServer,
} from "./live_server.ts";

/** A folder and a server for one test. */
async function withServer(
  platform: FakePlatform,
  fault: Fault,
  use: (place: { folder: string; server: FakeServer; options: CrawlMoltbookOptions }) => Promise<void>,
): Promise<void> {
  const server = startServer(platform, fault);
  try {
    await inFolder((folder) =>
      use({ folder, server, options: { ...optionsOf(patience(server.baseURL)), pageSize: 5 } })
    );
  } finally {
    await server.close();
  }
}

const none: Fault = () => null;

function rowsIn(folder: string): MoltbookRow[] {
  return parseJsonl(Deno.readTextFileSync(join(folder, "rows.jsonl"))).rows.map(({ value }) => value as MoltbookRow);
}

for (const paging of ["cursor", "offset", "count"] as const) {
  Deno.test(`crawlMoltbook() reads every post and comment of a feed that goes on by ${paging}`, async () => {
    await withServer(smallPlatform(paging), none, async ({ folder, server, options }) => {
      const { report, rowsPath } = await crawlMoltbook(folder, options);
      assert.deepEqual(
        [report.status, report.stoppedBy, report.posts, report.comments, report.replies, report.duplicates],
        ["finished", "the end of the feed", 12, 2, 2, 0],
      );
      assert.equal(server.requests.length, report.requests);
      assert.equal(
        server.requests.filter((path) => path.includes("/comments")).length,
        1,
        "posts without comments cost nothing",
      );
      assert.deepEqual(report.warnings, []);
      assert.deepEqual(JSON.parse(Deno.readTextFileSync(join(folder, "report.json"))), report);

      const { posts, report: load } = await loadPosts(rowsPath, presets.moltbookLive);
      assert.deepEqual([load.rowsRead, load.rowsKept, load.warnings], [16, 16, []]);
      assert.deepEqual(posts.map(({ postId }) => postId).slice(12), ["k1", "k2", "k3", "k4"]);
      const { source: _, ...third } = posts[14] ?? assert.fail();
      assert.deepEqual(third, {
        postId: "k3",
        authorId: "Agent k3",
        kind: "reply",
        createdAt: "2026-02-03T11:00:00.000Z",
        text: "Comment k3",
        title: null,
        communityId: null,
        parentId: "k2",
        threadId: "p3",
        score: 1,
        modelId: null,
      });
      assert.deepEqual([posts[12]?.kind, posts[12]?.parentId, posts[0]?.communityId, posts[0]?.score], [
        "comment",
        "p3",
        "general",
        2,
      ]);
    });
  });
}

Deno.test("crawlMoltbook() asks for nothing again when a crawl is finished", async () => {
  await withServer(smallPlatform("cursor"), none, async ({ folder, server, options }) => {
    const { report } = await crawlMoltbook(folder, options);
    const asked = server.requests.length;
    assert.deepEqual((await crawlMoltbook(folder, options)).report, report);
    assert.equal(server.requests.length, asked);
  });
});

Deno.test("crawlMoltbook() goes on from any point at which it was killed, and ends with the same set", async () => {
  await withServer(smallPlatform("cursor"), none, async ({ folder, server, options }) => {
    await crawlMoltbook(folder, options);
    const whole = Deno.readFileSync(join(folder, "checkpoint.jsonl"));
    const rows = rowsIn(folder).map(({ fetched_at: _, ...row }) => row);
    const asked = [...server.requests];
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (length) => {
        await inFolder(async (other) => {
          Deno.writeFileSync(join(other, "checkpoint.jsonl"), whole.subarray(0, length));
          server.requests.length = 0;
          await crawlMoltbook(other, options);
          assert.deepEqual(rowsIn(other).map(({ fetched_at: _, ...row }) => row), rows);
          const finished = whole.subarray(0, length).reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0) - 1;
          assert.deepEqual(server.requests, asked.slice(Math.max(0, finished)), "no finished page is asked for again");
        });
      }),
      { numRuns: 25, seed: 5 },
    );
  });
});

Deno.test("crawlMoltbook() keeps what came when it is killed outright", async () => {
  const slow: Fault = async () => {
    await new Promise((done) => setTimeout(done, 15));
    return null as unknown as Response;
  };
  await withServer(
    { ...smallPlatform("cursor"), posts: Array.from({ length: 60 }, (_, i) => post(`p${i}`)) },
    slow,
    async (place) => {
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          new URL("live_killed_child.ts", import.meta.url).pathname,
          place.folder,
          place.server.baseURL,
        ],
        stdout: "null",
        stderr: "null",
      }).spawn();
      while (place.server.requests.length < 6) await new Promise((done) => setTimeout(done, 5));
      child.kill("SIGKILL");
      await child.status;
      const before = place.server.requests.length;
      const { report } = await crawlMoltbook(place.folder, place.options);
      assert.deepEqual([report.status, report.posts], ["finished", 60]);
      const repeated = place.server.requests.slice(before).filter((path) =>
        place.server.requests.slice(0, before).includes(path)
      );
      assert.ok(repeated.length <= 1, `at most the page that was under way is asked for again, got ${repeated}`);
    },
  );
});

Deno.test("crawlMoltbook() keeps what came when the platform refuses for good, and says how to go on", async () => {
  const storm: Fault = (_, number) => number > 2 && number < 11 ? new Response("", { status: 429 }) : null;
  await withServer(smallPlatform("cursor"), storm, async ({ folder, server, options }) => {
    await assert.rejects(crawlMoltbook(folder, options), (error: Error) => {
      assert.match(
        error.message,
        /^Cannot finish the crawl in .*: Cannot read .*got status 429 after 7 tries\. 10 posts and 0 comments are kept; run the same again to go on$/,
      );
      return true;
    });
    assert.equal(rowsIn(folder).length, 10);
    assert.equal(JSON.parse(Deno.readTextFileSync(join(folder, "report.json"))).status, "stopped");
    const { report } = await crawlMoltbook(folder, options);
    assert.deepEqual([report.status, report.posts, report.faults], ["finished", 12, { "status 429": 1 }]);
    assert.equal(server.requests.filter((path) => path === "/posts?sort=new&limit=5").length, 1);
  });
});

Deno.test("crawlMoltbook() goes on past a thread that fails and asks for it again next time", async () => {
  const posts = ["p1", "p2", "p3"].map((id) => post(id, { comment_count: 1 }));
  const comments = { p1: [comment("k1")], p2: [comment("k2")], p3: [comment("k3")] };
  let isBroken = true;
  const broken: Fault = (request) =>
    isBroken && request.url.includes("p2/comments") ? new Response("", { status: 500 }) : null;
  await withServer({ posts, comments, paging: "cursor" }, broken, async ({ folder, options }) => {
    const { report } = await crawlMoltbook(folder, { ...options, maxRetries: 1 });
    assert.deepEqual([report.status, report.comments, report.threadsWaiting], ["incomplete", 2, 1]);
    assert.match(
      report.warnings.join(),
      /Threads that failed, to be asked for again by the next run: 1, first: Cannot read/,
    );
    isBroken = false;
    const { report: later } = await crawlMoltbook(folder, options);
    assert.deepEqual([later.status, later.comments, later.threadsWaiting], ["finished", 3, 0]);
  });
});

Deno.test("crawlMoltbook() reports threads that are gone", async () => {
  const posts = [post("p1", { comment_count: 2 }), post("p2", { comment_count: 1 })];
  await withServer(
    { posts, comments: { p2: [comment("k1")] }, paging: "offset" },
    none,
    async ({ folder, options }) => {
      const { report } = await crawlMoltbook(folder, options);
      assert.deepEqual([report.status, report.threadsGone, report.comments], ["finished", 1, 1]);
      assert.ok(report.warnings.includes("Threads gone when asked for: 1"));
    },
  );
});

Deno.test("crawlMoltbook() ends a feed whose cursor leads back", async () => {
  const page = (id: string, next: string) => Response.json({ posts: [post(id)], has_more: true, next_cursor: next });
  const circle: Fault = (request) => {
    const cursor = new URL(request.url).searchParams.get("cursor");
    return cursor === null ? page("p1", "a") : cursor === "a" ? page("p2", "b") : page("p3", "a");
  };
  await withServer(smallPlatform("cursor"), circle, async ({ folder, server, options }) => {
    const { report } = await crawlMoltbook(folder, options);
    assert.deepEqual([report.posts, report.stoppedBy], [3, "a loop: the feed leads back to cursor a"]);
    assert.equal(server.requests.length, 3);
    assert.ok(report.warnings.includes("The feed ended in a loop: the feed leads back to cursor a"));
  });
});

Deno.test("crawlMoltbook() ends a feed that sends the same page for ever", async () => {
  const same: Fault = (_, number) =>
    Response.json({ posts: [post("p1"), post("p2")], has_more: true, next_cursor: `c${number}` });
  await withServer(smallPlatform("cursor"), same, async ({ folder, server, options }) => {
    const { report } = await crawlMoltbook(folder, options);
    assert.deepEqual([report.posts, report.duplicates, report.repeatedPages], [2, 6, 3]);
    assert.equal(server.requests.length, 4);
    assert.ok(report.warnings.includes("Pages that brought only posts that had come before: 3"));
  });
});

Deno.test("crawlMoltbook() goes on past a page that came twice", async () => {
  const platform = smallPlatform("cursor");
  const twice: Fault = (_, number) =>
    number === 2 ? Response.json({ posts: platform.posts.slice(0, 5), has_more: true, next_cursor: "c5" }) : null;
  await withServer(platform, twice, async ({ folder, options }) => {
    const cursors: Fault = twice;
    assert.ok(cursors);
    const { report } = await crawlMoltbook(folder, options);
    assert.deepEqual([report.posts, report.stoppedBy], [5, "a loop: the feed leads back to cursor c5"]);
  });
});

Deno.test("crawlMoltbook() ends a thread whose cursors go round", async () => {
  const circle: Fault = (request) =>
    request.url.includes("/comments") ? Response.json({ comments: [comment("k1")], next_cursor: "again" }) : null;
  await withServer(
    { posts: [post("p1", { comment_count: 9 })], comments: {}, paging: "cursor" },
    circle,
    async (place) => {
      const { report } = await crawlMoltbook(place.folder, place.options);
      assert.deepEqual([report.status, report.comments, report.duplicates], ["finished", 1, 1]);
      assert.ok(report.warnings.includes("Threads whose cursors led back to a page that had come: 1"));
    },
  );
});

Deno.test("crawlMoltbook() says which threads the platform cut at 100 comments, and another order finds more", async () => {
  const all = Array.from({ length: 130 }, (_, i) => comment(`k${i}`));
  const cut: Fault = (request) => {
    if (!request.url.includes("/comments")) return null;
    const isTop = new URL(request.url).searchParams.get("sort") === "top";
    return Response.json({ comments: isTop ? all.slice(-100) : all.slice(0, 100) });
  };
  const platform: FakePlatform = { posts: [post("p1", { comment_count: 130 })], comments: {}, paging: "cursor" };
  await withServer(platform, cut, async ({ folder, options }) => {
    const { report } = await crawlMoltbook(folder, options);
    assert.deepEqual([report.comments, report.threadsCut, report.commentsCut], [100, 1, 30]);
    assert.deepEqual(report.warnings, [
      "Threads truncated at the source, which sends about 100 comments: 1, with 30 comments missing",
    ]);
    const both = await crawlMoltbook(join(folder, "both"), { ...options, commentOrders: ["new", "top"] });
    assert.deepEqual([both.report.comments, both.report.threadsCut, both.report.duplicates], [130, 0, 70]);
  });
});

Deno.test("crawlMoltbook() stops at since and at maxPages, and a later run may go further", async () => {
  const posts = Array.from(
    { length: 12 },
    (_, i) =>
      post(`p${i}`, { created_at: new Date(Date.parse("2026-02-12T00:00:00Z") - i * 86_400_000).toISOString() }),
  );
  await withServer({ posts, comments: {}, paging: "cursor" }, none, async ({ folder, server, options }) => {
    const { report } = await crawlMoltbook(join(folder, "since"), { ...options, since: "2026-02-10T01:00:00+01:00" });
    assert.deepEqual([report.posts, report.tooOld, report.stoppedBy], [3, 7, "posts before 2026-02-10T00:00:00.000Z"]);
    assert.equal(server.requests.length, 2);
    const short = await crawlMoltbook(join(folder, "pages"), { ...options, maxPages: 1 });
    assert.deepEqual([short.report.posts, short.report.stoppedBy, short.report.status], [5, "maxPages 1", "finished"]);
    const long = await crawlMoltbook(join(folder, "pages"), options);
    assert.deepEqual([long.report.posts, long.report.feedPages], [12, 3]);
  });
});

Deno.test("crawlMoltbook() tolerates missing, renamed, mistyped and unknown fields, and counts them", async () => {
  const posts: unknown[] = [
    post("p1", { author: { id: "a1", name: "Ada", followerCount: 4, avatarUrl: null }, verificationStatus: "ok" }),
    { id: "p2", createdAt: "2026-02-03T10:00:00Z", title: "Only a title", author: null, commentCount: 0 },
    post("p3", { upvotes: "7", comment_count: "0", author: "Bo", submolt: "plain", mood: "fine" }),
    post("p4", { id: 1234567, author: undefined, author_id: "a1", content: 42 }),
    { content: "No id", created_at: "2026-02-03T10:00:00Z", comment_count: 0 },
    post("p6", { created_at: "yesterday" }),
    null,
    "text",
  ];
  const big = JSON.stringify({ success: true, count: "8", data: { posts } }).replace("1234567", "1234567890123456789");
  await withServer(smallPlatform("cursor"), () => new Response(big), async ({ folder, options }) => {
    const { posts: loaded, report, crawl } = await fetchMoltbook(folder, { ...options, maxPages: 1 });
    assert.deepEqual(crawl.drift, {
      missing: { "post.content": 1, "post.author": 2, "post.id": 1 },
      renamed: {
        "author.followerCount": 1,
        "author.avatarUrl": 1,
        "post.verificationStatus": 1,
        "post.createdAt": 1,
        "post.commentCount": 1,
      },
      mistyped: { "post.upvotes as text": 1, "post.comment_count as text": 1, "post.content as number": 1 },
      unknown: { "post.mood": 1 },
    });
    assert.deepEqual([crawl.posts, crawl.odd, crawl.withoutId], [6, 2, 1]);
    assert.deepEqual(report.dropped.map(({ reason, count }) => [reason, count]), [["bad row", 1]]);
    const byId = new Map(loaded.map((one) => [one.postId, one]));
    assert.deepEqual(
      ["p1", "p2", "p3", "1234567890123456789"].map((id) => byId.get(id)?.authorId),
      ["Ada", null, "Bo", "Ada"],
      "an author known by id gets the name that another row gives",
    );
    assert.deepEqual([byId.get("p2")?.text, byId.get("p3")?.score, byId.get("p3")?.communityId], [
      "Only a title",
      6,
      "plain",
    ]);
    assert.equal(byId.get("1234567890123456789")?.text, "42");
    assert.equal(crawl.warnings.length, 6);
  });
});

Deno.test("crawlMoltbook() keeps only so many names that a server makes up", async () => {
  const odd = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`made_up_${i}`, i]));
  const hostile = { ["x".repeat(500)]: 1, "\u001b[31mred": 1, ...odd };
  const answer: Fault = () =>
    new Response(
      `{"posts":[${
        JSON.stringify({ ...post("p1"), ...hostile }).replace("{", '{"__proto__":{"a":1},')
      }],"has_more":false}`,
    );
  await withServer(smallPlatform("cursor"), answer, async ({ folder, options }) => {
    const { report } = await crawlMoltbook(folder, options);
    const names = Object.keys(report.drift.unknown);
    assert.equal(names.length, 201);
    assert.ok(names.every((name) => name.length <= 60 && !name.includes("\u001b")));
    assert.equal(report.drift.unknown["(other names)"], 303 - 200);
    assert.equal(({} as Record<string, unknown>).a, undefined);
  });
});

Deno.test("crawlMoltbook() takes a tree of any depth", async () => {
  const depth = 5000;
  const open = Array.from(
    { length: depth },
    (_, i) => `{"id":"k${i}","content":"x","created_at":"2026-02-03T10:00:00Z","author":null,"replies":[`,
  );
  const text = `{"comments":[${open.join("")}${"]}".repeat(depth)}]}`;
  const deep: Fault = (request) => request.url.includes("/comments") ? new Response(text) : null;
  await withServer(
    { posts: [post("p1", { comment_count: 5000 })], comments: {}, paging: "cursor" },
    deep,
    async (place) => {
      const { report } = await crawlMoltbook(place.folder, place.options);
      assert.deepEqual([report.comments, report.replies], [1, 4999]);
    },
  );
});

Deno.test("crawlMoltbook() says what is wrong with an answer that is no page, and with an empty feed", async () => {
  await withServer(
    smallPlatform("cursor"),
    () => Response.json({ success: false, error: "down" }),
    async ({ folder, options }) => {
      await assert.rejects(
        crawlMoltbook(folder, options),
        /need a list "posts", got an object with success, error\. 0 posts/,
      );
    },
  );
  await withServer({ posts: [], comments: {}, paging: "cursor" }, none, async ({ folder, options }) => {
    const { posts, report, crawl } = await fetchMoltbook(folder, options);
    assert.deepEqual([posts, report.rowsRead, crawl.status], [[], 0, "finished"]);
  });
});

Deno.test("crawlMoltbook() refuses the folder of another crawl, a damaged one, and one in use", async () => {
  await withServer(smallPlatform("cursor"), none, async ({ folder, options }) => {
    await crawlMoltbook(folder, options);
    await assert.rejects(crawlMoltbook(folder, { ...options, sort: "top" }), {
      message:
        `Cannot go on with the crawl in ${folder}: it needs sort "new", got "top". Name another folder for another crawl`,
    });
    const path = join(folder, "checkpoint.jsonl");
    const other = Deno.openSync(path, { read: true, write: true });
    other.lockSync(true);
    await assert.rejects(crawlMoltbook(folder, options), /need a folder that no other crawl is writing/);
    other.close();
    Deno.writeTextFileSync(path, "{broken\n", { append: true });
    await assert.rejects(crawlMoltbook(folder, options), /checkpoint\.jsonl, line 6: need one JSON record/);
    Deno.writeTextFileSync(path, '{"a":1}\n');
    await assert.rejects(crawlMoltbook(folder, options), /need the checkpoint of a crawl, got "\{"a":1\}"/);
  });
});

Deno.test("crawlMoltbook() refuses options that cannot be meant", async () => {
  const options = optionsOf(patience("http://127.0.0.1:9/api/v1"));
  const refused: [Record<string, unknown>, RegExp][] = [
    [{ pageSize: 101 }, /pageSize needs a whole number from 1 to 100/],
    [{ since: "2026-02-03" }, /since needs a moment with its zone/],
    [{ comments: "yes" }, /comments is one of fetch, skip/],
    [{ submolt: "a b" }, /submolt needs a name/],
    [{ page: 3 }, /Cannot run crawlMoltbook\(\) with option "page"/],
  ];
  for (const [changes, fault] of refused) {
    await assert.rejects(crawlMoltbook("never-made", { ...options, ...changes }), fault);
  }
});
