import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { denoExecutable, denoPlatform, denoStep, KERNEL_DENO } from "../../lib/tasks/setup/deno.ts";
import { installationOf, runSteps, wantedWeights } from "../../lib/tasks/setup/ensure.ts";
import { checkSpace, executablesOnPath, freeBytesOf, megabytes } from "../../lib/tasks/setup/folders.ts";
import { jupyterEnvironment, kernelPath, kernelStep } from "../../lib/tasks/setup/kernel.ts";
import { readArguments } from "../../lib/tasks/setup/main.ts";
import { installProgress, missingPackages } from "../../lib/tasks/setup/packages.ts";
import type { SetupStep } from "../../lib/tasks/setup/shapes.ts";
import { fakeCommand, inPlace, onUnix } from "./setup_place.ts";

/** A step that is ready once it ran, and counts its runs. */
function countingStep(title: string): SetupStep & { runs: number } {
  const step = {
    title,
    runs: 0,
    isReady: () => step.runs > 0,
    run: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      step.runs += 1;
    },
  };
  return step;
}

Deno.test("runSteps() runs what is not ready, numbered among what is left, and is silent when all is there", () =>
  inPlace(async ({ context, said }) => {
    const [done, open] = [countingStep("done before"), countingStep("still open")];
    done.runs = 1;
    await runSteps(context, [done, open], { redo: false });
    assert.deepEqual([done.runs, open.runs], [1, 1]);
    assert.ok(said.includes("[1/1] still open"), said.join("\n"));
    said.length = 0;
    await runSteps(context, [done, open], { redo: false });
    assert.deepEqual(said, []);
    await runSteps(context, [done, open], { redo: true });
    assert.deepEqual([done.runs, open.runs], [2, 2]);
  }));

Deno.test("runSteps() lets two set-ups of one folder do the work once", () =>
  inPlace(async ({ context, said }) => {
    const step = countingStep("shared");
    await Promise.all([runSteps(context, [step], { redo: false }), runSteps(context, [step], { redo: false })]);
    assert.equal(step.runs, 1);
    assert.equal(said.filter((line) => line.startsWith("Another set-up runs")).length, 1);
  }));

Deno.test("runSteps() frees the folder when a step fails", () =>
  inPlace(async ({ context }) => {
    const failing = { ...countingStep("failing"), run: () => Promise.reject(new Error("it broke")) };
    await assert.rejects(runSteps(context, [failing], { redo: false }), /it broke/);
    const step = countingStep("after");
    await runSteps(context, [step], { redo: false });
    assert.equal(step.runs, 1);
  }));

Deno.test("runSteps() stops between steps after an abort", () =>
  inPlace(async ({ context }) => {
    const stop = new AbortController();
    const first = { ...countingStep("first"), run: () => Promise.resolve(stop.abort(new Error("enough"))) };
    const second = countingStep("second");
    await assert.rejects(runSteps({ ...context, signal: stop.signal }, [first, second], { redo: false }), /enough/);
    assert.equal(second.runs, 0);
  }));

Deno.test("wantedWeights() adds named models to the usual ones, each once, and refuses unknown names", () => {
  const names = wantedWeights(["qwen2.5-coder-0.5b", "minilm", "qwen2.5-coder-0.5b"]).map(({ name }) => name);
  assert.deepEqual(names, ["minilm", "smollm2-135m", "qwen2.5-coder-0.5b"]);
  assert.throws(() => wantedWeights(["qwen"]), /the name is one of minilm, .*, got "qwen"/);
});

Deno.test("kernelStep points the kernel at the project's own Deno and keeps the user's Lab settings", () =>
  inPlace(async ({ context }) => {
    await kernelStep.run(context);
    const spec = JSON.parse(readFileSync(kernelPath(context.root), "utf8"));
    assert.equal(spec.argv[0], denoExecutable(context.root));
    assert.deepEqual(spec.argv.slice(1), ["jupyter", "--kernel", "--conn", "{connection_file}"]);
    assert.equal(spec.env.NO_COLOR, "1");
    assert.ok(kernelStep.isReady(context));
    const folder = join(context.root, ".twoplane", "jupyter", "config", "lab", "user-settings", "@jupyterlab");
    const settings = join(folder, "apputils-extension", "notification.jupyterlab-settings");
    assert.equal(JSON.parse(readFileSync(settings, "utf8")).fetchNews, "false");
    writeFileSync(settings, "{}");
    writeFileSync(kernelPath(context.root), "{}"); // an old spec
    assert.ok(!kernelStep.isReady(context));
    await kernelStep.run(context);
    assert.equal(readFileSync(settings, "utf8"), "{}");
    assert.ok(kernelStep.isReady(context));
  }));

