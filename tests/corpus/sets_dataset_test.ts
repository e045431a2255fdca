import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseCsv, readText, realDataFolder, sha256 } from "twoplane/foundation";
import { dataset, type DatasetOptions, datasets, loadDataset, verifyDataset } from "twoplane/corpus";
import { bringDataset } from "../../lib/corpus/sets/dataset.ts";
import { loadEntry } from "../../lib/corpus/sets/load.ts";
import { type DatasetEntry, findDataset, parseManifest } from "../../lib/corpus/sets/manifest.ts";
import { verifyEntry } from "../../lib/corpus/sets/verify.ts";
import manifest from "../../lib/corpus/sets/manifest.json" with { type: "json" };
import { inFolder } from "./live_server.ts";
import { type FileServer, hold, noSleep, serveFiles } from "./sets_server.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const NEXT_COMMIT = "fedcba9876543210fedcba9876543210fedcba98";
const PART_1 = "id,agent,content,ts\n1,Ada,Hello,2026-02-03T10:00:00Z\n2,Bo,World,2026-02-03T11:00:00Z\n";
const PART_2 = "id,agent,content,ts\n3,Ada,Again,2026-02-03T12:00:00Z\n";

/** An entry on a hub of our own, with two files of posts. */
const hubEntry = (rows = 3): DatasetEntry =>
  parseManifest({
    schemaVersion: 1,
    datasets: [{
      name: "made-up",
      title: "Made up",
      kind: "posts",
      licence: "CC0-1.0",
      citation: "Nobody (2026)",
      homepage: "https://example.invalid/made-up",
      notes: [],
      mirror: "made-up",
      source: { type: "hub", repository: "someone/made-up", revision: "main" },
      tables: [{ table: "posts", pattern: "^data/posts-[^/]*\\.csv$", options: { kind: "post" }, expected: { rows } }],
    }],
  })[0] ?? assert.fail();

function hubFiles(commit: string, parts: Readonly<Record<string, string>>, isHashed: boolean): Record<string, string> {
  const tree = Object.entries(parts).map(([path, text]) => ({
    type: "file",
    path,
    size: text.length,
    oid: "x",
    ...(isHashed ? { lfs: { oid: sha256(text), size: text.length } } : {}),
  }));
  const odd = [{ type: "directory", path: "data" }, { type: "file", path: "data/../../posts-evil.csv", size: 1 }];
  return {
    "/api/datasets/someone/made-up/revision/main": JSON.stringify({ sha: commit }),
    [`/api/datasets/someone/made-up/tree/${commit}`]: JSON.stringify([...odd, ...tree]),
    ...Object.fromEntries(
      Object.entries(parts).map(([path, text]) => [`/datasets/someone/made-up/resolve/${commit}/${path}`, text]),
    ),
  };
}

const PARTS = { "data/posts-1.csv": PART_1, "data/posts-2.csv": PART_2, "README.md": "hello" };

interface Place {
  folder: string;
  server: FileServer;
  options: DatasetOptions;
}

async function withHub(isHashed: boolean, use: (place: Place) => Promise<void>): Promise<void> {
  const server = serveFiles(hubFiles(COMMIT, PARTS, isHashed));
  try {
    await inFolder((folder) =>
      use({ folder, server, options: { folder, mirror: null, hubURL: server.origin, sleep: noSleep } })
    );
  } finally {
    await server.close();
  }
}

for (const isHashed of [true, false]) {
  Deno.test(`dataset() brings a set ${isHashed ? "whose hub knows its hashes" : "whose hashes nobody knows"}, and locks it`, async () => {
    await withHub(isHashed, async ({ folder, server, options }) => {
      const steps: [number, number][] = [];
      const brought = await bringDataset("dataset", hubEntry(), {
        ...options,
        onProgress: (...step) => steps.push(step),
      });
      assert.deepEqual(brought.files.map(({ path, sha256, origin }) => [path, sha256, origin]), [
        ["data/posts-1.csv", sha256(PART_1), "fetched"],
        ["data/posts-2.csv", sha256(PART_2), "fetched"],
      ]);
      assert.deepEqual([brought.licence, brought.citation, brought.options.posts], ["CC0-1.0", "Nobody (2026)", {
        kind: "post",
      }]);
      const total = PART_1.length + PART_2.length;
      assert.deepEqual([steps[0], steps.at(-1)], [[0, total], [total, total]]);
      const lock = JSON.parse(Deno.readTextFileSync(join(folder, "made-up", "lock.json")));
      assert.equal(lock.revision, COMMIT);
      assert.deepEqual(lock.tables.posts.map((file: { sha256: string }) => file.sha256), [
        sha256(PART_1),
        sha256(PART_2),
      ]);

      const asked = server.requests.length;
      assert.deepEqual(await bringDataset("dataset", hubEntry(), options), brought);
      assert.equal(server.requests.length, asked, "a set that is here asks nobody");
    });
  });
}

