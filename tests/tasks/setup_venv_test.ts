import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectPath } from "twoplane/foundation";
import { runSteps } from "../../lib/tasks/setup/ensure.ts";
import { pipProgress, pythonStep } from "../../lib/tasks/setup/venv.ts";
import { answersAs, fakeCommand, inPlace, onUnix, type Place } from "./setup_place.ts";

const ignore = !onUnix;

/** A Python whose `-m venv` makes an environment with this pip in it. */
function fakePython({ context, commands }: Place, pip: string): void {
  const list = join(context.root, "lib", "tasks");
  mkdirSync(list, { recursive: true });
  writeFileSync(join(list, "requirements.txt"), "anyio==4.16.0 \\\n    --hash=sha256:00\n");
  const template = fakeCommand(join(context.root, "python-of-venv"), `echo "$*" >> ${context.root}/pip-calls\n${pip}`);
  fakeCommand(
    join(commands, "python3"),
    `case "$1" in
      -c) ${answersAs("3.11.7")};;
      -m) for last; do :; done; /bin/mkdir -p "$last/bin" && /bin/cp ${template} "$last/bin/python";;
    esac`,
  );
}

function pipCalls({ context }: Place): readonly string[] {
  const path = join(context.root, "pip-calls");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}

function test(name: string, body: (place: Place) => Promise<void>): void {
  Deno.test({ name, ignore, fn: () => inPlace(body) });
}

test("pythonStep installs by hash, wheels only, and is ready afterwards", async (place) => {
  fakePython(place, "exit 0");
  assert.ok(!pythonStep.isReady(place.context));
  await runSteps(place.context, [pythonStep], { redo: false });
  await runSteps(place.context, [pythonStep], { redo: false });
  assert.ok(pythonStep.isReady(place.context));
  assert.equal(pipCalls(place).length, 1);
  assert.match(pipCalls(place)[0] ?? "", /install --require-hashes --only-binary :all: -r /);
});

test("pythonStep is not ready after a failed or a killed installation", async (place) => {
  fakePython(place, "echo 'ConnectTimeoutError: timed out' >&2; exit 1");
  await assert.rejects(
    runSteps(place.context, [pythonStep], { redo: false }),
    /^Error: Cannot install the Python packages: need the Python package index, got "ConnectTimeoutError: timed out"/,
  );
  assert.ok(existsSync(join(place.context.root, ".venv", "bin", "python")));
  assert.ok(!pythonStep.isReady(place.context));
});

test("pythonStep is not ready in a folder that was moved or when the list of packages changed", async (place) => {
  fakePython(place, "exit 0");
  await runSteps(place.context, [pythonStep], { redo: false });
  const stamp = join(place.context.root, ".venv", "twoplane.json");
  const { requirements } = JSON.parse(readFileSync(stamp, "utf8")) as { requirements: string };
  writeFileSync(stamp, JSON.stringify({ root: "/elsewhere", requirements }));
  assert.ok(!pythonStep.isReady(place.context));
  await runSteps(place.context, [pythonStep], { redo: false });
  writeFileSync(join(place.context.root, "lib", "tasks", "requirements.txt"), "anyio==4.17.0\n");
  assert.ok(!pythonStep.isReady(place.context));
});

test("pythonStep says that the disk is full before it begins", async (place) => {
  fakePython(place, "exit 0");
  await assert.rejects(
    runSteps({ ...place.context, freeBytes: () => 300e6 }, [pythonStep], { redo: false }),
    /^Error: Cannot make \.venv: need 400 MB free on the disk of this folder, got 300 MB\. Free some space/,
  );
  assert.deepEqual(pipCalls(place), []);
});

test("pythonStep passes the user's own pip settings on, and no path of other packages", async (place) => {
  fakePython(place, `echo "$PIP_INDEX_URL,$PYTHONPATH," > ${place.context.root}/seen`);
  const variables = { PIP_INDEX_URL: "https://mirror.example/simple", PYTHONPATH: "/other/packages" };
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  try {
    Object.entries(variables).forEach(([name, value]) => Deno.env.set(name, value));
    await runSteps(place.context, [pythonStep], { redo: false });
  } finally {
    before.forEach(([name, value]) => value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value));
  }
  assert.equal(readFileSync(join(place.context.root, "seen"), "utf8").trim(), "https://mirror.example/simple,,");
});

Deno.test("pipProgress() counts packages that apply here, tells size and trouble", () => {
  const progress = pipProgress(Array.from({ length: 12 }, (_, index) => `package-${index}==1.0 \\`).join("\n"));
  assert.equal(progress("Ignoring package-0: markers don't match your environment"), null);
  const lines = Array.from({ length: 10 }, () => {
    const text = progress("Collecting package-1==1.0");
    progress("  Downloading package_1-1.0-py3-none-any.whl (1.5 MB)");
    return text;
  });
  assert.deepEqual(lines.filter((line) => line !== null), ["10 of 11 packages, 14 MB"]);
  assert.equal(progress("Installing collected packages: package-1"), "11 packages fetched, installing them");
  assert.match(progress("WARNING: Retrying (Retry(total=4)) after …") ?? "", /does not answer/);
});

Deno.test("the Python packages are all pinned by version and hash, and the list names no address", () => {
  const text = readFileSync(projectPath("lib", "tasks", "requirements.txt"), "utf8");
  const entries = text.split("\n").filter((line) => !line.startsWith("#")).join("\n").split(/\n(?=\S)/);
  const pinned = /^[a-z0-9._-]+==\S+( ; .+)? \\\n( {4}--hash=sha256:[0-9a-f]{64}( \\)?\n?)+$/;
  const loose = entries.filter((entry) => entry.trim() !== "" && !pinned.test(entry));
  assert.deepEqual(loose, []);
  assert.ok(entries.length > 80, `${entries.length} entries`);
  assert.ok(!/:\/\/|--(index|extra|find)/.test(text));
  for (const pin of ["jupyterlab==4.6.6 ", "nbclient==0.11.0 ", "nbconvert==7.17.2 "]) {
    assert.ok(text.includes(`\n${pin}`));
  }
});
