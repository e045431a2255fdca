/**
 * The JSR path of the CSV seam, against a registry on the loopback that serves a stand-in for @std/csv: it proves
 * that the package is found, imported, used and locked, and that a refusal falls back. What the real package does
 * with the contract is tested in csv_test.ts wherever JSR answers.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { projectPath } from "twoplane/foundation";
import { contract } from "./csv_contract.ts";

interface ChildReport {
  engine: string;
  reason: string | null;
  passed: number;
  failed: string[];
}

Deno.test("parseCsv() and stringifyCsv() hold the contract through a package that a JSR registry serves", async () => {
  const { report } = await withRegistry(packageOf(standIn()), (run) => run([]));
  assert.deepEqual(report.failed, []);
  assert.equal(report.engine, "@std/csv");
  assert.equal(report.reason, null);
  assert.equal(report.passed, Object.keys(contract).length + 1);
});

Deno.test("csvEngine() adds nothing to the lock file but the package and its hash", async () => {
  const { before, after } = await withRegistry(packageOf(standIn()), (run) => run([]));
  const added = Object.keys(after.specifiers).filter((name) => !(name in before.specifiers));
  assert.deepEqual(added, ["jsr:@std/csv@1.0.6"]);
  assert.match(after.jsr?.["@std/csv@1.0.6"]?.integrity ?? "", /^[0-9a-f]{64}$/);
  assert.deepEqual(after.npm, before.npm);
});

Deno.test("csvEngine() falls back under a frozen lock file that does not name the package", async () => {
  const { report, before, after } = await withRegistry(packageOf(standIn()), (run) => run(["--frozen"]));
  assert.equal(report.engine, "csv-parse");
  assert.match(report.reason ?? "", /lock ?file/i);
  assert.deepEqual(after, before);
});

Deno.test("csvEngine() falls back where the registry lacks the package", async () => {
  const { report } = await withRegistry(() => new Response("no", { status: 404 }), (run) => run([]));
  assert.equal(report.engine, "csv-parse");
  assert.notEqual(report.reason, null);
});

Deno.test("csvEngine() falls back and lets the process end where the registry never answers", async () => {
  const { report } = await withRegistry(() => new Promise(() => {}), (run) => run([]));
  assert.equal(report.engine, "csv-parse");
  assert.match(report.reason ?? "", /no answer within 3000 ms/);
});

interface Lock {
  specifiers: Record<string, string>;
  npm: Record<string, unknown>;
  jsr?: Record<string, { integrity: string }>;
}

type Handler = (path: string) => Response | Promise<Response>;
type Run = (flags: readonly string[]) => Promise<{ report: ChildReport; before: Lock; after: Lock }>;

/** A registry for the time of one call, with a cache and a lock file of its own for the child. */
async function withRegistry<Result>(handler: Handler, use: (run: Run) => Promise<Result>): Promise<Result> {
  const folder = await Deno.makeTempDir();
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, signal: stop.signal },
    (request) => handler(new URL(request.url).pathname),
  );
  try {
    return await use((flags) => runChild(folder, server.addr.port, flags));
  } finally {
    stop.abort(); // shutdown() would wait for the answer that never comes
    await server.finished;
    await Deno.remove(folder, { recursive: true });
  }
}

async function runChild(folder: string, port: number, flags: readonly string[]): Promise<Awaited<ReturnType<Run>>> {
  const before = lockWithoutJsr(JSON.parse(await Deno.readTextFile(projectPath("deno.lock"))));
  const lockPath = join(folder, "deno.lock");
  await Deno.writeTextFile(lockPath, JSON.stringify(before));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--node-modules-dir=manual", `--lock=${lockPath}`, ...flags, child],
    cwd: projectPath(),
    signal: AbortSignal.timeout(60_000), // a child that does not end is a failure, not a wait
    env: { JSR_URL: `http://127.0.0.1:${port}/`, DENO_DIR: join(folder, "cache"), NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, decode(stderr));
  return { report: JSON.parse(decode(stdout)), before, after: JSON.parse(await Deno.readTextFile(lockPath)) };
}

const child = projectPath("tests", "foundation", "csv_jsr_child.ts");

/** The stand-in's hash differs from the real package's, which the project's lock file may name. */
function lockWithoutJsr({ jsr: _, ...lock }: Lock): Lock {
  return {
    ...lock,
    specifiers: Object.fromEntries(Object.entries(lock.specifiers).filter(([name]) => !name.startsWith("jsr:"))),
  };
}

function standIn(): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(projectPath("tests", "foundation", "standin_csv.ts"));
}

/** What a registry answers for a package of one file. */
function packageOf(file: Uint8Array<ArrayBuffer>): Handler {
  const checksum = `sha256-${createHash("sha256").update(file).digest("hex")}`;
  const documents: Record<string, () => Response> = {
    "/@std/csv/meta.json": () =>
      Response.json({ scope: "std", name: "csv", latest: "1.0.6", versions: { "1.0.6": {} } }),
    "/@std/csv/1.0.6_meta.json": () =>
      Response.json({ manifest: { "/mod.ts": { size: file.length, checksum } }, exports: { ".": "./mod.ts" } }),
    "/@std/csv/1.0.6/mod.ts": () => new Response(file, { headers: { "content-type": "text/typescript" } }),
  };
  return (path) => documents[path]?.() ?? new Response("no", { status: 404 });
}