Deno.test("jupyterEnvironment() keeps every folder of Jupyter inside the project", () => {
  const environment = jupyterEnvironment("/project");
  for (const name of ["JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]) {
    assert.ok(environment[name]?.startsWith(join("/project", ".twoplane", "jupyter")), name);
  }
  assert.deepEqual(installationOf("/project").environment, environment);
});

Deno.test({
  name: "denoStep copies the Deno that runs when npm is not there",
  ignore: Deno.version.deno !== KERNEL_DENO,
  fn: () =>
    inPlace(async ({ context }) => {
      assert.ok(!denoStep.isReady(context));
      await denoStep.run(context);
      assert.ok(denoStep.isReady(context));
      writeFileSync(denoExecutable(context.root), "cut off");
      assert.ok(!denoStep.isReady(context));
    }),
});

Deno.test({
  name: "denoStep removes a Deno from npm that is not the pinned one, before it runs",
  ignore: !onUnix || denoPlatform(Deno.build) !== "linux-x64-glibc",
  fn: () =>
    inPlace(async ({ context, commands }) => {
      const target = denoExecutable(context.root);
      const ran = join(context.root, "ran");
      const other = fakeCommand(join(context.root, "other"), `: > ${ran}; echo "deno ${KERNEL_DENO}"`);
      fakeCommand(join(commands, "npm"), `/bin/mkdir -p ${dirname(target)} && /bin/cp ${other} ${target}`);
      await assert.rejects(
        denoStep.run(context),
        /^Error: Cannot install Deno .*: need an executable of SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}\. It was removed/,
      );
      assert.ok(!existsSync(target) && !existsSync(ran) && !denoStep.isReady(context));
    }),
});

Deno.test({
  name: "denoStep explains an npm registry that does not answer",
  ignore: !onUnix,
  fn: () =>
    inPlace(async ({ context, commands }) => {
      fakeCommand(join(commands, "npm"), "echo 'npm error code EAI_AGAIN' >&2; exit 1");
      await assert.rejects(denoStep.run(context), /need the npm registry, got "npm error code EAI_AGAIN"/);
      assert.ok(!denoStep.isReady(context));
    }),
});

Deno.test("denoPlatform() names the npm package of each platform", () => {
  assert.equal(denoPlatform({ os: "linux", arch: "x86_64" }), "linux-x64-glibc");
  assert.equal(denoPlatform({ os: "darwin", arch: "aarch64" }), "darwin-arm64");
  assert.equal(denoPlatform({ os: "windows", arch: "x86_64" }), "win32-x64");
});

Deno.test("missingPackages() reads the import map and looks into node_modules", () =>
  inPlace(({ context: { root } }) => {
    const imports = { "zod": "npm:zod@4.0.0", "@a/b": "npm:@a/b@1.0.0", "own/x": "./lib/x.ts" };
    writeFileSync(join(root, "deno.json"), JSON.stringify({ imports }));
    assert.deepEqual(missingPackages(root), ["zod", "@a/b"]);
    mkdirSync(join(root, "node_modules", "@a", "b"), { recursive: true });
    writeFileSync(join(root, "node_modules", "@a", "b", "package.json"), "{}");
    assert.deepEqual(missingPackages(root), ["zod"]);
  }));

Deno.test("installProgress() tells every hundredth package", () => {
  const progress = installProgress(368);
  const lines = Array.from({ length: 200 }, () => progress("Download https://mirror.example/x.tgz"));
  assert.deepEqual(lines.filter((line) => line !== null), [
    "100 of about 368 packages fetched",
    "200 of about 368 packages fetched",
  ]);
  assert.equal(progress("Initialize zod@4.0.0"), null);
});

Deno.test("checkSpace() says how much is needed and how much there is", () =>
  inPlace(({ context }) => {
    checkSpace({ ...context, freeBytes: () => 100 }, "try", 100);
    assert.throws(
      () => checkSpace({ ...context, freeBytes: () => 2.5e8 }, "fetch a model", 1.5e9),
      /^Error: Cannot fetch a model: need 1\.5 GB free on the disk of this folder, got 250 MB\./,
    );
  }));

Deno.test("freeBytesOf() asks the nearest folder that is there", () =>
  inPlace(({ context }) => assert.ok(freeBytesOf(join(context.root, "not", "yet")) > 0)));

Deno.test("executablesOnPath() keeps the order of the names and leaves plain files out", () =>
  inPlace(({ commands }) => {
    writeFileSync(join(commands, "plain"), "", { mode: 0o644 });
    fakeCommand(join(commands, "one"), "exit 0");
    fakeCommand(join(commands, "two"), "exit 0");
    const found = executablesOnPath(["two", "plain", "none", "one"], `:${commands}`);
    if (onUnix) assert.deepEqual(found, [join(commands, "two"), join(commands, "one")]);
  }));

Deno.test("megabytes() reads as people say it", () => {
  assert.deepEqual([0, 22_928_619, 999_000_000, 1_117_320_768].map(megabytes), ["0 MB", "23 MB", "999 MB", "1.1 GB"]);
});

Deno.test("readArguments() takes models in a list or one by one, and refuses what it does not know", () => {
  assert.deepEqual(readArguments(["--models", "a,b", "--models=c"]).models, ["a", "b", "c"]);
  assert.deepEqual(readArguments([]), { models: [], redo: false, help: false });
  assert.throws(
    () => readArguments(["--model", "a"]),
    /^TypeError: Cannot run setup: it takes --models, --redo and --help/,
  );
  assert.throws(() => readArguments(["extra"]), TypeError);
});
