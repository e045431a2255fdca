import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../lib/tasks/process.ts";
import { descendantsOf, stillRunning } from "../../lib/tasks/process_tree.ts";

const onUnix = Deno.build.os !== "windows";

function script(code: string): readonly string[] {
  return ["eval", "--ext=ts", code];
}

Deno.test("runCommand() passes on lines of both streams and returns the exit code", async () => {
  const lines: string[] = [];
  const { code, tail } = await runCommand(
    Deno.execPath(),
    script(
      `console.log("one\\ntwo"); console.error("three"); Deno.stdout.writeSync(new TextEncoder().encode("last")); Deno.exit(7)`,
    ),
    { cwd: tmpdir(), env: { NO_COLOR: "1" }, onLine: (line, stream) => lines.push(`${stream}:${line}`) },
  );
  assert.equal(code, 7);
  assert.deepEqual(lines.filter((line) => line.startsWith("stdout")), ["stdout:one", "stdout:two", "stdout:last"]);
  assert.ok(lines.includes("stderr:three"));
  assert.ok(tail.includes("last"));
});

Deno.test("runCommand() keeps the last 40 lines", async () => {
  const { tail } = await runCommand(
    Deno.execPath(),
    script(`for (let i = 1; i <= 100; i += 1) console.log(i)`),
    { cwd: tmpdir(), env: { NO_COLOR: "1" } },
  );
  assert.equal(tail.length, 40);
  assert.equal(tail.at(-1), "100");
});

Deno.test("runCommand() sets and takes away variables of the environment", async () => {
  Deno.env.set("TWOPLANE_TEST_GONE", "here");
  try {
    const { tail } = await runCommand(
      Deno.execPath(),
      script(`console.log(Deno.env.get("TWOPLANE_TEST_GONE") ?? "gone", Deno.env.get("TWOPLANE_TEST_NEW"))`),
      { cwd: tmpdir(), env: { TWOPLANE_TEST_GONE: undefined, TWOPLANE_TEST_NEW: "new" } },
    );
    assert.deepEqual(tail, ["gone new"]);
  } finally {
    Deno.env.delete("TWOPLANE_TEST_GONE");
  }
});

Deno.test("runCommand() names an executable that is not there", async () => {
  await assert.rejects(
    runCommand("twoplane-no-such-command", []),
    /^Error: Cannot run twoplane-no-such-command: need an executable/,
  );
});

Deno.test({
  name: "runCommand() leaves no process behind after an abort, not even one in a session of its own",
  ignore: !onUnix,
  fn: async () => {
    const folder = mkdtempSync(join(tmpdir(), "twoplane-process-"));
    const pids = join(folder, "pids");
    const grandchild = `trap "" TERM; echo $$ >> ${pids}; while :; do sleep 0.1; done`;
    // A kernel is started like this: in a session of its own, deaf to the group's signals.
    const child = `import { spawn } from "node:child_process";
      spawn("bash", ["-c", ${JSON.stringify(grandchild)}], { detached: true, stdio: "ignore" });
      setInterval(() => console.log("alive"), 50);`;
    const stop = new AbortController();
    const running = runCommand(Deno.execPath(), script(child), {
      cwd: tmpdir(),
      signal: stop.signal,
      graceMs: 300,
      onLine: () => {
        if (existsSync(pids)) stop.abort(new Error("enough"));
      },
    });
    await assert.rejects(running, /enough/);
    const started = readFileSync(pids, "utf8").trim().split("\n").map(Number);
    assert.equal(started.length, 1);
    assert.deepEqual(stillRunning(started), []);
    rmSync(folder, { recursive: true });
  },
});

Deno.test("runCommand() stops the command when a line cannot be taken", async () => {
  const endless = runCommand(Deno.execPath(), script(`setInterval(() => console.log("tick"), 20)`), {
    cwd: tmpdir(),
    onLine: () => {
      throw new Error("the reader failed");
    },
  });
  await assert.rejects(endless, /the reader failed/);
});

Deno.test({
  name: "runCommand() turns Ctrl-C into Interrupted once the child is gone",
  ignore: !onUnix,
  fn: async () => {
    const task = `import { runCommand } from ${JSON.stringify(import.meta.resolve("../../lib/tasks/process.ts"))};
      const endless = ["eval", "setInterval(() => console.log(Deno.pid), 20)"];
      await runCommand(Deno.execPath(), endless, { onLine: (line) => console.log(line) }).catch((error) => {
        console.log(error.name, error.exitCode);
        Deno.exit(error.exitCode);
      });`;
    const child = new Deno.Command(Deno.execPath(), {
      args: [...script(task)],
      cwd: tmpdir(),
      stdout: "piped",
    }).spawn();
    const pids = new Set<number>();
    let last = "";
    for await (const chunk of child.stdout) {
      last = new TextDecoder().decode(chunk).trim().split("\n").at(-1) ?? "";
      if (/^\d+$/.test(last) && pids.size === 0) Deno.kill(child.pid, "SIGINT");
      if (/^\d+$/.test(last)) pids.add(Number(last));
    }
    assert.equal(last, "Interrupted 130");
    assert.equal((await child.status).code, 130);
    assert.equal(pids.size, 1);
    assert.deepEqual(stillRunning([...pids]), []);
  },
});

Deno.test("descendantsOf() finds grandchildren and leaves strangers out", () => {
  const processes = [
    { pid: 5, parent: 4 },
    { pid: 4, parent: 1 },
    { pid: 7, parent: 2 },
    { pid: 6, parent: 4 },
  ];
  assert.deepEqual(descendantsOf(1, processes), [4, 5, 6]);
  assert.deepEqual(descendantsOf(99, processes), []);
});
