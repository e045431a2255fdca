import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { realDataFolder } from "../../lib/foundation/mod.ts";
import { type DataOutput, main } from "../../lib/tasks/data/main.ts";
import { sizeText, textTable } from "../../lib/tasks/data/text.ts";
import { inFolder, smallPlatform, startServer } from "../corpus/live_server.ts";

/** What a command says, what it complains of, and its exit code. */
async function run(...args: string[]): Promise<{ code: number; said: string; complaints: string }> {
  const said: string[] = [];
  const complaints: string[] = [];
  const output: DataOutput = {
    say: (text) => said.push(text),
    step: () => {},
    complain: (text) => complaints.push(text),
  };
  const code = await main(args, output);
  return { code, said: said.join("\n"), complaints: complaints.join("\n") };
}

/** Runs with another mirror, or none. */
async function withMirror<Result>(mirror: string, use: () => Promise<Result>): Promise<Result> {
  const before = Deno.env.get("TWOPLANE_DATA");
  Deno.env.set("TWOPLANE_DATA", mirror);
  try {
    return await use();
  } finally {
    if (before === undefined) Deno.env.delete("TWOPLANE_DATA");
    else Deno.env.set("TWOPLANE_DATA", before);
  }
}

Deno.test("data list shows every set with counts, licence and place, and how to go on", async () => {
  const { code, said } = await run();
  assert.equal(code, 0);
  const line = said.split("\n").find((one) => one.startsWith("moltbook-socialization"));
  assert.match(line ?? "", /posts\s+290,251 posts, 1,836,711 comments\s+MIT/);
  assert.match(said, /deno task data fetch NAME/);
  assert.equal((await run("list")).said, said);
});

Deno.test("data list NAME shows licence, citation, notes and tables", async () => {
  const { said } = await run("list", "moltbook-annotated");
  assert.match(said, /^moltbook-annotated: /);
  assert.match(said, /Licence: MIT\nCite: Jiang/);
  assert.match(said, /Note: No authors/);
  assert.match(said, /posts: 44,376 rows expected, files like \^posts/);
});

Deno.test("data path and fetch say what is missing and what to do", async () => {
  await inFolder(async (empty) => {
    await withMirror(empty, async () => {
      const path = await run("path", "moltbook-week1");
      assert.deepEqual([path.code, path.said], [1, ""]);
      assert.match(
        path.complaints,
        /Cannot say where moltbook-week1 is: need it here, got posts\.json is not\. Run `deno task data fetch moltbook-week1`/,
      );
      const fetched = await run("fetch", "moltbook-week1");
      assert.match(
        fetched.complaints,
        /need moltbook-week1\/posts\.json in the folder that TWOPLANE_DATA names, got a mirror without it/,
      );
    });
  });
});

for (
  const [args, fault] of [
    [["fetch"], /need NAME behind the command, got none/],
    [["crawl"], /need FOLDER/],
    [["load", "x"], /the command is one of list, fetch, verify, path, crawl/],
    [["list", "moltbook"], /the name is one of moltbook-week1/],
    [["fetch", "moltbook-week1", "--newest"], /newest/],
    [["crawl", "never-made"], /userAgent needs plain text that says who reads/],
    [["crawl", "never-made", "--user-agent", "a"], /requestsPerMinute needs a finite number/],
  ] as [string[], RegExp][]
) {
  Deno.test(`data ${args.join(" ")} ends with a complaint`, async () => {
    const { code, complaints } = await run(...args);
    assert.equal(code, 1);
    assert.match(complaints, fault);
  });
}

Deno.test("data crawl reads the platform and says what came", async () => {
  const server = startServer(smallPlatform("cursor"));
  try {
    await inFolder(async (folder) => {
      const { code, said } = await run(
        ...["crawl", folder, "--user-agent", "twoplane-tests/1.0", "--requests-per-minute", "100", "--max-pages", "1"],
        ...["--base-url", server.baseURL, "--comments", "skip", "--page-size", "5"],
      );
      assert.equal(code, 0);
      assert.match(
        said,
        /^finished: 5 posts, 0 comments, 0 replies in 1 requests\nThe feed ended with: maxPages 1\nRead them with loadPosts\("/,
      );
      assert.ok(existsSync(join(folder, "rows.jsonl")));
    });
  } finally {
    await server.close();
  }
});

const mirror = realDataFolder();

Deno.test({
  name: "data verify and path find the real moltbook-launch in the mirror",
  ignore: mirror === null || !existsSync(join(mirror, "moltbook-launch")),
  fn: async () => {
    const { code, said } = await run("verify", "moltbook-launch");
    assert.equal(code, 0);
    assert.match(said, /moltbook-launch\s+posts\s+rows: 1,709\s+as expected/);
    assert.match(said, /moltbook-launch\s+comments\s+rows: 97\s+as expected/);
    assert.equal(
      (await run("path", "moltbook-launch", "--tables", "comments")).said,
      join(mirror ?? "", "moltbook-launch", "comments.csv"),
    );
  },
});

Deno.test("textTable() aligns its columns", () => {
  assert.equal(textTable(["a", "long"], [["wide one", "b"]]), "a         long\n────────  ────\nwide one  b");
});

Deno.test("sizeText() names sizes for people", () => {
  assert.deepEqual([null, 1, 26_878, 3_488_712, 1_400_000_000].map(sizeText), [
    "",
    "1 kB",
    "27 kB",
    "3.5 MB",
    "1.40 GB",
  ]);
});
