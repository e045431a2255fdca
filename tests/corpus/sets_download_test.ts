import assert from "node:assert/strict";
import fc from "fast-check";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "twoplane/foundation";
import { download, type DownloadOptions } from "../../lib/corpus/sets/download.ts";
import { inFolder } from "./live_server.ts";
import { cutAfter, hold, type Misbehaviour, noSleep, serveFiles } from "./sets_server.ts";

const BYTES = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31 + (i >> 7)) % 256);
const HASH = sha256(BYTES);

function optionsOf(changes: Partial<DownloadOptions> = {}): DownloadOptions {
  const expected = { sha256: HASH, bytes: BYTES.length };
  return {
    expected,
    fetch,
    sleep: noSleep,
    maxRetries: 3,
    timeoutMs: 2000,
    onProgress: undefined,
    signal: undefined,
    ...changes,
  };
}

interface Place {
  path: string;
  url: string;
  server: ReturnType<typeof serveFiles>;
}

async function withFile(misbehave: Misbehaviour, use: (place: Place) => Promise<void>): Promise<void> {
  const server = serveFiles({ "/set/data.bin": BYTES }, misbehave);
  try {
    await inFolder((folder) =>
      use({ path: join(folder, "deep", "data.bin"), url: `${server.origin}/set/data.bin`, server })
    );
  } finally {
    await server.close();
  }
}

const held = (server: Place["server"]) => server.files.get("/set/data.bin") ?? assert.fail();

Deno.test("download() writes the whole file, tells its progress, and leaves nothing beside it", async () => {
  await withFile(() => null, async ({ path, url }) => {
    const steps: [number, number][] = [];
    const result = await download(url, path, optionsOf({ onProgress: (done, total) => steps.push([done, total]) }));
    assert.deepEqual(result, { bytes: BYTES.length, sha256: HASH });
    assert.deepEqual(Deno.readFileSync(path), BYTES);
    assert.deepEqual(steps.at(-1), [BYTES.length, BYTES.length]);
    assert.deepEqual([...Deno.readDirSync(join(path, ".."))].map(({ name }) => name), ["data.bin"]);
  });
});

Deno.test("download() asks only for the rest after a cut, again and again", async () => {
  let server: Place["server"] | null = null;
  const cut: Misbehaviour = (request, number) => {
    const start = Number(/=(\d+)/.exec(request.headers.get("range") ?? "=0")?.[1]);
    return number <= 5 && server !== null ? cutAfter(held(server), 7_000, start) : null;
  };
  await withFile(cut, async (place) => {
    server = place.server;
    await download(place.url, place.path, optionsOf({ maxRetries: 1 }));
    assert.equal(sha256(Deno.readFileSync(place.path)), HASH);
    const starts = place.server.requests.map((request) => Number(/=(\d+)-/.exec(request)?.[1] ?? 0));
    assert.deepEqual(starts, [0, 7_000, 14_000, 21_000, 28_000, 35_000]);
  });
});

Deno.test("download() goes on from whatever a killed process left, and ends with the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(BYTES.length), fc.boolean(), async (length, isMarked) => {
      await withFile(() => null, async ({ path, url, server }) => {
        Deno.mkdirSync(join(path, ".."), { recursive: true });
        Deno.writeFileSync(`${path}.part`, BYTES.subarray(0, length));
        const mark = { url, validator: held(server).etag, total: BYTES.length };
        if (isMarked) Deno.writeTextFileSync(`${path}.part.json`, JSON.stringify(mark));
        await download(url, path, optionsOf());
        assert.equal(sha256(Deno.readFileSync(path)), HASH);
        const range = isMarked && length > 0 ? ` bytes=${length}-` : "";
        assert.deepEqual(server.requests, [`/set/data.bin${range}`]);
      });
    }),
    { numRuns: 25, seed: 3, examples: [[BYTES.length, true], [0, true], [BYTES.length, false]] },
  );
});

Deno.test("download() starts again where the file is another one since the cut", async () => {
  await withFile(() => null, async ({ path, url, server }) => {
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeFileSync(`${path}.part`, new Uint8Array(500));
    Deno.writeTextFileSync(`${path}.part.json`, JSON.stringify({ url, validator: '"older"', total: 900 }));
    await download(url, path, optionsOf());
    assert.equal(sha256(Deno.readFileSync(path)), HASH);
    assert.deepEqual(server.requests, ["/set/data.bin bytes=500-"], "If-Range makes the server send the whole");
  });
});

const odd: Record<string, Misbehaviour> = {
  "a range that starts elsewhere": (request) =>
    request.headers.has("range")
      ? new Response(BYTES.subarray(9), {
        status: 206,
        headers: { "content-range": `bytes 9-${BYTES.length - 1}/${BYTES.length}` },
      })
      : null,
  "a range of another length": (request) =>
    request.headers.has("range")
      ? new Response(BYTES.subarray(500), { status: 206, headers: { "content-range": "bytes 500-999/1000" } })
      : null,
  "416 for a part that is too long": (request) =>
    request.headers.has("range")
      ? new Response(null, { status: 416, headers: { "content-range": "bytes */3" } })
      : null,
};

