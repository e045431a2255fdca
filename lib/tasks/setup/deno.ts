import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256File } from "../../foundation/hash.ts";
import { runCommand } from "../process.ts";
import { explainFailure } from "./failures.ts";
import { checkSpace, emptyFolder, executablesOnPath, hasStamp, leaveStamp, ownPath } from "./folders.ts";
import type { SetupContext, SetupStep } from "./shapes.ts";

/** The newest Deno whose kernel keeps its output. */
export const KERNEL_DENO = "2.8.1";

/** SHA-256 of the executable where it could be read; elsewhere the check that npm makes stands alone. */
const EXECUTABLE_SHA256: Readonly<Record<string, string>> = {
  "linux-x64-glibc": "e22e7be8c8fab241ec6da4960c50fe72f180a76321a35985cc22791c85aa05ca",
};

const NEEDED_BYTES = 300e6;

/** The Deno that runs the notebooks, whatever Deno runs the tasks. */
export const denoStep: SetupStep = {
  title: `Deno ${KERNEL_DENO} for the notebooks (115 MB)`,
  isReady: ({ root }) => existsSync(denoExecutable(root)) && hasStamp(stampPath(root), stampText(root)),
  run: async (context) => {
    checkSpace(context, "install the notebooks' Deno", NEEDED_BYTES);
    await fetchDeno(context, executablesOnPath(["npm"], context.searchPath)[0] ?? null);
    await checkVersion(context);
    leaveStamp(stampPath(context.root), stampText(context.root));
  },
};

/** Where the notebooks' Deno stands. */
export function denoExecutable(root: string): string {
  const name = Deno.build.os === "windows" ? "deno.exe" : "deno";
  return ownPath(root, "deno", "node_modules", "@deno", denoPlatform(Deno.build), name);
}

/** The platform as npm's packages of Deno name it. */
export function denoPlatform({ os, arch }: { os: string; arch: string }): string {
  const cpu = arch === "aarch64" ? "arm64" : "x64";
  if (os === "windows") return `win32-${cpu}`;
  return os === "darwin" ? `darwin-${cpu}` : `linux-${cpu}-glibc`;
}

function stampPath(root: string): string {
  return ownPath(root, "deno", "installed.json");
}

function stampText(root: string): string {
  const executable = denoExecutable(root);
  return JSON.stringify({ version: KERNEL_DENO, bytes: existsSync(executable) ? statSync(executable).size : 0 });
}

/** From npm; without npm a copy of the Deno that runs this, if it is the right one; else by that Deno from npm. */
async function fetchDeno(context: SetupContext, npm: string | null): Promise<void> {
  const folder = emptyFolder(ownPath(context.root, "deno"));
  const name = `@deno/${denoPlatform(Deno.build)}`;
  writeFileSync(join(folder, "package.json"), json({ private: true, dependencies: { [name]: KERNEL_DENO } }));
  if (npm !== null) return await installWithNpm(context, npm, folder);
  if (Deno.version.deno === KERNEL_DENO) return copyRunningDeno(context);
  await installWithDeno(context, folder);
}

async function installWithNpm(context: SetupContext, npm: string, folder: string): Promise<void> {
  const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"];
  const [command, ...prefix] = npm.endsWith(".cmd") ? ["cmd", "/c", npm] : [npm];
  const result = await runCommand(command ?? npm, [...prefix, ...args], {
    cwd: folder,
    env: { PATH: context.searchPath, npm_config_progress: "false" },
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  const attempt = { what: `install Deno ${KERNEL_DENO} with npm`, command: "npm", source: "the npm registry" };
  if (result.code !== 0) throw explainFailure(attempt, result);
  await checkExecutable(context);
}

function copyRunningDeno(context: SetupContext): void {
  context.say("  npm is not there: copying the Deno that runs this task");
  const target = denoExecutable(context.root);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(Deno.execPath(), target);
  chmodSync(target, 0o755);
}

async function installWithDeno(context: SetupContext, folder: string): Promise<void> {
  context.say(`  npm is not there: fetching it with Deno ${Deno.version.deno}`);
  // A deno.json of its own keeps the project's import map out of this.
  writeFileSync(join(folder, "deno.json"), json({ nodeModulesDir: "auto", lock: false, workspace: [] }));
  const result = await runCommand(Deno.execPath(), ["install"], {
    cwd: folder,
    env: { PATH: context.searchPath, NO_COLOR: "1" },
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  const attempt = { what: `install Deno ${KERNEL_DENO}`, command: "deno install", source: "the npm registry" };
  if (result.code !== 0) throw explainFailure(attempt, result);
  await checkExecutable(context);
}

/** Before it runs for the first time. */
async function checkExecutable({ root }: SetupContext): Promise<void> {
  const platform = denoPlatform(Deno.build);
  if (!existsSync(denoExecutable(root))) {
    throw new Error(`Cannot install Deno ${KERNEL_DENO}: need its npm package for ${platform}, got one without Deno`);
  }
  const need = EXECUTABLE_SHA256[platform];
  if (need === undefined) return;
  const got = await sha256File(denoExecutable(root));
  if (got === need) return;
  rmSync(ownPath(root, "deno"), { recursive: true });
  throw new Error(
    `Cannot install Deno ${KERNEL_DENO}: need an executable of SHA-256 ${need}, got ${got}. ` +
      "It was removed: the npm registry sent another file than the one pinned here. Try another network or mirror",
  );
}

async function checkVersion(context: SetupContext): Promise<void> {
  const executable = denoExecutable(context.root);
  const { code, tail } = await runCommand(executable, ["--version"], { env: { NO_COLOR: "1" } });
  const version = /^deno (\S+)/.exec(tail.join("\n"))?.[1];
  if (code === 0 && version === KERNEL_DENO) return;
  throw new Error(
    `Cannot use ${executable}: need Deno ${KERNEL_DENO}, got ${version ?? `"${tail[0] ?? "no answer"}"`}. ` +
      "Deno runs on 64-bit Windows, macOS and glibc Linux",
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
