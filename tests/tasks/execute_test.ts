// needs: kernel
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectPath } from "../../lib/foundation/mod.ts";
import { ensureSetup } from "../../lib/tasks/setup/mod.ts";
import { notebookText } from "../../lib/tasks/notebooks/clean.ts";
import { executeNotebook } from "../../lib/tasks/notebooks/execute.ts";
import type { Notebook } from "../../lib/tasks/notebooks/notebook.ts";
import { descendantsOf, runningProcesses, stillRunning } from "../../lib/tasks/process_tree.ts";
import { reproduceInto } from "../../lib/tasks/reproduce/reproduce.ts";
import { verify } from "../../lib/tasks/verify/verify.ts";
import { code, markdown, notebook } from "./made_up.ts";

const silent = { step: () => {}, say: () => {} };

/** Puts notebooks into a folder of their own, and hands it over with the installation. */
async function inFolder(
  notebooks: Readonly<Record<string, Notebook>>,
  check: (folder: string, installation: Awaited<ReturnType<typeof ensureSetup>>) => Promise<void>,
): Promise<void> {
  const installation = await ensureSetup({ report: () => {} });
  const home = mkdtempSync(join(tmpdir(), "execute-"));
  const folder = join(home, "notebooks");
  try {
    mkdirSync(folder);
    for (const [name, made] of Object.entries(notebooks)) {
      writeFileSync(join(folder, `${name}.ipynb`), notebookText(made));
    }
    await check(folder, installation);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** A cell that displays a figure by the contract of OutputMark. */
const displaySource = `const svg = "<svg>" + [1, 2, 3].join() + "</svg>";
await Deno.jupyter.broadcast("display_data", {
  data: { "image/png": btoa("png"), "text/html": \`<img src="data:image/svg+xml;base64,\${btoa(svg)}" alt="a">\` },
  metadata: { twoplane: { kind: "figure", name: "map", title: "Map", caption: "Dots.", seed: 7 } },
  transient: {},
});`;

Deno.test("executeNotebook() runs top to bottom in the notebook's folder, counts cells, and changes no file", async () => {
  const made = notebook([
    markdown("# A"),
    code("console.log(1); console.log(2);\nDeno.cwd().split('/').at(-1)"),
    code("Deno.env.get('TWOPLANE_DATA') ?? 'unset'"),
    code(displaySource),
  ]);
  await inFolder({ a: made }, async (folder, installation) => {
    const path = join(folder, "a.ipynb");
    const before = readFileSync(path, "utf8");
    const cells: string[] = [];
    const data = Deno.env.get("TWOPLANE_DATA");
    Deno.env.set("TWOPLANE_DATA", "somewhere");
    const onCell = (place: number, total: number) => void cells.push(`${place}/${total}`);
    const executed = await executeNotebook(path, { installation, onCell });
    data === undefined ? Deno.env.delete("TWOPLANE_DATA") : Deno.env.set("TWOPLANE_DATA", data);
    assert.deepEqual(cells, ["1/3", "2/3", "3/3"]);
    assert.deepEqual(executed.cells.map(({ execution_count }) => execution_count), [undefined, 1, 2, 3]);
    const [first, second, third] = executed.cells.slice(1).map(({ outputs }) => outputs);
    assert.deepEqual([first?.[0]?.text, first?.[1]?.data?.["text/plain"]], ["1\n2\n", `"${folder.split("/").at(-1)}"`]);
    assert.deepEqual(second?.[0]?.data, { "text/plain": '"unset"' });
    assert.ok(third?.[0]?.metadata?.["twoplane"], "the mark comes through");
    assert.equal(readFileSync(path, "utf8"), before);
  });
});

Deno.test("executeNotebook() shows the failing cell's source and its error", async () => {
  const made = notebook([
    code("const a = 1;"),
    code("const b = a;\nthrow new RangeError(`too few: ${b}`);"),
    code("3"),
  ]);
  await inFolder({ bad: made }, async (folder, installation) => {
    const run = executeNotebook(join(folder, "bad.ipynb"), { installation });
    await assert.rejects(run, (error: Error) => {
      assert.match(error.message, /^Cannot run bad\.ipynb at cell \[2\]: RangeError: too few: 1\n/);
      assert.match(error.message, /1 │ const b = a;\n\s+2 │ throw new RangeError/);
      return true;
    });
  });
});

Deno.test("executeNotebook() ends a cell that takes too long", async () => {
  await inFolder(
    { slow: notebook([code("await new Promise((r) => setTimeout(r, 1e6));")]) },
    async (folder, installation) => {
      const run = executeNotebook(join(folder, "slow.ipynb"), { installation, timeoutSeconds: 1 });
      await assert.rejects(run, /at cell \[1\]: Timeout: the cell took longer than 1 s/);
    },
  );
});

Deno.test("reproduceInto() makes equal hashes twice, verify() agrees, and finds what was tampered with", async () => {
  const made = notebook([
    code("const seed = 7;", [], ["parameters"]),
    code(displaySource),
    code("performance.now()", [], ["live"]),
  ]);
  await inFolder({ "02_x": made }, async (folder, installation) => {
    const out = join(folder, "..", "out");
    const options = { installation, progress: silent, folder, realData: null };
    const first = await reproduceInto(out, options);
    const second = await reproduceInto(out, options);
    assert.deepEqual(first.files, second.files);
    const found = await verify(out, options);
    assert.equal(found.compared, 4);
    // the notebook in the folder was never executed in place: it holds no figure yet
    assert.deepEqual(
      found.differences.map((difference) => difference.slice(0, 37)),
      [
        "notebooks/02_x.ipynb: figure map (SVG)",
        "notebooks/02_x.ipynb: figure map (PNG)",
      ].map((text) => text.slice(0, 37)),
    );
    const manifest = readFileSync(join(out, "manifest.json"), "utf8");
    const hash = first.files.find(({ path }) => path.endsWith(".svg"))?.sha256 ?? "";
    writeFileSync(join(out, "manifest.json"), manifest.replace(hash, "0".repeat(64)));
    const tampered = await verify(out, options);
    assert.match(
      tampered.differences[0] ?? "",
      /^figures\/02_x-map\.svg: 000000000000 in the manifest, [0-9a-f]{12} now$/,
    );
  });
});

Deno.test("reproduceInto() leaves earlier results as they were when a notebook fails", async () => {
  await inFolder({ "02_x": notebook([code("1")]) }, async (folder, installation) => {
    const out = join(folder, "..", "out");
    const options = { installation, progress: silent, folder, realData: null };
    await reproduceInto(out, options);
    const before = readFileSync(join(out, "manifest.json"), "utf8");
    writeFileSync(join(folder, "02_x.ipynb"), notebookText(notebook([code("throw new Error('no')")])));
    await assert.rejects(reproduceInto(out, options), /Cannot run 02_x\.ipynb/);
    assert.equal(readFileSync(join(out, "manifest.json"), "utf8"), before);
  });
});

Deno.test({
  name: "Ctrl-C ends the driver and the kernel, and the task exits with 130",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const made = notebook([code("await new Promise((r) => setTimeout(r, 1e6));")]);
    await inFolder({ sleep: made }, async (folder) => {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--config", projectPath("deno.json"), sleeper(folder)],
        stdout: "null",
        stderr: "piped",
      }).spawn();
      const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
      for (let said = ""; !said.includes("cell 1 of 1");) {
        const { value, done } = await reader.read();
        assert.ok(!done, `ended early: ${said}`);
        said += value;
      }
      const family = [child.pid, ...descendantsOf(child.pid, runningProcesses())];
      assert.ok(family.length >= 3, "task, driver and kernel run");
      child.kill("SIGINT");
      assert.equal((await child.status).code, 130);
      await reader.cancel();
      assert.deepEqual(stillRunning(family), []);
    });
  },
});

/** A task in miniature: what `deno task notebooks` does, on another folder. */
function sleeper(folder: string): string {
  const path = join(folder, "task.ts");
  const at = (file: string) => JSON.stringify(new URL(`../../lib/tasks/${file}`, import.meta.url).href);
  writeFileSync(
    path,
    `import { exitCodeOf } from ${at("exit.ts")};
import { progressLine } from ${at("progress.ts")};
import { ensureSetup } from ${at("setup/mod.ts")};
import { runNotebooks } from ${at("notebooks/run.ts")};
const progress = progressLine();
try {
  const installation = await ensureSetup({ report: progress.say });
  await runNotebooks([${JSON.stringify(join(folder, "sleep.ipynb"))}], { installation, progress });
} catch (error) {
  Deno.exit(exitCodeOf(error, progress.say));
}
`,
  );
  return path;
}
