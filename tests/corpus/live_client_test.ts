import assert from "node:assert/strict";
import { openMoltbook } from "twoplane/corpus";
import { type FakePlatform, type Fault, optionsOf, patience, smallPlatform, startServer } from "./live_server.ts";

/** Reads the feed once from a server that answers as told. */
async function readOnce(
  fault: Fault,
  changes: Record<string, unknown> = {},
  platform: FakePlatform = smallPlatform("cursor"),
) {
  const server = startServer(platform, fault);
  const clock = patience(server.baseURL);
  try {
    const moltbook = openMoltbook({ ...optionsOf(clock), ...changes });
    const result = await moltbook.posts({ sort: "new", limit: 5 }).then(
      (answer) => ({ answer, error: null }),
      (error: Error & { status: number | null }) => ({ answer: null, error }),
    );
    return { ...result, requests: server.requests, headers: server.headers, slept: clock.slept };
  } finally {
    await server.close();
  }
}

const first = (...responses: (() => Response)[]): Fault => (_, number) => responses[number - 1]?.() ?? null;

Deno.test("openMoltbook() asks for a page with the user agent and no key", async () => {
  const { answer, requests, headers } = await readOnce(() => null);
  assert.equal((answer?.value as { posts: unknown[] }).posts.length, 5);
  assert.deepEqual(requests, ["/posts?sort=new&limit=5"]);
  assert.equal(headers[0]?.get("user-agent"), "twoplane-tests/1.0 (tests@example.invalid)");
  assert.equal(headers[0]?.get("authorization"), null);
});

Deno.test("openMoltbook() reads posts, threads, profiles and communities below its base", async () => {
  const paths: string[] = [];
  const answered: Fault = (request) => {
    paths.push(new URL(request.url).pathname + new URL(request.url).search);
    return Response.json({});
  };
  const server = startServer(smallPlatform("cursor"), answered);
  const moltbook = openMoltbook(optionsOf(patience(`${server.baseURL}/`)));
  await moltbook.post("a/b");
  await moltbook.comments("p1", { sort: "top" });
  await moltbook.agent("Ada & Bo");
  await moltbook.submolts();
  await server.close();
  assert.deepEqual(paths, [
    "/api/v1/posts/a%2Fb",
    "/api/v1/posts/p1/comments?sort=top",
    "/api/v1/agents/profile?name=Ada+%26+Bo",
    "/api/v1/submolts",
  ]);
});

Deno.test("openMoltbook() never leaves its base by a path", () => {
  const moltbook = openMoltbook(optionsOf(patience("http://127.0.0.1:9/api/v1")));
  for (const path of ["//evil.example", "posts", "/../../admin", "/posts?x=1", "/posts/..", "/\\evil"]) {
    assert.throws(() => moltbook.get(path), /need a path such as "\/posts"/, path);
  }
});

Deno.test("openMoltbook() spaces requests, so that no minute holds more than agreed", async () => {
  const server = startServer(smallPlatform("cursor"));
  const clock = patience(server.baseURL);
  const starts: number[] = [];
  const moltbook = openMoltbook({
    ...optionsOf(clock),
    requestsPerMinute: 40,
    fetch: (...given) => (starts.push(clock.now()), fetch(...given)),
  });
  for (let i = 0; i < 50; i++) await moltbook.posts({ limit: 1 });
  await server.close();
  const busiest = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 60_000).length));
  assert.equal(busiest, 40);
});

Deno.test("openMoltbook() waits as long as Retry-After says, in seconds or until a date", async () => {
  const hasty = (retryAfter: string) => () =>
    new Response("slow down", { status: 429, headers: { "retry-after": retryAfter } });
  const { answer, slept } = await readOnce(first(hasty("17"), hasty("Tue, 10 Feb 2026 00:01:00 GMT")));
  assert.deepEqual(answer?.faults, ["status 429", "status 429"]);
  assert.deepEqual(slept, [17_000, 43_000]);
});

Deno.test("openMoltbook() gives up where Retry-After asks for more than maxWaitMs", async () => {
  const { error, requests } = await readOnce(
    () => new Response("", { status: 503, headers: { "retry-after": "7200" } }),
    { maxWaitMs: 60_000 },
  );
  assert.match(error?.message ?? "", /got status 503 after 1 try\. It asks to wait 7200 s, maxWaitMs is 60000/);
  assert.equal(requests.length, 1);
});

Deno.test("openMoltbook() waits longer from try to try, jittered alike for one seed", async () => {
  const down: Fault = () => new Response("", { status: 500 });
  const one = await readOnce(down, { seed: 5 });
  const same = await readOnce(down, { seed: 5 });
  const other = await readOnce(down, { seed: 6 });
  assert.equal(one.requests.length, 7, "one try and six more");
  assert.deepEqual(one.slept, same.slept);
  assert.notDeepEqual(one.slept, other.slept);
  one.slept.forEach((ms, attempt) => {
    const most = Math.min(60_000, 1000 * 2 ** attempt);
    assert.ok(ms >= most / 2 && ms <= most, `wait ${attempt} is ${ms}`);
  });
  assert.match(
    one.error?.message ?? "",
    /^Cannot read 127\.0\.0\.1:\d+\/api\/v1\/posts\?sort=new&limit=5: need an answer, got status 500 after 7 tries$/,
  );
});