Deno.test("loadDataset() reads all files of a table and holds them against the expected counts", async () => {
  await withHub(true, async ({ options }) => {
    const { posts, checks, report } = await loadEntry(hubEntry(), options);
    assert.deepEqual(posts.map(({ postId }) => postId), ["1", "2", "3"]);
    assert.deepEqual(checks, [{ table: "posts", what: "rows", expected: 3, found: 3, holds: true }]);
    assert.deepEqual(report.warnings, []);
    const wrong = await loadEntry(hubEntry(4), options);
    assert.deepEqual(wrong.checks.map(({ holds }) => holds), [false]);
    assert.deepEqual(wrong.report.warnings, ["The table posts should have rows: 4, has 3"]);
    assert.deepEqual((await verifyEntry(hubEntry(4), options)).checks, wrong.checks);
    const some = await loadEntry(hubEntry(), { ...options, load: { keep: { agent: "Ada" } } });
    assert.deepEqual([some.posts.length, some.checks.every(({ holds }) => holds)], [2, true]);
    const misspelt = { ...options, database: "x.duckdb" };
    await assert.rejects(loadEntry(hubEntry(), misspelt), /Cannot run loadDataset\(\) with option "database"/);
  });
});

Deno.test("dataset() keeps to the commit of its first use, and takes a later one when told to", async () => {
  await withHub(true, async ({ folder, server, options }) => {
    await bringDataset("dataset", hubEntry(), options);
    const changed = { ...PARTS, "data/posts-2.csv": PART_2.replace("Again", "Other") };
    for (const [path, content] of Object.entries(hubFiles(NEXT_COMMIT, changed, true))) {
      server.files.set(path, hold(content));
    }
    Deno.removeSync(join(folder, "made-up", "files"), { recursive: true });
    const same = await bringDataset("dataset", hubEntry(), options);
    assert.equal(same.files[1]?.sha256, sha256(PART_2));
    const latest = await bringDataset("dataset", hubEntry(), { ...options, version: "latest" });
    assert.equal(latest.files[1]?.sha256, sha256(changed["data/posts-2.csv"]));
    assert.deepEqual((await bringDataset("dataset", hubEntry(), options)).files, latest.files);
  });
});

Deno.test("dataset() refuses a file that changed at its source or here since its first use", async () => {
  await withHub(false, async ({ server, options }) => {
    const first = await bringDataset("dataset", hubEntry(), options);
    const path = first.files[1]?.localPath ?? "";
    Deno.writeTextFileSync(path, PART_2.replace("Again", "Agaim"));
    await assert.rejects(bringDataset("dataset", hubEntry(), options), (error: Error) => {
      assert.match(
        error.message,
        /^Cannot use .*posts-2\.csv: need SHA-256 [0-9a-f]{64}, the one of its first use \(53 bytes\), got [0-9a-f]{64}/,
      );
      assert.match(
        error.message,
        /Remove it and run `deno task data fetch made-up`, or accept what there is now with `deno task data fetch made-up --latest`$/,
      );
      return true;
    });
    Deno.removeSync(path);
    server.files.set(
      `/datasets/someone/made-up/resolve/${COMMIT}/data/posts-2.csv`,
      hold(PART_2.replace("Again", "Agaim")),
    );
    await assert.rejects(
      bringDataset("dataset", hubEntry(), options),
      /posts-2\.csv has changed where it comes from: need SHA-256/,
    );
    assert.ok(!existsSync(path));
  });
});

