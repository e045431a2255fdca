import assert from "node:assert/strict";
import { join } from "node:path";
import { messageOf } from "twoplane/foundation";
import { addsUp, loadLogPosts, loadLogRecords, postsIn, recordsIn, ruled, withFile } from "./logs_support.ts";

Deno.test("loadLogPosts() says what it reads when a file is no log", async () => {
  const none: [name: string, content: string][] = [
    ["empty.json", ""],
    ["text.txt", "Dear diary"],
    ["other.json", '{"a": 1}'],
    ["table.csv", "id,text\n1,a\n"],
    ["list.json", "[]"],
    ["page.html", "<html><body>hello</body></html>"],
  ];
  for (const [name, content] of none) {
    await assert.rejects(
      postsIn(name, content),
      /^TypeError: Cannot load .*: need a log of inspect, oasis, concordia, agentverse, sotopia, llm-cooperation, chat, generic, got/,
      name,
    );
  }
});

Deno.test("loadLogPosts() refuses a log that is not of the tool it was told", async () => {
  for (const tool of ["inspect", "oasis", "concordia", "sotopia", "chat", "agentverse", "generic"] as const) {
    await assert.rejects(
      postsIn("x.json", '{"a": [1, {"b": "c"}]}', { tool }),
      /^(SyntaxError|TypeError): Cannot /,
      tool,
    );
  }
});

Deno.test("loadLogPosts() refuses a missing file, an empty folder, and a folder of other things or of two tools", async () => {
  await assert.rejects(
    loadLogPosts("/nowhere/at/all.eval"),
    /^RangeError: Cannot load .*there is no such file or folder/,
  );
  await withFile("notes.md", "a", async (_, folder) => {
    await assert.rejects(loadLogPosts(folder), /^RangeError: .*need at least one log in the folder, got none/);
    await Deno.writeTextFile(join(folder, "a.json"), "{}");
    await assert.rejects(loadLogPosts(folder), /^TypeError: .*need at least one log in the folder, got 1 other files/);
    const said = [["Environment", "Ada", "go"], ["Ada", "Environment", "stop"]];
    const episode = { environment: "e", agents: ["a"], rewards: [0], messages: [said] };
    await Deno.writeTextFile(join(folder, "b.json"), JSON.stringify(episode));
    await Deno.writeTextFile(join(folder, "c.jsonl"), '{"messages":[{"role":"user","content":"a"}]}\n');
    await assert.rejects(loadLogPosts(folder), /^TypeError: .*need logs of one tool in a folder, got sotopia and chat/);
  });
});

Deno.test("loadLogPosts() does not follow links out of a folder", async () => {
  await withFile(
    "real.jsonl",
    '{"messages":[{"role":"assistant","content":"a"}],"created_at":"2026-02-03T10:00:00Z"}\n',
    async (path, folder) => {
      const inner = join(folder, "inner");
      await Deno.mkdir(inner);
      await Deno.symlink(path, join(inner, "link.jsonl"));
      await assert.rejects(loadLogPosts(inner), /need at least one log in the folder, got none/);
    },
  );
});

Deno.test("loadLogPosts() names the line that cannot be read, and counts such lines", async () => {
  const lines = [
    '{"messages":[{"role":"assistant","content":"a"}],"created_at":"2026-02-03T10:00:00Z"}',
    '{"messages":[{"role":"assistant","content":"b"',
    '{"messages":[{"role":"wizard","content":"c"}]}',
    '{"messages":[{"role":"assistant","content":"d"}],"created_at":"soon"}',
    "[1]",
  ].join("\n");
  await assert.rejects(
    postsIn("x.jsonl", lines),
    /^SyntaxError: Cannot load x\.jsonl at line 2, column 47: need JSON.*4 parts are bad, maxBadRows is 0/,
  );
  const { posts, report } = await postsIn("x.jsonl", lines, { maxBadRows: 4 });
  assert.deepEqual(posts.map(({ text }) => text), ["a"]);
  assert.ok(addsUp(report));
  const details = report.dropped.flatMap(({ first }) => first.map(({ detail }) => detail)).join("\n");
  assert.match(details, /line 3: need messages with a role of system, .* got "wizard"/);
  assert.match(details, /line 4, message 1: need ISO 8601.*got "soon"/);
});