const passing: Record<string, () => Response | Promise<Response>> = {
  "truncated JSON": () => new Response('{"posts":[{"id":"1","content":"half'),
  "no JSON": () => new Response("<html>busy</html>"),
  "status 502": () => new Response("bad gateway", { status: 502 }),
  "no connection": () => {
    let pulls = 0;
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      if (pulls++ === 0) return controller.enqueue(new TextEncoder().encode('{"posts":['));
      await new Promise((done) => setTimeout(done, 20)); // else nothing leaves, and fetch asks again by itself
      controller.error(new Error("cut"));
    };
    return new Response(new ReadableStream({ pull }));
  },
};

for (const [fault, response] of Object.entries(passing)) {
  Deno.test(`openMoltbook() tries again after: ${fault}`, async () => {
    const { answer, requests } = await readOnce((_, number) => number <= 2 ? response() : null);
    assert.deepEqual(answer?.faults, [fault, fault]);
    assert.equal(requests.length, 3);
  });
}

Deno.test("openMoltbook() tries again after a time-out of the headers or of the body", async () => {
  const { promise: never, resolve: release } = Promise.withResolvers<void>();
  const silent = async () => {
    await never;
    return new Response();
  };
  const stalling = () =>
    new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) }));
  const { answer } = await readOnce((_, number) => number === 1 ? silent() : number === 2 ? stalling() : null, {
    timeoutMs: 60,
  })
    .finally(release);
  assert.deepEqual(answer?.faults, ["time-out", "time-out"]);
});

Deno.test("openMoltbook() asks only once where another try cannot help", async () => {
  const refused = await readOnce(() => Response.json({ error: "no key" }, { status: 401 }));
  assert.match(
    refused.error?.message ?? "",
    /got status 401 with "\{"error":"no key"\}" after 1 try\. Set MOLTBOOK_API_KEY/,
  );
  assert.equal(refused.error?.status, 401);
  const large = await readOnce(() => new Response("x".repeat(5000)), { maxBodyBytes: 1000 });
  assert.match(
    large.error?.message ?? "",
    /too large \(need at most 1000 bytes, got more\. Raise maxBodyBytes\) after 1 try/,
  );
  const circle = await readOnce((request) => Response.redirect(request.url, 302));
  assert.match(circle.error?.message ?? "", /a bad redirect \(need at most 5 redirects/);
  assert.equal(circle.requests.length, 6);
});

Deno.test("openMoltbook() reads no more of a huge packed answer than agreed", async () => {
  const bomb = new Response(new Blob([new Uint8Array(20_000_000)]).stream().pipeThrough(new CompressionStream("gzip")));
  const packed = new Uint8Array(await bomb.arrayBuffer());
  const { error } = await readOnce(() => new Response(packed, { headers: { "content-encoding": "gzip" } }), {
    maxBodyBytes: 1e6,
  });
  assert.match(error?.message ?? "", /too large/);
});

Deno.test("openMoltbook() stops at once when its signal is aborted", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const { error, requests } = await readOnce(() => {
    stop.abort(reason);
    return new Response("", { status: 500 });
  }, { signal: stop.signal });
  assert.equal(error, reason);
  assert.equal(requests.length, 1);
});

const wrong: [changes: Record<string, unknown>, fault: RegExp][] = [
  [{ userAgent: "" }, /userAgent needs plain text that says who reads/],
  [{ userAgent: "a\r\nb: c" }, /userAgent needs plain text/],
  [{ userAgent: undefined }, /userAgent needs/],
  [{ requestsPerMinute: undefined }, /requestsPerMinute needs a finite number in \[0, 100\]/],
  [{ requestsPerMinute: 101 }, /requestsPerMinute needs/],
  [{ requestsPerMinute: 0 }, /above 0/],
  [{ now: undefined }, /now needs a function/],
  [{ sleep: 3 }, /sleep needs a function/],
  [{ baseURL: "ftp://a" }, /baseURL needs an http or https address/],
  [{ baseURL: "https://me:secret@a.example" }, /without credentials/],
  [{ baseURL: "http://a.example", apiKey: "hush-hush" }, /needs https where a key is sent/],
  [{ apiKey: "two words" }, /MOLTBOOK_API_KEY needs printable characters/],
  [{ retries: 3 }, /option "retries": it takes userAgent/],
];

for (const [changes, fault] of wrong) {
  Deno.test(`openMoltbook() refuses ${Object.entries(changes).map(([name, value]) => `${name} ${JSON.stringify(value)}`)}`, () => {
    const options = { ...optionsOf(patience("http://127.0.0.1:9/api/v1")), ...changes };
    assert.throws(() => openMoltbook(options), (error: Error) => {
      assert.match(error.message, fault);
      assert.ok(!/hush-hush|two words|me:secret/.test(error.message));
      return true;
    });
  });
}