Deno.test("dataset() takes a mirror first, writes nothing into it, and locks what it held", async () => {
  await withHub(true, async ({ folder, server, options }) => {
    await inFolder(async (mirror) => {
      const own = join(mirror, "made-up", "data");
      Deno.mkdirSync(own, { recursive: true });
      Deno.writeTextFileSync(join(own, "posts-1.csv"), PART_1);
      const brought = await bringDataset("dataset", hubEntry(), { ...options, mirror });
      assert.deepEqual(brought.files.map(({ origin, sha256 }) => [origin, sha256]), [["mirror", sha256(PART_1)]]);
      assert.deepEqual(server.requests, []);
      assert.deepEqual([...Deno.readDirSync(own)].map(({ name }) => name), ["posts-1.csv"]);
      assert.equal(JSON.parse(Deno.readTextFileSync(join(folder, "made-up", "lock.json"))).revision, null);
      Deno.writeTextFileSync(join(own, "posts-1.csv"), PART_1.replace("World", "Earth"));
      await assert.rejects(
        bringDataset("dataset", hubEntry(), { ...options, mirror }),
        /Put the right file into the mirror/,
      );
    });
  });
});

Deno.test("dataset() reads a listing of many pages, and says what is wrong with one it cannot use", async () => {
  await withHub(true, async ({ server, options }) => {
    const tree = `/api/datasets/someone/made-up/tree/${COMMIT}`;
    const all = JSON.parse(new TextDecoder().decode(server.files.get(tree)?.bytes)) as unknown[];
    const paged = (link: string) =>
      serveFiles(hubFiles(COMMIT, PARTS, true), (request) => {
        const url = new URL(request.url);
        if (url.pathname !== tree) return null;
        const isSecond = url.searchParams.has("cursor");
        return Response.json(isSecond ? all.slice(3) : all.slice(0, 3), { headers: isSecond ? {} : { link } });
      });
    const pages = paged(`<${tree}?recursive=true&cursor=2>; rel="next"`);
    const brought = await bringDataset("dataset", hubEntry(), { ...options, hubURL: pages.origin });
    assert.equal(brought.files.length, 2);
    await pages.close();
  });
  const bad: [Record<string, string>, RegExp][] = [
    [
      { [`/api/datasets/someone/made-up/tree/${COMMIT}`]: "[]" },
      /need files of the table posts in someone\/made-up, got 0 others: none/,
    ],
    [
      { [`/api/datasets/someone/made-up/tree/${COMMIT}`]: '{"error":"x"}' },
      /need a list of files, got an object with error/,
    ],
    [{ "/api/datasets/someone/made-up/revision/main": "{}" }, /need the commit of main in "sha", got undefined/],
  ];
  for (const [changes, fault] of bad) {
    await withHub(true, async ({ server, options }) => {
      for (const [path, content] of Object.entries(changes)) server.files.set(path, hold(content));
      await assert.rejects(bringDataset("dataset", hubEntry(), { ...options, maxRetries: 0 }), fault);
    });
  }
  await withHub(true, async ({ server, options }) => {
    server.files.clear();
    await assert.rejects(
      bringDataset("dataset", hubEntry(), options),
      /got status 404 with "not here"\. Where the hub cannot be reached, put its files into a folder/,
    );
    assert.equal(server.requests.length, 1);
  });
});

