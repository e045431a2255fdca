/** The key may go to one host, and nowhere else: not to a file, a result, an error or a log. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { crawlMoltbook, fetchMoltbook, openMoltbook } from "twoplane/corpus";
import { comment, inFolder, optionsOf, patience, post, startServer } from "./live_server.ts";

const KEY = "moltbook_sk_this_must_never_show";

const platform = {
  posts: [post("p1", { comment_count: 1, content: `the server echoes ${KEY}` })],
  comments: { p1: [comment("k1", { content: KEY })] },
  paging: "cursor" as const,
};

function filesBelow(folder: string): string {
  return [...Deno.readDirSync(folder)].map(({ name, isDirectory }) =>
    isDirectory ? filesBelow(join(folder, name)) : `${name} ${Deno.readTextFileSync(join(folder, name))}`
  ).join("\n");
}

/** All that an error holds, its causes and its stack included. */
function allOf(error: unknown): string {
  if (!(error instanceof Error)) return Deno.inspect(error, { depth: 20 });
  return [error.message, error.stack, Deno.inspect(error, { depth: 20, showHidden: true }), allOf(error.cause ?? "")]
    .join("\n");
}

Deno.test("openMoltbook() takes the key from the environment and sends it as a bearer", async () => {
  const server = startServer(platform);
  Deno.env.set("MOLTBOOK_API_KEY", KEY);
  try {
    await openMoltbook(optionsOf(patience(server.baseURL))).posts();
  } finally {
    Deno.env.delete("MOLTBOOK_API_KEY");
    await server.close();
  }
  assert.equal(server.headers[0]?.get("authorization"), `Bearer ${KEY}`);
});

Deno.test("openMoltbook() shows the key to no other host that a redirect leads to", async () => {
  const other = startServer(platform);
  const foreign = other.baseURL.replace("/api/v1", "");
  const server = startServer(platform, (request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith("/submolts")) return Response.redirect(request.url.replace("/submolts", "/posts?limit=1"), 307);
    return path.endsWith("/agents/profile") ? Response.redirect(`${foreign}/api/v1/posts?limit=1`, 302) : null;
  });
  const moltbook = openMoltbook({ ...optionsOf(patience(server.baseURL)), apiKey: KEY });
  const own = await moltbook.submolts();
  const away = await moltbook.agent("Ada");
  await Promise.all([server.close(), other.close()]);
  assert.deepEqual(server.headers.map((headers) => headers.has("authorization")), [true, true, true]);
  assert.deepEqual(
    other.headers.map((headers) => [headers.has("authorization"), [...headers.values()].includes(KEY)]),
    [[false, false]],
  );
  assert.deepEqual([own.redirectedTo, away.redirectedTo], [[], [new URL(foreign).host]]);
  assert.ok(!JSON.stringify([own, away]).includes(KEY));
});

Deno.test("crawlMoltbook() leaves no trace of the key in files, results, errors or logs", async () => {
  const said: string[] = [];
  const names = ["log", "info", "warn", "error", "debug"] as const;
  const before = names.map((name) => console[name]);
  names.forEach((name) => console[name] = (...values: unknown[]) => said.push(Deno.inspect(values)));
  try {
    await inFolder(async (folder) => {
      const server = startServer(platform);
      const options = { ...optionsOf(patience(server.baseURL)), apiKey: KEY };
      const found = await fetchMoltbook(folder, options);
      await server.close();
      assert.equal(found.posts[0]?.text, "the server echoes [key]");
      const everything = [
        filesBelow(folder),
        JSON.stringify(found),
        Deno.inspect(openMoltbook(options), { depth: 9, showHidden: true }),
      ];
      assert.ok(everything[0]?.includes("checkpoint.jsonl") && everything[0].includes("echoes"));
      everything.forEach((text) => assert.ok(!text.includes(KEY)));
      await assert.rejects(
        crawlMoltbook(join(folder, "gone"), { ...options, maxRetries: 0 }),
        (error) => !allOf(error).includes(KEY),
      );
    });
    const echo = () => new Response(`bad key ${KEY}`, { status: 403, headers: { "www-authenticate": KEY } });
    await inFolder(async (folder) => {
      const server = startServer(platform, echo);
      await assert.rejects(crawlMoltbook(folder, { ...optionsOf(patience(server.baseURL)), apiKey: KEY }), (error) => {
        assert.match(allOf(error), /bad key \[key\]/);
        return !allOf(error).includes(KEY);
      });
      await server.close();
      assert.ok(!filesBelow(folder).includes(KEY));
    });
  } finally {
    names.forEach((name, i) => console[name] = before[i] as typeof console.log);
  }
  assert.deepEqual(said, []);
});

Deno.test("openMoltbook() keeps the key out of errors of the network itself", async () => {
  const fetch = (_: unknown, given?: RequestInit) =>
    Promise.reject(new Error(`cannot send ${JSON.stringify(Object.values(given?.headers ?? {}).at(-1))}`));
  const moltbook = openMoltbook({
    ...optionsOf(patience("http://127.0.0.1:9/api/v1")),
    apiKey: KEY,
    fetch,
    maxRetries: 0,
  });
  await assert.rejects(moltbook.posts(), (error) => {
    assert.match(allOf(error), /Bearer \[key\]/);
    return !allOf(error).includes(KEY);
  });
});

Deno.test("openMoltbook() follows no redirect from an encrypted address to a bare one or to this machine", async () => {
  for (
    const target of [
      "http://www.moltbook.com/api/v1/posts",
      "https://127.0.0.1/secrets",
      "http://localhost/",
      "file:///etc/hosts",
    ]
  ) {
    const asked: string[] = [];
    const fetch = (url: string | URL | Request) => {
      asked.push(String(url));
      return Promise.resolve(new Response(null, { status: 302, headers: { location: target } }));
    };
    const moltbook = openMoltbook({ ...optionsOf(patience("https://www.moltbook.com/api/v1")), fetch });
    await assert.rejects(moltbook.posts(), /need redirects to https addresses of other machines/);
    assert.equal(asked.length, 1);
  }
});