for (const [what, misbehave] of Object.entries(odd)) {
  Deno.test(`download() starts again after ${what}`, async () => {
    await withFile(misbehave, async ({ path, url, server }) => {
      Deno.mkdirSync(join(path, ".."), { recursive: true });
      Deno.writeFileSync(`${path}.part`, BYTES.subarray(0, 500));
      Deno.writeTextFileSync(
        `${path}.part.json`,
        JSON.stringify({ url, validator: held(server).etag, total: BYTES.length }),
      );
      await download(url, path, optionsOf());
      assert.equal(sha256(Deno.readFileSync(path)), HASH);
      assert.deepEqual(server.requests, ["/set/data.bin bytes=500-", "/set/data.bin"]);
    });
  });
}

Deno.test("download() goes on with nothing that has no strong mark", async () => {
  let server: Place["server"] | null = null;
  await withFile(
    (_, number) => number === 1 && server !== null ? cutAfter({ ...held(server), etag: 'W/"weak"' }, 9_000) : null,
    async (place) => {
      server = place.server;
      await download(place.url, place.path, optionsOf());
      assert.deepEqual(place.server.requests, ["/set/data.bin", "/set/data.bin"]);
    },
  );
});

Deno.test("download() refuses another size before it fetches, another hash before it keeps", async () => {
  await withFile(() => null, async ({ path, url, server }) => {
    server.files.set("/set/data.bin", hold("shorter"));
    await assert.rejects(download(url, path, optionsOf()), {
      message: `Cannot fetch ${url}: data.bin has changed where it comes from: need 100000 bytes, got 7`,
    });
    server.files.set("/set/data.bin", hold(BYTES.map((byte) => byte ^ 1)));
    await assert.rejects(
      download(url, path, optionsOf()),
      /data\.bin has changed where it comes from: need SHA-256 [0-9a-f]{64} \(100000 bytes\), got/,
    );
    assert.ok(!existsSync(path));
    server.files.set("/set/data.bin", hold(BYTES));
    await download(url, path, optionsOf());
    assert.equal(sha256(Deno.readFileSync(path)), HASH);
  });
});

Deno.test("download() gives up after tries that bring nothing, and says what came", async () => {
  const waits: number[] = [];
  await withFile(
    () => new Response("", { status: 503, headers: { "retry-after": "9" } }),
    async ({ path, url, server }) => {
      const sleep = (ms: number) => (waits.push(ms), Promise.resolve());
      await assert.rejects(download(url, path, optionsOf({ sleep })), {
        message: `Cannot fetch ${url}: need the file, got status 503`,
      });
      assert.deepEqual([server.requests.length, waits], [4, [9000, 9000, 9000]]);
    },
  );
  await withFile(() => new Response("", { status: 404 }), async ({ path, url, server }) => {
    await assert.rejects(
      download(url, path, optionsOf()),
      /got status 404\. It is no longer there: use a mirror \(TWOPLANE_DATA\)/,
    );
    assert.equal(server.requests.length, 1);
  });
});

Deno.test("download() gives up on a connection that falls silent, and keeps what came", async () => {
  const silent: Misbehaviour = () =>
    new Response(new ReadableStream({ start: (controller) => controller.enqueue(BYTES.subarray(0, 1000)) }), {
      headers: { etag: '"v"' },
    });
  await withFile(silent, async ({ path, url }) => {
    await assert.rejects(
      download(url, path, optionsOf({ timeoutMs: 60, maxRetries: 0 })),
      /need bytes within 60 ms, got none\. Run it again to go on/,
    );
    assert.equal(Deno.statSync(`${path}.part`).size, 1000);
  });
});

Deno.test("download() follows redirects, but not for ever and not to another kind of address", async () => {
  await withFile(
    (request) => request.url.endsWith("/a") ? Response.redirect(request.url.replace("/a", "/set/data.bin"), 302) : null,
    async ({ path, server }) => {
      await download(`${server.origin}/a`, path, optionsOf());
      assert.equal(sha256(Deno.readFileSync(path)), HASH);
    },
  );
  await withFile((request) => Response.redirect(request.url, 302), async ({ path, url, server }) => {
    await assert.rejects(download(url, path, optionsOf()), /need at most 8 redirects/);
    assert.equal(server.requests.length, 9);
  });
  for (const target of ["http://other.example/x", "file:///etc/passwd", "https://other.example/x"]) {
    await withFile(() => new Response(null, { status: 302, headers: { location: target } }), async ({ path, url }) => {
      await assert.rejects(download(url, path, optionsOf()), /need an https address to be led to, got/);
    });
  }
  await inFolder(async (folder) => {
    await assert.rejects(
      download("http://other.example/x", join(folder, "x"), optionsOf()),
      /need an https address, got/,
    );
  });
});

Deno.test("download() of the same file by two at once fetches it once", async () => {
  await withFile(() => null, async ({ path, url, server }) => {
    const results = await Promise.all([download(url, path, optionsOf()), download(url, path, optionsOf())]);
    assert.deepEqual(results.map(({ sha256 }) => sha256), [HASH, HASH]);
    assert.equal(server.requests.length, 1);
  });
});

Deno.test("download() stops when its signal is aborted, and keeps what came", async () => {
  const stop = new AbortController();
  await withFile(() => null, async ({ path, url }) => {
    const reason = new Error("enough");
    await assert.rejects(
      download(url, path, optionsOf({ signal: stop.signal, onProgress: () => stop.abort(reason) })),
      (error) => error === reason,
    );
    assert.ok(Deno.statSync(`${path}.part`).size > 0);
  });
});