Deno.test("dataset() refuses names, tables, locks and options that cannot be meant", async () => {
  await assert.rejects(dataset("moltbook"), /the name is one of moltbook-week1, .*moltbook-corpus, got "moltbook"/);
  await assert.rejects(dataset("moltbook-week1", { tables: ["votes"] }), /it is one of posts, comments, got "votes"/);
  await assert.rejects(loadDataset("moltbook-week1"), /table is one of posts, comments, got none/);
  await assert.rejects(
    loadDataset("contemplative-agent", { table: "context-changes" }),
    /table is one of entries, got "context-changes", which holds no posts/,
  );
  await assert.rejects(loadDataset("llm-cooperation"), /it holds trials, not posts/);
  await assert.rejects(
    dataset("moltbook-week1", { mirrors: "x" } as DatasetOptions),
    /Cannot run dataset\(\) with option "mirrors"/,
  );
  await inFolder(async (folder) => {
    await assert.rejects(dataset("moltbook-week1", { folder, mirror: null }), {
      message:
        "Cannot find posts.json of moltbook-week1: need moltbook-week1/posts.json in the folder that TWOPLANE_DATA names, got no mirror. " +
        "It cannot be fetched as it is; see `deno task data list moltbook-week1`",
    });
    Deno.mkdirSync(join(folder, "made-up"));
    const lock = {
      schemaVersion: 1,
      name: "made-up",
      revision: null,
      tables: { posts: [{ path: "../../x", bytes: 1, sha256: null }] },
    };
    Deno.writeTextFileSync(join(folder, "made-up", "lock.json"), JSON.stringify(lock));
    await assert.rejects(bringDataset("dataset", hubEntry(), { folder, mirror: null }), /need the lock of a data set/);
  });
});

Deno.test("datasets() lists sets whose entries are whole", () => {
  const all = datasets();
  assert.ok(all.length >= 10);
  for (const { name, licence, citation, tables, kind } of all) {
    assert.ok(licence !== "" && citation.includes("20"), name);
    assert.ok(kind === "trials" || tables.some(({ options }) => options !== null), name);
  }
  assert.deepEqual(findDataset("moltbook-socialization").tables.map(({ expected }) => expected?.rows), [
    290_251,
    1_836_711,
  ]);
  assert.equal(findDataset("llm-cooperation").kind, "trials");
});

Deno.test("parseManifest() refuses what does not keep to the schema", () => {
  const broken: [(first: Record<string, unknown>) => void, RegExp][] = [
    [(first) => delete first.licence, /at datasets\.0\.licence/],
    [(first) => first.surprise = 1, /at datasets\.0/],
    [(first) => first.name = "Moltbook Week", /at datasets\.0\.name/],
    [(first) => first.mirror = "../up", /at datasets\.0\.mirror/],
    [(first) => first.name = "moltbook-launch", /got "moltbook-launch" twice/],
    [
      (first) => (first.tables as Record<string, unknown>[])[0]!.preset = "none",
      /needs a preset that exists, got "none"/,
    ],
    [(first) => (first.tables as Record<string, unknown>[])[0]!.pattern = "x", /either files or a pattern/],
    [(first) => first.homepage = "http://a.example", /at datasets\.0\.homepage/],
  ];
  for (const [change, fault] of broken) {
    const copy = structuredClone(manifest) as { datasets: Record<string, unknown>[] };
    change(copy.datasets[0] ?? assert.fail());
    assert.throws(() => parseManifest(copy), fault);
  }
  const options = structuredClone(manifest) as { datasets: { tables: { options?: unknown }[] }[] };
  options.datasets.at(-1)!.tables[0]!.options = { kinds: "post" };
  assert.throws(() => parseManifest(options), /with option "kinds"/);
});

const mirror = realDataFolder();

for (const name of ["moltbook-week1", "moltbook-launch", "contemplative-agent", "llm-cooperation"]) {
  Deno.test({
    name: `verifyDataset() finds the real ${name} as the manifest says`,
    ignore: mirror === null || !existsSync(join(mirror, name)),
    fn: async () => {
      await inFolder(async (folder) => {
        const { checks, dataset: brought } = await verifyDataset(name, { folder });
        assert.ok(checks.length > 0);
        assert.deepEqual(checks.filter(({ holds }) => !holds), []);
        assert.ok(brought.files.every(({ origin }) => origin === "mirror"));
      });
    },
  });
}

Deno.test({
  name: "dataset() hands out the trials of llm-cooperation as files",
  ignore: mirror === null || !existsSync(join(mirror, "llm-cooperation")),
  fn: async () => {
    await inFolder(async (folder) => {
      const { kind, files, options } = await dataset("llm-cooperation", { folder, tables: ["dilemma"] });
      const rows = await Promise.all(
        files.map(async ({ localPath, path }) => (await parseCsv(readText(localPath), { source: path })).rows.length),
      );
      assert.deepEqual([kind, rows, options.dilemma], ["trials", [720, 720], null]);
    });
  },
});
