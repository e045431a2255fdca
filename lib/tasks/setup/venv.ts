import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../foundation/hash.ts";
import { runCommand } from "../process.ts";
import { explainFailure } from "./failures.ts";
import { checkSpace, hasStamp, leaveStamp, megabytes, venvCommand, venvFolder } from "./folders.ts";
import { findPython } from "./python.ts";
import type { SetupContext, SetupStep } from "./shapes.ts";

const NEEDED_BYTES = 400e6;

/** JupyterLab, nbclient and nbconvert in the project's own Python environment. */
export const pythonStep: SetupStep = {
  title: "Python packages: JupyterLab, nbclient, nbconvert (about 230 MB)",
  isReady: ({ root }) => existsSync(venvCommand(root, "python")) && hasStamp(stampPath(root), stampText(root)),
  run: async (context) => {
    checkSpace(context, "make .venv", NEEDED_BYTES);
    await makeVenv(context);
    await installRequirements(context);
    leaveStamp(stampPath(context.root), stampText(context.root));
  },
};

/** The list of pinned packages. */
export function requirementsPath(root: string): string {
  return join(root, "lib", "tasks", "requirements.txt");
}

function stampPath(root: string): string {
  return join(venvFolder(root), "twoplane.json");
}

/** Names the folder too: the commands of an environment hold its path, so a moved one is made again. */
function stampText(root: string): string {
  return JSON.stringify({ root, requirements: sha256(readFileSync(requirementsPath(root))) });
}

/** Starts from nothing each time: a half-installed package looks like a whole one. */
async function makeVenv(context: SetupContext): Promise<void> {
  const { executable, version } = await findPython(context);
  context.say(`  with Python ${version} (${executable})`);
  const result = await runCommand(executable, ["-m", "venv", "--clear", venvFolder(context.root)], {
    env: pythonEnvironment(context),
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  const attempt = { what: "make .venv", command: "python -m venv", source: "nothing outside this machine" };
  if (result.code !== 0) throw explainFailure(attempt, result);
}

async function installRequirements(context: SetupContext): Promise<void> {
  const progress = pipProgress(readFileSync(requirementsPath(context.root), "utf8"));
  const result = await runCommand(
    venvCommand(context.root, "python"),
    [...PIP, "install", "--require-hashes", "--only-binary", ":all:", "-r", requirementsPath(context.root)],
    {
      env: { ...pythonEnvironment(context), PIP_USER: "0" },
      onLine: (line) => {
        const text = progress(line);
        if (text !== null) context.sayStep(`  ${text}`);
      },
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    },
  );
  const attempt = { what: "install the Python packages", command: "pip", source: "the Python package index" };
  if (result.code !== 0) throw explainFailure(attempt, result);
}

/** How pip is called, whatever it is to do. */
export const PIP: readonly string[] = [
  "-m",
  "pip",
  "--disable-pip-version-check",
  "--no-input",
];

/** Python's environment without the settings that would let other packages in. */
export function pythonEnvironment(context: SetupContext): Readonly<Record<string, string | undefined>> {
  return { PATH: context.searchPath, PYTHONPATH: undefined, PYTHONHOME: undefined, PIP_PROGRESS_BAR: "off" };
}

/** Turns pip's lines into a few lines of progress: every tenth package, then the installation. */
export function pipProgress(requirements: string): (line: string) => string | null {
  let total = requirements.split("\n").filter((line) => /^[\w.-]+==/.test(line)).length;
  let seen = 0;
  let bytes = 0;
  return (line) => {
    if (line.startsWith("Ignoring ")) total -= 1;
    bytes += pipBytes(line);
    if (/Retrying \(/.test(line)) return "the package index does not answer, trying again";
    if (line.startsWith("Installing collected packages")) return `${total} packages fetched, installing them`;
    if (!line.startsWith("Collecting ")) return null;
    seen += 1;
    return seen % 10 === 0 ? `${seen} of ${total} packages, ${megabytes(bytes)}` : null;
  };
}

function pipBytes(line: string): number {
  const [, number, unit] = /^\s+(?:Downloading|Using cached) .*\(([\d.]+) (kB|MB)\)/.exec(line) ?? [];
  return Number(number ?? 0) * (unit === "MB" ? 1e6 : 1e3);
}