Deno.test("loadLogPosts() refuses nesting that no log has, as JSON and as a page", async () => {
  const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
  const metadata = deep('{"a":', "}", 20_000).replace(":}", ":1}");
  const line =
    `{"messages":[{"role":"assistant","content":"a"}],"created_at":"2026-02-03T10:00:00Z","metadata":${metadata}}`;
  const outcome = ruled("created_at");
  const load = recordsIn("x.jsonl", line, { condition: { value: "a" }, outcome });
  const ended = await load.then(({ records }) => `${records.length}`, messageOf);
  assert.ok(ended === "1" || ended.startsWith("Cannot "), ended);
  const page = `<div class="tabcontent">${deep("<details><b><ul>a</b><li>", "</li></ul></details>", 5000)}</div>`;
  await assert.rejects(postsIn("x.html", page), /^SyntaxError: Cannot load x\.html: need a nesting of at most 500/);
  const steps = `[{"Step": 1, "rules": ${metadata}}]`;
  const steep = await postsIn("x.json", steps, { startAt: "2026-01-01T00:00:00Z" }).then(() => "read", messageOf);
  assert.ok(steep === "read" || steep.startsWith("Cannot "), steep);
});

Deno.test("loadLogRecords() keeps names that every object inherits as plain names", async () => {
  const line =
    '{"messages":[{"role":"user","content":"a"}],"metadata":{"__proto__":{"polluted":1},"constructor":2,"peer":"a"}}';
  const { records } = await recordsIn("x.jsonl", line, {
    condition: { field: "metadata.peer" },
    outcome: ruled("metadata.constructor"),
  });
  assert.equal(records[0]?.finalWorld.settings["metadata.constructor"], 2);
  assert.equal(({} as { polluted?: number }).polluted, undefined);
  await assert.rejects(
    recordsIn("x.jsonl", line, { condition: { field: "toString.name" }, outcome: ruled("metadata.constructor") }),
    /condition\.field needs a path in the log/,
  );
});

Deno.test("loadLogPosts() and loadLogRecords() refuse options they do not know or cannot use", async () => {
  const log = '{"messages":[{"role":"user","content":"a"}]}';
  const wrong: [object, RegExp][] = [
    [{ toool: "chat" }, /option "toool"/],
    [{ startAt: "2026-01-01" }, /startAt needs a time with a zone/],
    [{ startAt: "2026-13-01T00:00:00Z" }, /startAt needs a time with a zone/],
    [{ stepMs: 0 }, /stepMs needs a whole number of at least 1/],
    [{ maxBadRows: -1 }, /maxBadRows needs/],
    [{ maxRatio: 0 }, /maxRatio needs/],
    [{ timeZone: "Mars" }, /Mars/],
    [{ source: "" }, /source needs text/],
  ];
  for (const [options, message] of wrong) await assert.rejects(postsIn("x.jsonl", log, options), message);
  await withFile("x.jsonl", log, async (path) => {
    const outcome = { acted: "yes", abstained: "no" } as unknown as ReturnType<typeof ruled>;
    await assert.rejects(
      loadLogRecords(path, { condition: { value: "a" }, outcome }),
      /^TypeError: Cannot load records: outcome needs rules/,
    );
  });
});

Deno.test("loadLogPosts() reads one line of 20 MB", async () => {
  const text = "word ".repeat(4_000_000);
  const line = JSON.stringify({ messages: [{ role: "assistant", content: text }], created_at: "2026-02-03T10:00:00Z" });
  const { posts } = await postsIn("x.jsonl", line);
  assert.equal(posts[0]?.text.length, text.length);
});
