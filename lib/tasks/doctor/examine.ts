import { existsSync, readFileSync } from "node:fs";
import { WEIGHTS } from "../../foundation/weights_catalogue.ts";
import { cut, messageOf } from "../../foundation/errors.ts";
import { chooseCsvEngine } from "../../foundation/csv_engines.ts";
import { runCommand } from "../process.ts";
import { executablesOnPath, freeBytesOf } from "../setup/folders.ts";
import { installationOf } from "../setup/ensure.ts";
import { missingPackages } from "../setup/packages.ts";
import { requirementsPath } from "../setup/venv.ts";
import { checkKernel, probeKernel } from "./kernel.ts";
import { checkDisk, checkMemory, readMemory } from "./machine.ts";
import { askEndpoint, checkEndpoint, checkJsr } from "./network.ts";
import type { CheckResult } from "./shapes.ts";
import {
  checkKernelDeno,
  checkNode,
  checkNpmPackages,
  checkPython,
  checkPythonPackages,
  checkTaskDeno,
} from "./versions.ts";
import { checkWeights, readWeightStates } from "./weights.ts";

/** One thing to look at; it installs and changes nothing. */
export type Examination = () => Promise<CheckResult>;

const MAIN_PACKAGES = ["jupyterlab", "nbclient", "nbconvert"];

/**
 * What is there to look at on this machine?
 *
 * @param root The project's folder.
 * @param options quick: believe the stamps of model files, run no kernel and ask no network.
 * @returns Examinations in the order in which they are told.
 */
export function examinations(root: string, { quick }: { quick: boolean }): readonly Examination[] {
  const installation = installationOf(root);
  const { python, denoExecutable } = installation;
  const always: readonly Examination[] = [
    () => Promise.resolve(checkTaskDeno(Deno.version.deno)),
    async () => checkKernelDeno(await versionOf(denoExecutable, ["--version"], /^deno (\S+)/)),
    async () => checkNode({ node: await versionOnPath("node"), npm: await versionOnPath("npm") }),
    async () => checkPython(await versionOf(python, ["--version"], /^Python (\S+)/)),
    async () => checkPythonPackages(pinnedVersions(root, MAIN_PACKAGES), await installedVersions(python)),
    () => Promise.resolve(checkNpmPackages(missingPackages(root))),
    () => Promise.resolve(checkMemory(readMemory())),
    () => Promise.resolve(checkDisk(freeBytesOf(root))),
    ...WEIGHTS.map((weights) => async () => checkWeights(weights, await readWeightStates(root, weights, { quick }))),
  ];
  if (quick) return always;
  return [
    ...always,
    async () =>
      checkKernel(existsSync(python) && existsSync(denoExecutable) ? await probeKernel(root, installation) : null),
    async () => checkEndpoint(await askEndpoint((name) => Deno.env.get(name), fetch)),
    async () => checkJsr((await chooseCsvEngine()).reason),
  ];
}

/** Runs an examination; one that fails itself is a failed check, not the end of the others. */
export async function runExamination(examine: Examination): Promise<CheckResult> {
  try {
    return await examine();
  } catch (error) {
    if (error instanceof Error && error.name === "Interrupted") throw error;
    const detail = cut(messageOf(error), 200);
    return { name: "Check", status: "fail", detail, advice: "Run `deno task setup`, then this again" };
  }
}

/** Versions that the list of pinned packages gives these names. */
export function pinnedVersions(root: string, names: readonly string[]): Readonly<Record<string, string>> {
  const list = readFileSync(requirementsPath(root), "utf8");
  return Object.fromEntries(
    names.map((name) => [name, new RegExp(`^${name}==(\\S+)`, "m").exec(list)?.[1] ?? "pinned"]),
  );
}

async function installedVersions(python: string): Promise<Readonly<Record<string, string>>> {
  if (!existsSync(python)) return {};
  const script = `
import importlib.metadata, json
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
print(json.dumps({name: version(name) for name in ${JSON.stringify(MAIN_PACKAGES)} if version(name)}))
`;
  const { code, tail } = await runCommand(python, ["-I", "-c", script]);
  return code === 0 ? JSON.parse(tail.at(-1) ?? "{}") as Record<string, string> : {};
}

async function versionOnPath(name: string): Promise<string | null> {
  const executable = executablesOnPath([name], Deno.env.get("PATH") ?? "")[0];
  return executable === undefined ? null : await versionOf(executable, ["--version"], /^v?(\d+\.\d+\.\S+)/);
}

async function versionOf(executable: string, args: readonly string[], pattern: RegExp): Promise<string | null> {
  if (!existsSync(executable)) return null;
  const lines: string[] = [];
  const onLine = (line: string, stream: string): unknown => stream === "stdout" && lines.push(line);
  await runCommand(executable, args, { env: { NO_COLOR: "1" }, onLine }).catch(() => null);
  return lines.map((line) => pattern.exec(line)?.[1]).find((version) => version !== undefined) ?? null;
}
